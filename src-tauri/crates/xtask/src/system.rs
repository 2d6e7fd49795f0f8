//! Packages of the operating system. Debian and Ubuntu get them installed; elsewhere the list is
//! printed, because other package managers name them differently.

use crate::run;
use anyhow::{Result, bail};
use std::env;

/// What compiling needs: the linker, and the C compiler for SQLite and the TLS provider.
pub const COMPILER: &[&str] = &["build-essential"];

/// What building and showing the window needs, besides [`COMPILER`].
pub const WINDOW: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "fonts-dejavu-core",
    "xdg-utils",
];

/// What testing the real window needs, besides [`WINDOW`].
pub const WINDOW_TEST: &[&str] = &[
    "xvfb",
    "xauth",
    "dbus",
    "dbus-daemon",
    "webkit2gtk-driver",
    "imagemagick",
];

/// What the tests of the command need: a real keychain, and what the kernel tells of its calls.
pub const COMMAND_TEST: &[&str] = &["dbus-daemon", "gnome-keyring", "strace"];

/// What the browser tests of the UI need.
pub const BROWSER: &[&str] = &["chromium"];

/// Whether this system has a display to open a window on.
pub fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| env::var_os(name).is_some_and(|it| !it.is_empty()))
}

/// Installs what is missing of `packages`, or says what to install.
pub fn install(packages: &[&str]) -> Result<()> {
    if cfg!(target_os = "macos") {
        println!(
            "macOS: the Xcode command line tools are needed (`xcode-select --install`); the webview is part of the system."
        );
        return Ok(());
    }
    if cfg!(windows) {
        println!(
            "Windows: the Microsoft C++ Build Tools are needed; WebView2 is part of Windows 11 (for 10: its Evergreen Bootstrapper)."
        );
        return Ok(());
    }
    if !run::exists("apt-get") {
        println!(
            "Please make sure that what Debian calls {} is installed.",
            packages.join(" ")
        );
        return Ok(());
    }
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing {}", missing.join(" "));
    apt(&["update", "-q"])?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(&arguments)
}

fn missing<'p>(packages: &[&'p str]) -> Vec<&'p str> {
    let mut missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect();
    missing.dedup();
    missing
}

fn is_installed(package: &str) -> bool {
    let mut query = run::command("dpkg-query", ["--show", "--showformat=${db:Status-Status}", package]);
    query
        .output()
        .is_ok_and(|answer| answer.status.success() && answer.stdout == b"installed")
}

fn apt(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root() {
        run::command("apt-get", arguments)
    } else if run::exists("sudo") {
        run::command(
            "sudo",
            [&["--preserve-env=DEBIAN_FRONTEND", "apt-get"], arguments].concat(),
        )
    } else {
        bail!("please run as root: apt-get {}", arguments.join(" "));
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    run::succeed(command)
}

fn is_root() -> bool {
    run::output(run::command("id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}
