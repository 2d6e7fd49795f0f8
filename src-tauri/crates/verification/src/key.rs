//! Names for whatever can lead from a change to a document: a number, a transaction, a vendor's name, an
//! order. What a key means is `reach`'s.

use clearpost_domain::{DocumentKind, DocumentRef, Entity, ListKind, SupplierId, TransactionKey, compare_key};
use rust_decimal::Decimal;

use crate::books::number_key;

/// Stands for something that leads to documents. The value is the same in every build, so that it may
/// be stored; two things may share one, which touches more than is needed and never less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(i64);

impl Key {
    pub const fn value(self) -> i64 {
        self.0
    }

    pub const fn from_value(value: i64) -> Self {
        Self(value)
    }

    fn of(parts: &[&str]) -> Self {
        // FNV-1a, with a separator that no text contains.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in parts {
            for byte in part.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Self(hash.cast_signed())
    }

    pub(crate) fn number(kind: DocumentKind, number: &str) -> Self {
        Self::of(&["number", kind.word(), &number_key(number)])
    }

    pub(crate) fn transaction(key: &TransactionKey) -> Self {
        Self::of(&["transaction", key.entity.word(), &key.id])
    }

    pub fn supplier(id: SupplierId) -> Self {
        Self::of(&["supplier", &id.to_string()])
    }

    /// A record to which transactions refer: the vendor, or what a line is coded to.
    pub(crate) fn record(kind: ListKind, id: &str) -> Self {
        Self::of(&["record", kind.word(), id])
    }

    pub(crate) fn name(kind: ListKind, name: &str) -> Self {
        Self::of(&["name", kind.word(), &compare_key(name)])
    }

    pub(crate) fn account_number(number: &str) -> Self {
        Self::of(&["account number", &number_key(number)])
    }

    pub(crate) fn order(reference: DocumentRef) -> Self {
        Self::of(&["order", &reference.to_string()])
    }

    pub fn document(reference: DocumentRef) -> Self {
        Self::of(&["document", &reference.to_string()])
    }

    pub(crate) fn approval_key(key: &str) -> Self {
        Self::of(&["approval key", key])
    }

    /// Vendor and total: what makes a weak candidate.
    pub(crate) fn amount(kind: DocumentKind, vendor: &str, total: Decimal) -> Self {
        Self::of(&["amount", kind.word(), vendor, &total.abs().normalize().to_string()])
    }
}

pub(crate) const fn kind_of(entity: Entity) -> DocumentKind {
    match entity {
        Entity::PurchaseOrder => DocumentKind::Order,
        Entity::Bill | Entity::VendorCredit => DocumentKind::Invoice,
    }
}
