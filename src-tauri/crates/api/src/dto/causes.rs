//! What holds documents back, and what an error text means.

use super::dto;

dto! {
    /// Where to click.
    pub struct StepItem {
        pub text: String,
        pub url: Option<String>,
    }

    /// The record that stands in the way.
    pub struct CulpritItem {
        pub kind: String,
        pub id: String,
        pub name: String,
    }

    /// One cause found for a document.
    pub struct FindingItem {
        pub code: String,
        pub class: String,
        pub confidence: String,
        pub retry: String,
        pub headline: String,
        pub cause: String,
        pub steps: Vec<StepItem>,
        pub culprit: Option<CulpritItem>,
        pub error_text: Option<String>,
        /// The data shows that this no longer stands in the way: a resend is all that is left to do.
        pub resolved: bool,
        /// Who can usually put it right: `requester`, `finance`, `administrator` or `support`.
        pub who: String,
        /// The same in the user's words.
        pub who_words: String,
        /// Ready to copy and send to them.
        pub message: String,
    }

    /// A sum in one currency.
    pub struct Total {
        pub currency: String,
        pub amount: String,
    }

    /// Documents that wait for the same thing.
    pub struct CauseItem {
        pub id: String,
        pub class: String,
        pub headline: String,
        pub retry: String,
        pub culprit: Option<CulpritItem>,
        pub documents: Vec<String>,
        pub totals: Vec<Total>,
        pub oldest_days: Option<i64>,
        pub steps: Vec<StepItem>,
        /// The cause is gone for every document.
        pub resolved: bool,
        /// The documents for which it is gone and whose sync is not awaited after an edit: what is left to do
        /// is to resend them.
        pub ready: Vec<String>,
        /// As in [`FindingItem`].
        pub who: String,
        pub who_words: String,
        pub message: String,
    }

    /// What stops the whole company, or stopped it once; said here, not of each document.
    pub struct CompanyTroubleItem {
        pub class: String,
        pub confidence: String,
        pub retry: String,
        pub headline: String,
        pub cause: String,
        pub steps: Vec<StepItem>,
        /// A document has arrived since: it is past.
        pub over: bool,
        /// The documents that report it, or that it holds back.
        pub documents: Vec<String>,
        /// Where documents wait for nothing else: the id of their cause in the same answer.
        pub cause_id: Option<String>,
        /// When it was first and last reported.
        pub first_at: Option<String>,
        pub last_at: Option<String>,
        /// As in [`FindingItem`].
        pub who: String,
        pub who_words: String,
        pub message: String,
    }

    pub struct CausesResult {
        pub as_of: Option<String>,
        pub causes: Vec<CauseItem>,
        /// What concerns the whole company; what is over comes last.
        pub company: Vec<CompanyTroubleItem>,
    }

    pub struct Alternative {
        pub class: String,
        pub confidence: String,
    }

    /// What a raw sync error text, or a class, means.
    pub struct ExplainResult {
        pub class: String,
        pub confidence: String,
        pub headline: String,
        pub cause: String,
        pub steps: Vec<StepItem>,
        pub retry: String,
        pub alternatives: Vec<Alternative>,
        /// As in [`FindingItem`].
        pub who: String,
        pub who_words: String,
        /// How the class is detected.
        pub detected: String,
    }
}
