//! The status table and receipts as CSV files that no spreadsheet can mistake for formulas (promise S28).

use std::io::Write;

use clearpost_domain::Money;
use clearpost_store::StatusRow;

use crate::error::EngineError;
use crate::resend::ReceiptView;

const HEADER: [&str; 14] = [
    "ref",
    "kind",
    "number",
    "supplier",
    "amount",
    "currency",
    "date",
    "procurement_status",
    "state",
    "proof",
    "classes",
    "headline",
    "quickbooks",
    "due_since",
];

/// Writes rows as RFC 4180. Texts that begin like a formula get a leading apostrophe; amounts are ours
/// and stay numbers.
pub fn write_csv<'a>(rows: impl Iterator<Item = &'a StatusRow>, to: impl Write) -> Result<(), EngineError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(to);
    let written = (|| -> Result<(), csv::Error> {
        writer.write_record(HEADER)?;
        for row in rows {
            let quickbooks = row
                .counterpart
                .as_ref()
                .map(|found| format!("{} {}", found.key.entity, found.key.id));
            let classes: Vec<&str> = row.classes.iter().map(|class| class.word()).collect();
            writer.write_record([
                row.reference.to_string(),
                row.reference.kind.to_string(),
                defused(&row.number),
                defused(&row.supplier),
                row.amount.map(Money::plain).unwrap_or_default(),
                row.currency.map(|currency| currency.to_string()).unwrap_or_default(),
                row.date.map(|date| date.to_string()).unwrap_or_default(),
                defused(&row.procurement_status),
                row.state.to_string(),
                row.proof.to_string(),
                classes.join(" "),
                defused(&row.headline),
                quickbooks.unwrap_or_default(),
                row.due
                    .map(|due| due.since.format("%Y-%m-%dT%H:%M:%SZ").to_string())
                    .unwrap_or_default(),
            ])?;
        }
        writer.flush()?;
        Ok(())
    })();
    written.map_err(|error| EngineError::WriteFile(std::io::Error::other(error)))
}

const RECEIPT_HEADER: [&str; 12] = [
    "ref",
    "number",
    "supplier",
    "amount",
    "currency",
    "outcome",
    "reason",
    "detail",
    "attempt",
    "attempt_state",
    "quickbooks",
    "state",
];

/// The same for the receipt of a resend.
pub fn write_receipt_csv(receipt: &ReceiptView, to: impl Write) -> Result<(), EngineError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(to);
    let written = (|| -> Result<(), csv::Error> {
        writer.write_record(RECEIPT_HEADER)?;
        for line in &receipt.lines {
            let (told, shown) = (&line.told, line.document.as_ref());
            let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
            writer.write_record([
                told.reference.to_string(),
                shown.map(|row| defused(&row.number)).unwrap_or_default(),
                shown.map(|row| defused(&row.supplier)).unwrap_or_default(),
                shown.and_then(|row| row.amount).map(Money::plain).unwrap_or_default(),
                shown
                    .and_then(|row| row.currency)
                    .map(|currency| currency.to_string())
                    .unwrap_or_default(),
                told.outcome.to_string(),
                word(told.reason.map(clearpost_domain::BlockReason::word)),
                defused(&told.detail),
                told.attempt.as_ref().map(ToString::to_string).unwrap_or_default(),
                word(line.attempt_state.map(clearpost_domain::AttemptState::word)),
                told.record.as_ref().map(ToString::to_string).unwrap_or_default(),
                word(shown.map(|row| row.state.word())),
            ])?;
        }
        writer.flush()?;
        Ok(())
    })();
    written.map_err(|error| EngineError::WriteFile(std::io::Error::other(error)))
}

/// Remote text never becomes a formula. Fullwidth signs count too: some spreadsheets fold them.
fn defused(text: &str) -> String {
    let starts_formula = text.chars().next().is_some_and(|first| {
        matches!(
            first,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '|' | '＝' | '＋' | '－' | '＠'
        )
    });
    let mut cell = String::with_capacity(text.len() + 1);
    if starts_formula {
        cell.push('\'');
    }
    cell.extend(text.chars().filter(|c| *c != '\0'));
    cell
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn a_text_that_begins_like_a_formula_is_defused() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "|x", "＝1"] {
            assert!(defused(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(defused("O'Hara = Sons"), "O'Hara = Sons");
    }
}
