//! What people do in the two services, and what it makes of the truth.

use crate::harness::{Sim, path, sim};
use reqwest::Method;
use serde_json::{Value, json};

impl Sim {
    async fn open_books(&self) {
        self.act(json!({"do": "open_books"})).await;
    }

    async fn state(&self, name: &str) -> String {
        self.truth_of(name).await["state"].as_str().expect("a state").to_owned()
    }

    /// The bills or orders in QuickBooks with a document's number.
    async fn records(&self, name: &str) -> Vec<Value> {
        let detail = self.pe_get(&path(name)).await;
        let (entity, number) = match detail["invoice_number"].as_str() {
            Some(number) => ("Bill", number),
            None => (
                "PurchaseOrder",
                detail["approval_key"]
                    .as_str()
                    .and_then(|key| key.split('-').next())
                    .expect("a key"),
            ),
        };
        let answer = self
            .query(&format!("SELECT * FROM {entity} WHERE DocNumber = '{number}'"))
            .await;
        answer["QueryResponse"][entity].as_array().cloned().unwrap_or_default()
    }

    async fn refused(&self, body: Value) -> String {
        let answer = self.control(Method::POST, "/act", Some(body)).await;
        answer["error"].as_str().expect("a refusal").to_owned()
    }
}

#[tokio::test]
async fn merging_moves_transactions_and_ends_the_losing_vendor() {
    let sim = sim().await;
    let name = sim.find("synced", None, "invoice").await;
    let losing = sim.records(&name).await[0]["VendorRef"]["value"].clone();
    let other = sim
        .query("SELECT * FROM Vendor WHERE DisplayName = 'City of Austin'")
        .await;
    let surviving = other["QueryResponse"]["Vendor"][0]["Id"].clone();
    sim.act(json!({"do": "merge_vendors", "vendor": losing, "into": surviving}))
        .await;
    assert_eq!(sim.records(&name).await[0]["VendorRef"]["value"], surviving);
    let gone = sim
        .qb_get(&format!("/vendor/{}", losing.as_str().expect("an id")))
        .await;
    assert_eq!(gone["Fault"]["Error"][0]["code"], "610");
    // The supplier is nobody there any more.
    assert_eq!(sim.state(&name).await, "differs");
    let supplier = sim.pe_get(&path(&name)).await["supplier"].clone();
    sim.act(json!({"do": "rename_supplier", "supplier": supplier["id"], "name": "City of Austin"}))
        .await;
    assert_eq!(sim.state(&name).await, "synced");
}

#[tokio::test]
async fn a_duplicate_vendor_is_a_near_equal_twin() {
    let sim = sim().await;
    let vendor = sim
        .query("SELECT * FROM Vendor WHERE DisplayName = 'Alder Tools'")
        .await;
    let id = vendor["QueryResponse"]["Vendor"][0]["Id"].clone();
    sim.act(json!({"do": "duplicate_vendor", "vendor": id})).await;
    let twins = sim
        .query("SELECT * FROM Vendor WHERE DisplayName LIKE 'Alder Tools%'")
        .await;
    assert_eq!(twins["QueryResponse"]["maxResults"], 2);
    assert!(
        sim.refused(json!({"do": "duplicate_vendor", "vendor": id}))
            .await
            .contains("6240")
    );
}

#[tokio::test]
async fn what_was_deleted_can_be_entered_again_by_hand() {
    let sim = sim().await;
    sim.open_books().await;
    let name = sim.find("synced", None, "invoice").await;
    assert!(
        sim.refused(json!({"do": "recreate_in_quickbooks", "ref": name}))
            .await
            .contains("deleted")
    );
    sim.act(json!({"do": "delete_in_quickbooks", "ref": name})).await;
    assert_eq!(sim.state(&name).await, "missing");
    sim.act(json!({"do": "recreate_in_quickbooks", "ref": name})).await;
    assert_eq!(sim.state(&name).await, "synced");
    assert_eq!(sim.created(&name).await, 1);
}

#[tokio::test]
async fn edits_in_quickbooks_count_where_they_are_compared() {
    let sim = sim().await;
    let name = sim.find("synced", None, "order").await;
    let token = sim.records(&name).await[0]["SyncToken"].clone();
    sim.act(json!({"do": "edit_in_quickbooks", "ref": name, "note": "seen"}))
        .await;
    assert_ne!(sim.records(&name).await[0]["SyncToken"], token);
    assert_eq!(sim.state(&name).await, "synced");
    for change in [
        json!({"line": 1, "account": "6700"}),
        json!({"line": 1, "account": "6500"}),
        json!({"number": "OTHER-1"}),
    ] {
        let mut body = change.clone();
        body["do"] = json!("edit_in_quickbooks");
        body["ref"] = json!(name);
        sim.act(body).await;
        assert_eq!(sim.state(&name).await, "differs", "{change}");
    }
}

#[tokio::test]
async fn an_order_can_be_closed_by_an_expense() {
    let sim = sim().await;
    let made = sim
        .act(json!({"do": "create", "kind": "order", "supplier": 8813, "amount": 60}))
        .await;
    let name = made["ref"].as_str().expect("a name").to_owned();
    sim.act(json!({"do": "approve", "ref": name})).await;
    sim.advance(60).await;
    sim.act(json!({"do": "close_order_by_expense", "ref": name})).await;
    let order = sim.records(&name).await[0].clone();
    assert_eq!(
        (&order["POStatus"], &order["LinkedTxn"][0]["TxnType"]),
        (&json!("Closed"), &json!("Purchase"))
    );
    let id = order["LinkedTxn"][0]["TxnId"].as_str().expect("an id");
    let expense = sim.qb_get(&format!("/purchase/{id}")).await["Purchase"].clone();
    assert_eq!(expense["EntityRef"]["type"], "Vendor");
    assert_eq!(expense["TotalAmt"], order["TotalAmt"]);
    assert_eq!(sim.state(&name).await, "synced");
}

#[tokio::test]
async fn lines_currencies_and_due_dates_change_and_sync() {
    let sim = sim().await;
    sim.open_books().await;
    let name = sim.find("synced", None, "invoice").await;
    for change in [
        json!({"do": "change_line_class", "line": 1, "class": 3302}),
        json!({"do": "change_line_customer", "line": 1, "customer": 2903}),
        json!({"do": "change_line_class", "line": 1, "class": null}),
        json!({"do": "change_due_date", "date": "2026-05-05"}),
    ] {
        let mut body = change.clone();
        body["ref"] = json!(name);
        sim.act(body).await;
        assert_eq!(sim.state(&name).await, "pending", "{change}");
        sim.advance(60).await;
        assert_eq!(sim.state(&name).await, "synced", "{change}");
    }
    sim.act(json!({"do": "change_currency", "ref": name, "currency": "EUR"}))
        .await;
    sim.advance(1000).await;
    assert_eq!(sim.state(&name).await, "differs");
    assert!(sim.reported(&name).await.contains("one foreign currency"));
}

#[tokio::test]
async fn names_of_lines_can_be_switched_off_and_on() {
    let sim = sim().await;
    let (supplier, amount) = (8813, "120.50");
    let made = sim
        .act(json!({"do": "create", "kind": "order", "supplier": supplier, "amount": amount}))
        .await;
    let name = made["ref"].as_str().expect("a name").to_owned();
    let class =
        sim.query("SELECT * FROM Class WHERE Name = 'Projects'").await["QueryResponse"]["Class"][0]["Id"].clone();
    sim.act(json!({"do": "change_line_class", "ref": name, "line": 1, "class": 3302}))
        .await;
    sim.act(json!({"do": "make_inactive", "class": class})).await;
    sim.act(json!({"do": "approve", "ref": name})).await;
    sim.advance(60).await;
    let row = sim.truth_of(&name).await;
    assert_eq!(
        (&row["class"], &row["culprit"]),
        (&json!("REF_INACTIVE"), &json!({"kind": "class", "id": class}))
    );
    sim.act(json!({"do": "reactivate", "class": class})).await;
    sim.resend_and_wait(&name).await;
    assert_eq!(sim.state(&name).await, "synced");
}

#[tokio::test]
async fn a_new_invoice_bills_a_new_order() {
    let sim = sim().await;
    let create = |body: Value| async {
        let made = sim.act(body).await["ref"].as_str().expect("a name").to_owned();
        sim.act(json!({"do": "approve", "ref": made})).await;
        sim.advance(60).await;
        made
    };
    let order = create(json!({"do": "create", "kind": "order", "supplier": 8813, "amount": 75})).await;
    let id: u64 = order.split(':').nth(1).and_then(|id| id.parse().ok()).expect("an id");
    let invoice =
        create(json!({"do": "create", "kind": "invoice", "supplier": 8813, "order": id, "number": "X-1"})).await;
    assert_eq!(sim.state(&invoice).await, "synced");
    assert_eq!(sim.records(&order).await[0]["POStatus"], "Closed");
    let rows = sim.pe_get("/api/v1/invoices?page=1").await;
    assert_eq!(rows["invoices"][0]["invoice_number"], "X-1");
}
