//! Remembered results of filtered lists, so that reading the next page costs the page and not
//! the whole company. Entries die when the data's version changes.

use std::collections::HashMap;
use std::sync::Arc;

#[derive(Default)]
pub struct Lists {
    version: u64,
    known: HashMap<String, (u64, Arc<Vec<u64>>)>,
}

impl Lists {
    /// To be called after every change that may alter a list.
    pub fn changed(&mut self) {
        self.version += 1;
    }

    pub fn get(&self, key: &str) -> Option<Arc<Vec<u64>>> {
        self.known
            .get(key)
            .filter(|(version, _)| *version == self.version)
            .map(|(_, rows)| Arc::clone(rows))
    }

    pub fn put(&mut self, key: String, rows: Vec<u64>) -> Arc<Vec<u64>> {
        if self.known.len() >= 32 {
            self.known.clear();
        }
        let rows = Arc::new(rows);
        self.known.insert(key, (self.version, Arc::clone(&rows)));
        rows
    }
}
