//! What the procurement service refuses by itself, before QuickBooks is asked. Its wording is not
//! public; the sentences are those of comparable connections (sync-error-catalogue).

use super::{Failure, wording};
use crate::state::books::{Books, Draft, Entity, plain_name};
use crate::state::desk::Desk;
use crate::state::document::{Document, Kind, Ref};

pub fn check(desk: &Desk, books: &Books, doc: &Document, draft: &Draft) -> Result<(), Failure> {
    if doc.kind == Kind::Order {
        return check_accounts(books, draft);
    }
    if doc.day() < desk.sync_start {
        return Err(Failure::own(
            "NOT_READY",
            None,
            "Cannot sync the invoice as the invoice date is before the sync start date.",
        ));
    }
    if let Some(order) = waiting_order(desk, doc) {
        return Err(Failure::own(
            "DEPENDENCY",
            Some(("order", order.to_string())),
            "The purchase order must be synced before the invoice.",
        ));
    }
    if doc.lines.iter().any(|line| line.account == 0 && line.product.is_none()) {
        return Err(Failure::own(
            "MAPPING_MISSING",
            None,
            "Expenses must be categorized to a QuickBooks Online account.",
        ));
    }
    check_terms(desk, books, doc)?;
    if doc.tax() != doc.tax_of_lines() {
        return Err(Failure::own("TAX_MISMATCH", None, "Total mismatch"));
    }
    Ok(())
}

/// The service looks at an order's accounts itself.
fn check_accounts(books: &Books, draft: &Draft) -> Result<(), Failure> {
    let refused = draft.lines.iter().find_map(|line| {
        let account = books.named(Entity::Account, line.account)?;
        matches!(account.text("AccountType"), "Accounts Payable" | "Accounts Receivable").then_some(account.id)
    });
    match refused {
        Some(account) => Err(Failure::own(
            "ACCOUNT_AP_AR",
            Some(("account", account.to_string())),
            wording::ACCOUNT_AP_AR,
        )),
        None => Ok(()),
    }
}

/// An order of the invoice whose own sync failed: it has to go first.
fn waiting_order(desk: &Desk, doc: &Document) -> Option<u64> {
    doc.orders.iter().copied().find(|id| {
        let order = desk.get(Ref {
            kind: Kind::Order,
            id: *id,
        });
        order.is_some_and(|order| {
            order.status.syncs() && order.made.is_empty() && order.report.as_ref().is_some_and(|report| !report.ok())
        })
    })
}

/// Terms reach QuickBooks by their name, which an active record must have.
fn check_terms(desk: &Desk, books: &Books, doc: &Document) -> Result<(), Failure> {
    let Some(terms) = desk.terms.iter().find(|terms| terms.id == doc.terms) else {
        return Ok(());
    };
    let named: Vec<_> = books
        .of(Entity::Term)
        .filter(|record| plain_name(&record.name).eq_ignore_ascii_case(terms.name))
        .collect();
    if named.iter().any(|record| record.active) {
        return Ok(());
    }
    let id = named
        .first()
        .map_or_else(|| terms.name.to_owned(), |record| record.id.to_string());
    Err(Failure::own(
        "TERMS",
        Some(("term", id)),
        format!("Payment Term \"{}\" is Not Supported", terms.name),
    ))
}
