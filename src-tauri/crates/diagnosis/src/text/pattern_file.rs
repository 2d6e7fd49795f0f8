//! The shape of a pattern file.

use std::collections::BTreeMap;

use serde::Deserialize;

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
    pub prefixes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassSection {
    pub name: String,
    pub patterns: Vec<PatternEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatternEntry {
    pub r#match: String,
    pub weight: u8,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HistorySection {
    pub authors: Vec<String>,
    pub quickbooks_authors: Vec<String>,
    pub failure: Vec<String>,
    pub success: Vec<String>,
    pub quickbooks_success: Vec<String>,
    pub neutral: Vec<String>,
    pub named_failure: Vec<String>,
    pub named_success: Vec<String>,
}

pub(super) fn read(text: &str) -> Result<File, PatternError> {
    if text.len() > LARGEST_FILE {
        return Err(PatternError::TooLarge);
    }
    toml::from_str(text).map_err(|error| PatternError::Syntax(error.to_string()))
}
