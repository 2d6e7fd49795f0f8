//! Resending, its queue, its receipts and its routes as the contract shapes them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use clearpost_domain::{DocumentRef, Money, Route};
use clearpost_engine::paper::write_pdf;
use clearpost_engine::{
    Agreement, Consent, EngineError, ReceiptLine, ReceiptView, ResendOptions, conflict, write_receipt_csv,
};

use crate::app::{Answer, App, ProgressSink, document, sink, word};
use crate::error::{invalid_input, not_connected};
use crate::jobs::Job;
use crate::{convert, dto, receipt_sheet};

const MOST_REFERENCES: usize = 100_000;

impl App {
    pub async fn resend(&self, query: &dto::ResendQuery, progress: ProgressSink) -> Answer<dto::ResendResult> {
        if query.refs.len() > MOST_REFERENCES {
            return Err(invalid_input("these are too many documents for one resend"));
        }
        let mut references: Vec<DocumentRef> = query.refs.iter().map(|one| document(one)).collect::<Answer<_>>()?;
        if query.class.is_some() || query.cause.is_some() {
            let class = query
                .class
                .as_deref()
                .map(|class| word("class", &class.to_uppercase()))
                .transpose()?;
            references.extend(self.engine.documents_held_by(class, query.cause.as_deref())?);
        }
        match (query.queued, references.is_empty()) {
            (true, false) => return Err(invalid_input("say which documents to resend, or what waits, not both")),
            (false, true) if query.class.is_none() => return Err(invalid_input("say which documents to resend")),
            _ => {}
        }
        let route = query.route.as_deref().map(|route| word("route", route)).transpose()?;
        let consent = Consent {
            force: query.force,
            update: query.update,
            recreate: query.recreate,
        };
        let options = ResendOptions {
            dry_run: query.dry_run,
            route,
            ..self.options(query.wait_seconds, consent)
        };
        let running = self.jobs.start(Job::Resend);
        let (report, cancel) = (sink("resend", progress), running.cancel());
        let report = if query.queued {
            Box::pin(self.engine.resend_queued(&options, report, cancel)).await
        } else {
            Box::pin(self.engine.resend(&references, &options, report, cancel)).await
        }?;
        let pages = self.engine.pages();
        Ok(dto::ResendResult {
            results: report.results.iter().map(|one| convert::resent(one, pages)).collect(),
            receipt: report.receipt,
            stopped: report.stopped,
            offline: report.offline,
        })
    }

    fn options(&self, wait_seconds: Option<u64>, consent: Consent) -> ResendOptions {
        let defaults = ResendOptions::default();
        ResendOptions {
            wait: wait_seconds.map_or(defaults.wait, Duration::from_secs),
            consent,
            opener: self.opener.clone(),
            ..defaults
        }
    }

    /// Tries a route with one document; only its proof verifies the route.
    pub async fn verify_route(&self, query: &dto::VerifyQuery, progress: ProgressSink) -> Answer<dto::VerifyResult> {
        let route: Route = word("route", &query.route)?;
        let reference = document(&query.reference)?;
        let consent = Consent {
            force: query.force,
            update: query.update,
            recreate: query.recreate,
        };
        let options = self.options(query.wait_seconds, consent);
        let running = self.jobs.start(Job::Resend);
        let tried = self
            .engine
            .verify_route(route, reference, options, sink("resend", progress), running.cancel());
        let result = Box::pin(tried).await?;
        Ok(dto::VerifyResult {
            route: self::route(route, &self.engine.agreement()?),
            result: convert::resent(&result, self.engine.pages()),
        })
    }

    pub fn outbox(&self) -> Answer<dto::OutboxResult> {
        let attempts = self.engine.outbox()?.into_iter().map(|attempt| dto::AttemptItem {
            attempt: attempt.id.to_string(),
            reference: attempt.reference.to_string(),
            state: attempt.state.to_string(),
            route: attempt.route.to_string(),
            created_at: convert::time(attempt.created_at),
            waits_for: attempt.plan.as_ref().map(|plan| plan.reason.to_string()),
            due: attempt.plan.as_ref().and_then(|plan| plan.due).map(convert::time),
            conflict: conflict(&attempt).map(str::to_owned),
            history: attempt
                .events
                .into_iter()
                .map(|event| dto::AttemptEvent {
                    at: convert::time(event.at),
                    event: event.event,
                    detail: event.detail,
                })
                .collect(),
        });
        Ok(dto::OutboxResult {
            attempts: attempts.collect(),
        })
    }

    pub fn cancel_attempt(&self, attempt: &str) -> Answer<dto::OutboxResult> {
        self.engine.cancel_attempt(attempt)?;
        self.outbox()
    }

    /// What the user says of a page that was opened: Resend was pressed there, or was not.
    pub fn confirm_pressed(&self, attempt: &str, pressed: bool) -> Answer<dto::OutboxResult> {
        self.engine.confirm_pressed(attempt, pressed)?;
        self.outbox()
    }

    /// The receipts that are kept, newest first.
    pub fn receipts(&self) -> Answer<dto::ReceiptsResult> {
        let Some(overview) = self.engine.overview()? else {
            return Err(not_connected());
        };
        let receipts = self.engine.receipts()?.into_iter().map(|head| dto::ReceiptItem {
            receipt: head.id,
            started_at: convert::time(head.started),
            ended_at: convert::time(head.ended),
            stopped: head.stopped,
            documents: head.counts.values().sum(),
            counts: (head.counts.iter())
                .map(|(outcome, count)| (outcome.to_string(), *count))
                .collect(),
        });
        Ok(dto::ReceiptsResult {
            company: overview.company,
            receipts: receipts.collect(),
        })
    }

    /// The receipt with this id, or the newest one.
    pub fn receipt(&self, receipt: Option<&str>) -> Answer<dto::ReceiptResult> {
        let Some(overview) = self.engine.overview()? else {
            return Err(not_connected());
        };
        let view = self.engine.receipt(receipt)?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for line in &view.lines {
            *counts.entry(line.told.outcome.to_string()).or_default() += 1;
        }
        Ok(dto::ReceiptResult {
            rows: view.lines.iter().map(|line| self.receipt_row(line)).collect(),
            receipt: view.id,
            company: overview.company,
            started_at: convert::time(view.started),
            ended_at: convert::time(view.ended),
            stopped: view.stopped,
            counts,
        })
    }

    fn receipt_row(&self, line: &ReceiptLine) -> dto::ReceiptRow {
        let told = &line.told;
        let shown = line.document.as_ref();
        dto::ReceiptRow {
            reference: told.reference.to_string(),
            number: shown.map(|row| row.number.clone()).filter(|number| !number.is_empty()),
            supplier: shown.map(|row| row.supplier.clone()),
            amount: shown.and_then(|row| row.amount).map(Money::plain),
            currency: shown.and_then(|row| row.currency).map(|currency| currency.to_string()),
            outcome: told.outcome.to_string(),
            reason: told.reason.map(|reason| reason.to_string()),
            detail: told.detail.clone(),
            attempt: told.attempt.as_ref().map(ToString::to_string),
            attempt_state: line.attempt_state.map(|state| state.to_string()),
            quickbooks: convert::record(told.record.as_ref(), self.engine.pages()),
            state: shown.map(|row| row.state.to_string()),
        }
    }

    /// A receipt as CSV; `to` is a path that the user chose.
    pub fn receipt_csv(&self, receipt: Option<&str>, to: &Path) -> Answer<dto::ExportResult> {
        let view: ReceiptView = self.engine.receipt(receipt)?;
        let file = std::fs::File::create(to).map_err(EngineError::WriteFile)?;
        write_receipt_csv(&view, std::io::BufWriter::new(file))?;
        Ok(written(to, view.lines.len()))
    }

    /// A receipt as pages.
    pub fn receipt_pdf(&self, receipt: Option<&str>, to: &Path) -> Answer<dto::ExportResult> {
        let receipt = self.receipt(receipt)?;
        let pages = write_pdf(&receipt_sheet::sheet(&receipt)).map_err(EngineError::from)?;
        std::fs::write(to, pages).map_err(EngineError::WriteFile)?;
        Ok(written(to, receipt.rows.len()))
    }
}

fn written(to: &Path, rows: usize) -> dto::ExportResult {
    dto::ExportResult {
        path: to.display().to_string(),
        rows,
    }
}

pub(crate) fn routes(agreement: &Agreement) -> Vec<dto::RouteItem> {
    Route::ALL.iter().map(|one| route(*one, agreement)).collect()
}

fn route(route: Route, agreement: &Agreement) -> dto::RouteItem {
    let stopped = agreement.edit_stopped_by.filter(|_| route == Route::Edit);
    let verified = agreement.verified.get(&route).filter(|_| stopped.is_none());
    let state = match (stopped, verified) {
        (Some(_), _) => "stopped",
        (None, Some(_)) => "verified",
        (None, None) => "unverified",
    };
    dto::RouteItem {
        route: route.to_string(),
        text: explained(route).to_owned(),
        state: state.to_owned(),
        since: verified.map(|verified| convert::time(verified.since)),
        by: stopped
            .or(verified.and_then(|verified| verified.by))
            .map(|by| by.to_string()),
    }
}

/// What is publicly known of a route, and what is not.
const fn explained(route: Route) -> &'static str {
    match route {
        Route::Edit => {
            "Saves the document once more with every field as it is. That an edit of an approved document triggers a sync \
             is documented; whether saving it unchanged counts as an edit is not, and in some companies an edit restarts \
             the approval. So try it with one document first: if it leaves its approved status, Clearpost stops at once."
        }
        Route::Call => {
            "Asks ProcurementExpress with a call that the vendor gave to your company. No such call is public, so \
             Clearpost knows of it only what you enter."
        }
        Route::Browser => {
            "Opens the document's page in ProcurementExpress, where you press Resend yourself; Clearpost then watches \
             QuickBooks Online for the proof. This is the way that the vendor documents."
        }
    }
}
