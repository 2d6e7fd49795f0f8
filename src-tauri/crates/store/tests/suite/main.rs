//! Tests of the store, one file per table and one per promise about the files.

#[test]
fn the_library_has_the_fix_for_the_log_reset_fault() {
    let parts: Vec<u32> = clearpost_store::sqlite_version()
        .split('.')
        .map(|part| part.parse().unwrap())
        .collect();
    assert!(parts >= vec![3, 51, 3], "{parts:?}");
}
