//! Lists, transactions and changes as read from what QuickBooks Online is known to answer.

use clearpost_domain::{Entity, ListKind};
use clearpost_remote::{ErrorCode, Part, QuickBooksClient, escape};
use proptest::prelude::*;

use crate::server::{Reply, Server, json, now, status};

const BILL: &str = r#"{"Id":"988","SyncToken":"0","DocNumber":"INV-2207","TxnDate":"2026-05-10","DueDate":"2026-06-09",
  "CurrencyRef":{"value":"USD"},"VendorRef":{"value":"71","name":"Alder Tools"},"TotalAmt":183.50,"Balance":0,
  "TxnTaxDetail":{"TotalTax":3.5},"LinkedTxn":[{"TxnId":"412","TxnType":"PurchaseOrder"}],
  "MetaData":{"CreateTime":"2026-05-10T11:30:45-07:00","LastUpdatedTime":"2026-05-10T11:30:46-07:00"},
  "Line":[{"Id":"1","Amount":168.0,"LinkedTxn":[{"TxnId":"412","TxnType":"PurchaseOrder","TxnLineId":"1"}],"DetailType":"ItemBasedExpenseLineDetail",
    "ItemBasedExpenseLineDetail":{"ItemRef":{"value":"31"}}},
   {"Id":"2","Description":"Freight","Amount":15.5,"DetailType":"AccountBasedExpenseLineDetail","AccountBasedExpenseLineDetail":
    {"AccountRef":{"value":"77","name":"Freight in"},"ClassRef":{"value":"5000000000000128370"},"CustomerRef":{"value":"9"}}},
   {"Amount":"odd","DetailType":"SomethingNew","SomethingNew":{}}]}"#;

const PARTS: [Part; 3] = [
    Part::List(ListKind::Vendor),
    Part::List(ListKind::Item),
    Part::Transactions(Entity::Bill),
];

async fn client(script: impl IntoIterator<Item = Reply>) -> (Server, QuickBooksClient) {
    let server = Server::start(script).await;
    let client = server.quickbooks();
    (server, client)
}

fn rows(entity: &str, rows: &str) -> Reply {
    json(format!(
        r#"{{"QueryResponse":{{"{entity}":[{rows}],"startPosition":1}},"time":"2026-03-09T03:11:21.004-07:00"}}"#
    ))
}

/// The statement of a request, decoded.
pub fn statement(target: &str) -> String {
    let url = url_of(target);
    url.query_pairs()
        .find(|(key, _)| key == "query")
        .unwrap()
        .1
        .into_owned()
}

fn url_of(target: &str) -> reqwest::Url {
    reqwest::Url::parse(&format!("http://localhost{target}")).unwrap()
}

#[tokio::test]
async fn a_list_is_read_with_its_inactive_records() {
    let (server, client) = client([rows(
        "Vendor",
        r#"{"Id":"71","DisplayName":"Alder Tools (deleted)","Active":false,"Balance":11.25,"CurrencyRef":{"value":"USD"},
           "MetaData":{"LastUpdatedTime":"2026-03-09T01:30:44-07:00"}},{"DisplayName":"no id"}"#,
    )])
    .await;
    let page = client.list(ListKind::Vendor, None, 1).await.unwrap();
    assert_eq!(
        statement(&server.targets()[0]),
        "SELECT * FROM Vendor WHERE Active IN (true, false) ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000"
    );
    assert!(server.targets()[0].starts_with("/v3/company/9130350000000000/query?minorversion=75&query="));
    assert!(
        server.requests()[0]
            .to_ascii_lowercase()
            .contains("accept: application/json\r\n")
    );
    let vendor = &page.items[0];
    assert_eq!((vendor.id.as_str(), vendor.active), ("71", false));
    assert_eq!(vendor.name, "Alder Tools (deleted)");
    assert_eq!(vendor.balance, Some("11.25".parse().unwrap()));
    assert_eq!(vendor.updated_at.unwrap().to_rfc3339(), "2026-03-09T08:30:44+00:00");
    assert_eq!(page.quarantined[0].source, "Vendor");
    assert_eq!(page.next, None);
}

#[tokio::test]
async fn an_account_keeps_its_type_and_number() {
    let row = r#"{"Id":"33","Name":"Payables","FullyQualifiedName":"Top:Payables","AccountType":"Accounts Payable","AcctNum":"2000"}"#;
    let (_, client) = client([rows("Account", row)]).await;
    let page = client.list(ListKind::Account, None, 1).await.unwrap();
    let account = page.items[0].account.as_ref().unwrap();
    assert_eq!(account.account_type, "Accounts Payable");
    assert_eq!(account.number.as_deref(), Some("2000"));
    assert_eq!(page.items[0].full_name.as_deref(), Some("Top:Payables"));
    assert!(page.items[0].active);
}

#[tokio::test]
async fn a_full_page_has_a_successor_and_an_empty_object_is_the_end() {
    let thousand = (1..=1000)
        .map(|id| format!(r#"{{"Id":"{id}","Name":"n"}}"#))
        .collect::<Vec<_>>()
        .join(",");
    let (server, client) = client([rows("Class", &thousand), json(r#"{"QueryResponse":{}}"#)]).await;
    let first = client.list(ListKind::Class, None, 1).await.unwrap();
    assert_eq!((first.items.len(), first.next), (1000, Some(1001)));
    let second = client.list(ListKind::Class, None, 1001).await.unwrap();
    assert_eq!((second.items.len(), second.next), (0, None));
    assert!(statement(&server.targets()[1]).contains("STARTPOSITION 1001 "));
}

#[tokio::test]
async fn a_bill_is_read_with_links_and_lines() {
    let (_, client) = client([rows("Bill", BILL)]).await;
    let page = client.transactions(Entity::Bill, 1, now()).await.unwrap();
    let bill = &page.items[0];
    assert_eq!(bill.key.to_string(), "bill 988");
    assert_eq!(bill.number.as_deref(), Some("INV-2207"));
    assert_eq!(bill.total.unwrap().to_string(), "183.50");
    assert_eq!(bill.tax, Some("3.5".parse().unwrap()));
    assert_eq!(bill.links.len(), 1, "header and line name the same order");
    assert_eq!(bill.date.unwrap().to_string(), "2026-05-10");
    assert_eq!(bill.order_status, None);
    assert_eq!(bill.lines.len(), 3);
    assert_eq!(bill.lines[2].amount, None, "one odd line does not cost the bill");
    assert_eq!(bill.lines[1].account.as_deref(), Some("77"));
    assert_eq!(bill.lines[1].class.as_deref(), Some("5000000000000128370"));
    assert_eq!(bill.read_at, now());
}

#[tokio::test]
async fn a_read_knows_gone_from_failed() {
    let gone = r#"{"Fault":{"Error":[{"Message":"Object Not Found","code":"610"}]}}"#;
    let deleted = r#"{"PurchaseOrder":{"status":"Deleted","domain":"QBO","Id":"412"},"time":"x"}"#;
    let (_, first) = client([status(400, gone)]).await;
    assert_eq!(first.read(Entity::Bill, "1", now()).await.unwrap(), None);
    let (server, second) = client([json(deleted)]).await;
    assert_eq!(second.read(Entity::PurchaseOrder, "412", now()).await.unwrap(), None);
    assert_eq!(
        server.targets(),
        ["/v3/company/9130350000000000/purchaseorder/412?minorversion=75"]
    );
    let (_, third) = client([json(format!(r#"{{"Bill":{BILL}}}"#))]).await;
    assert!(third.read(Entity::Bill, "988", now()).await.unwrap().is_some());
    for id in ["", "../vendor/7", "7?x=1", "-1", "7 "] {
        let error = third.read(Entity::Bill, id, now()).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput);
    }
    assert_eq!(third.calls(), 1);
}

#[tokio::test]
async fn numbers_are_looked_up_escaped_and_in_chunks() {
    let (server, client) = client([rows("Bill", BILL)]).await;
    let numbers: Vec<String> = (0..31)
        .map(|n| if n == 0 { "O'Hara\\1".into() } else { n.to_string() })
        .collect();
    let found = client.find_by_numbers(Entity::Bill, &numbers, now()).await.unwrap();
    assert_eq!(found.len(), 1, "the same bill twice is one bill");
    assert_eq!(client.calls(), 2);
    let first = statement(&server.targets()[0]);
    assert!(
        first.starts_with(r"SELECT * FROM Bill WHERE DocNumber IN ('O\'Hara\\1', '1', "),
        "{first}"
    );
    assert!(
        client
            .find_by_numbers(Entity::Bill, &[], now())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_long_statement_is_posted() {
    let (server, client) = client([rows("PurchaseOrder", "")]).await;
    let numbers: Vec<String> = (0..30).map(|n| format!("{n}{}", "9".repeat(80))).collect();
    client
        .find_by_numbers(Entity::PurchaseOrder, &numbers, now())
        .await
        .unwrap();
    let request = &server.requests()[0];
    assert!(request.starts_with("POST /v3/company/9130350000000000/query?minorversion=75 "));
    assert!(request.contains("content-type: application/text"));
    assert!(request.contains("\r\n\r\nSELECT * FROM PurchaseOrder WHERE DocNumber IN ("));
}

#[tokio::test]
async fn an_unreadable_candidate_is_an_error_not_an_absence() {
    let (_, client) = client([rows("Bill", r#"{"Id":"1","DocNumber":"A","TotalAmt":"much"}"#)]).await;
    let error = client
        .find_by_numbers(Entity::Bill, &["A".into()], now())
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotTheApi);
}

#[tokio::test]
async fn changes_tell_what_is_new_and_what_is_gone() {
    let (server, client) = client([json(format!(
        r#"{{"CDCResponse":[{{"QueryResponse":[{{"Vendor":[{{"Id":"71","DisplayName":"Alder","Active":false}}],"startPosition":1}},
        {{"Bill":[{BILL},{{"domain":"QBO","status":"Deleted","Id":"987"}},{{"status":"Deleted"}}]}},{{}}]}}],"time":"2026-05-02T10:00:00.441-07:00"}}"#
    ))])
    .await;
    let changes = client
        .changes(&PARTS, "2026-05-01T00:00:00Z".parse().unwrap(), now())
        .await
        .unwrap();
    assert_eq!(changes.lists.len(), 1);
    assert_eq!(changes.transactions.len(), 1);
    assert_eq!(changes.deleted[0].to_string(), "bill 987");
    assert_eq!(changes.quarantined.len(), 1);
    assert!(!changes.truncated);
    assert_eq!(
        changes.server_time.unwrap().to_rfc3339(),
        "2026-05-02T17:00:00.441+00:00"
    );
    let url = url_of(&server.targets()[0]);
    let asked: Vec<_> = url.query_pairs().map(|(_, value)| value.into_owned()).collect();
    assert_eq!(asked[1..], ["Vendor,Item,Bill", "2026-05-01T00:00:00Z"]);
}

#[tokio::test]
async fn a_full_answer_of_changes_is_called_truncated() {
    let many = (0..1000)
        .map(|id| format!(r#"{{"Id":"{id}","Name":"n"}}"#))
        .collect::<Vec<_>>()
        .join(",");
    let (_, first) = client([json(format!(
        r#"{{"CDCResponse":[{{"QueryResponse":[{{"Item":[{many}]}}]}}]}}"#
    ))])
    .await;
    assert!(first.changes(&PARTS, now(), now()).await.unwrap().truncated);
    let (_, second) = client([json(r#"{"CDCResponse":[{"QueryResponse":[{}]}]}"#)]).await;
    assert!(second.changes(&PARTS, now(), now()).await.unwrap().lists.is_empty());
    let (_, third) = client([json(r#"{"CDCResponse":[{"Fault":{"Error":[]}}]}"#)]).await;
    assert!(third.changes(&PARTS, now(), now()).await.is_err());
}

#[tokio::test]
async fn the_settings_are_read_and_absence_stays_unknown() {
    let body = r#"{"CompanyInfo":{"CompanyName":"Harbour","Country":"US","NameValue":[{"Name":"SubscriptionStatus","Value":"PAID"},{"Name":"OfferingSku","Value":"QuickBooks Online Plus"}]},
      "Preferences":{"AccountingInfoPrefs":{"BookCloseDate":"2026-03-31"},"CurrencyPrefs":{"MultiCurrencyEnabled":true,"HomeCurrency":{"value":"USD"}},"TaxPrefs":{"UsingSalesTax":false},
      "VendorAndPurchasesPrefs":{"BillableExpenseTracking":true},
      "OtherPrefs":{"NameValue":[{"Name":"VendorAndPurchasesPrefs.PurchseOrderEnabled","Value":"True"}]}}}"#;
    let (_, first) = client([json(body)]).await;
    let facts = first.company_facts().await.unwrap();
    assert_eq!(facts.closing_date.unwrap().to_string(), "2026-03-31");
    assert_eq!(facts.purchase_orders_enabled, Some(true));
    assert_eq!(facts.multicurrency, Some(true));
    assert_eq!(facts.subscription.as_deref(), Some("PAID"));
    assert_eq!(facts.plan.as_deref(), Some("QuickBooks Online Plus"));
    assert_eq!((facts.billable_expenses, facts.sales_tax), (Some(true), Some(false)));
    let (_, second) = client([json(r#"{"CompanyInfo":{},"Preferences":{}}"#)]).await;
    let facts = second.company_facts().await.unwrap();
    assert_eq!((facts.closing_date, facts.purchase_orders_enabled), (None, None));
}

proptest! {
    /// Read back by the language's own rule, the value is the same and never ends early.
    #[test]
    fn an_escaped_value_reads_back(value in r"(.|'|\\){0,40}") {
        let escaped = escape(&value);
        let (mut read, mut chars) = (String::new(), escaped.chars());
        while let Some(c) = chars.next() {
            prop_assert_ne!(c, '\'');
            read.push(if c == '\\' { chars.next().unwrap() } else { c });
        }
        prop_assert_eq!(read, value);
    }
}
