//! REF003: the supplier is linked to a vendor that no longer exists.
//!
//! # What it means
//! ProcurementExpress sends the id of a vendor that QuickBooks does not have.
//!
//! # Why it happens
//! The vendor was merged into another one: QuickBooks keeps one of the two ids.
//!
//! # What to do
//! Who: finance.
//! 1. Look in QuickBooks for the vendor under the supplier's name. {vendors}
//! 2. Write to support@procurementexpress.com to have the link renewed, if a resend does not find the
//!    vendor by its name.
//! 3. {resend}
//!
//! # How it is detected
//! The supplier carries the id of a vendor that is not in the completely read list. The service may fall
//! back on the name, so the reported error has to agree.
//!
//! # Sources
//! Error catalogue, REF_INACTIVE: stale mapping; ProcurementExpress API §8, third_party_id_mappings.

use clearpost_domain::{CauseClass, Culprit, CulpritKind};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("REF003", CauseClass::RefInactive, check, comment!("stale_link.rs"));

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let books = context.company.books;
    let Some(id) = context
        .supplier
        .and_then(|supplier| books.mapped_id(&supplier.mappings))
    else {
        return Outcome::Silent;
    };
    if context.mapped.is_some()
        || !books.has_all_names()
        || !context.says_any(&[CauseClass::RefInactive, CauseClass::VendorInactive])
    {
        return Outcome::Silent;
    }
    Fault::documented(
        context,
        CauseClass::RefInactive,
        context.by_absence(),
        format!("Supplier {} is linked to vendor {id}, which is not in QuickBooks", context.name),
        format!("ProcurementExpress keeps the vendor id {id} for {}, and a complete reading of QuickBooks' vendors does not find it. Most likely it was merged into another vendor.", context.name),
    )
    .blaming(Some(Culprit {
        kind: CulpritKind::Vendor,
        id: id.to_owned(),
        name: context.name.to_owned(),
    }))
    .into()
}
