//! A login on a Linux desktop: a message bus of its own with GNOME Keyring on it, and scripts that run
//! `clearpost` there. No secret is in its environment: what is typed lies in files apart from the desk.

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::desk::Desk;
use crate::programs;
use crate::services::Services;

/// Starts the keychain, opened with a password that only this test has.
pub const UNLOCKED: &str =
    "printf test-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n";
/// The same keychain after a new login that did not open it.
pub const LOCKED: &str = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1\n";

pub const CONNECT: &str = r#"clearpost --company "$COMPANY" connect procurement --url "$PROCUREMENT" --yes < "$TYPED/token"
clearpost connect quickbooks --keys sandbox --sign-in refresh_token --url "$QUICKBOOKS" --realm "$REALM" --client-id "$CLIENT" --yes < "$TYPED/quickbooks"
"#;

/// A desk whose runs see a keychain and no connection in their environment.
pub struct Session<'a> {
    pub desk: Desk,
    services: &'a Services,
    typed: TempDir,
}

impl<'a> Session<'a> {
    pub fn new(services: &'a Services) -> Self {
        let desk = Desk::unconnected();
        for name in ["share", "run"] {
            std::fs::create_dir(desk.file(name)).expect("a folder");
        }
        let session = Self {
            desk,
            services,
            typed: tempfile::tempdir().expect("a folder"),
        };
        session.types("token", &[("procurement", "token")]);
        session.types("application", &[("procurement", "client_secret")]);
        session.types(
            "password",
            &[("procurement", "client_secret"), ("procurement", "password")],
        );
        session.types(
            "quickbooks",
            &[("quickbooks", "client_secret"), ("quickbooks", "refresh_token")],
        );
        let variables = services.environment().into_iter();
        let exports = variables.map(|(name, value)| format!("export {name}='{value}'\n"));
        std::fs::write(session.typed.path().join("unattended"), exports.collect::<String>()).expect("a file");
        session
    }

    /// What a person would type: one secret per line.
    fn types(&self, name: &str, secrets: &[(&str, &str)]) {
        let lines: String = secrets
            .iter()
            .map(|(side, secret)| self.services.info(side, secret) + "\n")
            .collect();
        std::fs::write(self.typed.path().join(name), lines).expect("a file");
    }

    /// A script on a message bus of its own; `clearpost` in it writes JSON, `"$CLEARPOST"` what people read.
    pub fn command(&self, script: &str) -> Command {
        assert!(
            Command::new("dbus-run-session").arg("--version").output().is_ok(),
            "these tests need dbus-run-session and gnome-keyring-daemon: apt-get install dbus-daemon gnome-keyring"
        );
        let mut command = Command::new("dbus-run-session");
        self.dress(&mut command);
        command.args(["--", "sh", "-u", "-c", &Self::script(script)]);
        command
    }

    pub fn run(&self, script: &str) -> Output {
        self.command(script).output().expect("the session starts")
    }

    pub fn script(script: &str) -> String {
        format!("clearpost() {{ \"$CLEARPOST\" --data-dir \"$DATA\" --json \"$@\"; }}\n{script}")
    }

    pub fn dress(&self, command: &mut Command) {
        self.desk.dress(command);
        let values: BTreeMap<&str, String> = BTreeMap::from([
            ("COMPANY", self.services.info("procurement", "company")),
            ("PROCUREMENT", self.services.info("procurement", "url")),
            ("APPLICATION", self.services.info("procurement", "client_id")),
            ("USER_NAME", self.services.info("procurement", "email")),
            ("QUICKBOOKS", self.services.info("quickbooks", "url")),
            ("REALM", self.services.info("quickbooks", "realm")),
            ("CLIENT", self.services.info("quickbooks", "client_id")),
        ]);
        command
            .envs(values)
            .env("TYPED", self.typed.path())
            .env("CLEARPOST", programs::clearpost())
            .env("DATA", self.desk.data())
            .env("XDG_DATA_HOME", self.desk.file("share"))
            .env("XDG_RUNTIME_DIR", self.desk.file("run"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null());
    }

    /// The JSON documents that a script printed, one after the other.
    #[track_caller]
    pub fn answers(output: &Output) -> Vec<Value> {
        let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
        let values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        values
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr)))
    }

    #[track_caller]
    pub fn last(&self, script: &str) -> Value {
        let output = self.run(script);
        let answers = Self::answers(&output);
        let last = answers.last().cloned();
        last.unwrap_or_else(|| panic!("no answer: {}", String::from_utf8_lossy(&output.stderr)))
    }
}
