//! What the user can set for a company, and what was learned of it. Stored in the ledger, because it
//! exists nowhere else.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_domain::{CompanyKey, Document, DocumentKind, FieldMeaning, FieldMeanings};
use clearpost_store::Ledger;
use clearpost_verification::{Learned, Lessons};
use rust_decimal::Decimal;

use crate::agreement::{Agreement, AgreementChange};
use crate::desk::LESSONS;
use crate::engine::Engine;
use crate::error::EngineError;

const TOLERANCE: &str = "tolerance";
const SYNC_START: &str = "sync_start";
const NOT_SYNCED: &str = "not_synced";
const CLOSING_DATE: &str = "closing_date";
/// The rest of the name is the key.
const FIELD: &str = "field.";
/// A tolerance above this hides real differences.
const MOST_TOLERANCE: Decimal = Decimal::TEN;

/// How the documents of a company are judged, as far as the user sets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// By how much totals may differ, in the document's currency.
    pub tolerance: Decimal,
    /// Documents approved before this day (UTC) are not due.
    pub sync_start: Option<NaiveDate>,
    /// Kinds that this company does not sync.
    pub not_synced: Vec<DocumentKind>,
    /// Up to which day the books are closed, where QuickBooks does not show it.
    pub closing_date: Option<NaiveDate>,
    /// What the user says that undocumented keys mean.
    pub fields: FieldMeanings,
}

impl Rules {
    pub(crate) fn load(ledger: &Ledger, key: &CompanyKey) -> Result<Self, EngineError> {
        let set = ledger.settings(key).map_err(EngineError::Ledger)?;
        let fields = set.iter().filter_map(|(name, value)| {
            let key = name.strip_prefix(FIELD)?;
            Some((key.to_owned(), value.parse().ok()?))
        });
        Ok(Self {
            // What a newer Clearpost wrote and this one cannot read counts as not set.
            tolerance: set.get(TOLERANCE).and_then(|text| tolerance(text)).unwrap_or_default(),
            sync_start: set.get(SYNC_START).and_then(|text| text.parse().ok()),
            not_synced: set
                .get(NOT_SYNCED)
                .map(|words| words.split(',').filter_map(kind).collect())
                .unwrap_or_default(),
            closing_date: set.get(CLOSING_DATE).and_then(|text| text.parse().ok()),
            fields: fields.collect(),
        })
    }

    pub(crate) fn sync_start_at(&self) -> Option<DateTime<Utc>> {
        Some(self.sync_start?.and_hms_opt(0, 0, 0)?.and_utc())
    }
}

/// A key of live documents that no documentation knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbedField {
    pub key: String,
    pub documents: usize,
    /// One of its values; remote text.
    pub example: Option<String>,
    pub meaning: Option<FieldMeaning>,
}

/// What is set, what is proposed, and what was learned.
#[derive(Clone, Debug)]
pub struct CompanySettings {
    pub rules: Rules,
    pub agreement: Agreement,
    /// The day of the oldest document whose counterpart is proved.
    pub proposed_sync_start: Option<NaiveDate>,
    pub learned: Vec<Learned>,
    pub fields: Vec<ProbedField>,
}

/// What to change; `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct SettingsChange {
    pub tolerance: Option<String>,
    /// An empty text takes it back.
    pub sync_start: Option<String>,
    pub not_synced: Option<Vec<String>>,
    /// An empty text takes it back.
    pub closing_date: Option<String>,
    /// A key and its meaning; an empty meaning takes it back.
    pub field: Option<(String, String)>,
    pub agreement: AgreementChange,
}

impl Engine {
    /// The settings of the open company, with what its cached documents teach.
    pub fn company_settings(&self) -> Result<CompanySettings, EngineError> {
        let key = self.key()?;
        let rules = Rules::load(&self.ledger, key)?;
        let lessons = self.cache.mark(key, LESSONS).map_err(EngineError::Cache)?;
        let Lessons { learned, first_proved } = lessons
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let documents = self.cache.documents(key).map_err(EngineError::Cache)?;
        Ok(CompanySettings {
            proposed_sync_start: first_proved,
            learned,
            fields: probed(documents.iter(), &rules.fields),
            rules,
            agreement: self.agreement()?,
        })
    }

    /// Changes all of it or nothing, and judges everything again when the rules changed.
    pub fn change_settings(&self, change: &SettingsChange) -> Result<(), EngineError> {
        let mut set: Vec<(String, Option<String>)> = Vec::new();
        if let Some(text) = &change.tolerance {
            let value = tolerance(text).ok_or_else(|| {
                EngineError::InvalidInput(format!(
                    "the tolerance is an amount from 0 to {MOST_TOLERANCE}, such as 0.02"
                ))
            })?;
            set.push((
                TOLERANCE.to_owned(),
                (!value.is_zero()).then(|| value.normalize().to_string()),
            ));
        }
        if let Some(text) = &change.sync_start {
            set.push((SYNC_START.to_owned(), day("sync start", text)?));
        }
        if let Some(text) = &change.closing_date {
            set.push((CLOSING_DATE.to_owned(), day("closing date", text)?));
        }
        if let Some(words) = &change.not_synced {
            let kinds: Option<Vec<DocumentKind>> = words.iter().map(|word| kind(word)).collect();
            let mut kinds = kinds.ok_or_else(|| EngineError::InvalidInput("a kind is order or invoice".to_owned()))?;
            kinds.sort_unstable();
            kinds.dedup();
            let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
            set.push((NOT_SYNCED.to_owned(), (!words.is_empty()).then(|| words.join(","))));
        }
        if let Some((key, meaning)) = &change.field {
            set.push(self.field_setting(key, meaning)?);
        }
        let judges = !set.is_empty();
        let agreed = self.agreement_settings(&change.agreement)?;
        self.forget_proof_of_changed_calls(&agreed)?;
        set.extend(agreed);
        if set.is_empty() {
            return Ok(());
        }
        let rows: Vec<(&str, Option<&str>)> = set
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_deref()))
            .collect();
        self.ledger
            .put_settings(self.key()?, &rows, self.now())
            .map_err(EngineError::Ledger)?;
        if judges { self.rejudge() } else { Ok(()) }
    }

    fn field_setting(&self, key: &str, meaning: &str) -> Result<(String, Option<String>), EngineError> {
        let documents = self.cache.documents(self.key()?).map_err(EngineError::Cache)?;
        let is_seen = documents
            .iter()
            .any(|document| document.probed.iter().any(|(seen, _)| seen == key));
        if !is_seen && !meaning.is_empty() {
            return Err(EngineError::InvalidInput("no document has such a key".to_owned()));
        }
        let value = match meaning {
            "" => None,
            word => Some(
                word.parse::<FieldMeaning>()
                    .map_err(|_| EngineError::InvalidInput("this is no meaning of a key".to_owned()))?
                    .to_string(),
            ),
        };
        Ok((format!("{FIELD}{key}"), value))
    }
}

/// The undocumented keys of documents, by key.
fn probed<'a>(documents: impl Iterator<Item = &'a Document>, meanings: &FieldMeanings) -> Vec<ProbedField> {
    let mut found: BTreeMap<&str, (usize, Option<&str>)> = BTreeMap::new();
    for (key, value) in documents.flat_map(|document| &document.probed) {
        let seen = found.entry(key).or_default();
        seen.0 += 1;
        if seen.1.is_none() && !value.is_empty() {
            seen.1 = Some(value);
        }
    }
    found
        .into_iter()
        .map(|(key, (documents, example))| ProbedField {
            key: key.to_owned(),
            documents,
            example: example.map(str::to_owned),
            meaning: meanings.get(key).copied(),
        })
        .collect()
}

fn tolerance(text: &str) -> Option<Decimal> {
    let value: Decimal = text.trim().parse().ok()?;
    (value >= Decimal::ZERO && value <= MOST_TOLERANCE).then(|| value.abs())
}

/// A day as it is stored; an empty text takes it back.
fn day(what: &str, text: &str) -> Result<Option<String>, EngineError> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse::<NaiveDate>() {
            Ok(day) => Ok(Some(day.to_string())),
            Err(_) => Err(EngineError::InvalidInput(format!(
                "the {what} is a day, written as 2026-01-31"
            ))),
        },
    }
}

fn kind(word: &str) -> Option<DocumentKind> {
    [DocumentKind::Order, DocumentKind::Invoice]
        .into_iter()
        .find(|kind| kind.word() == word)
}
