//! Master data of the demonstration company on both sides: people, accounts, suppliers and their
//! vendors, and the customers and employees whose names stand in the way.

use super::draw::Draw;
use crate::state::books::{Books, Entity};
use crate::state::desk::{Account, Currency, Desk, Person, Supplier, Tag};
use crate::state::lists::Lists;
use crate::sync::vendors::vendor_fields;
use chrono::TimeDelta;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

pub const FIRST_SUPPLIER: u64 = 8801;

/// Suppliers with a part to play, by position from `FIRST_SUPPLIER`.
pub const NORTHGATE: u64 = FIRST_SUPPLIER;
pub const BRIGHTWATER: u64 = FIRST_SUPPLIER + 1;
pub const OAKFIELD: u64 = FIRST_SUPPLIER + 2;
pub const KESTREL: u64 = FIRST_SUPPLIER + 3;
pub const PRIYA: u64 = FIRST_SUPPLIER + 4;
pub const HARTWELL: u64 = FIRST_SUPPLIER + 5;
pub const MERIDIAN: u64 = FIRST_SUPPLIER + 6;
/// Everyday suppliers begin here.
pub const EVERYDAY: u64 = FIRST_SUPPLIER + 9;

/// Name, currency, has a vendor, archived.
const SUPPLIERS: [(&str, &str, bool, bool); 40] = [
    ("Northgate Paper", "USD", true, false),
    ("Brightwater Cleaning", "USD", true, false),
    ("Oakfield Couriers", "USD", true, false),
    ("Kestrel Catering", "USD", false, false),
    ("Priya Raman", "USD", false, false),
    ("Hartwell & Sons", "USD", false, false),
    ("Meridian Supplies", "EUR", true, false),
    ("Summit Tools", "USD", false, true),
    ("Old Mill Printing", "USD", true, true),
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

/// Number, name, classification, type, sub type.
const ACCOUNTS: [(&str, &str, &str, &str, &str); 13] = [
    (
        "1200",
        "Accounts Receivable (A/R)",
        "Asset",
        "Accounts Receivable",
        "AccountsReceivable",
    ),
    ("1500", "Equipment", "Asset", "Fixed Asset", "MachineryAndEquipment"),
    (
        "2000",
        "Accounts Payable (A/P)",
        "Liability",
        "Accounts Payable",
        "AccountsPayable",
    ),
    (
        "5000",
        "Cost of Goods Sold",
        "Expense",
        "Cost of Goods Sold",
        "SuppliesMaterialsCogs",
    ),
    (
        "6100",
        "Office Supplies",
        "Expense",
        "Expense",
        "OfficeGeneralAdministrativeExpenses",
    ),
    (
        "6120",
        "Printing & Copying",
        "Expense",
        "Expense",
        "OfficeGeneralAdministrativeExpenses",
    ),
    ("6200", "Travel", "Expense", "Expense", "Travel"),
    (
        "6300",
        "IT & Software",
        "Expense",
        "Expense",
        "OfficeGeneralAdministrativeExpenses",
    ),
    ("6400", "Rent", "Expense", "Expense", "RentOrLeaseOfBuildings"),
    ("6500", "Utilities", "Expense", "Expense", "Utilities"),
    ("6600", "Marketing", "Expense", "Expense", "AdvertisingPromotional"),
    (
        "6700",
        "Repairs & Maintenance",
        "Expense",
        "Expense",
        "RepairMaintenance",
    ),
    ("6800", "Legacy Projects", "Expense", "Expense", "OtherBusinessExpenses"),
];

const PEOPLE: [Person; 4] = [
    Person {
        id: 4101,
        name: "Dana Finch",
        email: "ap@example.com",
    },
    Person {
        id: 4102,
        name: "Miguel O'Brien",
        email: "miguel@example.com",
    },
    Person {
        id: 4103,
        name: "Chloé Martin",
        email: "chloe@example.com",
    },
    Person {
        id: 4104,
        name: "Ravi Iyer",
        email: "ravi@example.com",
    },
];

pub fn build(draw: &mut Draw, documents: usize) -> (Desk, Books) {
    let founded = draw.now - TimeDelta::days(700);
    let mut books = Books::new();
    let mut desk = Desk {
        token: "CANARY-PE-TOKEN-Fq3".to_owned(),
        bearers: Vec::new(),
        people: PEOPLE.into_iter().collect(),
        currencies: vec![
            Currency {
                id: 3,
                iso: "USD",
                numeric: "840",
                name: "United States Dollar",
                symbol: "$",
                rate: Decimal::ONE,
            },
            Currency {
                id: 5,
                iso: "EUR",
                numeric: "978",
                name: "Euro",
                symbol: "€",
                rate: Decimal::new(108, 2),
            },
        ],
        departments: vec![(310, "Head Office"), (311, "Warehouse")],
        suppliers: Vec::new(),
        accounts: Vec::new(),
        customers: Vec::new(),
        classes: Vec::new(),
        orders: Vec::new(),
        invoices: Vec::new(),
        lists: Lists::default(),
        next_entry: 120_000,
        next_line: 41_000,
    };
    for (id, (number, name, classification, account_type, sub_type)) in (2101..).zip(ACCOUNTS) {
        let fields = object(
            json!({"Classification": classification, "AccountType": account_type, "AccountSubType": sub_type, "AcctNum": number,
            "SubAccount": false, "CurrentBalance": 0, "CurrentBalanceWithSubAccounts": 0, "CurrencyRef": {"value": "USD", "name": "United States Dollar"}}),
        );
        let record = books.add_named(Entity::Account, name, fields, founded);
        if account_type == "Accounts Payable" {
            books.ap_account = record;
        }
        desk.accounts.push(Account {
            id,
            books: record,
            name: name.to_owned(),
            number: number.to_owned(),
            classification,
            account_type,
            archived: false,
        });
    }
    for (id, name) in (3301..).zip(["Overhead", "Projects", "Sales"]) {
        let record = books.add_named(Entity::Class, name, Map::new(), founded);
        desk.classes.push(Tag {
            id,
            books: record,
            name: name.to_owned(),
            archived: false,
        });
    }
    for (id, name) in (2901..).zip(["Harbour Project", "Kestrel Catering", "Lowell Museum"]) {
        let fields = object(
            json!({"CompanyName": name, "Job": false, "CurrencyRef": {"value": "USD", "name": "United States Dollar"}}),
        );
        let record = books.add_named(Entity::Customer, name, fields, founded);
        desk.customers.push(Tag {
            id,
            books: record,
            name: name.to_owned(),
            archived: false,
        });
    }
    books.add_named(
        Entity::Employee,
        "Priya Raman",
        object(json!({"GivenName": "Priya", "FamilyName": "Raman"})),
        founded,
    );
    books.add_named(
        Entity::Employee,
        "Tom Ashby",
        object(json!({"GivenName": "Tom", "FamilyName": "Ashby"})),
        founded,
    );
    books.add_named(
        Entity::Term,
        "Net 30",
        object(json!({"Type": "STANDARD", "DueDays": 30, "DiscountDays": 0})),
        founded,
    );
    books.add_named(
        Entity::Term,
        "Due on receipt",
        object(json!({"Type": "STANDARD", "DueDays": 0, "DiscountDays": 0})),
        founded,
    );
    books.add_named(Entity::Department, "Main", Map::new(), founded);
    books.add_named(Entity::Department, "Warehouse", Map::new(), founded);
    let item = json!({"Type": "NonInventory", "UnitPrice": 0, "PurchaseCost": 0, "ExpenseAccountRef": {"value": books.ap_account.to_string()}});
    books.add_named(Entity::Item, "Hours", object(item), founded);
    for name in ["TAX", "NON"] {
        books.add_named(
            Entity::TaxCode,
            name,
            object(json!({"Description": name, "Taxable": name == "TAX"})),
            founded,
        );
    }
    suppliers(draw, &mut desk, &mut books, documents);
    (desk, books)
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value {
        map
    } else {
        Map::new()
    }
}

fn suppliers(draw: &mut Draw, desk: &mut Desk, books: &mut Books, documents: usize) {
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
    let named = SUPPLIERS
        .iter()
        .map(|(name, currency, vendor, archived)| ((*name).to_owned(), *currency, *vendor, *archived));
    for (id, (name, currency, linked, archived)) in
        (FIRST_SUPPLIER..).zip(named.chain(extra.map(|name| (name, "USD", true, false))))
    {
        let at = founded + TimeDelta::hours(i64::try_from(id - FIRST_SUPPLIER).unwrap_or(0));
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
    let _ = draw;
}
