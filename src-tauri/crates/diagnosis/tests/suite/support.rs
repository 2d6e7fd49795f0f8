//! Builders: a document, its books and what surrounds them, each with only what a test is about.

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_domain::{
    Author, Detail, Document, DocumentKind, DocumentRef, HistoryEntry, HistorySource, Status, SupplierId,
};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn noon(text: &str) -> DateTime<Utc> {
    format!("{text}T12:00:00Z").parse().unwrap()
}

pub fn detail() -> Detail {
    Detail {
        read_at: noon("2026-03-01"),
        approved_at: None,
        updated_at: None,
        history: Vec::new(),
        lines: Vec::new(),
        supplier_archived: None,
    }
}

/// A document in a status that syncs.
pub fn document(reference: DocumentRef) -> Document {
    let order = reference.kind == DocumentKind::Order;
    Document {
        reference,
        number: Some(if order { "100021" } else { "INV-2204" }.to_owned()),
        approval_key: order.then(|| "100021-2026-01-14".to_owned()),
        status: if order { Status::Approved } else { Status::ReadyToPay },
        archived: false,
        supplier: Some(SupplierId(9)),
        supplier_name: "Northgate Paper".to_owned(),
        currency: "USD".parse().ok(),
        gross: "1500".parse().ok(),
        net: None,
        tax: None,
        issue_date: (!order).then(|| day("2026-02-11")),
        due_date: None,
        validated_on: None,
        created_at: Some(noon("2026-02-10")),
        submitted_at: order.then(|| noon("2026-02-10")),
        orders: Vec::new(),
        mappings: Vec::new(),
        probed: Vec::new(),
        detail: Some(detail()),
    }
}

pub fn entry(id: u64, source: HistorySource, author: (Option<u64>, &str), text: &str) -> HistoryEntry {
    HistoryEntry {
        id,
        at: Some(noon("2026-02-12") + chrono::TimeDelta::minutes(i64::try_from(id).unwrap())),
        author: Author {
            id: author.0,
            name: (!author.1.is_empty()).then(|| author.1.to_owned()),
        },
        source,
        text: text.to_owned(),
    }
}
