//! The documents something is wrong with, and what went wrong: at least one of every kind that
//! the help article and the state rules name.

use super::classes::{self, billing};
use super::draw::Draw;
use super::suppliers::{BRIGHTWATER, EVERYDAY, HARTWELL, KESTREL, MERIDIAN, NORTHGATE, OAKFIELD, PRIYA};
use super::{After, Fate, Planned};
use crate::clock::central_midnight;
use crate::state::desk::Desk;
use crate::state::document::{Kind, Ref};
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

/// How many invoices `linked` makes per copy.
pub const LINKED: usize = 4;

/// Marks an invoice that somebody types into QuickBooks by hand.
pub const TYPED: &str = "typed by hand";

const STRANGE: &str = "An unexpected condition was met while preparing the export (ref 7f3a).";

/// The last closed day: the end of a month at least ten weeks ago.
pub fn close_date(now: DateTime<Utc>) -> NaiveDate {
    let day = now.date_naive() - Days::new(70);
    day.with_day(1).unwrap_or(day) - Days::new(1)
}

/// Supplier, account of the last line, days ago, fate.
type Row = (u64, Option<&'static str>, u64, Fate);

pub fn orders(desk: &mut Desk, draw: &mut Draw, copies: usize) -> Vec<Planned> {
    let late = || Fate::Late;
    let rows: Vec<Row> = vec![
        (EVERYDAY + 2, Some("2000"), 12, late()),
        (EVERYDAY + 9, Some("2000"), 33, late()),
        (EVERYDAY + 11, Some("1200"), 8, late()),
        (NORTHGATE, None, 21, late()),
        (NORTHGATE, None, 16, late()),
        (NORTHGATE, None, 9, late()),
        (NORTHGATE, None, 120, Fate::Synced),
        (OAKFIELD, None, 19, late()),
        (OAKFIELD, None, 11, late()),
        (OAKFIELD, None, 140, Fate::Synced),
        (KESTREL, None, 27, late()),
        (KESTREL, None, 6, late()),
        (PRIYA, None, 14, late()),
        (HARTWELL, None, 24, late()),
        (HARTWELL, None, 7, late()),
        (EVERYDAY + 8, Some("6800"), 18, late()),
        (EVERYDAY + 14, Some("6800"), 29, late()),
        (EVERYDAY + 8, Some("6800"), 95, Fate::Synced),
        (EVERYDAY + 12, None, 40, Fate::Unsent),
        (EVERYDAY + 13, None, 61, Fate::Then(After::Deleted)),
        (EVERYDAY + 10, None, 44, Fate::Then(After::TotalChanged)),
        (EVERYDAY + 15, None, 52, Fate::Then(After::DateChanged)),
        (EVERYDAY + 16, None, 35, Fate::Then(After::Cancelled)),
        (EVERYDAY + 17, None, 31, Fate::Then(After::Unapproved)),
        (EVERYDAY + 18, None, 22, Fate::Then(After::AnswerLost)),
        (EVERYDAY + 6, None, 58, Fate::Then(After::Archived)),
        (EVERYDAY + 7, None, 49, Fate::Synced),
    ];
    let mut planned = plan(desk, draw, Kind::Order, copies, &rows);
    for _ in 0..copies {
        // Nothing explains this one.
        let mut strange = draw.document(desk, Kind::Order, EVERYDAY + 19, 26, None);
        strange.stubborn = Some(STRANGE);
        planned.push(Planned {
            doc: strange,
            fate: Fate::Late,
        });
        // Archived, and failed all the same.
        let mut archived = draw.document(desk, Kind::Order, NORTHGATE, 47, None);
        archived.archived = true;
        planned.push(Planned {
            doc: archived,
            fate: Fate::Late,
        });
        planned.push(fresh(desk, draw, Kind::Order, EVERYDAY + 20, 4));
        planned.extend(classes::orders(desk, draw));
    }
    planned
}

pub fn invoices(desk: &mut Desk, draw: &mut Draw, copies: usize) -> Vec<Planned> {
    let late = || Fate::Late;
    let rows: Vec<Row> = vec![
        (EVERYDAY + 2, Some("2000"), 13, late()),
        (EVERYDAY + 9, Some("1200"), 5, late()),
        (NORTHGATE, None, 30, late()),
        (NORTHGATE, None, 25, late()),
        (NORTHGATE, None, 20, late()),
        (NORTHGATE, None, 15, late()),
        (NORTHGATE, None, 12, late()),
        (NORTHGATE, None, 8, late()),
        (NORTHGATE, None, 5, late()),
        (NORTHGATE, None, 100, Fate::Synced),
        (BRIGHTWATER, None, 23, late()),
        (BRIGHTWATER, None, 17, late()),
        (BRIGHTWATER, None, 10, late()),
        (BRIGHTWATER, None, 110, Fate::Synced),
        (OAKFIELD, None, 13, late()),
        (KESTREL, None, 9, late()),
        (HARTWELL, None, 6, late()),
        (EVERYDAY + 8, Some("6800"), 14, late()),
        (EVERYDAY + 18, Some("6800"), 36, late()),
        (MERIDIAN, None, 28, late()),
        (EVERYDAY + 12, None, 38, Fate::Unsent),
        (EVERYDAY + 13, None, 54, Fate::Then(After::Deleted)),
        (EVERYDAY + 10, None, 42, Fate::Then(After::TotalChanged)),
        (EVERYDAY + 15, None, 47, Fate::Then(After::DateChanged)),
        (EVERYDAY + 16, None, 34, Fate::Then(After::Cancelled)),
        (EVERYDAY + 17, None, 32, Fate::Then(After::Unapproved)),
        (EVERYDAY + 18, None, 26, Fate::Then(After::AnswerLost)),
        (EVERYDAY + 11, None, 45, Fate::Then(After::EnteredTwice)),
        (EVERYDAY + 14, None, 39, Fate::Then(After::Edited)),
        (EVERYDAY + 6, None, 57, Fate::Then(After::Archived)),
        (EVERYDAY + 7, None, 48, Fate::Synced),
    ];
    let mut planned = plan(desk, draw, Kind::Invoice, copies, &rows);
    for _ in 0..copies {
        planned.extend(closed_period(desk, draw));
        planned.extend(numbers(desk, draw));
        let mut strange = draw.document(desk, Kind::Invoice, EVERYDAY + 21, 15, None);
        strange.stubborn = Some(STRANGE);
        planned.push(Planned {
            doc: strange,
            fate: Fate::Late,
        });
        let mut credit = draw.document(desk, Kind::Invoice, EVERYDAY + 22, 50, None);
        for line in &mut credit.lines {
            line.unit_price = -line.unit_price;
            line.net = -line.net;
            line.tax = -line.tax;
        }
        planned.push(Planned {
            doc: credit,
            fate: Fate::Synced,
        });
        planned.push(fresh(desk, draw, Kind::Invoice, EVERYDAY + 20, 3));
        planned.push(fresh(desk, draw, Kind::Invoice, EVERYDAY + 23, 6));
        planned.extend(classes::invoices(desk, draw));
    }
    planned
}

fn plan(desk: &mut Desk, draw: &mut Draw, kind: Kind, copies: usize, rows: &[Row]) -> Vec<Planned> {
    let mut planned = Vec::new();
    for copy in 0..copies {
        for (supplier, account, days, fate) in rows {
            let days = days + if copy == 0 { 0 } else { draw.below(6) };
            let doc = draw.document(desk, kind, *supplier, days, *account);
            planned.push(Planned {
                doc,
                fate: fate.clone(),
            });
        }
    }
    planned
}

/// Approved minutes ago; its sync is held up.
fn fresh(desk: &mut Desk, draw: &mut Draw, kind: Kind, supplier: u64, minutes: i64) -> Planned {
    let mut doc = draw.document(desk, kind, supplier, 2, None);
    let at = draw.now - TimeDelta::minutes(minutes);
    doc.approved_at = Some(at);
    doc.due_since = Some(at);
    doc.updated = at;
    for entry in &mut doc.entries {
        entry.at = entry.at.min(at);
        if entry.text.contains("approved") {
            entry.at = at;
        }
    }
    Planned {
        doc,
        fate: Fate::Unsent,
    }
}

/// Dated before the books were closed, approved afterwards.
fn closed_period(desk: &mut Desk, draw: &mut Draw) -> Vec<Planned> {
    let close = close_date(draw.now);
    (0..3)
        .map(|n| {
            let mut doc = draw.document(desk, Kind::Invoice, EVERYDAY + 24 + n, 40 + n, None);
            doc.date = central_midnight(close - Days::new(3 + n));
            doc.due = Some(doc.day() + Days::new(30));
            Planned { doc, fate: Fate::Late }
        })
        .collect()
}

/// Numbers that are taken, and one that is too long.
fn numbers(desk: &mut Desk, draw: &mut Draw) -> Vec<Planned> {
    let first = draw.document(desk, Kind::Invoice, EVERYDAY + 25, 56, None);
    let mut reused = draw.document(desk, Kind::Invoice, EVERYDAY + 25, 16, None);
    reused.number.clone_from(&first.number);
    for line in &mut reused.lines {
        line.net += Decimal::new(1_300, 2);
        line.quantity = Decimal::ONE;
        line.unit_price = line.net;
        line.tax = crate::money::cents(line.net * line.tax_rate / Decimal::ONE_HUNDRED);
    }
    let mut typed = draw.document(desk, Kind::Invoice, EVERYDAY + 26, 18, None);
    TYPED.clone_into(&mut typed.notes);
    let mut long = draw.document(desk, Kind::Invoice, EVERYDAY + 27, 11, None);
    long.number = format!("RE-2026-LONG-{}-0000", long.number);
    while long.number.len() <= 21 {
        long.number.push('0');
    }
    vec![
        Planned {
            doc: first,
            fate: Fate::Synced,
        },
        Planned {
            doc: reused,
            fate: Fate::Late,
        },
        Planned {
            doc: typed,
            fate: Fate::Late,
        },
        Planned {
            doc: long,
            fate: Fate::Late,
        },
    ]
}

/// Invoices of orders: two dated before their order, two whose link is lost.
pub fn linked(desk: &mut Desk, draw: &mut Draw, copies: usize, orders: &[(Ref, Fate)]) -> Vec<Planned> {
    let recent = |desk: &Desk, name: Ref, now: DateTime<Utc>| {
        desk.get(name).is_some_and(|doc| {
            doc.supplier >= EVERYDAY && (now - doc.created).num_days() > 12 && (now - doc.created).num_days() < 60
        })
    };
    let mut free: Vec<Ref> = orders
        .iter()
        .filter(|(name, fate)| *fate == Fate::Synced && recent(desk, *name, draw.now))
        .map(|(name, _)| *name)
        .collect();
    // The bulk bills orders from the oldest on; taking these from the newest keeps them apart.
    free.reverse();
    let mut planned = Vec::new();
    for (at, order) in free.into_iter().take(LINKED * copies).enumerate() {
        let Some(supplier) = desk.get(order).map(|doc| doc.supplier) else {
            continue;
        };
        let Some(mut invoice) = billing(desk, draw, order, supplier) else {
            continue;
        };
        let early = at % 2 == 0;
        if early {
            invoice.date = central_midnight(invoice.day() - Days::new(4));
            invoice.due = Some(invoice.day() + Days::new(30));
        }
        planned.push(Planned {
            doc: invoice,
            fate: if early {
                Fate::Late
            } else {
                Fate::Then(After::LinkDropped)
            },
        });
    }
    planned
}
