//! Which properties of an entity can be filtered and sorted, and with which operators.

use super::invalid;
use super::parse::{Op, Statement};
use crate::state::books::Entity;
use crate::sync::fault::Fault;

/// Properties that answers contain but that cannot be filtered.
const NOT_QUERYABLE: [&str; 6] = ["TotalAmt", "POStatus", "Balance", "DueDate", "PrivateNote", "Line"];

/// The documented name of a property, whatever the case it is written in.
pub fn canonical(entity: Entity, written: &str) -> Option<&'static str> {
    let common = ["Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime"];
    let own: &[&str] = match entity {
        Entity::Vendor | Entity::Employee => &[
            "DisplayName",
            "GivenName",
            "MiddleName",
            "FamilyName",
            "Suffix",
            "CompanyName",
            "PrintOnCheckName",
            "Active",
            "Balance",
        ],
        Entity::Customer => &[
            "DisplayName",
            "GivenName",
            "FamilyName",
            "CompanyName",
            "FullyQualifiedName",
            "Active",
            "Balance",
        ],
        Entity::Account => &[
            "Name",
            "Description",
            "Active",
            "Classification",
            "FullyQualifiedName",
            "AccountType",
            "AccountSubType",
            "ParentRef",
            "SubAccount",
            "CurrentBalance",
            "CurrentBalanceWithSubAccounts",
        ],
        Entity::Item => &[
            "Name",
            "Sku",
            "Type",
            "Active",
            "FullyQualifiedName",
            "SubItem",
            "Taxable",
        ],
        Entity::Class | Entity::Department => &["Name", "FullyQualifiedName", "Active"],
        Entity::Term => &["Name", "Active"],
        Entity::TaxCode => &["Name", "Active", "Description"],
        Entity::PurchaseOrder => &["DocNumber", "TxnDate", "DueDate"],
        Entity::Bill => &[
            "DocNumber",
            "VendorRef",
            "APAccountRef",
            "SalesTermRef",
            "TxnDate",
            "DueDate",
            "TotalAmt",
            "Balance",
        ],
        Entity::Purchase => &["DocNumber", "TxnDate", "TotalAmt"],
        Entity::VendorCredit => &["DocNumber", "APAccountRef", "TxnDate", "TotalAmt"],
    };
    let bare = written.strip_suffix(".value").unwrap_or(written);
    common
        .into_iter()
        .chain(own.iter().copied())
        .find(|known| known.eq_ignore_ascii_case(bare))
}

pub fn check(entity: Entity, statement: &Statement) -> Result<(), Fault> {
    let unknown = |field: &str| {
        if NOT_QUERYABLE.iter().any(|known| known.eq_ignore_ascii_case(field)) {
            invalid(&format!("property '{field}' is not queryable"))
        } else {
            invalid(&format!("Property {field} not found for Entity {}", entity.name()))
        }
    };
    for field in statement
        .projection
        .iter()
        .chain(statement.order.iter().map(|(field, _)| field))
    {
        canonical(entity, field).ok_or_else(|| unknown(field))?;
    }
    for condition in &statement.conditions {
        let field = canonical(entity, &condition.field).ok_or_else(|| unknown(&condition.field))?;
        let allowed = match field {
            "Id" | "Active" | "SubAccount" | "SubItem" | "Taxable" => matches!(condition.op, Op::Equal | Op::In),
            "TotalAmt" | "Balance" | "TxnDate" | "DueDate" | "CurrentBalance" => condition.op != Op::Like,
            _ if field.ends_with("Ref") => matches!(condition.op, Op::Equal | Op::In | Op::Like),
            _ => true,
        };
        if !allowed {
            return Err(invalid(&format!("operator is not supported for property '{field}'")));
        }
    }
    Ok(())
}
