//! Random companies: people act in both services, pages shift, services fail at random points. After
//! the last clean refresh every verdict equals what the services themselves know to be true, and at no
//! time is a document shown `synced` that was not at the last complete look.
//!
//! The dice fall the same at each run; which request a fault hits is for the timing to say. `cargo xtask
//! soak` tells far more of them.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::dice::Dice;
use crate::services::Services;

/// What one story came to.
#[derive(Default)]
pub struct Told {
    pub documents: usize,
    pub refreshes: usize,
    pub acts: usize,
    pub faults: usize,
}

impl Told {
    pub fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.refreshes += other.refreshes;
        self.acts += other.acts;
        self.faults += other.faults;
    }
}

/// One company of `documents` documents and `rounds` rounds of acts, trouble and refreshes.
pub fn story(seed: u64, documents: u64, rounds: u32) -> Told {
    let mut dice = Dice::new(seed);
    let delay = (*dice.pick(&["0", "0", "45000"])).to_owned();
    let services = Services::start(&[
        "--seed",
        &seed.to_string(),
        "--documents",
        &documents.to_string(),
        "--sync-delay",
        &delay,
    ]);
    let mut desk = Desk::new(&services);
    let mut told = Told::default();
    let mut log: Vec<String> = Vec::new();
    // Sometimes the very first reading meets trouble, too.
    for round in 0..rounds {
        if round > 0 {
            told.acts += live(&services, &mut dice, &mut log);
        }
        let seconds = *dice.pick(&[0, 30, 400, 1_000, 90_000]);
        desk.advance(&services, seconds);
        log.push(format!("{seconds} seconds pass"));
        if dice.below(3) > 0 {
            told.faults += spoil(&services, &mut dice, &mut log);
            let answer = desk.run(&["refresh"]);
            log.push(format!("refresh in trouble: {}", answer.code));
            told.refreshes += 1;
            services.clear_faults();
        }
    }
    // Past every grace time; then once more without trouble.
    desk.advance(&services, 2_000);
    let answer = desk.run(&["refresh"]);
    assert_eq!(answer.code, 0, "seed {seed}: {:#}\n{}", answer.json, log.join("\n"));
    told.refreshes += 1;
    let wrong = compare(&services, &desk);
    assert!(
        wrong.is_empty(),
        "seed {seed}:\n{}\n{}",
        wrong.join("\n"),
        log.join("\n")
    );
    told.documents = desk.rows().len();
    told
}

/// Every document whose state is not the true one; a false `synced` comes first.
fn compare(services: &Services, desk: &Desk) -> Vec<String> {
    let (truth, rows) = (services.truth(), desk.rows());
    let mut wrong: Vec<String> = Vec::new();
    for (name, fact) in &truth {
        let shown = rows.get(name).map_or(&Value::Null, |row| &row["state"]);
        if *shown == fact["state"] {
            continue;
        }
        let what = format!(
            "{name} is {}, shown {shown}: {}",
            fact["state"],
            desk.run(&["show", name]).json
        );
        if *shown == "synced" {
            wrong.insert(0, format!("FALSE SYNCED: {what}"));
        } else {
            wrong.push(what);
        }
    }
    wrong.extend(
        rows.keys()
            .filter(|name| !truth.contains_key(*name))
            .map(|name| format!("{name} does not exist")),
    );
    wrong
}

/// A few things that people do in the two services. What is impossible just now is left out.
fn live(services: &Services, dice: &mut Dice, log: &mut Vec<String>) -> usize {
    let truth = services.truth();
    let names: Vec<String> = truth.keys().cloned().collect();
    let mut done = 0;
    for _ in 0..2 + dice.below(10) {
        let act = act(dice, &names);
        // Lines are compared where they are cached, which those of a proved document are not.
        let document = act["ref"].as_str().and_then(|name| truth.get(name));
        let in_books = document.is_some_and(|fact| fact["state"] == "synced" || fact["state"] == "differs");
        if act["do"] == "change_line_account" && in_books {
            continue;
        }
        if services.try_act(&act) {
            log.push(act.to_string());
            done += 1;
        }
    }
    done
}

/// Two things are left out because nobody could say what is true of them. Restoring from the archive: the
/// public API shows it exactly as it shows an edit, so that what reports on the document is older than its
/// supposed edit. A record typed by hand with the number and vendor but another total: it is the document
/// with a difference, or another one that took its number.
fn act(dice: &mut Dice, names: &[String]) -> Value {
    let document = dice.pick(names).clone();
    let id = (1 + dice.below(60)).to_string();
    let supplier = 1 + dice.below(40);
    let total = format!("{}.{:02}", 10 + dice.below(5_000), dice.below(100));
    let date = format!("2026-0{}-{:02}", 1 + dice.below(2), 1 + dice.below(28));
    let name = format!("Renamed {}", dice.below(1_000));
    let account = *dice.pick(&["6100", "6200", "2000", "1100", "5000"]);
    let choices = [
        json!({ "do": "edit", "ref": document }),
        json!({ "do": "edit", "ref": document, "notes": "seen" }),
        json!({ "do": "approve", "ref": document }),
        json!({ "do": "cancel", "ref": document }),
        json!({ "do": "reject", "ref": document }),
        json!({ "do": "archive", "ref": document }),
        json!({ "do": "submit", "ref": document }),
        json!({ "do": "accept", "ref": document }),
        json!({ "do": "pay", "ref": document }),
        json!({ "do": "resend", "ref": document }),
        json!({ "do": "comment", "ref": document, "text": "QuickBooks: it failed, I think" }),
        json!({ "do": "change_due_date", "ref": document, "date": date }),
        json!({ "do": "change_invoice_date", "ref": document, "date": date }),
        json!({ "do": "change_order_date", "ref": document, "date": date }),
        json!({ "do": "change_line_account", "ref": document, "line": 1, "account": account }),
        json!({ "do": "delete_in_quickbooks", "ref": document }),
        json!({ "do": "recreate_in_quickbooks", "ref": document }),
        json!({ "do": "change_total_in_quickbooks", "ref": document, "total": total }),
        json!({ "do": "change_date_in_quickbooks", "ref": document, "days": 1 + dice.below(4) }),
        json!({ "do": "edit_in_quickbooks", "ref": document, "note": "checked" }),
        json!({ "do": "pay_in_quickbooks", "ref": document }),
        json!({ "do": "close_order_by_expense", "ref": document }),
        json!({ "do": "unlink", "ref": document }),
        json!({ "do": "duplicate_bill", "ref": document }),
        json!({ "do": "type_bill_by_hand", "ref": document }),
        json!({ "do": "rename_vendor", "vendor": id, "name": name }),
        json!({ "do": "make_inactive", "vendor": id }),
        json!({ "do": "reactivate_vendor", "vendor": id }),
        json!({ "do": "reactivate_account", "account": id }),
        json!({ "do": "archive_supplier", "supplier": supplier }),
        json!({ "do": "restore_supplier", "supplier": supplier }),
        json!({ "do": "close_books", "date": date }),
        json!({ "do": "open_books" }),
        json!({ "do": "create", "kind": "invoice", "supplier": supplier, "amount": total }),
        json!({ "do": "create", "kind": "order", "supplier": supplier, "amount": total }),
    ];
    dice.pick(&choices).clone()
}

/// Trouble on the way of the next refresh, at a random place of it.
fn spoil(services: &Services, dice: &mut Dice, log: &mut Vec<String>) -> usize {
    let count = 1 + dice.below(3);
    for _ in 0..count {
        let service = *dice.pick(&["quickbooks", "procurement"]);
        let kind = *dice.pick(&[
            "status",
            "drop_before",
            "drop_after",
            "truncate",
            "html",
            "xml",
            "shift_pages",
            "reorder_pages",
            "repeat_page",
            "wrong_total",
            "bad_gzip",
            "poison",
            "empty",
            "fault",
        ]);
        let status = *dice.pick(&[500, 502, 503, 429, 403]);
        let fault = json!({ "service": service, "method": "GET", "kind": kind, "status": status, "retry_after": 1,
            "times": 1 + dice.below(4), "rate": 0.3 });
        log.push(fault.to_string());
        services.fault(&fault);
    }
    usize::try_from(count).expect("small")
}

/// Stories until at least `documents` documents were judged; returns the sum.
pub fn stories(first_seed: u64, documents: usize, size: u64, rounds: u32) -> Told {
    let mut sum = Told::default();
    let mut seed = first_seed;
    while sum.documents < documents {
        sum.add(&story(seed, size, rounds));
        seed += 1;
    }
    sum
}

#[test]
fn every_verdict_is_true_after_the_last_refresh() {
    stories(1, 1_000, 120, 4);
}
