//! The shape of a pattern file. Patterns know their place in it, so that an error can name the line.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::patterns::PatternError;

const LARGEST_FILE: usize = 256 * 1024;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default)]
    pub text: TextSection,
    #[serde(default)]
    pub codes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub class: Vec<ClassSection>,
    #[serde(default)]
    pub history: HistorySection,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct TextSection {
    #[serde(default)]
    pub prefixes: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassSection {
    pub name: Spanned<String>,
    pub patterns: Vec<PatternEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternEntry {
    pub r#match: Spanned<String>,
    pub weight: Spanned<u8>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HistorySection {
    pub authors: Vec<Spanned<String>>,
    pub quickbooks_authors: Vec<Spanned<String>>,
    pub failure: Vec<Spanned<String>>,
    pub success: Vec<Spanned<String>>,
    pub quickbooks_success: Vec<Spanned<String>>,
    pub neutral: Vec<Spanned<String>>,
    pub named_failure: Vec<Spanned<String>>,
    pub named_success: Vec<Spanned<String>>,
}

pub(super) fn read(text: &str) -> Result<File, PatternError> {
    if text.len() > LARGEST_FILE {
        return Err(PatternError::TooLarge);
    }
    toml::from_str(text).map_err(|error| {
        let message = error.message().replace(['\r', '\n'], " ");
        let before = error.span().and_then(|span| text.get(..span.start));
        PatternError::Syntax(match before {
            Some(before) => format!("line {}: {message}", 1 + before.matches('\n').count()),
            None => message,
        })
    })
}
