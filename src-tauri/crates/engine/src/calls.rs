//! Counts the calls to each service by company and month, over all processes: QuickBooks meters them
//! (quickbooks-online-api §5.2).

use std::sync::PoisonError;

use chrono::{DateTime, Utc};

use crate::engine::Engine;
use crate::error::EngineError;

/// Calls to the two services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    pub procurement: u64,
    pub quickbooks: u64,
}

impl Engine {
    /// Requests that left from this process so far, repeated ones included.
    pub(crate) fn calls(&self) -> Calls {
        Calls {
            procurement: self.procurement.as_ref().map_or(0, |client| client.calls()),
            quickbooks: self.quickbooks.as_ref().map_or(0, |client| client.calls()),
        }
    }

    /// Adds the calls since the last time to those of the month.
    pub(crate) fn note_calls(&self) -> Result<(), EngineError> {
        let mut noted = self.noted_calls.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, calls) = (self.now(), self.calls());
        for (service, before, after) in [
            ("procurement", noted.procurement, calls.procurement),
            ("quickbooks", noted.quickbooks, calls.quickbooks),
        ] {
            // A request that did not even reach the service is taken back.
            let more = after.saturating_sub(before);
            if more > 0 {
                self.cache
                    .add_to_mark(self.key()?, &month(service, now), more)
                    .map_err(EngineError::Cache)?;
            }
        }
        *noted = calls;
        Ok(())
    }

    /// The calls of this calendar month, in UTC.
    pub fn calls_this_month(&self) -> Result<Calls, EngineError> {
        let count = |service| -> Result<u64, EngineError> {
            let mark = self.cache.mark(self.key()?, &month(service, self.now()));
            let mark = mark.map_err(EngineError::Cache)?;
            Ok(mark.and_then(|text| text.parse().ok()).unwrap_or(0))
        };
        Ok(Calls {
            procurement: count("procurement")?,
            quickbooks: count("quickbooks")?,
        })
    }
}

fn month(service: &str, at: DateTime<Utc>) -> String {
    format!("calls.{service}.{}", at.format("%Y-%m"))
}
