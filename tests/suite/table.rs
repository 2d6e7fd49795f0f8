//! The status table: filters, searching, sorting, windows.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::desk::Desk;
use crate::services::Services;

fn company() -> (Services, Desk) {
    let services = Services::start(&["--documents", "150"]);
    let desk = Desk::refreshed(&services);
    (services, desk)
}

fn list(desk: &Desk, options: &[&str]) -> (usize, Vec<Value>) {
    let result = desk.run(&[&["list"], options].concat()).expect(0);
    let total = usize::try_from(result["total"].as_u64().expect("a total")).expect("small");
    (total, result["rows"].as_array().expect("rows").clone())
}

fn column(rows: &[Value], field: &str) -> Vec<Option<String>> {
    rows.iter().map(|row| row[field].as_str().map(str::to_owned)).collect()
}

#[test]
fn filters_on_kind_state_and_class() {
    let (_services, desk) = company();
    let (_, all) = list(&desk, &["--limit", "1000"]);
    let count = |fits: &dyn Fn(&Value) -> bool| all.iter().filter(|row| fits(row)).count();
    let has = |row: &Value, class: &str| {
        row["classes"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one == class))
    };
    for (options, expected) in [
        (&["--kind", "order"][..], count(&|row| row["kind"] == "order")),
        (&["--state", "failed"], count(&|row| row["state"] == "failed")),
        (
            &["--state", "failed,missing"],
            count(&|row| row["state"] == "failed" || row["state"] == "missing"),
        ),
        (
            &["--class", "VENDOR_INACTIVE"],
            count(&|row| has(row, "VENDOR_INACTIVE")),
        ),
        (
            &["--class", "vendor_inactive,UNKNOWN"],
            count(&|row| has(row, "VENDOR_INACTIVE") || has(row, "UNKNOWN")),
        ),
        (
            &["--kind", "invoice", "--state", "failed", "--class", "PERIOD_CLOSED"],
            count(&|row| row["kind"] == "invoice" && row["state"] == "failed" && has(row, "PERIOD_CLOSED")),
        ),
    ] {
        let (total, rows) = list(&desk, &[options, &["--limit", "1000"]].concat());
        assert!(
            expected > 0 && total == expected && rows.len() == expected,
            "{options:?}: {total} of {expected}"
        );
    }
}

#[test]
fn searching_finds_any_part_of_a_number_or_a_supplier() {
    let (_services, desk) = company();
    let (_, all) = list(&desk, &["--limit", "1000"]);
    let row = &all[7];
    for field in ["number", "supplier"] {
        let text = row[field].as_str().expect("a text");
        let part: String = text.chars().skip(1).collect::<String>().to_uppercase();
        let (total, rows) = list(&desk, &["--search", &part, "--limit", "1000"]);
        assert!(
            total >= 1 && rows.iter().any(|found| found["ref"] == row["ref"]),
            "{part}"
        );
    }
    assert_eq!(list(&desk, &["--search", "no such thing anywhere"]).0, 0);
    // Signs that mean something elsewhere mean themselves here.
    for odd in ["%", "_", "'", "\"", "*", "\\", "(", "[a-z]", "; DROP TABLE"] {
        let (total, rows) = list(&desk, &["--search", odd, "--limit", "1000"]);
        assert!(total == rows.len() && total < all.len(), "{odd}: {total}");
    }
}

#[test]
fn windows_cut_the_sorted_table_without_gaps() {
    let (_services, desk) = company();
    let (total, all) = list(&desk, &["--limit", "1000"]);
    assert_eq!(total, all.len());
    assert_eq!(list(&desk, &[]).1, all[..100], "a hundred rows unless asked");
    let mut joined = Vec::new();
    for offset in (0..total).step_by(37) {
        let (same, rows) = list(&desk, &["--limit", "37", "--offset", &offset.to_string()]);
        assert_eq!(same, total, "the total does not depend on the window");
        joined.extend(rows);
    }
    assert_eq!(joined, all);
    assert!(list(&desk, &["--offset", "100000"]).1.is_empty());
    assert!(list(&desk, &["--limit", "0"]).1.is_empty());
}

#[test]
fn sorting_by_every_field_keeps_every_row() {
    let (_services, desk) = company();
    let (total, all) = list(&desk, &["--limit", "1000"]);
    let names: BTreeSet<String> = column(&all, "ref").into_iter().flatten().collect();
    for field in ["date", "number", "supplier", "amount", "state", "due_since", "age"] {
        for sort in [field.to_owned(), format!("{field}:desc")] {
            let (_, rows) = list(&desk, &["--sort", &sort, "--limit", "1000"]);
            let same: BTreeSet<String> = column(&rows, "ref").into_iter().flatten().collect();
            assert!(rows.len() == total && same == names, "{sort}");
        }
    }
    let (_, default) = list(&desk, &["--sort", "date:desc", "--limit", "1000"]);
    assert_eq!(default, all, "newest first unless asked");
}

#[test]
fn sorted_means_sorted() {
    let (_services, desk) = company();
    let sorted = |sort: &str| list(&desk, &["--sort", sort, "--limit", "1000"]).1;
    for field in ["date", "due_since"] {
        let values: Vec<String> = column(&sorted(field), field).into_iter().flatten().collect();
        assert!(values.is_sorted(), "{field}");
        let rows = sorted(&format!("{field}:desc"));
        let values: Vec<String> = column(&rows, field).into_iter().flatten().collect();
        assert!(values.iter().rev().is_sorted(), "{field} descending");
        // What has no value comes last in either direction.
        let gaps = column(&rows, field);
        let first_gap = gaps.iter().position(Option::is_none).unwrap_or(gaps.len());
        assert!(gaps[first_gap..].iter().all(Option::is_none), "{field}");
    }
    let cents = |rows: &[Value]| -> Vec<i64> {
        let amounts = column(rows, "amount").into_iter().flatten();
        amounts
            .map(|amount| amount.replace('.', "").parse().expect("an amount"))
            .collect()
    };
    assert!(cents(&sorted("amount")).is_sorted(), "as numbers, not as texts");
    let ages: Vec<i64> = sorted("age:desc")
        .iter()
        .filter_map(|row| row["age_days"].as_i64())
        .collect();
    assert!(ages.iter().rev().is_sorted());
    let suppliers: Vec<String> = column(&sorted("supplier"), "supplier")
        .into_iter()
        .flatten()
        .map(|name| name.to_lowercase())
        .collect();
    assert!(suppliers.is_sorted());
}

#[test]
fn words_that_do_not_exist_are_named() {
    let (_services, desk) = company();
    for options in [
        &["--state", "lost"][..],
        &["--class", "NO_SUCH"],
        &["--sort", "colour"],
        &["--sort", "date:up"],
    ] {
        let answer = desk.run(&[&["list"], options].concat());
        assert!(
            answer.json["error"]["message"]
                .to_string()
                .contains(options[1].split(':').next_back().expect("a word"))
        );
        assert_eq!(answer.error(2), "invalid_input", "{options:?}");
    }
}
