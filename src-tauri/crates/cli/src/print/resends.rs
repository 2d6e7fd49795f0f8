//! What resends came to, as plain text for people.

use std::fmt::Write as _;

use clearpost_api::dto::{OutboxResult, ReceiptResult, ReceiptsResult, ResendItem, ResendResult, VerifyResult};

use super::{cut, plain};

/// The outcome in the user's words.
fn outcome_words(outcome: &str) -> &str {
    match outcome {
        "would_send" => "would be sent",
        "queued" => "waiting",
        "sent" => "sent, proof outstanding",
        "proved" => "proved",
        "already_there" => "already there",
        "number_taken" => "number taken",
        "blocked" => "not sent",
        "not_due" => "not due",
        "uncertain" => "uncertain",
        "refused" => "refused",
        "left_approved_status" => "left its approved status",
        other => other,
    }
}

pub fn resent(result: &ResendResult) -> String {
    if result.results.is_empty() {
        return "No document waits for this.".to_owned();
    }
    let mut text: String = result.results.iter().map(one_resent).collect();
    if let Some(stopped) = &result.stopped {
        let _ = writeln!(text, "It ended before the last document: {}", plain(stopped));
    }
    if let Some(receipt) = &result.receipt {
        let _ = writeln!(text, "Receipt: {receipt}");
    }
    text
}

fn one_resent(one: &ResendItem) -> String {
    format!(
        "{:<14}  {:<24}  {}\n",
        one.reference,
        outcome_words(&one.outcome),
        plain(&one.detail)
    )
}

pub fn verified_route(result: &VerifyResult) -> String {
    let route = &result.route;
    let state = match (route.state.as_str(), &route.since, &route.by) {
        ("verified", Some(since), Some(by)) => format!("verified on {since} by {by}"),
        ("stopped", _, Some(by)) => format!("stopped: it took {by} out of its approved status"),
        (state, _, _) => state.to_owned(),
    };
    format!("{}The route {} is {state}.\n", one_resent(&result.result), route.route)
}

pub fn receipt(result: &ReceiptResult) -> String {
    let mut text = format!(
        "{}, {} to {}\n",
        plain(&result.company),
        result.started_at,
        result.ended_at
    );
    if let Some(stopped) = &result.stopped {
        let _ = writeln!(text, "It ended before the last document: {}", plain(stopped));
    }
    for row in &result.rows {
        let _ = writeln!(
            text,
            "{:<14}  {:<26}  {:<24}  {}",
            row.reference,
            cut(row.supplier.as_deref().unwrap_or(""), 26),
            outcome_words(&row.outcome),
            plain(&row.detail)
        );
    }
    text
}

pub fn receipts(result: &ReceiptsResult) -> String {
    if result.receipts.is_empty() {
        return "Nothing was resent together yet.".to_owned();
    }
    let mut text = String::new();
    for receipt in &result.receipts {
        let counts: Vec<String> = (receipt.counts.iter())
            .map(|(outcome, count)| format!("{count} {}", outcome_words(outcome)))
            .collect();
        let _ = writeln!(
            text,
            "{}  {}  {:>5} documents: {}",
            receipt.receipt,
            receipt.ended_at,
            receipt.documents,
            counts.join(", ")
        );
    }
    text
}

pub fn outbox(result: &OutboxResult) -> String {
    if result.attempts.is_empty() {
        return "Nothing was resent yet.".to_owned();
    }
    let mut text = String::new();
    for attempt in &result.attempts {
        let _ = writeln!(
            text,
            "{}  {:<14}  {:<10}  {:<6}  {}",
            attempt.attempt, attempt.reference, attempt.state, attempt.route, attempt.created_at
        );
        if let Some(due) = &attempt.due {
            let _ = writeln!(text, "    leaves at a refresh after {due}");
        }
        if let Some(conflict) = &attempt.conflict {
            let _ = writeln!(text, "    waits for you: {}", plain(conflict));
        }
        for event in &attempt.history {
            let detail = event
                .detail
                .as_deref()
                .map(|detail| format!(": {}", plain(detail)))
                .unwrap_or_default();
            let _ = writeln!(text, "    {} {}{detail}", event.at, event.event.replace('_', " "));
        }
    }
    text
}
