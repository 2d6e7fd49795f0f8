//! The pattern file: read, checked and compiled once.
//!
//! Matching is linear in the text's length whatever the pattern, and the number and size of patterns
//! is bounded, so that a user's file can slow nothing down.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use clearpost_domain::CauseClass;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use toml::Spanned;

use super::pattern_file::{File, read};
use super::resemblance::Resemblance;

const BUILT_IN: &str = include_str!("../../patterns.toml");
/// Bytes of a compiled pattern and of all together.
const LARGEST_PATTERN: usize = 1 << 20;
const LARGEST_SET: usize = 1 << 25;
/// Patterns in a file, and characters in a pattern.
const MOST_PATTERNS: usize = 1_000;
const LONGEST_PATTERN: usize = 2_000;

/// What is wrong with a pattern file. The message names line and pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("the pattern file is larger than 256 kB")]
    TooLarge,
    #[error("the pattern file has more than 1000 patterns")]
    TooMany,
    #[error("the pattern file cannot be read: {0}")]
    Syntax(String),
    #[error("line {line}: class \"{name}\" does not exist")]
    UnknownClass { line: usize, name: String },
    #[error("line {line}: {entry}, pattern {number} (\"{pattern}\"): {reason}")]
    BadPattern {
        line: usize,
        entry: String,
        number: usize,
        pattern: String,
        reason: String,
    },
    #[error("line {line}: class {class}, pattern {number}: the weight must be 1 to 100")]
    BadWeight { line: usize, class: String, number: usize },
    #[error("code \"{0}\" is not a number with at most five digits")]
    BadCode(String),
    #[error("code {code}: class \"{name}\" does not exist")]
    UnknownClassOfCode { code: String, name: String },
}

/// Forms of entries below a document.
#[derive(Clone, Debug)]
pub(super) struct HistoryForms {
    pub authors: RegexSet,
    pub quickbooks_authors: RegexSet,
    pub failure: RegexSet,
    pub success: RegexSet,
    pub quickbooks_success: RegexSet,
    pub neutral: RegexSet,
    pub named_failure: RegexSet,
    pub named_success: RegexSet,
    /// What the texts of [`OPEN_OUTCOME`] look like.
    pub open_outcome: RegexSet,
}

/// The service may have failed after the transaction was made.
const OPEN_OUTCOME: [CauseClass; 2] = [CauseClass::QboUnavailable, CauseClass::PartialExport];

/// A compiled pattern file.
#[derive(Clone, Debug)]
pub struct Patterns {
    pub(super) classes: RegexSet,
    /// Class and weight of each pattern of `classes`.
    pub(super) meaning: Vec<(CauseClass, u8)>,
    /// Patterns of `classes` that are left out, for the evaluation.
    pub(super) muted: HashSet<usize>,
    pub(super) codes: BTreeMap<String, Vec<CauseClass>>,
    pub(super) prefix: Option<Regex>,
    pub(super) history: HistoryForms,
    pub(super) known: Resemblance,
}

impl Patterns {
    /// The patterns that Clearpost brings along.
    pub fn built_in() -> &'static Self {
        static COMPILED: LazyLock<Patterns> = LazyLock::new(|| {
            // A test reads it as strictly as a user's file; here that would only cost time.
            Checked::of(BUILT_IN, false)
                .and_then(|file| compile(&file))
                .unwrap_or_else(|_| none())
        });
        &COMPILED
    }

    /// Reads a pattern file that stands alone.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        compile(&Checked::of(text, true)?)
    }

    /// The built-in patterns and, before them, those of a user's file: at equal weight the user's win.
    /// The user's file is refused whole when one of its entries is wrong.
    pub fn extended(text: &str) -> Result<Self, PatternError> {
        let mut file = Checked::of(text, true)?;
        file.append(Checked::of(BUILT_IN, false)?);
        compile(&file)
    }

    /// How many patterns classify texts.
    pub fn len(&self) -> usize {
        self.meaning.len()
    }

    pub fn is_empty(&self) -> bool {
        self.meaning.is_empty()
    }
}

/// A file whose every entry is right by itself.
struct Checked {
    prefixes: Vec<String>,
    classes: Vec<(CauseClass, u8, String)>,
    codes: BTreeMap<String, Vec<CauseClass>>,
    /// In the order of [`HISTORY`].
    history: [Vec<String>; 8],
}

/// The sections of entries below a document.
const HISTORY: [&str; 8] = [
    "authors",
    "quickbooks_authors",
    "failure",
    "success",
    "quickbooks_success",
    "neutral",
    "named_failure",
    "named_success",
];

impl Checked {
    /// `compiling` says whether each pattern is compiled by itself, so that an error can name it.
    fn of(text: &str, compiling: bool) -> Result<Self, PatternError> {
        let File {
            text: section,
            codes,
            class,
            history,
        } = read(text)?;
        let place = Place { text, compiling };
        let history = [
            history.authors,
            history.quickbooks_authors,
            history.failure,
            history.success,
            history.quickbooks_success,
            history.neutral,
            history.named_failure,
            history.named_success,
        ];
        let count = section.prefixes.len()
            + class.iter().map(|section| section.patterns.len()).sum::<usize>()
            + history.iter().map(Vec::len).sum::<usize>();
        if count > MOST_PATTERNS {
            return Err(PatternError::TooMany);
        }
        let mut classes = Vec::new();
        for section in class {
            let name = section.name.get_ref().clone();
            let class: CauseClass = name.parse().map_err(|_| PatternError::UnknownClass {
                line: place.line(&section.name),
                name: name.clone(),
            })?;
            for (entry, number) in section.patterns.into_iter().zip(1..) {
                let weight = *entry.weight.get_ref();
                if !(1..=100).contains(&weight) {
                    return Err(PatternError::BadWeight {
                        line: place.line(&entry.weight),
                        class: name,
                        number,
                    });
                }
                let pattern = place.checked(&format!("class {class}"), number, entry.r#match)?;
                classes.push((class, weight, pattern));
            }
        }
        let all = |entry: &str, patterns: Vec<Spanned<String>>| {
            let numbered = patterns.into_iter().zip(1..);
            numbered
                .map(|(pattern, number)| place.checked(entry, number, pattern))
                .collect::<Result<Vec<String>, PatternError>>()
        };
        let mut forms: [Vec<String>; 8] = Default::default();
        for ((form, name), patterns) in forms.iter_mut().zip(HISTORY).zip(history) {
            *form = all(&format!("history.{name}"), patterns)?;
        }
        Ok(Self {
            prefixes: all("text.prefixes", section.prefixes)?,
            classes,
            codes: checked_codes(codes)?,
            history: forms,
        })
    }

    fn append(&mut self, other: Self) {
        self.prefixes.extend(other.prefixes);
        self.classes.extend(other.classes);
        for (code, classes) in other.codes {
            self.codes.entry(code).or_insert(classes);
        }
        for (own, others) in self.history.iter_mut().zip(other.history) {
            own.extend(others);
        }
    }
}

fn checked_codes(codes: BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, Vec<CauseClass>>, PatternError> {
    let mut checked = BTreeMap::new();
    for (code, names) in codes {
        if code.is_empty() || code.len() > 5 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PatternError::BadCode(code));
        }
        let class = |name: String| {
            name.parse().map_err(|_| PatternError::UnknownClassOfCode {
                code: code.clone(),
                name,
            })
        };
        let classes = names.into_iter().map(class).collect::<Result<Vec<CauseClass>, _>>()?;
        checked.insert(code, classes);
    }
    Ok(checked)
}

/// Finds the line of an entry of a file.
struct Place<'a> {
    text: &'a str,
    compiling: bool,
}

impl Place<'_> {
    fn line<T>(&self, entry: &Spanned<T>) -> usize {
        let before = self.text.get(..entry.span().start).unwrap_or_default();
        1 + before.matches('\n').count()
    }

    /// The pattern, if it compiles, is not too large and does not match everything.
    fn checked(&self, entry: &str, number: usize, pattern: Spanned<String>) -> Result<String, PatternError> {
        let line = self.line(&pattern);
        let pattern = pattern.into_inner();
        if !self.compiling {
            return Ok(pattern);
        }
        let reason = if pattern.chars().count() > LONGEST_PATTERN {
            Some(format!("it is longer than {LONGEST_PATTERN} characters"))
        } else {
            match build(&pattern) {
                Err(reason) => Some(reason),
                Ok(regex) if regex.is_match("") => Some("it matches the empty text".to_owned()),
                Ok(_) => None,
            }
        };
        match reason {
            None => Ok(pattern),
            Some(reason) => Err(PatternError::BadPattern {
                line,
                entry: entry.to_owned(),
                number,
                pattern: pattern.chars().take(80).collect(),
                reason,
            }),
        }
    }
}

fn compile(file: &Checked) -> Result<Patterns, PatternError> {
    let prefix = if file.prefixes.is_empty() {
        None
    } else {
        let joined = format!("^(?:{})", file.prefixes.join("|"));
        Some(build(&joined).map_err(PatternError::Syntax)?)
    };
    let sources = || file.classes.iter().map(|(_, _, pattern)| pattern);
    let [
        authors,
        quickbooks_authors,
        failure,
        success,
        quickbooks_success,
        neutral,
        named_failure,
        named_success,
    ] = &file.history;
    let mut patterns = Patterns {
        classes: set(sources())?,
        meaning: file
            .classes
            .iter()
            .map(|(class, weight, _)| (*class, *weight))
            .collect(),
        muted: HashSet::new(),
        codes: file.codes.clone(),
        prefix,
        history: HistoryForms {
            authors: set(authors)?,
            quickbooks_authors: set(quickbooks_authors)?,
            failure: set(failure)?,
            success: set(success)?,
            quickbooks_success: set(quickbooks_success)?,
            neutral: set(neutral)?,
            named_failure: set(named_failure)?,
            named_success: set(named_success)?,
            open_outcome: {
                let open = file.classes.iter().filter(|(class, ..)| OPEN_OUTCOME.contains(class));
                set(open.map(|(_, _, pattern)| pattern))?
            },
        },
        known: Resemblance::default(),
    };
    patterns.known = Resemblance::of(|_| true, |text| patterns.normalise(text));
    Ok(patterns)
}

fn build(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(LARGEST_PATTERN)
        .build()
        .map_err(|error| error.to_string())
}

/// Each pattern was checked by itself; all together they may still be too large.
fn set<'a>(patterns: impl IntoIterator<Item = &'a String>) -> Result<RegexSet, PatternError> {
    RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .size_limit(LARGEST_SET)
        .dfa_size_limit(LARGEST_SET)
        .build()
        .map_err(|error| PatternError::Syntax(error.to_string()))
}

/// What is left if the embedded file were broken: everything is unknown. A test keeps it from happening.
fn none() -> Patterns {
    Patterns {
        classes: RegexSet::empty(),
        meaning: Vec::new(),
        muted: HashSet::new(),
        codes: BTreeMap::new(),
        prefix: None,
        history: HistoryForms {
            authors: RegexSet::empty(),
            quickbooks_authors: RegexSet::empty(),
            failure: RegexSet::empty(),
            success: RegexSet::empty(),
            quickbooks_success: RegexSet::empty(),
            neutral: RegexSet::empty(),
            named_failure: RegexSet::empty(),
            named_success: RegexSet::empty(),
            open_outcome: RegexSet::empty(),
        },
        known: Resemblance::default(),
    }
}
