//! Every rule, in the order in which they are tried. A code is stable and never reused.

use clearpost_domain::{CauseClass, Confidence};

use crate::context::Context;
use crate::rules::{Outcome, account, amount, books, company, currency, date, field, line, number};
use crate::rules::{order, reference, tax, text, vendor};

/// What looks at the data of one document.
pub(crate) type Check = fn(&Context<'_>) -> Outcome;

/// How a class is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Detection {
    /// By data of both sides; an error text only supports it.
    Data(Check),
    /// No cached data can prove it; the rule's documentation says why.
    TextOnly,
}

/// A rule as it is registered.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub code: &'static str,
    pub class: CauseClass,
    pub(crate) detection: Detection,
    /// Classes of which this rule can tell from the data that they no longer stand.
    pub(crate) clears: &'static [CauseClass],
    /// Whether it says what would fail before anything was sent.
    pub(crate) foretells: bool,
    /// Whether it is about the whole company: said of a document only to explain its own error.
    pub(crate) company_wide: bool,
    /// The comment that opens its file.
    pub(crate) comment: &'static str,
}

impl Rule {
    pub(crate) const fn data(code: &'static str, class: CauseClass, check: Check, comment: &'static str) -> Self {
        Self {
            code,
            class,
            detection: Detection::Data(check),
            clears: &[],
            foretells: false,
            company_wide: false,
            comment,
        }
    }

    pub(crate) const fn text_only(code: &'static str, class: CauseClass, comment: &'static str) -> Self {
        Self {
            code,
            class,
            detection: Detection::TextOnly,
            clears: &[],
            foretells: false,
            company_wide: false,
            comment,
        }
    }

    pub(crate) const fn clearing(self, clears: &'static [CauseClass]) -> Self {
        Self { clears, ..self }
    }

    pub(crate) const fn foretelling(self) -> Self {
        Self {
            foretells: true,
            ..self
        }
    }

    pub(crate) const fn company_wide(self) -> Self {
        Self {
            company_wide: true,
            ..self
        }
    }

    /// The most that a finding of this rule can claim.
    pub const fn reaches(&self) -> Confidence {
        match self.detection {
            Detection::Data(_) => Confidence::Confirmed,
            Detection::TextOnly => Confidence::Likely,
        }
    }
}

/// The rules of the classes, in the order in which they are tried; the first of a class documents it.
pub const RULES: &[Rule] = &[
    company::sign_in::RULE,
    company::rights::RULE,
    company::subscription::RULE,
    company::plan::RULE,
    company::too_many_requests::RULE,
    company::unavailable::RULE,
    books::gone::RULE,
    books::partial::RULE,
    number::taken::RULE,
    vendor::inactive::RULE,
    vendor::archived::RULE,
    vendor::name_taken::RULE,
    vendor::not_found::RULE,
    vendor::names_busy::RULE,
    account::payable_receivable::RULE,
    account::type_refused::RULE,
    account::none_chosen::RULE,
    line::item::RULE,
    line::customer_missing::RULE,
    line::billable::RULE,
    reference::inactive::RULE,
    account::inactive::RULE,
    reference::named::RULE,
    reference::stale_link::RULE,
    vendor::currency::RULE,
    currency::home_only::RULE,
    currency::rate::RULE,
    date::closed_period::RULE,
    date::before_order::RULE,
    order::vendor::RULE,
    order::lines::RULE,
    order::not_linkable::RULE,
    order::not_arrived::RULE,
    field::length::RULE,
    field::format::RULE,
    tax::code_missing::RULE,
    tax::totals::RULE,
    field::required::RULE,
    amount::zero::RULE,
    amount::negative::RULE,
    amount::sum::RULE,
    field::terms::RULE,
    books::changed::RULE,
    books::locked::RULE,
    books::attachment::RULE,
    books::not_ready::RULE,
    books::not_approved::RULE,
];

/// A recognised error text that no data rule explains.
pub const TEXT_KNOWN: &str = text::known::RULE.code;
/// An error text that nothing recognises.
pub const TEXT_UNKNOWN: &str = text::unknown::RULE.code;
/// An unknown error text that resembles a known one.
pub const TEXT_RESEMBLES: &str = text::resembles::RULE.code;

/// What is said of an error's text where no data explains it.
pub const TEXT_RULES: &[Rule] = &[text::unknown::RULE, text::known::RULE, text::resembles::RULE];

/// Every code in use.
pub fn codes() -> impl Iterator<Item = &'static str> {
    RULES.iter().chain(TEXT_RULES).map(|rule| rule.code)
}

/// The code under which a class is reported that only a text tells.
pub(crate) fn text_code(class: CauseClass) -> &'static str {
    RULES
        .iter()
        .find(|rule| rule.class == class && matches!(rule.detection, Detection::TextOnly))
        .map_or(TEXT_KNOWN, |rule| rule.code)
}

/// Whether a finding of this code rests on an error's text alone.
pub(crate) fn is_text_code(code: &str) -> bool {
    let of_class = RULES
        .iter()
        .filter(|rule| matches!(rule.detection, Detection::TextOnly));
    of_class.chain(TEXT_RULES).any(|rule| rule.code == code)
}
