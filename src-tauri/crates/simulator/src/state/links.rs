//! Links between bills and purchase orders, on both sides. Linking raises the order's sync token
//! and closes an order that is billed in full.

use super::books::Books;
use super::records::{Draft, Entity};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

impl Books {
    /// Takes the link between a bill and its orders away on both sides.
    pub fn unlink(&mut self, id: u64, at: DateTime<Utc>) {
        for other in self.linked_to(id) {
            self.drop_link(other, id, at);
            self.drop_link(id, other, at);
        }
        self.lists.changed();
    }

    /// An expense that uses up a purchase order and closes it.
    pub fn spend(&mut self, order: u64, at: DateTime<Utc>) {
        let Some(mut draft) = self.txn(order).map(|txn| txn.draft.clone()) else {
            return;
        };
        draft.entity = Entity::Purchase;
        draft.number = None;
        draft.due = None;
        let expense = self.add_txn(draft, at);
        if let Some(txn) = self.txn_mut(order) {
            txn.links.push((expense, "Purchase"));
            txn.closed = true;
            txn.token += 1;
            txn.updated = at;
        }
        if let Some(txn) = self.txn_mut(expense) {
            txn.links.push((order, "PurchaseOrder"));
        }
        self.lists.changed();
    }

    /// Deletes the expenses that used a purchase order up, which opens it again.
    pub fn take_back(&mut self, order: u64, at: DateTime<Utc>) {
        let spent: Vec<u64> = self.txn(order).map_or_else(Vec::new, |txn| {
            let expenses = txn.links.iter().filter(|(_, kind)| *kind == "Purchase");
            expenses.map(|(id, _)| *id).collect()
        });
        for expense in spent {
            self.delete_txn(expense, at);
        }
    }

    pub(super) fn linked_to(&self, id: u64) -> Vec<u64> {
        let Some(txn) = self.txns.get(&id) else {
            return Vec::new();
        };
        txn.links
            .iter()
            .map(|(other, _)| *other)
            .filter(|other| self.txns.contains_key(other))
            .collect()
    }

    pub(super) fn drop_link(&mut self, id: u64, other: u64, at: DateTime<Utc>) {
        if let Some(txn) = self.txn_mut(id) {
            txn.links.retain(|(linked, _)| *linked != other);
            for line in &mut txn.draft.lines {
                if line.link.is_some_and(|(linked, _)| linked == other) {
                    line.link = None;
                }
            }
            if txn.draft.entity == Entity::PurchaseOrder {
                txn.closed = false;
            }
            txn.token += 1;
            txn.updated = at;
        }
    }

    /// Writes the other side of a bill's links; raises the orders' tokens, closes billed orders.
    pub(super) fn link(&mut self, id: u64, draft: &Draft, at: DateTime<Utc>) -> Vec<(u64, &'static str)> {
        let mut links: Vec<(u64, &'static str)> = Vec::new();
        for line in &draft.lines {
            let Some((order, _)) = line.link else { continue };
            if !links.contains(&(order, "PurchaseOrder")) {
                links.push((order, "PurchaseOrder"));
            }
        }
        for (order, _) in &links {
            let mut billed: Decimal = draft
                .lines
                .iter()
                .filter(|line| line.link.is_some_and(|(to, _)| to == *order))
                .map(|line| line.amount)
                .sum();
            for (other, kind) in self.txns.get(order).map(|txn| txn.links.clone()).unwrap_or_default() {
                if kind == "Bill" && other != id {
                    billed += self.txn(other).map_or(Decimal::ZERO, |bill| {
                        bill.draft
                            .lines
                            .iter()
                            .filter(|l| l.link.is_some_and(|(to, _)| to == *order))
                            .map(|l| l.amount)
                            .sum()
                    });
                }
            }
            if let Some(txn) = self.txn_mut(*order) {
                if !txn.links.contains(&(id, "Bill")) {
                    txn.links.push((id, "Bill"));
                    txn.token += 1;
                    txn.updated = at;
                }
                txn.closed = billed >= txn.draft.lines.iter().map(|line| line.amount).sum::<Decimal>();
            }
        }
        links
    }
}
