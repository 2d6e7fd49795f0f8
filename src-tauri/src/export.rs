//! Where an exported file goes.

use crate::session::Answer;
use clearpost_api::internal;
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager};

/// The user's downloads, or the home folder where the system has none.
pub fn folder(handle: &AppHandle) -> Answer<PathBuf> {
    let folders = [handle.path().download_dir(), handle.path().home_dir()];
    let folder = folders.into_iter().flatten().find(|folder| folder.is_dir());
    folder.ok_or_else(|| internal("there is no folder to write the file to"))
}

/// A new file's path, named after the day of the data.
pub fn file(folder: &Path, as_of: Option<&str>) -> PathBuf {
    let day = as_of.and_then(|time| time.get(..10)).unwrap_or("undated");
    new_file(folder, &format!("clearpost-{day}"), "csv")
}

/// A path that is free; an existing file is never replaced.
pub fn new_file(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let numbered = (2..).map(|number| format!("{name}-{number}.{ending}"));
    let names = std::iter::once(format!("{name}.{ending}")).chain(numbered);
    let mut paths = names.map(|name| folder.join(name));
    paths
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(format!("{name}.{ending}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_file_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = file(folder.path(), Some("2026-03-02T09:41:07Z"));
        assert_eq!(first, folder.path().join("clearpost-2026-03-02.csv"));
        std::fs::write(&first, "").expect("the file can be written");
        assert_eq!(
            file(folder.path(), Some("2026-03-02T09:41:07Z")),
            folder.path().join("clearpost-2026-03-02-2.csv")
        );
    }
}
