//! How well texts are classified that nobody has seen: each product's texts are classified without what
//! was learned from that product.
//!
//! Patterns are written by hand, so "learned from a product" means: of all known texts, the pattern
//! matches that product's only. The known texts of the product are left out of the resemblance, too.

use std::collections::BTreeSet;

use clearpost_domain::{CauseClass, Confidence};

use super::classify::Classification;
use super::patterns::Patterns;
use super::resemblance::known_texts;

/// One known text, classified without what was learned from its product.
#[derive(Clone, Debug)]
pub struct Trial {
    pub number: u32,
    pub source: &'static str,
    pub text: &'static str,
    pub class: CauseClass,
    pub found: Classification,
    /// The same with everything that is known.
    pub with_all: Classification,
    /// How far the heaviest pattern of the class is ahead of the next class's, with everything known.
    pub lead: u8,
    pub weight: u8,
}

impl Trial {
    pub fn is_right(&self) -> bool {
        self.found.class == self.class
    }

    pub fn is_unknown(&self) -> bool {
        self.found.class == CauseClass::Unknown
    }

    /// Why it is doubtful, in words.
    pub fn reason(&self) -> String {
        if !self.is_right() && !self.is_unknown() {
            return format!("without its own product it would be read as {}", self.found.class);
        }
        if self.is_unknown() {
            return "only a pattern written for its own product knows it".to_owned();
        }
        if let Some(known) = &self.found.resembles {
            return format!("without its own product only a resemblance tells it: \"{known}\"");
        }
        match self.with_all.alternatives.first() {
            Some((other, _)) => format!("{other} matches as well, {} behind", self.lead),
            None => format!("only generic wording tells it (weight {})", self.weight),
        }
    }

    /// The smaller, the more doubtful.
    fn trust(&self) -> (u8, u8, u8, u32) {
        let told = if !self.is_right() && !self.is_unknown() {
            0
        } else if self.is_unknown() {
            1
        } else if self.found.confidence == Confidence::Possible {
            2
        } else {
            3
        };
        (told, self.lead, self.weight, self.number)
    }
}

/// Every known text, the most doubtful first.
pub fn leave_one_source_out() -> Vec<Trial> {
    let full = Patterns::built_in();
    let sources: BTreeSet<&str> = known_texts().iter().map(|known| known.source).collect();
    let mut trials = Vec::new();
    for source in sources {
        let without = full.without(source);
        for known in known_texts().iter().filter(|known| known.source == source) {
            let (weight, lead) = full.lead(known.text, known.class);
            trials.push(Trial {
                number: known.number,
                source,
                text: known.text,
                class: known.class,
                found: without.classify(known.text),
                with_all: full.classify(known.text),
                lead,
                weight,
            });
        }
    }
    trials.sort_by_key(Trial::trust);
    trials
}
