//! Where the programs under test are. They lie beside the test's own folder and are built once when
//! they are missing, which is the case when this package is tested alone.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The `clearpost` command.
pub fn clearpost() -> &'static Path {
    &programs().0
}

/// The `clearpost-simulator` command.
pub fn simulator() -> &'static Path {
    &programs().1
}

fn programs() -> &'static (PathBuf, PathBuf) {
    static PROGRAMS: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        // target/<profile>/deps/suite-… -> target/<profile>
        let test = std::env::current_exe().expect("the test's own path");
        let folder = test.parent().and_then(Path::parent).expect("the profile's folder");
        let named = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        build(folder);
        let found = (named("clearpost"), named("clearpost-simulator"));
        assert!(
            found.0.is_file() && found.1.is_file(),
            "the programs are missing in {}",
            folder.display()
        );
        found
    })
}

/// Brings both programs up to date; quick when they are. `CLEARPOST_TEST_BUILT` says that they are.
fn build(folder: &Path) {
    if std::env::var_os("CLEARPOST_TEST_BUILT").is_some() {
        return;
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args([
        "build",
        "--quiet",
        "--package",
        "clearpost-cli",
        "--package",
        "clearpost-simulator",
    ]);
    // Some crates are built anew for another package's name, and all that use them.
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
    {
        command.env_remove(name);
    }
    if let Some(target) = folder.parent() {
        command.arg("--target-dir").arg(target);
    }
    match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => {}
        Some(profile) => {
            command.args(["--profile", profile]);
        }
    }
    let status = command.status().expect("cargo runs");
    assert!(status.success(), "the programs could not be built");
}
