//! The vocabulary of resending. The rules are the engine's; the words are the data contract's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::UnknownWord;
use crate::cause::vocabulary;

vocabulary!(
    /// How a resend is asked for; no resend call is public (design §5).
    Route { Edit = "edit", Call = "call", Browser = "browser" }
);

vocabulary!(
    /// Where an attempt stands in the ledger.
    AttemptState {
        Queued = "queued",
        InFlight = "in_flight",
        Sent = "sent",
        Proved = "proved",
        Uncertain = "uncertain",
        Refused = "refused",
        Cancelled = "cancelled",
    }
);

vocabulary!(
    /// What came of asking for a resend.
    Outcome {
        WouldSend = "would_send",
        Queued = "queued",
        Sent = "sent",
        Proved = "proved",
        AlreadyThere = "already_there",
        NumberTaken = "number_taken",
        Blocked = "blocked",
        NotDue = "not_due",
        Uncertain = "uncertain",
        Refused = "refused",
        LeftApprovedStatus = "left_approved_status",
    }
);

vocabulary!(
    /// Why nothing was sent.
    BlockReason {
        Cause = "cause",
        WouldUpdate = "would_update",
        WasDeleted = "was_deleted",
        InFlight = "in_flight",
        Pending = "pending",
        Ambiguous = "ambiguous",
        Handled = "handled",
        ReadOnly = "read_only",
        NoRoute = "no_route",
        CannotLook = "cannot_look",
    }
);

vocabulary!(
    /// Why a resend waits in the queue.
    WaitReason { Offline = "offline", Behind = "behind", Retry = "retry" }
);
