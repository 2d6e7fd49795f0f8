//! The diagnosis rules as their sources tell them: for the tidy check, the table of classes and
//! `cargo xtask new-rule`. Nothing here judges what a rule does.

use crate::tree;
use anyhow::{Context, Result};
use std::fs;

pub const RULES: &str = "src-tauri/crates/diagnosis/src/rules";
pub const REGISTRY: &str = "src-tauri/crates/diagnosis/src/registry.rs";
pub const TESTS: &str = "src-tauri/crates/diagnosis/tests/suite/rules";
pub const CODES: &str = "src-tauri/crates/diagnosis/tests/data/codes.tsv";
const CLASSES: &str = "src-tauri/crates/domain/src/cause.rs";

/// The headings of a rule's documentation, in their order.
pub const HEADINGS: [&str; 5] = [
    "What it means",
    "Why it happens",
    "What to do",
    "How it is detected",
    "Sources",
];

/// A cause class: its name in the code and its word in the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    pub variant: String,
    pub word: String,
}

/// One rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub family: String,
    pub name: String,
    pub code: String,
    /// The code that its comment gives.
    pub documented_code: String,
    pub class: String,
    pub text_only: bool,
    /// Text of each of [`HEADINGS`], in one line; empty where it is missing.
    pub sections: Vec<String>,
}

impl Rule {
    pub fn file(&self) -> String {
        format!("{}/{}.rs", self.family, self.name)
    }

    pub fn section(&self, heading: &str) -> &str {
        let at = HEADINGS.iter().position(|one| *one == heading);
        at.and_then(|at| self.sections.get(at)).map_or("", String::as_str)
    }
}

/// Everything the checks look at.
pub struct Sources {
    pub classes: Vec<Class>,
    pub rules: Vec<Rule>,
    /// Names of tests, such as `ven001_hits_an_inactive_vendor`.
    pub tests: Vec<String>,
    pub registry: String,
    /// Lines of the frozen list: code and class.
    pub codes: String,
}

impl Sources {
    pub fn read() -> Result<Self> {
        let mut rules = Vec::new();
        for path in tree::files(RULES, &["rs"])? {
            let name = path.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
            let folder = path.parent().and_then(|it| it.file_name());
            let family = folder.and_then(|it| it.to_str()).unwrap_or_default();
            if name == "mod" {
                continue;
            }
            let text = fs::read_to_string(&path)?;
            rules.push(rule(family, name, &text).with_context(|| format!("{family}/{name}.rs defines no rule"))?);
        }
        rules.sort_by(|one, other| one.code.cmp(&other.code));
        let mut tests = Vec::new();
        for path in tree::files(TESTS, &["rs"])? {
            tests.extend(test_names(&fs::read_to_string(path)?));
        }
        tests.sort();
        Ok(Self {
            classes: classes(&tree::read(CLASSES)?),
            rules,
            tests,
            registry: tree::read(REGISTRY)?,
            codes: tree::read(CODES)?,
        })
    }

    /// The tests of a rule that say it `hits` or `misses`.
    pub fn cases<'a>(&'a self, rule: &Rule, kind: &str) -> impl Iterator<Item = &'a str> {
        let prefix = format!("{}_{kind}_", rule.code.to_lowercase());
        self.tests
            .iter()
            .map(String::as_str)
            .filter(move |name| name.starts_with(&prefix))
    }

    pub fn word<'a>(&'a self, variant: &'a str) -> &'a str {
        let known = self.classes.iter().find(|class| class.variant == variant);
        known.map_or(variant, |class| class.word.as_str())
    }
}

/// Reads one rule file; nothing when it defines no rule.
pub fn rule(family: &str, name: &str, text: &str) -> Option<Rule> {
    let text_only = text.contains("Rule::text_only(");
    let after = text
        .split_once(if text_only { "Rule::text_only(" } else { "Rule::data(" })?
        .1;
    let code = after.split('"').nth(1)?.to_owned();
    let class = after.split_once("CauseClass::")?.1;
    let class = class.split(|c: char| !c.is_alphanumeric()).next()?.to_owned();
    let comment: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .collect();
    let title = comment.first().copied().unwrap_or_default();
    Some(Rule {
        family: family.to_owned(),
        name: name.to_owned(),
        code,
        documented_code: title.split(':').next().unwrap_or_default().to_owned(),
        class,
        text_only,
        sections: HEADINGS.iter().map(|heading| section(&comment, heading)).collect(),
    })
}

fn section(comment: &[&str], heading: &str) -> String {
    let lines: Vec<&str> = comment
        .iter()
        .skip_while(|line| line.strip_prefix("# ") != Some(heading))
        .skip(1)
        .take_while(|line| !line.starts_with("# "))
        .copied()
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}

/// The variants and words of `CauseClass`.
fn classes(text: &str) -> Vec<Class> {
    let body = text.split_once("CauseClass {").map_or("", |(_, rest)| rest);
    body.lines()
        .take_while(|line| line.trim() != "}")
        .filter_map(|line| {
            let (variant, word) = line.trim().trim_end_matches(',').split_once(" = ")?;
            Some(Class {
                variant: variant.to_owned(),
                word: word.trim_matches('"').to_owned(),
            })
        })
        .collect()
}

fn test_names(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    lines
        .windows(2)
        .filter_map(|pair| match pair {
            ["#[test]", name] => Some(name.strip_prefix("fn ")?.split('(').next()?.to_owned()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub const VENDOR: &str = "//! VEN001: the vendor is inactive.\n//!\n//! # What it means\n//! It is\n//! off.\n//!\n//! # Sources\n//! A book.\n\nuse x;\n\npub(crate) const RULE: Rule =\n    Rule::data(\"VEN001\", CauseClass::VendorInactive, check, comment!(\"inactive.rs\"));\n";

    #[test]
    fn a_rule_is_read_from_its_file() {
        let rule = rule("vendor", "inactive", VENDOR).expect("a rule");
        assert_eq!((rule.code.as_str(), rule.class.as_str()), ("VEN001", "VendorInactive"));
        assert_eq!((rule.documented_code.as_str(), rule.text_only), ("VEN001", false));
        assert_eq!(rule.section("What it means"), "It is off.");
        assert_eq!(rule.section("What to do"), "");
        assert_eq!(super::rule("vendor", "mod", "//! Nothing."), None);
    }

    #[test]
    fn classes_and_tests_are_read_from_their_sources() {
        let text = "CauseClass {\n  /// A.\n  AuthExpired = \"AUTH_EXPIRED\",\n  Unknown = \"UNKNOWN\",\n}\nConfidence { X = \"x\" }";
        let words: Vec<String> = classes(text).into_iter().map(|class| class.word).collect();
        assert_eq!(words, ["AUTH_EXPIRED", "UNKNOWN"]);
        assert_eq!(
            test_names("#[test]\nfn ven001_hits_it() {\n}\nfn helper() {}\n"),
            ["ven001_hits_it"]
        );
    }
}
