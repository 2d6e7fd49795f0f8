//! QuickBooks' faults: its codes and texts (quickbooks-online-api §7), and what they mean.

use crate::state::document::{Cause, Culprit};
use serde_json::{Value, json};

const MADE_INACTIVE: &str = "Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.";

/// An error of the accounting service, and what it means (which only `/__sim/truth` tells).
#[derive(Clone, Debug)]
pub struct Fault {
    pub code: &'static str,
    pub message: &'static str,
    pub detail: Box<str>,
    pub element: Option<&'static str>,
    pub cause: Cause,
}

impl Fault {
    pub fn new(code: &'static str, message: &'static str, detail: impl Into<String>) -> Self {
        Self {
            code,
            message,
            detail: detail.into().into_boxed_str(),
            element: Some(""),
            cause: Cause {
                class: "UNKNOWN",
                culprit: None,
            },
        }
    }

    pub fn means(mut self, class: &'static str, culprit: Option<Culprit>) -> Self {
        self.cause = Cause { class, culprit };
        self
    }

    pub fn at(mut self, element: &'static str) -> Self {
        self.element = Some(element);
        self
    }

    pub fn business(text: &str) -> Self {
        Self::new(
            "6000",
            "A business validation error has occurred while processing your request",
            format!("Business Validation Error: {text}"),
        )
    }

    /// A record of a list that is unknown, merged away or, for some lists, inactive.
    pub fn unknown(list: &str, id: u64) -> Self {
        Self::reference(&format!("{list} element id {id} not found"))
    }

    /// Of a reference to a record that was made inactive.
    pub fn inactive_reference() -> Self {
        Self::reference(MADE_INACTIVE)
    }

    pub fn inactive() -> Self {
        Self::new("610", "Object Not Found", format!("Object Not Found : {MADE_INACTIVE}"))
    }

    fn reference(what: &str) -> Self {
        Self::new("2500", "Invalid Reference Id", format!("Invalid Reference Id : {what}"))
    }

    pub fn missing(what: &str) -> Self {
        Self::new(
            "2020",
            "Required param missing, need to supply the required value for the API",
            format!("Required parameter {what} is missing in the request"),
        )
        .means("REQUIRED_MISSING", None)
    }

    pub fn stale() -> Self {
        Self::new(
            "5010",
            "Stale Object Error",
            "Stale Object Error : You and Robin Vale were working on this at the same time. Robin Vale finished before you did, so your work was not saved.",
        )
        .means("STALE_OBJECT", None)
    }

    pub fn json(&self) -> Value {
        let mut error = json!({"Message": self.message, "Detail": self.detail, "code": self.code});
        if let (Some(element), Value::Object(map)) = (self.element, &mut error) {
            map.insert("element".to_owned(), json!(element));
        }
        json!({"Error": [error], "type": "ValidationFault"})
    }
}
