//! Whether a resend arrived: what QuickBooks holds now against what it held before the send. Pure.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{Counterpart, Difference, Entity, SyncEntry, SyncResult, Transaction, Verdict};
use clearpost_store::{Departure, Found};
use ring::digest::{SHA256, digest};

use crate::world::World;

/// By how much the clocks of this computer and of a service may differ.
const CLOCKS_APART: Duration = Duration::minutes(2);

/// What QuickBooks holds of a document before it is sent.
pub(super) fn found_before(world: &World, verdict: &Verdict) -> Found {
    match &verdict.counterpart {
        None => Found::Nothing,
        Some(found) => Found::Record {
            key: found.key.clone(),
            content: world.transactions.get(&found.key).map(content).unwrap_or_default(),
            differing: verdict.differences.iter().map(|one| one.field.to_string()).collect(),
        },
    }
}

/// Whether the counterpart that is there now came by this attempt, or was changed by it.
pub(crate) fn has_arrived(
    departure: Option<&Departure>,
    left: DateTime<Utc>,
    counterpart: &Counterpart,
    transaction: Option<&Transaction>,
    differences: &[Difference],
) -> bool {
    match departure.and_then(|departure| departure.found.as_ref()) {
        Some(Found::Nothing) => true,
        // An update has arrived when the record changed, and agrees in more than it did.
        Some(Found::Record {
            key,
            content: before,
            differing,
        }) => {
            let still = |field: &String| differences.iter().any(|one| one.field.to_string() == *field);
            *key != counterpart.key
                || (transaction.is_some_and(|now| content(now) != *before)
                    && (differences.is_empty() || !differing.iter().all(still)))
        }
        // Nobody noted what was there: what agrees, or was made since.
        None => {
            differences.is_empty()
                || transaction.is_some_and(|now| now.created_at.is_some_and(|at| at >= left - CLOCKS_APART))
        }
    }
}

/// Whether an entry of the document's history says that this attempt failed: it is newer than the newest one
/// that was known when the attempt left, and not older than the attempt. An old entry can become known later,
/// when it could not be read before, or was no error by the patterns of then.
pub(super) fn has_failed(departure: Option<&Departure>, left: DateTime<Utc>, entry: &SyncEntry) -> bool {
    let seen = departure.and_then(|departure| departure.seen);
    entry.result == SyncResult::Failed
        && seen.is_some_and(|seen| (entry.at, entry.id) > seen)
        && entry.at.is_none_or(|at| at >= left - CLOCKS_APART)
}

/// A digest of what is compared. Payments change a bill without a resend, so they do not count.
fn content(transaction: &Transaction) -> String {
    let orders: Vec<&str> = transaction
        .links
        .iter()
        .filter(|link| link.kind == Entity::PurchaseOrder.word())
        .map(|link| link.id.as_str())
        .collect();
    let compared = (
        (
            &transaction.number,
            &transaction.vendor,
            transaction.date,
            transaction.due_date,
        ),
        (transaction.currency, transaction.total, transaction.tax),
        orders,
        &transaction.lines,
    );
    let text = serde_json::to_vec(&compared).unwrap_or_default();
    STANDARD_NO_PAD.encode(digest(&SHA256, &text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clearpost_domain::{DifferenceField, LinkedTransaction, TransactionKey};

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-03-02T09:{minute:02}:00Z").parse().unwrap()
    }

    fn bill(id: &str, total: &str) -> Transaction {
        Transaction {
            key: TransactionKey {
                entity: Entity::Bill,
                id: id.to_owned(),
            },
            number: Some("INV-1".to_owned()),
            vendor: Some("42".to_owned()),
            vendor_name: None,
            date: None,
            due_date: None,
            currency: None,
            total: Some(total.parse().unwrap()),
            tax: None,
            balance: None,
            order_status: None,
            links: Vec::new(),
            lines: Vec::new(),
            created_at: Some(at(0)),
            updated_at: None,
            deleted_at: None,
            read_at: at(0),
        }
    }

    fn differing(fields: &[DifferenceField]) -> Vec<Difference> {
        let one = |field: &DifferenceField| Difference {
            field: *field,
            procurement: None,
            quickbooks: None,
        };
        fields.iter().map(one).collect()
    }

    fn arrived(found: Option<Found>, now: &Transaction, fields: &[DifferenceField]) -> bool {
        let departure = Departure { seen: None, found };
        let counterpart = Counterpart {
            key: now.key.clone(),
            number: None,
        };
        has_arrived(Some(&departure), at(30), &counterpart, Some(now), &differing(fields))
    }

    fn before() -> Found {
        Found::Record {
            key: bill("7", "1400").key,
            content: content(&bill("7", "1400")),
            differing: vec!["total".to_owned()],
        }
    }

    const TOTAL: &[DifferenceField] = &[DifferenceField::Total];
    const DATE: &[DifferenceField] = &[DifferenceField::Date];

    #[test]
    fn a_creation_arrived_whatever_differs() {
        assert!(arrived(Some(Found::Nothing), &bill("7", "1400"), TOTAL));
    }

    #[test]
    fn an_update_arrived_only_when_the_record_changed_and_agrees_in_more() {
        assert!(arrived(Some(before()), &bill("7", "1500"), &[]));
        assert!(
            arrived(Some(before()), &bill("7", "1500"), DATE),
            "the total agrees now"
        );
        assert!(!arrived(Some(before()), &bill("7", "1400"), TOTAL), "it is as it was");
        assert!(
            !arrived(Some(before()), &bill("7", "1400"), &[]),
            "the document came back to it"
        );
        assert!(
            !arrived(Some(before()), &bill("7", "1450"), TOTAL),
            "somebody changed it there"
        );
        assert!(arrived(Some(before()), &bill("8", "1400"), TOTAL), "another record");
    }

    #[test]
    fn a_payment_is_no_arrival() {
        let paid = Transaction {
            links: vec![LinkedTransaction {
                kind: "BillPaymentCheck".to_owned(),
                id: "3".to_owned(),
            }],
            balance: Some("0".parse().unwrap()),
            ..bill("7", "1400")
        };
        assert_eq!(content(&paid), content(&bill("7", "1400")));
    }

    #[test]
    fn an_attempt_failed_by_a_newer_entry_of_its_own_time() {
        let entry = |id, minute: Option<u32>, result| SyncEntry {
            id,
            at: minute.map(at),
            result,
            may_have_arrived: false,
            text: String::new(),
        };
        let failed = |id, minute| entry(id, minute, SyncResult::Failed);
        let says = |seen: Option<(Option<DateTime<Utc>>, u64)>, entry: &SyncEntry| {
            has_failed(Some(&Departure { seen, found: None }), at(30), entry)
        };
        let (before, nothing) = (Some((Some(at(10)), 4)), Some((None, 0)));
        assert!(says(before, &failed(5, Some(31))));
        assert!(says(before, &failed(5, Some(29))), "the clocks differ");
        assert!(says(nothing, &failed(5, Some(31))));
        assert!(says(nothing, &failed(5, None)), "it has no time");
        assert!(!says(before, &failed(4, Some(10))), "it was known");
        assert!(
            !says(before, &failed(5, Some(20))),
            "it was not known, and is older than the attempt"
        );
        assert!(!says(nothing, &failed(5, Some(20))));
        assert!(!says(before, &entry(5, Some(31), SyncResult::Succeeded)));
        assert!(!says(None, &failed(5, Some(31))), "nobody noted what was there");
    }

    #[test]
    fn where_nothing_was_noted_only_what_agrees_or_is_newer_arrived() {
        assert!(arrived(None, &bill("7", "1500"), &[]));
        assert!(!arrived(None, &bill("7", "1400"), TOTAL));
        let newer = Transaction {
            created_at: Some(at(29)),
            ..bill("7", "1400")
        };
        assert!(arrived(None, &newer, TOTAL));
    }
}
