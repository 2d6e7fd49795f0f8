//! The same fact in every form that the services were seen to write it, and in forms that nobody
//! announced: read alike, never through a binary fraction, and never at a neighbour's cost.

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_domain::{Document, Entity, Status, Transaction};
use clearpost_remote::{InvoiceFilter, OrderFilter};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::server::{Server, json, now};

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work)
}

/// One invoice of each row.
fn invoices(rows: &[String]) -> Vec<Document> {
    let body = format!("[{}]", rows.join(","));
    let page = run(async {
        Server::start([json(body)])
            .await
            .procurement()
            .invoices(1, InvoiceFilter::default())
            .await
    });
    let page = page.unwrap();
    assert!(page.quarantined.is_empty(), "{:?}", page.quarantined);
    page.items
}

fn bills(rows: &[String]) -> Vec<Transaction> {
    let body = format!(r#"{{"QueryResponse":{{"Bill":[{}]}}}}"#, rows.join(","));
    let page = run(async {
        Server::start([json(body)])
            .await
            .quickbooks()
            .transactions(Entity::Bill, 1, now())
            .await
    });
    let page = page.unwrap();
    assert!(page.quarantined.is_empty(), "{:?}", page.quarantined);
    page.items
}

/// An amount as a number, a string, with more or fewer places, and in powers of ten.
fn forms(cents: i64) -> Vec<String> {
    let plain = Decimal::new(cents, 2);
    let numbers = [
        plain.to_string(),
        plain.normalize().to_string(),
        format!("{plain}00"),
        format!("{cents}e-2"),
        format!("{cents}E-02"),
    ];
    numbers
        .iter()
        .flat_map(|number| [number.clone(), format!("\"{number}\""), format!("\" {number} \"")])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Seventeen digits and more do not fit a binary fraction: one would be a cent off.
    #[test]
    fn an_amount_is_the_same_in_every_form(cents in prop_oneof![any::<i32>().prop_map(i64::from), -900_000_000_000_000_007_i64..900_000_000_000_000_007]) {
        let amount = Some(Decimal::new(cents, 2));
        let forms = forms(cents);
        let rows: Vec<String> = forms.iter().map(|it| format!(r#"{{"id":1,"status":"paid","gross_amount":{it}}}"#)).collect();
        for (document, form) in invoices(&rows).iter().zip(&forms) {
            prop_assert_eq!(document.gross, amount, "{}", form);
        }
        let rows: Vec<String> = forms.iter().map(|it| format!(r#"{{"Id":"1","TotalAmt":{it}}}"#)).collect();
        for (bill, form) in bills(&rows).iter().zip(&forms) {
            prop_assert_eq!(bill.total, amount, "{}", form);
        }
    }

    #[test]
    fn a_moment_and_a_day_are_the_same_in_every_form(seconds in 946_684_800_i64..4_102_444_800) {
        let at = DateTime::<Utc>::from_timestamp(seconds, 0).unwrap();
        let iso = at.format("%Y-%m-%dT%H:%M:%S");
        let forms = [
            seconds.to_string(),
            format!("\"{seconds}\""),
            format!("{seconds}.0"),
            format!("{seconds}000"),
            format!("\"{iso}Z\""),
            format!("\"{iso}.000+00:00\""),
            format!("\"{}\"", at.with_timezone(&chrono::FixedOffset::west_opt(6 * 3600).unwrap()).to_rfc3339()),
        ];
        let rows: Vec<String> = forms.iter().map(|it| format!(r#"{{"id":1,"status":"paid","created_at":{it}}}"#)).collect();
        for (document, form) in invoices(&rows).iter().zip(&forms) {
            prop_assert_eq!(document.created_at, Some(at), "{}", form);
        }
        let day: NaiveDate = at.date_naive();
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        let forms = [format!("\"{day}\""), format!("\"{day}T23:30:00-05:00\""), midnight.to_string(), format!("{midnight}000")];
        let rows: Vec<String> = forms.iter().map(|it| format!(r#"{{"id":1,"status":"paid","issue_date":{it}}}"#)).collect();
        for (document, form) in invoices(&rows).iter().zip(&forms) {
            prop_assert_eq!(document.issue_date, Some(day), "{}", form);
        }
    }

    /// A status, a kind of line or a key that nobody knew: the row stays, and says what it was.
    #[test]
    fn what_is_new_there_costs_nothing_here(word in "[a-z]{3,10}_[a-z]{3,10}", extra in ".{0,20}") {
        let extra = serde_json::to_string(&extra).unwrap();
        let row = format!(r#"{{"id":1,"status":"{word}","gross_amount":1.5,"zz_{word}":{extra},"yy":[{{}}]}}"#);
        let document = &invoices(&[row])[0];
        prop_assert_eq!(&document.status, &Status::from(word.clone()));
        prop_assert_eq!(document.status.word(), word.as_str());
        let row = format!(
            r#"{{"Id":"1","TotalAmt":1.5,"{word}":{extra},"Line":[{{"Amount":1.5,"DetailType":"{word}","{word}":{extra}}}],"LinkedTxn":[{{"TxnId":"5","TxnType":"{word}"}}]}}"#
        );
        let bill = &bills(&[row])[0];
        prop_assert_eq!(bill.lines[0].amount, Some(Decimal::new(15, 1)));
        prop_assert_eq!(&bill.links[0].kind, &word);
    }
}

#[test]
fn null_and_an_empty_text_are_an_absence_and_not_a_zero() {
    for nothing in ["null", "\"\"", "\"  \""] {
        let row = format!(
            r#"{{"id":"1","status":"paid","gross_amount":{nothing},"net_amount":{nothing},"issue_date":{nothing},"created_at":{nothing},"invoice_number":{nothing},"supplier_id":{nothing}}}"#
        );
        let document = &invoices(&[row])[0];
        assert_eq!(
            (document.gross, document.net, document.issue_date),
            (None, None, None),
            "{nothing}"
        );
        assert_eq!(
            (document.created_at, &document.number, document.supplier),
            (None, &None, None)
        );
        let row = format!(
            r#"{{"Id":1,"TotalAmt":{nothing},"TxnDate":{nothing},"DocNumber":{nothing},"VendorRef":{nothing}}}"#
        );
        let bill = &bills(&[row])[0];
        assert_eq!(
            (bill.total, bill.date, &bill.number, &bill.vendor),
            (None, None, &None, &None),
            "{nothing}"
        );
    }
}

#[test]
fn numbers_for_texts_and_texts_for_numbers_are_read() {
    let row = r#"{"id":"7","status":"paid","invoice_number":4471,"supplier_id":"12","archived":"true"}"#.to_owned();
    let document = &invoices(&[row])[0];
    assert_eq!((document.reference.id.0, document.number.as_deref()), (7, Some("4471")));
    assert_eq!((document.supplier.unwrap().0, document.archived), (12, true));
    let row =
        r#"{"Id":988,"DocNumber":2207,"VendorRef":{"value":71},"LinkedTxn":[{"TxnId":5,"TxnType":"PurchaseOrder"}]}"#
            .to_owned();
    let bill = &bills(&[row])[0];
    assert_eq!(
        (bill.key.id.as_str(), bill.number.as_deref(), bill.vendor.as_deref()),
        ("988", Some("2207"), Some("71"))
    );
    assert_eq!(bill.links[0].id, "5");
}

#[test]
fn one_poison_record_costs_itself_alone() {
    let body = r#"[{"id":1,"status":"paid"},{"id":2,"status":"paid","amount":"a lot"},{"id":null,"status":"paid"},{"id":4,"status":"paid"}]"#;
    let page = run(async {
        Server::start([json(body)])
            .await
            .procurement()
            .orders(1, OrderFilter::default())
            .await
    });
    let page = page.unwrap();
    let read: Vec<u64> = page.items.iter().map(|order| order.reference.id.0).collect();
    assert_eq!(read, [1, 4]);
    let aside: Vec<_> = page
        .quarantined
        .iter()
        .map(|row| (row.key.as_deref(), row.reason.as_str()))
        .collect();
    assert_eq!(
        aside,
        [(Some("2"), "\"amount\" is not an amount"), (None, "no usable id")]
    );
    assert!(page.quarantined[0].raw.contains("a lot"), "kept as it came");
}
