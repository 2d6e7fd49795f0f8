//! Generates the window's permissions: one for each command of this application.

/// Every command of this application. Each needs its `allow-…` line in `capabilities/main.json`.
const COMMANDS: &[&str] = &[
    "status",
    "list",
    "show",
    "causes",
    "explain",
    "explain_class",
    "refresh",
    "cancel",
    "resend",
    "outbox",
    "cancel_attempt",
    "handle",
    "unhandle",
    "export_csv",
    "open_link",
];

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(
            tauri_build::AppManifest::new()
                .commands(COMMANDS)
                .permissions_path_pattern("src-tauri/permissions/**/*"),
        );
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
