//! What a raw error text, or a class, means: needs no connection and no document.

use clearpost_domain::{CauseClass, Confidence, Retry, Step};

use crate::classes::{ClassDoc, class_doc};
use crate::text::{Classification, classify};

/// The meaning of a text or class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub class: CauseClass,
    pub confidence: Confidence,
    pub headline: String,
    pub cause: String,
    pub steps: Vec<Step>,
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
        headline: doc.headline.to_owned(),
        cause: cause(doc),
        steps: doc
            .steps
            .iter()
            .map(|step| Step {
                text: step.text.to_owned(),
                url: None,
            })
            .collect(),
        retry: class.retry(),
        alternatives: Vec::new(),
    }
}

pub(crate) fn cause(doc: &ClassDoc) -> String {
    format!("{} {}", doc.meaning, doc.why)
}
