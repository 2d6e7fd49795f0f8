//! The receipt of a resend on paper: what was asked for, what was told, and how it stands.

use clearpost_engine::paper::{Block, Column, Grid, Row, Sheet};

use crate::dto::{ReceiptResult, ReceiptRow};
use crate::proof_sheet::moment;

pub(crate) fn sheet(receipt: &ReceiptResult) -> Sheet {
    let counts: Vec<String> = receipt
        .counts
        .iter()
        .map(|(outcome, count)| format!("{count} {}", outcome.replace('_', " ")))
        .collect();
    let mut blocks = vec![Block::Text(format!(
        "Of {} documents: {}.",
        receipt.rows.len(),
        counts.join(", ")
    ))];
    if let Some(stopped) = &receipt.stopped {
        blocks.push(Block::Text(format!("It ended before its last document: {stopped}.")));
    }
    blocks.push(Block::Table(Grid {
        columns: vec![
            Column::new("Document", 4),
            Column::new("Supplier", 5),
            Column::new("Amount", 3),
            Column::new("Outcome", 3),
            Column::new("What was told", 9),
            Column::new("Attempt", 6),
        ],
        rows: receipt.rows.iter().map(row).collect(),
    }));
    Sheet {
        title: "Receipt of a resend".to_owned(),
        subtitle: format!(
            "{} · {} to {} UTC",
            receipt.company,
            moment(&receipt.started_at),
            moment(&receipt.ended_at)
        ),
        blocks,
        footer: format!("Clearpost {} · {}", env!("CARGO_PKG_VERSION"), receipt.receipt),
    }
}

fn row(row: &ReceiptRow) -> Row {
    let amount = match (&row.amount, &row.currency) {
        (Some(amount), Some(currency)) => format!("{amount} {currency}"),
        _ => String::new(),
    };
    let number = row.number.as_deref().unwrap_or(&row.reference);
    let attempt = match (&row.attempt, &row.attempt_state) {
        (Some(attempt), Some(state)) => format!("{attempt} ({})", state.replace('_', " ")),
        _ => "none".to_owned(),
    };
    Row {
        cells: vec![
            format!("{} {number}", row.reference.split(':').next().unwrap_or_default()),
            row.supplier.clone().unwrap_or_default(),
            amount,
            row.outcome.replace('_', " "),
            row.detail.clone(),
            attempt,
        ],
        marked: !["proved", "already_there"].contains(&row.outcome.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_settled_stands_out() {
        let told = |outcome: &str| ReceiptRow {
            reference: "invoice:771".to_owned(),
            number: Some("INV-2204".to_owned()),
            supplier: Some("Northgate Paper".to_owned()),
            amount: Some("1500.00".to_owned()),
            currency: Some("USD".to_owned()),
            outcome: outcome.to_owned(),
            reason: None,
            detail: "as told".to_owned(),
            attempt: Some("01A".to_owned()),
            attempt_state: Some("in_flight".to_owned()),
            quickbooks: None,
            state: None,
        };
        assert!(!row(&told("proved")).marked);
        let uncertain = row(&told("uncertain"));
        assert!(uncertain.marked);
        let expected = [
            "invoice INV-2204",
            "Northgate Paper",
            "1500.00 USD",
            "uncertain",
            "as told",
            "01A (in flight)",
        ];
        assert_eq!(uncertain.cells, expected);
    }
}
