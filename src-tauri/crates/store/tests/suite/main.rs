//! Tests of the store, one file per table and one per promise about the files.

// Helpers of tests may fail as tests do; the exception in clippy.toml covers only `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod attempts;
mod connections;
mod damage;
mod documents;
mod folder;
mod formats;
mod given;
mod judgements;
mod killed;
mod marks;
mod parts;
mod passes;
mod receipts;
mod sources;
mod together;
mod transactions;
mod user_marks;

#[test]
fn the_library_has_the_fix_for_the_log_reset_fault() {
    let parts: Vec<u32> = clearpost_store::sqlite_version()
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    assert!(parts >= vec![3, 51, 3], "{parts:?}");
}
