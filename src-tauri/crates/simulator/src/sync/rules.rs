//! QuickBooks' own validations of transactions and names, with its texts. Must not change
//! anything and must know nothing of the procurement service.

use super::Culprit;
use crate::state::books::{Books, Draft, Entity};
use rust_decimal::Decimal;
use serde_json::{Value, json};

pub const MADE_INACTIVE: &str = "Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.";

/// An error of the accounting service, and what it means (which only `/__sim/truth` tells).
#[derive(Clone, Debug)]
pub struct Fault {
    pub code: &'static str,
    pub message: &'static str,
    pub detail: Box<str>,
    pub element: Option<&'static str>,
    pub class: &'static str,
    pub culprit: Option<Culprit>,
}

impl Fault {
    pub fn new(code: &'static str, message: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            message,
            detail: detail.into().into_boxed_str(),
            element: Some(""),
            class: "UNKNOWN",
            culprit: None,
        }
    }

    pub fn means(mut self, class: &'static str, culprit: Option<Culprit>) -> Self {
        self.class = class;
        self.culprit = culprit;
        self
    }

    pub fn at(mut self, element: &'static str) -> Self {
        self.element = Some(element);
        self
    }

    pub fn business(text: &str) -> Self {
        Self::new(
            "6000",
            "A business validation error has occurred while processing your request",
            format!("Business Validation Error: {text}"),
        )
    }

    pub fn inactive() -> Self {
        Self::new("610", "Object Not Found", format!("Object Not Found : {MADE_INACTIVE}"))
    }

    pub fn reference(what: &str) -> Self {
        Self::new("2500", "Invalid Reference Id", format!("Invalid Reference Id : {what}"))
    }

    pub fn missing(what: &str) -> Self {
        Self::new(
            "2020",
            "Required param missing, need to supply the required value for the API",
            format!("Required parameter {what} is missing in the request"),
        )
        .means("REQUIRED_MISSING", None)
    }

    pub fn stale() -> Self {
        Self::new(
            "5010",
            "Stale Object Error",
            "Stale Object Error : You and Robin Vale were working on this at the same time. Robin Vale finished before you did, so your work was not saved.",
        )
        .means("STALE_OBJECT", None)
    }

    pub fn json(&self) -> Value {
        let mut error = json!({"Message": self.message, "Detail": self.detail, "code": self.code});
        if let (Some(element), Value::Object(map)) = (self.element, &mut error) {
            map.insert("element".to_owned(), json!(element));
        }
        json!({"Error": [error], "type": "ValidationFault"})
    }
}

/// Does the company take writes of this kind at all?
pub fn check_company(books: &Books, entity: Entity) -> Result<(), Fault> {
    let culprit = || Some(("company", books.profile.realm.to_owned()));
    if books.read_only() {
        return Err(Fault::new(
            "6190",
            "Invalid Company Status",
            format!("Subscription period has ended or canceled or there was a billing problem : You can't add data to {} because your trial or subscription period ended, you canceled your subscription, or there was a billing problem. To fix this, go to Billing & Subscription.", books.plan()),
        )
        .means("QBO_SUBSCRIPTION", culprit()));
    }
    if entity == Entity::PurchaseOrder && !books.purchase_orders {
        return Err(Fault::new(
            "5020",
            "Permission Denied Error",
            "Permission Denied Error : You do not have the access rights to use this feature.",
        )
        .means("PLAN_FEATURE", culprit()));
    }
    Ok(())
}

/// Would QuickBooks take this transaction? `existing` is the one it replaces.
pub fn check(
    books: &Books,
    draft: &Draft,
    existing: Option<u64>,
    new_vendor: bool,
    allow_duplicate: bool,
) -> Result<(), Fault> {
    if let Some(number) = &draft.number {
        let length = number.chars().count();
        if length > 21 {
            return Err(Fault::new(
                "2050",
                "String length is either shorter or longer than supported by specification",
                format!("String length specified does not match the supported length. Min:0 Max:21 supported. Supplied length:{length}"),
            )
            .at("DocNumber")
            .means("FIELD_LENGTH", None));
        }
    }
    if !new_vendor {
        check_vendor(books, draft)?;
    }
    if draft.lines.is_empty() {
        return Err(Fault::missing("Line").at("Line"));
    }
    check_lines(books, draft)?;
    if draft.currency != "USD" && draft.rate.is_none() {
        return Err(Fault::new(
            "2410",
            "Curreny, ExchangeRate is missing.",
            "The currency and exchange rate are required for transaction in foreign currency.",
        )
        .means("EXCHANGE_RATE", None));
    }
    let posting = draft.entity != Entity::PurchaseOrder;
    if let Some(close) = books.close_date.filter(|close| posting && draft.date <= *close) {
        return Err(Fault::new(
            "6210",
            "Account Period Closed, Cannot Update Through Services API",
            "The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.",
        )
        .means("PERIOD_CLOSED", Some(("closing_date", close.to_string()))));
    }
    if posting && books.warn_duplicates && !allow_duplicate {
        check_number(books, draft, existing)?;
    }
    check_links(books, draft)
}

fn check_vendor(books: &Books, draft: &Draft) -> Result<(), Fault> {
    let Some(vendor) = books.named(Entity::Vendor, draft.vendor) else {
        return Err(
            Fault::reference(&format!("Names element id {} not found", draft.vendor))
                .means("REF_INACTIVE", Some(("vendor", draft.vendor.to_string()))),
        );
    };
    if !vendor.active {
        return Err(Fault::inactive().means("VENDOR_INACTIVE", Some(("vendor", vendor.id.to_string()))));
    }
    if vendor.currency() != draft.currency {
        return Err(
            Fault::business("You can only use one foreign currency per transaction.")
                .means("CURRENCY_MISMATCH", Some(("vendor", vendor.id.to_string()))),
        );
    }
    Ok(())
}

fn check_lines(books: &Books, draft: &Draft) -> Result<(), Fault> {
    for line in &draft.lines {
        if line.item.is_some() {
            continue;
        }
        let Some(account) = books.named(Entity::Account, line.account) else {
            return Err(
                Fault::reference(&format!("Accounts element id {} not found", line.account))
                    .means("REF_INACTIVE", Some(("account", line.account.to_string()))),
            );
        };
        let culprit = Some(("account", account.id.to_string()));
        if !account.active {
            return Err(Fault::reference(MADE_INACTIVE).means("REF_INACTIVE", culprit));
        }
        match account.text("AccountType") {
            "Accounts Payable" => {
                return Err(Fault::business(
                    "You can't use an Accounts Payable account on the detail portion of a Bill.",
                )
                .means("ACCOUNT_AP_AR", culprit));
            }
            "Accounts Receivable" => {
                return Err(Fault::new(
                    "6430",
                    "Invalid account type",
                    "Accounts Receivable and Accounts Payable accounts can't be used for products and services.",
                )
                .means("ACCOUNT_AP_AR", culprit));
            }
            _ => {}
        }
        for (entity, kind, list, id) in [
            (Entity::Class, "class", "Klasses", line.class),
            (Entity::Customer, "customer", "Names", line.customer),
        ] {
            let Some(id) = id else { continue };
            let culprit = Some((kind, id.to_string()));
            match books.named(entity, id) {
                None => {
                    return Err(
                        Fault::reference(&format!("{list} element id {id} not found")).means("REF_INACTIVE", culprit)
                    );
                }
                Some(record) if !record.active => {
                    return Err(Fault::reference(MADE_INACTIVE).means("REF_INACTIVE", culprit));
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

fn check_number(books: &Books, draft: &Draft, existing: Option<u64>) -> Result<(), Fault> {
    let Some(number) = &draft.number else { return Ok(()) };
    let taken = [Entity::Bill, Entity::VendorCredit]
        .into_iter()
        .flat_map(|entity| books.numbered(entity, number))
        .find(|txn| txn.draft.vendor == draft.vendor && Some(txn.id) != existing);
    let Some(taken) = taken else { return Ok(()) };
    let kind = taken.draft.entity.name();
    Err(Fault::new(
        "6140",
        "Duplicate Document Number Error",
        format!(
            "Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber={number} is assigned to TxnType={kind} with TxnId={}",
            taken.id
        ),
    )
    .means("DUPLICATE_DOC_NUMBER", Some(("bill", taken.id.to_string()))))
}

fn check_links(books: &Books, draft: &Draft) -> Result<(), Fault> {
    for line in &draft.lines {
        let Some((order, _)) = line.link else { continue };
        let culprit = Some(("purchase_order", order.to_string()));
        let Some(txn) = books.txn(order) else {
            return Err(Fault::new(
                "620",
                "TxnID Cannot Be Linked",
                format!("TxnID Cannot Be Linked : {order}"),
            )
            .means("PO_LINK_TXN", culprit));
        };
        if txn.draft.vendor != draft.vendor {
            return Err(Fault::business("Vendor Mismatch").means("PO_LINK_VENDOR", culprit));
        }
        if draft.date < txn.draft.date {
            return Err(Fault::business(
                "Add a purchase order that was created before this transaction, or make sure the date of the transaction is correct.",
            )
            .means("BILL_BEFORE_PO", culprit));
        }
        if line.amount < Decimal::ZERO {
            return Err(
                Fault::business("You can't link a negative line to a purchase order.").means("AMOUNT_INVALID", culprit)
            );
        }
    }
    Ok(())
}

/// Is the name free in the space shared by vendors, customers and employees?
pub fn check_name(books: &Books, name: &str, own: Option<(Entity, u64)>) -> Result<(), Fault> {
    if name.contains([':', '\t', '\n']) {
        return Err(Fault::business("Names cannot include colons, tabs or new lines.").means("FIELD_FORMAT", None));
    }
    let taken = books
        .with_name(name)
        .find(|(entity, id)| entity.is_person() && Some((*entity, *id)) != own);
    let Some((entity, id)) = taken else { return Ok(()) };
    let kind = match entity {
        Entity::Customer => "customer",
        Entity::Employee => "employee",
        _ => "vendor",
    };
    Err(Fault::new(
        "6240",
        "Duplicate Name Exists Error",
        "The name supplied already exists. : Another customer, vendor or employee is already using this name. Please use a different name.",
    )
    .means("VENDOR_NAME_CONFLICT", Some((kind, id.to_string()))))
}
