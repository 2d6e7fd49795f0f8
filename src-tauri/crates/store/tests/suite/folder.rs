//! Who can read the files, and where they may be.
#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use clearpost_domain::DocumentRef;
use clearpost_store::{Cache, DataDir, Ledger, StoreError};
use tempfile::TempDir;

use crate::given::{self, at, document, key};

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Runs only as the child of the next test.
#[test]
fn child_opens_and_writes() {
    let Some(dir) = given::given_dir() else { return };
    let (cache, _) = Cache::open(&dir).unwrap();
    let (ledger, _) = Ledger::open(&dir).unwrap();
    cache
        .upsert_documents(&key(), &[document(DocumentRef::order(1))])
        .unwrap();
    ledger.set_handled(&key(), DocumentRef::order(1), "", at(1)).unwrap();
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{path:?}");
        seen.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    assert_eq!(mode(dir.path()), 0o700);
    for name in [
        "cache.db",
        "cache.db-wal",
        "cache.db-shm",
        "ledger.db",
        "ledger.db-wal",
        "ledger.db-shm",
    ] {
        assert!(seen.iter().any(|seen| seen == name), "{name} is not among {seen:?}");
    }
}

#[test]
fn files_are_closed_to_others_whatever_the_umask() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let child = given::again("folder::child_opens_and_writes", &data);
    let status = Command::new("sh")
        .args(["-c", "umask 000; exec \"$0\" \"$@\""])
        .arg(child.get_program())
        .args(child.get_args())
        .env("CLEARPOST_TEST_FOLDER", &data)
        .status()
        .unwrap();
    assert!(status.success());
    assert!(data.join("cache.db").exists());
}

#[test]
fn files_and_folders_that_were_open_to_others_are_closed() {
    let place = given::place();
    drop((place.cache(), place.ledger()));
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    set(&place.dir.cache_path(), 0o666);
    set(place.dir.path(), 0o777);
    let dir = DataDir::open(place.dir.path()).unwrap();
    Cache::open(&dir).unwrap();
    assert_eq!((mode(dir.path()), mode(&dir.cache_path())), (0o700, 0o600));
}

#[test]
fn a_symbolic_link_as_data_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let real = folder.path().join("real");
    std::fs::create_dir(&real).unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o755)).unwrap();
    let link = folder.path().join("link");
    symlink(&real, &link).unwrap();
    assert!(matches!(DataDir::open(&link), Err(StoreError::NotOrdinary { .. })));
    assert_eq!(mode(&real), 0o755);
    assert!(DataDir::open(link.join("below")).is_ok());
    std::fs::write(folder.path().join("file"), "").unwrap();
    assert!(DataDir::open(folder.path().join("file")).is_err());
}

#[test]
fn a_symbolic_link_as_database_is_refused() {
    for name in ["cache.db", "cache.db-wal", "ledger.db"] {
        let place = given::place();
        drop((place.cache(), place.ledger()));
        let target = place.folder.path().join("target");
        std::fs::write(&target, "someone else's").unwrap();
        let path = place.dir.path().join(name);
        let _ = std::fs::remove_file(&path);
        symlink(&target, &path).unwrap();
        let refused = if name.starts_with("cache") {
            Cache::open(&place.dir).err()
        } else {
            Ledger::open(&place.dir).err()
        };
        assert!(
            matches!(refused, Some(StoreError::NotOrdinary { .. })),
            "{name}: {refused:?}"
        );
        assert_eq!(std::fs::read(&target).unwrap(), b"someone else's");
    }
}

#[test]
fn copies_of_the_cache_can_be_removed_and_the_ledgers_stay() {
    let place = given::place();
    for name in [
        "cache.db.damaged-1",
        "cache.db.damaged-1-wal",
        "cache.db.format-1-1",
        "ledger.db.damaged-1",
    ] {
        std::fs::write(place.dir.path().join(name), "text").unwrap();
    }
    place.dir.remove_cache_copies().unwrap();
    let left: Vec<_> = std::fs::read_dir(place.dir.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left, ["ledger.db.damaged-1"]);
}
