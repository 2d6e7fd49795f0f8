//! CON002: the user behind the QuickBooks connection lacks rights.
//!
//! # What it means
//! QuickBooks knows who is asking but does not let this user do it.
//!
//! # Why it happens
//! The person who connected QuickBooks is no longer an administrator there or was removed, or the app was
//! bought under another account.
//!
//! # What to do
//! Who: administrator.
//! 1. In QuickBooks, click the gear → "Manage users" and check that the connecting user is a company
//!    administrator. {settings}
//! 2. Have a company administrator connect QuickBooks again in the company settings of ProcurementExpress.
//!    {procurement}
//! 3. Resend the documents that failed meanwhile.
//!
//! # How it is detected
//! Text only: neither service tells who connected QuickBooks or which rights that user has. Once a document
//! arrived after the error, the rights are there again.
//!
//! # Sources
//! Error catalogue, AUTH_PERMISSION; QuickBooks errors 120, 3100 and 5020.

use clearpost_domain::CauseClass;

use crate::documentation::comment;
use crate::registry::Rule;

pub(crate) const RULE: Rule =
    Rule::text_only("CON002", CauseClass::AuthPermission, comment!("rights.rs")).company_wide();
