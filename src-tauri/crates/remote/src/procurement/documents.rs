//! Orders, invoices and suppliers as the domain knows them.
//!
//! Only named fields are taken over: tokens and share keys of the answers have no place in a
//! document (procurementexpress-api §6.3).

use chrono::{DateTime, Utc};
use clearpost_domain::{Detail, Document, DocumentRef, HistorySource, Status, Supplier, SupplierId};

use super::{lines, references};
use crate::fields::{Fields, scalar_text};
use crate::page::Unreadable;

/// Documented keys that look like the probe's, but are inputs of the sync (procurementexpress-api §11.1).
const KNOWN: [&str; 6] = [
    "quickbooks_class_id",
    "qbo_customer_id",
    "quickbooks_class",
    "qbo_customer",
    "qbo_class",
    "is_quickbooks_connected",
];

pub(super) fn order(
    fields: &Fields<'_>,
    archived: bool,
    read_at: Option<DateTime<Utc>>,
) -> Result<Document, Unreadable> {
    let id = id(fields)?;
    let approval_key = fields.text("approval_key");
    let gross = fields.money("total_gross_amount")?;
    let net = match fields.money("total_net_amount")? {
        Some(net) => Some(net),
        None => fields.money("amount")?,
    };
    let nested = fields.object("supplier").unwrap_or_default();
    let detail = read_at.map(|read_at| Detail {
        read_at,
        approved_at: lines::approval(fields),
        updated_at: fields.instant("updated_at"),
        history: lines::history(fields, &[("purchase_order_comments", HistorySource::Comment)]),
        lines: lines::of_order(fields),
        supplier_archived: nested.flag("archived"),
        terms: None,
        attachments: lines::attachments(fields, "uploads"),
        is_partial: lines::is_partial(fields, &["purchase_order_comments", "purchase_order_items"]),
    });
    Ok(Document {
        reference: DocumentRef::order(id),
        number: order_number(approval_key.as_deref(), fields.text("keywords").as_deref()),
        approval_key,
        status: status(fields)?,
        archived: fields.flag("archived").unwrap_or(archived),
        supplier: fields
            .whole("supplier_id")
            .or_else(|| nested.whole("id"))
            .map(SupplierId),
        supplier_name: supplier_name(fields, &nested),
        currency: currency(fields),
        gross,
        net,
        tax: gross.zip(net).and_then(|(gross, net)| gross.checked_sub(net)),
        issue_date: None,
        due_date: None,
        validated_on: None,
        created_at: fields.instant("created_at"),
        submitted_at: fields.instant("submitted_on"),
        orders: Vec::new(),
        mappings: references::mappings(fields),
        probed: probed(fields),
        detail,
    })
}

pub(super) fn invoice(
    fields: &Fields<'_>,
    archived: bool,
    read_at: Option<DateTime<Utc>>,
) -> Result<Document, Unreadable> {
    let id = id(fields)?;
    let gross = fields.money("gross_amount")?;
    let net = fields.money("net_amount")?;
    let tax = match fields.money("tax_amount")? {
        Some(tax) => Some(tax),
        None => gross.zip(net).and_then(|(gross, net)| gross.checked_sub(net)),
    };
    let nested = fields.object("supplier").unwrap_or_default();
    let detail = read_at.map(|read_at| Detail {
        read_at,
        approved_at: fields.instant("validation_date"),
        updated_at: fields.instant("updated_at"),
        history: lines::history(
            fields,
            &[
                ("histories", HistorySource::History),
                ("comments", HistorySource::Comment),
            ],
        ),
        lines: lines::of_invoice(fields),
        supplier_archived: nested.flag("archived"),
        terms: lines::terms(fields),
        attachments: lines::attachments(fields, "supplier_invoice_uploads"),
        is_partial: lines::is_partial(fields, &["histories", "comments", "invoice_line_items"]),
    });
    Ok(Document {
        reference: DocumentRef::invoice(id),
        number: fields.text("invoice_number"),
        approval_key: None,
        status: status(fields)?,
        // No `archived` on invoices: what can be taken out of the archive is in it.
        archived: fields
            .flag("archived")
            .unwrap_or_else(|| archived || fields.flag("can_dearchive") == Some(true)),
        supplier: fields
            .whole("supplier_id")
            .or_else(|| nested.whole("id"))
            .map(SupplierId),
        supplier_name: supplier_name(fields, &nested),
        currency: currency(fields),
        gross,
        net,
        tax,
        issue_date: fields.date("issue_date"),
        due_date: fields.date("due_date"),
        validated_on: fields.date("validation_date"),
        created_at: fields.instant("created_at"),
        submitted_at: None,
        orders: references::orders_of(fields),
        mappings: references::mappings(fields),
        probed: probed(fields),
        detail,
    })
}

pub(super) fn supplier(fields: &Fields<'_>, archived: bool) -> Result<Supplier, Unreadable> {
    Ok(Supplier {
        id: SupplierId(id(fields)?),
        name: fields.text("name").ok_or_else(|| Unreadable::because("no name"))?,
        archived: fields.flag("archived").unwrap_or(archived),
        email: fields.text("email"),
        mappings: references::mappings(fields),
    })
}

fn id(fields: &Fields<'_>) -> Result<u64, Unreadable> {
    fields.whole("id").ok_or_else(|| Unreadable::because("no usable id"))
}

fn status(fields: &Fields<'_>) -> Result<Status, Unreadable> {
    fields
        .text("status")
        .map(Status::from)
        .ok_or_else(|| Unreadable::because("no status"))
}

/// There is no number field: the approval key starts with it, and so do the keywords
/// (procurementexpress-api §5).
fn order_number(approval_key: Option<&str>, keywords: Option<&str>) -> Option<String> {
    let leading = approval_key.and_then(|key| key.split('-').next()).map(str::trim);
    if let Some(leading) = leading.filter(|leading| !leading.is_empty()) {
        return Some(leading.to_owned());
    }
    keywords
        .and_then(|words| words.split_whitespace().next())
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .or(approval_key)
        .map(str::to_owned)
}

fn supplier_name(fields: &Fields<'_>, nested: &Fields<'_>) -> String {
    fields
        .text("supplier_name")
        .or_else(|| nested.text("name"))
        .unwrap_or_default()
}

fn currency(fields: &Fields<'_>) -> Option<clearpost_domain::Currency> {
    fields
        .currency("currency_iso_code")
        .or_else(|| fields.object("currency")?.currency("iso_code"))
        .or_else(|| fields.currency("currency"))
}

/// Fields that no documentation knows but that would tell the sync state (procurementexpress-api §11.2).
fn probed(fields: &Fields<'_>) -> Vec<(String, String)> {
    fields
        .iter()
        .filter(|(key, _)| looks_like_sync_state(key))
        .filter_map(|(key, value)| {
            let text = if value.get() == "null" {
                Some(String::new())
            } else {
                scalar_text(value)
            }?;
            (text.chars().count() <= 200).then(|| (key.to_owned(), text))
        })
        .collect()
}

fn looks_like_sync_state(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    (lower.contains("quickbooks") || lower.contains("qbo"))
        && ["status", "sync", "export", "error", "id"]
            .iter()
            .any(|word| lower.contains(word))
        && !KNOWN.contains(&lower.as_str())
        && !lower.contains("token")
}
