//! Which entries below a document count as sync entries.

use clearpost_diagnosis::sync_entries;
use clearpost_domain::{DocumentRef, HistorySource, SyncResult};

use crate::support::{document, entry};

const DANA: (Option<u64>, &str) = (Some(14), "Dana Cole");
const QUICKBOOKS: (Option<u64>, &str) = (None, "QuickBooks Online");
const SYSTEM: (Option<u64>, &str) = (Some(1), "ProcurementExpress");
const NOBODY: (Option<u64>, &str) = (None, "");

fn result(source: HistorySource, author: (Option<u64>, &str), text: &str) -> Option<SyncResult> {
    let mut document = document(DocumentRef::invoice(771));
    document
        .detail
        .as_mut()
        .unwrap()
        .history
        .push(entry(3, source, author, text));
    sync_entries(&document).first().map(|entry| {
        assert_eq!(entry.text, text, "the text is kept as it was");
        entry.result
    })
}

#[test]
fn a_lost_answer_and_half_done_work_may_have_arrived() {
    let may_have_arrived = |text: &str| {
        let mut document = document(DocumentRef::invoice(771));
        let history = &mut document.detail.as_mut().unwrap().history;
        history.push(entry(3, HistorySource::History, QUICKBOOKS, text));
        sync_entries(&document).first().unwrap().may_have_arrived
    };
    for (text, expected) in [
        (
            "Failed to sync to QuickBooks Online: The request to QuickBooks timed out.",
            true,
        ),
        ("Partial export \u{2014} QuickBooks Online returned an error.", true),
        ("Failed to sync to QuickBooks Online: Account period closed", false),
        ("Bill 412 created after the request timed out", false),
    ] {
        assert_eq!(may_have_arrived(text), expected, "{text}");
    }
}

#[test]
fn reports_of_the_service_are_recognised() {
    use SyncResult::{Failed, Succeeded};
    for (author, text, expected) in [
        (QUICKBOOKS, "Synced to QuickBooks Online", Succeeded),
        (QUICKBOOKS, "Bill 412 created", Succeeded),
        (QUICKBOOKS, "Successfully synced", Succeeded),
        (
            QUICKBOOKS,
            "Failed to sync to QuickBooks Online: Account period closed",
            Failed,
        ),
        (QUICKBOOKS, "Something nobody has ever seen", Failed),
        (
            QUICKBOOKS,
            "Invoice created in QuickBooks but pushing its payments failed",
            Failed,
        ),
        (SYSTEM, "Invoice was synced to QuickBooks Online.", Succeeded),
        (SYSTEM, "Sync to QuickBooks Online failed", Failed),
        (SYSTEM, "Purchase order 100021 synced to QuickBooks Online", Succeeded),
        (QUICKBOOKS, "Synced to QuickBooks Online as Bill 412", Succeeded),
        (QUICKBOOKS, "Bill 412 created in QuickBooks Online.", Succeeded),
        (SYSTEM, "The vendor is Archived / Inactive", Failed),
        (NOBODY, "QuickBooks error: Throttle Exceeded", Failed),
        (
            NOBODY,
            "<p>The supplier used on the purchase order or invoice can not be created in QuickBooks Online.</p>",
            Failed,
        ),
        (SYSTEM, "Invoice INV-2204 was not synced to QuickBooks", Failed),
        (
            SYSTEM,
            "Bill synced to QuickBooks Online with errors: no account",
            Failed,
        ),
        (
            NOBODY,
            r#"{"Fault":{"Error":[{"Message":"Stale Object Error","code":"5010"}]}}"#,
            Failed,
        ),
    ] {
        for source in [HistorySource::History, HistorySource::Comment] {
            assert_eq!(result(source, author, text), Some(expected), "{text}");
        }
    }
}

#[test]
fn what_the_service_writes_about_other_things_is_no_sync_entry() {
    for (author, text) in [
        (QUICKBOOKS, "Resend to QuickBooks Online requested"),
        (QUICKBOOKS, "Queued for QuickBooks Online"),
        (QUICKBOOKS, "This invoice will be sent to QuickBooks Online"),
        (QUICKBOOKS, "Sent to QuickBooks Online"),
        (SYSTEM, "Approved by Dana Cole"),
        (NOBODY, " has scanned an invoice via document upload"),
        (SYSTEM, "Reminder: the invoice is waiting for review"),
        (SYSTEM, "Dana Cole deleted the attachment"),
        (SYSTEM, ""),
    ] {
        assert_eq!(result(HistorySource::History, author, text), None, "{text}");
    }
}

#[test]
fn a_persons_comment_never_counts() {
    for text in [
        "Failed to sync to QuickBooks Online: Account period closed",
        "The invoice was synced to QuickBooks Online",
        "I see \"The vendor is Archived / Inactive\" again",
        "QuickBooks error: Throttle Exceeded",
    ] {
        assert_eq!(result(HistorySource::Comment, DANA, text), None, "{text}");
        assert_eq!(
            result(HistorySource::Comment, (None, "Dana Cole"), text),
            None,
            "{text}"
        );
        assert_eq!(result(HistorySource::Comment, (Some(14), ""), text), None, "{text}");
    }
}

#[test]
fn an_invoice_history_written_in_somebodys_name_counts_only_in_the_services_own_form() {
    use SyncResult::{Failed, Succeeded};
    for (text, expected) in [
        ("Invoice INV-2204 was synced to QuickBooks Online", Some(Succeeded)),
        (" was synced to QuickBooks", Some(Succeeded)),
        (
            "Invoice INV-2204 synced to QuickBooks Online (bill 412)",
            Some(Succeeded),
        ),
        (
            "Invoice synced to QuickBooks Online with errors: no account",
            Some(Failed),
        ),
        ("QuickBooks Online error: Account period closed", Some(Failed)),
        (" has synced with the QuickBooks team about this", None),
        (
            "This invoice could not be synced to QuickBooks Online: Vendor Mismatch",
            Some(Failed),
        ),
        ("failed to sync to QuickBooks Online: Throttle Exceeded", Some(Failed)),
        (" has approved the invoice", None),
        (" has commented: failed to sync to QuickBooks", None),
        (" has scanned an invoice via document upload", None),
        ("The vendor is Archived / Inactive", None),
        (" has requested a resend to QuickBooks Online", None),
    ] {
        assert_eq!(result(HistorySource::History, DANA, text), expected, "{text}");
    }
}

#[test]
fn entries_come_oldest_first() {
    let mut document = document(DocumentRef::order(50021));
    document.detail.as_mut().unwrap().history = vec![
        entry(9, HistorySource::Comment, QUICKBOOKS, "Synced to QuickBooks Online"),
        entry(4, HistorySource::Comment, QUICKBOOKS, "Throttle Exceeded"),
        entry(7, HistorySource::Comment, DANA, "looking into it"),
    ];
    let ids: Vec<u64> = sync_entries(&document).iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [4, 9]);
}
