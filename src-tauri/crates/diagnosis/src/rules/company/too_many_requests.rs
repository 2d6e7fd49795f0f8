//! CON005: QuickBooks received too many requests at once.
//!
//! # What it means
//! QuickBooks refused this request only because too many arrived in a short time.
//!
//! # Why it happens
//! Many documents were sent together, typically at a month's end or beginning.
//!
//! # What to do
//! Who: requester.
//! 1. Wait a few minutes.
//! 2. Resend in smaller groups.
//!
//! # How it is detected
//! Text only: the limit is met inside ProcurementExpress' own connection, which nobody else can see. Once a
//! document arrived after the error, the limit is over.
//!
//! # Sources
//! Error catalogue, RATE_LIMIT; QuickBooks error 3001, HTTP 429.

use clearpost_domain::CauseClass;

use crate::documentation::comment;
use crate::registry::Rule;

pub(crate) const RULE: Rule =
    Rule::text_only("CON005", CauseClass::RateLimit, comment!("too_many_requests.rs")).company_wide();
