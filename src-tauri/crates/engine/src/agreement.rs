//! What a company has agreed to for its resends: the route with its calls, and the read-only switch.
//! Stored in the ledger; what the environment says wins.
//!
//! It is read afresh each time, because another window or process may have changed it.

use clearpost_domain::{DocumentRef, Route};

use crate::connection::{ResendCalls, parse_call};
use crate::engine::Engine;
use crate::error::EngineError;

const ROUTE: &str = "route";
const CALL_ORDER: &str = "call_order";
const CALL_INVOICE: &str = "call_invoice";
const READ_ONLY: &str = "read_only";

/// How resends of one company may leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// None: no resend leaves.
    pub route: Option<Route>,
    pub calls: ResendCalls,
    /// A resend by this route once ended in proof, with the calls as they are now.
    pub is_verified: bool,
    /// Nothing that changes a document leaves.
    pub read_only: bool,
    /// The route is named in the environment: whoever runs unattended has agreed to it for any number
    /// of documents.
    pub is_from_environment: bool,
}

impl Agreement {
    /// The agreed route for this document, if there is one; only that route can be wished for.
    pub(crate) fn route_for(&self, reference: DocumentRef, wanted: Option<Route>) -> Option<Route> {
        let agreed = self.route?;
        if wanted.is_some_and(|wanted| wanted != agreed) {
            return None;
        }
        match agreed {
            Route::Call => self.calls.for_document(reference).map(|_| Route::Call),
            other => Some(other),
        }
    }

    /// Whether several documents may be sent at once.
    pub fn covers_bulk(&self) -> bool {
        self.is_verified || self.is_from_environment
    }
}

/// What to change; `None` leaves it as it is, an empty text takes it back.
#[derive(Clone, Debug, Default)]
pub struct AgreementChange {
    pub route: Option<String>,
    pub call_order: Option<String>,
    pub call_invoice: Option<String>,
    pub read_only: Option<bool>,
}

impl Engine {
    /// What holds now.
    pub fn agreement(&self) -> Result<Agreement, EngineError> {
        let key = self.key()?;
        let set = self.ledger.settings(key).map_err(EngineError::Ledger)?;
        let given = &self.settings;
        // What a newer Clearpost wrote and this one cannot read counts as not agreed.
        let call = |name| set.get(name).and_then(|text| parse_call(text));
        let route = given.route.or_else(|| set.get(ROUTE)?.parse().ok());
        let verified = self.ledger.verified_routes(key).map_err(EngineError::Ledger)?;
        Ok(Agreement {
            route,
            calls: ResendCalls {
                order: given.calls.order.clone().or_else(|| call(CALL_ORDER)),
                invoice: given.calls.invoice.clone().or_else(|| call(CALL_INVOICE)),
            },
            is_verified: route.is_some_and(|route| verified.contains_key(&route)),
            // Whatever is written there, something is: rather nothing leaves than something unwanted.
            read_only: set.contains_key(READ_ONLY),
            is_from_environment: given.route.is_some(),
        })
    }

    /// The settings that a change comes to, all valid.
    pub(crate) fn agreement_settings(
        &self,
        change: &AgreementChange,
    ) -> Result<Vec<(String, Option<String>)>, EngineError> {
        let given = &self.settings;
        let mut set = Vec::new();
        if let Some(word) = &change.route {
            if given.route.is_some() {
                return Err(is_given("CLEARPOST_RESEND_ROUTE"));
            }
            let route =
                match word.trim() {
                    "" => None,
                    word => Some(word.parse::<Route>().map_err(|_| {
                        EngineError::InvalidInput("the way to resend is edit, call or browser".to_owned())
                    })?),
                };
            set.push((ROUTE.to_owned(), route.map(|route| route.word().to_owned())));
        }
        for (name, text, variable, is_taken) in [
            (
                CALL_ORDER,
                &change.call_order,
                "CLEARPOST_RESEND_CALL_ORDER",
                given.calls.order.is_some(),
            ),
            (
                CALL_INVOICE,
                &change.call_invoice,
                "CLEARPOST_RESEND_CALL_INVOICE",
                given.calls.invoice.is_some(),
            ),
        ] {
            let Some(text) = text else { continue };
            if is_taken {
                return Err(is_given(variable));
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
        if let Some(read_only) = change.read_only {
            set.push((READ_ONLY.to_owned(), read_only.then(|| "yes".to_owned())));
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
}

fn is_given(variable: &str) -> EngineError {
    EngineError::InvalidInput(format!(
        "{variable} is set in the environment, which wins; change it there"
    ))
}
