//! One row of the status table from what was concluded of a document.

use clearpost_domain::{Difference, DifferenceField, Document, Finding, SyncState, Verdict};
use clearpost_store::StatusRow;

pub(crate) fn status_row(document: &Document, verdict: &Verdict, findings: &[Finding]) -> StatusRow {
    let mut classes = Vec::new();
    for finding in findings {
        if !classes.contains(&finding.class) {
            classes.push(finding.class);
        }
    }
    let headline = findings
        .first()
        .map(|finding| finding.headline.clone())
        .or_else(|| headline(document, verdict));
    StatusRow {
        reference: document.reference,
        number: document
            .number
            .clone()
            .or_else(|| document.approval_key.clone())
            .unwrap_or_default(),
        supplier: document.supplier_name.clone(),
        amount: document.gross.or(document.net),
        currency: document.currency,
        date: document.date(),
        procurement_status: document.status.word().to_owned(),
        state: verdict.state,
        proof: verdict.proof,
        classes,
        headline: headline.unwrap_or_default(),
        counterpart: verdict.counterpart.clone(),
        due: verdict.due,
        archived: document.archived,
        cause_id: findings.first().map(Finding::cause_id),
    }
}

/// A headline for a document without findings, where its state calls for one.
fn headline(document: &Document, verdict: &Verdict) -> Option<String> {
    match verdict.state {
        SyncState::Differs | SyncState::Pending => verdict.differences.first().map(|first| {
            let others = verdict.differences.len() - 1;
            let told = difference_words(document, first);
            if others == 0 {
                told
            } else {
                format!("{told}; {others} more differ")
            }
        }),
        SyncState::Missing => Some("Not in QuickBooks Online, and no error is reported".to_owned()),
        SyncState::Unknown if !verdict.candidates.is_empty() => Some(format!(
            "{} equally good matches in QuickBooks Online",
            verdict.candidates.len()
        )),
        SyncState::Unknown => verdict.evidence.last().map(|evidence| evidence.text.clone()),
        SyncState::Failed | SyncState::Synced | SyncState::NotDue | SyncState::Handled => None,
    }
}

fn difference_words(document: &Document, difference: &Difference) -> String {
    let ours = difference.procurement.as_deref().unwrap_or("none");
    let booked = difference.quickbooks.as_deref().unwrap_or("none");
    match difference.field {
        DifferenceField::Status => format!("The {} is {ours}, yet it is in the books", document.kind()),
        DifferenceField::Link => format!("The bill is not linked to purchase order {ours}"),
        field => {
            let name = difference_name(field);
            let mut letters = name.chars();
            let name: String = letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .chain(letters)
                .collect();
            format!("{name} is {ours}, in QuickBooks {booked}")
        }
    }
}

/// What a field is called in the middle of a sentence.
pub(crate) fn difference_name(field: DifferenceField) -> String {
    match field {
        DifferenceField::Vendor => "vendor".to_owned(),
        DifferenceField::Number => "number".to_owned(),
        DifferenceField::Date => "date".to_owned(),
        DifferenceField::DueDate => "due date".to_owned(),
        DifferenceField::Currency => "currency".to_owned(),
        DifferenceField::Total => "total".to_owned(),
        DifferenceField::Tax => "tax".to_owned(),
        DifferenceField::Status => "status".to_owned(),
        DifferenceField::Link => "link to the purchase order".to_owned(),
        DifferenceField::LineCount => "number of lines".to_owned(),
        DifferenceField::LineAccount(line) => format!("account of line {line}"),
        DifferenceField::LineAmount(line) => format!("amount of line {line}"),
        DifferenceField::LineClass(line) => format!("class of line {line}"),
        DifferenceField::LineCustomer(line) => format!("customer of line {line}"),
    }
}
