//! The rules of a lane, on a clock made of numbers.

use std::time::Duration;

use proptest::prelude::*;

use super::files::Files;
use super::state::{Hold, Rules, Start, State};
use super::{Gate, Pause, PauseCause};
use crate::error::Service;
use crate::limits::Limits;

const MONTH: Duration = Duration::from_hours(200);
const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

fn rules() -> Rules {
    Rules::new(&Limits::default(), Service::QuickBooks)
}

fn pause(state: &State, now: u64) -> Pause {
    state.pause(now).unwrap()
}

/// The time at which the next request is let through, from `now` on.
fn claim(state: &mut State, rules: &Rules, mut now: u64) -> Start {
    loop {
        match state.claim(rules, now, false) {
            Ok(start) => return start,
            Err(Hold::Full { wait }) => {
                assert!(!wait.is_zero(), "waiting must come to an end");
                now += u64::try_from(wait.as_millis()).unwrap();
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn no_window_lets_through_more_than_its_service_allows() {
    let (rules, mut now, mut starts) = (rules(), 0, Vec::new());
    let mut state = State::new(&rules);
    for _ in 0..1200 {
        now = claim(&mut state, &rules, now).at;
        starts.push(now);
    }
    for (length, allowed) in [(1000, 10), (MINUTE, 500)] {
        for span in starts.windows(allowed + 1) {
            assert!(span[allowed] - span[0] > length);
        }
    }
    assert!(now < 150_000, "and it is not slower than needed");
}

#[test]
fn a_refusal_without_a_time_closes_the_lane_for_a_minute_and_halves_the_room() {
    let rules = rules();
    for (jitter, seconds) in [(0, 60), (100, 75)] {
        let mut state = State::new(&rules);
        let start = claim(&mut state, &rules, 1000);
        state.throttled(&rules, start, 1100, None, jitter, MONTH);
        assert_eq!(pause(&state, 1100).next_try, Duration::from_secs(seconds));
        assert_eq!(state.at_once(&rules), 5);
        // The others that were under way tell nothing new.
        state.throttled(
            &rules,
            Start {
                at: 1050,
                is_probe: false,
            },
            1200,
            None,
            jitter,
            MONTH,
        );
        assert_eq!(
            pause(&state, 1200).next_try,
            Duration::from_millis(seconds * 1000 - 100)
        );
        assert_eq!(state.at_once(&rules), 5);
        assert!(matches!(state.claim(&rules, 50_000, false), Err(Hold::Closed(_))));
    }
}

#[test]
fn after_a_pause_one_request_looks_first_and_room_comes_back_one_by_one() {
    let rules = rules();
    let mut state = State::new(&rules);
    let start = claim(&mut state, &rules, 1000);
    state.throttled(&rules, start, 1000, Some(Duration::from_secs(2)), 0, MONTH);
    let probe = state.claim(&rules, 3000, false).unwrap();
    assert!(probe.is_probe);
    assert_eq!(state.claim(&rules, 3001, false), Err(Hold::Probing));
    state.answered(&rules, probe);
    assert_eq!(state.at_once(&rules), 5);
    let mut now = 3002;
    for answers in 1..=50 {
        let start = claim(&mut state, &rules, now);
        assert!(!start.is_probe);
        now = start.at;
        state.answered(&rules, start);
        assert_eq!(state.at_once(&rules), (51 + answers) / 10);
    }
    assert!(state.is_calm(&rules));
}

#[test]
fn a_look_that_never_ends_counts_as_lost() {
    let rules = rules();
    let mut state = State::new(&rules);
    let start = claim(&mut state, &rules, 1000);
    state.throttled(&rules, start, 1000, Some(Duration::ZERO), 0, MONTH);
    let probe = state.claim(&rules, 1001, false).unwrap();
    assert_eq!(state.claim(&rules, 60_000, false), Err(Hold::Probing));
    assert!(state.claim(&rules, 61_001, false).unwrap().is_probe);
    state.abandoned(probe);
    assert!(
        state.claim(&rules, 61_002, false).unwrap().is_probe,
        "one that was given up, too"
    );
}

#[test]
fn an_absurd_time_is_capped_and_shown_as_it_was_asked_for() {
    let rules = rules();
    let mut state = State::new(&rules);
    let start = claim(&mut state, &rules, 0);
    state.throttled(&rules, start, 0, Some(Duration::from_hours(10)), 0, MONTH);
    let seen = pause(&state, 30 * MINUTE);
    assert_eq!(seen.asked, Duration::from_mins(570), "it counts down");
    assert_eq!(seen.next_try, Duration::from_mins(30));
    assert!(state.claim(&rules, HOUR - 1, false).is_err());
    assert!(state.claim(&rules, HOUR, false).unwrap().is_probe);
    // Asked by the user, it looks at once.
    let mut state = State::new(&rules);
    let start = claim(&mut state, &rules, 0);
    state.throttled(&rules, start, 0, Some(Duration::from_hours(10)), 0, MONTH);
    assert!(state.claim(&rules, 1, true).unwrap().is_probe);
}

#[test]
fn three_minutes_waited_in_vain_mean_that_the_month_is_used_up() {
    let rules = rules();
    let mut state = State::new(&rules);
    let mut now = 0;
    let mut start = claim(&mut state, &rules, now);
    for _ in 0..3 {
        state.throttled(&rules, start, now, None, 0, MONTH);
        assert_eq!(pause(&state, now).cause, PauseCause::Throttled);
        now += MINUTE;
        start = state.claim(&rules, now, false).unwrap();
    }
    state.throttled(&rules, start, now, None, 0, MONTH);
    let seen = pause(&state, now);
    assert_eq!((seen.cause, seen.asked), (PauseCause::MonthUsedUp, MONTH));
    // A day of asking costs one call an hour, and each finds the same.
    let (mut looks, end) = (0, now + 24 * HOUR);
    while now < end {
        if let Ok(probe) = state.claim(&rules, now, false) {
            looks += 1;
            state.throttled(&rules, probe, now, None, 0, MONTH);
            assert_eq!(pause(&state, now).cause, PauseCause::MonthUsedUp);
        }
        now += 10_000;
    }
    assert!((23..=24).contains(&looks), "{looks}");
    // It comes back with the first good answer.
    let probe = state.claim(&rules, now + HOUR, false).unwrap();
    state.answered(&rules, probe);
    assert_eq!(state.pause(now + HOUR), None);
}

#[test]
fn short_waits_a_good_answer_between_or_the_other_service_mean_no_such_thing() {
    let (quickbooks, procurement) = (rules(), Rules::new(&Limits::default(), Service::Procurement));
    for (rules, asked, answers) in [
        (quickbooks, Some(Duration::from_secs(5)), false),
        (quickbooks, None, true),
        (procurement, None, false),
    ] {
        let mut state = State::new(&rules);
        let mut now = 0;
        for _ in 0..8 {
            let start = state.claim(&rules, now, false).unwrap();
            if answers {
                state.answered(&rules, start);
                let start = claim(&mut state, &rules, now + 1);
                state.throttled(&rules, start, now + 1, asked, 0, MONTH);
            } else {
                state.throttled(&rules, start, now, asked, 0, MONTH);
            }
            assert_eq!(pause(&state, now).cause, PauseCause::Throttled);
            now += 2 * MINUTE;
        }
    }
}

#[test]
fn a_service_in_trouble_is_left_alone_and_looked_at_by_one() {
    let rules = rules();
    let mut state = State::new(&rules);
    let mut now = 0;
    for failures in 0..8 {
        assert_eq!(state.pause(now), None, "after {failures}");
        let start = claim(&mut state, &rules, now);
        now = start.at;
        state.failed(&rules, start, now);
    }
    assert_eq!(pause(&state, now).cause, PauseCause::Trouble);
    assert_eq!(pause(&state, now).next_try, Duration::from_secs(15));
    // Late failures of requests that were under way do not lengthen it.
    state.failed(&rules, Start { at: 0, is_probe: false }, now + 1);
    assert_eq!(pause(&state, now).next_try, Duration::from_secs(15));
    let (mut looks, end) = (0, now + 10 * MINUTE);
    while now < end {
        now += 1000;
        if let Ok(probe) = state.claim(&rules, now, false) {
            looks += 1;
            state.failed(&rules, probe, now);
        }
    }
    assert!(looks <= 8, "{looks} looks in ten minutes");
    now += 2 * MINUTE;
    let probe = state.claim(&rules, now, false).unwrap();
    state.answered(&rules, probe);
    assert_eq!(state.pause(now), None);
    assert!(!claim(&mut state, &rules, now).is_probe);
}

#[test]
fn a_good_answer_between_keeps_the_lane_open() {
    let rules = rules();
    let mut state = State::new(&rules);
    let mut now = 0;
    for turn in 0..40 {
        let start = claim(&mut state, &rules, now);
        now = start.at;
        if turn % 8 == 7 {
            state.answered(&rules, start);
        } else {
            state.failed(&rules, start, now);
        }
        assert_eq!(state.pause(now), None);
    }
}

#[test]
fn a_clock_set_back_makes_nothing_wait_for_ever() {
    let rules = rules();
    let mut state = State::new(&rules);
    for _ in 0..10 {
        state.claim(&rules, 100 * HOUR, false).unwrap();
    }
    let Err(Hold::Full { wait }) = state.claim(&rules, 50 * HOUR, false) else {
        panic!("the last second's ten count, whatever the clock says")
    };
    assert!(wait < Duration::from_secs(2));
    let start = Start {
        at: 100 * HOUR,
        is_probe: false,
    };
    state.throttled(&rules, start, 100 * HOUR, None, 0, MONTH);
    assert!(state.claim(&rules, 50 * HOUR, false).is_err());
    assert!(
        state.claim(&rules, 51 * HOUR, false).unwrap().is_probe,
        "an hour is the longest pause"
    );
}

#[test]
fn a_shared_lane_survives_being_written_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(&folder.path().join("lane")).unwrap();
    let rules = rules();
    let mut held = files.lock(&rules).unwrap().unwrap();
    assert!(files.lock(&rules).unwrap().is_none(), "one at a time");
    let start = held.state.claim(&rules, 5000, false).unwrap();
    held.state
        .throttled(&rules, start, 6000, Some(Duration::from_hours(2)), 0, MONTH);
    held.state.failed(&rules, start, 6000);
    let kept = held.state.clone();
    held.write().unwrap();
    drop(held);
    let held = files.lock(&rules).unwrap().unwrap();
    assert_eq!(held.state, kept);
}

#[test]
fn a_spoilt_lane_file_costs_no_more_than_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(folder.path()).unwrap();
    let rules = rules();
    for text in [
        "",
        "room",
        "start x\nroom -1\n",
        "\u{0}\u{0}",
        "trouble 1 2\nstart 3 4\nroom 99999999999\nx 1 2 3\n",
    ] {
        std::fs::write(folder.path().join("state"), text).unwrap();
        assert_eq!(
            files.lock(&rules).unwrap().unwrap().state,
            State::new(&rules),
            "{text:?}"
        );
    }
    // A longer file was being replaced by a shorter one.
    std::fs::write(folder.path().join("state"), "start 50\nstart 60\nstart 20\nsta").unwrap();
    assert_eq!(files.lock(&rules).unwrap().unwrap().state.starts, [20, 50, 60]);
}

#[test]
fn a_place_is_free_again_when_its_holder_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Files::open(folder.path()).unwrap(), Files::open(folder.path()).unwrap());
    let held: Vec<_> = (0..3).map(|_| one.slot(3).unwrap()).collect();
    assert!(other.slot(3).is_none());
    drop(held);
    assert!(other.slot(3).is_some());
}

#[tokio::test]
async fn a_lane_whose_folder_cannot_be_used_keeps_the_limits_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lane"), "a file").unwrap();
    let limits = Limits {
        shared: Some(folder.path().to_owned()),
        ..Limits::default()
    };
    let gate = Gate::new(&limits, Service::Procurement, "lane");
    let turns = (gate.enter().await.unwrap(), gate.enter().await.unwrap());
    assert!(gate.claim().is_err(), "two at once");
    drop(turns);
    assert!(gate.claim().is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever several windows do, at whatever times:
    /// the starts that were let through keep to both windows of time as it really passed.
    #[test]
    fn windows_hold_for_any_rhythm(steps in prop::collection::vec((0_u64..400, 0_usize..4), 1..900)) {
        let folder = tempfile::tempdir().unwrap();
        let lanes: Vec<Files> = (0..4).map(|_| Files::open(folder.path()).unwrap()).collect();
        let (rules, mut now, mut starts) = (rules(), 1_000_000, Vec::new());
        for (pause, window) in steps {
            // Mostly bunched up, now and then a gap.
            now += if pause < 300 { pause / 40 } else { pause };
            let mut held = lanes[window].lock(&rules).unwrap().unwrap();
            if held.state.claim(&rules, now, false).is_ok() {
                starts.push(now);
            }
            held.write().unwrap();
        }
        for (length, allowed) in [(1000, 10), (MINUTE, 500)] {
            for span in starts.windows(allowed + 1) {
                prop_assert!(span[allowed] - span[0] > length);
            }
        }
    }
}
