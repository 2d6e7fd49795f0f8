//! Records of QuickBooks as the domain knows them. Absent attributes mean null there, and unknown
//! ones appear without notice (quickbooks-online-api §2.5).

use chrono::{DateTime, Utc};
use clearpost_domain::{
    AccountFacts, BookLine, Entity, LinkedTransaction, ListKind, ListRecord, Transaction, TransactionKey,
};
use serde_json::value::RawValue;

use crate::fields::Fields;
use crate::page::Unreadable;

/// What a record is read from. Its id is known before anything else can fail.
fn open(raw: &RawValue) -> Result<(Fields<'_>, String), Unreadable> {
    let fields = Fields::parse(raw.get()).ok_or_else(|| Unreadable::because("not an object"))?;
    let id = fields.text("Id").ok_or_else(|| Unreadable::because("no Id"))?;
    Ok((fields, id))
}

pub(super) fn is_deleted(raw: &RawValue) -> bool {
    Fields::parse(raw.get())
        .and_then(|fields| fields.text("status"))
        .is_some_and(|status| status.eq_ignore_ascii_case("deleted"))
}

/// The id of a record that cdc reports as deleted.
pub(super) fn deleted_id(raw: &RawValue) -> Result<String, Unreadable> {
    open(raw).map(|(_, id)| id)
}

pub(super) fn list_record(kind: ListKind, raw: &RawValue) -> Result<ListRecord, Unreadable> {
    let (fields, id) = open(raw)?;
    read_list_record(kind, &fields, id.clone()).map_err(|why| why.of(Some(id)))
}

fn read_list_record(kind: ListKind, fields: &Fields<'_>, id: String) -> Result<ListRecord, Unreadable> {
    let (first, second) = match kind {
        ListKind::Vendor | ListKind::Customer | ListKind::Employee => ("DisplayName", "Name"),
        _ => ("Name", "DisplayName"),
    };
    let full_name = fields.text("FullyQualifiedName");
    let name = fields
        .text(first)
        .or_else(|| fields.text(second))
        .or_else(|| full_name.clone())
        .ok_or_else(|| Unreadable::because("no name"))?;
    Ok(ListRecord {
        kind,
        id,
        name,
        full_name,
        active: fields.flag("Active").unwrap_or(true),
        currency: reference(fields, "CurrencyRef").and_then(|(id, _)| id?.parse().ok()),
        account: (kind == ListKind::Account).then(|| AccountFacts {
            account_type: fields.text("AccountType").unwrap_or_default(),
            number: fields.text("AcctNum"),
        }),
        balance: if kind == ListKind::Vendor {
            fields.money("Balance")?
        } else {
            None
        },
        updated_at: updated_at(fields),
    })
}

pub(super) fn transaction(entity: Entity, raw: &RawValue, now: DateTime<Utc>) -> Result<Transaction, Unreadable> {
    let (fields, id) = open(raw)?;
    // A transaction's id becomes part of addresses; only tax codes have ids such as `NON`.
    if !super::is_id(&id) {
        return Err(Unreadable::because("no usable id").of(Some(id)));
    }
    read_transaction(entity, &fields, id.clone(), now).map_err(|why| why.of(Some(id)))
}

fn read_transaction(
    entity: Entity,
    fields: &Fields<'_>,
    id: String,
    now: DateTime<Utc>,
) -> Result<Transaction, Unreadable> {
    let (vendor, vendor_name) = reference(fields, "VendorRef").unwrap_or_default();
    let rows = fields.objects("Line");
    let mut links = Vec::new();
    add_links(&mut links, fields);
    for row in &rows {
        add_links(&mut links, row);
    }
    let tax = match fields.object("TxnTaxDetail") {
        Some(detail) => detail.money("TotalTax")?,
        None => None,
    };
    Ok(Transaction {
        key: TransactionKey { entity, id },
        number: fields.text("DocNumber"),
        vendor,
        vendor_name,
        date: fields.date("TxnDate"),
        due_date: fields.date("DueDate"),
        currency: reference(fields, "CurrencyRef").and_then(|(id, _)| id?.parse().ok()),
        total: fields.money("TotalAmt")?,
        tax,
        balance: fields.money("Balance")?,
        order_status: if entity == Entity::PurchaseOrder {
            fields.text("POStatus")
        } else {
            None
        },
        links,
        lines: rows.iter().map(line).collect(),
        created_at: fields.object("MetaData").and_then(|meta| meta.instant("CreateTime")),
        updated_at: updated_at(fields),
        deleted_at: None,
        read_at: now,
    })
}

fn line(row: &Fields<'_>) -> BookLine {
    // The detail object is named like the line's DetailType (quickbooks-online-api §6.5).
    let detail = row
        .text("DetailType")
        .and_then(|name| row.object(&name))
        .or_else(|| row.object("AccountBasedExpenseLineDetail"))
        .or_else(|| row.object("ItemBasedExpenseLineDetail"))
        .unwrap_or_default();
    let (account, account_name) = reference(&detail, "AccountRef").unwrap_or_default();
    let id_of = |key: &str| reference(&detail, key).and_then(|(id, _)| id);
    BookLine {
        id: row.text("Id"),
        kind: row.text("DetailType"),
        description: row.text("Description"),
        amount: row.line_amount("Amount"),
        account,
        account_name,
        class: id_of("ClassRef"),
        customer: id_of("CustomerRef"),
    }
}

/// `{"value": "30", "name": "..."}`; some tools write the bare id.
fn reference(fields: &Fields<'_>, key: &str) -> Option<(Option<String>, Option<String>)> {
    match fields.object(key) {
        Some(object) => Some((object.text("value"), object.text("name"))),
        None => Some((Some(fields.text(key)?), None)),
    }
}

fn add_links(links: &mut Vec<LinkedTransaction>, fields: &Fields<'_>) {
    for link in fields.objects("LinkedTxn") {
        if let (Some(kind), Some(id)) = (link.text("TxnType"), link.text("TxnId")) {
            let link = LinkedTransaction { kind, id };
            if !links.contains(&link) {
                links.push(link);
            }
        }
    }
}

fn updated_at(fields: &Fields<'_>) -> Option<DateTime<Utc>> {
    fields.object("MetaData")?.instant("LastUpdatedTime")
}
