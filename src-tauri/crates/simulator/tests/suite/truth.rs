//! After any sequence of acts `/truth` agrees with what both services themselves show.

use crate::harness::{Sim, path, sim};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A small generator of repeatable choices.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).expect("small")]
    }
}

async fn all_of(sim: &Sim, entity: &str) -> Vec<Value> {
    let answer = sim.query(&format!("SELECT * FROM {entity} MAXRESULTS 1000")).await;
    answer["QueryResponse"][entity].as_array().cloned().unwrap_or_default()
}

fn act(dice: &mut Dice, documents: &[String], vendors: &[Value]) -> Value {
    let name = dice.pick(documents);
    let vendor = &dice.pick(vendors)["Id"];
    let line = 1;
    let date = format!("2026-02-{:02}", 1 + dice.below(28));
    match dice.below(30) {
        0 => json!({"do": "rename_vendor", "vendor": vendor, "name": format!("Renamed {}", dice.below(9999))}),
        1 => json!({"do": "merge_vendors", "vendor": vendor, "into": dice.pick(vendors)["Id"]}),
        2 => json!({"do": "duplicate_vendor", "vendor": vendor}),
        3 => json!({"do": "make_inactive", "vendor": vendor}),
        4 => json!({"do": "reactivate", "vendor": vendor}),
        5 | 6 => json!({"do": "delete_in_quickbooks", "ref": name}),
        7 => json!({"do": "recreate_in_quickbooks", "ref": name}),
        8 => json!({"do": "edit_in_quickbooks", "ref": name, "line": line, "account": "6700"}),
        9 => json!({"do": "change_total_in_quickbooks", "ref": name, "total": "12.34"}),
        10 => json!({"do": "change_date_in_quickbooks", "ref": name, "date": date}),
        11 => json!({"do": "type_bill_by_hand", "ref": name}),
        12 => json!({"do": "type_bill_by_hand", "ref": name, "total": "99.99"}),
        13 => json!({"do": "unlink", "ref": name}),
        14 => json!({"do": "close_order_by_expense", "ref": name}),
        15 => json!({"do": "change_currency", "ref": name, "currency": "EUR"}),
        16 => json!({"do": dice.pick(&["archive", "dearchive"]), "ref": name}),
        17 => json!({"do": "cancel", "ref": name}),
        18 => json!({"do": "reject", "ref": name}),
        19 => json!({"do": "approve", "ref": name}),
        20 => {
            json!({"do": "change_line_account", "ref": name, "line": line, "account": dice.pick(&["2000", "6100", "6800"])})
        }
        21 => json!({"do": "change_line_class", "ref": name, "line": line, "class": 3303}),
        22 => json!({"do": "make_inactive", "account": dice.pick(&["6500", "6600"])}),
        23 => json!({"do": "pay_in_quickbooks", "ref": name}),
        24 => json!({"do": "close_books", "date": date}),
        25 => json!({"do": "open_books"}),
        26 => json!({"do": "duplicate_bill", "ref": name}),
        27 => json!({"do": "set_connection", "connection": dice.pick(&["expired", "good", "off", "good"])}),
        28 => json!({"do": "create", "kind": "invoice", "supplier": 8813, "amount": dice.below(900) + 1}),
        _ => json!({"do": "resend", "ref": name}),
    }
}

/// Everything the truth says that the services can be asked for.
async fn agrees(sim: &Sim, story: &[String]) {
    let told = || story.join("\n");
    let rows = sim.truth().await;
    assert_eq!(rows, sim.truth().await, "asking changes nothing");
    let mut records: BTreeMap<(&str, String), Vec<Value>> = BTreeMap::new();
    for entity in ["PurchaseOrder", "Bill", "VendorCredit"] {
        let kind = if entity == "PurchaseOrder" { "order" } else { "invoice" };
        for record in all_of(sim, entity).await {
            let number = record["DocNumber"].as_str().unwrap_or_default().to_lowercase();
            records.entry((kind, number)).or_default().push(record);
        }
    }
    let names: BTreeSet<&str> = rows.iter().filter_map(|row| row["ref"].as_str()).collect();
    assert_eq!(names.len(), rows.len(), "each document once");
    let mut orders = Vec::new();
    for row in &rows {
        let (name, state) = (
            row["ref"].as_str().expect("a name"),
            row["state"].as_str().expect("a state"),
        );
        let why = || format!("{row}\n{}", told());
        let classed = !row["class"].is_null();
        assert!(
            !classed || matches!(state, "failed" | "differs" | "missing" | "not_due"),
            "{}",
            why()
        );
        assert!(classed || row["culprit"].is_null(), "{}", why());
        let detail = sim.pe_get(&path(name)).await;
        if name.starts_with("order") {
            orders.push(detail["updated_at"].as_i64().expect("a time"));
        }
        let status = detail["status"].as_str().expect("a status");
        let due = matches!(status, "approved" | "paid" | "ready_to_pay" | "settled");
        match state {
            "not_due" => assert!(!due, "{}", why()),
            "differs" => assert!(due || matches!(status, "cancelled" | "rejected"), "{}", why()),
            "unknown" => {}
            _ => assert!(due, "{}", why()),
        }
        if state == "synced" {
            let order = name.starts_with("order");
            let number = if order {
                let key = detail["approval_key"].as_str().expect("a key");
                key.split('-').next().unwrap_or_default().to_owned()
            } else {
                detail["invoice_number"].as_str().expect("a number").to_lowercase()
            };
            let gross = detail[if order { "total_gross_amount" } else { "gross_amount" }]
                .as_str()
                .expect("a total");
            let cents = |text: &str| (text.trim_start_matches('-').parse::<f64>().expect("a number") * 100.0).round();
            let found = records
                .get(&(if order { "order" } else { "invoice" }, number))
                .into_iter()
                .flatten()
                .filter(|record| cents(&record["TotalAmt"].to_string()).total_cmp(&cents(gross)).is_eq())
                .filter(|record| record["CurrencyRef"]["value"] == currency(&detail));
            assert!(found.count() >= 1, "{}", why());
        }
    }
    what_changed_is_found(sim, &orders).await;
    let created = sim.control(Method::GET, "/created", None).await;
    for (name, count) in created.as_object().expect("a map") {
        assert!(names.contains(name.as_str()) && count.as_u64() >= Some(1), "{name}");
    }
}

/// Filters by time, number and id find what reading everything finds.
/// `orders`: when each was updated.
async fn what_changed_is_found(sim: &Sim, orders: &[i64]) {
    let id = |row: &Value| row["Id"].as_str().expect("an id").to_owned();
    for since in ["2026-02-20T00:00:00Z", "2026-03-02T09:41:00Z", "2026-03-02T09:42:10Z"] {
        let all = all_of(sim, "Bill").await;
        let time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).expect("a time");
        let newer = all
            .iter()
            .filter(|row| time(row["MetaData"]["LastUpdatedTime"].as_str().expect("a time")) >= time(since));
        let newer: BTreeSet<String> = newer.map(id).collect();
        let statement = format!("SELECT * FROM Bill WHERE MetaData.LastUpdatedTime >= '{since}' MAXRESULTS 1000");
        let answer = sim.query(&statement).await;
        let found = answer["QueryResponse"]["Bill"].as_array().cloned().unwrap_or_default();
        assert_eq!(found.iter().map(id).collect::<BTreeSet<_>>(), newer, "{since}");
        if let Some(bill) = all.last() {
            let number = bill["DocNumber"].as_str().unwrap_or_default();
            for condition in [
                format!("DocNumber = '{number}'"),
                format!("Id IN ('{}', '1')", id(bill)),
            ] {
                let answer = sim.query(&format!("SELECT * FROM Bill WHERE {condition}")).await;
                let found = answer["QueryResponse"]["Bill"].as_array().expect("rows").clone();
                assert!(found.iter().any(|row| row["Id"] == bill["Id"]), "{condition}");
            }
        }
        let changed = orders.iter().filter(|at| **at >= time(since).timestamp()).count() as u64;
        let mut listed = 0;
        for archived in ["true", "false"] {
            let list = format!("/api/v1/purchase_orders?archived={archived}&updated_after={since}");
            listed += sim.pe_get(&list).await["meta"]["total_count"]
                .as_u64()
                .expect("a count");
        }
        assert_eq!(listed, changed, "{since}");
    }
}

fn currency(detail: &Value) -> Value {
    let own = &detail["currency"]["iso_code"];
    if own.is_null() {
        detail["currency_iso_code"].clone()
    } else {
        own.clone()
    }
}

async fn tell(seed: u64) {
    let sim = sim().await;
    let mut dice = Dice(seed);
    let mut story = vec![format!("seed {seed}")];
    for chapter in 0..3 {
        let rows = sim.truth().await;
        let names = rows.iter().filter_map(|row| row["ref"].as_str().map(str::to_owned));
        let names: Vec<String> = names.collect();
        let vendors = all_of(&sim, "Vendor").await;
        for _ in 0..40 {
            let body = act(&mut dice, &names, &vendors);
            let answer = sim.control(Method::POST, "/act", Some(body.clone())).await;
            story.push(format!("{body} -> {answer}"));
            if dice.below(4) == 0 {
                let seconds = [5, 60, 1000][usize::try_from(dice.below(3)).expect("small")];
                sim.advance(seconds).await;
                story.push(format!("{seconds} seconds"));
            }
        }
        story.push(format!("chapter {chapter} ends"));
        agrees(&sim, &story).await;
    }
}

#[tokio::test]
async fn the_truth_holds_in_a_first_story() {
    tell(5).await;
}

#[tokio::test]
async fn the_truth_holds_in_a_second_story() {
    tell(77).await;
}

#[tokio::test]
async fn the_truth_holds_in_a_third_story() {
    tell(2026).await;
}
