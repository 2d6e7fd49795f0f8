//! Every cause class has a rule, its documentation, a positive case and a near miss.

use super::Problems;
use crate::diagnosis_table;
use crate::rules::{CODES, HEADINGS, RULES, Rule, Sources};
use crate::tree;
use anyhow::Result;

pub fn check() -> Result<Problems> {
    let sources = Sources::read()?;
    let mut problems = complete(&sources);
    if tree::read(diagnosis_table::FILE).unwrap_or_default() != diagnosis_table::render(&sources)? {
        problems.push(format!(
            "{}: it is not current; run `cargo xtask codegen`",
            diagnosis_table::FILE
        ));
    }
    Ok(problems)
}

fn complete(sources: &Sources) -> Problems {
    let mut problems = Problems::new();
    for class in &sources.classes {
        if !sources.rules.iter().any(|rule| rule.class == class.variant) {
            problems.push(format!(
                "{}: no rule; write one, or declare it `text_only` with the reason",
                class.word
            ));
        }
    }
    for rule in &sources.rules {
        let file = format!("{RULES}/{}", rule.file());
        problems.extend(documented(rule).into_iter().map(|what| format!("{file}: {what}")));
        for (kind, what) in [("hits", "positive case"), ("misses", "near miss")] {
            if sources.cases(rule, kind).next().is_none() {
                problems.push(format!(
                    "{file}: no {what}; name a test `{}_{kind}_…`",
                    rule.code.to_lowercase()
                ));
            }
        }
        if !sources
            .registry
            .contains(&format!("{}::{}::RULE", rule.family, rule.name))
        {
            problems.push(format!("{file}: not in the registry"));
        }
        let frozen = format!("{}\t{}", rule.code, sources.word(&rule.class));
        if !sources.codes.lines().any(|line| line == frozen) {
            problems.push(format!(
                "{CODES}: \"{}\" is missing; codes are only added",
                frozen.replace('\t', " ")
            ));
        }
    }
    problems
}

fn documented(rule: &Rule) -> Problems {
    let mut problems = Problems::new();
    if rule.documented_code != rule.code {
        problems.push(format!("its comment must begin with \"{}: \"", rule.code));
    }
    for heading in HEADINGS {
        if rule.section(heading).is_empty() {
            problems.push(format!("nothing below the heading \"# {heading}\""));
        }
    }
    if !rule.section("What to do").starts_with("Who: ") {
        problems.push("\"What to do\" must begin with who can do it: \"Who: finance.\"".to_owned());
    }
    let reasoned = rule.section("How it is detected").starts_with("Text only: ");
    if rule.text_only && !reasoned {
        problems.push("\"How it is detected\" must begin with \"Text only: \" and give the reason".to_owned());
    } else if reasoned && !rule.text_only {
        problems.push("it says \"Text only\" and looks at data".to_owned());
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Class, rule};

    const GOOD: &str = "//! VEN001: x.\n//! # What it means\n//! a\n//! # Why it happens\n//! b\n//! # What to do\n//! Who: finance.\n//! 1. c\n//! # How it is detected\n//! d\n//! # Sources\n//! e\n\nRule::data(\"VEN001\", CauseClass::VendorInactive, check, comment!(\"inactive.rs\"))";

    fn sources(text: &str) -> Sources {
        Sources {
            classes: vec![Class {
                variant: "VendorInactive".to_owned(),
                word: "VENDOR_INACTIVE".to_owned(),
            }],
            rules: rule("vendor", "inactive", text).into_iter().collect(),
            tests: vec!["ven001_hits_it".to_owned(), "ven001_misses_it".to_owned()],
            registry: "vendor::inactive::RULE,".to_owned(),
            codes: "code\tclass\nVEN001\tVENDOR_INACTIVE\n".to_owned(),
        }
    }

    #[track_caller]
    fn names(sources: &Sources, part: &str) {
        let problems = complete(sources);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(part), "{problems:?}");
    }

    #[test]
    fn a_complete_rule_passes() {
        assert_eq!(complete(&sources(GOOD)), Problems::new());
    }

    #[test]
    fn a_class_without_a_rule_is_named() {
        let mut bad = sources(GOOD);
        bad.classes.push(Class {
            variant: "Terms".to_owned(),
            word: "TERMS".to_owned(),
        });
        names(&bad, "TERMS: no rule");
    }

    #[test]
    fn a_rule_without_its_documentation_is_named() {
        for (good, bad, part) in [
            ("VEN001: x", "VEN002: x", "must begin with \"VEN001: \""),
            ("//! e\n", "", "# Sources"),
            ("//! Who: finance.\n", "", "who can do it"),
            ("//! d\n", "//! Text only: d\n", "looks at data"),
            ("Rule::data(", "Rule::text_only(", "give the reason"),
        ] {
            names(&sources(&GOOD.replacen(good, bad, 1)), part);
        }
    }

    #[test]
    fn a_rule_without_a_case_or_a_place_is_named() {
        let without = |test: &str| {
            let mut bad = sources(GOOD);
            bad.tests.retain(|name| name != test);
            bad
        };
        names(&without("ven001_hits_it"), "no positive case");
        names(&without("ven001_misses_it"), "no near miss");
        let mut bad = sources(GOOD);
        bad.registry.clear();
        names(&bad, "not in the registry");
        let mut bad = sources(GOOD);
        bad.codes.clear();
        names(&bad, "is missing");
    }
}
