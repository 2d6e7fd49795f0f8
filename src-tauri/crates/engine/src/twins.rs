//! Vendors that may be one: the groups of near names of a company. The index of names is kept in memory
//! and follows what changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use clearpost_diagnosis::{self as diagnosis, Name, NameRef, TwinGroup, TwinIndex};
use clearpost_verification::{Books, Lists};

use crate::engine::Engine;
use crate::error::EngineError;

/// The groups of near names that need a hand.
#[derive(Clone, Debug, Default)]
pub struct Twins {
    /// Names that were compared.
    pub names: usize,
    /// Those with the most documents first.
    pub groups: Vec<TwinGroup>,
}

#[derive(Debug)]
struct Made {
    of: String,
    index: TwinIndex,
    twins: Arc<Twins>,
}

/// What was made last.
#[derive(Debug, Default)]
pub(crate) struct KeptTwins(Mutex<Option<Made>>);

impl Engine {
    /// Near-equal names over vendors, customers, employees and suppliers, with what to do about them.
    pub fn twins(&self) -> Result<Arc<Twins>, EngineError> {
        let (Some(of), Some(_)) = (self.judged_of()?, self.as_of()?) else {
            return Err(EngineError::EmptyCache);
        };
        let mut kept = self.twins.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = kept.as_ref().filter(|made| made.of == of) {
            return Ok(Arc::clone(&made.twins));
        }
        let names = self.names()?;
        let index = match kept.take() {
            Some(made) => following(made.index, names),
            None => TwinIndex::new(names),
        };
        let documents = self.cache.documents(self.key()?).map_err(EngineError::Cache)?;
        let twins = Arc::new(Twins {
            names: index.names().count(),
            groups: diagnosis::twins(&index, &documents, self.pages.links()),
        });
        *kept = Some(Made {
            of,
            index,
            twins: Arc::clone(&twins),
        });
        Ok(twins)
    }

    fn names(&self) -> Result<Vec<Name>, EngineError> {
        let key = self.key()?;
        let company = self.cache.company(key).map_err(EngineError::Cache)?;
        let records = self.cache.records(key).map_err(EngineError::Cache)?;
        let suppliers = self.cache.suppliers(key).map_err(EngineError::Cache)?;
        let books = Books::new(
            company.as_ref().and_then(|row| row.realm.clone()),
            false,
            company.map(|row| row.facts).unwrap_or_default(),
            Lists::new(records),
            Vec::new(),
        );
        Ok(diagnosis::names(&books, &suppliers))
    }
}

/// The same index with these names in it and no others.
fn following(mut index: TwinIndex, names: Vec<Name>) -> TwinIndex {
    let mut known: HashMap<NameRef, Name> = index.names().map(|name| (name.entry.clone(), name.clone())).collect();
    for name in names {
        if known.remove(&name.entry).as_ref() != Some(&name) {
            index.put(name);
        }
    }
    for gone in known.into_keys() {
        index.remove(&gone);
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use clearpost_diagnosis::{Links, NameList};

    fn vendor(id: u64, name: &str, active: bool) -> Name {
        Name {
            entry: NameRef {
                list: NameList::Vendor,
                id: id.to_string(),
            },
            name: name.to_owned(),
            active,
            currency: None,
            vendor: None,
        }
    }

    #[test]
    fn an_index_that_follows_says_the_same_as_a_new_one() {
        let before = vec![
            vendor(1, "Alder Tools", true),
            vendor(2, "Alder Tool", true),
            vendor(3, "Birch Paper", true),
        ];
        let after = vec![
            vendor(1, "Alder Tools", false),
            vendor(3, "Birch Paper", true),
            vendor(4, "Birch Papers", true),
        ];
        let groups = |index: &TwinIndex| diagnosis::twins(index, [], &Links::default());
        let followed = following(TwinIndex::new(before), after.clone());
        assert_eq!(groups(&followed), groups(&TwinIndex::new(after)));
        assert_eq!(groups(&followed).len(), 1);
    }
}
