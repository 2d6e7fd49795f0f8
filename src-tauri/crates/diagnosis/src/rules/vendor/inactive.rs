//! VEN001: the vendor is inactive in QuickBooks, or the supplier is archived.
//!
//! # What it means
//! The document belongs to a vendor that QuickBooks no longer treats as active, or to a supplier that was
//! archived in ProcurementExpress.
//!
//! # Why it happens
//! Somebody made the vendor inactive or archived the supplier. If neither was done on purpose, there may be
//! two vendors of one name and the supplier belongs to the inactive one.
//!
//! # What to do
//! Who: finance.
//! 1. In QuickBooks, open "Expenses" → "Vendors", click the gear above the list, tick "Include inactive"
//!    and click "Make active" beside the vendor. {vendors}
//! 2. In ProcurementExpress, click "Suppliers" → "Archived" and check that the supplier is not listed
//!    there. {suppliers}
//! 3. If two vendors have this name, merge them in QuickBooks or rename one first.
//! 4. {resend}
//!
//! # How it is detected
//! The vendor whose id the supplier carries, else every vendor of the supplier's name, is inactive.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting"; error catalogue, VENDOR_INACTIVE; QuickBooks API §6.1,
//! Active.

use clearpost_domain::{CauseClass, Confidence, Culprit, CulpritKind, ListRecord, strip_deleted_suffix};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule = Rule::data("VEN001", CauseClass::VendorInactive, check, comment!("inactive.rs"))
    .clearing(&[CauseClass::VendorInactive])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    if !context.company.books.is_connected() {
        return Outcome::Silent;
    }
    if let Some(vendor) = context.active_vendor() {
        // Which of two vendors of one name the service uses is not public.
        let twin = context
            .named
            .iter()
            .find(|other| !other.active && other.id != vendor.id);
        return match twin.filter(|_| context.says_any(&[CauseClass::VendorInactive, CauseClass::RefInactive])) {
            Some(twin) => twins(context, vendor, twin).into(),
            None => Outcome::Settled(fine(vendor), culprit(vendor)),
        };
    }
    let Some(vendor) = context.mapped.or_else(|| context.named.first().copied()) else {
        return Outcome::Silent;
    };
    let twin = context.named.iter().find(|other| other.active && other.id != vendor.id);
    fault(context, vendor, twin.copied()).into()
}

pub(super) fn culprit(vendor: &ListRecord) -> Culprit {
    Culprit {
        kind: CulpritKind::Vendor,
        id: vendor.id.clone(),
        name: strip_deleted_suffix(&vendor.name).to_owned(),
    }
}

pub(super) fn fine(vendor: &ListRecord) -> String {
    format!("vendor {} is active in QuickBooks", vendor.name)
}

fn twins(context: &Context<'_>, vendor: &ListRecord, twin: &ListRecord) -> Fault {
    let name = strip_deleted_suffix(&vendor.name);
    let links = context.company.links;
    Fault {
        class: CauseClass::VendorInactive,
        confidence: Confidence::Possible,
        headline: format!("Two vendors are named {name} in QuickBooks, and one of them is inactive"),
        cause: format!(
            "Vendor {} (id {}) is active, vendor {} (id {}) is not. The supplier may belong to the inactive one.",
            vendor.name, vendor.id, twin.name, twin.id
        ),
        steps: vec![
            step(
                "In QuickBooks, open the inactive one and click \"Make active\".",
                links.vendor(&twin.id),
            ),
            step(
                "Then merge the two: edit one, give it the other's exact name, save and confirm the merge.",
                links.vendor(&vendor.id),
            ),
            resend(context),
        ],
        culprit: Some(culprit(twin)),
    }
}

fn fault(context: &Context<'_>, vendor: &ListRecord, twin: Option<&ListRecord>) -> Fault {
    let name = strip_deleted_suffix(&vendor.name);
    let links = context.company.links;
    let mut cause = format!(
        "QuickBooks lists vendor {} as inactive and accepts nothing for it.",
        vendor.name
    );
    let mut steps = Vec::new();
    if let Some(twin) = twin {
        cause = format!(
            "{cause} An active vendor of the same name exists ({}, id {}), but the supplier belongs to the inactive one (id {}).",
            twin.name, twin.id, vendor.id
        );
        steps.push(step(
            "Compare the two vendors in QuickBooks: this is the active one.",
            links.vendor(&twin.id),
        ));
        steps.push(step(
            "Open the inactive one and click \"Make active\"; then merge the two: edit one, give it the other's exact name, save and confirm the merge.",
            links.vendor(&vendor.id),
        ));
    } else {
        steps.push(step(
            format!("In QuickBooks, open vendor {name} and click \"Make active\" (\"Expenses\" → \"Vendors\", gear, \"Include inactive\")."),
            links.vendor(&vendor.id),
        ));
    }
    if is_archived(context) {
        cause = format!("{cause} The supplier is archived in ProcurementExpress, too.");
        steps.push(step(
            "In ProcurementExpress, click \"Suppliers\" → \"Archived\" and check that the supplier is active again.",
            links.suppliers(),
        ));
    }
    steps.push(resend(context));
    Fault {
        class: CauseClass::VendorInactive,
        confidence: if context.mapped.is_some() {
            context.by_record()
        } else {
            context.by_absence()
        },
        headline: format!("Vendor {name} is inactive in QuickBooks"),
        cause,
        steps,
        culprit: Some(culprit(vendor)),
    }
}

pub(super) fn is_archived(context: &Context<'_>) -> bool {
    match context.supplier {
        Some(supplier) => supplier.archived,
        None => {
            context
                .case
                .document
                .detail
                .as_ref()
                .and_then(|detail| detail.supplier_archived)
                == Some(true)
        }
    }
}
