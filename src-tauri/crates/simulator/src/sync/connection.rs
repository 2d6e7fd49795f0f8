//! What the sync's own connection to QuickBooks can be refused for, before any document is looked
//! at. The words are QuickBooks' (quickbooks-online-api §7.1).

use super::fault::Fault;
use crate::state::desk::{Connection, Desk};

/// A connection that is off sends nothing, so it refuses nothing either.
pub fn check(desk: &Desk) -> Result<(), Fault> {
    let fault = match desk.connection {
        Connection::Good | Connection::Off => return Ok(()),
        Connection::Expired => Fault::new(
            "3200",
            "AuthenticationFailed",
            "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        ),
        Connection::UserRemoved => Fault::new(
            "120",
            "Authorization Failure",
            "AuthorizationFailure: -11014-You do not have access to use QuickBooks Online Plus.",
        ),
        Connection::Throttled => Fault::new(
            "3001",
            "ThrottleExceeded",
            "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        ),
        Connection::Unavailable => Fault::business("Unexpected Internal Error. (-30000)"),
    };
    let class = match desk.connection {
        Connection::Expired => "AUTH_EXPIRED",
        Connection::UserRemoved => "AUTH_PERMISSION",
        Connection::Throttled => "RATE_LIMIT",
        _ => "QBO_UNAVAILABLE",
    };
    Err(fault.means(class, Some(("company", desk.profile.realm.to_owned()))))
}
