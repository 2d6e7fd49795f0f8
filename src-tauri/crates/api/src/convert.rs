//! From the engine's values to the contract's shapes. No decisions are made here.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{
    Counterpart, Culprit, Currency, Difference, Evidence, Finding, HistoryEntry, Money, Step, SyncEntry, SyncResult,
    SyncState, TransactionKey,
};
use clearpost_engine::{Calls, DocumentView, Pages, RefreshReport, Resent, StatusRow, age_days, waiting};

use rust_decimal::Decimal;

use crate::dto;

pub(crate) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn link(counterpart: Option<&Counterpart>, pages: &Pages) -> Option<dto::QuickBooksLink> {
    record(counterpart.map(|found| &found.key), pages)
}

pub(crate) fn record(key: Option<&TransactionKey>, pages: &Pages) -> Option<dto::QuickBooksLink> {
    let key = key?;
    Some(dto::QuickBooksLink {
        entity: key.entity.to_string(),
        id: key.id.clone(),
        url: pages.links().transaction(key).unwrap_or_default(),
    })
}

pub(crate) fn row(row: &StatusRow, as_of: Option<DateTime<Utc>>, pages: &Pages) -> dto::ListRow {
    dto::ListRow {
        reference: row.reference.to_string(),
        kind: row.reference.kind.to_string(),
        number: (!row.number.is_empty()).then(|| row.number.clone()),
        supplier: row.supplier.clone(),
        amount: row.amount.map(Money::plain),
        currency: row.currency.map(|currency| currency.to_string()),
        date: row.date.map(|date| date.to_string()),
        procurement_status: row.procurement_status.clone(),
        state: row.state.to_string(),
        proof: row.proof.to_string(),
        classes: row.classes.iter().map(ToString::to_string).collect(),
        headline: (!row.headline.is_empty()).then(|| row.headline.clone()),
        quickbooks: link(row.counterpart.as_ref(), pages),
        due_since: row.due.map(|due| time(due.since)),
        due_event: row.due.map(|due| due.event.to_string()),
        age_days: age_days(row, as_of),
        archived: row.archived,
    }
}

pub(crate) fn by_state(counts: &BTreeMap<SyncState, usize>) -> BTreeMap<String, usize> {
    counts
        .iter()
        .map(|(state, count)| (state.to_string(), *count))
        .collect()
}

pub(crate) fn evidence(item: &Evidence) -> dto::EvidenceItem {
    dto::EvidenceItem {
        source: item.source.to_string(),
        at: item.at.map(time),
        text: item.text.clone(),
    }
}

fn difference(item: &Difference) -> dto::DifferenceItem {
    dto::DifferenceItem {
        field: item.field.to_string(),
        procurement: item.procurement.clone(),
        quickbooks: item.quickbooks.clone(),
    }
}

/// What was met when the databases were opened.
pub(crate) fn opening(text: &str) -> dto::BannerItem {
    dto::BannerItem {
        name: "opening".to_owned(),
        state: "notice".to_owned(),
        text: text.to_owned(),
        help: String::new(),
    }
}

/// What stops every document now.
pub(crate) fn company_trouble(outage: &diagnosis::Outage) -> dto::BannerItem {
    dto::BannerItem {
        name: "company_trouble".to_owned(),
        state: "fails".to_owned(),
        text: format!("{}.", outage.finding.headline.trim_end_matches('.')),
        help: outage
            .finding
            .steps
            .first()
            .map(|step| step.text.clone())
            .unwrap_or_default(),
    }
}

/// The user's pattern file is wrong.
pub(crate) fn wrong_patterns(trouble: &str) -> dto::BannerItem {
    dto::BannerItem {
        name: "patterns".to_owned(),
        state: "notice".to_owned(),
        text: format!("Your own patterns are not used. {trouble}"),
        help: "Correct the file, or take it away. The built-in patterns hold meanwhile.".to_owned(),
    }
}

/// One finding for the company, not one for each document.
pub(crate) fn not_connected_there() -> dto::BannerItem {
    dto::BannerItem {
        name: "procurement_not_connected".to_owned(),
        state: "fails".to_owned(),
        text: "ProcurementExpress says that it is not connected to QuickBooks Online, so nothing syncs.".to_owned(),
        help:
            "An administrator connects it in ProcurementExpress, under Company Settings → Integrations. Then refresh, \
               and resend what should have synced meanwhile."
                .to_owned(),
    }
}

pub(crate) fn step(step: &Step) -> dto::StepItem {
    dto::StepItem {
        text: step.text.clone(),
        url: step.url.clone(),
    }
}

fn culprit(culprit: &Culprit) -> dto::CulpritItem {
    dto::CulpritItem {
        kind: culprit.kind.to_string(),
        id: culprit.id.clone(),
        name: culprit.name.clone(),
    }
}

/// The message of a finding is that of a cause with this one document.
pub(crate) fn finding(finding: &Finding, row: &StatusRow, tense: Tense) -> dto::FindingItem {
    let waiting = waiting(row, finding, None);
    let alone = match tense {
        Tense::Now => diagnosis::causes([waiting]),
        Tense::Foreseen => diagnosis::foreseen_causes([waiting]),
    };
    let who = diagnosis::class_doc(finding.class).who;
    dto::FindingItem {
        code: finding.code.clone(),
        class: finding.class.to_string(),
        confidence: finding.confidence.to_string(),
        retry: finding.retry.to_string(),
        headline: finding.headline.clone(),
        cause: finding.cause.clone(),
        steps: finding.steps.iter().map(step).collect(),
        culprit: finding.culprit.as_ref().map(culprit),
        error_text: finding.error_text.clone(),
        resolved: finding.resolved,
        who: who.word().to_owned(),
        who_words: who.words().to_owned(),
        message: alone.into_iter().map(|cause| cause.message).next().unwrap_or_default(),
    }
}

/// Whether documents fail already, or would.
#[derive(Clone, Copy)]
pub(crate) enum Tense {
    Now,
    Foreseen,
}

fn history_item(entry: &HistoryEntry, sync: &[SyncEntry]) -> dto::HistoryItem {
    let report = sync
        .iter()
        .find(|one| one.id == entry.id && one.at == entry.at && one.text == entry.text);
    dto::HistoryItem {
        at: entry.at.map(time),
        source: "procurement".to_owned(),
        who: entry.author.name.clone(),
        text: entry.text.clone(),
        sync: report.map(|report| match report.result {
            SyncResult::Succeeded => "succeeded".to_owned(),
            SyncResult::Failed => "failed".to_owned(),
        }),
    }
}

/// History entries and our own resends, oldest first.
fn history(view: &DocumentView) -> Vec<dto::HistoryItem> {
    let entries = view
        .document
        .history()
        .iter()
        .map(|entry| (entry.at, history_item(entry, &view.sync)));
    let ours = view.attempts.iter().flat_map(|attempt| {
        attempt.events.iter().map(|event| {
            let what = format!("Resend: {}", event.event.replace('_', " "));
            let text = event
                .detail
                .as_ref()
                .map_or(what.clone(), |detail| format!("{what} ({detail})"));
            let item = dto::HistoryItem {
                at: Some(time(event.at)),
                source: "clearpost".to_owned(),
                who: Some("Clearpost".to_owned()),
                text,
                sync: None,
            };
            (Some(event.at), item)
        })
    });
    let mut all: Vec<(Option<DateTime<Utc>>, dto::HistoryItem)> = entries.chain(ours).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, item)| item).collect()
}

pub(crate) fn show(view: &DocumentView, as_of: Option<DateTime<Utc>>, pages: &Pages) -> dto::ShowResult {
    let row = row(&view.row, as_of, pages);
    let links = dto::Links {
        procurement: pages.links().document(view.document.reference),
        quickbooks: row.quickbooks.as_ref().map(|link| link.url.clone()),
    };
    dto::ShowResult {
        as_of: as_of.map(time),
        evidence: view.verdict.evidence.iter().map(evidence).collect(),
        differences: view.verdict.differences.iter().map(difference).collect(),
        findings: view
            .findings
            .iter()
            .map(|one| finding(one, &view.row, Tense::Now))
            .collect(),
        history: history(view),
        lines: view
            .document
            .lines()
            .iter()
            .map(|line| dto::LineItem {
                description: line.description.clone(),
                account: line.account.as_ref().map(clearpost_domain::AccountLabel::display),
                amount: line.gross.or(line.net).map(Money::plain),
            })
            .collect(),
        notes: view.notes.clone(),
        links,
        detail_cached: view.document.detail.is_some(),
        handled_reason: view.handled_reason.clone(),
        row,
    }
}

pub(crate) fn cause(cause: &diagnosis::RootCause) -> dto::CauseItem {
    dto::CauseItem {
        id: cause.id.clone(),
        class: cause.class.to_string(),
        headline: cause.headline.clone(),
        retry: cause.retry.to_string(),
        culprit: cause.culprit.as_ref().map(culprit),
        documents: cause.documents.iter().map(ToString::to_string).collect(),
        totals: totals(&cause.totals),
        oldest_days: cause.oldest_days,
        steps: cause.steps.iter().map(step).collect(),
        resolved: cause.resolved,
        ready: cause.ready.iter().map(ToString::to_string).collect(),
        who: cause.who.word().to_owned(),
        who_words: cause.who.words().to_owned(),
        message: cause.message.clone(),
    }
}

pub(crate) fn totals(totals: &[(Currency, Decimal)]) -> Vec<dto::Total> {
    let total = |(currency, amount): &(Currency, Decimal)| dto::Total {
        currency: currency.to_string(),
        amount: Money::plain(*amount),
    };
    totals.iter().map(total).collect()
}

pub(crate) fn explanation(explanation: diagnosis::Explanation) -> dto::ExplainResult {
    dto::ExplainResult {
        class: explanation.class.to_string(),
        confidence: explanation.confidence.to_string(),
        headline: explanation.headline,
        cause: explanation.cause,
        steps: explanation.steps.iter().map(step).collect(),
        retry: explanation.retry.to_string(),
        alternatives: explanation
            .alternatives
            .iter()
            .map(|(class, confidence)| dto::Alternative {
                class: class.to_string(),
                confidence: confidence.to_string(),
            })
            .collect(),
        who: explanation.who.word().to_owned(),
        who_words: explanation.who.words().to_owned(),
        detected: explanation.detected,
    }
}

pub(crate) fn refreshed(report: RefreshReport) -> dto::RefreshResult {
    dto::RefreshResult {
        as_of: Some(time(report.as_of)),
        documents: dto::DocumentCounts {
            total: report.total,
            by_state: by_state(&report.by_state),
        },
        requests: requests(report.calls),
        requests_this_month: requests(report.calls_this_month),
        quarantined: report.quarantined,
        duration_ms: report.duration_ms,
        partial: report
            .partial
            .into_iter()
            .map(|part| dto::PartialItem {
                source: part.source.to_owned(),
                what: part.what,
                reason: part.reason,
            })
            .collect(),
        notes: report.notes,
    }
}

pub(crate) fn requests(calls: Calls) -> dto::RequestCounts {
    dto::RequestCounts {
        procurement: calls.procurement,
        quickbooks: calls.quickbooks,
    }
}

pub(crate) fn resent(result: &Resent, pages: &Pages) -> dto::ResendItem {
    dto::ResendItem {
        reference: result.reference.to_string(),
        outcome: result.outcome.to_string(),
        reason: result.reason.map(|reason| reason.to_string()),
        detail: result.detail.clone(),
        attempt: result.attempt.as_ref().map(ToString::to_string),
        quickbooks: link(result.counterpart.as_ref(), pages),
        differences: result.differences.iter().map(difference).collect(),
    }
}
