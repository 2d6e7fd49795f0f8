//! The demonstration company: deterministic by seed and clock, dated backwards from the clock's
//! start. History is made by running the simulated sync itself, so that what QuickBooks holds and
//! what the histories say agree by construction.

mod bulk;
mod draw;
mod master;
mod mishaps;
mod problems;

use crate::clock::Clock;
use crate::config::Config;
use crate::state::World;
use crate::state::desk::{FIRST_INVOICE, FIRST_ORDER};
use crate::state::document::{Document, Kind, Ref};
use crate::sync;
use chrono::TimeDelta;
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
}

pub struct Planned {
    pub doc: Document,
    pub fate: Fate,
}

pub fn build(config: &Config) -> World {
    let clock = Clock::new(config.now);
    let mut draw = Draw::new(config.seed, clock.now());
    let (desk, books) = master::build(&mut draw, config.documents);
    let delay = TimeDelta::from_std(config.sync_delay).unwrap_or_default();
    let mut world = World::new(clock, config.mode, config.seed, delay, desk, books);

    let copies = (config.documents / 420).clamp(1, 25);
    let mut orders = problems::orders(&mut world.desk, &mut draw, copies);
    let mut invoices = problems::invoices(&mut world.desk, &mut draw, copies);
    let wanted = config
        .documents
        .saturating_sub(orders.len() + invoices.len() + problems::LINKED * copies);
    let order_count = wanted * 4 / 7;
    orders.extend(bulk::orders(&mut world.desk, &mut draw, order_count));
    let fates = place(&mut world, Kind::Order, orders);

    invoices.extend(problems::linked(&mut world.desk, &mut draw, copies, &fates));
    invoices.extend(bulk::invoices(&mut world.desk, &mut draw, wanted - order_count, &fates));
    let invoice_fates = place(&mut world, Kind::Invoice, invoices);

    let all: Vec<(Ref, Fate)> = fates.into_iter().chain(invoice_fates).collect();
    replay(&mut world, &all, |fate| matches!(fate, Fate::Synced | Fate::Then(_)));
    mishaps::happen(&mut world, &mut draw, &all);
    replay(&mut world, &all, |fate| *fate == Fate::Late);
    mishaps::remarks(&mut world, draw.now);
    world.desk.lists.changed();
    world.books.lists.changed();
    world
}

/// Gives documents their ids in the order they were made.
fn place(world: &mut World, kind: Kind, mut planned: Vec<Planned>) -> Vec<(Ref, Fate)> {
    planned.sort_by_key(|p| p.doc.created);
    let first = if kind == Kind::Order {
        FIRST_ORDER
    } else {
        FIRST_INVOICE
    };
    let mut fates = Vec::with_capacity(planned.len());
    for (id, Planned { mut doc, fate }) in (first..).zip(planned) {
        doc.id = id;
        if kind == Kind::Order {
            doc.number = (100_000 + id - first + 1).to_string();
            if doc.status != crate::state::document::Status::Draft {
                doc.approval_key = Some(format!("{}-{}", doc.number, doc.day()));
            }
            world.desk.orders.push(doc);
        } else {
            world.desk.invoices.push(doc);
        }
        fates.push((Ref { kind, id }, fate));
    }
    fates
}

/// Runs the syncs of the chosen documents, each some seconds after its approval.
fn replay(world: &mut World, all: &[(Ref, Fate)], chosen: impl Fn(&Fate) -> bool) {
    let mut due: Vec<_> = all
        .iter()
        .filter(|(_, fate)| chosen(fate))
        .filter_map(|(name, _)| Some((world.desk.get(*name)?.due_since?, *name)))
        .collect();
    due.sort();
    for (at, name) in due {
        sync::run(
            &mut world.desk,
            &mut world.books,
            name,
            at + TimeDelta::seconds(3 + i64::try_from(name.id % 5).unwrap_or(0)),
        );
    }
}
