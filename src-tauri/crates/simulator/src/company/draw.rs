//! The dice and the calendar of the demonstration company. Every date is counted backwards from
//! the start of the clock.

use crate::clock::{central_day, central_midnight};
use crate::money;
use crate::state::desk::Desk;
use crate::state::document::{Author, Document, Entry, Kind, Line, Status, usual_tax_code};
use chrono::{DateTime, Days, TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use rust_decimal::Decimal;

pub struct Draw {
    dice: StdRng,
    pub now: DateTime<Utc>,
    /// Suppliers with this id or a higher one are everyday suppliers.
    pub everyday: u64,
    invoices: u64,
}

/// Goods with a unit price in cents and the number of their account.
const GOODS: [(&str, i64, &str); 16] = [
    ("A4 paper, pallet", 12_500, "6100"),
    ("Toner cartridge, black", 8_995, "6100"),
    ("Desk chairs", 18_950, "6100"),
    ("Brochures, 4 pages", 145, "6120"),
    ("Train tickets", 7_340, "6200"),
    ("Hotel nights", 14_200, "6200"),
    ("Laptop computers", 129_900, "6300"),
    ("Software licences", 3_999, "6300"),
    ("Warehouse rent", 240_000, "6400"),
    ("Electricity", 31_277, "6500"),
    ("Trade fair stand", 96_000, "6600"),
    ("Search advertising", 45_033, "6600"),
    ("Forklift repair", 38_250, "6700"),
    ("Roof inspection", 52_500, "6700"),
    ("Copper fittings", 1_237, "5000"),
    ("Packing boxes", 389, "5000"),
];

impl Draw {
    pub fn new(seed: u64, now: DateTime<Utc>, everyday: u64) -> Self {
        Self {
            dice: StdRng::seed_from_u64(seed),
            now,
            everyday,
            invoices: 2200,
        }
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.dice.random_range(0..limit.max(1))
    }

    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.dice.random_range(low..=high)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A time in office hours so many days ago.
    pub fn days_ago(&mut self, days: u64) -> DateTime<Utc> {
        let day = self.now.date_naive() - Days::new(days);
        let minute = i64::try_from(self.below(360)).unwrap_or(0);
        day.and_hms_opt(15, 0, 0).unwrap_or_default().and_utc()
            + TimeDelta::minutes(minute)
            + TimeDelta::seconds(minute % 60)
    }

    /// A line of some goods; `account` is a number of the chart of accounts.
    pub fn line(&mut self, desk: &mut Desk, account: Option<&str>, tax_rate: Decimal) -> Line {
        let at = usize::try_from(self.below(GOODS.len() as u64)).unwrap_or(0);
        let (description, cents, usual) = GOODS.get(at).copied().unwrap_or(("Goods", 1000, "6100"));
        let quantity = Decimal::from(if cents > 50_000 {
            self.between(1, 3)
        } else {
            self.between(1, 40)
        });
        let unit_price = Decimal::new(cents + i64::try_from(self.below(97)).unwrap_or(0), 2);
        let net = money::cents(quantity * unit_price);
        let number = account.unwrap_or(usual);
        let account = desk.accounts.iter().find(|a| a.number == number).map_or(0, |a| a.id);
        desk.next_line += 1;
        Line {
            id: desk.next_line,
            description: description.to_owned(),
            quantity,
            unit_price,
            net,
            tax_rate,
            tax: money::cents(net * tax_rate / Decimal::ONE_HUNDRED),
            tax_code: Some(usual_tax_code(tax_rate)),
            account,
            product: None,
            billable: false,
            class: None,
            customer: None,
            order_line: None,
        }
    }

    /// A document of this supplier made so many days ago, approved a little later.
    pub fn document(
        &mut self,
        desk: &mut Desk,
        kind: Kind,
        supplier: u64,
        days: u64,
        account: Option<&str>,
    ) -> Document {
        let created = self.days_ago(days);
        let tax_rate = if supplier.is_multiple_of(4) {
            Decimal::from(8)
        } else {
            Decimal::ZERO
        };
        let count = self.between(1, 3);
        let mut lines: Vec<Line> = (0..count).map(|_| self.line(desk, None, tax_rate)).collect();
        if let (Some(number), Some(last)) = (account, lines.last_mut()) {
            last.account = desk.accounts.iter().find(|a| a.number == number).map_or(0, |a| a.id);
        }
        if self.chance(30) {
            let class = desk.classes.first().map(|tag| tag.id);
            let customer = desk.customers.first().map(|tag| tag.id);
            for line in &mut lines {
                line.class = class;
                line.customer = customer.filter(|_| line.id % 3 == 0);
            }
        }
        let currency = desk.supplier(supplier).map_or("USD", |s| s.currency);
        let hours = self.between(2, 40);
        let approved = created + TimeDelta::minutes(i64::try_from(hours * 60 + 7).unwrap_or(0));
        let (date, due, number, status) = match kind {
            Kind::Order => (created + TimeDelta::minutes(1), None, String::new(), Status::Approved),
            Kind::Invoice => {
                let day = central_day(created) - Days::new(self.between(0, 2));
                (
                    central_midnight(day),
                    Some(day + Days::new(30)),
                    self.invoice_number(desk, supplier),
                    Status::ReadyToPay,
                )
            }
        };
        let mut doc = Document {
            kind,
            id: 0,
            number,
            approval_key: None,
            status,
            archived: false,
            supplier,
            created,
            updated: approved,
            date,
            due,
            approved_at: Some(approved),
            due_since: Some(approved),
            currency,
            rate: desk.currency(currency).map_or(Decimal::ONE, |c| c.rate),
            terms: desk.terms.first().map_or(0, |terms| terms.id),
            lines,
            typed_tax: None,
            orders: Vec::new(),
            notes: String::new(),
            file_size: 13_264,
            department: 310,
            creator: usize::try_from(self.below(3)).unwrap_or(0),
            approver: 3,
            entries: Vec::new(),
            comments: Vec::new(),
            remembered: None,
            made: Vec::new(),
            report: None,
            stubborn: None,
        };
        if kind == Kind::Invoice {
            let scanned = Self::entry(
                desk,
                Author::Person(doc.creator),
                created + TimeDelta::seconds(2),
                " has scanned an invoice via document upload",
            );
            let approval = Self::entry(desk, Author::Person(3), approved, " has approved the invoice");
            doc.entries.extend([scanned, approval]);
        }
        doc
    }

    /// Puts a document back before its approval.
    pub fn unapproved(doc: &mut Document, status: Status) {
        doc.status = status;
        doc.approved_at = None;
        doc.due_since = None;
        doc.updated = doc.created;
        doc.entries.retain(|entry| !entry.text.contains("approved"));
    }

    pub fn entry(desk: &mut Desk, author: Author, at: DateTime<Utc>, text: &str) -> Entry {
        desk.next_entry += 1;
        Entry {
            id: desk.next_entry,
            at,
            author,
            text: text.to_owned(),
        }
    }

    fn invoice_number(&mut self, desk: &Desk, supplier: u64) -> String {
        self.invoices += 1;
        let name = desk.supplier(supplier).map_or("", |s| s.name.as_str());
        let initials: String = name
            .split(' ')
            .filter_map(|word| word.chars().next())
            .filter(char::is_ascii_alphabetic)
            .take(3)
            .collect();
        match supplier % 3 {
            0 => format!("INV-{}", self.invoices),
            1 => format!(
                "{}-{}",
                if initials.is_empty() {
                    "X".to_owned()
                } else {
                    initials.to_uppercase()
                },
                self.invoices
            ),
            _ => format!("{:08}", self.invoices),
        }
    }
}
