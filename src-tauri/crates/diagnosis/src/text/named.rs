//! What an error says beyond its class: the transaction that has a number or cannot be linked to, the record
//! that was not found, that the document was left out, that a name is refused, or that payments lock the
//! record. What many documents ask of the same text is read once, as [`Said`].

use std::sync::LazyLock;

use clearpost_domain::ListKind;
use regex::Regex;

use super::classify::Classification;
use super::patterns::Patterns;
use super::tidy::{decode, tidy, without_tags};

/// A transaction that QuickBooks named in an error, as it named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTransaction {
    /// QuickBooks' `TxnType`, such as `Bill`.
    pub kind: String,
    pub id: String,
}

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\btxn ?type ?= ?([a-z]{2,40})\b.{0,40}?\btxn ?id ?= ?([0-9]{1,19})(?:[^0-9]|$)").ok()
});

/// The transaction named by "DocNumber=… is assigned to TxnType=Bill with TxnId=988".
pub fn named_transaction(text: &str) -> Option<NamedTransaction> {
    let text = without_tags(&decode(text));
    let found = NAMED.as_ref()?.captures(&text)?;
    Some(NamedTransaction {
        kind: found.get(1)?.as_str().to_owned(),
        id: found.get(2)?.as_str().to_owned(),
    })
}

static UNLINKABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\btxn ?id cannot be linked ?: ?([0-9]{1,19})(?:[^0-9]|$)").ok());

/// The id of the transaction named by "TxnID Cannot Be Linked : 123".
pub(crate) fn unlinkable(text: &str) -> Option<String> {
    let text = without_tags(&decode(text));
    let found = UNLINKABLE.as_ref()?.captures(&text)?;
    Some(found.get(1)?.as_str().to_owned())
}

/// What one text says to the rules. Many documents of a company have the same text, so it is read once for all.
#[derive(Debug)]
pub(crate) struct Said {
    pub errors: Vec<Classification>,
    /// The records that it names as not found.
    pub elements: Vec<NamedElement>,
    /// A document was left out on purpose or for its date, which no change of its status cures.
    pub is_left_out: bool,
    /// A name, rather than some other field, has a form that is refused.
    pub is_about_names: bool,
    /// A document cannot be changed for what was paid of it, rather than for a match to the bank.
    pub is_about_payments: bool,
}

impl Said {
    pub fn new(patterns: &Patterns, text: &str) -> Self {
        let tidied = tidy(text);
        let contains = |words: &str| tidied.contains(words);
        Self {
            errors: patterns.classify_all(text),
            elements: named_elements(text),
            is_left_out: contains("selected to skip") || contains("sync start date"),
            is_about_names: contains("names cannot include"),
            is_about_payments: contains("amount paid plus credits") || contains("payments you entered"),
        }
    }
}

/// A record that QuickBooks did not find, with the lists it may be of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedElement {
    pub lists: &'static [ListKind],
    pub id: String,
}

static ELEMENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b([a-z]{4,12}) element id ([0-9]{1,19}) not found").ok());

/// The records named by "Accounts element id 7 not found" and its like (quickbooks-online-api §7.2).
fn named_elements(text: &str) -> Vec<NamedElement> {
    let text = without_tags(&decode(text));
    let Some(element) = ELEMENT.as_ref() else {
        return Vec::new();
    };
    element
        .captures_iter(&text)
        .filter_map(|found| {
            Some(NamedElement {
                lists: lists(&found.get(1)?.as_str().to_ascii_lowercase())?,
                id: found.get(2)?.as_str().to_owned(),
            })
        })
        .collect()
}

fn lists(word: &str) -> Option<&'static [ListKind]> {
    Some(match word {
        "names" | "name" => &[ListKind::Vendor, ListKind::Customer, ListKind::Employee],
        "accounts" | "account" => &[ListKind::Account],
        "klasses" | "klass" | "classes" | "class" => &[ListKind::Class],
        "depts" | "dept" | "departments" | "department" => &[ListKind::Department],
        "items" | "item" => &[ListKind::Item],
        "terms" | "term" => &[ListKind::Term],
        "taxcodes" | "taxcode" => &[ListKind::TaxCode],
        _ => return None,
    })
}
