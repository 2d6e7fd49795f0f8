//! The healthy bulk of the demonstration company, and the documents that are not due.

use super::draw::Draw;
use super::{After, Fate, Planned};
use crate::clock::{central_day, central_midnight};
use crate::state::desk::Desk;
use crate::state::document::{Kind, Line, Ref, Status};
use chrono::{Days, TimeDelta};
use rust_decimal::Decimal;

fn supplier(desk: &Desk, draw: &mut Draw) -> u64 {
    let first = desk.suppliers.first().map_or(0, |s| s.id);
    let count = desk.suppliers.len() as u64 - (draw.everyday - first);
    draw.everyday + draw.below(count)
}

pub fn orders(desk: &mut Desk, draw: &mut Draw, count: usize) -> Vec<Planned> {
    (0..count)
        .map(|_| {
            let supplier = supplier(desk, draw);
            let days = draw.between(4, 182);
            let mut doc = draw.document(desk, Kind::Order, supplier, days, None);
            let fate = match draw.below(100) {
                0..=3 => {
                    Draw::unapproved(&mut doc, Status::Draft);
                    Fate::Unsent
                }
                4..=7 => {
                    Draw::unapproved(&mut doc, Status::Pending);
                    Fate::Unsent
                }
                8..=9 => {
                    Draw::unapproved(&mut doc, Status::Rejected);
                    Fate::Unsent
                }
                10..=11 => {
                    Draw::unapproved(&mut doc, Status::Cancelled);
                    Fate::Unsent
                }
                12..=14 => Fate::Then(After::Archived),
                15..=29 if days > 40 => Fate::Then(After::Paid),
                _ => Fate::Synced,
            };
            Planned { doc, fate }
        })
        .collect()
}

/// Lines that bill an order, in full or (partly) half of each quantity.
pub fn lines_of(desk: &mut Desk, order: Ref, partly: bool) -> Vec<Line> {
    let Some(doc) = desk.get(order) else { return Vec::new() };
    let mut lines = doc.lines.clone();
    for line in &mut lines {
        line.order_line = Some((order.id, line.id));
        desk.next_line += 1;
        line.id = desk.next_line;
        if partly && line.quantity > Decimal::ONE {
            line.quantity = (line.quantity / Decimal::TWO).ceil();
            line.net = crate::money::cents(line.quantity * line.unit_price);
            line.tax = crate::money::cents(line.net * line.tax_rate / Decimal::ONE_HUNDRED);
        }
    }
    lines
}

pub fn invoices(desk: &mut Desk, draw: &mut Draw, count: usize, orders: &[(Ref, Fate)]) -> Vec<Planned> {
    let mut billable = orders
        .iter()
        .filter(|(name, fate)| {
            matches!(fate, Fate::Synced | Fate::Then(After::Paid))
                && desk
                    .get(*name)
                    .is_some_and(|doc| doc.supplier >= draw.everyday && doc.created < draw.now - TimeDelta::days(24))
        })
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .into_iter();
    (0..count)
        .map(|at| {
            let order = if at % 10 < 7 { billable.next() } else { None };
            let (supplier, days) = match order.and_then(|name| desk.get(name)) {
                Some(doc) => {
                    let age =
                        u64::try_from((draw.now.date_naive() - doc.created.date_naive()).num_days()).unwrap_or(24);
                    (doc.supplier, age.saturating_sub(draw.between(5, 18)).max(4))
                }
                None => (supplier(desk, draw), draw.between(4, 180)),
            };
            let mut doc = draw.document(desk, Kind::Invoice, supplier, days, None);
            if let Some(order) = order {
                let partly = draw.chance(20);
                doc.lines = lines_of(desk, order, partly);
                doc.orders = vec![order.id];
                let earliest = desk
                    .get(order)
                    .map_or(doc.date, |o| central_midnight(central_day(o.date)));
                doc.date = doc.date.max(earliest);
                doc.due = Some(doc.day() + Days::new(30));
            } else if draw.chance(5) {
                // A credit note.
                for line in &mut doc.lines {
                    line.unit_price = -line.unit_price;
                    line.net = -line.net;
                    line.tax = -line.tax;
                }
            }
            let fate = match draw.below(100) {
                0..=3 => {
                    Draw::unapproved(&mut doc, Status::AwaitingReview);
                    Fate::Unsent
                }
                4..=8 => {
                    Draw::unapproved(&mut doc, Status::Outstanding);
                    Fate::Unsent
                }
                9..=10 => {
                    Draw::unapproved(&mut doc, Status::Cancelled);
                    Fate::Unsent
                }
                11 => {
                    Draw::unapproved(&mut doc, Status::Rejected);
                    Fate::Unsent
                }
                12..=14 => Fate::Then(After::Archived),
                15..=40 if days > 35 => Fate::Then(After::Paid),
                41..=42 => Fate::Then(After::Edited),
                _ => Fate::Synced,
            };
            Planned { doc, fate }
        })
        .collect()
}
