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
    }

    pub struct CausesResult {
        pub as_of: Option<String>,
        pub causes: Vec<CauseItem>,
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
    }
}
