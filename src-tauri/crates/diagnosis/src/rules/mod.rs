//! The rules: one file each, in families by what they look at. `registry.rs` gives each its code.

pub(crate) mod account;
pub(crate) mod amount;
pub(crate) mod books;
pub(crate) mod company;
pub(crate) mod currency;
pub(crate) mod date;
pub(crate) mod field;
pub(crate) mod line;
pub(crate) mod number;
pub(crate) mod order;
pub(crate) mod reference;
pub(crate) mod tax;
pub(crate) mod text;
pub(crate) mod vendor;

use clearpost_domain::{CauseClass, Confidence, Culprit, CulpritKind, Entity, Finding, Step, TransactionKey};

use crate::case::Company;
use crate::context::Context;
use crate::documentation::{DOCUMENTED_RESEND, class_doc};
use crate::links::Place;

/// What looking at the data showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Fires(Vec<Fault>),
    /// The data was there and nothing is wrong: what was found fine, in words.
    Fine(String),
    /// The same, with the record that was looked at: it may have been the culprit before.
    Settled(String, Culprit),
    /// The data is not there, or the rule has no say for this document.
    Silent,
}

/// A finding before it has its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub class: CauseClass,
    pub confidence: Confidence,
    pub headline: String,
    pub cause: String,
    pub steps: Vec<Step>,
    pub culprit: Option<Culprit>,
}

impl Fault {
    /// With the steps of the class's documentation.
    pub fn documented(
        context: &Context<'_>,
        class: CauseClass,
        confidence: Confidence,
        headline: impl Into<String>,
        cause: impl Into<String>,
    ) -> Self {
        Self {
            class,
            confidence,
            headline: headline.into(),
            cause: cause.into(),
            steps: documented_steps(context, class),
            culprit: None,
        }
    }

    /// What holds for every document of the company.
    pub fn of_company(
        company: &Company<'_>,
        class: CauseClass,
        confidence: Confidence,
        headline: impl Into<String>,
        cause: impl Into<String>,
    ) -> Self {
        Self {
            class,
            confidence,
            headline: headline.into(),
            cause: cause.into(),
            steps: steps_of(class, |place| company.links.place(place)),
            culprit: Some(company.itself()),
        }
    }

    pub fn blaming(self, culprit: Option<Culprit>) -> Self {
        Self { culprit, ..self }
    }

    pub fn into_finding(self, code: &str) -> Finding {
        Finding {
            code: code.to_owned(),
            class: self.class,
            confidence: self.confidence,
            retry: self.class.retry(),
            headline: self.headline,
            cause: self.cause,
            steps: self.steps,
            culprit: self.culprit,
            error_text: None,
            resolved: false,
        }
    }
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        Self::Fires(vec![fault])
    }
}

pub(crate) fn step(text: impl Into<String>, url: Option<String>) -> Step {
    Step { text: text.into(), url }
}

/// The steps of a class's documentation with this document's links.
pub(crate) fn documented_steps(context: &Context<'_>, class: CauseClass) -> Vec<Step> {
    steps_of(class, |place| context.url(place))
}

/// The steps of a class's documentation.
pub(crate) fn steps_of(class: CauseClass, url: impl Fn(Place) -> Option<String>) -> Vec<Step> {
    let steps = class_doc(class).steps.iter();
    steps.map(|doc| step(doc.text.as_str(), url(doc.place))).collect()
}

const RESEND: &str = "Then resend it here, or in ProcurementExpress with \"Resend\" on the document's page.";

/// The usual last step.
pub(crate) fn resend(context: &Context<'_>) -> Step {
    step(RESEND, context.url(Place::Document))
}

/// Whether it is the usual last step, which means nothing before a document was ever sent.
pub(crate) fn is_resend(step: &Step) -> bool {
    [RESEND, DOCUMENTED_RESEND].contains(&step.text.as_str())
}

/// "Bill INV-2204", or "Bill with id 412" when it has no number.
pub(crate) fn transaction_name(key: &TransactionKey, number: Option<&str>) -> String {
    let entity = key.entity.name();
    let mut letters = entity.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let entity = format!("{first}{}", letters.as_str());
    match number.filter(|number| !number.trim().is_empty()) {
        Some(number) => format!("{entity} {number}"),
        None => format!("{entity} with id {}", key.id),
    }
}

pub(crate) fn transaction_culprit(key: &TransactionKey, number: Option<&str>) -> Culprit {
    Culprit {
        kind: match key.entity {
            Entity::PurchaseOrder => CulpritKind::PurchaseOrder,
            Entity::Bill => CulpritKind::Bill,
            Entity::VendorCredit => CulpritKind::VendorCredit,
        },
        id: key.id.clone(),
        name: number.unwrap_or_default().to_owned(),
    }
}

/// "1", "1 and 2", "1, 2 and 5".
pub(crate) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}
