//! Starting the application again, and again after it was killed (promise S34): there is one window,
//! and what a start is given says nothing to the one that runs.

use crate::focus::Focus;
use crate::session::{PATIENCE, Window, at_home, program, with_turn, with_window};
use crate::simulator::Simulator;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::json;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

const LAUNCHES: usize = 100;
const TITLE: &str = "Clearpost";

#[tokio::test]
async fn a_hundred_starts_at_once_open_one_window_and_a_killed_one_can_be_started_again() {
    with_turn(async || {
        let home = tempfile::tempdir().expect("a folder for the data");
        let focus = Focus::new();
        let mut started: Vec<Child> = (0..LAUNCHES).map(|_| start(home.path(), &[])).collect();
        all_end(started.iter_mut(), LAUNCHES - 1).await;
        until_shown(&focus, 1).await;
        let mut left = started
            .iter_mut()
            .filter_map(|child| child.id().is_some().then_some(child));
        let first = left.next().expect("one goes on");
        assert!(left.next().is_none(), "two go on");

        // It is given no time to put anything in order.
        first.kill().await.expect("it can be killed");
        until_shown(&focus, 0).await;
        let mut again = start(home.path(), &[]);
        until_shown(&focus, 1).await;
        again.kill().await.expect("it can be killed");
        until_shown(&focus, 0).await;
    })
    .await;
}

#[tokio::test]
async fn a_second_start_does_nothing_it_is_told() {
    let simulator = Simulator::start().await;
    with_window(&simulator.connection(), async |window: &Window| {
        let focus = Focus::new();
        window.wait_for("[data-testid=row]").await;
        window
            .wait_until("document.querySelector('[data-testid=refresh]') !== null")
            .await;
        let (address, requests) = (
            window.run("return location.href", vec![]).await,
            simulator.requests().await,
        );
        let mut started: Vec<Child> = hostile()
            .into_iter()
            .map(|argument| start(window.home(), &[argument]))
            .collect();
        let count = started.len();
        all_end(started.iter_mut(), count).await;
        // The page still answers, shows the same, and nobody asked the services for anything.
        let status = window.invoke("status", json!({})).await;
        assert_eq!(status["ok"]["connected"], true, "{status}");
        assert_eq!(window.run("return location.href", vec![]).await, address);
        assert_eq!(simulator.requests().await, requests);
        assert_eq!(focus.shown(TITLE), 1);
    })
    .await;
}

/// What somebody might hope that a running application takes for an address, a file or a command.
fn hostile() -> Vec<OsString> {
    let mut all: Vec<OsString> = [
        "clearpost://oauth?code=stolen&state=guessed&realmId=1",
        "https://localhost/callback?code=stolen&state=guessed",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "--demo",
        "--documents=200000",
        "--data-dir=/",
        "--",
        "",
        "<img src=x onerror=alert(1)>",
        "resend --all --yes",
    ]
    .map(OsString::from)
    .to_vec();
    all.push("x".repeat(100_000).into());
    all.push(OsString::from_vec(vec![0xff, 0xfe, b'/', 0x80]));
    all
}

fn start(home: &Path, arguments: &[OsString]) -> Child {
    let mut command = Command::new(program("clearpost-desktop"));
    at_home(&mut command, home);
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the application starts")
}

/// Waits until so many of the starts have ended. How is not asked: they leave amid the threads of the toolkit,
/// which once in some hundred times end them by a signal, after the window was told.
async fn all_end(started: impl Iterator<Item = &mut Child>, count: usize) {
    let mut ends: FuturesUnordered<_> = started.map(Child::wait).collect();
    for ended in 0..count {
        let end = tokio::time::timeout(PATIENCE, ends.next()).await;
        let end = end.unwrap_or_else(|_| panic!("only {ended} starts ended"));
        end.expect("more have started").expect("it can be waited for");
    }
}

async fn until_shown(focus: &Focus, count: usize) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while focus.shown(TITLE) != count {
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    });
    assert!(waited.await.is_ok(), "{} windows are shown", focus.shown(TITLE));
}
