//! The command itself: usage, help, exit codes, what is printed where.

use crate::desk::Desk;
use crate::services::Services;

#[test]
fn wrong_usage_is_one_json_document_too() {
    let desk = Desk::unconnected();
    for arguments in [
        &["bogus"][..],
        &["list", "--kind", "credit"],
        &["list", "--limit", "many"],
        &["show"],
        &["resend"],
        &["resend", "invoice:1", "--class", "UNKNOWN"],
        &["resend", "invoice:1", "--route", "carrier-pigeon"],
        &["handled", "invoice:1"],
        &["export", "--format", "csv"],
        &["explain"],
        &["refresh", "--sideways"],
    ] {
        assert_eq!(desk.run(arguments).error(2), "usage", "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_no_mistakes() {
    let desk = Desk::unconnected();
    for (argument, expected) in [("--help", "refresh"), ("--version", "clearpost")] {
        let output = desk.command(&[argument]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains(expected));
    }
    let output = desk.command(&["help", "errors"]).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for code in [
        "usage",
        "not_connected",
        "sign_in_needed",
        "permission_denied",
        "wrong_company",
        "unreachable",
        "not_the_api",
        "rate_limited",
        "service_error",
        "not_found",
        "empty_cache",
        "cache_newer",
        "ledger_unwritable",
        "keychain_locked",
        "keychain_missing",
        "invalid_input",
    ] {
        assert!(text.contains(code), "{code} is listed");
    }
}

#[test]
fn an_empty_cache_says_run_refresh() {
    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    let file = desk.file("t.csv");
    for arguments in [
        &["list"][..],
        &["causes"],
        &["forecast"],
        &["twins"],
        &["radar"],
        &["support-bundle", "invoice:30001", "--output", "never.zip"],
        &["show", "invoice:30001"],
        &["resend", "invoice:30001"],
        &["handled", "invoice:30001", "--reason", "x"],
        &["export", "--format", "csv", "--output", file.to_str().expect("a path")],
    ] {
        let answer = desk.run(arguments);
        assert!(
            answer.json["error"]["help"].to_string().contains("refresh"),
            "{}",
            answer.json
        );
        assert_eq!(answer.error(4), "empty_cache", "{arguments:?}");
    }
    assert!(services.requests().is_empty());
}

#[test]
fn a_document_that_is_not_known_is_named() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    for arguments in [
        &["show", "invoice:999999"][..],
        &["resend", "order:999999"],
        &["handled", "order:999999", "--undo"],
    ] {
        assert_eq!(desk.run(arguments).error(1), "not_found", "{arguments:?}");
    }
    for name in ["771", "bill:3", "invoice:", "invoice:x", "invoice:-1", "invoice:1;2"] {
        assert_eq!(desk.run(&["show", name]).error(2), "invalid_input", "{name}");
    }
    // One unknown among several: nothing is sent at all.
    let document = services.find("invoice", "missing", None);
    assert_eq!(desk.run(&["resend", &document, "invoice:999999"]).error(1), "not_found");
    assert!(services.mutations().is_empty());
}

#[test]
fn a_reason_cannot_be_empty() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    assert_eq!(
        desk.run(&["handled", &document, "--reason", "  "]).error(2),
        "invalid_input"
    );
    assert_eq!(desk.state(&document), "missing");
}

#[test]
fn plain_output_is_for_people_and_errors_go_elsewhere() {
    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    let run = |arguments: &[&str]| {
        let output = desk.command(arguments).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, out, error) = run(&["list"]);
    assert_eq!((code, out.as_str()), (Some(4), ""));
    assert!(error.contains("refresh"), "{error}");
    let (code, out, error) = run(&["refresh"]);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(out.contains("Failed"), "{out}");
    for command in ["list", "causes", "outbox"] {
        let (code, out, error) = run(&[command]);
        assert_eq!((code, error.as_str()), (Some(0), ""), "{command}");
        assert!(
            !out.trim().is_empty() && !out.contains('\u{1b}'),
            "{command}: no colours into a pipe"
        );
    }
}

#[test]
fn a_cached_company_can_be_read_without_any_connection() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let rows = desk.rows();
    for name in services.environment().keys() {
        desk.unset(name.trim_start_matches("CLEARPOST_"));
    }
    assert_eq!(desk.rows(), rows);
    assert_eq!(desk.run(&["refresh"]).error(3), "not_connected");
    let document = services.find("invoice", "missing", None);
    assert_eq!(desk.run(&["resend", &document]).error(3), "not_connected");
}

#[test]
fn a_clock_or_a_grace_time_that_cannot_be_read_is_named() {
    let services = Services::start(&[]);
    for (name, value) in [
        ("NOW", "yesterday"),
        ("GRACE_SECONDS", "-5"),
        ("RESEND_ROUTE", "pigeon"),
        ("RESEND_CALL_ORDER", "DELETE /x"),
    ] {
        let mut desk = Desk::new(&services);
        desk.set(name, value);
        let answer = desk.run(&["refresh"]);
        assert!(
            answer.json["error"]["message"].to_string().contains(name),
            "{}",
            answer.json
        );
        assert_eq!(answer.error(2), "invalid_input");
    }
    assert!(services.requests().is_empty());
}

#[test]
fn the_grace_time_can_be_set() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    desk.set("GRACE_SECONDS", "60");
    desk.refresh();
    let waiting = services.all("invoice", "pending", None);
    for document in waiting {
        assert_eq!(desk.state(&document), "missing", "{document}");
    }
}
