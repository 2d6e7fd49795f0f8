//! QuickBooks Online: the query language, faults, change data capture, writes, pages.

use crate::harness::sim;
use reqwest::Method;
use serde_json::{Value, json};

fn code(answer: &Value) -> &str {
    answer["Fault"]["Error"][0]["code"].as_str().unwrap_or("no fault")
}

#[tokio::test]
async fn statements_page_and_count() {
    let sim = sim().await;
    let total = sim.query("select count(*) from Bill").await["QueryResponse"]["totalCount"]
        .as_u64()
        .expect("a count");
    let page = sim
        .query("SELECT * FROM Bill ORDER BY Id MAXRESULTS 7 STARTPOSITION 3")
        .await["QueryResponse"]
        .clone();
    assert_eq!(
        (page["startPosition"].as_u64(), page["maxResults"].as_u64()),
        (Some(3), Some(7))
    );
    assert_eq!(
        sim.query("SELECT * FROM Bill").await["QueryResponse"]["maxResults"],
        100.min(total)
    );
    let past = sim.query("SELECT * FROM Bill STARTPOSITION 100000").await;
    assert_eq!(past["QueryResponse"], json!({}));
}

#[tokio::test]
async fn apostrophes_are_escaped_with_a_backslash() {
    let sim = sim().await;
    let found = sim
        .query("SELECT * FROM Vendor WHERE DisplayName = 'o\\'hara ltd'")
        .await;
    assert_eq!(found["QueryResponse"]["Vendor"][0]["DisplayName"], "O'Hara Ltd");
    assert_eq!(
        code(
            &sim.query("SELECT * FROM Vendor WHERE DisplayName = 'O''Hara Ltd'")
                .await
        ),
        "4000"
    );
}

#[tokio::test]
async fn like_and_in_and_dates_filter() {
    let sim = sim().await;
    let like = sim.query("SELECT * FROM Vendor WHERE DisplayName LIKE '%hill%'").await;
    assert!(like["QueryResponse"].as_object().expect("an object").is_empty());
    let like = sim.query("SELECT * FROM Vendor WHERE DisplayName LIKE 'Alder%'").await;
    assert_eq!(like["QueryResponse"]["maxResults"], 1);
    let bills = sim
        .query("SELECT * FROM Bill WHERE TxnDate >= '2026-02-01' AND TxnDate < '2026-02-15'")
        .await;
    let rows = bills["QueryResponse"]["Bill"].as_array().expect("rows").clone();
    assert!(
        rows.iter()
            .all(|row| ("2026-02-01".."2026-02-15").contains(&row["TxnDate"].as_str().expect("a date")))
    );
    let number = rows[0]["DocNumber"].as_str().expect("a number");
    let found = sim
        .query(&format!(
            "SELECT * FROM Bill WHERE DocNumber IN ('{number}', 'nothing')"
        ))
        .await;
    assert!(found["QueryResponse"]["maxResults"].as_u64() >= Some(1));
}

#[tokio::test]
async fn inactive_records_are_hidden_unless_asked_for() {
    let sim = sim().await;
    let active = sim.query("SELECT COUNT(*) FROM Vendor").await["QueryResponse"]["totalCount"].as_u64();
    let all = sim
        .query("SELECT COUNT(*) FROM Vendor WHERE Active IN (true, false)")
        .await["QueryResponse"]["totalCount"]
        .as_u64();
    let off = sim.query("SELECT * FROM Vendor WHERE Active = false").await;
    let rows = off["QueryResponse"]["Vendor"].as_array().expect("rows");
    assert_eq!(all, active.map(|count| count + rows.len() as u64));
    assert!(
        rows.iter()
            .all(|row| row["DisplayName"].as_str().expect("a name").ends_with(" (deleted)"))
    );
    let id = rows[0]["Id"].as_str().expect("an id");
    assert_eq!(sim.qb_get(&format!("/vendor/{id}")).await["Vendor"]["Active"], false);
}

#[tokio::test]
async fn what_the_language_lacks_is_a_fault() {
    let sim = sim().await;
    for (statement, expected) in [
        ("SELECT * FROM Bill WHERE Id = '1' OR Id = '2'", "4000"),
        ("SELECT * FROM Bill WHERE Id != '1'", "4000"),
        ("SELECT * FROM Vendr", "4001"),
        ("SELECT * FROM PurchaseOrder WHERE VendorRef = '5'", "4001"),
        ("SELECT * FROM PurchaseOrder WHERE TotalAmt > '5'", "4001"),
        ("SELECT * FROM Vendor WHERE Id > '5'", "4001"),
        ("SELECT * FROM Vendor STARTPOSITION 0", "4001"),
        ("SELECT Id, BillAddr FROM Customer", "4001"),
    ] {
        assert_eq!(code(&sim.query(statement).await), expected, "{statement}");
    }
}

#[tokio::test]
async fn vendors_come_by_name_and_transactions_newest_first() {
    let sim = sim().await;
    let vendors = sim.query("SELECT * FROM Vendor MAXRESULTS 1000").await;
    let names: Vec<&str> = vendors["QueryResponse"]["Vendor"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|v| v["DisplayName"].as_str())
        .collect();
    assert!(names.is_sorted());
    let bills = sim.query("SELECT * FROM Bill").await;
    let ids: Vec<u64> = bills["QueryResponse"]["Bill"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|b| b["Id"].as_str()?.parse().ok())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a > b));
}

#[tokio::test]
async fn change_data_capture_shows_changes_inactive_records_and_deletions() {
    let sim = sim().await;
    let name = sim.find("synced", None, "invoice").await;
    let quiet = sim
        .qb_get("/cdc?entities=Bill,vendor&changedSince=2026-03-02T09:41:00Z")
        .await;
    assert_eq!(quiet["CDCResponse"][0]["QueryResponse"], json!([{}]));
    sim.act(json!({"do": "delete_in_quickbooks", "ref": name})).await;
    sim.act(json!({"do": "create_vendor", "name": "New One"})).await;
    let answer = sim
        .qb_get("/cdc?entities=Bill,vendor&changedSince=2026-03-02T09:41:00Z")
        .await;
    let text = answer.to_string();
    assert!(
        text.contains("\"status\":\"Deleted\"") && text.contains("New One"),
        "{text}"
    );
}

#[tokio::test]
async fn tokens_rise_only_with_changes_and_old_ones_are_stale() {
    let sim = sim().await;
    let vendor = sim
        .query("SELECT * FROM Vendor WHERE DisplayName = 'Alder Tools'")
        .await["QueryResponse"]["Vendor"][0]
        .clone();
    let body = |token: &Value| json!({"Id": vendor["Id"], "SyncToken": token, "sparse": true, "Active": false});
    let same =
        json!({"Id": vendor["Id"], "SyncToken": vendor["SyncToken"], "sparse": true, "DisplayName": "Alder Tools"});
    let answer: Value = sim
        .qb(Method::POST, "/vendor", Some(same))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(answer["Vendor"]["SyncToken"], vendor["SyncToken"]);
    let answer: Value = sim
        .qb(Method::POST, "/vendor", Some(body(&vendor["SyncToken"])))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(answer["Vendor"]["DisplayName"], "Alder Tools (deleted)");
    assert_ne!(answer["Vendor"]["SyncToken"], vendor["SyncToken"]);
    let answer: Value = sim
        .qb(Method::POST, "/vendor", Some(body(&json!("99"))))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(code(&answer), "5010");
}

#[tokio::test]
async fn a_taken_name_and_a_repeated_request_are_recognised() {
    let sim = sim().await;
    let create = |name: &str| Some(json!({"DisplayName": name}));
    let taken: Value = sim
        .qb(Method::POST, "/vendor", create("kestrel catering"))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(code(&taken), "6240");
    let first: Value = sim
        .qb(Method::POST, "/vendor?requestid=r1", create("Once"))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let again: Value = sim
        .qb(Method::POST, "/vendor?requestid=r1", create("Once"))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(first, again);
}

#[tokio::test]
async fn batches_answer_each_item_by_itself() {
    let sim = sim().await;
    let body = json!({"BatchItemRequest": [
        {"bId": "a", "Query": "SELECT * FROM Term"}, {"bId": "b", "Query": "SELECT * FROM Nothing"}]});
    let answer: Value = sim
        .qb(Method::POST, "/batch", Some(body))
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(answer["BatchItemResponse"][0]["QueryResponse"]["maxResults"], 2);
    assert_eq!(answer["BatchItemResponse"][1]["Fault"]["Error"][0]["code"], "4001");
}

#[tokio::test]
async fn without_accept_the_answer_is_xml_and_unknown_paths_are_code_500() {
    let sim = sim().await;
    let info = sim.running.info();
    let url = format!(
        "{}/v3/company/{}/preferences",
        info.quickbooks.url, info.quickbooks.realm
    );
    let answer = sim
        .client
        .get(url)
        .bearer_auth(&info.quickbooks.access_token)
        .send()
        .await
        .expect("an answer");
    assert!(answer.text().await.expect("text").starts_with("<?xml"));
    let answer = sim.qb(Method::GET, "/Vendor/1", None).await.expect("an answer");
    assert_eq!(answer.status(), 400);
    assert_eq!(code(&answer.json().await.expect("JSON")), "500");
}

#[tokio::test]
async fn a_refreshed_token_replaces_an_expired_one() {
    let sim = sim().await;
    let info = sim.running.info();
    sim.fault(json!({"service": "quickbooks", "kind": "expire_token", "times": 1}))
        .await;
    for _ in 0..2 {
        let answer = sim.qb(Method::GET, "/preferences", None).await.expect("an answer");
        assert_eq!(answer.status(), 401);
        let body: Value = answer.json().await.expect("JSON");
        assert!(
            body["fault"]["error"][0]["detail"]
                .as_str()
                .expect("a text")
                .contains(&info.quickbooks.access_token)
        );
    }
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", info.quickbooks.refresh_token.as_str()),
    ];
    let body = url_encoded(&form);
    let request = sim
        .client
        .post(&info.quickbooks.token_url)
        .basic_auth(&info.quickbooks.client_id, Some(&info.quickbooks.client_secret))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    let token = answer["access_token"].as_str().expect("a token");
    let url = format!(
        "{}/v3/company/{}/preferences",
        info.quickbooks.url, info.quickbooks.realm
    );
    assert_eq!(
        sim.client
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .expect("an answer")
            .status(),
        200
    );
}

fn url_encoded(fields: &[(&str, &str)]) -> String {
    fields
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}

#[tokio::test]
async fn the_vendor_page_makes_a_vendor_active() {
    let sim = sim().await;
    let base = &sim.running.info().quickbooks.web_url;
    let name = sim.find("failed", Some("VENDOR_INACTIVE"), "order").await;
    let row = sim.truth_of(&name).await;
    let id = if row["culprit"]["kind"] == "vendor" {
        row["culprit"]["id"].as_str().expect("an id").to_owned()
    } else {
        return;
    };
    let html = sim
        .client
        .get(format!("{base}/app/vendordetail?nameId={id}"))
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("text");
    assert!(html.contains("Make active"));
    sim.client
        .post(format!("{base}/app/vendordetail/activate?nameId={id}"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(sim.qb_get(&format!("/vendor/{id}")).await["Vendor"]["Active"], true);
    let link = format!("{base}/app/login?pagereq=vendordetail%3FnameId%3D{id}&deeplinkcompanyid=9130350000000000");
    assert_eq!(sim.client.get(link).send().await.expect("an answer").status(), 303);
}
