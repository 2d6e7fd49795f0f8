//! Tests of the judgement as its callers see it: documents, books and ledger facts in, verdicts out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected shall stop there"
)]

mod books;
mod build;
mod coded;
mod comparing;
mod contest;
mod conventions;
mod counterpart;
mod deletion;
mod due;
mod lines;
mod precedence;
mod properties;
mod reach;
mod reading;
mod silent;
mod told;
