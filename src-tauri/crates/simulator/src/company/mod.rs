//! The demonstration companies: deterministic by seed and clock, dated backwards from the clock's
//! start. History is made by running the simulated sync itself, so that what QuickBooks holds and
//! what the histories say agree by construction.
//!
//! # Where each cause class is shown
//!
//! The first company, whatever its size and seed:
//!
//! | Class | What happened |
//! |---|---|
//! | `VENDOR_INACTIVE` | Northgate Paper and one of two Brightwater Cleanings were made inactive, Oakfield Couriers archived |
//! | `VENDOR_NAME_CONFLICT`, `VENDOR_NOT_FOUND` | a customer Kestrel Catering, an employee Priya Raman; a vendor Hartwell and Sons Ltd |
//! | `NAME_EDIT_BUSY`, `FIELD_FORMAT` | somebody has the form for Pinewood Signs open; Depot 9: Hire & Haulage has a colon |
//! | `ACCOUNT_AP_AR`, `ACCOUNT_TYPE`, `BILLABLE` | lines coded to 2000 and 1200, to 4000, and a billable one to 2700 |
//! | `REF_INACTIVE`, `ITEM_INVALID` | account 6800, the last class and the torque wrench were made inactive |
//! | `MAPPING_MISSING`, `CUSTOMER_MISSING`, `REQUIRED_MISSING` | a line without account, a billable one without customer, an order without lines |
//! | `PERIOD_CLOSED`, `NOT_READY`, `BILL_BEFORE_PO` | invoices dated before the closing date, the sync's start, their order |
//! | `PO_LINK_VENDOR`, `PO_LINK_LINES`, `PO_LINK_TXN`, `DEPENDENCY` | an order's invoice of another supplier, with freight, of an order that is gone or used up, of one that failed |
//! | `DUPLICATE_DOC_NUMBER`, `FIELD_LENGTH` | a number used twice or typed in QuickBooks by hand; one of more than 21 characters |
//! | `CURRENCY_MISMATCH`, `EXCHANGE_RATE`, `AMOUNT_INVALID`, `TAX_MISMATCH`, `TERMS` | Meridian's vendor in dollars; no rate; a free replacement; tax typed over; Net 45 |
//! | `STALE_OBJECT`, `PARTIAL_EXPORT`, `TXN_LOCKED`, `ATTACHMENT` | in the books, and then an update was overtaken, broke off, met a payment; a scan of 34 MB was refused |
//! | `TXN_DELETED`, `IN_BOOKS_NOT_APPROVED`, `UNKNOWN` | deleted in QuickBooks; approval taken back; an error that nothing explains |
//!
//! The second company: `AUTH_EXPIRED`, `AUTH_PERMISSION`, `RATE_LIMIT`, `QBO_UNAVAILABLE` and `QBO_SUBSCRIPTION` as
//! outages of the past, `PLAN_FEATURE` now (or what it was started with), and `TAX_CODE_MISSING`.

mod bulk;
mod classes;
mod draw;
mod master;
mod mishaps;
mod problems;
mod second;
mod suppliers;

use crate::clock::Clock;
use crate::config::{Config, Trouble, Which};
use crate::state::document::{Document, Kind, Ref};
use crate::state::profile::{self, Profile};
use crate::state::{Company, World};
use crate::sync;
use chrono::{DateTime, TimeDelta, Utc};
use draw::Draw;

/// What becomes of a document after its approval.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// Synced in its time.
    Synced,
    /// Never sent: not approved, or the sync never happened.
    Unsent,
    /// Sent after things went wrong in QuickBooks.
    Late,
    /// Synced in its time, and then this happened.
    Then(After),
}

#[derive(Clone, Debug, PartialEq)]
pub enum After {
    Deleted,
    TotalChanged,
    DateChanged,
    LinkDropped,
    /// The record was made, but the service never heard of it.
    AnswerLost,
    /// Somebody entered it a second time.
    EnteredTwice,
    Cancelled,
    /// Approval was taken back.
    Unapproved,
    Archived,
    Edited,
    /// Paid on both sides.
    Paid,
    /// Edited while somebody edited the record in QuickBooks: the update came too late.
    Raced,
    /// Edited, and the connection broke amid the update: a new line did not arrive.
    CutOff,
    /// Paid in QuickBooks, and then edited to less than was paid.
    Locked,
    /// Its scan was refused; whoever attached it by hand mistyped the due date.
    FileRefused,
    /// An order that an expense used up.
    Spent,
    /// An order whose invoice was entered for another supplier.
    BilledToAnother,
    /// An order whose invoice has a line for freight that nobody ordered.
    BilledWithFreight,
}

pub struct Planned {
    pub doc: Document,
    pub fate: Fate,
}

/// How many documents a company has that was not asked for by name.
const SMALL: usize = 420;

/// The world with the company asked for; the other one is made when somebody opens it.
pub fn build(config: &Config) -> World {
    let clock = Clock::new(config.now);
    let delay = TimeDelta::from_std(config.sync_delay).unwrap_or_default();
    let profile = match config.company {
        Which::First => &profile::FIRST,
        Which::Second => &profile::SECOND,
    };
    let company = make(profile, config.documents, config.seed, clock.start(), config.trouble);
    let mut world = World::new(clock, config.mode, config.seed, delay, company);
    if config.trouble == Trouble::SignIn {
        world.oauth.disconnect(profile.realm);
    }
    world
}

/// Opens a company, making it first where needed.
pub fn open(world: &mut World, profile: &'static Profile) {
    if !world.open(profile) {
        let company = make(profile, SMALL, world.seed, world.clock.start(), Trouble::Plan);
        world.add(company);
        world.open(profile);
    }
}

fn make(profile: &'static Profile, documents: usize, seed: u64, now: DateTime<Utc>, trouble: Trouble) -> Company {
    if *profile == profile::FIRST {
        first(documents, seed, now)
    } else {
        second::build(documents, seed, now, trouble)
    }
}

fn first(documents: usize, seed: u64, now: DateTime<Utc>) -> Company {
    let mut draw = Draw::new(seed, now, suppliers::EVERYDAY);
    let (mut desk, mut books) = master::build(&draw, &profile::FIRST, seed);
    suppliers::add(&draw, &mut desk, &mut books, &suppliers::SUPPLIERS, documents);
    let mut company = Company::new(desk, books);

    let copies = (documents / SMALL).clamp(1, 25);
    let mut orders = problems::orders(&mut company.desk, &mut draw, copies);
    let mut invoices = problems::invoices(&mut company.desk, &mut draw, copies);
    let wanted =
        documents.saturating_sub(orders.len() + invoices.len() + (problems::LINKED + classes::BILLED) * copies);
    let order_count = wanted * 4 / 7;
    orders.extend(bulk::orders(&mut company.desk, &mut draw, order_count));
    let fates = place(&mut company, Kind::Order, orders);

    invoices.extend(problems::linked(&mut company.desk, &mut draw, copies, &fates));
    invoices.extend(classes::billing_troubled_orders(&mut company.desk, &mut draw, &fates));
    invoices.extend(bulk::invoices(
        &mut company.desk,
        &mut draw,
        wanted - order_count,
        &fates,
    ));
    let invoice_fates = place(&mut company, Kind::Invoice, invoices);

    let all: Vec<(Ref, Fate)> = fates.into_iter().chain(invoice_fates).collect();
    replay(&mut company, &all, |fate| matches!(fate, Fate::Synced | Fate::Then(_)));
    mishaps::happen(&mut company, &mut draw, &all);
    replay(&mut company, &all, |fate| *fate == Fate::Late);
    mishaps::remarks(&mut company, draw.now);
    company.desk.settled();
    company.books.settled();
    company
}

/// Gives documents their ids in the order they were made.
fn place(company: &mut Company, kind: Kind, mut planned: Vec<Planned>) -> Vec<(Ref, Fate)> {
    planned.sort_by_key(|p| p.doc.created);
    let first = company.desk.profile.first(kind);
    let mut fates = Vec::with_capacity(planned.len());
    for (id, Planned { mut doc, fate }) in (first..).zip(planned) {
        doc.id = id;
        if kind == Kind::Order {
            doc.number = (100_000 + id - first + 1).to_string();
            if doc.status != crate::state::document::Status::Draft {
                doc.approval_key = Some(format!("{}-{}", doc.number, doc.day()));
            }
            company.desk.orders.push(doc);
        } else {
            company.desk.invoices.push(doc);
        }
        fates.push((Ref { kind, id }, fate));
    }
    fates
}

/// Runs the syncs of the chosen documents, each some seconds after its approval.
fn replay(company: &mut Company, all: &[(Ref, Fate)], chosen: impl Fn(&Fate) -> bool) {
    let mut due: Vec<_> = all
        .iter()
        .filter(|(_, fate)| chosen(fate))
        .filter_map(|(name, _)| Some((company.desk.get(*name)?.due_since?, *name)))
        .collect();
    due.sort();
    for (at, name) in due {
        sync::run(
            &mut company.desk,
            &mut company.books,
            name,
            at + TimeDelta::seconds(3 + i64::try_from(name.id % 5).unwrap_or(0)),
        );
    }
}
