//! What QuickBooks refuses about the lines of a transaction.

use super::fault::Fault;
use crate::state::books::{Books, Draft, Entity, Named, TxnLine};

/// Types of accounts whose lines may be charged to a customer (sync-error-catalogue, BILLABLE).
const BILLABLE: [&str; 7] = [
    "Expense",
    "Other Expense",
    "Cost of Goods Sold",
    "Fixed Asset",
    "Other Asset",
    "Other Current Asset",
    "Other Current Liability",
];

pub fn check(books: &Books, draft: &Draft) -> Result<(), Fault> {
    for line in &draft.lines {
        let account = match line.item {
            Some(item) => {
                check_item(books, item)?;
                None
            }
            None => Some(check_account(books, line.account)?),
        };
        check_references(books, line)?;
        if line.billable {
            check_billable(line, account)?;
        }
        if books.profile.tracks_tax && !line.has_tax_code {
            return Err(
                Fault::business("Make sure all your transactions have a sales tax rate before you save")
                    .means("TAX_CODE_MISSING", None),
            );
        }
    }
    Ok(())
}

fn check_item(books: &Books, item: u64) -> Result<(), Fault> {
    match books.named(Entity::Item, item) {
        Some(record) if record.active => Ok(()),
        _ => Err(Fault::unknown("Items", item).means("ITEM_INVALID", Some(("item", item.to_string())))),
    }
}

fn check_account(books: &Books, id: u64) -> Result<&Named, Fault> {
    let culprit = || Some(("account", id.to_string()));
    let Some(account) = books.named(Entity::Account, id) else {
        return Err(Fault::unknown("Accounts", id).means("REF_INACTIVE", culprit()));
    };
    if !account.active {
        return Err(Fault::inactive_reference().means("REF_INACTIVE", culprit()));
    }
    match account.text("AccountType") {
        "Accounts Payable" => Err(Fault::business(
            "You can't use an Accounts Payable account on the detail portion of a Bill.",
        )
        .means("ACCOUNT_AP_AR", culprit())),
        "Accounts Receivable" => Err(Fault::new(
            "6430",
            "Invalid account type",
            "Accounts Receivable and Accounts Payable accounts can't be used for products and services.",
        )
        .means("ACCOUNT_AP_AR", culprit())),
        "Income" | "Other Income" => Err(Fault::new(
            "6430",
            "Invalid account type",
            "Invalid account type: You need to select a different type of account for this transaction.",
        )
        .means("ACCOUNT_TYPE", culprit())),
        _ => Ok(account),
    }
}

fn check_references(books: &Books, line: &TxnLine) -> Result<(), Fault> {
    for (entity, kind, list, id) in [
        (Entity::Class, "class", "Klasses", line.class),
        (Entity::Customer, "customer", "Names", line.customer),
    ] {
        let Some(id) = id else { continue };
        let culprit = Some((kind, id.to_string()));
        match books.named(entity, id) {
            None => return Err(Fault::unknown(list, id).means("REF_INACTIVE", culprit)),
            Some(record) if !record.active => {
                return Err(Fault::inactive_reference().means("REF_INACTIVE", culprit));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn check_billable(line: &TxnLine, account: Option<&Named>) -> Result<(), Fault> {
    if line.customer.is_none() {
        return Err(Fault::missing("CustomerRef")
            .at("CustomerRef")
            .means("CUSTOMER_MISSING", None));
    }
    match account.filter(|account| !BILLABLE.contains(&account.text("AccountType"))) {
        Some(account) => Err(Fault::business(
            "For billable expenses, you must use an account of one of the following account types: expense, other expense, other current liabilities, other current assets, other assets, fixed assets, or COGS.",
        )
        .means("BILLABLE", Some(("account", account.id.to_string())))),
        None => Ok(()),
    }
}
