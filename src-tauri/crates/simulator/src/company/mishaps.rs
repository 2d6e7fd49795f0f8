//! What went wrong in the demonstration company after the healthy syncs, and what people said.
//! Must change only what a person or a broken connection could have changed.

use super::draw::Draw;
use super::problems::{TYPED, close_date};
use super::suppliers::{BRIGHTWATER, NORTHGATE, OAKFIELD};
use super::{After, Fate};
use crate::state::Company;
use crate::state::books::Entity;
use crate::state::desk::Desk;
use crate::state::document::{Author, Kind, Ref, Report, Status};
use crate::sync::vendors::vendor_fields;
use chrono::{DateTime, Days, TimeDelta, Utc};
use rust_decimal::Decimal;

/// What went wrong after the healthy syncs.
pub fn happen(company: &mut Company, draw: &mut Draw, all: &[(Ref, Fate)]) {
    for (name, fate) in all {
        if let Fate::Then(after) = fate {
            change(company, draw, *name, after);
        }
    }
    let at = draw.days_ago(50);
    if let Some(vendor) = company.desk.supplier(NORTHGATE).and_then(|s| s.vendor) {
        company.books.set_active(Entity::Vendor, vendor, false, at);
    }
    if let Some(vendor) = company.desk.supplier(BRIGHTWATER).and_then(|s| s.vendor) {
        company.books.set_active(Entity::Vendor, vendor, false, at);
        company.books.add_named(
            Entity::Vendor,
            "Brightwater Cleaning",
            vendor_fields("Brightwater Cleaning", "USD"),
            at + TimeDelta::minutes(4),
        );
    }
    if let Some(supplier) = company.desk.supplier_mut(OAKFIELD) {
        supplier.archived = true;
        supplier.updated = at;
    }
    let legacy = company
        .desk
        .accounts
        .iter()
        .find(|a| a.number == "6800")
        .map(|a| a.books);
    if let Some(account) = legacy {
        company.books.set_active(Entity::Account, account, false, at);
    }
    company.books.close_date = Some(close_date(draw.now));
    type_by_hand(company, at + TimeDelta::days(20));
}

/// A bill somebody typed with the number of an invoice, but another total and date.
fn type_by_hand(company: &mut Company, at: DateTime<Utc>) {
    let typed: Vec<Ref> = company
        .desk
        .invoices
        .iter()
        .filter(|doc| doc.notes == TYPED)
        .map(crate::state::document::Document::name)
        .collect();
    for name in typed {
        let Some(doc) = company.desk.get_mut(name) else {
            continue;
        };
        doc.notes.clear();
        let Some(doc) = company.desk.get(name) else { continue };
        let Some(vendor) = company.desk.supplier(doc.supplier).and_then(|s| s.vendor) else {
            continue;
        };
        let plan = crate::sync::vendors::VendorPlan::Use(vendor);
        let mut draft = crate::sync::draft(&company.desk, &company.books, doc, &plan);
        draft.date = draft.date - Days::new(19);
        if let Some(line) = draft.lines.first_mut() {
            line.amount += Decimal::new(2_750, 2);
        }
        company.books.add_txn(draft, at);
    }
}

pub fn change(company: &mut Company, draw: &mut Draw, name: Ref, after: &After) {
    let Some(doc) = company.desk.get(name) else { return };
    let Some(record) = doc.made.first().copied() else {
        return;
    };
    let at = doc.due_since.unwrap_or(doc.created) + TimeDelta::hours(30);
    let draft = company.books.txn(record).map(|txn| txn.draft.clone());
    match after {
        After::Deleted => company.books.delete_txn(record, at),
        After::LinkDropped => company.books.unlink(record, at),
        After::TotalChanged => {
            if let Some(mut draft) = draft {
                if let Some(line) = draft.lines.first_mut() {
                    line.amount += Decimal::new(10_000, 2);
                }
                company.books.update_txn(record, draft, at);
            }
        }
        After::DateChanged => {
            if let Some(mut draft) = draft {
                draft.date = draft.date + Days::new(9);
                company.books.update_txn(record, draft, at);
            }
        }
        After::EnteredTwice => {
            if let Some(mut draft) = draft {
                draft.lines.iter_mut().for_each(|line| line.link = None);
                company.books.add_txn(draft, at);
            }
        }
        After::AnswerLost => lose_answer(company, name),
        After::Cancelled => set(company, name, Status::Cancelled, at),
        After::Unapproved => set(
            company,
            name,
            if name.kind == Kind::Order {
                Status::Pending
            } else {
                Status::Outstanding
            },
            at,
        ),
        After::Archived => {
            if let Some(doc) = company.desk.get_mut(name) {
                doc.archived = true;
                doc.updated = at;
            }
        }
        After::Edited => {
            if let Some(doc) = company.desk.get_mut(name) {
                doc.updated = at;
                doc.due_since = Some(at);
                let creator = doc.creator;
                company
                    .desk
                    .write(name, Author::Person(creator), at, " has edited the invoice".to_owned());
                crate::sync::run(&mut company.desk, &mut company.books, name, at + TimeDelta::seconds(4));
            }
        }
        After::Paid => {
            let paid = at + TimeDelta::days(i64::try_from(draw.between(3, 20)).unwrap_or(3));
            if name.kind == Kind::Invoice {
                company.books.pay(record, paid);
            }
            set(
                company,
                name,
                if name.kind == Kind::Order {
                    Status::Paid
                } else {
                    Status::Settled
                },
                paid,
            );
        }
    }
}

fn set(company: &mut Company, name: Ref, status: Status, at: DateTime<Utc>) {
    if let Some(doc) = company.desk.get_mut(name) {
        doc.status = status;
        doc.updated = at;
        if !status.syncs() {
            doc.approved_at = None;
        }
    }
}

/// The record is there, but the service only saw the connection break.
fn lose_answer(company: &mut Company, name: Ref) {
    if let Some(doc) = company.desk.get_mut(name) {
        doc.remembered = None;
        doc.report = doc.report.map(|report| Report { ok: false, ..report });
        if let Some(entry) = doc
            .entries
            .iter_mut()
            .rev()
            .find(|entry| entry.author == Author::System)
        {
            "Failed to sync to QuickBooks Online: The request to QuickBooks timed out.".clone_into(&mut entry.text);
        }
    }
}

/// People's comments that speak of QuickBooks errors and must never count as sync entries.
pub fn remarks(company: &mut Company, now: DateTime<Utc>) {
    let said = [
        "Last month we got \"Duplicate Document Number Error\" from QuickBooks for them, please double check.",
        "Failed to sync to QuickBooks Online again? No, this one went through fine.",
        "Vendor is inactive in QuickBooks? Asked Ravi, he says no.",
        "Please mind: was synced to QuickBooks Online by hand last year.",
        "Deliver to dock 2 <b>before noon</b>",
    ];
    let names = |kind: Kind, desk: &Desk| -> Vec<Ref> {
        desk.documents(kind)
            .iter()
            .step_by(17)
            .map(crate::state::document::Document::name)
            .collect()
    };
    let all: Vec<Ref> = names(Kind::Order, &company.desk)
        .into_iter()
        .chain(names(Kind::Invoice, &company.desk))
        .collect();
    for (name, text) in all.into_iter().zip(said.iter().cycle()) {
        let at = company.desk.get(name).map_or(now, |doc| {
            (doc.updated + TimeDelta::hours(2)).min(now - TimeDelta::minutes(1))
        });
        company.desk.comment(name, Author::Person(1), at, (*text).to_owned());
    }
}
