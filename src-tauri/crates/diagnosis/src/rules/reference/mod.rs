//! Rules about the lists that lines refer to besides accounts: classes and customers.

pub(crate) mod inactive;
