//! Every secret that the services issue carries a marker. After a whole journey at the most talkative
//! log level, with an error of each kind, no marker is anywhere: not in output or log, not in a file
//! below the user's folder, not in the arguments or environment of any process.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desk::{files, files_except};
use crate::http::{Message, exchange, host_of};
use crate::services::Services;
use crate::session::{CONNECT, LOCKED, Session, UNLOCKED};
use crate::wait::{wait_at_most, wait_until};

/// The marker as it is, and in Base64 at each of its three offsets, as HTTP Basic would carry it.
const MARKERS: [&str; 4] = ["CANARY", "Q0FOQVJZ", "NBTkFSWS", "DQU5BUlkt"];

/// The variables that bring a secret, of an unattended run (cli.md).
const UNATTENDED: [&str; 2] = ["CLEARPOST_PROCUREMENT_TOKEN=", "CLEARPOST_QUICKBOOKS_ACCESS_TOKEN="];

/// Where a marker was found, in words.
fn leak(what: &str, bytes: &[u8]) -> Option<String> {
    let at = MARKERS.iter().find_map(|marker| {
        bytes
            .windows(marker.len())
            .position(|window| window == marker.as_bytes())
    })?;
    let around = bytes.get(at.saturating_sub(160)..(at + 16).min(bytes.len()));
    let around = String::from_utf8_lossy(around.unwrap_or_default()).into_owned();
    Some(format!("{what}: …{around}…"))
}

/// Watches everything that runs in its sessions.
struct Journey<'a> {
    session: Session<'a>,
    services: &'a Services,
    /// Output and log of the run; nothing of the product's own.
    said: TempDir,
    leaks: Vec<String>,
    /// The programs whose arguments and environment were seen.
    watched: BTreeSet<String>,
    logged: usize,
}

impl<'a> Journey<'a> {
    fn new(services: &'a Services) -> Self {
        let mut session = Session::new(services);
        session.desk.set("LOG", "trace");
        session
            .desk
            .set("QUICKBOOKS_WEB_URL", services.info("quickbooks", "web_url"));
        Self {
            session,
            services,
            said: tempfile::tempdir().expect("a folder"),
            leaks: Vec::new(),
            watched: BTreeSet::new(),
            logged: 0,
        }
    }

    /// Runs a script, looks at all that it did, and gives what it printed and logged.
    fn run(&mut self, script: &str) -> (String, String) {
        self.talk(script, |_, _| ())
    }

    /// The same with somebody at the keyboard, who sees the log so far.
    fn talk(&mut self, script: &str, person: impl FnOnce(&mut dyn Write, &Path)) -> (String, String) {
        let (out, log) = (self.said.path().join("out"), self.said.path().join("log"));
        let mut command = self.session.command(script);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(File::create(&out).expect("a file"))
            .stderr(File::create(&log).expect("a file"))
            .spawn()
            .expect("the session starts");
        person(&mut child.stdin.take().expect("its input"), &log);
        let data = self.session.desk.data();
        wait_at_most(Duration::from_mins(5), "the session ends", || {
            self.watch(&data);
            child.try_wait().expect("its state")
        });
        self.look(script, &[&out, &log]);
        let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned();
        self.logged += read(&log).len();
        (read(&out), read(&log))
    }

    /// Arguments and environment of every process that knows of this data folder.
    fn watch(&mut self, data: &Path) {
        let data = data.to_str().expect("a path").as_bytes();
        for process in fs::read_dir("/proc").expect("processes").flatten() {
            let read = |name: &str| fs::read(process.path().join(name)).unwrap_or_default();
            let environment = read("environ");
            if !environment.windows(data.len()).any(|window| window == data) {
                continue;
            }
            let name = String::from_utf8_lossy(&read("comm")).trim().to_owned();
            for variable in environment.split(|byte| *byte == 0) {
                if !UNATTENDED.iter().any(|name| variable.starts_with(name.as_bytes())) {
                    self.leaks.extend(leak(&format!("the environment of {name}"), variable));
                }
            }
            self.leaks
                .extend(leak(&format!("the arguments of {name}"), &read("cmdline")));
            self.watched.insert(name);
        }
    }

    /// Output, log and every file, except those of the keychain itself.
    fn look(&mut self, script: &str, said: &[&PathBuf]) {
        let desk = &self.session.desk;
        let keychain = [desk.file("share").join("keyrings"), desk.file("run").join("keyring")];
        for (path, bytes) in files_except(&desk.file(""), &keychain) {
            self.leaks.extend(leak(&path.display().to_string(), &bytes));
        }
        for path in said {
            self.leaks.extend(leak(
                &format!("{} of {script}", path.display()),
                &fs::read(path).expect("a file"),
            ));
        }
    }

    /// Every document that a script printed was an answer, none an error.
    fn well(&mut self, script: &str) -> Vec<Value> {
        let (out, log) = self.run(script);
        let values = serde_json::Deserializer::from_str(&out).into_iter::<Value>();
        let answers = values.collect::<Result<Vec<_>, _>>().expect("JSON");
        let fine = !answers.is_empty() && answers.iter().all(|answer| answer.get("error").is_none());
        assert!(fine, "{script}\n{answers:#?}\n{}", last_lines(&log));
        answers
    }

    /// A script that must say this somewhere in its answers.
    fn says(&mut self, script: &str, expected: &str) {
        let (out, log) = self.run(script);
        assert!(
            out.contains(expected),
            "{script}: {expected}\n{out}\n{}",
            last_lines(&log)
        );
    }

    /// Signs in at Intuit and pastes the address that the browser ends on.
    fn pasted(&mut self) {
        let secret = self.services.info("quickbooks", "client_secret");
        let script = format!(
            "{UNLOCKED}clearpost connect quickbooks --keys sandbox --sign-in pasted_callback --redirect-url https://books.example/callback --url \"$QUICKBOOKS\" --client-id \"$CLIENT\" --yes"
        );
        let (out, log) = self.talk(&script, |keyboard, log| {
            writeln!(keyboard, "{secret}").expect("typed");
            let page = wait_until("the address of the page", || {
                let text = fs::read_to_string(log).ok()?;
                let page = text
                    .lines()
                    .find(|line| line.starts_with("http") && line.contains("/connect/oauth2"));
                page.map(str::to_owned)
            });
            writeln!(keyboard, "{}", answer_of_the_browser(&page)).expect("typed");
        });
        let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}\n{}", last_lines(&log)));
        assert_eq!(
            answer["companies"][0]["state"],
            "connected",
            "{answer}\n{}",
            last_lines(&log)
        );
    }
}

/// Where the sign-in page sends the browser, with the authorization code.
fn answer_of_the_browser(page: &str) -> String {
    let host = host_of(page);
    let path = page.split_once(host).map_or("/", |(_, path)| path);
    let request = Message {
        first: format!("GET {path} HTTP/1.1"),
        ..Message::default()
    };
    let answer = exchange(host, &request).expect("the page answers");
    let address = answer.header("location").expect("an address").to_owned();
    assert!(address.contains(MARKERS[0]), "the code carries the marker");
    address
}

fn last_lines(log: &str) -> String {
    let lines: Vec<&str> = log.lines().rev().take(12).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

#[test]
fn no_secret_is_found_anywhere_after_a_whole_journey() {
    let services = Services::start(&[]);
    let mut journey = Journey::new(&services);
    let missing = services.all("invoice", "missing", None);
    let (first, second) = (missing[0].clone(), services.find("order", "missing", None));

    // Unattended, with a resend to its proof and one whose answer is lost.
    journey.well(&format!(
        ". \"$TYPED/unattended\"\nclearpost refresh\nclearpost resend {first} --wait 30"
    ));
    assert_eq!(services.created(&first), 1, "the journey went all the way");
    services.fault(&json!({ "service": "procurement", "kind": "drop_after", "method": "POST", "times": 1 }));
    journey.says(
        &format!(". \"$TYPED/unattended\"\nclearpost resend {second} --wait 1\nclearpost outbox"),
        "answer_lost",
    );
    services.clear_faults();

    // Without a keychain.
    journey.says(
        "unset DBUS_SESSION_BUS_ADDRESS\nclearpost connect procurement --url \"$PROCUREMENT\" < \"$TYPED/token\"",
        "keychain_missing",
    );
    // ProcurementExpress in each of its ways, QuickBooks by both.
    for way in [
        "client_credentials --client-id \"$APPLICATION\" --yes < \"$TYPED/application\"",
        "password --client-id \"$APPLICATION\" --username \"$USER_NAME\" --yes < \"$TYPED/password\"",
    ] {
        journey.well(&format!(
            "{UNLOCKED}clearpost --company \"$COMPANY\" connect procurement --url \"$PROCUREMENT\" --sign-in {way}\nclearpost refresh"
        ));
    }
    services.advance(8_000);
    journey.well(&format!("{UNLOCKED}clearpost refresh"));
    journey.well(&format!("{UNLOCKED}{CONNECT}clearpost refresh"));
    assert!(
        files(&journey.session.desk.data())
            .iter()
            .any(|(path, _)| path.extension().is_some_and(|end| end == "sealed")),
        "what is too large for the keychain was sealed"
    );
    journey.says(&format!("{LOCKED}clearpost refresh"), "keychain_locked");

    // Everything that can be looked at and done, for programs and for people.
    let everything = format!(
        "refresh | list | show {first} | causes | check | companies | explain --class VENDOR_INACTIVE | resend {first} --dry-run | \
         resend {first} | outbox | export --format csv --output \"$HOME/table.csv\""
    );
    for line in everything.split(" | ") {
        journey.run(&format!(
            "{UNLOCKED}clearpost {line}\n\"$CLEARPOST\" --data-dir \"$DATA\" {line}"
        ));
    }

    // A token that has run out, and the answer to its renewal lost.
    services.advance(4_000);
    journey.well(&format!("{UNLOCKED}clearpost refresh"));
    services.advance(4_000);
    services.fault(&json!({ "service": "quickbooks", "kind": "drop_after", "path_prefix": "/oauth2", "times": 1 }));
    journey.run(&format!("{UNLOCKED}clearpost refresh\nclearpost check"));
    services.clear_faults();

    for service in ["procurement", "quickbooks"] {
        for fault in [
            json!({ "kind": "status", "status": 403 }),
            json!({ "kind": "status", "status": 429, "retry_after": 1 }),
            json!({ "kind": "status", "status": 500 }),
            json!({ "kind": "html" }),
            json!({ "kind": "truncate" }),
            json!({ "kind": "fault" }),
            json!({ "kind": "drop_before" }),
            json!({ "kind": "redirect" }),
            json!({ "kind": "status", "status": 401 }),
        ] {
            let mut fault = fault;
            fault["service"] = json!(service);
            services.fault(&fault);
            let (out, log) = journey.run(&format!("{UNLOCKED}clearpost refresh\nclearpost check"));
            let is_told = out.contains("\"error\"") || out.contains("\"reason\"");
            assert!(is_told, "{fault}: {out}\n{}", last_lines(&log));
            services.clear_faults();
            // What ends a sign-in ends it until somebody connects again.
            if service == "quickbooks" && [json!(401), json!(403)].contains(&fault["status"]) {
                journey.pasted();
            }
            journey.session.desk.advance(&services, 7_200);
        }
    }

    // A sign-in that has ended, the wrong company, and back by the browser.
    services.sign_ins(&json!({ "invalid_grant": true }));
    services.advance(4_000);
    journey.says(&format!("{UNLOCKED}clearpost refresh"), "sign_in_needed");
    services.sign_ins(&json!({ "invalid_grant": false }));
    journey.says(
        &format!("{UNLOCKED}{}", CONNECT.replace("$REALM", "9130350000000001")),
        "\"error\"",
    );
    journey.pasted();
    journey.well(&format!("{UNLOCKED}clearpost refresh"));
    journey.well(&format!(
        "{UNLOCKED}clearpost disconnect quickbooks\nclearpost disconnect procurement"
    ));

    assert!(journey.leaks.is_empty(), "{:#?}", journey.leaks);
    assert!(journey.logged > 100_000, "the log was on: {}", journey.logged);
    assert!(journey.watched.contains("clearpost"), "{:?}", journey.watched);
}

/// The watch itself: what is planted is found, wherever it is.
#[test]
fn a_planted_secret_is_found_wherever_it_is() {
    let services = Services::start(&[]);
    for (planted, place) in [
        (
            "for _ in $(seq 40); do clearpost list --search \"$(cat \"$TYPED/token\")\"; done",
            "the arguments of clearpost",
        ),
        (
            "export SOME=\"$(cat \"$TYPED/token\")\"; for _ in $(seq 40); do clearpost list; done",
            "the environment of clearpost",
        ),
        ("cat \"$TYPED/token\"", "out of"),
        ("cat \"$TYPED/token\" >&2", "log of"),
        (
            "mkdir -p \"$DATA\"; cat \"$TYPED/token\" > \"$DATA/cache.db-wal\"",
            "cache.db-wal",
        ),
        (
            "base64 < \"$TYPED/token\"; printf x; { printf x; cat \"$TYPED/token\"; } | base64 >&2",
            "log of",
        ),
    ] {
        let mut journey = Journey::new(&services);
        journey.run(planted);
        assert!(
            journey.leaks.iter().any(|leak| leak.contains(place)),
            "{planted}: {:?}",
            journey.leaks
        );
    }
}
