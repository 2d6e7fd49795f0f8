//! Orders, invoices and suppliers as read from what ProcurementExpress is known to answer.

use chrono::NaiveDate;
use clearpost_domain::{
    Document, DocumentId, DocumentRef, HistorySource, Mapping, OrderReference, Status, Supplier, SupplierId,
};
use clearpost_remote::{ErrorCode, InvoiceFilter, OrderFilter, Page, UpdatedWithin};

use crate::server::{Server, json, now};

async fn orders(body: &str) -> Page<Document> {
    let client = Server::start([json(body)]).await.procurement();
    client.orders(1, OrderFilter::default()).await.unwrap()
}

async fn invoices(body: &str) -> Page<Document> {
    let client = Server::start([json(body)]).await.procurement();
    client.invoices(1, InvoiceFilter::default()).await.unwrap()
}

async fn detail(reference: DocumentRef, body: &str) -> Document {
    let client = Server::start([json(body)]).await.procurement();
    client.document(reference, now()).await.unwrap()
}

async fn suppliers(bodies: &[&str]) -> Page<Supplier> {
    let client = Server::start(bodies.iter().map(|body| json(*body))).await.procurement();
    client.suppliers(false).await.unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_row_of_the_order_list_is_read() {
    let page = orders(
        r#"{"purchase_orders":[{"id":50021,"approval_key":"100021-2026-01-14","status":"Approved","supplier_name":"Northwind",
        "amount":"1250.0","total_gross_amount":"1500.10","total_net_amount":1.25e3,"created_at":1768384800000,
        "submitted_on":1768384860000,"currency_iso_code":"usd","share_key":"x","quickbooks_sync_status":"failed","qbo_customer_id":4}],
        "meta":{"current_page":1,"next_page":2,"total_count":45}}"#,
    )
    .await;
    assert_eq!((page.current, page.next, page.total), (Some(1), Some(2), Some(45)));
    let order = &page.items[0];
    assert_eq!(order.reference, DocumentRef::order(50021));
    assert_eq!(order.number.as_deref(), Some("100021"));
    assert_eq!(order.status, Status::Approved);
    assert_eq!(order.gross, Some("1500.10".parse().unwrap()));
    assert_eq!(order.net, Some("1250".parse().unwrap()));
    assert_eq!(order.tax, Some("250.10".parse().unwrap()));
    assert_eq!(order.created_at.unwrap().to_rfc3339(), "2026-01-14T10:00:00+00:00");
    assert_eq!(order.currency.unwrap().as_str(), "USD");
    assert_eq!(
        order.probed,
        [("quickbooks_sync_status".to_owned(), "failed".to_owned())]
    );
    assert!(order.detail.is_none());
}

#[tokio::test]
async fn an_orders_number_is_found_where_there_is_no_key() {
    let page = orders(
        r#"[{"id":1,"status":"draft","keywords":"100022 Northwind"},{"id":"2","status":"x y","approval_key":"","keywords":"Northwind 5"}]"#,
    )
    .await;
    assert_eq!(page.items[0].number.as_deref(), Some("100022"));
    assert_eq!(page.items[1].number, None);
    assert_eq!(page.items[1].status, Status::Other("x y".into()));
    assert_eq!(page.next, None);
}

#[tokio::test]
async fn the_questions_are_asked_as_documented() {
    let server = Server::start([json("[]")]).await;
    let client = server.procurement();
    let filter = OrderFilter {
        archived: true,
        updated_after: Some(day("2026-02-01")),
    };
    client.orders(3, filter).await.unwrap();
    let filter = InvoiceFilter {
        archived: false,
        updated_within: Some(UpdatedWithin::Days7),
        status: Some(Status::ReadyToPay),
    };
    client.invoices(2, filter).await.unwrap();
    assert_eq!(
        server.targets(),
        [
            "/api/v1/purchase_orders?orders_page=3&archived=true&updated_after=2026-02-01",
            "/api/v1/invoices?page=2&per_page=100&archived=false&invoice_date_filter=last+7days&invoice_statuses_filter=ready_to_pay",
        ]
    );
}

#[tokio::test]
async fn a_row_of_the_invoice_list_is_read() {
    let page = invoices(
        r#"{"invoices":[{"id":30055,"invoice_number":"NW-4471","status":"ready_to_pay","issue_date":1768370400,
        "validation_date":"1768456800","due_date":null,"tax_amount":250.0,"net_amount":1250.0,"gross_amount":1500.0,
        "supplier_id":8801,"supplier_name":"Northwind","purchase_order_references":["100021-2026-01-14",{"id":5,"approval_key":"k"}],
        "currency":{"iso_code":"USD"},"unheard_of":{"a":[1]}}],"meta":{}}"#,
    )
    .await;
    let invoice = &page.items[0];
    assert_eq!(invoice.issue_date, Some(day("2026-01-14")));
    assert_eq!(invoice.validated_on, Some(day("2026-01-15")));
    assert_eq!(invoice.due_date, None);
    assert_eq!(invoice.supplier, Some(SupplierId(8801)));
    assert_eq!(invoice.currency.unwrap().as_str(), "USD");
    let reference = |id: Option<u64>, key: &str| OrderReference {
        id: id.map(DocumentId),
        approval_key: Some(key.into()),
    };
    assert_eq!(
        invoice.orders,
        [reference(None, "100021-2026-01-14"), reference(Some(5), "k")]
    );
}

#[tokio::test]
async fn one_poison_record_is_set_aside_and_the_others_go_on() {
    let page = invoices(
        r#"{"invoices":[{"invoice_number":"no id"},7,{"id":2,"status":"settled","gross_amount":"a lot","authentication_token":"S"},
        {"id":3},{"id":4,"status":"settled","gross_amount":""}],"meta":{"next_page":null}}"#,
    )
    .await;
    assert_eq!(page.items.len(), 1);
    let reasons: Vec<_> = page
        .quarantined
        .iter()
        .map(|q| (q.key.as_deref(), q.reason.as_str()))
        .collect();
    assert_eq!(
        reasons,
        [
            (None, "no usable id"),
            (None, "not an object"),
            (Some("2"), "\"gross_amount\" is not an amount"),
            (Some("3"), "no status"),
        ]
    );
    assert!(page.quarantined[2].raw.contains("a lot"));
    assert!(page.quarantined[2].raw.contains(r#""authentication_token":"***""#));
}

#[tokio::test]
async fn an_orders_detail_tells_approval_lines_and_comments() {
    let order = detail(
        DocumentRef::order(50021),
        r#"{"id":50021,"approval_key":"100021-2026-01-14","status":"approved","supplier_id":8801,"archived":true,
        "submitted_on":1768384860,"created_at":1768384800,"updated_at":1768471200,"total_gross_amount":"1500.0","amount":"1250.0",
        "third_party_id_mappings":{"quickbooks":{"third_party_id":"412","realm_id":"913"}},
        "purchase_order_items":[
          {"sequence_no":2,"description":"Delivery","gross_amount":"10","net_amount":10,"purchase_order_id":50021},
          {"sequence_no":1,"description":"Paper","gross_amount":"1490.0","net_amount":"1240.0","quickbooks_class":{"fully_qualified_name":"Overhead:Admin"},
           "chart_of_account":{"id":2101,"name":"Accounts Payable (A/P)","account_type":"Accounts Payable","account_number":"2000","archived":false}},
          {"sequence_no":3,"description":"gone","deleted_at":1768471200}],
        "purchase_order_comments":[
          {"id":3,"comment":" second ","creator_name":"Dana","created_at":1768388500,"formatted_comment":"<p>second</p>"},
          {"id":2,"comment":"first","creator_id":4101,"created_at":1768388400}],
        "approvers_with_flow":[{"last_approval_date":"2026-01-14","requests":[
          {"status":"approved","updated_at":1768388000},{"status":"Approved","updated_at":1768389000},{"status":"pending","updated_at":1768999999}]}],
        "supplier":{"id":8801,"name":"Northwind","archived":true}}"#,
    )
    .await;
    assert!(order.archived);
    assert_eq!(order.net, Some(1250.into()));
    assert_eq!(order.supplier_name, "Northwind");
    assert_eq!(
        order.mappings,
        [Mapping {
            service: "quickbooks".into(),
            id: "412".into(),
            realm: Some("913".into())
        }]
    );
    let detail = order.detail.unwrap();
    assert_eq!(detail.read_at, now());
    assert_eq!(detail.approved_at.unwrap().timestamp(), 1_768_389_000);
    assert_eq!(detail.supplier_archived, Some(true));
    let lines: Vec<_> = detail
        .lines
        .iter()
        .map(|l| (l.number, l.description.as_str(), l.order))
        .collect();
    assert_eq!(lines, [(1, "Paper", None), (2, "Delivery", None)]);
    assert_eq!(
        detail.lines[0].account.as_ref().unwrap().display(),
        "2000 Accounts Payable (A/P)"
    );
    assert_eq!(detail.lines[0].class.as_deref(), Some("Overhead:Admin"));
    let texts: Vec<_> = detail
        .history
        .iter()
        .map(|e| (e.id, e.text.as_str(), e.source))
        .collect();
    assert_eq!(
        texts,
        [
            (2, "first", HistorySource::Comment),
            (3, "second", HistorySource::Comment)
        ]
    );
}

#[tokio::test]
async fn an_invoices_detail_tells_history_lines_and_orders() {
    let invoice = detail(
        DocumentRef::invoice(30055),
        r#"{"id":30055,"invoice_number":"NW-4471","status":"settled","validation_date":1768456800,"can_dearchive":true,
        "selected_purchase_order_ids":[50021,50022],"purchase_orders":[{"id":50021,"approval_key":"100021-2026-01-14"}],
        "supplier":{"id":8801,"name":"Northwind","third_party_id_mappings":[]},
        "third_party_id_mappings":[{"service":"quickbooks","third_party_id":57},{"id":1}],
        "invoice_line_items":[{"description":"Paper","net_amount":"1250.0","calculated_gross_amount":"1500.0","purchase_order_id":50021,
          "billable_status":"Billable","tax_rate_id":15,"qbo_customer":{"fully_qualified_name":"Harbour:Phase 1"},"deleted_at":null}],
        "payment_term_id":12,"payment_terms_list":[{"id":11,"name":"Net 10"},{"id":12,"name":"Net 30"}],
        "supplier_invoice_uploads":[{"id":5507,"file_file_name":"NW-4471.pdf","file_content_type":"application/pdf","file_file_size":13264,"url":"https://files.example.com/x"},{"id":5508}],
        "histories":[{"id":9,"comment":" could not be sent","created_at":1768384801000}],
        "comments":[{"id":1,"comment":"Checked","created_at":1768384801},{"id":2,"comment":""}]}"#,
    )
    .await;
    assert!(invoice.archived, "what can be taken out of the archive is in it");
    assert_eq!(invoice.supplier, Some(SupplierId(8801)));
    assert_eq!(invoice.mappings.len(), 1);
    let orders: Vec<_> = invoice.orders.iter().map(|order| order.id.unwrap().0).collect();
    assert_eq!(orders, [50021, 50022]);
    let detail = invoice.detail.unwrap();
    assert_eq!(detail.approved_at.unwrap().timestamp(), 1_768_456_800);
    assert_eq!(detail.lines[0].gross, Some(1500.into()));
    assert_eq!(detail.lines[0].order, Some(DocumentId(50021)));
    assert_eq!(detail.lines[0].customer.as_deref(), Some("Harbour:Phase 1"));
    assert_eq!(detail.lines[0].tax_rate.as_deref(), Some("15"));
    assert_eq!(detail.terms.as_deref(), Some("Net 30"));
    let files: Vec<_> = detail
        .attachments
        .iter()
        .map(|one| (one.name.as_str(), one.size))
        .collect();
    assert_eq!(files, [("NW-4471.pdf", Some(13_264))]);
    let texts: Vec<_> = detail.history.iter().map(|e| (e.text.as_str(), e.source)).collect();
    assert_eq!(
        texts,
        [
            ("Checked", HistorySource::Comment),
            ("could not be sent", HistorySource::History)
        ]
    );
}

#[tokio::test]
async fn a_detail_with_an_entry_that_cannot_be_read_says_that_it_is_partial() {
    let whole = r#"{"id":2,"comment":"first","created_at":"2026-01-14T09:00:00Z"}"#;
    for (entry, is_partial) in [
        ("null", true),
        (r#""not a record""#, true),
        (r#"[{"id":3,"comment":"second"}]"#, true),
        (r#"{"id":3,"comment":"second","created_at":{"what":"is this"}}"#, true),
        (r#"{"id":3,"comment":null,"created_at":null}"#, false),
        (whole, false),
    ] {
        let body = format!(r#"{{"id":7,"status":"approved","purchase_order_comments":[{whole},{entry}]}}"#);
        let order = detail(DocumentRef::order(7), &body).await;
        assert_eq!(order.detail.unwrap().is_partial, is_partial, "{entry}");
    }
}

#[tokio::test]
async fn another_document_than_asked_for_is_an_error() {
    let client = Server::start([json(r#"{"id":8,"status":"approved"}"#)])
        .await
        .procurement();
    let error = client.document(DocumentRef::order(7), now()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotTheApi);
}

#[tokio::test]
async fn suppliers_come_as_an_array_or_in_pages() {
    let all =
        suppliers(&[r#"[{"id":1,"name":"A","email":"a@b.example"},{"id":2,"name":"B","archived":true},{"id":3}]"#])
            .await;
    assert_eq!(all.items.len(), 2);
    assert_eq!(all.quarantined.len(), 1);
    assert!(all.items[1].archived);
    let pages = [
        r#"{"suppliers":[{"id":1,"name":"A"},{"id":2,"name":"B"}],"meta":{"current_page":1,"next_page":2}}"#,
        r#"{"suppliers":[{"id":2,"name":"B"},{"id":3,"name":"C"}],"meta":{"current_page":2,"total_pages":3}}"#,
        r#"{"suppliers":[],"meta":{"next_page":4}}"#,
    ];
    let all = suppliers(&pages).await;
    assert_eq!(all.items.len(), 3);
    assert_eq!(all.next, None);
}

#[tokio::test]
async fn pages_that_never_end_are_an_error() {
    let page = r#"{"suppliers":[{"id":1,"name":"A"}],"meta":{"current_page":1,"next_page":2}}"#;
    let client = Server::start([json(page)]).await.procurement();
    assert_eq!(client.suppliers(false).await.unwrap_err().code(), ErrorCode::NotTheApi);
    assert_eq!(client.calls(), 2);
    // For orders the loop is the caller's: it can see which page came.
    let client = Server::start([json(
        r#"{"purchase_orders":[{"id":1,"status":"paid"}],"meta":{"current_page":1,"next_page":2}}"#,
    )])
    .await
    .procurement();
    let page = client.orders(2, OrderFilter::default()).await.unwrap();
    assert_eq!((page.current, page.next), (Some(1), Some(2)));
}

#[tokio::test]
async fn the_company_says_whether_quickbooks_is_connected() {
    let body = r#"{"id":"7001","name":"Finch","company_setting":{"is_quickbooks_connected":true,"date_format":"%d/%m/%Y","gross_or_net":"net"}}"#;
    let company = Server::start([json(body)]).await.procurement().company().await.unwrap();
    assert_eq!(company.is_quickbooks_connected, Some(true));
    assert_eq!(company.date_format.as_deref(), Some("%d/%m/%Y"));
}

#[tokio::test]
async fn a_documents_page_has_its_address() {
    let server = Server::start([json("[]")]).await;
    let client = server.procurement();
    let page = client.document_url(DocumentRef::invoice(7)).to_string();
    assert_eq!(page, format!("{}/en/invoices/7", server.address));
    let page = client.document_url(DocumentRef::order(7)).to_string();
    assert_eq!(page, format!("{}/en/purchase_orders/7", server.address));
}
