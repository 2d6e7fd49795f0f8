//! VEN002: the supplier is archived in ProcurementExpress.
//!
//! # What it means
//! The supplier was archived although its documents are still being sent.
//!
//! # Why it happens
//! Somebody archived it, or its vendor was made inactive in QuickBooks and active again without the
//! supplier following.
//!
//! # What to do
//! Who: requester.
//! 1. In ProcurementExpress, click "Suppliers" → "Archived", open the supplier and make it active again.
//!    {suppliers}
//! 2. Check in QuickBooks that its vendor is active ("Expenses" → "Vendors"). {vendors}
//! 3. {resend}
//!
//! # How it is detected
//! The supplier's own flag; the reported error has to agree. Where the vendor is inactive as well, VEN001
//! names both.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting"; ProcurementExpress API §8, archived.

use clearpost_domain::{CauseClass, Culprit, CulpritKind};

use super::inactive;
use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule =
    Rule::data("VEN002", CauseClass::VendorInactive, check, comment!("archived.rs")).foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let is_known = context.supplier.is_some()
        || context
            .case
            .document
            .detail
            .as_ref()
            .is_some_and(|detail| detail.supplier_archived.is_some());
    if !is_known {
        return Outcome::Silent;
    }
    if !inactive::is_archived(context) {
        return Outcome::Fine("the supplier is not archived in ProcurementExpress".to_owned());
    }
    if matches!(inactive::check(context), Outcome::Fires(_)) {
        return Outcome::Silent;
    }
    Fault {
        class: CauseClass::VendorInactive,
        confidence: context.if_said(&[
            CauseClass::VendorInactive,
            CauseClass::RefInactive,
            CauseClass::VendorNotFound,
        ]),
        headline: format!("Supplier {} is archived in ProcurementExpress", context.name),
        cause: format!(
            "{} is in the list of archived suppliers, while the document still belongs to it.",
            context.name
        ),
        steps: vec![
            step(
                "In ProcurementExpress, click \"Suppliers\" → \"Archived\", open the supplier and make it active again.",
                context.company.links.suppliers(),
            ),
            step(
                "Check in QuickBooks that its vendor is active (\"Expenses\" → \"Vendors\").",
                context.url(Place::Vendors),
            ),
            resend(context),
        ],
        culprit: context.case.document.supplier.map(|id| Culprit {
            kind: CulpritKind::Supplier,
            id: id.0.to_string(),
            name: context.name.to_owned(),
        }),
    }
    .into()
}
