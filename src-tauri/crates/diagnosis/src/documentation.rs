//! The documentation of rules and classes: the comment that opens each rule's file, and nothing else.
//!
//! A class is documented by the first rule of the registry that has it. The window, `explain --class`
//! and the table of classes all show this one text. `cargo xtask tidy` refuses a file whose comment
//! does not have the skeleton; every other rule file shows what it looks like.

use std::collections::HashMap;
use std::sync::LazyLock;

use clearpost_domain::{CauseClass, Retry};

use crate::links::Place;
use crate::registry::{RULES, Rule, TEXT_RULES};

/// Who can usually put it right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fixer {
    /// Whoever may edit the document in ProcurementExpress.
    Requester,
    /// Whoever keeps the books and their lists.
    Finance,
    /// An administrator of the QuickBooks company.
    Administrator,
    /// ProcurementExpress' support.
    Support,
}

impl Fixer {
    /// The word in a rule's documentation and in the data contract.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Finance => "finance",
            Self::Administrator => "administrator",
            Self::Support => "support",
        }
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::Requester => "Someone who may edit the document in ProcurementExpress",
            Self::Finance => "Someone who keeps the books in QuickBooks",
            Self::Administrator => "An administrator of the QuickBooks company",
            Self::Support => "ProcurementExpress support",
        }
    }

    fn named(word: &str) -> Option<Self> {
        let all = [Self::Requester, Self::Finance, Self::Administrator, Self::Support];
        all.into_iter().find(|one| one.word() == word)
    }
}

/// One instruction: what to do and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDoc {
    pub text: String,
    pub place: Place,
}

/// The documentation of a rule, in the accountant's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleDoc {
    pub code: String,
    /// States the fault, never the cure.
    pub headline: String,
    pub meaning: String,
    /// Why it happens.
    pub why: String,
    pub who: Fixer,
    pub steps: Vec<StepDoc>,
    /// What is looked at, and what that proves.
    pub detected: String,
    pub sources: String,
}

/// The documentation of a class: that of its first rule.
pub fn class_doc(class: CauseClass) -> &'static RuleDoc {
    static UNDOCUMENTED: LazyLock<RuleDoc> = LazyLock::new(|| RuleDoc {
        code: String::new(),
        headline: "Clearpost does not know this error".to_owned(),
        meaning: String::new(),
        why: String::new(),
        who: Fixer::Support,
        steps: Vec::new(),
        detected: String::new(),
        sources: String::new(),
    });
    first_rule(class).and_then(rule_doc).unwrap_or(&UNDOCUMENTED)
}

/// The rule that documents a class.
pub(crate) fn first_rule(class: CauseClass) -> Option<&'static Rule> {
    RULES.iter().chain(TEXT_RULES).find(|rule| rule.class == class)
}

/// The documentation of a rule; none only if its comment lost the skeleton, which a test refuses.
pub fn rule_doc(rule: &Rule) -> Option<&'static RuleDoc> {
    static READ: LazyLock<HashMap<&'static str, RuleDoc>> = LazyLock::new(|| {
        RULES
            .iter()
            .chain(TEXT_RULES)
            .filter_map(|rule| Some((rule.code, read(rule.comment)?)))
            .collect()
    });
    READ.get(rule.code)
}

/// What the retry policy of a class means, in one sentence.
pub const fn retry_words(retry: Retry) -> &'static str {
    match retry {
        Retry::AfterFix => "Resend it once this is put right.",
        Retry::Transient => "A resend after a while usually passes.",
        Retry::NeverAutomatic => "Look in QuickBooks first: a resend could make a duplicate.",
        Retry::HoldQueue => "Resend nothing until this is put right: every document would fail.",
        Retry::AfterParent => "Resend it after the document it depends on has arrived.",
        Retry::Never => "A resend does not help.",
    }
}

/// The comment that opens the rule file `$file`, kept without the code that follows it.
macro_rules! comment {
    ($file:literal) => {{
        const COMMENT: &str = $crate::documentation::opening(include_str!($file));
        const KEPT: [u8; COMMENT.len()] = $crate::documentation::kept(COMMENT);
        match std::str::from_utf8(&KEPT) {
            Ok(text) => text,
            Err(_) => "",
        }
    }};
}
pub(crate) use comment;

/// The `//!` lines at the beginning of a source file.
pub(crate) const fn opening(source: &str) -> &str {
    let mut rest = source.as_bytes();
    let mut length = 0;
    while let [b'/', b'/', b'!', ..] = rest {
        while let [byte, tail @ ..] = rest {
            length += 1;
            rest = tail;
            if *byte == b'\n' {
                break;
            }
        }
    }
    source.split_at(length).0
}

pub(crate) const fn kept<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes.copy_from_slice(text.as_bytes());
    bytes
}

/// Reads a comment: `CODE: headline`, then the five sections.
fn read(comment: &str) -> Option<RuleDoc> {
    let lines: Vec<&str> = comment
        .lines()
        .map(|line| line.strip_prefix("//!").unwrap_or(line).trim())
        .collect();
    let (title, rest) = lines.split_first()?;
    let mut title = vec![*title];
    title.extend(rest.iter().take_while(|line| !line.is_empty()));
    let title = title.join(" ");
    let (code, headline) = title.split_once(": ")?;
    let todo = section(&lines, "What to do")?;
    let (who, steps) = todo.split_first()?;
    Some(RuleDoc {
        code: code.to_owned(),
        headline: sentence(headline),
        meaning: section(&lines, "What it means")?.join(" "),
        why: section(&lines, "Why it happens")?.join(" "),
        who: Fixer::named(who.strip_prefix("Who: ")?.trim_end_matches('.'))?,
        steps: numbered(steps),
        detected: section(&lines, "How it is detected")?.join(" "),
        sources: section(&lines, "Sources")?.join(" "),
    })
}

/// The non-empty lines below a heading.
fn section<'a>(lines: &[&'a str], heading: &str) -> Option<Vec<&'a str>> {
    let mut found = lines
        .iter()
        .skip_while(|line| line.strip_prefix("# ") != Some(heading))
        .copied();
    found.next()?;
    let body: Vec<&str> = found
        .take_while(|line| !line.starts_with("# "))
        .filter(|line| !line.is_empty())
        .collect();
    (!body.is_empty()).then_some(body)
}

/// Steps "1. …" over one or several lines; a trailing `{place}` says where, `{edit}` and `{resend}`
/// alone are the usual first and last step.
fn numbered(lines: &[&str]) -> Vec<StepDoc> {
    let mut texts: Vec<String> = Vec::new();
    for line in lines {
        let begins = line
            .split_once(". ")
            .filter(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        match (begins, texts.last_mut()) {
            (Some((_, text)), _) => texts.push(text.to_owned()),
            (None, Some(open)) => {
                open.push(' ');
                open.push_str(line);
            }
            (None, None) => {}
        }
    }
    texts.iter().map(|text| step_doc(text)).collect()
}

/// What `{resend}` stands for.
pub(crate) const DOCUMENTED_RESEND: &str = "Resend: open the document in ProcurementExpress and click \"Resend\", or \"Actions\" → \"Resend to QuickBooks Online\".";

fn step_doc(text: &str) -> StepDoc {
    match text {
        "{edit}" => {
            return StepDoc {
                text: "Open the document in ProcurementExpress and click \"Edit\".".to_owned(),
                place: Place::Document,
            };
        }
        "{resend}" => {
            return StepDoc {
                text: DOCUMENTED_RESEND.to_owned(),
                place: Place::Document,
            };
        }
        _ => {}
    }
    let named = text.strip_suffix('}').and_then(|text| text.rsplit_once(" {"));
    match named.and_then(|(text, word)| Some((text, Place::named(word)?))) {
        Some((text, place)) => StepDoc {
            text: text.to_owned(),
            place,
        },
        None => StepDoc {
            text: text.to_owned(),
            place: Place::Nowhere,
        },
    }
}

/// With a capital and without the full stop.
fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    let mut letters = text.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters.clone())
        .collect()
}
