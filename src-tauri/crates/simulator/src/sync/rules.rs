//! QuickBooks' own validations of transactions and names, with its texts. Must not change
//! anything and must know nothing of the procurement service.

use super::fault::Fault;
use super::{line_rules, link_rules};
use crate::state::books::{Books, Draft, Entity};
use rust_decimal::Decimal;

/// Does the company take writes of this kind at all?
pub fn check_company(books: &Books, entity: Entity) -> Result<(), Fault> {
    if books.read_only() {
        return Err(Fault::new(
            "6190",
            "Invalid Company Status",
            format!("Subscription period has ended or canceled or there was a billing problem : You can't add data to {} because your trial or subscription period ended, you canceled your subscription, or there was a billing problem. To fix this, go to Billing & Subscription.", books.plan()),
        )
        .means("QBO_SUBSCRIPTION", Some(("company", books.profile.realm.to_owned()))));
    }
    if entity == Entity::PurchaseOrder && !books.purchase_orders {
        return Err(plan_lacks_it(books));
    }
    Ok(())
}

/// Purchase orders, classes and billable lines need the plan Plus (sync-error-catalogue, PLAN_FEATURE).
fn plan_lacks_it(books: &Books) -> Fault {
    Fault::new(
        "5020",
        "Permission Denied Error",
        "Permission Denied Error : You do not have the access rights to use this feature.",
    )
    .means("PLAN_FEATURE", Some(("company", books.profile.realm.to_owned())))
}

/// Would QuickBooks take this transaction? `existing` is the one it replaces.
pub fn check(
    books: &Books,
    draft: &Draft,
    existing: Option<u64>,
    new_vendor: bool,
    allow_duplicate: bool,
) -> Result<(), Fault> {
    if !books.purchase_orders && draft.lines.iter().any(|line| line.class.is_some() || line.billable) {
        return Err(plan_lacks_it(books));
    }
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
    line_rules::check(books, draft)?;
    if draft.total().is_zero() {
        return Err(Fault::business("You must set a transaction amount.").means("AMOUNT_INVALID", None));
    }
    if let Some(id) = existing {
        check_payments(books, draft, id)?;
    }
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
    link_rules::check(books, draft, existing)
}

/// A bill may not fall below what was paid of it.
fn check_payments(books: &Books, draft: &Draft, existing: u64) -> Result<(), Fault> {
    let paid = books.txn(existing).map_or(Decimal::ZERO, |txn| txn.paid);
    if draft.total() >= paid {
        return Ok(());
    }
    Err(
        Fault::business("The Amount Paid plus credits can't be less than the selected bills")
            .means("TXN_LOCKED", Some(("bill", existing.to_string()))),
    )
}

fn check_vendor(books: &Books, draft: &Draft) -> Result<(), Fault> {
    let Some(vendor) = books.named(Entity::Vendor, draft.vendor) else {
        return Err(
            Fault::unknown("Names", draft.vendor).means("REF_INACTIVE", Some(("vendor", draft.vendor.to_string())))
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

fn check_number(books: &Books, draft: &Draft, existing: Option<u64>) -> Result<(), Fault> {
    let Some(number) = &draft.number else { return Ok(()) };
    let taken = [Entity::Bill, Entity::VendorCredit]
        .into_iter()
        .flat_map(|entity| books.numbered(entity, number))
        .find(|txn| txn.draft.vendor == draft.vendor && Some(txn.id) != existing);
    let Some(taken) = taken else { return Ok(()) };
    let kind = taken.draft.entity.name();
    let culprit = if taken.draft.entity == Entity::VendorCredit {
        "vendor_credit"
    } else {
        "bill"
    };
    Err(Fault::new(
        "6140",
        "Duplicate Document Number Error",
        format!(
            "Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber={number} is assigned to TxnType={kind} with TxnId={}",
            taken.id
        ),
    )
    .means("DUPLICATE_DOC_NUMBER", Some((culprit, taken.id.to_string()))))
}

/// Is the name free in the space shared by vendors, customers and employees?
pub fn check_name(books: &Books, name: &str, own: Option<(Entity, u64)>) -> Result<(), Fault> {
    if name.contains([':', '\t', '\n']) {
        return Err(Fault::business("Names cannot include colons, tabs or new lines.").means("FIELD_FORMAT", None));
    }
    if books.open_forms.contains(&name.to_lowercase()) {
        return Err(
            Fault::business("You can only add or edit one name at a time. Please try again.")
                .means("NAME_EDIT_BUSY", None),
        );
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
