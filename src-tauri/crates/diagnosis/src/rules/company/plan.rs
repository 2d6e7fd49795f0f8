//! CON004: the QuickBooks plan does not include what is sent.
//!
//! # What it means
//! The company's QuickBooks plan has no place for this kind of document or field.
//!
//! # Why it happens
//! Bills need Essentials or a larger plan; purchase orders, classes, locations and billable lines need Plus
//! or a larger plan.
//!
//! # What to do
//! Who: administrator.
//! 1. In QuickBooks, click the gear → "Account and settings" → "Billing & subscription" and compare the
//!    plan with what is sent. {settings}
//! 2. Either take the larger plan, or stop sending this kind of document or field.
//!
//! # How it is detected
//! The plan's name as QuickBooks shows it, against the kind of the document and the classes and billable
//! marks on its lines. Purchase orders that are merely switched off count when the error agrees.
//!
//! # Sources
//! Error catalogue, PLAN_FEATURE; QuickBooks API §6.3 and §6.9, OfferingSku.

use clearpost_domain::{CauseClass, Confidence, DocumentKind};

use crate::case::Company;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::line::billable::is_billable;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("CON004", CauseClass::PlanFeature, check, comment!("plan.rs")).company_wide();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    if let Some(fault) = fault(context.company, document.kind()) {
        return fault.into();
    }
    let plan = plan(context.company);
    if document.kind() == DocumentKind::Order
        && context.company.books.company().purchase_orders_enabled == Some(false)
        && context.says_any(&[CauseClass::PlanFeature, CauseClass::AuthPermission])
    {
        return of_company(
            context.company,
            "Purchase orders are switched off in QuickBooks",
            "In QuickBooks' settings for expenses, purchase orders are switched off, so it takes none.",
        )
        .into();
    }
    let wants_more = document
        .lines()
        .iter()
        .any(|line| line.class.is_some() || is_billable(line));
    match plan {
        Some(plan) if plan.is_small() && wants_more => of_company(
            context.company,
            "The QuickBooks plan has no classes and no billable lines",
            "A line has a class or is billable, which needs the plan Plus or a larger one.",
        )
        .into(),
        _ => Outcome::Silent,
    }
}

/// What the plan refuses of every document of a kind.
pub(crate) fn fault(company: &Company<'_>, kind: DocumentKind) -> Option<Fault> {
    let plan = plan(company)?;
    let (what, needs) = match kind {
        DocumentKind::Order if plan.is_small() => ("purchase orders", "Plus"),
        DocumentKind::Invoice if plan == Plan::SimpleStart => ("bills", "Essentials"),
        _ => return None,
    };
    Some(of_company(
        company,
        format!("The QuickBooks plan has no {what}"),
        format!("QuickBooks takes {what} only in the plan {needs} or a larger one."),
    ))
}

fn of_company(company: &Company<'_>, headline: impl Into<String>, cause: impl Into<String>) -> Fault {
    Fault::of_company(company, CauseClass::PlanFeature, Confidence::Confirmed, headline, cause)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Plan {
    SimpleStart,
    Essentials,
    Larger,
}

impl Plan {
    const fn is_small(self) -> bool {
        !matches!(self, Self::Larger)
    }
}

fn plan(company: &Company<'_>) -> Option<Plan> {
    let name = company.books.company().plan.as_deref()?.to_lowercase();
    if name.contains("simple start") {
        Some(Plan::SimpleStart)
    } else if name.contains("essentials") {
        Some(Plan::Essentials)
    } else if name.contains("plus") || name.contains("advanced") {
        Some(Plan::Larger)
    } else {
        None
    }
}
