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

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Sizes of companies and rounds of their stories; each has its share of the documents.
const STORIES: [(u64, u32); 4] = [(20, 6), (120, 5), (420, 4), (1_200, 3)];

/// A share is told in so many parts, each followed by the figures so far.
const PARTS: usize = 10;

/// Companies at a time of the other runs.
const LANES: usize = 4;

/// How many of these are wanted.
fn wanted(what: &str) -> usize {
    let wanted = std::env::var(format!("CLEARPOST_SOAK_{what}")).expect("run `cargo xtask soak`");
    wanted.parse().expect("a number")
}

/// Where the seeds of this run begin.
fn seed() -> u64 {
    10_000_000 * wanted("SEED") as u64
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
                let first = 1_000 + 100_000 * share as u64 + seed();
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

/// So many companies, several at a time, because much of a history is waiting for the other side. Where
/// one of them fails, no other begins.
fn side_by_side(companies: usize, tell: impl Fn(u64) + Sync) {
    let next = &AtomicUsize::new(0);
    let tell = &tell;
    std::thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(move || {
                loop {
                    let company = next.fetch_add(1, Ordering::SeqCst);
                    if company >= companies {
                        break;
                    }
                    if let Err(failed) = catch_unwind(AssertUnwindSafe(|| tell(company as u64))) {
                        next.store(companies, Ordering::SeqCst);
                        resume_unwind(failed);
                    }
                }
            });
        }
    });
}

#[test]
fn soak_histories_of_resends() {
    let started = Instant::now();
    let companies = wanted("HISTORIES").div_ceil(histories::AT_ONCE);
    let sum = Mutex::new((0, histories::Told::default()));
    side_by_side(companies, |company| {
        let told = histories::histories(1_000_000 + company + seed());
        let mut sum = sum.lock().expect("no other failed");
        sum.0 += 1;
        sum.1.add(&told);
        if sum.0 % 100 == 0 || sum.0 == companies {
            println!(
                "{} histories of a resend, {} of them where every resend creates, with {} requests taken: none created \
                 twice, none lost ({:.0} s)",
                sum.1.histories,
                sum.1.creating,
                sum.1.taken,
                started.elapsed().as_secs_f64()
            );
        }
    });
}

impl crashes::Killed {
    fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.in_flight += other.in_flight;
        self.attempts += other.attempts;
        self.lost_answers += other.lost_answers;
    }
}

#[test]
fn soak_kills_of_bulk_resends() {
    const AT_ONCE: usize = 10;
    let started = Instant::now();
    let companies = wanted("KILLS").div_ceil(AT_ONCE);
    let sum = Mutex::new((0, crashes::Killed::default()));
    side_by_side(companies, |company| {
        let told = crashes::killed(2_000_000 + company + seed(), AT_ONCE);
        let mut sum = sum.lock().expect("no other failed");
        sum.0 += 1;
        sum.1.add(&told);
        if sum.0 % 10 == 0 || sum.0 == companies {
            println!(
                "{} kills of a bulk resend, {} with an attempt in flight; {} attempts, {} of them with the answer lost: \
                 none created twice, none lost, all explained ({:.0} s)",
                sum.1.kills,
                sum.1.in_flight,
                sum.1.attempts,
                sum.1.lost_answers,
                started.elapsed().as_secs_f64()
            );
        }
    });
}
