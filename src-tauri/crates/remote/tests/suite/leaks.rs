//! Secrets in, nothing out: logs at the finest level, errors and quarantined records hold none.

use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use clearpost_domain::{DocumentRef, ListKind};
use clearpost_remote::{InvoiceFilter, OrderFilter};
use tracing_subscriber::fmt::MakeWriter;

use crate::server::{Reply, Server, json, now, status, with};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const SECRETS: &str = r#""authentication_token":"CANARY-1","accept_token":"CANARY-2","reject_token":"CANARY-3","share_key":"CANARY-4",
 "basic_auth_uname":"CANARY-5","basic_auth_pword":"CANARY-6","upload_token":"CANARY-7","authentication_header":"CANARY-8",
 "uploads":[{"url":"https://files.example/x.pdf?Signature=CANARY-9","nested":{"Authentication_Token":["CANARY-10"]}}]"#;

#[tokio::test]
async fn no_secret_reaches_logs_errors_or_quarantine() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    // For the whole process: with a subscriber of one thread, another thread could switch its events off.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let mut shown = String::new();

    let row = format!(r#"{{"status":"paid","echo":"CANARY-our-own-token",{SECRETS}}}"#);
    let list = format!(r#"{{"purchase_orders":[{row}],"invoices":[{row}],"suppliers":[{row}]}}"#);
    let client = Server::start([json(list)]).await.procurement();
    let orders = client.orders(1, OrderFilter::default()).await.unwrap();
    let invoices = client.invoices(1, InvoiceFilter::default()).await.unwrap();
    assert_eq!(orders.quarantined.len() + invoices.quarantined.len(), 2);
    write!(shown, "{orders:?}{invoices:?}").unwrap();

    let detail = format!(r#"{{"id":7,"status":"paid","notes":"","quickbooks_id_token":"CANARY-11",{SECRETS}}}"#);
    let client = Server::start([json(detail)]).await.procurement();
    let order = client.document(DocumentRef::order(7), now()).await.unwrap();
    write!(shown, "{order:?}{:?}", client.touch(&order).await).unwrap();

    let expired = r#"{"fault":{"error":[{"message":"message=AuthenticationFailed","detail":"Token expired: CANARY-our-own-token CANARY-12","code":"3200"}]}}"#;
    let refused = r#"{"error":"Token CANARY-our-own-token is CANARY-13"}"#;
    let replies: [fn(&str, &str) -> Reply; 7] = [
        |expired, _| status(401, expired),
        |expired, _| status(400, expired),
        |_, refused| status(422, refused),
        |_, _| with(302, "Location: https://example.com/?token=CANARY-14", "CANARY-15"),
        |_, _| json("<html>CANARY-16</html>"),
        |_, _| json(r#"{"x":"CANARY-17"}"#),
        |_, _| Reply::Reset,
    ];
    for reply in replies {
        let client = Server::start([reply(expired, refused)]).await.quickbooks();
        let error = client.list(ListKind::Vendor, None, 1).await.unwrap_err();
        write!(shown, "{error}{error:?}").unwrap();
        if let Some(fault) = error.fault() {
            // What is shown as text to the user keeps the service's words, never our token.
            write!(shown, "{:?}", fault.detail).unwrap();
            assert!(!fault.message.clone().unwrap_or_default().contains("our-own-token"));
        }
        let client = Server::start([reply(expired, refused)]).await.procurement();
        let result = client.call_resend("POST", "/api/v1/x/CANARY-18?key=CANARY-19").await;
        write!(shown, "{result:?}").unwrap();
        if let Err(error) = result {
            write!(shown, "{error}").unwrap();
        }
    }

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/api/v1/purchase_orders/{id}"), "the log was captured");
    assert!(log.contains("/v3/company/{realm}/query"));
    for (place, text) in [("log", log), ("values", shown)] {
        if let Some(at) = text.find("CANARY") {
            panic!("{place}: {}", &text[at.saturating_sub(200)..(at + 60).min(text.len())]);
        }
    }
}
