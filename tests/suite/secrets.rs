//! Secrets stay in memory: neither files nor output nor logs ever hold one, and files are the user's own.

use std::process::{Command, Stdio};

use crate::desk::{Desk, files};
use crate::services::Services;

/// Everything that must never be found anywhere.
fn secrets(services: &Services) -> Vec<String> {
    let mut all = vec!["CANARY".to_owned()];
    all.push(services.info("procurement", "token"));
    for name in ["access_token", "refresh_token", "client_secret"] {
        all.push(services.info("quickbooks", name));
    }
    all
}

fn assert_clean(what: &str, bytes: &[u8], secrets: &[String]) {
    for secret in secrets {
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{what} holds a secret beginning with {}", &secret[..6]);
    }
}

#[test]
fn no_secret_is_stored_printed_or_logged() {
    let services = Services::start(&[]);
    let secrets = secrets(&services);
    let mut desk = Desk::new(&services);
    desk.set("LOG", "trace");
    let document = services.find("invoice", "missing", None);
    let file = desk.file("table.csv");
    let csv = file.to_str().expect("a path");
    let mut logged = 0;
    let mut run = |desk: &Desk, arguments: &[&str]| {
        for json in [true, false] {
            let flag: &[&str] = if json { &["--json"] } else { &[] };
            let output = desk.command(&[flag, arguments].concat()).output().expect("it runs");
            logged += output.stderr.len();
            assert_clean(&format!("{arguments:?} output"), &output.stdout, &secrets);
            assert_clean(&format!("{arguments:?} log"), &output.stderr, &secrets);
        }
        for (path, bytes) in files(&desk.data()) {
            assert_clean(&path.display().to_string(), &bytes, &secrets);
        }
    };
    run(&desk, &["refresh"]);
    for arguments in [
        &["list"][..],
        &["show", &document],
        &["causes"],
        &["resend", &document, "--wait", "20"],
        &["outbox"],
    ] {
        run(&desk, arguments);
    }
    run(&desk, &["export", "--format", "csv", "--output", csv]);
    assert_clean("the export", &std::fs::read(&file).expect("the file"), &secrets);
    // Errors repeat nothing either, not even what the service repeats.
    services.fault(&serde_json::json!({ "service": "quickbooks", "kind": "status", "status": 401 }));
    run(&desk, &["refresh"]);
    services.clear_faults();
    let wrong = "WRONG-CANARY-TOKEN-123456";
    desk.set("PROCUREMENT_TOKEN", wrong);
    run(&desk, &["refresh"]);
    assert!(logged > 1000, "the log was on");
}

#[test]
fn no_token_travels_in_an_address() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    desk.resend(&services.find("invoice", "missing", None), &["--wait", "20"], "proved");
    for line in services.requests() {
        assert_clean("an address", line.to_string().as_bytes(), &secrets(&services));
    }
}

#[cfg(unix)]
#[test]
fn files_are_the_users_own_whatever_the_mask() {
    use std::os::unix::fs::PermissionsExt;

    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    let document = services.find("invoice", "missing", None);
    for arguments in [
        "refresh".to_owned(),
        format!("resend {document} --wait 20"),
        "list".to_owned(),
    ] {
        let mut shell = Command::new("sh");
        let script = format!("umask 000; exec \"$0\" --data-dir \"$1\" --json {arguments}");
        shell
            .args(["-c", &script])
            .arg(crate::programs::clearpost())
            .arg(desk.data());
        desk.dress(&mut shell);
        assert!(shell.stdout(Stdio::null()).status().expect("it runs").success());
    }
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&desk.data()), 0o700);
    let all = files(&desk.data());
    assert!(all.len() >= 2, "cache and ledger");
    for (path, _) in all {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
