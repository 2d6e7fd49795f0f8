//! The tokens of a stored connection: one renewal at a time over tasks and processes, and none lost.
//!
//! A renewed refresh token is stored, beside the one before, before anything uses it; a sign-in that
//! has ended is remembered, so that nothing asks again. Tokens are in the vault and in memory only.

mod credentials;
mod keeper;
mod lock;
mod renewal;
mod trouble;

pub(crate) use credentials::Credentials;
pub(crate) use keeper::{Keeper, Place};
pub(crate) use lock::TokenLock;
pub(crate) use renewal::Renewal;
pub use trouble::{TokenError, Trouble};

#[cfg(test)]
mod tests;
