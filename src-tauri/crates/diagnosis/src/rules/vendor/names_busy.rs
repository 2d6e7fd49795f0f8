//! VEN005: somebody was editing names in QuickBooks.
//!
//! # What it means
//! QuickBooks lets one person at a time change vendors, customers and employees.
//!
//! # Why it happens
//! A colleague had a name's form open at that moment.
//!
//! # What to do
//! Who: requester.
//! 1. Wait, or ask the colleague to save and close the form.
//! 2. {resend}
//!
//! # How it is detected
//! Text only: who edits a name at which moment is recorded nowhere that can be read.
//!
//! # Sources
//! Error catalogue, NAME_EDIT_BUSY; QuickBooks error 6000.

use clearpost_domain::CauseClass;

use crate::documentation::comment;
use crate::registry::Rule;

pub(crate) const RULE: Rule = Rule::text_only("VEN005", CauseClass::NameEditBusy, comment!("names_busy.rs"));
