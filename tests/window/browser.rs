//! Stands in for what opens the user's browser: keeps the addresses that it is asked to open.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

pub struct Browser {
    folder: tempfile::TempDir,
    asked: PathBuf,
}

impl Browser {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (program, asked) = (folder.path().join("xdg-open"), folder.path().join("asked"));
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> {}\n", asked.display());
        std::fs::write(&program, script).expect("the program can be written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).expect("it can be run");
        Self { folder, asked }
    }

    /// The search path on which it comes first.
    pub fn path(&self) -> String {
        let path = std::env::var("PATH").expect("there is a search path");
        format!("{}:{path}", self.folder.path().display())
    }

    /// All addresses so far, the oldest first.
    pub fn asked(&self) -> Vec<String> {
        let text = std::fs::read_to_string(&self.asked).unwrap_or_default();
        // One that is being written has no end yet.
        text.split_inclusive('\n')
            .filter_map(|line| line.strip_suffix('\n').map(str::to_owned))
            .collect()
    }

    /// The address with this number, once somebody has asked for it.
    pub async fn address(&self, number: usize) -> String {
        let waited = tokio::time::timeout(Duration::from_secs(20), async {
            loop {
                if let Some(address) = self.asked().into_iter().nth(number) {
                    return address;
                }
                tokio::task::yield_now().await;
            }
        });
        waited.await.expect("a browser is started")
    }
}
