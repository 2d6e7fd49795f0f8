//! The name of anything cached that verdicts depend on.

use std::fmt;
use std::str::FromStr;

use clearpost_domain::{DocumentRef, ListKind, SupplierId, TransactionKey};

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Thing {
    Document(DocumentRef),
    Transaction(TransactionKey),
    Record(ListKind, String),
    Supplier(SupplierId),
}

const SUPPLIER: &str = "supplier";

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(reference) => reference.fmt(f),
            Self::Transaction(key) => write!(f, "{}:{}", key.entity.word(), key.id),
            Self::Record(kind, id) => write!(f, "list {}:{id}", kind.word()),
            Self::Supplier(id) => write!(f, "{SUPPLIER}:{}", id.0),
        }
    }
}

impl FromStr for Thing {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(reference) = text.parse() {
            return Ok(Self::Document(reference));
        }
        let (kind, id) = text.split_once(':').ok_or(())?;
        if kind == SUPPLIER {
            return id.parse().map(|id| Self::Supplier(SupplierId(id))).map_err(|_| ());
        }
        if let Some(kind) = kind.strip_prefix("list ") {
            let kind = kind.parse().map_err(|_| ())?;
            return Ok(Self::Record(kind, id.to_owned()));
        }
        let entity = kind.parse().map_err(|_| ())?;
        let id = id.to_owned();
        Ok(Self::Transaction(TransactionKey { entity, id }))
    }
}

#[cfg(test)]
mod tests {
    use clearpost_domain::Entity;

    use super::*;

    #[test]
    fn a_name_is_read_back_as_the_thing_it_names() {
        let transaction = |entity| {
            Thing::Transaction(TransactionKey {
                entity,
                id: "9:1".into(),
            })
        };
        let mut things = vec![
            Thing::Document(DocumentRef::invoice(7)),
            Thing::Document(DocumentRef::order(7)),
            Thing::Supplier(SupplierId(7)),
        ];
        things.extend([Entity::Bill, Entity::PurchaseOrder, Entity::VendorCredit].map(transaction));
        things.extend(ListKind::ALL.iter().map(|kind| Thing::Record(*kind, "7".into())));
        let names: Vec<String> = things.iter().map(Thing::to_string).collect();
        let read: Vec<Thing> = names.iter().map(|name| name.parse().unwrap()).collect();
        assert_eq!(read, things);
        let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        assert!("7".parse::<Thing>().is_err());
    }
}
