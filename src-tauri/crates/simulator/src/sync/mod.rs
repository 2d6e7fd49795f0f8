//! The server-side sync: turns an approved order into a `PurchaseOrder`, an invoice into a `Bill`
//! (a negative one into a `VendorCredit`), or writes why not into the document's history.
//!
//! It must go through the same validations as the public API of the simulated QuickBooks, and it
//! must never write a system entry for anything but a sync.

mod connection;
pub mod fault;
mod line_rules;
mod link_rules;
mod own;
pub mod rules;
pub mod vendors;
mod wording;

use crate::state::books::{Books, Draft, Entity, TxnLine};
use crate::state::desk::{Connection, Desk};
use crate::state::document::{Author, Cause, Culprit, Document, Kind, Ref, Report};
use chrono::{DateTime, Utc};
use fault::Fault;
use rust_decimal::Decimal;
use vendors::VendorPlan;

/// Why a document cannot be sent now.
#[derive(Clone, Debug)]
pub struct Failure {
    pub cause: Cause,
    pub said: Said,
}

/// Whose sentence the failure is.
#[derive(Clone, Debug)]
pub enum Said {
    /// The procurement service's own.
    Own(String),
    /// QuickBooks' fault.
    Fault(Box<Fault>),
}

impl Failure {
    pub fn own(class: &'static str, culprit: Option<Culprit>, text: impl Into<String>) -> Self {
        Self {
            cause: Cause { class, culprit },
            said: Said::Own(text.into()),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self {
            cause: fault.cause.clone(),
            said: Said::Fault(Box::new(fault)),
        }
    }
}

/// What a sync would do.
pub struct Plan {
    pub vendor: VendorPlan,
    pub draft: Draft,
    /// The record to be updated.
    pub existing: Option<u64>,
}

/// Decides, without changing anything, what a sync would do now.
pub fn plan(desk: &Desk, books: &Books, doc: &Document) -> Result<Plan, Failure> {
    connection::check(desk)?;
    let entity = match doc.kind {
        Kind::Order => Entity::PurchaseOrder,
        Kind::Invoice => Entity::Bill,
    };
    rules::check_company(books, entity)?;
    if let Some(text) = doc.stubborn {
        return Err(Failure::own("UNKNOWN", None, text));
    }
    let vendor = vendors::choose(desk, books, doc)?;
    let draft = draft(desk, books, doc, &vendor);
    let existing = doc
        .remembered
        .filter(|id| books.txn(*id).is_some_and(|txn| txn.draft.entity == draft.entity));
    if let Some(txn) = existing.and_then(|id| books.txn(id))
        && same(&txn.draft, &draft)
    {
        return Ok(Plan {
            vendor,
            draft,
            existing,
        });
    }
    own::check(desk, books, doc, &draft)?;
    rules::check(books, &draft, existing, matches!(vendor, VendorPlan::Create), false).map_err(|fault| {
        let mut failure = Failure::from(fault);
        if failure.cause.class == "BILL_BEFORE_PO" {
            failure.cause.culprit = late_order(desk, books, doc, &draft).or(failure.cause.culprit);
        }
        failure
    })?;
    Ok(Plan {
        vendor,
        draft,
        existing,
    })
}

/// Carries out the sync of one document and writes the outcome into its history.
pub fn run(desk: &mut Desk, books: &mut Books, name: Ref, at: DateTime<Utc>) {
    carry_out(desk, books, name, at, false);
}

/// The same, but a record is made where the document's own would be updated. It is let in as that one
/// would be: neither its own number nor its own links stand in the way.
pub fn run_anew(desk: &mut Desk, books: &mut Books, name: Ref, at: DateTime<Utc>) {
    carry_out(desk, books, name, at, true);
}

fn carry_out(desk: &mut Desk, books: &mut Books, name: Ref, at: DateTime<Utc>, anew: bool) {
    let Some(doc) = desk.get(name) else { return };
    if !doc.status.syncs() || desk.connection == Connection::Off {
        return;
    }
    let supplier = doc.supplier;
    let (text, refused) = match plan(desk, books, doc) {
        Err(failure) => (wording::failure(doc, &failure), Some(failure.cause)),
        Ok(mut plan) => {
            if let VendorPlan::Create = plan.vendor {
                plan.draft.vendor = vendors::create(desk, books, supplier, at);
            }
            let existing = plan.existing.filter(|_| !anew);
            let text = wording::success(doc, existing.is_some());
            let id = if let Some(id) = existing {
                books.update_txn(id, plan.draft, at);
                id
            } else {
                books.add_txn(plan.draft.clone(), at)
            };
            let vendor = books.txn(id).map(|txn| txn.draft.vendor);
            if let Some(supplier) = desk.supplier_mut(supplier)
                && supplier.vendor.is_none()
            {
                supplier.vendor = vendor;
            }
            if let Some(doc) = desk.get_mut(name) {
                doc.remembered = Some(id);
                if !doc.made.contains(&id) {
                    doc.made.push(id);
                }
            }
            (text, None)
        }
    };
    report(desk, name, at, refused, text);
}

/// Writes into a document's history that its sync was refused.
pub fn refuse(desk: &mut Desk, name: Ref, at: DateTime<Utc>, failure: Failure) {
    let Some(doc) = desk.get(name) else { return };
    let text = wording::failure(doc, &failure);
    report(desk, name, at, Some(failure.cause), text);
}

fn report(desk: &mut Desk, name: Ref, at: DateTime<Utc>, refused: Option<Cause>, text: String) {
    if let Some(doc) = desk.get_mut(name) {
        doc.report = Some(Report { at, refused });
    }
    desk.write(name, Author::System, at, text);
}

/// Equal but for the ids of the lines, which QuickBooks assigns.
fn same(stored: &Draft, wanted: &Draft) -> bool {
    let mut wanted = wanted.clone();
    for (at, line) in wanted.lines.iter_mut().enumerate() {
        line.id = at as u64 + 1;
    }
    *stored == wanted
}

/// What the document looks like in QuickBooks' terms.
pub fn draft(desk: &Desk, books: &Books, doc: &Document, vendor: &VendorPlan) -> Draft {
    let negative = doc.gross() < Decimal::ZERO;
    let (entity, sign) = match doc.kind {
        Kind::Order => (Entity::PurchaseOrder, Decimal::ONE),
        Kind::Invoice if negative => (Entity::VendorCredit, -Decimal::ONE),
        Kind::Invoice => (Entity::Bill, Decimal::ONE),
    };
    let lines = doc
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| TxnLine {
            id: at as u64 + 1,
            description: line.description.clone(),
            amount: line.net * sign,
            account: desk.account(line.account).map_or(0, |account| account.books),
            item: line
                .product
                .and_then(|id| desk.products.iter().find(|product| product.id == id))
                .map(|product| product.books),
            class: line
                .class
                .and_then(|id| desk.classes.iter().find(|tag| tag.id == id))
                .map(|tag| tag.books),
            customer: line
                .customer
                .and_then(|id| desk.customers.iter().find(|tag| tag.id == id))
                .map(|tag| tag.books),
            billable: line.billable,
            has_tax_code: line.tax_code.is_some() || !books.profile.tracks_tax,
            link: (entity == Entity::Bill)
                .then(|| link(desk, books, line.order_line?))
                .flatten(),
        })
        .collect();
    Draft {
        entity,
        number: Some(doc.number.clone()),
        date: doc.day(),
        due: if entity == Entity::VendorCredit { None } else { doc.due },
        vendor: match vendor {
            VendorPlan::Use(id) => *id,
            VendorPlan::Create => 0,
        },
        currency: doc.currency.to_owned(),
        rate: (doc.currency != "USD" && !doc.rate.is_zero()).then_some(doc.rate),
        lines,
        tax: doc.tax() * sign,
        note: (!doc.notes.is_empty()).then(|| doc.notes.clone()),
        ap_account: books.ap_account,
    }
}

/// The purchase order line to link to, of an order that the service remembers: it does not know
/// whether somebody closed or deleted it in QuickBooks.
fn link(desk: &Desk, books: &Books, (order, line): (u64, u64)) -> Option<(u64, u64)> {
    let order = desk.get(Ref {
        kind: Kind::Order,
        id: order,
    })?;
    let at = order.lines.iter().position(|l| l.id == line)?;
    let txn = books.txns.get(&order.remembered?)?;
    Some((txn.id, txn.draft.lines.get(at)?.id))
}

fn late_order(desk: &Desk, books: &Books, doc: &Document, draft: &Draft) -> Option<Culprit> {
    doc.orders.iter().find_map(|id| {
        let order = desk.get(Ref {
            kind: Kind::Order,
            id: *id,
        })?;
        let txn = books.txn(order.remembered?)?;
        (txn.draft.date > draft.date).then(|| ("order", id.to_string()))
    })
}
