//! Master data of a demonstration company on both sides but for its suppliers: people, accounts,
//! and the customers and employees whose names stand in the way.

use super::draw::Draw;
use crate::state::books::{Books, Entity};
use crate::state::changes::Changes;
use crate::state::desk::{Account, Connection, Currency, Desk, Person, Product, Tag, Terms};
use crate::state::lists::Lists;
use crate::state::profile::Profile;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

/// Number, name, classification, type, sub type.
const ACCOUNTS: [(&str, &str, &str, &str, &str); 16] = [
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
    (
        "6150",
        "Freight & Delivery",
        "Expense",
        "Expense",
        "ShippingFreightDelivery",
    ),
    (
        "2700",
        "Vehicle Loan",
        "Liability",
        "Long Term Liability",
        "NotesPayable",
    ),
    ("4000", "Sales of Goods", "Revenue", "Income", "SalesOfProductIncome"),
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

/// QuickBooks has the first of them only.
const TERMS: [Terms; 2] = [
    Terms {
        id: 12,
        name: "Net 30",
        days: 30,
    },
    Terms {
        id: NET_45,
        name: "Net 45",
        days: 45,
    },
];
pub const NET_45: u64 = 13;

/// The product that people pick from a list: its item in QuickBooks can be made inactive.
pub const TORQUE_WRENCH: u64 = 7101;

/// Somewhat before the oldest document that was sent.
pub fn sync_start(now: DateTime<Utc>) -> NaiveDate {
    now.date_naive() - Days::new(190)
}

pub fn build(draw: &Draw, profile: &'static Profile, seed: u64) -> (Desk, Books) {
    let founded = draw.now - TimeDelta::days(700);
    let mut books = Books::new(profile);
    let mut desk = Desk {
        profile,
        seed,
        connection: Connection::Good,
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
        terms: TERMS.into_iter().collect(),
        products: Vec::new(),
        sync_start: sync_start(draw.now),
        suppliers: Vec::new(),
        accounts: Vec::new(),
        customers: Vec::new(),
        classes: Vec::new(),
        orders: Vec::new(),
        invoices: Vec::new(),
        lists: Lists::default(),
        changes: Changes::new(),
        next_entry: 120_000 + profile.offset,
        next_line: 41_000 + profile.offset,
    };
    for (id, (number, name, classification, account_type, sub_type)) in (profile.offset + 2101..).zip(ACCOUNTS) {
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
    for (id, name) in (profile.offset + 3301..).zip(["Overhead", "Projects", "Sales"]) {
        let record = books.add_named(Entity::Class, name, Map::new(), founded);
        desk.classes.push(Tag {
            id,
            books: record,
            name: name.to_owned(),
            archived: false,
        });
    }
    for (id, name) in (profile.offset + 2901..).zip(["Harbour Project", "Kestrel Catering", "Lowell Museum"]) {
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
    books.add_named(Entity::Item, "Hours", object(item.clone()), founded);
    let name = "Torque wrench";
    desk.products.push(Product {
        id: TORQUE_WRENCH,
        books: books.add_named(Entity::Item, name, object(item), founded),
        name,
    });
    for name in ["TAX", "NON"] {
        books.add_named(
            Entity::TaxCode,
            name,
            object(json!({"Description": name, "Taxable": name == "TAX"})),
            founded,
        );
    }
    (desk, books)
}

fn object(value: Value) -> Map<String, Value> {
    if let Value::Object(map) = value {
        map
    } else {
        Map::new()
    }
}
