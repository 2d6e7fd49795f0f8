//! Which entries below a document report a sync attempt.
//!
//! Only what the service itself wrote counts. A person's comment never does, even if it quotes an
//! error word for word.

use clearpost_domain::{Author, CauseClass, Document, HistoryEntry, HistorySource, SyncEntry, SyncResult};

use super::patterns::Patterns;
use super::tidy::tidy;

/// The sync entries of a document, oldest first, by the built-in patterns.
pub fn sync_entries(document: &Document) -> Vec<SyncEntry> {
    Patterns::built_in().sync_entries(document)
}

/// Who wrote an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writer {
    QuickBooks,
    System,
    Person,
}

impl Patterns {
    /// The sync entries of a document, oldest first.
    pub fn sync_entries(&self, document: &Document) -> Vec<SyncEntry> {
        let history = document.history();
        let mut entries: Vec<&HistoryEntry> = history.iter().collect();
        if history.iter().all(|entry| entry.at.is_some()) {
            entries.sort_by_key(|entry| (entry.at, entry.id));
        }
        entries
            .into_iter()
            .filter_map(|entry| {
                let text = tidy(&entry.text);
                self.result_of(entry, &text).map(|result| SyncEntry {
                    id: entry.id,
                    at: entry.at,
                    result,
                    may_have_arrived: result == SyncResult::Failed && self.history.open_outcome.is_match(&text),
                    text: entry.text.clone(),
                })
            })
            .collect()
    }

    fn result_of(&self, entry: &HistoryEntry, text: &str) -> Option<SyncResult> {
        if text.is_empty() {
            return None;
        }
        let forms = &self.history;
        match self.writer(&entry.author) {
            Writer::Person if entry.source == HistorySource::History => {
                if forms.named_failure.is_match(text) {
                    Some(SyncResult::Failed)
                } else if forms.named_success.is_match(text) {
                    Some(SyncResult::Succeeded)
                } else {
                    None
                }
            }
            Writer::Person => None,
            writer => {
                let quickbooks = writer == Writer::QuickBooks;
                if forms.failure.is_match(text) {
                    Some(SyncResult::Failed)
                } else if forms.success.is_match(text) || (quickbooks && forms.quickbooks_success.is_match(text)) {
                    Some(SyncResult::Succeeded)
                } else if forms.neutral.is_match(text) {
                    None
                } else if quickbooks || self.is_recognised(&entry.text) {
                    Some(SyncResult::Failed)
                } else {
                    None
                }
            }
        }
    }

    /// A mere resemblance never makes an entry a report.
    fn is_recognised(&self, text: &str) -> bool {
        let found = self.classify(text);
        found.class != CauseClass::Unknown && found.resembles.is_none()
    }

    fn writer(&self, author: &Author) -> Writer {
        let name = tidy(author.name.as_deref().unwrap_or_default());
        if self.history.quickbooks_authors.is_match(&name) {
            Writer::QuickBooks
        } else if self.history.authors.is_match(&name) || (name.is_empty() && author.id.unwrap_or(0) == 0) {
            Writer::System
        } else {
            Writer::Person
        }
    }
}
