//! Tables `handled_log`, `link`, `link_log`.

use clearpost_domain::DocumentRef;
use clearpost_store::Link;

use crate::given::{at, bill, key, place};

#[test]
fn a_handled_mark_can_be_taken_back_and_set_again() {
    let place = place();
    let ledger = place.ledger();
    let (one, two) = (DocumentRef::order(1), DocumentRef::invoice(2));
    ledger.set_handled(&key(), one, "paid by card", at(1)).unwrap();
    ledger.set_handled(&key(), two, "", at(2)).unwrap();
    ledger.clear_handled(&key(), one, at(3)).unwrap();
    assert_eq!(
        ledger.handled(&key()).unwrap().into_iter().collect::<Vec<_>>(),
        [(two, (String::new(), at(2)))]
    );
    ledger.set_handled(&key(), one, "entered by hand", at(4)).unwrap();
    let found = place.ledger().handled(&key()).unwrap();
    assert_eq!(found[&one], ("entered by hand".to_owned(), at(4)));
}

#[test]
fn a_new_match_replaces_the_link_and_the_history_keeps_both() {
    let place = place();
    let ledger = place.ledger();
    let one = DocumentRef::invoice(1);
    ledger.record_links(&key(), &[(one, bill("10"))], at(1)).unwrap();
    ledger.record_links(&key(), &[(one, bill("10"))], at(2)).unwrap();
    let link = |id, since, last_seen| Link {
        key: bill(id),
        since: at(since),
        last_seen: at(last_seen),
    };
    assert_eq!(ledger.links(&key()).unwrap()[&one], link("10", 1, 2));
    ledger.record_links(&key(), &[(one, bill("11"))], at(3)).unwrap();
    assert_eq!(ledger.links(&key()).unwrap()[&one], link("11", 3, 3));
    assert_eq!(
        ledger.link_history(&key(), one).unwrap(),
        [(bill("10"), at(1)), (bill("11"), at(3))]
    );
}

#[test]
fn every_write_makes_the_ledger_older() {
    let place = place();
    let ledger = place.ledger();
    let before = ledger.epoch().unwrap();
    ledger.set_handled(&key(), DocumentRef::order(1), "", at(1)).unwrap();
    ledger
        .record_links(&key(), &[(DocumentRef::order(1), bill("1"))], at(1))
        .unwrap();
    ledger.record_links(&key(), &[], at(1)).unwrap();
    assert_eq!(ledger.epoch().unwrap(), before + 2);
}

#[test]
fn settings_are_kept_for_each_company_until_they_are_taken_back() {
    let place = place();
    let ledger = place.ledger();
    let other = clearpost_domain::CompanyKey::new("7002/-");
    let set = [("tolerance", Some("0.02")), ("sync_start", Some("2026-01-01"))];
    ledger.put_settings(&key(), &set, at(1)).unwrap();
    ledger.put_settings(&other, &[("tolerance", Some("5"))], at(2)).unwrap();
    let changed = [("tolerance", Some("0.05")), ("sync_start", None)];
    ledger.put_settings(&key(), &changed, at(3)).unwrap();
    let settings = place.ledger().settings(&key()).unwrap();
    assert_eq!(
        settings.into_iter().collect::<Vec<_>>(),
        [("tolerance".to_owned(), "0.05".to_owned())]
    );
    assert_eq!(ledger.settings(&other).unwrap()["tolerance"], "5");
}
