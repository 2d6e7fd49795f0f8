//! Every field of a record spoilt in every way: nothing is lost in silence and nothing else suffers.

use clearpost_domain::Entity;
use clearpost_remote::{InvoiceFilter, OrderFilter, Page};

use crate::server::{Server, json, now};

const POISON: [&str; 14] = [
    "null",
    "\"\"",
    "\"x\"",
    "\"\\u0000\"",
    "true",
    "-1",
    "1e2",
    "1e999",
    "99999999999999999999999999999999999999",
    "[]",
    "[null]",
    "{}",
    "[[{\"id\":{}}]]",
    "{\"id\":[],\"value\":{}}",
];

/// The record once for each of its fields and each poison in it.
fn spoilt(fields: &[(&str, &str)]) -> Vec<String> {
    let mut rows = Vec::new();
    for (spoilt, _) in fields {
        for poison in POISON {
            let members: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("\"{key}\":{}", if key == spoilt { poison } else { value }))
                .collect();
            rows.push(format!("{{{}}}", members.join(",")));
        }
    }
    rows
}

/// Each row is either there or set aside, and only for an id, a status or an amount.
fn check<T>(page: &Page<T>, rows: usize) {
    assert_eq!(page.items.len() + page.quarantined.len(), rows);
    assert!(page.items.len() > page.quarantined.len());
    for row in &page.quarantined {
        let known = ["no usable id", "no Id", "no status", "is not an amount"];
        assert!(known.iter().any(|reason| row.reason.ends_with(reason)), "{row:?}");
        assert!(row.raw.starts_with('{'));
    }
}

#[tokio::test]
async fn orders_and_invoices() {
    let rows = spoilt(&[
        ("id", "7"),
        ("status", "\"approved\""),
        ("approval_key", "\"1-2\""),
        ("keywords", "\"1 a\""),
        ("supplier_name", "\"A\""),
        ("supplier", "{\"id\":1}"),
        ("currency", "{\"iso_code\":\"USD\"}"),
        ("created_at", "1768384800000"),
        ("issue_date", "1768384800"),
        ("total_gross_amount", "\"1.5\""),
        ("gross_amount", "1.5"),
        ("third_party_id_mappings", "[]"),
        ("purchase_order_references", "[]"),
        ("selected_purchase_order_ids", "[]"),
        ("qbo_sync_status", "1"),
    ]);
    let list = format!("[{}]", rows.join(","));
    let client = Server::start([json(list)]).await.procurement();
    check(&client.orders(1, OrderFilter::default()).await.unwrap(), rows.len());
    check(&client.invoices(1, InvoiceFilter::default()).await.unwrap(), rows.len());
}

#[tokio::test]
async fn details() {
    let rows = spoilt(&[
        ("id", "7"),
        ("status", "\"approved\""),
        ("histories", "[{\"id\":1,\"comment\":\"a\"}]"),
        ("comments", "[]"),
        ("invoice_line_items", "[{\"net_amount\":\"1\"}]"),
        ("supplier", "{}"),
        ("validation_date", "1768384800"),
    ]);
    let client = Server::start(rows.iter().map(json)).await.procurement();
    let mut read = 0;
    for _ in &rows {
        let reference = clearpost_domain::DocumentRef::invoice(7);
        read += usize::from(client.document(reference, now()).await.is_ok());
    }
    // Without a usable id or status there is no document; everything else is borne.
    assert!(read >= rows.len() - 2 * POISON.len());
}

#[tokio::test]
async fn bills() {
    let rows = spoilt(&[
        ("Id", "\"7\""),
        ("DocNumber", "\"A\""),
        ("TxnDate", "\"2026-05-10\""),
        ("VendorRef", "{\"value\":\"1\"}"),
        ("CurrencyRef", "{\"value\":\"USD\"}"),
        ("TotalAmt", "1.5"),
        ("Line", "[{\"Amount\":1}]"),
        ("LinkedTxn", "[]"),
        ("MetaData", "{}"),
        ("TxnTaxDetail", "{\"TotalTax\":1}"),
    ]);
    let answer = format!("{{\"QueryResponse\":{{\"Bill\":[{}]}}}}", rows.join(","));
    let client = Server::start([json(answer)]).await.quickbooks();
    check(&client.transactions(Entity::Bill, 1, now()).await.unwrap(), rows.len());
}
