//! `cargo xtask test`: Rust, the UI, and the real window on a virtual display.

use crate::steps::Steps;
use crate::{demo, node, run, system, tree};
use anyhow::{Context, Result};
use std::fs;

#[derive(clap::Args)]
pub struct Options {
    /// Leave out everything that needs the webview; install no packages.
    #[arg(long)]
    fast: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let mut steps = Steps::new();
    if options.fast {
        steps.step("rust tests", || run::succeed(run::cargo(["test", "--locked"])));
        user_interface(&mut steps);
    } else {
        prepare(&mut steps);
        everything(&mut steps);
    }
    steps.finish()
}

/// Packages, node and the built UI, which compiling the shell embeds.
pub fn prepare(steps: &mut Steps) {
    steps.step("system packages", || {
        let browser: &[&str] = if run::exists("chromium") { &[] } else { system::BROWSER };
        let linux: &[&[&str]] = if cfg!(target_os = "linux") {
            &[system::WINDOW_TEST, system::COMMAND_TEST]
        } else {
            &[]
        };
        system::install(&[&[system::WINDOW, browser], linux].concat().concat())?;
        node::require()
    });
    steps.step("ui packages", node::install);
    steps.step("ui build", || node::script("build"));
}

/// All tests, after [`prepare`].
pub fn everything(steps: &mut Steps) {
    user_interface(steps);
    steps.step("rust tests", || {
        run::succeed(run::cargo(["test", "--locked", "--workspace"]))
    });
    if cfg!(target_os = "linux") {
        steps.step("window tests", window);
    } else {
        println!("The window tests run on Linux only.");
    }
}

fn user_interface(steps: &mut Steps) {
    if !steps.step("ui packages", node::install) {
        return;
    }
    for (name, script) in [("ui types", "check"), ("ui lints", "lint"), ("ui tests", "test")] {
        steps.step(name, || node::script(script));
    }
}

/// The built application on a display, a message bus and a keychain of its own.
fn window() -> Result<()> {
    let mut build = run::cargo(demo::build_arguments());
    build.args(["--bin", "clearpost-simulator"]);
    run::succeed(build)?;
    let folder = session_folder()?;
    // A keychain of its own on the same bus, opened with a password that only this session has.
    let keychain = "printf window-tests | XDG_DATA_HOME=\"$XDG_RUNTIME_DIR/keychain\" \
                    gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$@\"";
    let session = [
        "-a",
        "-s",
        "-screen 0 1280x800x24",
        "dbus-run-session",
        "--",
        "sh",
        "-c",
        keychain,
        "sh",
    ];
    let test = [
        "test",
        "--locked",
        "--workspace",
        "--test",
        "window",
        "--",
        "--test-threads=1",
    ];
    let cargo = run::cargo(test);
    let mut command = run::command("xvfb-run", session);
    command.arg(cargo.get_program()).args(test);
    command.env("XDG_RUNTIME_DIR", folder).env_remove("WAYLAND_DISPLAY");
    run::succeed(command)
}

/// The runtime folder of the session, for its owner only.
fn session_folder() -> Result<std::path::PathBuf> {
    let folder = tree::target().join("window-session");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(folder)
}
