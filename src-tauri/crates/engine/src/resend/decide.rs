//! Whether a document may be sent: a pure decision from what a fresh look showed.

use clearpost_domain::{
    BlockReason, CauseClass, Confidence, Document, Finding, Outcome, Retry, Route, SyncEntry, SyncResult, SyncState,
    Verdict,
};

use super::{Consent, Resent};

/// What the user asked for, and what the company has agreed to.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// Or the words for why nothing may leave.
    pub route: Result<Route, String>,
    pub read_only: bool,
    /// The ledger was restored so lately that what was sent before may still be on its way.
    pub restored: bool,
    /// It was changed within the grace time: if that was an edit, its sync may still be on its way.
    pub changed_lately: bool,
    pub consent: Consent,
}

#[derive(Debug)]
pub(crate) enum Decision {
    Send(Route),
    Stop(Resent),
}

/// The first thing that stands in the way, or the route to send by.
pub(crate) fn decide(
    document: &Document,
    verdict: &Verdict,
    findings: &[Finding],
    sync: &[SyncEntry],
    ask: &Ask,
) -> Decision {
    let reference = document.reference;
    let stop = |result| Decision::Stop(result);
    let blocked = |reason, detail: String| Decision::Stop(Resent::blocked(reference, reason, detail));
    match verdict.state {
        SyncState::Handled => {
            return blocked(
                BlockReason::Handled,
                "it was set aside; take that back first".to_owned(),
            );
        }
        SyncState::NotDue => {
            let detail = format!(
                "its status is {}, which does not sync",
                document.status.word().replace('_', " ")
            );
            return stop(Resent::new(reference, Outcome::NotDue, detail));
        }
        _ if !document.is_in_syncing_status() => {
            let detail = format!(
                "its status is {}, which does not sync",
                document.status.word().replace('_', " ")
            );
            return stop(Resent::new(reference, Outcome::NotDue, detail));
        }
        SyncState::Unknown if !verdict.candidates.is_empty() => {
            let detail = format!(
                "{} equally good matches are in QuickBooks Online",
                verdict.candidates.len()
            );
            return blocked(BlockReason::Ambiguous, detail);
        }
        SyncState::Unknown => {
            return blocked(
                BlockReason::CannotLook,
                "QuickBooks Online could not be searched completely".to_owned(),
            );
        }
        SyncState::Synced => {
            let detail = "found in QuickBooks Online, and every compared field agrees; nothing was sent";
            return stop(Resent {
                counterpart: verdict.counterpart.clone(),
                ..Resent::new(reference, Outcome::AlreadyThere, detail)
            });
        }
        SyncState::Differs | SyncState::Pending | SyncState::Failed | SyncState::Missing => {}
    }
    if ask.read_only {
        return blocked(
            BlockReason::ReadOnly,
            "the read-only switch of this company is on".to_owned(),
        );
    }
    if let Some(holder) = &verdict.number_holder {
        let detail = format!("the number is carried by {}, which is another document", holder.key);
        return stop(Resent {
            counterpart: Some(holder.clone()),
            ..Resent::new(reference, Outcome::NumberTaken, detail)
        });
    }
    if verdict.counterpart.is_some() && !ask.consent.update {
        let fields: Vec<String> = verdict.differences.iter().map(|one| one.field.to_string()).collect();
        return Decision::Stop(Resent {
            differences: verdict.differences.clone(),
            ..Resent::blocked(
                reference,
                BlockReason::WouldUpdate,
                format!(
                    "it is in QuickBooks Online with other values ({}); sending would change it there",
                    fields.join(", ")
                ),
            )
        });
    }
    if was_deleted(verdict, sync) && !ask.consent.recreate {
        return blocked(
            BlockReason::WasDeleted,
            "it was in QuickBooks Online and is gone; find out why before it is sent again".to_owned(),
        );
    }
    if (verdict.state == SyncState::Pending || ask.changed_lately) && !ask.consent.force {
        return blocked(
            BlockReason::Pending,
            "it was changed or resent a moment ago; the sync may still be on its way".to_owned(),
        );
    }
    if ask.restored && !ask.consent.force {
        return blocked(
            BlockReason::Pending,
            "the resend log was restored from an older copy; a resend that is not in it may still be on its way"
                .to_owned(),
        );
    }
    if let Some(cause) = findings.iter().find(|finding| stands(finding, ask)) {
        return blocked(BlockReason::Cause, cause.headline.clone());
    }
    match &ask.route {
        Ok(route) => Decision::Send(*route),
        Err(why) => blocked(BlockReason::NoRoute, why.clone()),
    }
}

/// Whether a finding keeps the document from being sent. What passes by itself does not; a resend is
/// how one finds out.
fn stands(finding: &Finding, ask: &Ask) -> bool {
    let passes = finding.retry == Retry::Transient
        || matches!(
            finding.class,
            CauseClass::TxnDeleted | CauseClass::InBooksNotApproved | CauseClass::Unknown
        );
    match finding.confidence {
        Confidence::Confirmed => !passes,
        Confidence::Likely => !passes && !ask.consent.force,
        Confidence::Possible => false,
    }
}

/// It was there: by an earlier match, or because the newest report was a success.
fn was_deleted(verdict: &Verdict, sync: &[SyncEntry]) -> bool {
    let reported = verdict
        .sync_report
        .as_ref()
        .is_some_and(|entry| entry.result == SyncResult::Succeeded);
    verdict.counterpart.is_none()
        && (verdict.deleted.is_some() || (reported && verdict.state == SyncState::Missing && !sync.is_empty()))
}
