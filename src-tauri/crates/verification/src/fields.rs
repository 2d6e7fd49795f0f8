//! What probed keys of a document tell, by the meanings that the user gave them.

use chrono::{DateTime, Utc};
use clearpost_domain::{Document, FieldMeaning, FieldMeanings, SyncEntry, SyncResult};

/// What a document's mapped keys tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldReport {
    /// The id of the counterpart, in the realm that ProcurementExpress is connected to.
    pub quickbooks_id: Option<String>,
    pub sync: Option<SyncEntry>,
}

impl FieldReport {
    pub fn read(document: &Document, meanings: &FieldMeanings) -> Self {
        let mut report = Self::default();
        let (mut state, mut error, mut at) = (None, None, None);
        for (key, value) in &document.probed {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match meanings.get(key) {
                Some(FieldMeaning::SyncState) => state = state.or_else(|| result_of(value)),
                Some(FieldMeaning::SyncError) => error = error.or(Some(value)),
                Some(FieldMeaning::QuickBooksId) => report.quickbooks_id = Some(value.to_owned()),
                Some(FieldMeaning::SyncedAt) => at = at.or_else(|| moment(value)),
                Some(FieldMeaning::Ignore) | None => {}
            }
        }
        // An old error text may stay beside a newer state.
        let result = state.or(error.map(|_| SyncResult::Failed));
        report.sync = result.map(|result| SyncEntry {
            // No history entry: it is newer than one only by its time.
            id: 0,
            at,
            result,
            may_have_arrived: false,
            text: error
                .filter(|_| result == SyncResult::Failed)
                .unwrap_or_default()
                .to_owned(),
        });
        report
    }
}

/// Words that are neither say nothing.
fn result_of(word: &str) -> Option<SyncResult> {
    match word.to_lowercase().replace([' ', '-'], "_").as_str() {
        "synced" | "success" | "succeeded" | "successful" | "exported" | "sent" | "complete" | "completed" | "done"
        | "ok" | "true" | "yes" => Some(SyncResult::Succeeded),
        "failed" | "failure" | "error" | "errored" | "sync_failed" | "export_failed" | "rejected" => {
            Some(SyncResult::Failed)
        }
        _ => None,
    }
}

/// RFC 3339, or Unix seconds or milliseconds, told apart by their size (procurementexpress-api §5).
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    let number: i64 = text.parse().ok()?;
    if number > 100_000_000_000 {
        DateTime::from_timestamp_millis(number)
    } else {
        DateTime::from_timestamp(number, 0)
    }
}
