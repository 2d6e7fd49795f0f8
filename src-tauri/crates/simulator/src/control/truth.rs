//! What is true of every document now, by the state rules of the command line's contract and
//! from the simulator's own knowledge: it remembers which records it made for which document.
//!
//! Choices where the contract leaves room:
//! - The counterpart is the live record made for the document, or one typed by hand that agrees in
//!   kind, vendor, number and total. A record of the same vendor and number but another total, or
//!   one made for another document, only makes the number taken.
//! - Two live records that agree in vendor, number and total: `unknown`.
//! - `failed`: `class` and `culprit` are what a sync would meet now. Once the cause is gone, but
//!   before a resend, the document stays `failed` with `class` null. A failure that no rule
//!   explains is `UNKNOWN`.
//! - `differs` after a refused update: what that update met, for the record still lacks the change.
//! - `refused`: what the newest sync met, if it was refused and is about what made the document due.
//! - `missing` after a deletion in QuickBooks: `TXN_DELETED` with no culprit, for the record that could be
//!   named is gone.
//! - `not_due` with a counterpart: `IN_BOOKS_NOT_APPROVED`, the culprit being that record.
//! - `pending`, `synced`, `unknown`: `class` null.
//! - What stops the whole company (connection, subscription, plan) comes before all else; the
//!   culprit is the `company`, by its QuickBooks id.
//! - Ids: `account`, `vendor`, `customer`, `employee`, `class`, `item`, `bill`, `vendor_credit` and
//!   `purchase_order` are QuickBooks' ids, `supplier` and `order` ProcurementExpress', `closing_date` is
//!   the date itself, `term` the id, or the name that no terms in QuickBooks have. A vendor that cannot be
//!   created because of its name is laid on the `supplier`, unless another record has that name.
//!
//! It must read only; asking for the truth never changes it.

use crate::state::World;
use crate::state::books::{Entity, Txn};
use crate::state::document::{Cause, Document, Kind, Ref};
use crate::sync;
use crate::sync::vendors::VendorPlan;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::HashMap;

const GRACE_SECONDS: i64 = 900;

struct Verdict {
    state: &'static str,
    cause: Option<Cause>,
}

impl Verdict {
    fn plain(state: &'static str) -> Self {
        Self { state, cause: None }
    }
}

enum Counterpart<'a> {
    None,
    One(&'a Txn),
    Several,
}

pub fn all(world: &World) -> Value {
    let now = world.now();
    let mut owners: HashMap<u64, Ref> = HashMap::new();
    let docs = || {
        world
            .desk
            .documents(Kind::Order)
            .iter()
            .chain(world.desk.documents(Kind::Invoice))
    };
    for doc in docs() {
        for id in &doc.made {
            owners.insert(*id, doc.name());
        }
    }
    let rows = docs().map(|doc| {
        let verdict = judge(world, doc, &owners, now);
        let (class, culprit) = parts(verdict.cause);
        let (refused, refused_by) = parts(refused(doc).cloned());
        json!({
            "ref": doc.name().to_string(), "state": verdict.state, "class": class, "culprit": culprit,
            "refused": {"class": refused, "culprit": refused_by},
        })
    });
    let profile = world.desk.profile;
    let company = json!({
        "id": profile.company.to_string(), "realm": profile.realm, "name": profile.name, "connection": world.desk.connection.name(),
        "subscription": world.books.subscription, "purchase_orders": world.books.purchase_orders,
    });
    json!({"now": now.to_rfc3339_opts(SecondsFormat::Millis, true), "company": company, "documents": rows.collect::<Vec<_>>()})
}

fn parts(cause: Option<Cause>) -> (Option<&'static str>, Option<Value>) {
    let culprit = cause.as_ref().and_then(|cause| cause.culprit.as_ref());
    let culprit = culprit.map(|(kind, id)| json!({"kind": kind, "id": id}));
    (cause.map(|cause| cause.class), culprit)
}

/// Why the newest sync was refused, if it is about what made the document due.
fn refused(doc: &Document) -> Option<&Cause> {
    let report = doc.report.as_ref()?;
    report
        .refused
        .as_ref()
        .filter(|_| doc.due_since.is_none_or(|due| report.at >= due))
}

fn judge(world: &World, doc: &Document, owners: &HashMap<u64, Ref>, now: DateTime<Utc>) -> Verdict {
    let counterpart = counterpart(world, doc, owners);
    if let Counterpart::Several = counterpart {
        return Verdict::plain("unknown");
    }
    if !doc.status.syncs() {
        return match counterpart {
            Counterpart::One(_) if doc.status.withdrawn() => Verdict::plain("differs"),
            Counterpart::One(txn) => Verdict {
                state: "not_due",
                cause: Some(Cause {
                    class: "IN_BOOKS_NOT_APPROVED",
                    culprit: Some((kind(txn.draft.entity), txn.id.to_string())),
                }),
            },
            _ => Verdict::plain("not_due"),
        };
    }
    let fresh = doc
        .due_since
        .is_some_and(|at| now - at < TimeDelta::seconds(GRACE_SECONDS));
    if let Counterpart::One(txn) = counterpart {
        return match (equal(world, doc, txn), fresh) {
            (true, _) => Verdict::plain("synced"),
            (false, true) => Verdict::plain("pending"),
            (false, false) => Verdict {
                state: "differs",
                cause: refused(doc).cloned(),
            },
        };
    }
    if refused(doc).is_some() {
        let failure = sync::plan(&world.desk, &world.books, doc).err();
        return Verdict {
            state: "failed",
            cause: failure.map(|failure| failure.cause),
        };
    }
    if fresh {
        return Verdict::plain("pending");
    }
    let was_there = doc.made.iter().any(|id| world.books.txns.contains_key(id));
    Verdict {
        state: "missing",
        cause: was_there.then_some(Cause {
            class: "TXN_DELETED",
            culprit: None,
        }),
    }
}

fn kind(entity: Entity) -> &'static str {
    match entity {
        Entity::PurchaseOrder => "purchase_order",
        Entity::VendorCredit => "vendor_credit",
        _ => "bill",
    }
}

fn counterpart<'a>(world: &'a World, doc: &Document, owners: &HashMap<u64, Ref>) -> Counterpart<'a> {
    let made: Vec<&Txn> = doc.made.iter().filter_map(|id| world.books.txn(*id)).collect();
    let vendor = made.first().map(|txn| txn.draft.vendor).or_else(|| vendor(world, doc));
    let entities: &[Entity] = if doc.kind == Kind::Order {
        &[Entity::PurchaseOrder]
    } else {
        &[Entity::Bill, Entity::VendorCredit]
    };
    let typed: Vec<&Txn> = entities
        .iter()
        .flat_map(|entity| world.books.numbered(*entity, &doc.number))
        .filter(|txn| Some(txn.draft.vendor) == vendor && !owners.contains_key(&txn.id))
        .collect();
    // How well a record fits: first the total, then the date.
    let fit = |txn: &Txn| (txn.draft.total() == doc.gross().abs(), txn.draft.date == doc.day());
    let of_its_total = typed.iter().filter(|txn| fit(txn).0);
    let best = made
        .iter()
        .max_by_key(|txn| fit(txn))
        .or(of_its_total.max_by_key(|txn| fit(txn)));
    let Some(best) = best else { return Counterpart::None };
    // Another one may be the same purchase, entered again.
    let again = |txn: &Txn| fit(txn).0 || fit(txn).1;
    if made.iter().chain(&typed).any(|txn| txn.id != best.id && again(txn)) {
        Counterpart::Several
    } else {
        Counterpart::One(best)
    }
}

/// The vendor a document's supplier is: the linked one, or, where there is no link or its vendor
/// was merged away, the active one of the supplier's name.
fn vendor(world: &World, doc: &Document) -> Option<u64> {
    let supplier = world.desk.supplier(doc.supplier)?;
    let known = |id: &u64| world.books.named(Entity::Vendor, *id).is_some();
    supplier.vendor.filter(known).or_else(|| {
        let named = world.books.with_name(&supplier.name);
        let mut vendors = named.filter_map(|(entity, id)| world.books.named(entity, id));
        vendors
            .find(|named| named.entity == Entity::Vendor && named.active)
            .map(|named| named.id)
    })
}

/// Does every compared field agree?
fn equal(world: &World, doc: &Document, txn: &Txn) -> bool {
    // A supplier that is nobody in QuickBooks is not the record's vendor.
    let Some(vendor) = vendor(world, doc) else { return false };
    let plan = VendorPlan::Use(vendor);
    let wanted = sync::draft(&world.desk, &world.books, doc, &plan);
    let stored = &txn.draft;
    let header = stored.vendor == wanted.vendor
        && stored
            .number
            .as_ref()
            .is_some_and(|number| wanted.number.as_ref().is_some_and(|w| w.eq_ignore_ascii_case(number)))
        && stored.date == wanted.date
        && (wanted.due.is_none() || stored.due == wanted.due)
        && stored.currency == wanted.currency
        && stored.total() == wanted.total().abs()
        && stored.tax.abs() == wanted.tax.abs();
    let lines = stored.lines.len() == wanted.lines.len()
        && stored.lines.iter().zip(&wanted.lines).all(|(a, b)| {
            a.account == b.account
                && a.amount == b.amount.abs().copysign(a.amount)
                && a.class == b.class
                && a.customer == b.customer
        });
    header && lines && doc.orders.iter().all(|order| linked(world, txn, *order))
}

/// Either side of the link counts; an order that is not in QuickBooks cannot be linked.
fn linked(world: &World, bill: &Txn, order: u64) -> bool {
    let Some(order) = world.desk.get(Ref {
        kind: Kind::Order,
        id: order,
    }) else {
        return true;
    };
    let orders: Vec<&Txn> = order.made.iter().filter_map(|id| world.books.txn(*id)).collect();
    orders.is_empty()
        || orders
            .iter()
            .any(|po| po.links.contains(&(bill.id, "Bill")) || bill.links.contains(&(po.id, "PurchaseOrder")))
}

trait CopySign {
    fn copysign(self, from: Decimal) -> Decimal;
}

impl CopySign for Decimal {
    fn copysign(self, from: Decimal) -> Decimal {
        if from < Decimal::ZERO { -self } else { self }
    }
}
