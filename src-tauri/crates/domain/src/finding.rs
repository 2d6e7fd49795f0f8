//! A finding: one cause, named, with the record that stands in the way and the way out.

use serde::{Deserialize, Serialize};

use crate::cause::vocabulary;
use crate::{CauseClass, Confidence, Retry};
use std::fmt;
use std::str::FromStr;

use crate::UnknownWord;

vocabulary!(
    /// What kind of record stands in the way.
    CulpritKind {
        Vendor = "vendor",
        Supplier = "supplier",
        Customer = "customer",
        Employee = "employee",
        Account = "account",
        Class = "class",
        Department = "department",
        Item = "item",
        Term = "term",
        TaxCode = "tax_code",
        Order = "order",
        Invoice = "invoice",
        PurchaseOrder = "purchase_order",
        Bill = "bill",
        VendorCredit = "vendor_credit",
        Line = "line",
        ClosingDate = "closing_date",
        Company = "company",
    }
);

/// The record that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Culprit {
    pub kind: CulpritKind,
    pub id: String,
    pub name: String,
}

/// Where to click. `url` is set only for pages of the two services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub text: String,
    pub url: Option<String>,
}

/// One cause found for one document. The headline states the fault and names the record; only steps
/// propose a cure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's stable code, such as `VEN001`; never reused.
    pub code: String,
    pub class: CauseClass,
    pub confidence: Confidence,
    pub retry: Retry,
    pub headline: String,
    pub cause: String,
    pub steps: Vec<Step>,
    pub culprit: Option<Culprit>,
    /// The sync error as the service wrote it, untouched.
    pub error_text: Option<String>,
    /// The data shows that this no longer stands in the way: a resend is all that is left to do.
    #[serde(default)]
    pub resolved: bool,
}

impl Finding {
    /// The key under which documents that wait for the same thing are grouped: class and culprit,
    /// never text.
    pub fn cause_id(&self) -> String {
        match &self.culprit {
            Some(culprit) => format!("{}:{}:{}", self.class, culprit.kind, culprit.id),
            None => self.class.to_string(),
        }
    }
}
