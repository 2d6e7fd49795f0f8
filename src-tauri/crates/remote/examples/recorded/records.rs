//! Records of the modelled kinds, read by the product and compared with a plain reading of the JSON.

use clearpost_domain::{Currency, Entity, ListKind, ListRecord, Transaction};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::answers::Found;
use crate::server::{self, Server, now};

pub async fn check(word: &'static str, rows: &[Value]) -> Result<Found, String> {
    // A request that is to be sent has no id yet; it must be set aside.
    let readable = rows.iter().filter(|row| row.get("Id").is_some());
    let readable: Vec<&Value> = readable.collect();
    let body = json!({ "QueryResponse": { word: rows } });
    let client = Server::start([server::json(body.to_string())]).await.quickbooks();
    let wrong = |error| format!("{error:?}");
    let (read, aside) = if let Ok(kind) = word.parse::<ListKind>() {
        let page = client.list(kind, None, 1).await.map_err(wrong)?;
        for (record, row) in page.items.iter().zip(&readable) {
            list_record(record, row).map_err(|field| format!("{field} of {} {}", kind, record.id))?;
        }
        (page.items.len(), page.quarantined)
    } else {
        let entity: Entity = word.parse().map_err(|_| format!("{word} is not modelled"))?;
        let page = client.transactions(entity, 1, now()).await.map_err(wrong)?;
        for (transaction, row) in page.items.iter().zip(&readable) {
            self::transaction(transaction, row).map_err(|field| format!("{field} of {}", transaction.key))?;
        }
        (page.items.len(), page.quarantined)
    };
    if read != readable.len() || aside.len() != rows.len() - readable.len() {
        return Err(format!("{read} of {} read; set aside: {aside:?}", rows.len()));
    }
    Ok(vec![(word, read)])
}

fn list_record(record: &ListRecord, row: &Value) -> Result<(), &'static str> {
    let name = row.get("DisplayName").or(row.get("Name"));
    same("id", Some(record.id.as_str()), row.get("Id"))?;
    same("name", Some(record.name.as_str()), name)?;
    same("full name", record.full_name.as_deref(), row.get("FullyQualifiedName"))?;
    same(
        "currency",
        record.currency.as_ref().map(Currency::as_str),
        row.pointer("/CurrencyRef/value"),
    )?;
    if record.active != row.get("Active").and_then(Value::as_bool).unwrap_or(true) {
        return Err("activity");
    }
    if let Some(account) = &record.account {
        same(
            "account type",
            Some(account.account_type.as_str()),
            row.get("AccountType"),
        )?;
        same("account number", account.number.as_deref(), row.get("AcctNum"))?;
    }
    if record.kind == ListKind::Vendor {
        amount("balance", record.balance, row.get("Balance"))?;
    }
    moment(
        "time of change",
        record.updated_at,
        row.pointer("/MetaData/LastUpdatedTime"),
    )
}

fn transaction(transaction: &Transaction, row: &Value) -> Result<(), &'static str> {
    same("id", Some(transaction.key.id.as_str()), row.get("Id"))?;
    same("number", transaction.number.as_deref(), row.get("DocNumber"))?;
    same("vendor", transaction.vendor.as_deref(), row.pointer("/VendorRef/value"))?;
    same(
        "date",
        transaction.date.map(|day| day.to_string()).as_deref(),
        row.get("TxnDate"),
    )?;
    same(
        "due date",
        transaction.due_date.map(|day| day.to_string()).as_deref(),
        row.get("DueDate"),
    )?;
    same(
        "currency",
        transaction.currency.as_ref().map(Currency::as_str),
        row.pointer("/CurrencyRef/value"),
    )?;
    same("status", transaction.order_status.as_deref(), row.get("POStatus"))?;
    amount("total", transaction.total, row.get("TotalAmt"))?;
    amount("balance", transaction.balance, row.get("Balance"))?;
    let count = row.get("Line").and_then(Value::as_array).map_or(0, Vec::len);
    if transaction.lines.len() != count {
        return Err("number of lines");
    }
    for link in row.get("LinkedTxn").and_then(Value::as_array).into_iter().flatten() {
        let (kind, id) = (link.get("TxnType"), link.get("TxnId"));
        let has = |kind: &Value, id: &Value| {
            let links = &transaction.links;
            links
                .iter()
                .any(|link| Some(link.kind.as_str()) == kind.as_str() && Some(link.id.as_str()) == id.as_str())
        };
        if !kind.zip(id).is_some_and(|(kind, id)| has(kind, id)) {
            return Err("links");
        }
    }
    moment(
        "time of change",
        transaction.updated_at,
        row.pointer("/MetaData/LastUpdatedTime"),
    )
}

fn same(field: &'static str, read: Option<&str>, said: Option<&Value>) -> Result<(), &'static str> {
    let said = said
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|text| !text.is_empty());
    if read == said { Ok(()) } else { Err(field) }
}

fn amount(field: &'static str, read: Option<Decimal>, said: Option<&Value>) -> Result<(), &'static str> {
    let said: Option<Decimal> = said.and_then(|value| value.to_string().parse().ok());
    if read == said { Ok(()) } else { Err(field) }
}

fn moment(
    field: &'static str,
    read: Option<chrono::DateTime<chrono::Utc>>,
    said: Option<&Value>,
) -> Result<(), &'static str> {
    let said = said
        .and_then(Value::as_str)
        .and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
    if read == said.map(|at| at.to_utc()) {
        Ok(())
    } else {
        Err(field)
    }
}
