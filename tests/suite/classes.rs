//! Over the two demonstration companies every cause class that a company can show occurs, and is shown
//! with the record that stands in the way, for every document and without exceptions.

use std::collections::BTreeSet;

use clearpost_domain::CauseClass;
use serde_json::Value;

use crate::desk::Desk;
use crate::services::Services;
use crate::truth::{agrees, culprits};

const COMPANIES: [&[&str]; 2] = [&["--documents", "420"], &["--documents", "420", "--company", "second"]];

#[test]
fn every_document_of_both_companies_is_diagnosed_as_is_true() {
    for flags in COMPANIES {
        let services = Services::start(flags);
        let desk = Desk::refreshed(&services);
        agrees(&services, &desk);
        past_causes_are_named(&services, &desk);
    }
}

#[test]
fn a_company_of_another_seed_and_size_is_diagnosed_as_is_true() {
    for flags in [
        &["--documents", "20", "--seed", "4"][..],
        &["--documents", "900", "--seed", "5"],
        &["--documents", "150", "--seed", "6", "--company", "second"],
        &["--documents", "60", "--company", "second", "--trouble", "none"],
    ] {
        let services = Services::start(flags);
        let desk = Desk::refreshed(&services);
        agrees(&services, &desk);
        past_causes_are_named(&services, &desk);
    }
}

/// A cause that is gone is called so, with the class and the record of the refusal.
#[track_caller]
fn past_causes_are_named(services: &Services, desk: &Desk) {
    let (rows, culprits) = (desk.rows(), culprits(desk));
    for (name, fact) in services.truth() {
        let refused = &fact["refused"];
        if fact["state"] != "failed" || !fact["class"].is_null() {
            continue;
        }
        let shown = desk.show(&name);
        assert_eq!(shown["findings"][0]["confidence"], "possible", "{name}: {fact}");
        assert_eq!(rows[&name]["classes"][0], refused["class"], "{name}");
        assert_eq!(culprits.get(&name), Some(&refused["culprit"]), "{name}");
    }
}

#[test]
fn every_class_occurs_in_one_of_the_companies() {
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for flags in COMPANIES {
        let truth = Services::start(flags).truth();
        let causes = truth
            .values()
            .flat_map(|fact| [&fact["class"], &fact["refused"]["class"]]);
        shown.extend(causes.filter_map(Value::as_str).map(str::to_owned));
    }
    let expected: BTreeSet<String> = CauseClass::ALL.iter().map(|class| class.word().to_owned()).collect();
    assert_eq!(shown, expected);
}
