//! Master data of a demonstration company on both sides but for its suppliers: people, accounts,
//! and the customers and employees whose names stand in the way.

use super::draw::Draw;
use crate::state::books::{Books, Entity};
use crate::state::changes::Changes;
use crate::state::desk::{Account, Connection, Currency, Desk, Person, Tag};
use crate::state::lists::Lists;
use crate::state::profile::Profile;
use chrono::TimeDelta;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

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
    books.add_named(Entity::Item, "Hours", object(item), founded);
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
