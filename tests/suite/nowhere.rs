//! Nothing leaves the computer except to the two services: no telemetry, no look for updates, no
//! name that is looked up (promise S38). The kernel tells which addresses the product turns to.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::process::Command;

use crate::desk::Desk;
use crate::http::host_of;
use crate::programs;
use crate::services::Services;

/// Every address of the internet that a run turns to, as `host:port`.
#[track_caller]
fn addresses(desk: &Desk, arguments: &[&str]) -> BTreeSet<String> {
    let calls = desk.file("calls");
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"])
        .arg(&calls)
        .arg(programs::clearpost())
        .arg("--data-dir")
        .arg(desk.data())
        .args(arguments);
    desk.dress(&mut command);
    command
        .output()
        .expect("this test needs strace: apt-get install strace");
    let calls = std::fs::read_to_string(calls).expect("the calls");
    let between = |text: &str, from: &str, to: &str| {
        let rest = text.split_once(from)?.1;
        Some(rest.split_once(to)?.0.to_owned())
    };
    let of_internet = calls.lines().filter(|line| line.contains("AF_INET"));
    of_internet
        .map(|line| {
            let port = between(line, "_port=htons(", ")");
            let host = between(line, "inet_addr(\"", "\"").or_else(|| between(line, "AF_INET6, \"", "\""));
            format!("{}:{}", host.unwrap_or_default(), port.unwrap_or_default())
        })
        .collect()
}

#[test]
fn only_the_two_services_are_turned_to() {
    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    let document = services.find("invoice", "missing", None);
    let both =
        BTreeSet::from(["procurement", "quickbooks"].map(|side| host_of(&services.info(side, "url")).to_owned()));
    assert_eq!(addresses(&desk, &["refresh"]), both);
    assert_eq!(addresses(&desk, &["check"]), both);
    assert_eq!(addresses(&desk, &["resend", &document, "--wait", "20"]), both);
    for arguments in [
        &["list"][..],
        &["causes"],
        &["outbox"],
        &["--offline", "refresh"],
        &["explain", "Duplicate Name Exists Error"],
    ] {
        assert_eq!(addresses(&desk, arguments), BTreeSet::new(), "{arguments:?}");
    }
}
