//! What a record of ProcurementExpress points to: its orders, and its ids in other systems. Both come
//! in more than one shape; an element of an unknown shape must not cost the record.

use clearpost_domain::{DocumentId, Mapping, OrderReference};
use serde_json::value::RawValue;

use crate::fields::{Fields, elements, scalar_text};

/// The orders of an invoice. The detail names them by id and key, the row by key only.
pub(super) fn orders_of(fields: &Fields<'_>) -> Vec<OrderReference> {
    let mut found: Vec<OrderReference> = Vec::new();
    for order in fields.objects("purchase_orders") {
        add(
            &mut found,
            order.whole("id").map(DocumentId),
            order.text("approval_key"),
        );
    }
    for raw in fields.list("selected_purchase_order_ids") {
        let id = scalar_text(raw).and_then(|text| crate::scalar::whole(&text));
        add(&mut found, id.map(DocumentId), None);
    }
    for raw in fields.list("purchase_order_references") {
        match Fields::parse(raw.get()) {
            Some(object) => {
                let key = ["approval_key", "reference", "purchase_order_reference", "number"]
                    .into_iter()
                    .find_map(|key| object.text(key))
                    .or_else(|| {
                        object
                            .iter()
                            .find_map(|(name, value)| (!name.ends_with("id")).then(|| scalar_text(value)).flatten())
                    });
                add(&mut found, object.whole("id").map(DocumentId), key);
            }
            None => add(&mut found, None, scalar_text(raw)),
        }
    }
    found
}

fn add(found: &mut Vec<OrderReference>, id: Option<DocumentId>, approval_key: Option<String>) {
    let known = |other: &&mut OrderReference| {
        (id.is_some() && other.id == id) || (approval_key.is_some() && other.approval_key == approval_key)
    };
    if id.is_none() && approval_key.is_none() {
        return;
    }
    match found.iter_mut().find(known) {
        Some(other) => {
            other.id = other.id.or(id);
            if other.approval_key.is_none() {
                other.approval_key = approval_key;
            }
        }
        None => found.push(OrderReference { id, approval_key }),
    }
}

/// `third_party_id_mappings`: an array in the documentation, an object in the vendor's own client
/// (procurementexpress-api §8).
pub(super) fn mappings(fields: &Fields<'_>) -> Vec<Mapping> {
    let Some(raw) = fields.raw("third_party_id_mappings") else {
        return Vec::new();
    };
    if let Some(list) = elements(raw) {
        return list
            .into_iter()
            .filter_map(|element| mapping(&Fields::parse(element.get())?, None))
            .collect();
    }
    let Some(object) = Fields::parse(raw.get()) else {
        return Vec::new();
    };
    if let Some(one) = mapping(&object, None) {
        return vec![one];
    }
    object
        .iter()
        .flat_map(|(service, value)| by_service(service, value))
        .collect()
}

/// `{"quickbooks": "57"}`, `{"quickbooks": {"third_party_id": "57"}}`, or a list of such objects.
fn by_service(service: &str, value: &RawValue) -> Vec<Mapping> {
    if let Some(id) = scalar_text(value) {
        return vec![Mapping {
            service: service.to_owned(),
            id,
            realm: None,
        }];
    }
    let inner = elements(value).unwrap_or_else(|| vec![value]);
    inner
        .into_iter()
        .filter_map(|element| mapping(&Fields::parse(element.get())?, Some(service)))
        .collect()
}

fn mapping(fields: &Fields<'_>, service: Option<&str>) -> Option<Mapping> {
    Some(Mapping {
        service: fields.text("service").or_else(|| service.map(str::to_owned))?,
        id: fields.text("third_party_id")?,
        realm: fields.text("realm_id"),
    })
}
