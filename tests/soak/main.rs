//! The long runs of `cargo xtask soak`: the same random stories as in the suite, many more of them.
#![forbid(unsafe_code)]
// Helpers outside of test functions fail a test by panicking too; the suite's own need not all be used.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, dead_code)]

#[path = "../suite/crashes.rs"]
mod crashes;
#[path = "../suite/desk.rs"]
mod desk;
#[path = "../suite/dice.rs"]
mod dice;
mod histories;
#[path = "../suite/http.rs"]
mod http;
#[path = "../suite/programs.rs"]
mod programs;
#[path = "../suite/services.rs"]
mod services;
#[path = "../suite/stories.rs"]
mod stories;
#[path = "../suite/wait.rs"]
mod wait;

use std::sync::Mutex;
use std::time::Instant;

/// Sizes of companies and rounds of their stories; each has its share of the documents.
const STORIES: [(u64, u32); 4] = [(20, 6), (120, 5), (420, 4), (1_200, 3)];

/// A share is told in so many parts, each followed by the figures so far.
const PARTS: usize = 10;

/// How many of these are wanted.
fn wanted(what: &str) -> usize {
    let wanted = std::env::var(format!("CLEARPOST_SOAK_{what}")).expect("run `cargo xtask soak`");
    wanted.parse().expect("a number")
}

#[test]
fn soak_verdicts() {
    let wanted = wanted("DOCUMENTS");
    let started = Instant::now();
    let sum = Mutex::new(stories::Told::default());
    let sum = &sum;
    std::thread::scope(|scope| {
        for (share, (size, rounds)) in STORIES.into_iter().enumerate() {
            scope.spawn(move || {
                let first = 1_000 + 100_000 * share as u64;
                for part in 0..PARTS {
                    let documents = wanted / STORIES.len() / PARTS + 1;
                    let told = stories::stories(first + 1_000 * part as u64, documents, size, rounds);
                    let mut sum = sum.lock().expect("no other share failed");
                    sum.add(&told);
                    println!(
                        "{} documents judged in {} refreshes after {} acts and {} faults: all true, none falsely synced ({:.0} s)",
                        sum.documents,
                        sum.refreshes,
                        sum.acts,
                        sum.faults,
                        started.elapsed().as_secs_f64()
                    );
                }
            });
        }
    });
}

#[test]
fn soak_histories_of_resends() {
    let (wanted, started) = (wanted("HISTORIES"), Instant::now());
    let companies = wanted.div_ceil(histories::AT_ONCE);
    for done in 1..=companies {
        histories::histories(1_000_000 + done as u64);
        if done % 100 == 0 || done == companies {
            println!(
                "{} histories of a resend: none created twice, none lost ({:.0} s)",
                done * histories::AT_ONCE,
                started.elapsed().as_secs_f64()
            );
        }
    }
}

#[test]
fn soak_kills_of_bulk_resends() {
    const AT_ONCE: usize = 10;
    let (wanted, started) = (wanted("KILLS"), Instant::now());
    let mut sum = crashes::Killed::default();
    while sum.kills < wanted {
        let told = crashes::killed(2_000_000 + sum.kills as u64, AT_ONCE);
        sum.kills += told.kills;
        sum.in_flight += told.in_flight;
        sum.attempts += told.attempts;
        sum.lost_answers += told.lost_answers;
    }
    println!(
        "{} kills of a bulk resend, {} with an attempt in flight; {} attempts, {} of them with the answer lost: none \
         created twice, none lost, all explained ({:.0} s)",
        sum.kills,
        sum.in_flight,
        sum.attempts,
        sum.lost_answers,
        started.elapsed().as_secs_f64()
    );
}
