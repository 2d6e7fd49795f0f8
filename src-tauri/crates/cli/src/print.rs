//! Results as plain text for people. Remote text is printed without control characters, so that it
//! cannot steer the terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clearpost_api::dto::{
    CauseItem, CausesResult, CheckResult, CompanyTroubleItem, ExplainResult, ExportResult, FindingItem, ListResult,
    ListRow, RefreshResult, ShowResult, StepItem, Total,
};

mod resends;

pub use resends::{outbox, receipt, receipts, resent, verified_route};

/// Text as one line without control and direction-changing characters.
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c) {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// At most `width` characters.
fn cut(text: &str, width: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= width {
        return text;
    }
    let head: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{head}…")
}

pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

pub fn documents(number: usize) -> String {
    count(number, "document", "documents")
}

/// The state in the user's words.
pub fn state_words(state: &str) -> &str {
    match state {
        "synced" => "In QuickBooks",
        "differs" => "Differs",
        "pending" => "Pending",
        "failed" => "Failed",
        "missing" => "Missing",
        "not_due" => "Not due",
        "unknown" => "Unknown",
        "handled" => "Set aside",
        other => other,
    }
}

pub fn states(counts: &BTreeMap<String, usize>) -> String {
    let order = [
        "synced", "differs", "pending", "failed", "missing", "unknown", "not_due", "handled",
    ];
    let parts: Vec<String> = order
        .iter()
        .filter_map(|state| {
            counts
                .get(*state)
                .map(|count| format!("{} {count}", state_words(state)))
        })
        .collect();
    parts.join(" · ")
}

pub fn refreshed(result: &RefreshResult) -> String {
    let mut text = format!(
        "{}, as of {}\n{}\nThis refresh: {} calls to ProcurementExpress, {} to QuickBooks Online, {} ms. This month: {} and {}\n",
        documents(result.documents.total),
        result.as_of.as_deref().unwrap_or("never"),
        states(&result.documents.by_state),
        result.requests.procurement,
        result.requests.quickbooks,
        result.duration_ms,
        result.requests_this_month.procurement,
        result.requests_this_month.quickbooks,
    );
    if result.quarantined > 0 {
        let records = count(result.quarantined, "record", "records");
        let _ = writeln!(
            text,
            "{records} could not be read and were set aside; the others went on."
        );
    }
    for note in &result.notes {
        let _ = writeln!(text, "{}.", plain(note));
    }
    for part in &result.partial {
        let _ = writeln!(
            text,
            "Not read: {} of {} ({})",
            plain(&part.what),
            part.source,
            plain(&part.reason)
        );
    }
    text
}

fn amount(row: &ListRow) -> String {
    match (&row.amount, &row.currency) {
        (Some(amount), Some(currency)) => format!("{amount} {currency}"),
        (Some(amount), None) => amount.clone(),
        _ => String::new(),
    }
}

pub fn list(result: &ListResult) -> String {
    let mut text = rows(result.rows.iter());
    let _ = write!(text, "{} of {}", result.rows.len(), documents(result.total));
    if let Some(as_of) = &result.as_of {
        let _ = write!(text, ", as of {as_of}");
    }
    text
}

/// Rows of the status table below their heading.
pub fn rows<'a>(rows: impl Iterator<Item = &'a ListRow>) -> String {
    let mut text = format!(
        "{:<13}  {:<14}  {:<16}  {:<26}  {:>16}  {:<10}  {}\n",
        "State", "Document", "Number", "Supplier", "Amount", "Date", "What holds it back"
    );
    for row in rows {
        let _ = writeln!(
            text,
            "{:<13}  {:<14}  {:<16}  {:<26}  {:>16}  {:<10}  {}",
            state_words(&row.state),
            row.reference,
            cut(row.number.as_deref().unwrap_or(""), 16),
            cut(&row.supplier, 26),
            amount(row),
            row.date.as_deref().unwrap_or(""),
            cut(row.headline.as_deref().unwrap_or(""), 70),
        );
    }
    text
}

pub fn steps(text: &mut String, steps: &[StepItem]) {
    for (number, step) in steps.iter().enumerate() {
        let _ = writeln!(text, "  {}. {}", number + 1, plain(&step.text));
        if let Some(url) = &step.url {
            let _ = writeln!(text, "     {}", plain(url));
        }
    }
}

pub fn finding(text: &mut String, finding: &FindingItem) {
    let _ = writeln!(
        text,
        "\n{} ({}, {})",
        plain(&finding.headline),
        finding.class,
        finding.confidence
    );
    let _ = writeln!(text, "  {}", plain(&finding.cause));
    steps(text, &finding.steps);
    let _ = writeln!(text, "  Who: {}", finding.who_words);
    if let Some(error) = &finding.error_text {
        let _ = writeln!(text, "  Reported: {}", plain(error));
    }
}

pub fn document(result: &ShowResult) -> String {
    let row = &result.row;
    let mut text = format!(
        "{} {} · {} · {}\n{}, proof: {}\n",
        row.kind,
        plain(row.number.as_deref().unwrap_or(&row.reference)),
        plain(&row.supplier),
        amount(row),
        state_words(&row.state),
        row.proof,
    );
    if let (Some(since), Some(event)) = (&row.due_since, &row.due_event) {
        let _ = writeln!(text, "Due since {since} ({event})");
    }
    if let Some(reason) = &result.handled_reason {
        let _ = writeln!(text, "Set aside: {}", plain(reason));
    }
    for item in &result.findings {
        finding(&mut text, item);
    }
    if !result.differences.is_empty() {
        let _ = writeln!(
            text,
            "\n{:<14}  {:<30}  {:<30}",
            "Field", "ProcurementExpress", "QuickBooks Online"
        );
        for difference in &result.differences {
            let value = |value: &Option<String>| cut(value.as_deref().unwrap_or("–"), 30);
            let (ours, booked) = (value(&difference.procurement), value(&difference.quickbooks));
            let _ = writeln!(text, "{:<14}  {ours:<30}  {booked:<30}", difference.field);
        }
    }
    if !result.evidence.is_empty() {
        text.push_str("\nLooked at\n");
        for item in &result.evidence {
            let _ = writeln!(
                text,
                "  {} {}: {}",
                item.at.as_deref().unwrap_or(""),
                item.source,
                plain(&item.text)
            );
        }
    }
    if !result.lines.is_empty() {
        text.push_str("\nLines\n");
        for line in &result.lines {
            let (account, amount) = (
                line.account.as_deref().unwrap_or(""),
                line.amount.as_deref().unwrap_or(""),
            );
            let _ = writeln!(
                text,
                "  {:<40}  {:<30}  {amount:>12}",
                cut(&line.description, 40),
                cut(account, 30)
            );
        }
    }
    if !result.history.is_empty() {
        text.push_str("\nHistory\n");
        for entry in &result.history {
            let (at, who) = (entry.at.as_deref().unwrap_or(""), entry.who.as_deref().unwrap_or(""));
            let _ = writeln!(text, "  {at} {}: {}", plain(who), plain(&entry.text));
        }
    }
    for note in &result.notes {
        let _ = writeln!(text, "\nNote: {}", plain(note));
    }
    for link in [&result.links.procurement, &result.links.quickbooks]
        .into_iter()
        .flatten()
    {
        let _ = writeln!(text, "{}", plain(link));
    }
    text
}

pub fn causes(result: &CausesResult) -> String {
    let mut text = String::new();
    for trouble in &result.company {
        company_trouble(&mut text, trouble);
    }
    for one in &result.causes {
        cause(&mut text, one, "wait");
    }
    if text.is_empty() {
        return "Nothing is held back.".to_owned();
    }
    text
}

/// What concerns the whole company.
pub fn company_trouble(text: &mut String, trouble: &CompanyTroubleItem) {
    let _ = writeln!(text, "The whole company: {}", plain(&trouble.headline));
    let _ = writeln!(text, "  {}", plain(&trouble.cause));
    if let (Some(first), Some(last)) = (&trouble.first_at, &trouble.last_at) {
        let _ = writeln!(text, "  Reported from {first} to {last}");
    }
    if !trouble.over {
        steps(text, &trouble.steps);
        let _ = writeln!(text, "  Who: {}", trouble.who_words);
    }
    text.push('\n');
}

/// One cause; its documents wait, or would.
pub fn cause(text: &mut String, cause: &CauseItem, verb: &str) {
    let totals: Vec<String> = cause.totals.iter().map(total).collect();
    let plural = if verb == "wait" && cause.documents.len() == 1 {
        "s"
    } else {
        ""
    };
    let _ = writeln!(text, "{}", plain(&cause.headline));
    let _ = write!(
        text,
        "  {} {verb}{plural}: {}",
        documents(cause.documents.len()),
        totals.join(", ")
    );
    if let Some(days) = cause.oldest_days {
        let days = count(usize::try_from(days).unwrap_or(0), "day", "days");
        let _ = write!(text, "; the oldest for {days}");
    }
    let _ = writeln!(text, "\n  {}", cause.id);
    if cause.resolved && cause.ready.len() < cause.documents.len() {
        let _ = writeln!(
            text,
            "  The cause is gone. The sync of {} may still be on its way after the edit.",
            documents(cause.documents.len() - cause.ready.len())
        );
        if !cause.ready.is_empty() {
            let _ = writeln!(text, "  Left to resend: clearpost resend {}", cause.ready.join(" "));
        }
    } else if cause.resolved {
        let _ = writeln!(
            text,
            "  The cause is gone. Resend {}: clearpost resend --cause {}",
            if cause.documents.len() == 1 {
                "it"
            } else {
                "all of them"
            },
            cause.id
        );
    } else if !cause.ready.is_empty() {
        let _ = writeln!(
            text,
            "  It is gone for {}: {}",
            cause.ready.len(),
            cause.ready.join(" ")
        );
    }
    steps(text, &cause.steps);
    let _ = writeln!(text, "  Who: {}\n", cause.who_words);
}

pub fn total(total: &Total) -> String {
    format!("{} {}", total.amount, total.currency)
}

pub fn explanation(result: &ExplainResult) -> String {
    let mut text = format!(
        "{} ({}, {})\n{}\n",
        plain(&result.headline),
        result.class,
        result.confidence,
        plain(&result.cause)
    );
    steps(&mut text, &result.steps);
    if !result.alternatives.is_empty() {
        let others: Vec<&str> = result.alternatives.iter().map(|other| other.class.as_str()).collect();
        let _ = writeln!(text, "Could also be: {}", others.join(", "));
    }
    text
}

pub fn checked(result: &CheckResult) -> String {
    let mut text = String::new();
    for check in &result.checks {
        let sign = match check.state.as_str() {
            "holds" => "ok  ",
            "notice" => "note",
            _ => "FAIL",
        };
        let _ = writeln!(text, "{sign}  {}: {}", plain(&check.title), plain(&check.text));
        for step in &check.steps {
            let _ = writeln!(text, "      - {}", plain(&step.text));
        }
    }
    text
}

pub fn exported(result: &ExportResult) -> String {
    format!("{} written to {}", documents(result.rows), result.path)
}

pub fn bundled(result: &ExportResult) -> String {
    format!(
        "{} written to {}. Look at them before you send them; message.txt is the ready message.",
        count(result.rows, "file", "files"),
        result.path
    )
}
