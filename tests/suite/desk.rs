//! One user's desk: a data folder, an environment, and the `clearpost` command run in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::programs;
use crate::services::{NOW, Services};

pub struct Desk {
    folder: TempDir,
    variables: BTreeMap<String, String>,
}

/// What one run of the command came to. Its output was exactly one JSON document.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub json: Value,
    pub stderr: String,
}

impl Answer {
    pub fn of(output: &Output) -> Self {
        let stdout = String::from_utf8(output.stdout.clone()).expect("UTF-8");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let json = serde_json::from_str(&stdout)
            .unwrap_or_else(|error| panic!("not one JSON document ({error}):\n{stdout}\n{stderr}"));
        Self {
            code: output.status.code().unwrap_or(-1),
            json,
            stderr,
        }
    }

    /// The answer of a run that must have ended with this code.
    #[track_caller]
    pub fn expect(self, code: i32) -> Value {
        assert_eq!(self.code, code, "{:#}\n{}", self.json, self.stderr);
        self.json
    }

    /// The code of an error, which must have ended with this exit code.
    #[track_caller]
    pub fn error(self, code: i32) -> String {
        let json = self.expect(code);
        for field in ["message", "help"] {
            let text = json["error"][field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "an error says its {field}: {json}");
        }
        json["error"]["code"].as_str().expect("a code").to_owned()
    }
}

impl Desk {
    /// A new desk that is connected to these services and lives at their time. Nobody has to be spared,
    /// so that it waits for nothing longer than it must; `unset("HURRY")` makes it patient.
    pub fn new(services: &Services) -> Self {
        let mut desk = Self::unconnected();
        desk.variables.extend(services.environment());
        desk.set("HURRY", "yes");
        desk
    }

    pub fn unconnected() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            variables: BTreeMap::from([("CLEARPOST_NOW".to_owned(), NOW.to_owned())]),
        }
    }

    /// A new desk that has read everything once.
    pub fn refreshed(services: &Services) -> Self {
        let desk = Self::new(services);
        desk.refresh();
        desk
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.insert(format!("CLEARPOST_{name}"), value.into());
    }

    /// Connects to other services from now on.
    pub fn turn_to(&mut self, services: &Services) {
        self.variables.extend(services.environment());
    }

    /// A variable of the desk's environment.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    pub fn unset(&mut self, name: &str) {
        self.variables.remove(&format!("CLEARPOST_{name}"));
    }

    /// Lets time pass for the services and for this desk.
    pub fn advance(&mut self, services: &Services, seconds: i64) {
        services.advance(seconds);
        self.set("NOW", services.now());
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place for other files.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The environment of every run: nothing of the user's own.
    pub fn dress(&self, command: &mut Command) {
        for (name, _) in std::env::vars() {
            if name.starts_with("CLEARPOST_") {
                command.env_remove(name);
            }
        }
        command
            .envs(&self.variables)
            .env("HOME", self.folder.path())
            .env_remove("XDG_DATA_HOME")
            .stdin(Stdio::null());
    }

    /// The command as it is, without `--json`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(programs::clearpost());
        command.arg("--data-dir").arg(self.data()).args(arguments);
        self.dress(&mut command);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        let output = self
            .command(&[&["--json"], arguments].concat())
            .output()
            .expect("clearpost runs");
        Answer::of(&output)
    }

    /// Starts a run without waiting for it.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(&[&["--json"], arguments].concat());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        child.expect("clearpost starts")
    }

    #[track_caller]
    pub fn refresh(&self) -> Value {
        self.run(&["refresh"]).expect(0)
    }

    /// Every row of the status table, by the document's name.
    #[track_caller]
    pub fn rows(&self) -> BTreeMap<String, Value> {
        let list = self.run(&["list", "--limit", "1000000"]).expect(0);
        let rows = list["rows"].as_array().expect("rows");
        rows.iter()
            .map(|row| (row["ref"].as_str().expect("a name").to_owned(), row.clone()))
            .collect()
    }

    #[track_caller]
    pub fn show(&self, document: &str) -> Value {
        self.run(&["show", document]).expect(0)
    }

    #[track_caller]
    pub fn state(&self, document: &str) -> String {
        self.show(document)["state"].as_str().expect("a state").to_owned()
    }

    /// Resends one document with options; its result must carry this outcome.
    #[track_caller]
    pub fn resend(&self, document: &str, options: &[&str], outcome: &str) -> Value {
        let answer = self.run(&[&["resend", document], options].concat());
        let (code, json) = (answer.code, answer.json);
        let results = json["results"]
            .as_array()
            .unwrap_or_else(|| panic!("results: {json:#}\n{}", answer.stderr));
        assert_eq!(results.len(), 1, "{json:#}");
        assert_eq!(results[0]["ref"], document);
        assert_eq!(results[0]["outcome"], outcome, "{json:#}\n{}", answer.stderr);
        let expected = match outcome {
            "proved" | "already_there" | "would_send" => 0,
            "sent" | "queued" | "uncertain" => 4,
            _ => 1,
        };
        assert_eq!(code, expected, "the exit code of {outcome}");
        results[0].clone()
    }

    /// The same for a document that must be blocked for this reason.
    #[track_caller]
    pub fn blocked(&self, document: &str, options: &[&str], reason: &str) {
        let result = self.resend(document, options, "blocked");
        assert_eq!(result["reason"], reason, "{result:#}");
    }

    /// So many invoices that nothing holds back, once there and deleted in QuickBooks: `--recreate`
    /// sends them. The desk has read everything then.
    pub fn sendable(&self, services: &Services, count: usize) -> Vec<String> {
        services.act(&serde_json::json!({ "do": "open_books" }));
        // A few more, because a cause holds some: a vendor that became inactive.
        let gone: Vec<String> = services
            .all("invoice", "synced", None)
            .into_iter()
            .filter(|name| services.try_act(&serde_json::json!({ "do": "delete_in_quickbooks", "ref": name })))
            .take(count + count / 5 + 2)
            .collect();
        self.refresh();
        let mut arguments = vec!["resend", "--dry-run", "--recreate"];
        arguments.extend(gone.iter().map(String::as_str));
        let answer = self.run(&arguments).json;
        let results = answer["results"].as_array().expect("results").iter();
        let free = results.filter(|one| one["reason"] != "cause");
        let names: Vec<String> = free
            .filter_map(|one| one["ref"].as_str())
            .take(count)
            .map(str::to_owned)
            .collect();
        assert_eq!(names.len(), count, "{answer:#}");
        names
    }

    /// All attempts, newest first.
    #[track_caller]
    pub fn outbox(&self) -> Vec<Value> {
        let outbox = self.run(&["outbox"]).expect(0);
        outbox["attempts"].as_array().expect("attempts").clone()
    }

    /// The one attempt there is.
    #[track_caller]
    pub fn attempt(&self) -> Value {
        let attempts = self.outbox();
        assert_eq!(attempts.len(), 1, "{attempts:#?}");
        attempts[0].clone()
    }

    /// The names of an attempt's events, oldest first.
    pub fn events(attempt: &Value) -> Vec<&str> {
        let history = attempt["history"].as_array().expect("a history");
        history.iter().filter_map(|event| event["event"].as_str()).collect()
    }
}

/// Every file below a folder with its bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files_except(folder, &[])
}

/// The same without some folders in it.
pub fn files_except(folder: &Path, left_out: &[PathBuf]) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if left_out.contains(&path) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((path.clone(), std::fs::read(&path).expect("a readable file")));
            }
        }
    }
    found
}
