//! Documents with coded lines, and the bills that they become.

use clearpost_domain::{AccountFacts, AccountLabel, BookLine, Document, Line, ListKind, ListRecord};
use rust_decimal::Decimal;

use crate::build::{World, booked, dec, file, invoice, record, world};

/// Number, name and QuickBooks id of the accounts.
pub const ACCOUNTS: [(&str, &str, &str); 3] = [
    ("6100", "Office Supplies", "63"),
    ("6200", "Freight", "77"),
    ("6300", "Software", "78"),
];
pub const CLASSES: [(&str, &str); 2] = [
    ("Overhead:Admin", "5000000000000000001"),
    ("Overhead:Sales", "5000000000000000002"),
];
pub const CUSTOMERS: [(&str, &str); 2] = [("Harbour Project", "301"), ("Quay Project", "302")];

pub fn lists() -> Vec<ListRecord> {
    let accounts = ACCOUNTS.iter().map(|(number, name, id)| {
        let mut account = record(ListKind::Account, id, name);
        account.account = Some(AccountFacts {
            account_type: "Expense".into(),
            number: Some((*number).into()),
        });
        account
    });
    let classes = CLASSES.iter().map(|(name, id)| {
        let mut class = record(ListKind::Class, id, name.rsplit(':').next().unwrap());
        class.full_name = Some((*name).into());
        class
    });
    let customers = CUSTOMERS.iter().map(|(name, id)| record(ListKind::Customer, id, name));
    accounts.chain(classes).chain(customers).collect()
}

fn label(account: usize) -> AccountLabel {
    let (number, name, _) = ACCOUNTS[account];
    AccountLabel {
        name: name.into(),
        number: Some(number.into()),
        ..AccountLabel::default()
    }
}

/// A line with a fifth of tax on top.
pub fn line(description: &str, account: usize, net: &str) -> Line {
    Line {
        description: description.into(),
        account: Some(label(account)),
        net: Some(dec(net)),
        gross: Some(dec(net) * dec("1.2")),
        ..Line::default()
    }
}

pub fn with_lines(lines: impl IntoIterator<Item = Line>) -> Document {
    let mut document = invoice(1);
    let lines: Vec<Line> = (1..).zip(lines).map(|(number, line)| Line { number, ..line }).collect();
    let sum = |of: fn(&Line) -> Option<Decimal>| lines.iter().filter_map(of).sum::<Decimal>();
    document.net = Some(sum(|line| line.net));
    document.gross = Some(sum(|line| line.gross));
    document.tax = document.gross.zip(document.net).map(|(gross, net)| gross - net);
    document.detail.as_mut().unwrap().lines = lines;
    document
}

/// Paper and delivery.
pub fn two() -> Document {
    with_lines([line("Paper", 0, "75"), line("Delivery", 1, "25")])
}

fn id_of(list: &[(&str, &str)], name: Option<&str>) -> Option<String> {
    list.iter()
        .find(|(known, _)| Some(*known) == name)
        .map(|(_, id)| (*id).to_owned())
}

pub fn entered(line: &Line) -> BookLine {
    let account = line.account.as_ref().and_then(|label| label.number.clone());
    BookLine {
        id: Some(line.number.to_string()),
        kind: Some("AccountBasedExpenseLineDetail".into()),
        description: Some(line.description.clone()),
        amount: line.net,
        account: ACCOUNTS
            .iter()
            .find(|(number, ..)| Some(*number) == account.as_deref())
            .map(|(.., id)| (*id).to_owned()),
        account_name: None,
        class: id_of(&CLASSES, line.class.as_deref()),
        customer: id_of(&CUSTOMERS, line.customer.as_deref()),
    }
}

/// The document and its bill, of which the lines were changed.
pub fn with_bill(document: Document, change: impl FnOnce(&mut Vec<BookLine>)) -> World {
    let mut bill = booked("900", &document);
    bill.lines = document.lines().iter().map(entered).collect();
    change(&mut bill.lines);
    let mut world = world([file(document)], [bill]);
    world.records.extend(lists());
    world
}
