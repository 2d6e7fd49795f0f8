//! The pattern file: read, checked and compiled once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clearpost_domain::CauseClass;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::pattern_file::{File, read};

const BUILT_IN: &str = include_str!("../../patterns.toml");
const LARGEST_PATTERN: usize = 1 << 20;
const LARGEST_SET: usize = 1 << 25;

/// What is wrong with a pattern file. The message names the entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("the pattern file is larger than 256 kB")]
    TooLarge,
    #[error("the pattern file cannot be read: {0}")]
    Syntax(String),
    #[error("class \"{0}\" does not exist")]
    UnknownClass(String),
    #[error("{entry}, pattern {number} (\"{pattern}\"): {reason}")]
    BadPattern {
        entry: String,
        number: usize,
        pattern: String,
        reason: String,
    },
    #[error("class {class}, pattern {number}: the weight must be 1 to 100")]
    BadWeight { class: String, number: usize },
    #[error("code \"{0}\" is not a number with at most five digits")]
    BadCode(String),
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
}

/// A compiled pattern file.
#[derive(Clone, Debug)]
pub struct Patterns {
    pub(super) classes: RegexSet,
    /// Class and weight of each pattern of `classes`.
    pub(super) meaning: Vec<(CauseClass, u8)>,
    pub(super) codes: BTreeMap<String, Vec<CauseClass>>,
    pub(super) prefix: Option<Regex>,
    pub(super) history: HistoryForms,
}

impl Patterns {
    /// The patterns that Clearpost brings along.
    pub fn built_in() -> &'static Self {
        static COMPILED: LazyLock<Patterns> = LazyLock::new(|| Patterns::parse(BUILT_IN).unwrap_or_else(|_| none()));
        &COMPILED
    }

    /// Reads a pattern file that stands alone.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        compile(&read(text)?)
    }

    /// The built-in patterns and, before them, those of a user's file: at equal weight the user's win.
    pub fn extended(text: &str) -> Result<Self, PatternError> {
        let mut file = read(text)?;
        let base = read(BUILT_IN)?;
        file.text.prefixes.extend(base.text.prefixes);
        for (code, classes) in base.codes {
            file.codes.entry(code).or_insert(classes);
        }
        file.class.extend(base.class);
        let (own, base) = (&mut file.history, base.history);
        own.authors.extend(base.authors);
        own.quickbooks_authors.extend(base.quickbooks_authors);
        own.failure.extend(base.failure);
        own.success.extend(base.success);
        own.quickbooks_success.extend(base.quickbooks_success);
        own.neutral.extend(base.neutral);
        own.named_failure.extend(base.named_failure);
        own.named_success.extend(base.named_success);
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

fn compile(file: &File) -> Result<Patterns, PatternError> {
    let mut sources = Vec::new();
    let mut meaning = Vec::new();
    let mut origins = Vec::new();
    for section in &file.class {
        let class: CauseClass = section
            .name
            .parse()
            .map_err(|_| PatternError::UnknownClass(section.name.clone()))?;
        for (index, entry) in section.patterns.iter().enumerate() {
            if !(1..=100).contains(&entry.weight) {
                return Err(PatternError::BadWeight {
                    class: section.name.clone(),
                    number: index + 1,
                });
            }
            origins.push((class, index));
            sources.push(entry.r#match.clone());
            meaning.push((class, entry.weight));
        }
    }
    let mut codes = BTreeMap::new();
    for (code, names) in &file.codes {
        if code.is_empty() || code.len() > 5 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PatternError::BadCode(code.clone()));
        }
        let classes = names
            .iter()
            .map(|name| name.parse().map_err(|_| PatternError::UnknownClass(name.clone())))
            .collect::<Result<Vec<CauseClass>, _>>()?;
        codes.insert(code.clone(), classes);
    }
    set("text.prefixes", &file.text.prefixes)?;
    let prefix = if file.text.prefixes.is_empty() {
        None
    } else {
        let joined = format!("^(?:{})", file.text.prefixes.join("|"));
        Some(build(&joined).map_err(|reason| bad("text.prefixes", 0, &joined, reason))?)
    };
    let history = &file.history;
    let classes = set("class", &sources).map_err(|error| with_class(error, &origins))?;
    Ok(Patterns {
        classes,
        meaning,
        codes,
        prefix,
        history: HistoryForms {
            authors: set("history.authors", &history.authors)?,
            quickbooks_authors: set("history.quickbooks_authors", &history.quickbooks_authors)?,
            failure: set("history.failure", &history.failure)?,
            success: set("history.success", &history.success)?,
            quickbooks_success: set("history.quickbooks_success", &history.quickbooks_success)?,
            neutral: set("history.neutral", &history.neutral)?,
            named_failure: set("history.named_failure", &history.named_failure)?,
            named_success: set("history.named_success", &history.named_success)?,
        },
    })
}

fn build(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(LARGEST_PATTERN)
        .build()
        .map_err(|error| error.to_string())
}

/// Compiles all at once; only when that fails, one by one, to name the bad entry.
fn set(entry: &str, patterns: &[String]) -> Result<RegexSet, PatternError> {
    let set = RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .size_limit(LARGEST_SET)
        .dfa_size_limit(LARGEST_SET)
        .build();
    let set = match set {
        Ok(set) => set,
        Err(error) => {
            for (index, pattern) in patterns.iter().enumerate() {
                build(pattern).map_err(|reason| bad(entry, index, pattern, reason))?;
            }
            return Err(bad(entry, 0, "all together", error.to_string()));
        }
    };
    if let Some(index) = set.matches("").iter().next() {
        let pattern = patterns.get(index).map_or("", String::as_str);
        return Err(bad(entry, index, pattern, "it matches the empty text".to_owned()));
    }
    Ok(set)
}

/// Counts the pattern within its class instead of within the file.
fn with_class(error: PatternError, origins: &[(CauseClass, usize)]) -> PatternError {
    match error {
        PatternError::BadPattern {
            number,
            pattern,
            reason,
            ..
        } => match origins.get(number - 1) {
            Some((class, index)) => PatternError::BadPattern {
                entry: format!("class {class}"),
                number: index + 1,
                pattern,
                reason,
            },
            None => PatternError::BadPattern {
                entry: "class".to_owned(),
                number,
                pattern,
                reason,
            },
        },
        other => other,
    }
}

fn bad(entry: &str, index: usize, pattern: &str, reason: String) -> PatternError {
    PatternError::BadPattern {
        entry: entry.to_owned(),
        number: index + 1,
        pattern: pattern.chars().take(80).collect(),
        reason,
    }
}

/// What is left if the embedded file were broken: everything is unknown. A test keeps it from happening.
fn none() -> Patterns {
    Patterns {
        classes: RegexSet::empty(),
        meaning: Vec::new(),
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
        },
    }
}
