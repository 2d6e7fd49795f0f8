//! Documents for the causes that the help article does not name: one of each cause class of the
//! sync-error catalogue that a single document can meet. What stops whole companies is in `second`.

use super::bulk::lines_of;
use super::draw::Draw;
use super::master::{NET_45, TORQUE_WRENCH};
use super::suppliers::{COLON, EVERYDAY, PINEWOOD};
use super::{After, Fate, Planned};
use crate::clock::central_midnight;
use crate::state::desk::Desk;
use crate::state::document::{Document, Kind, Ref};
use chrono::Days;
use rust_decimal::Decimal;

/// How many invoices `billing_troubled_orders` makes per copy.
pub const BILLED: usize = 5;

fn late(doc: Document) -> Planned {
    Planned { doc, fate: Fate::Late }
}

/// Orders that cannot be sent, and orders whose bills go wrong.
pub fn orders(desk: &mut Desk, draw: &mut Draw) -> Vec<Planned> {
    let mut planned: Vec<Planned> = [
        (EVERYDAY + 21, 36, Fate::Then(After::Spent)),
        (EVERYDAY + 22, 41, Fate::Then(After::BilledToAnother)),
        (EVERYDAY + 23, 37, Fate::Then(After::BilledWithFreight)),
        (COLON, 20, Fate::Late),
        (PINEWOOD, 17, Fate::Late),
    ]
    .into_iter()
    .map(|(supplier, days, fate)| Planned {
        doc: draw.document(desk, Kind::Order, supplier, days, None),
        fate,
    })
    .collect();
    // Approved after somebody had taken its only line away.
    let mut empty = draw.document(desk, Kind::Order, EVERYDAY + 1, 28, None);
    empty.lines.clear();
    planned.push(late(empty));
    planned
}

pub fn invoices(desk: &mut Desk, draw: &mut Draw) -> Vec<Planned> {
    let mut planned: Vec<Planned> = [
        (EVERYDAY + 12, Some("4000"), 21, Fate::Late),
        (PINEWOOD, None, 13, Fate::Late),
        (EVERYDAY + 14, None, 55, Fate::Then(After::Raced)),
        (EVERYDAY + 21, None, 50, Fate::Then(After::CutOff)),
        (EVERYDAY + 27, None, 62, Fate::Then(After::Locked)),
        (EVERYDAY + 25, None, 46, Fate::Then(After::FileRefused)),
    ]
    .into_iter()
    .map(|(supplier, account, days, fate)| Planned {
        doc: draw.document(desk, Kind::Invoice, supplier, days, account),
        fate,
    })
    .collect();
    planned.extend(coded_wrongly(desk, draw).map(late));
    planned.extend(entered_wrongly(desk, draw).map(late));
    planned
}

/// What is wrong with a line: its account, product, class or customer.
fn coded_wrongly(desk: &mut Desk, draw: &mut Draw) -> impl Iterator<Item = Document> + use<> {
    let customer = desk.customers.first().map(|tag| tag.id);
    let mut uncoded = draw.document(desk, Kind::Invoice, EVERYDAY + 16, 19, None);
    let mut retired = draw.document(desk, Kind::Invoice, EVERYDAY + 17, 24, None);
    let mut loan = draw.document(desk, Kind::Invoice, EVERYDAY + 3, 26, Some("2700"));
    let mut unnamed = draw.document(desk, Kind::Invoice, EVERYDAY + 25, 18, None);
    let mut region = draw.document(desk, Kind::Invoice, EVERYDAY + 13, 22, None);
    retired.lines.truncate(1);
    for line in &mut retired.lines {
        line.account = 0;
        line.product = Some(TORQUE_WRENCH);
        "Torque wrench".clone_into(&mut line.description);
    }
    if let Some(line) = uncoded.lines.last_mut() {
        line.account = 0;
    }
    if let Some(line) = loan.lines.last_mut() {
        (line.billable, line.customer) = (true, customer);
    }
    if let Some(line) = unnamed.lines.last_mut() {
        (line.billable, line.customer) = (true, None);
    }
    if let Some(line) = region.lines.last_mut() {
        line.class = desk.classes.last().map(|tag| tag.id);
    }
    [uncoded, retired, loan, unnamed, region].into_iter()
}

/// What is wrong with the whole invoice: its rate, amount, date, terms or tax.
fn entered_wrongly(desk: &mut Desk, draw: &mut Draw) -> impl Iterator<Item = Document> + use<> {
    let mut unrated = draw.document(desk, Kind::Invoice, EVERYDAY + 5, 22, None);
    unrated.rate = Decimal::ZERO;
    let mut free = draw.document(desk, Kind::Invoice, EVERYDAY + 28, 16, None);
    free.lines.truncate(1);
    for line in &mut free.lines {
        "Replacement under guarantee".clone_into(&mut line.description);
        (line.unit_price, line.net, line.tax) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
    }
    // Found in a drawer, from before the two services were connected.
    let mut old = draw.document(desk, Kind::Invoice, EVERYDAY + 29, 9, None);
    old.date = central_midnight(desk.sync_start - Days::new(12));
    old.due = Some(old.day() + Days::new(30));
    let mut long = draw.document(desk, Kind::Invoice, EVERYDAY + 24, 14, None);
    long.terms = NET_45;
    long.due = Some(long.day() + Days::new(45));
    // The supplier rounds the tax of the sum, ProcurementExpress that of each line.
    let mut rounded = draw.document(desk, Kind::Invoice, EVERYDAY + 26, 27, None);
    rounded.typed_tax = Some(rounded.tax_of_lines() + Decimal::new(3, 2));
    [unrated, free, old, long, rounded].into_iter()
}

/// Invoices of orders that cannot be linked to, or that have not arrived themselves.
pub fn billing_troubled_orders(desk: &mut Desk, draw: &mut Draw, orders: &[(Ref, Fate)]) -> Vec<Planned> {
    let mut planned = Vec::new();
    for (order, fate) in orders {
        let Some(doc) = desk.get(*order) else { continue };
        let (own, is_stuck) = (doc.supplier, doc.stubborn.is_some());
        let invoice = match fate {
            Fate::Then(After::BilledToAnother) => billing(desk, draw, *order, EVERYDAY + 2),
            Fate::Then(After::BilledWithFreight) => billing(desk, draw, *order, own).map(|mut invoice| {
                invoice.lines.push(draw.line(desk, Some("6150"), Decimal::ZERO));
                invoice
            }),
            Fate::Then(After::Deleted | After::Spent) => billing(desk, draw, *order, own),
            _ if is_stuck => billing(desk, draw, *order, own),
            _ => None,
        };
        planned.extend(invoice.map(late));
    }
    planned
}

/// An invoice of all lines of an order, made some days after it and dated the day after it.
pub fn billing(desk: &mut Desk, draw: &mut Draw, order: Ref, supplier: u64) -> Option<Document> {
    let doc = desk.get(order)?;
    let (day, days) = (doc.day(), (draw.now - doc.created).num_days() - 4);
    let mut invoice = draw.document(desk, Kind::Invoice, supplier, u64::try_from(days).ok()?, None);
    invoice.lines = lines_of(desk, order, false);
    invoice.orders = vec![order.id];
    invoice.date = central_midnight(day + Days::new(1));
    invoice.due = Some(invoice.day() + Days::new(30));
    Some(invoice)
}
