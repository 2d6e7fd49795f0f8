//! What the user says an unexpected `quickbooks_*` or `qbo_*` key of ProcurementExpress means
//! (procurementexpress-api §11.2).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::UnknownWord;
use crate::cause::vocabulary;

vocabulary!(
    /// The meaning of a probed key.
    FieldMeaning {
        /// A word such as `synced` or `failed`.
        SyncState = "sync_state",
        /// The text of the error; empty where there is none.
        SyncError = "sync_error",
        /// The id of the counterpart in this realm.
        QuickBooksId = "quickbooks_id",
        SyncedAt = "synced_at",
        /// Of no use; not offered again.
        Ignore = "ignore",
    }
);

/// Keys with what the user says they mean.
pub type FieldMeanings = BTreeMap<String, FieldMeaning>;
