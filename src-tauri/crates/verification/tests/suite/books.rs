//! The indexed books: names, near names, accounts and vendors.

use clearpost_domain::{AccountFacts, AccountLabel, ListKind};
use clearpost_verification::{Books, VendorMatch};

use crate::build::{REALM, mapping, record, vendor, world};

fn of(records: Vec<clearpost_domain::ListRecord>) -> Books {
    let mut world = world([], []);
    world.records = records;
    world.books()
}

fn account(id: &str, name: &str, number: Option<&str>, active: bool) -> clearpost_domain::ListRecord {
    let mut account = record(ListKind::Account, id, name);
    account.active = active;
    account.full_name = Some(format!("Expenses:{name}"));
    account.account = Some(AccountFacts {
        account_type: "Expense".into(),
        number: number.map(Into::into),
    });
    account
}

fn label(name: &str, number: Option<&str>) -> AccountLabel {
    AccountLabel {
        name: name.into(),
        number: number.map(Into::into),
        ..AccountLabel::default()
    }
}

#[test]
fn near_names_are_found_without_the_exact_ones_and_in_the_order_of_the_list() {
    let books = of(vec![
        vendor("1", "Northgate Paper"),
        vendor("2", "Nortgate Paper"),
        vendor("3", "Northgate Papers"),
        vendor("4", "Southgate Paper"),
        record(ListKind::Customer, "5", "Northgate Pape"),
        vendor("6", "NORTHGATE PAPER (deleted)"),
    ]);
    let ids = |name: &str| -> Vec<String> {
        let near = books.near(ListKind::Vendor, name);
        near.iter().map(|record| record.id.clone()).collect()
    };
    assert_eq!(ids("Northgate Paper"), ["2", "3"]);
    assert_eq!(
        ids("Northgate Paper Ltd"),
        ["1", "6"],
        "a legal suffix is nearer than a slip"
    );
    assert_eq!(ids("Entirely Else"), Vec::<String>::new());
}

#[test]
fn short_names_have_no_slips() {
    let books = of(vec![vendor("1", "Acme")]);
    assert!(books.near(ListKind::Vendor, "Acne").is_empty());
}

#[test]
fn the_account_number_goes_before_the_name() {
    let books = of(vec![
        account("1", "Office Supplies", Some("6100"), true),
        account("2", "Travel", Some("6200"), true),
    ]);
    let found = |name, number| books.account_for(&label(name, number)).map(|one| one.id.clone());
    assert_eq!(found("Travel", Some("6100")).as_deref(), Some("1"));
    assert_eq!(found("travel", Some("9999")).as_deref(), Some("2"));
    assert_eq!(found("Expenses:Travel", None).as_deref(), Some("2"));
    assert_eq!(found("Nowhere", Some(" ")), None);
}

#[test]
fn of_accounts_of_one_name_the_active_one_is_meant() {
    let books = of(vec![
        account("1", "Travel (deleted)", None, false),
        account("2", "Travel", None, true),
    ]);
    assert_eq!(books.account_for(&label("Travel", None)).unwrap().id, "2");
}

#[test]
fn a_suppliers_vendor_is_its_stored_id_or_else_the_equal_name() {
    let world = world([], []).supplier(vec![mapping("7", REALM)]);
    let supplier = world.suppliers.values().next().unwrap();
    let books = of(vec![
        vendor("7", "Renamed"),
        vendor("8", "Twin"),
        vendor("9", "Twin (deleted)"),
    ]);
    assert!(matches!(books.vendor_for(Some(supplier), "Twin"), VendorMatch::One(one) if one.id == "7"));
    assert!(matches!(books.vendor_for(None, "Renamed"), VendorMatch::One(one) if one.id == "7"));
    assert!(matches!(books.vendor_for(None, "Twin"), VendorMatch::Several(all) if all.len() == 2));
    assert_eq!(books.vendor_for(None, "Nobody"), VendorMatch::None);
}

#[test]
fn a_stored_id_of_a_vendor_that_is_not_there_falls_back_to_the_name() {
    let world = world([], []).supplier(vec![mapping("404", REALM)]);
    let supplier = world.suppliers.values().next().unwrap();
    let books = of(vec![vendor("8", "Northgate Paper")]);
    assert!(matches!(books.vendor_for(Some(supplier), "Northgate Paper"), VendorMatch::One(one) if one.id == "8"));
}
