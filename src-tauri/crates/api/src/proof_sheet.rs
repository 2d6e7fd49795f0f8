//! The proof card on paper, for the auditor: the same facts in the same order as in the window.

use clearpost_engine::paper::{Block, Column, Grid, Row, Sheet};

use crate::dto::{EvidenceItem, ProofField, ProofResult};

const NOTHING: &str = "–";

pub(crate) fn sheet(proof: &ProofResult) -> Sheet {
    let row = &proof.row;
    let kind = if row.kind == "order" { "Order" } else { "Invoice" };
    let number = row.number.as_deref().unwrap_or(&row.reference);
    let mut blocks = vec![
        Block::Text(proof.statement.clone()),
        Block::Table(facts(proof)),
        Block::Heading("Field by field".to_owned()),
        Block::Table(fields(&proof.fields)),
    ];
    for line in &proof.lines {
        let description = line.description.as_deref().unwrap_or_default();
        blocks.push(Block::Heading(
            format!("Line {} {description}", line.number).trim().to_owned(),
        ));
        blocks.push(Block::Table(fields(&line.fields)));
    }
    if !proof.evidence.is_empty() {
        blocks.push(Block::Heading("What was looked at".to_owned()));
        blocks.push(Block::Table(evidence(&proof.evidence)));
    }
    let read = proof
        .as_of
        .as_deref()
        .map_or_else(String::new, |at| format!(" · as of {}", moment(at)));
    Sheet {
        title: format!("{kind} {number}"),
        subtitle: format!("{} · {}{read}", row.supplier, proof.company),
        blocks,
        footer: format!("Clearpost {} · {}", env!("CARGO_PKG_VERSION"), row.reference),
    }
}

fn facts(proof: &ProofResult) -> Grid {
    let row = &proof.row;
    let counterpart = row
        .quickbooks
        .as_ref()
        .map(|found| format!("{} {}", entity(&found.entity), found.id));
    let amount = match (&row.amount, &row.currency) {
        (Some(amount), Some(currency)) => format!("{amount} {currency}"),
        (amount, _) => amount.clone().unwrap_or_else(|| NOTHING.to_owned()),
    };
    let pairs = [
        ("Status", state(&row.state).to_owned()),
        ("Amount", amount),
        (
            "Company in ProcurementExpress",
            format!("{}, read {}", proof.company, time(proof.procurement_read_at.as_deref())),
        ),
        (
            "Company in QuickBooks Online",
            proof.quickbooks_company.as_ref().map_or_else(
                || "not connected".to_owned(),
                |name| {
                    let realm = proof.realm.as_deref().unwrap_or(NOTHING);
                    format!(
                        "{name}, realm {realm}, read {}",
                        time(proof.quickbooks_read_at.as_deref())
                    )
                },
            ),
        ),
        ("Counterpart", counterpart.unwrap_or_else(|| "none found".to_owned())),
        ("Page in ProcurementExpress", page(proof.links.procurement.as_ref())),
        ("Page in QuickBooks Online", page(proof.links.quickbooks.as_ref())),
    ];
    Grid {
        columns: vec![Column::new("Fact", 2), Column::new("", 5)],
        rows: pairs
            .into_iter()
            .map(|(name, value)| Row {
                cells: vec![name.to_owned(), value],
                marked: false,
            })
            .collect(),
    }
}

fn fields(fields: &[ProofField]) -> Grid {
    let value = |text: &Option<String>| text.clone().unwrap_or_else(|| NOTHING.to_owned());
    Grid {
        columns: vec![
            Column::new("Field", 3),
            Column::new("ProcurementExpress", 5),
            Column::new("QuickBooks Online", 5),
            Column::new("Result", 5),
        ],
        rows: fields
            .iter()
            .map(|field| {
                let note = field.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
                Row {
                    cells: vec![
                        field.label.clone(),
                        value(&field.procurement),
                        value(&field.quickbooks),
                        format!("{}{note}", result(&field.result)),
                    ],
                    marked: field.result == "differs",
                }
            })
            .collect(),
    }
}

fn evidence(items: &[EvidenceItem]) -> Grid {
    let source = |name: &str| match name {
        "procurement" => "ProcurementExpress",
        "quickbooks" => "QuickBooks Online",
        _ => "Clearpost",
    };
    Grid {
        columns: vec![
            Column::new("Where", 3),
            Column::new("When (UTC)", 3),
            Column::new("What", 10),
        ],
        rows: items
            .iter()
            .map(|item| Row {
                cells: vec![
                    source(&item.source).to_owned(),
                    item.at.as_deref().map_or_else(|| NOTHING.to_owned(), moment),
                    item.text.clone(),
                ],
                marked: false,
            })
            .collect(),
    }
}

/// `2026-03-02T09:41:07Z` as people write it; the zone is said once, in the column's title or beside it.
pub(crate) fn moment(at: &str) -> String {
    match (at.get(..10), at.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time}"),
        _ => at.to_owned(),
    }
}

fn time(at: Option<&str>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| format!("{} UTC", moment(at)))
}

fn page(url: Option<&String>) -> String {
    url.cloned().unwrap_or_else(|| NOTHING.to_owned())
}

fn entity(word: &str) -> &str {
    match word {
        "PurchaseOrder" => "purchase order entity",
        "Bill" => "bill",
        "VendorCredit" => "vendor credit",
        other => other,
    }
}

fn state(word: &str) -> &str {
    match word {
        "synced" => "In QuickBooks Online, and equal",
        "differs" => "In QuickBooks Online, but different",
        "pending" => "On its way",
        "failed" => "Refused",
        "missing" => "Not in QuickBooks Online",
        "not_due" => "Not due",
        "handled" => "Set aside by the user",
        _ => "Cannot be decided",
    }
}

fn result(word: &str) -> &str {
    match word {
        "equal" => "equal",
        "differs" => "DIFFERS",
        "tolerated" => "within tolerance",
        _ => "not compared",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::{Links, ListRow};

    fn proof() -> ProofResult {
        ProofResult {
            row: ListRow {
                reference: "invoice:771".to_owned(),
                kind: "invoice".to_owned(),
                number: Some("INV-2204".to_owned()),
                supplier: "Northgate Paper".to_owned(),
                amount: Some("1500.00".to_owned()),
                currency: Some("USD".to_owned()),
                date: Some("2026-02-11".to_owned()),
                procurement_status: "ready_to_pay".to_owned(),
                state: "differs".to_owned(),
                proof: "verified".to_owned(),
                classes: Vec::new(),
                headline: None,
                quickbooks: None,
                due_since: None,
                due_event: None,
                age_days: None,
                archived: false,
            },
            statement: "The total differs.".to_owned(),
            company: "Harbour Supplies".to_owned(),
            quickbooks_company: Some("Harbour Supplies LLC".to_owned()),
            realm: Some("9130350000000000".to_owned()),
            procurement_read_at: Some("2026-03-02T09:41:07Z".to_owned()),
            quickbooks_read_at: Some("2026-03-02T09:41:05Z".to_owned()),
            fields: vec![ProofField {
                field: "total".to_owned(),
                label: "Total".to_owned(),
                procurement: Some("1500.00".to_owned()),
                quickbooks: Some("1400.00".to_owned()),
                result: "differs".to_owned(),
                note: None,
            }],
            lines: Vec::new(),
            evidence: Vec::new(),
            links: Links {
                procurement: None,
                quickbooks: None,
            },
            as_of: Some("2026-03-02T09:41:07Z".to_owned()),
        }
    }

    #[test]
    fn a_difference_stands_out_and_says_both_values() {
        let sheet = sheet(&proof());
        let marked: Vec<&Row> = (sheet.blocks.iter())
            .filter_map(|block| match block {
                Block::Table(grid) => Some(grid),
                _ => None,
            })
            .flat_map(|grid| &grid.rows)
            .filter(|row| row.marked)
            .collect();
        assert_eq!(marked.len(), 1);
        assert_eq!(marked[0].cells, ["Total", "1500.00", "1400.00", "DIFFERS"]);
    }

    #[test]
    fn the_same_proof_gives_the_same_pages() {
        let pdf = || clearpost_engine::paper::write_pdf(&sheet(&proof())).expect("the pages are written");
        let first = pdf();
        assert!(first.starts_with(b"%PDF-"));
        assert_eq!(first, pdf());
    }
}
