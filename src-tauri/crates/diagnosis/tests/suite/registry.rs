//! The registry: codes, their documentation, and the frozen list of every code ever given.

use clearpost_diagnosis::{RULES, TEXT_RULES, class_doc, codes, rule_doc};
use clearpost_domain::{CauseClass, Confidence};

/// Every code ever given, with its class. Lines are only added: a code is never reused, and a rule
/// that is given up stays here.
const FROZEN: &str = include_str!("../data/codes.tsv");

#[test]
fn codes_are_frozen_with_their_classes() {
    let frozen: Vec<(&str, &str)> = FROZEN
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .collect();
    for rule in RULES.iter().chain(TEXT_RULES) {
        assert!(
            frozen.contains(&(rule.code, rule.class.word())),
            "{} {} is not in the frozen list",
            rule.code,
            rule.class
        );
    }
    let mut names: Vec<&str> = frozen.iter().map(|(code, _)| *code).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), frozen.len(), "a code was given twice");
}

#[test]
fn every_code_is_unique_and_well_formed() {
    let mut all: Vec<&str> = codes().collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
    for code in all {
        let (family, number) = code.split_at(3);
        assert!(family.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
        assert!(
            number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()),
            "{code}"
        );
    }
}

#[test]
fn every_rule_is_documented_under_its_own_code() {
    for rule in RULES.iter().chain(TEXT_RULES) {
        let doc = rule_doc(rule).unwrap_or_else(|| panic!("{} has no documentation", rule.code));
        assert_eq!(doc.code, rule.code);
        assert!(!doc.detected.is_empty() && !doc.sources.is_empty() && !doc.steps.is_empty());
        let text_only = rule.reaches() != Confidence::Confirmed;
        assert_eq!(text_only, doc.detected.starts_with("Text only: "), "{}", rule.code);
    }
}

#[test]
fn every_class_has_a_rule_and_no_class_shares_its_documentation() {
    let mut headlines: Vec<&str> = CauseClass::ALL
        .iter()
        .map(|class| class_doc(*class).headline.as_str())
        .collect();
    assert!(
        CauseClass::ALL
            .iter()
            .all(|class| { RULES.iter().chain(TEXT_RULES).any(|rule| rule.class == *class) })
    );
    headlines.sort_unstable();
    headlines.dedup();
    assert_eq!(headlines.len(), CauseClass::ALL.len());
}
