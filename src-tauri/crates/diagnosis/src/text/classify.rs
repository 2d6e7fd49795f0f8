//! What an error text means.
//!
//! Text beats code: QuickBooks' codes are used inconsistently, so a code only speaks when the text
//! says nothing. A text that nothing matches is `UNKNOWN`, unless it closely resembles a known one: then
//! the class is `possible`, and the known text is named.

use std::collections::HashMap;
use std::sync::LazyLock;

use clearpost_domain::{CauseClass, Confidence};
use regex::Regex;

use super::fault;
use super::patterns::Patterns;
use super::resemblance::{Resemblance, known_texts};
use super::tidy::{decode, plain, tidy, without_tags};

/// What a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    pub class: CauseClass,
    /// `likely` when a pattern or a code matched, `possible` for a resemblance and for `UNKNOWN`.
    pub confidence: Confidence,
    /// Other errors in the same text (`likely`) and weaker matches (`possible`).
    pub alternatives: Vec<(CauseClass, Confidence)>,
    /// The known text that this unknown one resembles: then the class is a guess, `possible`.
    pub resembles: Option<String>,
}

static WHOLE_CODE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:error|code|fault|error code)? ?[:#]? ?0*(\d{3,5})[.:]?$").ok());
static INNER_CODE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:error|fault|http|status)(?: ?(?:code|status))? ?[:#=]? ?\(?0*(\d{3,5})\b").ok());
/// One error inside a text.
struct Piece {
    text: String,
    code: Option<String>,
}

/// What one text means, by the built-in patterns.
pub fn classify(text: &str) -> Classification {
    Patterns::built_in().classify(text)
}

/// Every error in one text, by the built-in patterns: what holds up the whole company first.
pub fn classify_all(text: &str) -> Vec<Classification> {
    Patterns::built_in().classify_all(text)
}

/// The comparable form of a text: tidied, unwrapped, without product prefixes.
pub fn normalise(text: &str) -> String {
    Patterns::built_in().normalise(text)
}

/// Blocks every document of the company, whatever else is wrong.
pub(crate) fn blocks_company(class: CauseClass) -> bool {
    class <= CauseClass::QboUnavailable
}

impl Patterns {
    /// What one text means. Several errors in it: the first to fix, the others as alternatives.
    pub fn classify(&self, text: &str) -> Classification {
        let mut all = self.classify_all(text).into_iter();
        let Some(mut first) = all.next() else { return unknown() };
        for other in all {
            first.add(other.class, other.confidence);
            for (class, _) in other.alternatives {
                first.add(class, Confidence::Possible);
            }
        }
        first
    }

    /// Every error in one text; a single `UNKNOWN` when none is recognised.
    pub fn classify_all(&self, text: &str) -> Vec<Classification> {
        let decoded = decode(text);
        let faults = fault::errors(&decoded);
        let pieces: Vec<Piece> = if faults.is_empty() {
            let whole = without_tags(&decoded);
            let lines: Vec<&str> = whole
                .split(['\n', '\r', '|', '•'])
                .filter(|line| !line.trim().is_empty())
                .collect();
            let single = lines.len() < 2;
            // A message may be wrapped over lines: the whole is looked at as well.
            let mut pieces: Vec<Piece> = vec![self.piece(&whole)];
            if !single {
                pieces.extend(lines.into_iter().map(|line| self.piece(line)));
            }
            pieces
        } else {
            faults
                .into_iter()
                .map(|fault| {
                    let mut piece = self.piece(&fault.text);
                    if let Some(element) = fault.element {
                        // The element names a field, nothing more: "Line.SalesItemLineDetail.ItemRef".
                        piece.text = format!("{} ({})", piece.text, plain(&element));
                    }
                    piece.code = fault.code.or(piece.code);
                    piece
                })
                .collect()
        };
        let mut found: Vec<Classification> = Vec::new();
        for piece in &pieces {
            let by_text = self.by_text(&piece.text);
            let classification = by_text.or_else(|| self.by_code(piece.code.as_deref()));
            let Some(classification) = classification else { continue };
            match found.iter_mut().find(|known| known.class == classification.class) {
                Some(known) => {
                    for (class, confidence) in classification.alternatives {
                        known.add(class, confidence);
                    }
                }
                None => found.push(classification),
            }
        }
        if found.is_empty() {
            let whole = pieces.first().and_then(|piece| self.by_resemblance(&piece.text));
            return vec![whole.unwrap_or_else(unknown)];
        }
        found.sort_by_key(|one| !blocks_company(one.class));
        found
    }

    /// The comparable form of a text. Applying it again changes nothing.
    pub fn normalise(&self, text: &str) -> String {
        let mut text = self.normalise_once(text);
        for _ in 0..32 {
            let again = self.normalise_once(&text);
            if again == text {
                break;
            }
            text = again;
        }
        text
    }

    fn normalise_once(&self, text: &str) -> String {
        let decoded = decode(text);
        let faults = fault::errors(&decoded);
        if faults.is_empty() {
            return self.stripped(tidy(&decoded));
        }
        let texts: Vec<String> = faults
            .iter()
            .map(|fault| match (&fault.code, fault.text.is_empty()) {
                (Some(code), true) => code.clone(),
                _ => self.stripped(tidy(&fault.text)),
            })
            .collect();
        texts.join("; ")
    }

    fn piece(&self, text: &str) -> Piece {
        let tidied = tidy(text);
        let code = code_in(&tidied);
        let text = self.stripped(tidied);
        Piece {
            code: code.or_else(|| code_in(&text)),
            text,
        }
    }

    fn stripped(&self, mut text: String) -> String {
        let Some(prefix) = &self.prefix else { return text };
        while let Some(found) = prefix.find(&text).filter(|found| found.end() > 0) {
            let rest = text.get(found.end()..).unwrap_or_default().trim_start().to_owned();
            text = rest;
        }
        text
    }

    fn by_text(&self, text: &str) -> Option<Classification> {
        if text.is_empty() {
            return None;
        }
        let mut ranked: Vec<(CauseClass, u8)> = Vec::new();
        for (class, weight) in self.matches(text) {
            match ranked.iter_mut().find(|(known, _)| *known == class) {
                Some((_, best)) => *best = (*best).max(weight),
                None => ranked.push((class, weight)),
            }
        }
        ranked.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let mut ranked = ranked.into_iter().map(|(class, _)| class);
        let class = ranked.next()?;
        Some(Classification {
            class,
            confidence: Confidence::Likely,
            alternatives: ranked.map(|class| (class, Confidence::Possible)).collect(),
            resembles: None,
        })
    }

    /// Class and weight of each pattern that matches.
    fn matches(&self, text: &str) -> impl Iterator<Item = (CauseClass, u8)> {
        self.classes
            .matches(text)
            .into_iter()
            .filter(|index| !self.muted.contains(index))
            .filter_map(|index| self.meaning.get(index).copied())
    }

    fn by_resemblance(&self, text: &str) -> Option<Classification> {
        let found = self.known.of_text(text)?;
        Some(Classification {
            class: found.class,
            confidence: Confidence::Possible,
            alternatives: Vec::new(),
            resembles: Some(found.text.to_owned()),
        })
    }

    /// The weight of the heaviest pattern of a class in a text, and how far it is ahead of the others.
    pub(super) fn lead(&self, text: &str, class: CauseClass) -> (u8, u8) {
        let piece = self.piece(text);
        let heaviest = |own: bool| {
            self.matches(&piece.text)
                .filter(|(of, _)| (*of == class) == own)
                .map(|(_, weight)| weight)
                .max()
                .unwrap_or(0)
        };
        let own = heaviest(true);
        (own, own.saturating_sub(heaviest(false)))
    }

    /// What is left of the patterns without those that, of all known texts, match this source's only.
    pub(super) fn without(&self, source: &str) -> Self {
        let mut by_source: HashMap<usize, (bool, bool)> = HashMap::new();
        for known in known_texts() {
            for index in self.classes.matches(&self.piece(known.text).text) {
                let (own, others) = by_source.entry(index).or_default();
                *own |= known.source == source;
                *others |= known.source != source;
            }
        }
        let muted = by_source
            .into_iter()
            .filter(|(_, (own, others))| *own && !*others)
            .map(|(index, _)| index)
            .collect();
        Self {
            muted,
            known: Resemblance::of(|known| known.source != source, |text| self.normalise(text)),
            ..self.clone()
        }
    }

    fn by_code(&self, code: Option<&str>) -> Option<Classification> {
        let (first, others) = self.codes.get(code?)?.split_first()?;
        Some(Classification {
            class: *first,
            confidence: Confidence::Likely,
            alternatives: others.iter().map(|class| (*class, Confidence::Possible)).collect(),
            resembles: None,
        })
    }
}

impl Classification {
    fn add(&mut self, class: CauseClass, confidence: Confidence) {
        match self.alternatives.iter_mut().find(|(known, _)| *known == class) {
            Some((_, known)) => *known = (*known).min(confidence),
            None if class != self.class => self.alternatives.push((class, confidence)),
            None => {}
        }
    }
}

fn unknown() -> Classification {
    Classification {
        class: CauseClass::Unknown,
        confidence: Confidence::Possible,
        alternatives: Vec::new(),
        resembles: None,
    }
}

fn code_in(tidied: &str) -> Option<String> {
    let found = WHOLE_CODE
        .as_ref()
        .and_then(|regex| regex.captures(tidied))
        .or_else(|| INNER_CODE.as_ref().and_then(|regex| regex.captures(tidied)))?;
    Some(found.get(1)?.as_str().to_owned())
}
