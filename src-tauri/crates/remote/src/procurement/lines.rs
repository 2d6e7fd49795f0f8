//! What only a detail answer holds: lines, history, approval.

use chrono::{DateTime, Utc};
use clearpost_domain::{AccountLabel, Attachment, Author, DocumentId, HistoryEntry, HistorySource, Line};

use super::references;
use crate::fields::Fields;

pub(super) fn of_order(fields: &Fields<'_>) -> Vec<Line> {
    lines(fields, "purchase_order_items", "gross_amount")
}

pub(super) fn of_invoice(fields: &Fields<'_>) -> Vec<Line> {
    lines(fields, "invoice_line_items", "calculated_gross_amount")
}

fn lines(fields: &Fields<'_>, key: &str, gross: &str) -> Vec<Line> {
    let mut rows: Vec<Fields<'_>> = fields
        .objects(key)
        .into_iter()
        .filter(|row| row.text("deleted_at").is_none())
        .collect();
    rows.sort_by_key(|row| row.whole("sequence_no").unwrap_or(u64::MAX));
    rows.iter()
        .zip(1..)
        .map(|(row, number)| {
            let named = |key: &str| {
                let object = row.object(key)?;
                object.text("fully_qualified_name").or_else(|| object.text("name"))
            };
            Line {
                number,
                description: row.text("description").unwrap_or_default(),
                account: row.object("chart_of_account").and_then(|account| account_of(&account)),
                net: row.line_amount("net_amount"),
                gross: row.line_amount(gross),
                class: named("quickbooks_class"),
                customer: named("qbo_customer"),
                billable: row.text("billable_status"),
                tax_rate: row.text("tax_rate_id"),
                // An order's own lines name the order they are on.
                order: row
                    .whole("purchase_order_id")
                    .filter(|_| key != "purchase_order_items")
                    .map(DocumentId),
                mappings: references::mappings(row),
            }
        })
        .collect()
}

fn account_of(account: &Fields<'_>) -> Option<AccountLabel> {
    Some(AccountLabel {
        id: account.whole("id"),
        name: account.text("name").or_else(|| account.text("display_name"))?,
        number: account.text("account_number"),
        account_type: account.text("account_type"),
        archived: account.flag("archived").unwrap_or(false),
    })
}

/// The name of an invoice's payment terms, from the list that comes with it.
pub(super) fn terms(fields: &Fields<'_>) -> Option<String> {
    let chosen = fields.whole("payment_term_id")?;
    fields
        .objects("payment_terms_list")
        .into_iter()
        .find(|term| term.whole("id") == Some(chosen))?
        .text("name")
}

/// The files of an invoice. Their addresses are left out: they open without signing in.
pub(super) fn attachments(fields: &Fields<'_>, key: &str) -> Vec<Attachment> {
    fields
        .objects(key)
        .into_iter()
        .filter_map(|file| {
            Some(Attachment {
                name: file.text("file_file_name")?,
                kind: file.text("file_content_type"),
                size: file.whole("file_file_size"),
            })
        })
        .collect()
}

/// Oldest first. The plain `comment` is taken, never the HTML form beside it.
pub(super) fn history(fields: &Fields<'_>, lists: &[(&str, HistorySource)]) -> Vec<HistoryEntry> {
    let mut entries: Vec<HistoryEntry> = lists
        .iter()
        .flat_map(|(key, source)| {
            fields.objects(key).into_iter().filter_map(|entry| {
                Some(HistoryEntry {
                    id: entry.whole("id").unwrap_or(0),
                    at: entry.instant("created_at"),
                    author: Author {
                        id: entry.whole("creator_id"),
                        name: entry
                            .text("creator_name")
                            .or_else(|| entry.text("comment_display_name")),
                    },
                    source: *source,
                    text: entry.text("comment")?,
                })
            })
        })
        .collect();
    entries.sort_by_key(|entry| (entry.at, entry.id));
    entries
}

/// Whether an element of these lists is none that can be read, or its text or time is of a kind that neither
/// can be. What is absent or null is no such thing.
pub(super) fn is_partial(fields: &Fields<'_>, lists: &[&str]) -> bool {
    let is_read =
        |key: &str, entry: &Fields<'_>| entry.raw(key).is_none_or(|value| !value.get().starts_with(['{', '[']));
    let mut elements = lists.iter().flat_map(|key| fields.list(key));
    elements.any(|element| {
        let entry = Fields::parse(element.get());
        !entry.is_some_and(|entry| ["comment", "created_at"].iter().all(|key| is_read(key, &entry)))
    })
}

/// When an order was approved: the newest step that approved it.
pub(super) fn approval(fields: &Fields<'_>) -> Option<DateTime<Utc>> {
    let flows = fields.objects("approvers_with_flow");
    flows
        .iter()
        .flat_map(|flow| flow.objects("requests"))
        .filter(|request| {
            request
                .text("status")
                .is_some_and(|status| status.eq_ignore_ascii_case("approved"))
        })
        .filter_map(|request| request.instant("updated_at"))
        .max()
        .or_else(|| flows.iter().filter_map(|flow| flow.instant("last_approval_date")).max())
}
