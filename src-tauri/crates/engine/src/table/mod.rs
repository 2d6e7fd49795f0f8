//! The status table: search, filter, sort and windows over all documents of a company, in memory.
//!
//! The window and the command line ask here; neither filters nor sorts by itself.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clearpost_diagnosis::Waiting;
use clearpost_domain::{CauseClass, DocumentKind, DocumentRef, Finding, SyncState};
use clearpost_store::StatusRow;

/// What the table can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortField {
    Date,
    Number,
    Supplier,
    Amount,
    State,
    DueSince,
    Age,
}

/// A field and a direction. Rows without a value come last in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub field: SortField,
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            field: SortField::Date,
            descending: true,
        }
    }
}

impl FromStr for Sort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, direction) = text.split_once(':').unwrap_or((text, "asc"));
        let descending = match direction {
            "asc" => false,
            "desc" => true,
            other => return Err(format!("\"{other}\" is not a direction; write desc or leave it out")),
        };
        let field = match field {
            "date" => SortField::Date,
            "number" => SortField::Number,
            "supplier" => SortField::Supplier,
            "amount" => SortField::Amount,
            "state" => SortField::State,
            "due_since" => SortField::DueSince,
            "age" => SortField::Age,
            other => {
                return Err(format!(
                    "cannot sort by \"{other}\"; choose date, number, supplier, amount, state, due_since or age"
                ));
            }
        };
        Ok(Self { field, descending })
    }
}

/// Which rows are wanted. Empty lists do not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub kind: Option<DocumentKind>,
    pub states: Vec<SyncState>,
    pub classes: Vec<CauseClass>,
    pub search: Option<String>,
    /// Archived documents are hidden unless asked for.
    pub archived: bool,
}

/// A cut of the table.
#[derive(Debug)]
pub struct Window<'a> {
    /// Rows after filtering, before the cut.
    pub total: usize,
    /// Rows by state, after every filter but the one on state.
    pub by_state: BTreeMap<SyncState, usize>,
    pub rows: Vec<&'a StatusRow>,
}

/// All rows of a company with what searching needs.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Kept in the default order, so that the most frequent question needs no sorting.
    entries: Vec<Arc<Entry>>,
    by_reference: HashMap<DocumentRef, Arc<Entry>>,
}

#[derive(Debug)]
struct Entry {
    row: StatusRow,
    /// What the row is searched in, lower case.
    text: String,
}

impl Entry {
    fn sorted(rows: Vec<StatusRow>) -> Vec<Arc<Self>> {
        let of = |row: StatusRow| {
            let text = search_text(&row);
            Arc::new(Self { row, text })
        };
        let mut entries: Vec<Arc<Self>> = rows.into_iter().map(of).collect();
        entries.sort_by(|a, b| compare(&a.row, &b.row, Sort::default()));
        entries
    }
}

impl Table {
    pub fn new(rows: Vec<StatusRow>) -> Self {
        let entries = Entry::sorted(rows);
        let by_reference = entries.iter().map(|entry| (entry.row.reference, Arc::clone(entry)));
        Self {
            by_reference: by_reference.collect(),
            entries,
        }
    }

    /// Puts new rows in the place of old ones, and takes out those of documents that are gone.
    pub fn change(&mut self, rows: Vec<StatusRow>, gone: &[DocumentRef]) {
        let new = Entry::sorted(rows);
        let old: HashSet<DocumentRef> = new
            .iter()
            .map(|entry| entry.row.reference)
            .chain(gone.iter().copied())
            .collect();
        self.entries.retain(|entry| !old.contains(&entry.row.reference));
        for reference in &old {
            self.by_reference.remove(reference);
        }
        for entry in &new {
            self.by_reference.insert(entry.row.reference, Arc::clone(entry));
        }
        self.entries.extend(new);
        // Two sorted runs: this merges them.
        self.entries.sort_by(|a, b| compare(&a.row, &b.row, Sort::default()));
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn rows(&self) -> impl Iterator<Item = &StatusRow> {
        self.entries.iter().map(|entry| &entry.row)
    }

    pub fn row(&self, reference: DocumentRef) -> Option<&StatusRow> {
        self.by_reference.get(&reference).map(|entry| &entry.row)
    }

    /// The rows that pass the filter, sorted, from `offset`, at most `limit`.
    pub fn window(&self, filter: &Filter, sort: Sort, offset: usize, limit: usize) -> Window<'_> {
        let needle = filter.search.as_deref().map(fold).filter(|needle| !needle.is_empty());
        let mut by_state: BTreeMap<SyncState, usize> = BTreeMap::new();
        let mut found: Vec<&StatusRow> = Vec::new();
        for entry in &self.entries {
            let (row, text) = (&entry.row, &entry.text);
            let passes = (filter.archived || !row.archived)
                && filter.kind.is_none_or(|kind| row.reference.kind == kind)
                && (filter.classes.is_empty() || row.classes.iter().any(|class| filter.classes.contains(class)))
                && needle.as_deref().is_none_or(|needle| text.contains(needle));
            if passes {
                *by_state.entry(row.state).or_default() += 1;
                if filter.states.is_empty() || filter.states.contains(&row.state) {
                    found.push(row);
                }
            }
        }
        if sort != Sort::default() {
            found.sort_by(|a, b| compare(a, b, sort));
        }
        let total = found.len();
        Window {
            total,
            by_state,
            rows: found.into_iter().skip(offset).take(limit).collect(),
        }
    }

    /// Documents by state; archived ones count too.
    pub fn counts(&self) -> BTreeMap<SyncState, usize> {
        let mut counts = BTreeMap::new();
        for row in self.rows() {
            *counts.entry(row.state).or_default() += 1;
        }
        counts
    }
}

/// Whole days since a document became due, counted to `as_of`.
pub fn age_days(row: &StatusRow, as_of: Option<DateTime<Utc>>) -> Option<i64> {
    Some((as_of? - row.due?.since).num_days().max(0))
}

/// A document that waits for what the finding names.
pub fn waiting<'a>(row: &'a StatusRow, finding: &'a Finding, as_of: Option<DateTime<Utc>>) -> Waiting<'a> {
    Waiting {
        document: row.reference,
        number: &row.number,
        amount: row.amount,
        currency: row.currency,
        age_days: age_days(row, as_of),
        finding,
        awaited: row.state == SyncState::Pending,
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn search_text(row: &StatusRow) -> String {
    let mut text = String::new();
    let amount = row.amount.map(clearpost_domain::Money::plain);
    let counterpart = row.counterpart.as_ref().and_then(|found| found.number.clone());
    let reference = row.reference.to_string();
    let parts = [
        Some(reference.as_str()),
        Some(row.number.as_str()),
        Some(row.supplier.as_str()),
        amount.as_deref(),
        Some(row.headline.as_str()),
        counterpart.as_deref(),
    ];
    for part in parts.into_iter().flatten() {
        // A line break keeps a search from matching across two fields.
        text.push_str(&fold(part));
        text.push('\n');
    }
    text
}

fn compare(a: &StatusRow, b: &StatusRow, sort: Sort) -> Ordering {
    let by_field = match sort.field {
        SortField::Date => with_gaps_last(a.date, b.date, sort.descending),
        SortField::Number => with_gaps_last(Some(natural(&a.number)), Some(natural(&b.number)), sort.descending),
        SortField::Supplier => with_gaps_last(Some(fold(&a.supplier)), Some(fold(&b.supplier)), sort.descending),
        SortField::Amount => with_gaps_last(a.amount, b.amount, sort.descending),
        SortField::State => with_gaps_last(Some(a.state.word()), Some(b.state.word()), sort.descending),
        SortField::DueSince => with_gaps_last(since(a), since(b), sort.descending),
        SortField::Age => with_gaps_last(since(a).map(Reverse), since(b).map(Reverse), sort.descending),
    };
    by_field.then_with(|| by_reference(a.reference).cmp(&by_reference(b.reference)))
}

/// As a reference reads: invoices before orders, then by number.
fn by_reference(reference: DocumentRef) -> (&'static str, u64) {
    (reference.kind.word(), reference.id.0)
}

fn since(row: &StatusRow) -> Option<DateTime<Utc>> {
    row.due.map(|due| due.since)
}

fn with_gaps_last<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Numbers inside a text compare as numbers: INV-9 before INV-10.
fn natural(text: &str) -> Vec<(bool, u64, String)> {
    let mut parts = Vec::new();
    let mut rest = text.to_lowercase();
    while !rest.is_empty() {
        let is_digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest
            .find(|c: char| c.is_ascii_digit() != is_digit)
            .unwrap_or(rest.len());
        let tail = rest.split_off(end);
        let number = if is_digit { rest.parse().unwrap_or(u64::MAX) } else { 0 };
        parts.push((!is_digit, number, std::mem::replace(&mut rest, tail)));
    }
    parts
}

#[cfg(test)]
mod tests;
