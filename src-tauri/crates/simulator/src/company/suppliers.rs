//! The suppliers of the demonstration companies and their vendors, and the vendors that stand in
//! the way of some of them.

use super::draw::Draw;
use crate::state::books::{Books, Entity};
use crate::state::desk::{Desk, Supplier};
use crate::state::profile::FIRST;
use crate::sync::vendors::vendor_fields;
use chrono::TimeDelta;

/// Name, currency, has a vendor, archived.
pub type Row = (&'static str, &'static str, bool, bool);

const FIRST_SUPPLIER: u64 = FIRST.first_supplier;

/// Suppliers of the first company with a part to play, by position.
pub const NORTHGATE: u64 = FIRST_SUPPLIER;
pub const BRIGHTWATER: u64 = FIRST_SUPPLIER + 1;
pub const OAKFIELD: u64 = FIRST_SUPPLIER + 2;
pub const KESTREL: u64 = FIRST_SUPPLIER + 3;
pub const PRIYA: u64 = FIRST_SUPPLIER + 4;
pub const HARTWELL: u64 = FIRST_SUPPLIER + 5;
pub const MERIDIAN: u64 = FIRST_SUPPLIER + 6;
/// A vendor cannot have this name.
pub const COLON: u64 = FIRST_SUPPLIER + 9;
/// Somebody has the form for a vendor of this name open in QuickBooks.
pub const PINEWOOD: u64 = FIRST_SUPPLIER + 10;
/// Everyday suppliers begin here.
pub const EVERYDAY: u64 = FIRST_SUPPLIER + 11;

pub const SUPPLIERS: [Row; 42] = [
    ("Northgate Paper", "USD", true, false),
    ("Brightwater Cleaning", "USD", true, false),
    ("Oakfield Couriers", "USD", true, false),
    ("Kestrel Catering", "USD", false, false),
    ("Priya Raman", "USD", false, false),
    ("Hartwell & Sons", "USD", false, false),
    ("Meridian Supplies", "EUR", true, false),
    ("Summit Tools", "USD", false, true),
    ("Old Mill Printing", "USD", true, true),
    ("Depot 9: Hire & Haulage", "USD", false, false),
    ("Pinewood Signs", "USD", false, false),
    ("Alder Tools", "USD", true, false),
    ("Summit Tools", "USD", true, false),
    ("O'Hara Ltd", "USD", true, false),
    ("Smith & Wesley Partners", "USD", true, false),
    ("Café Zürich GmbH", "EUR", true, false),
    ("Ateliers Dupré", "EUR", true, false),
    ("<script>alert('x')</script> Media", "USD", true, false),
    ("=SUM(A1:A9) Supplies", "USD", true, false),
    ("Harbour Street Supplies", "USD", true, false),
    ("Copperfield Electric", "USD", true, false),
    ("Lakeside Freight", "USD", true, false),
    ("Juniper Office", "USD", true, false),
    ("Redwood Timber Co", "USD", true, false),
    ("Silverline IT", "USD", true, false),
    ("Tallow Print Works", "USD", true, false),
    ("Vantage Travel", "USD", true, false),
    ("Westbrook Energy", "USD", true, false),
    ("Yarrow Consulting", "USD", true, false),
    ("Zephyr Airways", "USD", true, false),
    ("Beacon Security", "USD", true, false),
    ("Cobalt Chemicals", "USD", true, false),
    ("Delta Forklifts", "USD", true, false),
    ("Evergreen Landscaping", "USD", true, false),
    ("Falcon Fasteners", "USD", true, false),
    ("Granite Hosting", "USD", true, false),
    ("Heron Stationery", "USD", true, false),
    ("Ironbridge Rentals", "USD", true, false),
    ("Jasmine Hotels", "USD", true, false),
    ("Kingfisher Labs", "USD", true, false),
    ("Linden Legal LLP", "USD", true, false),
    ("Müller Werkzeuge", "EUR", true, false),
];

/// Adds the suppliers, and one more for every 400 documents beyond 800.
pub fn add(draw: &Draw, desk: &mut Desk, books: &mut Books, rows: &[Row], documents: usize) {
    let founded = draw.now - TimeDelta::days(690);
    let more = (documents / 400).saturating_sub(2);
    let extra = (0..more).map(|n| {
        let first = [
            "Ash", "Birch", "Cedar", "Dune", "Elm", "Fern", "Glen", "Hazel", "Isle", "Jade",
        ];
        let second = [
            "Trading",
            "Logistics",
            "Foods",
            "Systems",
            "Textiles",
            "Glass",
            "Paints",
        ];
        format!(
            "{} {} {}",
            first.get(n % 10).unwrap_or(&""),
            second.get(n / 10 % 7).unwrap_or(&""),
            n + 1
        )
    });
    let named = rows
        .iter()
        .map(|(name, currency, vendor, archived)| ((*name).to_owned(), *currency, *vendor, *archived));
    for (id, (name, currency, linked, archived)) in
        (desk.profile.first_supplier..).zip(named.chain(extra.map(|name| (name, "USD", true, false))))
    {
        let at = founded + TimeDelta::hours(i64::try_from(id - desk.profile.first_supplier).unwrap_or(0));
        // A vendor in another currency than its supplier: the currency sent on creation is ignored.
        let booked = if id == MERIDIAN { "USD" } else { currency };
        let vendor = linked.then(|| books.add_named(Entity::Vendor, &name, vendor_fields(&name, booked), at));
        let slug: String = name
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        desk.suppliers.push(Supplier {
            id,
            name,
            archived,
            email: format!("sales@{slug}.example"),
            currency,
            created: at,
            updated: at,
            vendor,
        });
    }
    if *desk.profile != FIRST {
        return;
    }
    // Near-equal to "Hartwell & Sons", but not the same name.
    books.add_named(
        Entity::Vendor,
        "Hartwell and Sons Ltd",
        vendor_fields("Hartwell and Sons Ltd", "USD"),
        founded,
    );
    books.add_named(
        Entity::Vendor,
        "City of Austin",
        vendor_fields("City of Austin", "USD"),
        founded,
    );
    let old = books.add_named(
        Entity::Vendor,
        "Closed Vendor Inc",
        vendor_fields("Closed Vendor Inc", "USD"),
        founded,
    );
    books.set_active(Entity::Vendor, old, false, founded + TimeDelta::days(300));
}
