//! The shapes of the contract. Names are fixed; fields may be added. Money is a decimal string with
//! a currency, dates are `YYYY-MM-DD`, times RFC 3339 in UTC. No secret has a place in any of them.

mod ahead;
mod causes;
mod connect;
mod desk;
mod documents;
mod proof;
mod resend;
mod settings;
mod support;

pub use ahead::*;
pub use causes::*;
pub use connect::*;
pub use desk::*;
pub use documents::*;
pub use proof::*;
pub use resend::*;
pub use settings::*;
pub use support::*;

macro_rules! dto {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $type:ty),* $(,)? })*) => {
        $(
            #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
            $(#[$meta])*
            pub struct $name { $($(#[$fmeta])* pub $field: $type),* }
        )*
    };
}
use dto;
