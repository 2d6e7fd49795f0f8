//! What lies ahead as plain text for people: the forecast, near names, the closing-date radar.

use std::fmt::Write as _;

use clearpost_api::dto::{ForecastResult, RadarPart, RadarResult, TwinsResult};

use crate::print::{self, plain};

pub fn forecast(result: &ForecastResult) -> String {
    let mut text = String::new();
    for trouble in &result.company {
        print::company_trouble(&mut text, trouble);
    }
    for cause in &result.causes {
        print::cause(&mut text, cause, "would wait");
    }
    if !result.documents.is_empty() {
        text.push_str(&print::rows(result.documents.iter().map(|one| &one.row)));
    }
    if !result.doubtful.is_empty() {
        text.push_str("\nThese may fail; only the service's answer tells\n");
        text.push_str(&print::rows(result.doubtful.iter().map(|one| &one.row)));
    }
    let _ = writeln!(
        text,
        "{} not due yet: {} would fail if they synced now, {} may",
        print::documents(result.looked_at),
        result.documents.len(),
        result.doubtful.len()
    );
    if result.without_lines > 0 {
        let _ = writeln!(
            text,
            "The lines of {} are not known, so their accounts were not looked at; clearpost show reads them.",
            result.without_lines
        );
    }
    text
}

pub fn twins(result: &TwinsResult) -> String {
    let mut text = String::new();
    for group in &result.groups {
        let _ = writeln!(
            text,
            "{} ({}, {})",
            plain(&group.headline),
            group.likeness,
            group.action
        );
        for twin in &group.twins {
            let state = match (twin.active, twin.list.as_str()) {
                (true, _) => "active",
                (false, "supplier") => "archived",
                (false, _) => "inactive",
            };
            let _ = writeln!(
                text,
                "  {:<9}  {:<12}  {:<40}  {state:<8}  {}",
                twin.list,
                plain(&twin.id),
                plain(&twin.name),
                print::documents(twin.documents.len())
            );
        }
        print::steps(&mut text, &group.steps);
        text.push('\n');
    }
    let groups = print::count(result.groups.len(), "group", "groups");
    let _ = writeln!(
        text,
        "{} compared: {groups} of near names",
        print::count(result.names, "name", "names")
    );
    text
}

pub fn radar(result: &RadarResult) -> String {
    let mut text = match (&result.closing_date, result.closing_source.as_deref()) {
        (Some(date), Some("quickbooks")) => format!("The books are closed up to {date}, as QuickBooks shows.\n"),
        (Some(date), _) => format!("The books are closed up to {date}, as typed in.\n"),
        (None, _) => "No closing date is known; say it with --closing-date.\n".to_owned(),
    };
    let _ = writeln!(text, "The next closing date is {}.", result.next_close);
    part(
        &mut text,
        "Dated in the closed period, and not in the books as they should be",
        &result.closed,
    );
    part(&mut text, "To arrive before the next closing date", &result.before_next);
    part(
        &mut text,
        "Not approved yet, and dated up to the next closing date",
        &result.not_due,
    );
    text
}

fn part(text: &mut String, title: &str, part: &RadarPart) {
    let totals: Vec<String> = part.totals.iter().map(print::total).collect();
    let totals = if totals.is_empty() {
        String::new()
    } else {
        format!(" ({})", totals.join(", "))
    };
    let _ = writeln!(text, "\n{title}: {}{totals}", print::documents(part.documents.len()));
    if !part.documents.is_empty() {
        text.push_str(&print::rows(part.documents.iter()));
    }
}
