//! What went wrong in the demonstration company after the healthy syncs, and what people said.
//! Must change only what a person or a broken connection could have changed.

use super::draw::Draw;
use super::problems::{TYPED, close_date};
use super::suppliers::{BRIGHTWATER, NORTHGATE, OAKFIELD, PINEWOOD};
use super::{After, Fate};
use crate::state::Company;
use crate::state::books::Entity;
use crate::state::desk::Desk;
use crate::state::document::{Author, Cause, Document, Kind, Ref, Report, Status};
use crate::sync::fault::Fault;
use crate::sync::vendors::vendor_fields;
use crate::sync::{self, Failure};
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
    for product in &company.desk.products {
        company.books.set_active(Entity::Item, product.books, false, at);
    }
    if let Some(region) = company.desk.classes.last() {
        company.books.set_active(Entity::Class, region.books, false, at);
    }
    let open = company
        .desk
        .supplier(PINEWOOD)
        .map(|supplier| supplier.name.to_lowercase());
    company.books.open_forms.extend(open);
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
            edit(company, name, at, |_| {});
            sync::run(&mut company.desk, &mut company.books, name, at + TimeDelta::seconds(4));
        }
        After::Raced => {
            edit(company, name, at, |doc| doc.due = doc.due.map(|due| due + Days::new(7)));
            if let Some(mut draft) = draft {
                if let Some(line) = draft.lines.first_mut() {
                    line.amount += Decimal::new(4_000, 2);
                }
                company.books.update_txn(record, draft, at + TimeDelta::seconds(3));
            }
            let stale = Fault::stale().means("STALE_OBJECT", Some(("bill", record.to_string())));
            sync::refuse(&mut company.desk, name, at + TimeDelta::seconds(5), stale.into());
        }
        After::FileRefused => {
            if let Some(doc) = company.desk.get_mut(name) {
                doc.file_size = 34 * 1024 * 1024;
            }
            let synced = company
                .desk
                .get(name)
                .and_then(|doc| doc.report.as_ref())
                .map_or(at, |report| report.at);
            let refused = Failure::own(
                "ATTACHMENT",
                None,
                "Attachment size too large: please upload a smaller attachment or compress the file and try again.",
            );
            sync::refuse(&mut company.desk, name, synced + TimeDelta::seconds(6), refused);
            if let Some(mut draft) = draft {
                draft.due = draft.due.map(|due| due + Days::new(30));
                company.books.update_txn(record, draft, at);
            }
        }
        After::CutOff => cut_off(company, draw, name, record, at),
        After::Locked => {
            company.books.pay(record, at);
            let edited = at + TimeDelta::days(2);
            edit(company, name, edited, |doc| {
                if let Some(line) = doc.lines.first_mut() {
                    line.unit_price /= Decimal::TWO;
                    line.net = crate::money::cents(line.quantity * line.unit_price);
                    line.tax = crate::money::cents(line.net * line.tax_rate / Decimal::ONE_HUNDRED);
                }
            });
            let sent = edited + TimeDelta::seconds(4);
            sync::run(&mut company.desk, &mut company.books, name, sent);
        }
        After::Spent => company.books.spend(record, at),
        // The order is as it should be; its invoice is not.
        After::BilledToAnother | After::BilledWithFreight => {}
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

/// An edit by the document's creator, which leaves it approved.
fn edit(company: &mut Company, name: Ref, at: DateTime<Utc>, change: impl FnOnce(&mut Document)) {
    if let Some(doc) = company.desk.get_mut(name) {
        change(doc);
        doc.touch(at);
        let creator = doc.creator;
        let text = " has edited the invoice".to_owned();
        company.desk.write(name, Author::Person(creator), at, text);
    }
}

/// A line is added here; in QuickBooks only the new due date arrives.
fn cut_off(company: &mut Company, draw: &mut Draw, name: Ref, record: u64, at: DateTime<Utc>) {
    let Some(rate) = company
        .desk
        .get(name)
        .and_then(|doc| doc.lines.first())
        .map(|line| line.tax_rate)
    else {
        return;
    };
    let more = draw.line(&mut company.desk, None, rate);
    edit(company, name, at, |doc| {
        doc.due = doc.due.map(|due| due + Days::new(14));
        doc.lines.push(more);
    });
    let due = company.desk.get(name).and_then(|doc| doc.due);
    if let Some(mut draft) = company.books.txn(record).map(|txn| txn.draft.clone()) {
        draft.due = due;
        company.books.update_txn(record, draft, at + TimeDelta::seconds(4));
    }
    let broken = Failure::own(
        "PARTIAL_EXPORT",
        Some(("bill", record.to_string())),
        "Partial export — QuickBooks Online returned an error.",
    );
    sync::refuse(&mut company.desk, name, at + TimeDelta::seconds(9), broken);
}

/// The record is there, but the service only saw the connection break.
fn lose_answer(company: &mut Company, name: Ref) {
    let culprit = Some(("company", company.desk.profile.realm.to_owned()));
    if let Some(doc) = company.desk.get_mut(name) {
        doc.remembered = None;
        doc.report = doc.report.take().map(|report| Report {
            refused: Some(Cause {
                class: "QBO_UNAVAILABLE",
                culprit,
            }),
            ..report
        });
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
