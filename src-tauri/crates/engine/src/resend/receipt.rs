//! The receipt of a resend of several documents: what was told when it ended, and where each attempt
//! stands now.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, AttemptState};
use clearpost_store::{Receipt, ReceiptHead, ReceiptRow, StatusRow};

use super::Resent;
use super::attempts::fresh_id;
use crate::engine::Engine;
use crate::error::EngineError;

/// One line of a receipt.
#[derive(Clone, Debug)]
pub struct ReceiptLine {
    pub told: ReceiptRow,
    /// The document as the table shows it now; none when it is gone from there.
    pub document: Option<StatusRow>,
    pub attempt_state: Option<AttemptState>,
}

#[derive(Clone, Debug)]
pub struct ReceiptView {
    pub id: String,
    pub started: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    pub stopped: Option<String>,
    pub lines: Vec<ReceiptLine>,
}

impl Engine {
    /// Writes down what a run came to; returns the receipt's id.
    pub(super) fn keep_receipt(
        &self,
        started: DateTime<Utc>,
        stopped: Option<&str>,
        results: &[Resent],
    ) -> Result<String, EngineError> {
        let ended = self.now();
        let row = |one: &Resent| ReceiptRow {
            reference: one.reference,
            outcome: one.outcome,
            reason: one.reason,
            detail: one.detail.clone(),
            attempt: one.attempt.clone(),
            record: one.counterpart.as_ref().map(|found| found.key.clone()),
        };
        let receipt = Receipt {
            id: fresh_id(ended).to_string(),
            started,
            ended,
            stopped: stopped.map(str::to_owned),
            rows: results.iter().map(row).collect(),
        };
        self.ledger
            .put_receipt(self.key()?, &receipt)
            .map_err(EngineError::Ledger)?;
        Ok(receipt.id)
    }

    /// All receipts of the company, newest first.
    pub fn receipts(&self) -> Result<Vec<ReceiptHead>, EngineError> {
        self.ledger.receipts(self.key()?).map_err(EngineError::Ledger)
    }

    /// The receipt with this id, or the newest one.
    pub fn receipt(&self, id: Option<&str>) -> Result<ReceiptView, EngineError> {
        let key = self.key()?;
        let found = self.ledger.receipt(key, id).map_err(EngineError::Ledger)?;
        let receipt = found.ok_or(EngineError::UnknownReceipt)?;
        let attempts = self.ledger.attempts(key).map_err(EngineError::Ledger)?;
        let states: HashMap<&AttemptId, AttemptState> = attempts.iter().map(|one| (&one.id, one.state)).collect();
        let table = self.table()?;
        let line = |told: ReceiptRow| ReceiptLine {
            document: table.row(told.reference).cloned(),
            attempt_state: told.attempt.as_ref().and_then(|id| states.get(id).copied()),
            told,
        };
        Ok(ReceiptView {
            id: receipt.id,
            started: receipt.started,
            ended: receipt.ended,
            stopped: receipt.stopped,
            lines: receipt.rows.into_iter().map(line).collect(),
        })
    }
}
