//! Generates the window's permissions: one for each command of this application.

/// Every command of this application. Each needs its `allow-…` line in `capabilities/main.json`.
const COMMANDS: &[&str] = &[
    "status",
    "list",
    "show",
    "causes",
    "forecast",
    "twins",
    "radar",
    "support_preview",
    "support_bundle",
    "explain",
    "explain_class",
    "refresh",
    "cancel",
    "resend",
    "outbox",
    "cancel_attempt",
    "confirm_pressed",
    "verify_route",
    "pause",
    "resume",
    "receipts",
    "receipt",
    "receipt_csv",
    "receipt_pdf",
    "handle",
    "unhandle",
    "export_csv",
    "open_link",
    "companies",
    "open_company",
    "open_demonstration",
    "setup",
    "setup_begin",
    "setup_paste",
    "setup_procurement",
    "setup_company",
    "setup_quickbooks",
    "setup_open_browser",
    "setup_without_quickbooks",
    "setup_confirm",
    "setup_cancel",
    "disconnect",
    "check",
    "settings",
    "change_settings",
    "proof",
    "proof_pdf",
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
