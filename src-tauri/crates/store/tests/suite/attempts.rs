//! Tables `attempt` and `attempt_event`.

use clearpost_domain::{AttemptId, AttemptState, DocumentRef, Route};
use clearpost_store::{AttemptEvent, Departure, Found, NewAttempt, Start, StoreError, may_follow};
use proptest::prelude::*;

use crate::given::{at, attempt, bill, key, place, queued};

#[test]
fn an_attempt_reads_back_with_its_events() {
    let place = place();
    let ledger = place.ledger();
    let given = attempt("01A", DocumentRef::invoice(1));
    ledger.begin_attempt(&key(), &given).unwrap();
    ledger
        .advance(&key(), &given.id, AttemptState::Sent, at(11), "accepted", Some("204"))
        .unwrap();
    ledger.note(&key(), &given.id, at(12), "looked", None).unwrap();
    let found = place.ledger().attempt(&key(), &given.id).unwrap().unwrap();
    assert_eq!((found.state, found.route), (AttemptState::Sent, Route::Edit));
    assert_eq!(found.body_hash, given.body_hash);
    assert_eq!(found.departure.map(Start::Leaves), Some(given.start));
    assert_eq!(found.created_at, at(10));
    let event = |second, event: &str, detail: Option<&str>| AttemptEvent {
        at: at(second),
        event: event.to_owned(),
        detail: detail.map(str::to_owned),
    };
    assert_eq!(
        found.events,
        [
            event(10, "in_flight", None),
            event(11, "accepted", Some("204")),
            event(12, "looked", None)
        ]
    );
}

#[test]
fn what_was_seen_before_sending_reads_back() {
    let place = place();
    let ledger = place.ledger();
    let record = Found::Record {
        key: bill("412"),
        content: "f00d".to_owned(),
        differing: vec!["total".to_owned(), "line.1.account".to_owned()],
    };
    let all = [
        (None, None),
        (Some((None, 7)), Some(Found::Nothing)),
        (None, Some(record)),
    ];
    for (number, (seen, found)) in (1..).zip(all) {
        let departure = Departure { seen, found };
        let given = NewAttempt {
            start: Start::Leaves(departure.clone()),
            ..attempt(&format!("01{number}"), DocumentRef::order(number))
        };
        ledger.begin_attempt(&key(), &given).unwrap();
        assert_eq!(
            ledger.attempt(&key(), &given.id).unwrap().unwrap().departure,
            Some(departure)
        );
    }
}

#[test]
fn a_queued_attempt_keeps_its_plan_and_leaves_with_what_was_seen() {
    let place = place();
    let ledger = place.ledger();
    let given = queued("01A", DocumentRef::order(1));
    ledger.begin_attempt(&key(), &given).unwrap();
    let read = || ledger.attempt(&key(), &given.id).unwrap().unwrap();
    assert_eq!(
        (read().plan.map(Start::Waits), read().departure),
        (Some(given.start.clone()), None)
    );
    let departure = Departure {
        seen: Some((None, 7)),
        found: Some(Found::Nothing),
    };
    ledger.depart(&key(), &given.id, at(11), &departure).unwrap();
    assert_eq!(
        (read().state, read().departure),
        (AttemptState::InFlight, Some(departure.clone()))
    );
    assert!(
        ledger.depart(&key(), &given.id, at(12), &departure).is_err(),
        "it has left"
    );
}

#[test]
fn several_are_queued_at_once_beside_those_that_are_open_already() {
    let place = place();
    let ledger = place.ledger();
    ledger
        .begin_attempt(&key(), &attempt("01A", DocumentRef::order(1)))
        .unwrap();
    let all: Vec<NewAttempt> = (1..4)
        .map(|number| queued(&format!("02{number}"), DocumentRef::order(number)))
        .collect();
    let begun = ledger.begin_attempts(&key(), &all).unwrap();
    assert_eq!(begun, [AttemptId::new("022"), AttemptId::new("023")]);
    assert_eq!(ledger.open_attempts(&key()).unwrap().len(), 3);
}

#[test]
fn attempts_come_newest_first_and_by_document() {
    let place = place();
    let ledger = place.ledger();
    let (one, two) = (DocumentRef::order(1), DocumentRef::order(2));
    for (id, reference) in [("01A", one), ("01B", two)] {
        ledger.begin_attempt(&key(), &attempt(id, reference)).unwrap();
    }
    let refused = AttemptState::Refused;
    ledger
        .advance(&key(), &AttemptId::new("01A"), refused, at(11), "refused", None)
        .unwrap();
    ledger.begin_attempt(&key(), &attempt("01C", one)).unwrap();
    let ids = |found: Vec<clearpost_store::Attempt>| found.into_iter().map(|a| a.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(ledger.attempts(&key()).unwrap()), ["01C", "01B", "01A"]);
    assert_eq!(ids(ledger.attempts_for(&key(), one).unwrap()), ["01C", "01A"]);
    assert_eq!(ids(ledger.open_attempts(&key()).unwrap()), ["01C", "01B"]);
}

#[test]
fn a_document_with_an_unfinished_attempt_gets_no_second_one() {
    let place = place();
    let (ledger, other_window) = (place.ledger(), place.ledger());
    let one = DocumentRef::order(1);
    ledger.begin_attempt(&key(), &attempt("01A", one)).unwrap();
    let refused = other_window.begin_attempt(&key(), &attempt("01B", one)).unwrap_err();
    assert!(
        matches!(&refused, StoreError::AttemptOpen { reference, open } if *reference == one && open.as_str() == "01A"),
        "{refused:?}"
    );
    let id = AttemptId::new("01A");
    ledger
        .advance(&key(), &id, AttemptState::Uncertain, at(11), "lost", None)
        .unwrap();
    assert!(matches!(
        other_window.begin_attempt(&key(), &attempt("01B", one)),
        Err(StoreError::AttemptOpen { .. })
    ));
    assert!(other_window.attempt(&key(), &AttemptId::new("01B")).unwrap().is_none());
    ledger
        .advance(&key(), &id, AttemptState::Refused, at(12), "not_found", None)
        .unwrap();
    other_window.begin_attempt(&key(), &attempt("01B", one)).unwrap();
}

#[test]
fn an_accepted_attempt_does_not_become_uncertain_beside_an_open_one() {
    let place = place();
    let ledger = place.ledger();
    let one = DocumentRef::order(1);
    ledger.begin_attempt(&key(), &attempt("01A", one)).unwrap();
    let id = AttemptId::new("01A");
    ledger
        .advance(&key(), &id, AttemptState::Sent, at(11), "accepted", None)
        .unwrap();
    ledger.begin_attempt(&key(), &attempt("01B", one)).unwrap();
    assert!(matches!(
        ledger.advance(&key(), &id, AttemptState::Uncertain, at(12), "lost", None),
        Err(StoreError::AttemptOpen { open, .. }) if open.as_str() == "01B"
    ));
}

#[test]
fn unknown_ids_and_taken_ids_are_refused() {
    let place = place();
    let ledger = place.ledger();
    let given = attempt("01A", DocumentRef::order(1));
    ledger.begin_attempt(&key(), &given).unwrap();
    let taken = attempt("01A", DocumentRef::order(2));
    assert!(matches!(
        ledger.begin_attempt(&key(), &taken),
        Err(StoreError::AttemptExists(_))
    ));
    let unknown = AttemptId::new("01Z");
    assert!(matches!(
        ledger.advance(&key(), &unknown, AttemptState::Sent, at(1), "x", None),
        Err(StoreError::AttemptUnknown(_))
    ));
    assert!(matches!(
        ledger.note(&key(), &unknown, at(1), "x", None),
        Err(StoreError::AttemptUnknown(_))
    ));
}

#[test]
fn the_file_itself_refuses_to_change_history() {
    let place = place();
    let ledger = place.ledger();
    ledger
        .begin_attempt(&key(), &attempt("01A", DocumentRef::order(1)))
        .unwrap();
    let id = AttemptId::new("01A");
    ledger
        .advance(&key(), &id, AttemptState::Proved, at(11), "proved", None)
        .unwrap();
    let raw = rusqlite::Connection::open(place.dir.ledger_path()).unwrap();
    for sql in [
        "DELETE FROM attempt",
        "DELETE FROM attempt_event",
        "UPDATE attempt_event SET event = 'x'",
        "UPDATE attempt SET state = 'queued'",
        "UPDATE attempt SET reference = 'order:2'",
        "UPDATE departure SET found = NULL",
        "DELETE FROM departure",
    ] {
        assert!(raw.execute(sql, []).is_err(), "{sql} must not pass");
    }
}

fn any_state() -> impl Strategy<Value = AttemptState> {
    proptest::sample::select(AttemptState::ALL)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked for: only allowed moves happen, each leaves one event, a final state is never
    /// left, and no document ever has two open attempts.
    #[test]
    fn attempts_only_move_as_allowed(
        asked in proptest::collection::vec((0_u64..3, any_state(), any::<bool>()), 1..40)
    ) {
        let place = place();
        let ledger = place.ledger();
        let mut model: Vec<(NewAttempt, AttemptState, usize)> = Vec::new();
        let is_open = |state| matches!(state, AttemptState::Queued | AttemptState::InFlight | AttemptState::Uncertain);
        for (step, (document, to, begin)) in asked.into_iter().enumerate() {
            let reference = DocumentRef::order(document);
            let second = i64::try_from(step).unwrap();
            if begin {
                let id = format!("{step:04}");
                let (given, state) = match to {
                    AttemptState::Queued => (queued(&id, reference), to),
                    _ => (attempt(&id, reference), AttemptState::InFlight),
                };
                let other_open = model.iter().any(|(known, state, _)| known.reference == reference && is_open(*state));
                prop_assert_eq!(ledger.begin_attempt(&key(), &given).is_ok(), !other_open);
                if !other_open {
                    model.push((given, state, 1));
                }
            } else if let Some(at_index) = model.iter().rposition(|(known, ..)| known.reference == reference) {
                let (id, from) = (model[at_index].0.id.clone(), model[at_index].1);
                let moved = ledger.advance(&key(), &id, to, at(second), "asked", None);
                prop_assert_eq!(moved.is_ok(), may_follow(from, to));
                if moved.is_ok() {
                    model[at_index].1 = to;
                    model[at_index].2 += 1;
                }
            }
            let found = ledger.attempts(&key()).unwrap();
            prop_assert_eq!(found.len(), model.len());
            for (found, (given, state, events)) in found.iter().rev().zip(&model) {
                prop_assert_eq!(&found.id, &given.id);
                prop_assert_eq!(found.state, *state);
                prop_assert_eq!(found.events.len(), *events);
            }
            for document in 0..3 {
                let open = model.iter().filter(|(known, state, _)| {
                    known.reference == DocumentRef::order(document) && is_open(*state)
                });
                prop_assert!(open.count() <= 1);
            }
        }
    }
}
