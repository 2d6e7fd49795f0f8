//! Each rule: a hit and a near miss; then how findings are ranked and when none is made.

use clearpost_domain::{
    CauseClass, Confidence, CulpritKind, DocumentRef, Entity, ListKind, ListRecord, Mapping, OrderReference, Status,
    SyncEntry, SyncResult, SyncState,
};

use crate::support::{World, account, codes, counterpart, day, document, line, noon, record, transaction, verdict};

const INACTIVE: &str = "Invalid Reference Id : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.";

fn mapping(id: &str) -> Mapping {
    Mapping {
        service: "quickbooks".to_owned(),
        id: id.to_owned(),
        realm: Some("913".to_owned()),
    }
}

#[test]
fn ven001_an_inactive_vendor_is_named() {
    let world = World::failed(INACTIVE).with(record(ListKind::Vendor, "42", "Northgate Paper (deleted)", false));
    let findings = world.findings();
    assert_eq!(codes(&findings), ["VEN001 confirmed"]);
    let finding = &findings[0];
    assert_eq!(finding.headline, "Vendor Northgate Paper is inactive in QuickBooks");
    assert_eq!(finding.error_text.as_deref(), Some(INACTIVE));
    assert_eq!(finding.cause_id(), "VENDOR_INACTIVE:vendor:42");
    assert!(
        finding.steps[0]
            .url
            .as_deref()
            .unwrap()
            .contains("vendordetail%3FnameId%3D42&deeplinkcompanyid=913")
    );
}

#[test]
fn ven001_an_active_vendor_of_the_name_suffices() {
    let world = World::new(SyncState::Missing)
        .with(record(ListKind::Vendor, "41", "Northgate Paper (deleted)", false))
        .with_vendor();
    assert!(world.findings().is_empty());
}

#[test]
fn ven001_the_link_to_an_inactive_twin_is_seen_through() {
    let mut world = World::failed("The vendor is Archived / Inactive")
        .with(record(ListKind::Vendor, "41", "Northgate Paper (deleted)", false))
        .with_vendor();
    assert_eq!(
        codes(&world.findings()),
        ["VEN001 possible"],
        "which of the two is meant is not known"
    );
    world.supplier.mappings.push(mapping("41"));
    let findings = world.findings();
    assert_eq!(codes(&findings), ["VEN001 confirmed"]);
    assert!(findings[0].cause.contains("id 42") && findings[0].cause.contains("id 41"));
    world.supplier.mappings[0].id = "42".to_owned();
    assert_ne!(codes(&world.findings()), ["VEN001 confirmed"]);
}

#[test]
fn ven002_an_archived_supplier_counts_when_the_error_agrees() {
    let mut world = World::failed("The vendor is Archived / Inactive").with_vendor();
    world.supplier.archived = true;
    let findings = world.findings();
    assert_eq!(codes(&findings), ["VEN002 confirmed"]);
    assert_eq!(findings[0].culprit.as_ref().unwrap().kind, CulpritKind::Supplier);
    let mut world = World::failed("Throttle Exceeded").with_vendor();
    world.supplier.archived = true;
    assert_eq!(codes(&world.findings()), ["TXT001 likely", "VEN002 possible"]);
}

#[test]
fn ven003_a_customer_or_employee_holds_the_name() {
    for (kind, culprit) in [
        (ListKind::Customer, CulpritKind::Customer),
        (ListKind::Employee, CulpritKind::Employee),
    ] {
        let world = World::failed("Duplicate Name Exists Error").with(record(kind, "7", "northgate  paper", true));
        let findings = world.findings();
        assert_eq!(codes(&findings), ["VEN003 confirmed"]);
        assert_eq!(findings[0].culprit.as_ref().unwrap().kind, culprit);
    }
    let with_vendor =
        World::new(SyncState::Missing)
            .with_vendor()
            .with(record(ListKind::Customer, "7", "Northgate Paper", true));
    assert!(with_vendor.findings().is_empty());
    let renamed = World::failed("Duplicate Name Exists Error").with(record(
        ListKind::Customer,
        "7",
        "Northgate Paper - Customer",
        true,
    ));
    assert_eq!(codes(&renamed.findings()), ["TXT001 possible"], "the name is free now");
}

#[test]
fn cur001_a_vendor_in_another_currency_is_the_culprit() {
    let text = "Business Validation Error: You can only use one foreign currency per transaction.";
    let in_currency = |currency: &str| {
        let mut vendor = record(ListKind::Vendor, "42", "Northgate Paper", true);
        vendor.currency = currency.parse().ok();
        World::failed(text).with(vendor).findings()
    };
    let findings = in_currency("EUR");
    assert_eq!(codes(&findings), ["CUR001 confirmed"]);
    assert_eq!(
        findings[0].headline,
        "The invoice is in USD, its vendor Northgate Paper in EUR"
    );
    assert_eq!(findings[0].cause_id(), "CURRENCY_MISMATCH:vendor:42");
    assert_eq!(codes(&in_currency("USD")), ["TXT001 possible"], "the currencies agree");
}

#[test]
fn ven004_near_names_are_offered_side_by_side() {
    let text = "The supplier used on the purchase order or invoice can not be created in QuickBooks Online.";
    let world = World::failed(text).with(record(ListKind::Vendor, "44", "Northgate Paper Ltd", true));
    let findings = world.findings();
    assert_eq!(codes(&findings), ["VEN004 confirmed"]);
    assert!(findings[0].cause.contains("Northgate Paper Ltd"));
    assert!(findings[0].steps[0].url.as_deref().unwrap().contains("nameId%3D44"));
    // Without such an error a vendor is created when it is first used.
    assert!(World::new(SyncState::Missing).findings().is_empty());
    let mut partial = World::failed(text);
    partial.complete = false;
    assert_eq!(codes(&partial.findings()), ["TXT001 likely"]);
}

#[test]
fn acc001_the_line_and_the_account_are_named() {
    let text = "Business Validation Error: You can't use an Accounts Payable account on the detail portion of a Bill.";
    let payable = account("33", "2000", "Accounts Payable (A/P)", "Accounts Payable", true);
    let expense = account("61", "6100", "Office Supplies", "Expense", true);
    let lines = vec![
        line(1, "6100", "Office Supplies"),
        line(2, "2000", "Accounts Payable (A/P)"),
    ];
    let world = World::failed(text)
        .with_vendor()
        .with(payable)
        .with(expense)
        .coded(lines);
    let findings = world.findings();
    assert_eq!(codes(&findings), ["ACC001 confirmed"]);
    assert!(
        findings[0]
            .headline
            .starts_with("Line 2 is coded to 2000 Accounts Payable"),
        "{}",
        findings[0].headline
    );
    assert_eq!(findings[0].cause_id(), "ACCOUNT_AP_AR:account:33");
    let recoded = World {
        ..World::failed(text)
            .with_vendor()
            .with(account("61", "6100", "Office Supplies", "Expense", true))
            .coded(vec![line(1, "6100", "Office Supplies")])
    };
    let findings = recoded.findings();
    assert_eq!(codes(&findings), ["TXT001 possible"], "the cause is gone");
    assert!(findings[0].headline.contains("no longer stands"));
}

#[test]
fn acc002_the_inactive_account_is_the_culprit() {
    let supplies = |active| account("61", "6100", "Office Supplies", "Expense", active);
    let lines = vec![line(1, "6100", "Office Supplies"), line(3, "6100", "Office Supplies")];
    let world = World::failed(INACTIVE)
        .with_vendor()
        .with(supplies(false))
        .coded(lines.clone());
    let findings = world.findings();
    assert_eq!(codes(&findings), ["ACC002 confirmed"]);
    assert_eq!(
        findings[0].headline,
        "Account 6100 Office Supplies is inactive in QuickBooks"
    );
    assert!(findings[0].cause.starts_with("Lines 1 and 3 are coded to"));
    let world = World::failed(INACTIVE).with_vendor().with(supplies(true)).coded(lines);
    let findings = world.findings();
    assert_eq!(
        codes(&findings),
        ["TXT001 possible"],
        "everything it refers to is active"
    );
}

/// A line with a class, over an active account, on a document whose vendor is active.
fn with_class(class: Option<ListRecord>) -> World {
    let mut classed = line(1, "6100", "Office Supplies");
    classed.class = Some("Overhead:Admin".to_owned());
    let world = World::failed(INACTIVE)
        .with_vendor()
        .with(account("61", "6100", "Office Supplies", "Expense", true))
        .coded(vec![classed]);
    match class {
        Some(class) => world.with(class),
        None => world,
    }
}

fn overhead(active: bool) -> ListRecord {
    ListRecord {
        kind: ListKind::Class,
        full_name: Some("Overhead:Admin".to_owned()),
        ..record(ListKind::Class, "7", "Admin", active)
    }
}

#[test]
fn ref001_the_inactive_class_is_the_culprit() {
    let findings = with_class(Some(overhead(false))).findings();
    assert_eq!(codes(&findings), ["REF001 confirmed"]);
    assert_eq!(findings[0].cause_id(), "REF_INACTIVE:class:7");
    let findings = with_class(Some(overhead(true))).findings();
    assert_eq!(codes(&findings), ["TXT001 possible"], "an active class is no culprit");
}

#[test]
fn ref001_says_nothing_of_a_class_that_was_not_read() {
    let findings = with_class(None).findings();
    assert_eq!(codes(&findings), ["TXT001 likely"], "the class may be meant");
    assert!(findings[0].cause.contains("Checked and found fine"));
}

fn invoice_with_order(text: &str, dated: &str) -> World {
    let mut world = World::failed(text).with_vendor();
    world.document.orders = vec![OrderReference {
        id: None,
        approval_key: Some("100021-2026-01-14".to_owned()),
    }];
    let mut order = verdict(SyncState::Synced);
    order.counterpart = Some(counterpart(Entity::PurchaseOrder, "412", "100021"));
    world.orders = vec![(document(DocumentRef::order(50021)), order)];
    world.transactions = vec![transaction(Entity::PurchaseOrder, "412", "100021", dated)];
    world
}

#[test]
fn dat001_both_dates_and_both_ways_out_are_told() {
    let text = "Business Validation Error: Add a purchase order that was created before this transaction, or make sure the date of the transaction is correct.";
    let findings = invoice_with_order(text, "2026-02-14").findings();
    assert_eq!(codes(&findings), ["DAT001 confirmed"]);
    assert_eq!(
        findings[0].headline,
        "The invoice is dated 2026-02-11, before its order 100021 of 2026-02-14"
    );
    let steps: Vec<&str> = findings[0].steps.iter().map(|step| step.text.as_str()).collect();
    assert!(steps.iter().any(|step| step.contains("Enable Editing of PO Date")));
    assert!(
        findings[0].steps[1]
            .url
            .as_deref()
            .unwrap()
            .ends_with("/en/purchase_orders/50021")
    );
    let same_day = invoice_with_order(text, "2026-02-11").findings();
    assert_eq!(codes(&same_day), ["TXT001 possible"]);
    // The order's own date is only a hint where QuickBooks does not have the order.
    let mut absent = invoice_with_order("Throttle Exceeded", "2026-02-14");
    absent.transactions.clear();
    absent.orders[0].1.counterpart = None;
    absent.document.issue_date = Some(day("2026-02-01"));
    assert_eq!(codes(&absent.findings()), ["TXT001 likely", "DAT001 possible"]);
}

#[test]
fn per001_the_closing_date_counts_up_to_its_day() {
    let text = "Account Period Closed, Cannot Update Through Services API";
    for (closed, expected) in [
        (Some("2026-02-11"), "PER001 confirmed"),
        (Some("2026-02-10"), "TXT001 possible"),
        (None, "TXT001 likely"),
    ] {
        let mut world = World::failed(text).with_vendor();
        world.company.closing_date = closed.map(day);
        let findings = world.findings();
        assert_eq!(codes(&findings), [expected]);
        assert_eq!(findings[0].class, CauseClass::PeriodClosed);
    }
    let mut lifted = World::failed(text).with_vendor();
    lifted.company.lifted_closing_date = Some(day("2026-02-28"));
    assert_eq!(
        codes(&lifted.findings()),
        ["TXT001 possible"],
        "the closing date was lifted"
    );
    let mut order = World::new(SyncState::Missing).with_vendor();
    order.document = document(DocumentRef::order(7));
    order.company.closing_date = Some(day("2026-12-31"));
    assert_eq!(codes(&order.findings()), ["PER001 possible"], "an order posts nothing");
}

#[test]
fn dup001_the_holder_of_the_number_is_named() {
    let mut world = World::new(SyncState::Missing).with_vendor();
    world.verdict.number_holder = Some(counterpart(Entity::Bill, "988", "INV-2204"));
    world.transactions = vec![transaction(Entity::Bill, "988", "INV-2204", "2026-02-11")];
    let findings = world.findings();
    assert_eq!(codes(&findings), ["DUP001 confirmed"]);
    assert_eq!(findings[0].culprit.as_ref().unwrap().id, "988");
    assert!(findings[0].cause.contains("1500.00 USD") && findings[0].steps[0].url.is_some());
}

#[test]
fn dup001_the_transaction_in_the_text_is_looked_up() {
    let text = "Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=INV-2204 is assigned to TxnType=Bill with TxnId=988";
    let mut world = World::failed(text).with_vendor();
    assert_eq!(
        codes(&world.findings()),
        ["TXT001 possible"],
        "it is not there any more"
    );
    world.transactions = vec![transaction(Entity::Bill, "988", "INV-2204", "2026-02-11")];
    assert_eq!(codes(&world.findings()), ["DUP001 confirmed"]);
    world.transactions[0].deleted_at = Some(noon("2026-03-01"));
    assert_eq!(codes(&world.findings()), ["TXT001 possible"]);
    let other = World::failed(&text.replace("TxnType=Bill", "TxnType=Check")).with_vendor();
    assert_eq!(codes(&other.findings()), ["TXT001 likely"]);
}

#[test]
fn del001_what_was_there_and_is_gone_is_told() {
    let mut world = World::new(SyncState::Missing).with_vendor();
    world.verdict.deleted = Some(counterpart(Entity::Bill, "412", "INV-2204"));
    let findings = world.findings();
    assert_eq!(codes(&findings), ["DEL001 confirmed"]);
    assert_eq!(
        findings[0].headline,
        "Bill INV-2204 was in QuickBooks and was deleted there"
    );
    world.verdict.deleted = None;
    assert!(world.findings().is_empty());
}

#[test]
fn bok001_a_counterpart_without_approval_is_told() {
    let mut world = World::new(SyncState::NotDue).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    world.document.status = Status::AwaitingReview;
    assert!(world.findings().is_empty());
    world.verdict.counterpart = Some(counterpart(Entity::Bill, "412", "INV-2204"));
    let findings = world.findings();
    assert_eq!(codes(&findings), ["BOK001 confirmed"]);
    assert_eq!(
        findings[0].headline,
        "Bill INV-2204 is in QuickBooks, while the invoice is awaiting review"
    );
    assert_eq!(findings[0].class, CauseClass::InBooksNotApproved);
}

#[test]
fn amt001_a_zero_total_is_noted() {
    let mut world = World::failed("Business Validation Error: You must set a transaction amount.").with_vendor();
    world.document.gross = "0.00".parse().ok();
    assert_eq!(codes(&world.findings()), ["AMT001 confirmed"]);
    world.document.gross = "0.01".parse().ok();
    assert_eq!(codes(&world.findings()), ["TXT001 likely"]);
}

#[test]
fn txt001_a_known_text_without_data_is_likely() {
    let findings = World::failed("Stale Object Error").with_vendor().findings();
    assert_eq!(codes(&findings), ["TXT001 likely"]);
    assert_eq!(findings[0].class, CauseClass::StaleObject);
    let mut offline = World::failed("The vendor is Archived / Inactive");
    offline.connected = false;
    offline.complete = false;
    assert_eq!(codes(&offline.findings()), ["TXT001 likely"]);
}

#[test]
fn txt002_an_unknown_text_says_what_was_checked() {
    let findings = World::failed("Quux frobnicated").with_vendor().findings();
    assert_eq!(codes(&findings), ["TXT002 possible"]);
    assert_eq!(findings[0].class, CauseClass::Unknown);
    assert!(
        findings[0]
            .cause
            .contains("vendor Northgate Paper is active in QuickBooks")
    );
    assert_eq!(findings[0].error_text.as_deref(), Some("Quux frobnicated"));
    assert!(
        World::new(SyncState::Missing).with_vendor().findings().is_empty(),
        "no text, no such finding"
    );
}

#[test]
fn nothing_is_found_where_nothing_is_wrong_or_known() {
    for state in [
        SyncState::Synced,
        SyncState::Handled,
        SyncState::Pending,
        SyncState::NotDue,
        SyncState::Differs,
    ] {
        let mut world = World::failed(INACTIVE).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
        world.verdict.state = state;
        if state == SyncState::Differs {
            world.verdict.sync_report = None;
        }
        assert!(world.findings().is_empty(), "{state}");
    }
    let mut unknown = World::new(SyncState::Unknown).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    assert_eq!(codes(&unknown.findings()), ["VEN001 possible"]);
    unknown.verdict.candidates = vec![counterpart(Entity::Bill, "1", "x")];
    assert!(unknown.findings().is_empty());
    let mut reported = World::failed("x");
    reported.verdict.state = SyncState::Unknown;
    reported.verdict.sync_report.as_mut().unwrap().result = SyncResult::Succeeded;
    assert!(reported.findings().is_empty());
}

#[test]
fn a_refused_update_of_a_document_in_the_books_keeps_only_what_explains_it() {
    let mut world = World::failed("Account period closed").with_vendor();
    world.verdict.state = SyncState::Differs;
    world.verdict.counterpart = Some(counterpart(Entity::Bill, "412", "INV-2204"));
    world.company.closing_date = Some(day("2026-02-28"));
    world.supplier.archived = true;
    assert_eq!(codes(&world.findings()), ["PER001 confirmed"]);
    world.document.status = Status::Other("x".to_owned());
    assert!(world.findings().is_empty());
}

#[test]
fn what_explains_the_error_comes_first_and_what_blocks_everything_before_it() {
    let mut world =
        World::failed("Account Period Closed").with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    world.company.closing_date = Some(day("2026-02-28"));
    assert_eq!(codes(&world.findings()), ["PER001 confirmed", "VEN001 confirmed"]);
    world.verdict.sync_report.as_mut().unwrap().text = "401 Unauthorized".to_owned();
    assert_eq!(
        codes(&world.findings()),
        ["TXT001 likely", "VEN001 confirmed", "PER001 confirmed"]
    );
}

#[test]
fn a_confirmed_cause_comes_before_an_error_whose_cause_is_gone() {
    let mut world = World::failed("The vendor is Archived / Inactive").with_vendor();
    world.company.closing_date = Some(day("2026-02-28"));
    assert_eq!(codes(&world.findings()), ["PER001 confirmed", "TXT001 possible"]);
    world.verdict.state = SyncState::Differs;
    assert_eq!(codes(&world.findings()), ["TXT001 possible"]);
    world.verdict.sync_report.as_mut().unwrap().text = "Quux".to_owned();
    assert_eq!(codes(&world.findings()), ["TXT002 possible"]);
}

#[test]
fn an_internal_fault_is_explained_by_any_confirmed_finding() {
    let vendor = record(ListKind::Vendor, "42", "Northgate Paper", false);
    let world = World::failed("Business Validation Error: Unexpected Internal Error. (-30000)").with(vendor);
    let findings = world.findings();
    assert_eq!(codes(&findings), ["VEN001 confirmed"]);
    assert!(findings[0].error_text.is_some());
}

#[test]
fn each_error_of_a_text_is_diagnosed() {
    let world = World::failed("Account period closed\nNames cannot include colons, tabs or new lines.").with_vendor();
    let classes: Vec<CauseClass> = world.findings().iter().map(|one| one.class).collect();
    assert_eq!(classes, [CauseClass::PeriodClosed, CauseClass::FieldFormat]);
}

#[test]
fn a_forecast_looks_at_data_only() {
    let mut world = World::new(SyncState::NotDue).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    world.document.status = Status::AwaitingReview;
    let findings = world.forecast();
    assert_eq!(codes(&findings), ["VEN001 confirmed"]);
    assert_eq!(findings[0].confidence, Confidence::Confirmed);
    assert!(World::new(SyncState::NotDue).with_vendor().forecast().is_empty());
}

#[test]
fn every_code_is_unique_well_formed_and_documented() {
    let mut codes: Vec<&str> = clearpost_diagnosis::codes().collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
    let mut documented = Vec::new();
    for folder in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules")).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.file_name().unwrap() == "mod.rs" {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text
                .strip_prefix("//! ")
                .and_then(|rest| rest.get(..6))
                .unwrap()
                .to_owned();
            for heading in [
                "What it means",
                "Why it happens",
                "What to do",
                "How it is detected",
                "Sources",
            ] {
                assert!(
                    text.contains(&format!("//! # {heading}\n//! ")),
                    "{}: {heading}",
                    path.display()
                );
            }
            documented.push(code);
        }
    }
    documented.sort_unstable();
    assert_eq!(documented, codes);
}

#[test]
fn del001_a_reported_success_that_is_not_there_was_likely_deleted() {
    let reported = |state| {
        let mut world = World::new(state).with_vendor();
        world.verdict.sync_report = Some(SyncEntry {
            id: 7,
            at: Some(noon("2026-02-12")),
            result: SyncResult::Succeeded,
            text: "Invoice was synced to QuickBooks Online".to_owned(),
        });
        world.findings()
    };
    let findings = reported(SyncState::Missing);
    assert_eq!(codes(&findings), ["DEL001 likely"]);
    assert_eq!(findings[0].class, CauseClass::TxnDeleted);
    assert_eq!(
        codes(&reported(SyncState::Unknown)),
        [""; 0],
        "an incomplete reading proves nothing"
    );
}
