//! Finds what changed since a time without looking at everything: the records of the start sorted
//! by their time, and every record that was touched since. Whoever changes a record touches it.

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

pub struct Changes<K> {
    start: Vec<(DateTime<Utc>, K)>,
    touched: BTreeSet<K>,
}

impl<K: Copy + Ord> Changes<K> {
    pub fn new() -> Self {
        Self {
            start: Vec::new(),
            touched: BTreeSet::new(),
        }
    }

    /// Begins anew with these records.
    pub fn restart(&mut self, rows: impl Iterator<Item = (DateTime<Utc>, K)>) {
        self.start = rows.collect();
        self.start.sort_unstable();
        self.touched.clear();
    }

    pub fn touch(&mut self, key: K) {
        self.touched.insert(key);
    }

    /// At least the records that changed at that time or later, each once, in the order of keys.
    pub fn since(&self, at: DateTime<Utc>) -> Vec<K> {
        let from = self.start.partition_point(|(time, _)| *time < at);
        let newer = self.start.get(from..).unwrap_or_default();
        let mut keys: Vec<K> = newer
            .iter()
            .map(|(_, key)| *key)
            .chain(self.touched.iter().copied())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
