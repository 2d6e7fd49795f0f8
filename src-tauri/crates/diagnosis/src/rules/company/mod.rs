//! Rules about what stops the whole company.

pub(crate) mod plan;
pub(crate) mod rights;
pub(crate) mod sign_in;
pub(crate) mod subscription;
pub(crate) mod too_many_requests;
pub(crate) mod unavailable;
