//! What a raw error text, or a class, means: needs no connection and no document.

use clearpost_domain::{CauseClass, Confidence, Retry, Step};

use crate::documentation::{Fixer, RuleDoc, class_doc};
use crate::rules::steps_of;
use crate::text::{Classification, classify};

/// The meaning of a text or class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub class: CauseClass,
    pub confidence: Confidence,
    pub headline: String,
    pub cause: String,
    pub steps: Vec<Step>,
    pub who: Fixer,
    /// How the class is detected.
    pub detected: String,
    pub retry: Retry,
    pub alternatives: Vec<(CauseClass, Confidence)>,
}

/// What an error text means.
pub fn explain_text(text: &str) -> Explanation {
    explain_classification(classify(text))
}

/// What a classified text means; for patterns other than the built-in ones.
pub fn explain_classification(found: Classification) -> Explanation {
    Explanation {
        confidence: found.confidence,
        alternatives: found.alternatives,
        ..explain_class(found.class)
    }
}

/// What a class means.
pub fn explain_class(class: CauseClass) -> Explanation {
    let doc = class_doc(class);
    Explanation {
        class,
        confidence: if class == CauseClass::Unknown {
            Confidence::Possible
        } else {
            Confidence::Likely
        },
        headline: doc.headline.clone(),
        cause: cause(doc),
        steps: steps_of(class, |_| None),
        who: doc.who,
        detected: doc.detected.clone(),
        retry: class.retry(),
        alternatives: Vec::new(),
    }
}

pub(crate) fn cause(doc: &RuleDoc) -> String {
    format!("{} {}", doc.meaning, doc.why)
}
