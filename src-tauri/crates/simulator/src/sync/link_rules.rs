//! What QuickBooks refuses about the links of a bill to purchase orders.

use super::fault::Fault;
use crate::state::books::{Books, Draft, Txn};
use std::collections::BTreeSet;

/// `existing` is the bill that is replaced: what it used up itself does not stand in its way.
pub fn check(books: &Books, draft: &Draft, existing: Option<u64>) -> Result<(), Fault> {
    let mut orders: Vec<&Txn> = Vec::new();
    for line in &draft.lines {
        let Some((order, _)) = line.link else { continue };
        let culprit = Some(("purchase_order", order.to_string()));
        let own = |txn: &Txn| existing.is_some_and(|bill| txn.links.contains(&(bill, "Bill")));
        let Some(txn) = books.txn(order).filter(|txn| !txn.closed || own(txn)) else {
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
        if !orders.iter().any(|known| known.id == order) {
            orders.push(txn);
        }
    }
    match orders.first() {
        Some(first) if !lines_match(draft, &orders) => Err(Fault::business("Account and Item Details Mismatch")
            .means("PO_LINK_LINES", Some(("purchase_order", first.id.to_string())))),
        _ => Ok(()),
    }
}

/// Each line of the bill needs a line of its orders with the same account and item.
fn lines_match(draft: &Draft, orders: &[&Txn]) -> bool {
    let ordered = || orders.iter().flat_map(|order| &order.draft.lines);
    let known: BTreeSet<_> = ordered().map(|line| (line.account, line.item)).collect();
    let all_known = draft
        .lines
        .iter()
        .all(|line| known.contains(&(line.account, line.item)));
    all_known && draft.lines.len() <= ordered().count()
}
