//! The server-side sync: turns an approved order into a `PurchaseOrder`, an invoice into a `Bill`
//! (a negative one into a `VendorCredit`), or writes why not into the document's history.
//!
//! It must go through the same validations as the public API of the simulated QuickBooks, and it
//! must never write a system entry for anything but a sync.

mod connection;
pub mod rules;
pub mod vendors;
mod wording;

use crate::state::books::{Books, Draft, Entity, TxnLine};
use crate::state::desk::{Connection, Desk};
use crate::state::document::{Author, Document, Kind, Ref, Report};
use chrono::{DateTime, Utc};
use rules::Fault;
use rust_decimal::Decimal;
use vendors::VendorPlan;

/// The record that stands in the way: its kind and id.
pub type Culprit = (&'static str, String);

/// Why a document cannot be sent now.
#[derive(Clone, Debug)]
pub struct Failure {
    pub class: &'static str,
    pub culprit: Option<Culprit>,
    pub said: Said,
}

/// Whose sentence the failure is.
#[derive(Clone, Debug)]
pub enum Said {
    /// The procurement service's own.
    Own(&'static str),
    /// QuickBooks' fault.
    Fault(Box<Fault>),
}

impl Failure {
    pub fn own(class: &'static str, culprit: Option<Culprit>, text: &'static str) -> Self {
        Self {
            class,
            culprit,
            said: Said::Own(text),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self {
            class: fault.class,
            culprit: fault.culprit.clone(),
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
    if doc.kind == Kind::Order {
        own_account_check(books, &draft)?;
    }
    rules::check(books, &draft, existing, matches!(vendor, VendorPlan::Create), false).map_err(|fault| {
        let mut failure = Failure::from(fault);
        if failure.class == "BILL_BEFORE_PO" {
            failure.culprit = late_order(desk, books, doc, &draft).or(failure.culprit);
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
    let Some(doc) = desk.get(name) else { return };
    if !doc.status.syncs() || desk.connection == Connection::Off {
        return;
    }
    let supplier = doc.supplier;
    let (text, ok) = match plan(desk, books, doc) {
        Err(failure) => (wording::failure(doc, &failure), false),
        Ok(mut plan) => {
            if let VendorPlan::Create = plan.vendor {
                plan.draft.vendor = vendors::create(desk, books, supplier, at);
            }
            let text = wording::success(doc, plan.existing.is_some());
            let id = if let Some(id) = plan.existing {
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
            (text, true)
        }
    };
    if let Some(doc) = desk.get_mut(name) {
        doc.report = Some(Report { at, ok });
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
            item: None,
            class: line
                .class
                .and_then(|id| desk.classes.iter().find(|tag| tag.id == id))
                .map(|tag| tag.books),
            customer: line
                .customer
                .and_then(|id| desk.customers.iter().find(|tag| tag.id == id))
                .map(|tag| tag.books),
            link: (entity == Entity::Bill)
                .then(|| link(desk, books, doc, line.order_line?))
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
        rate: (doc.currency != "USD").then_some(doc.rate),
        lines,
        tax: doc.tax() * sign,
        note: (!doc.notes.is_empty()).then(|| doc.notes.clone()),
        ap_account: books.ap_account,
    }
}

/// The purchase order line to link to: only of an order that is in QuickBooks and still open.
fn link(desk: &Desk, books: &Books, doc: &Document, (order, line): (u64, u64)) -> Option<(u64, u64)> {
    let order = desk.get(Ref {
        kind: Kind::Order,
        id: order,
    })?;
    let txn = books.txn(order.remembered?)?;
    let own = doc.remembered.is_some_and(|id| txn.links.contains(&(id, "Bill")));
    if txn.closed && !own {
        return None;
    }
    let at = order.lines.iter().position(|l| l.id == line)?;
    Some((txn.id, txn.draft.lines.get(at)?.id))
}

/// The procurement service looks at an order's accounts itself.
fn own_account_check(books: &Books, draft: &Draft) -> Result<(), Failure> {
    for line in &draft.lines {
        if let Some(account) = books.named(Entity::Account, line.account)
            && matches!(account.text("AccountType"), "Accounts Payable" | "Accounts Receivable")
        {
            return Err(Failure::own(
                "ACCOUNT_AP_AR",
                Some(("account", account.id.to_string())),
                wording::ACCOUNT_AP_AR,
            ));
        }
    }
    Ok(())
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
