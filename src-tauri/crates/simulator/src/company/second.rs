//! The second company: healthy documents, outages of the past that stopped everything for a day
//! or two, and one trouble that stops it now. Half of what an outage held up was never resent.

use super::draw::Draw;
use super::{Fate, bulk, master, mishaps, place, replay, suppliers};
use crate::config::Trouble;
use crate::state::Company;
use crate::state::desk::Connection;
use crate::state::document::{Kind, Ref};
use crate::state::profile::SECOND;
use crate::sync;
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

const SUPPLIERS: [suppliers::Row; 12] = [
    ("Linwood Carpets", "USD", true, false),
    ("Abbott & Gray Lighting", "USD", true, false),
    ("Birchall Upholstery", "USD", true, false),
    ("Corvid Hardware", "USD", true, false),
    ("Dunmore Paints", "USD", true, false),
    ("Eastgate Glass", "USD", true, false),
    ("Fennel Textiles", "EUR", true, false),
    ("Gorse Hill Timber", "USD", true, false),
    ("Hollis Removals", "USD", true, false),
    ("Inkwell Print", "USD", true, false),
    // Both companies buy from these two.
    ("Westbrook Energy", "USD", true, false),
    ("Vantage Travel", "USD", true, false),
];

/// From so many hours ago, for so many hours, this did not work.
struct Outage {
    from: i64,
    hours: i64,
    trouble: Trouble,
}

const fn outage(days: i64, hours: i64, trouble: Trouble) -> Outage {
    Outage {
        from: days * 24,
        hours,
        trouble,
    }
}

/// How many invoices lack a tax rate.
const UNTAXED: usize = 2;

/// How many documents of each kind fall into an outage at least.
const HELD_UP: u64 = 4;

pub fn build(documents: usize, seed: u64, now: DateTime<Utc>, trouble: Trouble) -> Company {
    let mut draw = Draw::new(seed.wrapping_add(7002), now, SECOND.first_supplier);
    let (mut desk, mut books) = master::build(&draw, &SECOND, seed);
    suppliers::add(&draw, &mut desk, &mut books, &SUPPLIERS, documents);
    let mut company = Company::new(desk, books);
    let mut outages = vec![
        outage(61, 40, Trouble::Connection),
        outage(52, 30, Trouble::User),
        outage(41, 12, Trouble::Throttled),
        outage(33, 20, Trouble::Unavailable),
        outage(26, 50, Trouble::Subscription),
    ];
    if !matches!(trouble, Trouble::None | Trouble::SignIn) {
        outages.push(outage(18, 19 * 24, trouble));
    }
    let held = outages.len() * usize::try_from(HELD_UP).unwrap_or(4);
    let wanted = documents.saturating_sub(2 * held + UNTAXED);

    let mut orders = bulk::orders(&mut company.desk, &mut draw, wanted / 2);
    orders.extend(caught(&mut company, &mut draw, Kind::Order, &outages));
    let fates = place(&mut company, Kind::Order, orders);
    let mut invoices = bulk::invoices(&mut company.desk, &mut draw, wanted - wanted / 2, &fates);
    invoices.extend(caught(&mut company, &mut draw, Kind::Invoice, &outages));
    invoices.extend((0..UNTAXED).map(|_| untaxed(&mut company, &mut draw)));
    let all: Vec<(Ref, Fate)> = fates
        .into_iter()
        .chain(place(&mut company, Kind::Invoice, invoices))
        .collect();

    let mut before = now - TimeDelta::days(400);
    for Outage { from, hours, trouble } in outages {
        let (begin, end) = (now - TimeDelta::hours(from), now - TimeDelta::hours(from - hours));
        history(&mut company, &mut draw, &all, before, begin);
        set(&mut company, trouble);
        history(&mut company, &mut draw, &all, begin, end.min(now));
        before = end;
        if end < now {
            set(&mut company, Trouble::None);
            resend_half(&mut company, begin, end);
        }
    }
    history(&mut company, &mut draw, &all, before, now);
    mishaps::remarks(&mut company, now);
    company.desk.settled();
    company.books.settled();
    company
}

/// Nobody chose a tax rate on its last line.
fn untaxed(company: &mut Company, draw: &mut Draw) -> super::Planned {
    let supplier = draw.everyday + draw.below(company.desk.suppliers.len() as u64);
    let mut doc = draw.document(&mut company.desk, Kind::Invoice, supplier, 23, None);
    for line in &mut doc.lines {
        line.class = None;
    }
    if let Some(line) = doc.lines.last_mut() {
        line.tax_code = None;
        line.tax_rate = Decimal::ZERO;
        line.tax = Decimal::ZERO;
    }
    super::Planned { doc, fate: Fate::Late }
}

/// Documents whose sync falls into the outages.
fn caught(company: &mut Company, draw: &mut Draw, kind: Kind, outages: &[Outage]) -> Vec<super::Planned> {
    let mut planned = Vec::new();
    for outage in outages {
        for n in 0..HELD_UP {
            let supplier = draw.everyday + draw.below(company.desk.suppliers.len() as u64);
            let days = u64::try_from(outage.from / 24).unwrap_or(0) + 1;
            let mut doc = draw.document(&mut company.desk, kind, supplier, days, None);
            let minutes = 20 + 11 * i64::try_from(n).unwrap_or(0) + if kind == Kind::Order { 5 } else { 0 };
            let at = draw.now - TimeDelta::hours(outage.from) + TimeDelta::minutes(minutes);
            doc.approved_at = Some(at);
            doc.due_since = Some(at);
            doc.updated = at;
            for entry in doc.entries.iter_mut().filter(|entry| entry.text.contains("approved")) {
                entry.at = at;
            }
            planned.push(super::Planned { doc, fate: Fate::Late });
        }
    }
    planned
}

/// What was due in this time, and what became of it.
fn history(company: &mut Company, draw: &mut Draw, all: &[(Ref, Fate)], from: DateTime<Utc>, to: DateTime<Utc>) {
    let due: Vec<(Ref, Fate)> = all
        .iter()
        .filter(|(name, fate)| {
            *fate != Fate::Unsent
                && company
                    .desk
                    .get(*name)
                    .and_then(|doc| doc.due_since)
                    .is_some_and(|at| from <= at && at < to)
        })
        .cloned()
        .collect();
    replay(company, &due, |_| true);
    for (name, fate) in &due {
        if let Fate::Then(after) = fate {
            mishaps::change(company, draw, *name, after);
        }
    }
}

fn set(company: &mut Company, trouble: Trouble) {
    company.desk.connection = match trouble {
        Trouble::Connection => Connection::Expired,
        Trouble::User => Connection::UserRemoved,
        Trouble::Throttled => Connection::Throttled,
        Trouble::Unavailable => Connection::Unavailable,
        Trouble::Disconnected => Connection::Off,
        Trouble::None | Trouble::Plan | Trouble::Subscription | Trouble::SignIn => Connection::Good,
    };
    company.books.purchase_orders = trouble != Trouble::Plan;
    let status = if trouble == Trouble::Subscription {
        "EXPIRED"
    } else {
        "SUBSCRIBED"
    };
    status.clone_into(&mut company.books.subscription);
}

/// Somebody resent every other document that an outage had held up.
fn resend_half(company: &mut Company, begin: DateTime<Utc>, end: DateTime<Utc>) {
    let failed = |kind: Kind, company: &Company| -> Vec<Ref> {
        let rows = company.desk.documents(kind).iter();
        rows.filter(|doc| {
            doc.report
                .as_ref()
                .is_some_and(|report| !report.ok() && begin <= report.at && report.at < end)
        })
        .map(crate::state::document::Document::name)
        .step_by(2)
        .collect()
    };
    for kind in [Kind::Order, Kind::Invoice] {
        for (minutes, name) in (0..).zip(failed(kind, company)) {
            let at = end + TimeDelta::minutes(90 + minutes);
            if let Some(doc) = company.desk.get_mut(name) {
                doc.due_since = Some(at);
            }
            sync::run(&mut company.desk, &mut company.books, name, at + TimeDelta::seconds(5));
        }
    }
}
