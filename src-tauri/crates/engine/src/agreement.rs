//! What a company has agreed to for its resends: the route with its calls, the read-only switch,
//! automatic retries. Stored in the ledger. A connection from the environment knows the environment's
//! route alone.
//!
//! It is read afresh each time, because another window or process may have changed it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, DocumentRef, Route};
use clearpost_store::VerifiedRoute;

use crate::connection::{AgreedBy, ResendCalls, parse_call};
use crate::engine::Engine;
use crate::error::EngineError;

const ROUTE: &str = "route";
const CALL_ORDER: &str = "call_order";
const CALL_INVOICE: &str = "call_invoice";
const READ_ONLY: &str = "read_only";
const AUTOMATIC_RETRY: &str = "automatic_retry";
/// The document that the `edit` route took out of its approved status.
const EDIT_STOPPED_BY: &str = "edit_stopped_by";

/// When the ledger was found to be an older copy of itself.
pub(crate) const RESTORED_AT: &str = "ledger_restored_at";

/// How resends of one company may leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// None: no resend leaves.
    pub route: Option<Route>,
    pub calls: ResendCalls,
    /// Routes by which a resend once ended in proof, with the calls as they are now.
    pub verified: BTreeMap<Route, VerifiedRoute>,
    /// The document by which the `edit` route showed that it restarts approvals.
    pub edit_stopped_by: Option<DocumentRef>,
    /// Nothing that changes a document leaves.
    pub read_only: bool,
    /// The ledger was found to be an older copy: what was sent before is not in it.
    pub restored_at: Option<DateTime<Utc>>,
    /// Documents that failed for something transient are sent again at a refresh.
    pub automatic_retry: bool,
    /// The environment alone says the route: whoever runs unattended has agreed to it for any number
    /// of documents.
    pub is_from_environment: bool,
}

/// What a resend is asked to go by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wish {
    /// Instead of the agreed route.
    pub route: Option<Route>,
    /// Others are asked for together with it.
    pub bulk: bool,
    /// One document, to find out whether the route works.
    pub trial: bool,
}

impl Agreement {
    /// Whether the agreed route has ended in proof.
    pub fn is_verified(&self) -> bool {
        self.route.is_some_and(|route| self.verified.contains_key(&route))
    }

    /// The route for this document, or the words for why there is none.
    pub(crate) fn route_for(&self, reference: DocumentRef, wish: Wish) -> Result<Route, String> {
        let tried = wish.route.filter(|_| wish.trial && !self.is_from_environment);
        let Some(agreed) = tried.or(self.route) else {
            return Err("no resend route is agreed for this company".to_owned());
        };
        let route = match wish.route {
            // Where resends are agreed to at all, the user's own hand is, too.
            Some(wanted) if wanted == agreed || wanted == Route::Browser => wanted,
            Some(wanted) => {
                return Err(format!(
                    "the route \"{wanted}\" is not agreed for this company; \"{agreed}\" is"
                ));
            }
            None => agreed,
        };
        if route == Route::Call && self.calls.for_document(reference).is_none() {
            return Err(format!(
                "no resend call is set for this kind of document ({})",
                reference.kind
            ));
        }
        if route == Route::Edit
            && !wish.trial
            && let Some(by) = self.edit_stopped_by
        {
            return Err(format!(
                "the route \"edit\" is stopped: it moved {by} out of its approved status. Approve that one again, and \
                 agree to another route"
            ));
        }
        let is_by_hand = route == Route::Browser;
        if wish.bulk && !is_by_hand && !self.is_from_environment && !self.verified.contains_key(&route) {
            return Err(format!(
                "the route \"{route}\" is not verified for this company; resend one document alone first, and when it \
                 is found in QuickBooks Online, several can be sent at once"
            ));
        }
        Ok(route)
    }
}

/// What to change; `None` leaves it as it is, an empty text takes it back.
#[derive(Clone, Debug, Default)]
pub struct AgreementChange {
    pub route: Option<String>,
    pub call_order: Option<String>,
    pub call_invoice: Option<String>,
    pub read_only: Option<bool>,
    pub automatic_retry: Option<bool>,
}

impl Engine {
    /// What holds now.
    pub fn agreement(&self) -> Result<Agreement, EngineError> {
        let key = self.key()?;
        let set = self.ledger.settings(key).map_err(EngineError::Ledger)?;
        // What a newer Clearpost wrote and this one cannot read counts as not agreed.
        let call = |name| set.get(name).and_then(|text| parse_call(text));
        let (route, calls) = match &self.settings.agreed {
            AgreedBy::Environment { route, calls } => (*route, calls.clone()),
            AgreedBy::Settings => {
                let calls = ResendCalls {
                    order: call(CALL_ORDER),
                    invoice: call(CALL_INVOICE),
                };
                (set.get(ROUTE).and_then(|word| word.parse().ok()), calls)
            }
        };
        Ok(Agreement {
            route,
            calls,
            verified: self.ledger.verified_routes(key).map_err(EngineError::Ledger)?,
            edit_stopped_by: set.get(EDIT_STOPPED_BY).and_then(|name| name.parse().ok()),
            // Whatever is written there, something is: rather nothing leaves than something unwanted.
            read_only: set.contains_key(READ_ONLY),
            restored_at: set.get(RESTORED_AT).and_then(|at| at.parse().ok()),
            automatic_retry: set.contains_key(AUTOMATIC_RETRY),
            is_from_environment: matches!(self.settings.agreed, AgreedBy::Environment { .. }),
        })
    }

    /// The settings that a change comes to, all valid.
    pub(crate) fn agreement_settings(
        &self,
        change: &AgreementChange,
    ) -> Result<Vec<(String, Option<String>)>, EngineError> {
        let is_given = matches!(self.settings.agreed, AgreedBy::Environment { .. });
        let mut set = Vec::new();
        if let Some(word) = &change.route {
            if is_given {
                return Err(environment_decides("CLEARPOST_RESEND_ROUTE"));
            }
            let route =
                match word.trim() {
                    "" => None,
                    word => Some(word.parse::<Route>().map_err(|_| {
                        EngineError::InvalidInput("the way to resend is edit, call or browser".to_owned())
                    })?),
                };
            set.push((ROUTE.to_owned(), route.map(|route| route.word().to_owned())));
            // Whoever agrees again has read why it was stopped.
            set.push((EDIT_STOPPED_BY.to_owned(), None));
        }
        for (name, text, variable) in [
            (CALL_ORDER, &change.call_order, "CLEARPOST_RESEND_CALL_ORDER"),
            (CALL_INVOICE, &change.call_invoice, "CLEARPOST_RESEND_CALL_INVOICE"),
        ] {
            let Some(text) = text else { continue };
            if is_given {
                return Err(environment_decides(variable));
            }
            let call = match text.trim() {
                "" => None,
                text => Some(parse_call(text).ok_or_else(|| {
                    EngineError::InvalidInput(
                        "write the call as verb and path with {id}, such as POST /api/v1/invoices/{id}/resend"
                            .to_owned(),
                    )
                })?),
            };
            set.push((name.to_owned(), call.map(|(verb, path)| format!("{verb} {path}"))));
        }
        for (name, wanted) in [(READ_ONLY, change.read_only), (AUTOMATIC_RETRY, change.automatic_retry)] {
            if let Some(wanted) = wanted {
                set.push((name.to_owned(), wanted.then(|| "yes".to_owned())));
            }
        }
        Ok(set)
    }

    /// A call that changed has not been proved: its route is to be verified again.
    pub(crate) fn forget_proof_of_changed_calls(&self, set: &[(String, Option<String>)]) -> Result<(), EngineError> {
        let key = self.key()?;
        let known = self.ledger.settings(key).map_err(EngineError::Ledger)?;
        let is_changed = set.iter().any(|(name, value)| {
            [CALL_ORDER, CALL_INVOICE].contains(&name.as_str()) && known.get(name) != value.as_ref()
        });
        if is_changed {
            self.ledger
                .forget_verified_route(key, Route::Call)
                .map_err(EngineError::Ledger)?;
        }
        Ok(())
    }

    /// The `edit` route took a document out of its approved status: nothing leaves by it any more until
    /// the company agrees again.
    pub(crate) fn stop_edit(&self, key: &CompanyKey, by: DocumentRef, at: DateTime<Utc>) -> Result<(), EngineError> {
        self.ledger
            .put_settings(key, &[(EDIT_STOPPED_BY, Some(&by.to_string()))], at)
            .and_then(|()| self.ledger.forget_verified_route(key, Route::Edit))
            .map_err(EngineError::Ledger)
    }

    /// The demonstration: what its connection brings along becomes its settings, which can be changed like
    /// those of any company. The simulated service is known to answer its call.
    pub fn begin_demonstration(&mut self) -> Result<(), EngineError> {
        let AgreedBy::Environment { route, calls } = std::mem::take(&mut self.settings.agreed) else {
            return Ok(());
        };
        let written = |call: Option<(String, String)>| call.map(|(verb, path)| format!("{verb} {path}"));
        let (order, invoice) = (written(calls.order), written(calls.invoice));
        let set = [
            (ROUTE, route.map(Route::word)),
            (CALL_ORDER, order.as_deref()),
            (CALL_INVOICE, invoice.as_deref()),
        ];
        let (key, now) = (self.key()?, self.now());
        let set = self.ledger.put_settings(key, &set, now);
        set.and_then(|()| match route {
            Some(route) => self.ledger.record_verified_route(key, route, None, now),
            None => Ok(()),
        })
        .map_err(EngineError::Ledger)
    }

    /// A resend by this route ended in proof.
    pub(crate) fn verify(
        &self,
        key: &CompanyKey,
        route: Route,
        by: DocumentRef,
        at: DateTime<Utc>,
    ) -> Result<(), EngineError> {
        self.ledger
            .record_verified_route(key, route, Some(by), at)
            .map_err(EngineError::Ledger)?;
        if route == Route::Edit {
            let lifted = self.ledger.put_settings(key, &[(EDIT_STOPPED_BY, None)], at);
            lifted.map_err(EngineError::Ledger)?;
        }
        Ok(())
    }
}

fn environment_decides(variable: &str) -> EngineError {
    EngineError::InvalidInput(format!(
        "this connection comes from the environment, and there {variable} decides; change it there"
    ))
}
