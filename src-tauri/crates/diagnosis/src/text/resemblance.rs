//! What an unknown text resembles: the known text that shares most of its telling words.
//!
//! A word tells the more, the fewer classes use it. The result is a guess that names the known text it
//! rests on, never more than `possible`, and there is none where two classes are nearly as close or
//! too little is shared, so that ordinary sentences stay unknown.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use clearpost_domain::CauseClass;

/// The error texts of the catalogue with their classes and the product that shows them.
const KNOWN: &str = include_str!("../../known_texts.tsv");

/// In per mille of all telling words of the two texts: how much they must share, and by how much more
/// than with any text of another class.
const ENOUGH: u32 = 600;
const AHEAD: u32 = 120;
/// So many different words at least, weighing so much together.
const WORDS: usize = 3;
const WEIGHT: u32 = 14;
/// A word that no known text has.
const STRANGE: u32 = 4;

/// Words that tell nothing.
const COMMON: [&str; 62] = [
    "a",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "business",
    "but",
    "by",
    "can",
    "do",
    "due",
    "error",
    "for",
    "from",
    "has",
    "have",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "of",
    "on",
    "online",
    "or",
    "our",
    "please",
    "qbo",
    "quickbook",
    "quickbooks",
    "sync",
    "that",
    "the",
    "their",
    "there",
    "these",
    "they",
    "this",
    "to",
    "try",
    "use",
    "used",
    "using",
    "validation",
    "want",
    "was",
    "we",
    "were",
    "when",
    "which",
    "while",
    "will",
    "with",
    "you",
    "your",
];

/// Words that mean the same in an error text.
const SAME: [(&str, &str); 40] = [
    ("archived", "inactive"),
    ("deactivated", "inactive"),
    ("disabled", "inactive"),
    ("supplier", "vendor"),
    ("payee", "vendor"),
    ("removed", "deleted"),
    ("voided", "deleted"),
    ("absent", "missing"),
    ("blank", "missing"),
    ("empty", "missing"),
    ("required", "missing"),
    ("requires", "missing"),
    ("needs", "missing"),
    ("lacks", "missing"),
    ("cannot", "not"),
    ("couldn't", "not"),
    ("can't", "not"),
    ("don't", "not"),
    ("doesn't", "not"),
    ("isn't", "not"),
    ("unable", "not"),
    ("never", "not"),
    ("no", "not"),
    ("mismatched", "mismatch"),
    ("differs", "mismatch"),
    ("differ", "mismatch"),
    ("different", "mismatch"),
    ("duplicated", "duplicate"),
    ("taken", "duplicate"),
    ("locked", "closed"),
    ("expired", "ended"),
    ("lapsed", "ended"),
    ("project", "customer"),
    ("rejected", "refused"),
    ("denied", "refused"),
    ("vat", "tax"),
    ("gst", "tax"),
    ("hst", "tax"),
    ("p.o", "order"),
    ("po", "order"),
];

/// One known text.
#[derive(Clone, Debug)]
pub(super) struct KnownText {
    pub number: u32,
    pub class: CauseClass,
    pub source: &'static str,
    pub text: &'static str,
}

/// The known texts, as their file gives them.
pub(super) fn known_texts() -> &'static [KnownText] {
    static READ: LazyLock<Vec<KnownText>> = LazyLock::new(|| {
        let rows = KNOWN.lines().skip(1).filter_map(|line| {
            let mut cells = line.splitn(4, '\t');
            Some(KnownText {
                number: cells.next()?.parse().ok()?,
                class: cells.next()?.parse().ok()?,
                source: cells.next()?,
                text: cells.next()?,
            })
        });
        rows.collect()
    });
    &READ
}

/// The words of the known texts with their weights.
#[derive(Clone, Debug, Default)]
pub(super) struct Resemblance {
    texts: Arc<Vec<(KnownText, BTreeSet<String>)>>,
    weights: Arc<HashMap<String, u32>>,
}

/// The known text that an unknown one resembles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resembling {
    pub class: CauseClass,
    pub text: &'static str,
    /// In per mille of all telling words of both.
    pub share: u32,
}

impl Resemblance {
    /// From the known texts that `keep` takes, each with its normalised form.
    pub fn of(keep: impl Fn(&KnownText) -> bool, normalise: impl Fn(&str) -> String) -> Self {
        let texts: Vec<(KnownText, BTreeSet<String>)> = known_texts()
            .iter()
            .filter(|known| keep(known))
            .map(|known| (known.clone(), words(&normalise(known.text))))
            .collect();
        let mut classes: BTreeMap<&str, BTreeSet<CauseClass>> = BTreeMap::new();
        for (known, words) in &texts {
            for word in words {
                classes.entry(word).or_default().insert(known.class);
            }
        }
        // Twice as many classes, one less: from 1 for a word of every class to 6 for one of a single class.
        let all = u32::try_from(CauseClass::ALL.len()).unwrap_or(u32::MAX);
        let weight = |classes: usize| {
            let classes = u32::try_from(classes).unwrap_or(u32::MAX).max(1);
            1 + (all / classes).checked_ilog2().unwrap_or(0)
        };
        let weights = classes
            .iter()
            .map(|(word, classes)| ((*word).to_owned(), weight(classes.len())))
            .collect();
        Self {
            weights: Arc::new(weights),
            texts: Arc::new(texts),
        }
    }

    /// What a normalised text resembles, if anything.
    pub fn of_text(&self, normalised: &str) -> Option<Resembling> {
        let asked = words(normalised);
        let mut best: Option<Resembling> = None;
        let mut other = 0;
        for (known, words) in self.texts.iter() {
            let Some(share) = self.share(&asked, words) else {
                continue;
            };
            match &mut best {
                Some(best) if best.class == known.class || share <= best.share => {
                    if best.class != known.class {
                        other = other.max(share);
                    } else if share > best.share {
                        best.share = share;
                        best.text = known.text;
                    }
                }
                _ => {
                    other = other.max(best.as_ref().map_or(0, |best| best.share));
                    best = Some(Resembling {
                        class: known.class,
                        text: known.text,
                        share,
                    });
                }
            }
        }
        best.filter(|best| best.share >= ENOUGH && best.share >= other + AHEAD)
    }

    /// How much of their telling words two texts share; nothing when that is too little to tell.
    fn share(&self, one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<u32> {
        let weight = |word: &String| self.weights.get(word).copied().unwrap_or(STRANGE);
        let common: Vec<&String> = one.intersection(other).collect();
        let shared: u32 = common.iter().map(|word| weight(word)).sum();
        if common.len() < WORDS || shared < WEIGHT {
            return None;
        }
        let all: u32 = one.iter().chain(other).map(weight).sum();
        (2 * shared * 1_000).checked_div(all)
    }
}

/// The telling words of a normalised text, reduced to what they have in common. Names in quotes, ids
/// and numbers tell nothing.
fn words(text: &str) -> BTreeSet<String> {
    unquoted(text)
        .split(|c: char| !c.is_alphabetic() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .filter(|word| word.chars().count() > 1 && !COMMON.contains(word))
        .map(stem)
        .filter(|word| !COMMON.contains(&word.as_str()))
        .collect()
}

fn unquoted(text: &str) -> String {
    let parts = text.split('"');
    let even: Vec<&str> = parts.step_by(2).collect();
    even.join(" ")
}

fn stem(word: &str) -> String {
    let same = |word: &str| {
        SAME.iter()
            .find(|(from, _)| *from == word)
            .map(|(_, to)| (*to).to_owned())
    };
    if let Some(known) = same(word) {
        return known;
    }
    let plain = word.strip_suffix("'s").unwrap_or(word);
    let singular = match plain.strip_suffix('s') {
        Some(cut) if cut.len() > 2 && !cut.ends_with(['s', 'u', 'i']) => cut,
        _ => plain,
    };
    same(singular).unwrap_or_else(|| singular.to_owned())
}
