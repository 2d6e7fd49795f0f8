//! Since when a document is due, what made it due, and whether the newest sync report is about that.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use clearpost_domain::{Document, DocumentKind, Due, DueEvent, Status, SyncEntry};

use crate::judge::{Case, Resent};

/// The service's own bookkeeping may touch `updated_at` when it writes a sync entry; an update this
/// close to an entry is not taken for an edit.
const TOUCHED_BY_SYNC: i64 = 2;
/// The same where a resend asks, which rather waits in vain: both are written at once, and told in whole seconds.
const TOUCHED_AT_ONCE: i64 = 1;
/// An invoice's approval is known to the day only (procurementexpress-api §5).
const APPROVAL_DAY_HOURS: i64 = 36;

/// The newest of approval, last edit in an approved status and last resend, as far as the cached
/// data tells; `None` where it does not.
pub(crate) fn due(case: &Case<'_>) -> Option<Due> {
    if !case.document.is_in_syncing_status() {
        return None;
    }
    let mut newest = approval(case);
    if let Some(edit) = edit(case, newest.as_ref().map(|due| due.since)) {
        newest = Some(edit);
    }
    if let Some(resent) = &case.ledger.resent
        && newest.is_none_or(|due| resent.at >= due.since)
    {
        newest = Some(Due {
            since: resent.at,
            event: DueEvent::Resent,
        });
    }
    newest
}

fn approval(case: &Case<'_>) -> Option<Due> {
    let document = case.document;
    let approved = |since| Due {
        since,
        event: DueEvent::Approved,
    };
    let Some(detail) = &document.detail else {
        return document
            .validated_on
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .map(|at| approved(at.and_utc()));
    };
    let at = detail.approved_at.or_else(|| {
        document
            .validated_on
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .map(|at| at.and_utc())
    })?;
    match detail.updated_at {
        Some(updated)
            if document.kind() == DocumentKind::Invoice
                && updated > at
                && updated - at <= Duration::hours(APPROVAL_DAY_HOURS)
                && !is_touched_otherwise(updated, case) =>
        {
            Some(approved(updated))
        }
        _ => Some(approved(at)),
    }
}

fn edit(case: &Case<'_>, approved: Option<DateTime<Utc>>) -> Option<Due> {
    let updated = case.document.detail.as_ref()?.updated_at?;
    let after_approval = approved.is_none_or(|at| updated - at > Duration::seconds(TOUCHED_BY_SYNC));
    (after_approval && !is_touched_otherwise(updated, case)).then_some(Due {
        since: updated,
        event: DueEvent::Edited,
    })
}

/// `updated_at` does not say who changed what: the sync's own entry, the archiving of a document and its
/// payment move it, too, and none of them is an edit.
fn is_touched_otherwise(at: DateTime<Utc>, case: &Case<'_>) -> bool {
    let document = case.document;
    document.archived || matches!(document.status, Status::Paid | Status::Settled) || touched_by_sync(at, case)
}

fn touched_by_sync(at: DateTime<Utc>, case: &Case<'_>) -> bool {
    case.reports()
        .filter_map(|entry| entry.at)
        .any(|entry| (entry - at).num_seconds().abs() <= TOUCHED_BY_SYNC)
}

/// When the document was last changed, unless a report that is as new explains the change. In some states a
/// change cannot be told from an edit (see `is_touched_otherwise`) and makes nothing due; yet an edit in them
/// syncs like any other.
///
/// Stricter than what makes a document due: a wait too many is better than a second bill. A report without a
/// time explains nothing.
pub fn unreported_change(document: &Document, sync: &[SyncEntry]) -> Option<DateTime<Utc>> {
    let updated = document.detail.as_ref()?.updated_at?;
    let is_as_new = |at: DateTime<Utc>| updated - at <= Duration::seconds(TOUCHED_AT_ONCE);
    let is_reported = sync.iter().filter_map(|entry| entry.at).any(is_as_new);
    (!is_reported).then_some(updated)
}

/// The latest moment at which the document can have become due. From a list row alone an approval is
/// known to the day only, and to nobody's time zone.
pub(crate) fn latest(document: &Document, due: &Due) -> DateTime<Utc> {
    let day_only = due.event == DueEvent::Approved && document.detail.is_none();
    let slack = if day_only { APPROVAL_DAY_HOURS } else { 0 };
    due.since
        .checked_add_signed(Duration::hours(slack))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The newest sync entry, if it reports on what made the document due rather than on something older.
pub(crate) fn report<'a>(case: &'a Case<'_>, due: Option<&Due>) -> Option<&'a SyncEntry> {
    let newest = case.newest_report()?;
    let Some(due) = due else { return Some(newest) };
    let is_newer = match (due.event, &case.ledger.resent) {
        (
            DueEvent::Resent,
            Some(Resent {
                seen: Some((seen_at, seen_id)),
                ..
            }),
        ) => match (newest.at, *seen_at) {
            (Some(at), Some(seen)) if at != seen => at > seen,
            _ => newest.id > *seen_id,
        },
        // The service's times have whole seconds only.
        _ => newest.at.is_none_or(|at| at >= due.since.trunc_subsecs(0)),
    };
    is_newer.then_some(newest)
}
