//! The status table as a file: every cell is text or a number, never a formula, and comes back as it was.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::proxy::Proxy;
use crate::services::Services;

fn exported(desk: &Desk, options: &[&str]) -> (Value, Vec<Vec<String>>) {
    let file = desk.file("table.csv");
    let path = file.to_str().expect("a path");
    let result = desk
        .run(&[&["export", "--format", "csv", "--output", path], options].concat())
        .expect(0);
    assert_eq!(result["path"], path);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(&file)
        .expect("the file");
    let rows = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect());
    (result, rows.collect())
}

#[test]
fn every_row_and_amount_comes_back() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let (result, cells) = exported(&desk, &[]);
    let rows = desk.rows();
    assert_eq!(result["rows"], json!(rows.len()));
    assert_eq!(cells.len(), rows.len() + 1, "and a heading");
    let text: Vec<String> = cells.iter().map(|row| row.join("|")).collect();
    for row in rows.values() {
        let (name, amount) = (
            row["ref"].as_str().expect("a name"),
            row["amount"].as_str().expect("an amount"),
        );
        let line = cells.iter().find(|cells| cells.iter().any(|cell| cell == name));
        let line = line.unwrap_or_else(|| panic!("{name} in {text:#?}"));
        assert!(line.iter().any(|cell| cell == amount), "{amount} in {line:?}");
    }
}

#[test]
fn filters_and_order_are_those_of_the_table() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let options = ["--state", "failed", "--sort", "amount:desc"];
    let (_, cells) = exported(&desk, &options);
    let list = desk
        .run(&[&["list", "--limit", "1000"][..], &options].concat())
        .expect(0);
    let names: Vec<&str> = list["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["ref"].as_str())
        .collect();
    let found: Vec<&str> = cells[1..]
        .iter()
        .filter_map(|row| row.iter().find(|cell| names.contains(&cell.as_str())))
        .map(String::as_str)
        .collect();
    assert_eq!(found, names);
}

#[test]
fn no_cell_is_a_formula() {
    // Large enough for documents that are not due, whose own texts are never read.
    let services = Services::start(&["--documents", "200"]);
    let nasty = [
        "=HYPERLINK(\"http://evil.example\")",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\u{ff1d}1+1",
        "a\"b,c;d",
        " =1",
        "|calc",
        "'quoted",
    ];
    let proxy = Proxy::start(&services.info("procurement", "url"), move |request, ask| {
        let mut answer = ask();
        if request.target().starts_with("/api/v1/invoices?")
            && let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body)
        {
            let rows = body["invoices"].as_array_mut().expect("rows");
            for (row, text) in rows.iter_mut().zip(nasty.iter().cycle()) {
                row["invoice_number"] = json!(text);
                row["supplier"]["name"] = json!(text);
                row["supplier_name"] = json!(text);
            }
            answer.body = serde_json::to_vec(&body).expect("JSON");
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.run(&["refresh"]);
    let (_, cells) = exported(&desk, &[]);
    let arrived = |cell: &String| nasty.iter().any(|text| cell.contains(text.trim()));
    assert!(cells.iter().flatten().any(arrived), "the texts arrived");
    for cell in cells.iter().flatten() {
        let first = cell.trim_start_matches(['\t', '\r', '\n', ' ']).chars().next();
        let is_number = cell.parse::<f64>().is_ok();
        let is_formula = matches!(
            first,
            Some('=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
        );
        assert!(is_number || !is_formula, "{cell:?}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let answer = desk.run(&["export", "--format", "csv", "--output", "/no/such/folder/table.csv"]);
    assert_eq!(answer.error(1), "file_unwritable");
}
