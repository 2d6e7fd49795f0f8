//! TypeScript of the contract: one type for each DTO, and a typed wrapper for each command.
//!
//! Only `cargo xtask codegen` uses this. The window's code imports the result and nothing else.

use std::fmt::Write as _;

use ts_rs::{Config, TS};

use crate::dto;

/// Name, arguments (name and TypeScript type) and result of every command of the window.
const COMMANDS: &[(&str, &[(&str, &str)], &str)] = &[
    ("status", &[], "StatusResult"),
    ("list", &[("query", "ListQuery")], "ListResult"),
    ("show", &[("reference", "string")], "ShowResult"),
    ("causes", &[], "CausesResult"),
    ("forecast", &[], "ForecastResult"),
    ("twins", &[], "TwinsResult"),
    ("radar", &[("query", "RadarQuery")], "RadarResult"),
    ("support_preview", &[("query", "SupportQuery")], "SupportResult"),
    ("support_bundle", &[("query", "SupportQuery")], "ExportResult"),
    ("explain", &[("text", "string")], "ExplainResult"),
    ("explain_class", &[("class", "string")], "ExplainResult"),
    ("refresh", &[("query", "RefreshQuery")], "RefreshResult"),
    ("cancel", &[], "null"),
    ("pause", &[], "null"),
    ("resume", &[], "null"),
    ("resend", &[("query", "ResendQuery")], "ResendResult"),
    ("outbox", &[], "OutboxResult"),
    ("cancel_attempt", &[("attempt", "string")], "OutboxResult"),
    (
        "confirm_pressed",
        &[("attempt", "string"), ("pressed", "boolean")],
        "OutboxResult",
    ),
    ("verify_route", &[("query", "VerifyQuery")], "VerifyResult"),
    ("receipts", &[], "ReceiptsResult"),
    ("receipt", &[("receipt", "string | null")], "ReceiptResult"),
    ("receipt_csv", &[("receipt", "string | null")], "ExportResult"),
    ("receipt_pdf", &[("receipt", "string | null")], "ExportResult"),
    ("handle", &[("reference", "string"), ("reason", "string")], "ShowResult"),
    ("unhandle", &[("reference", "string")], "ShowResult"),
    ("export_csv", &[("query", "ListQuery")], "ExportResult"),
    ("open_link", &[("url", "string")], "null"),
    ("companies", &[], "CompaniesResult"),
    ("open_company", &[("key", "string")], "StatusResult"),
    ("open_demonstration", &[], "StatusResult"),
    ("setup", &[], "SetupResult"),
    ("setup_begin", &[("key", "string | null")], "SetupResult"),
    ("setup_paste", &[("slot", "string")], "SetupResult"),
    ("setup_procurement", &[("query", "SetupProcurement")], "SetupResult"),
    ("setup_company", &[("company", "string")], "SetupResult"),
    ("setup_quickbooks", &[("query", "SetupQuickBooks")], "SetupResult"),
    ("setup_open_browser", &[], "SetupResult"),
    ("setup_without_quickbooks", &[], "SetupResult"),
    ("setup_confirm", &[("colour", "string")], "StatusResult"),
    ("setup_cancel", &[], "null"),
    ("disconnect", &[("query", "DisconnectQuery")], "DisconnectResult"),
    ("check", &[], "CheckResult"),
    ("settings", &[], "SettingsResult"),
    ("change_settings", &[("change", "SettingsChange")], "SettingsResult"),
    ("proof", &[("reference", "string")], "ProofResult"),
    ("proof_pdf", &[("reference", "string")], "ExportResult"),
];

/// The names of the window's commands.
pub fn command_names() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, _, _)| *name)
}

/// The whole file.
pub fn generate() -> String {
    // Counts and durations stay far below 2^53.
    let config = Config::new().with_large_int("number");
    let mut file = String::from("// Generated from the Rust DTOs by `cargo xtask codegen`. Do not edit.\n\n");
    macro_rules! types {
        ($($name:ident),* $(,)?) => { $( declare::<dto::$name>(&mut file, &config); )* };
    }
    types!(
        QuickBooksLink,
        ListRow,
        ListResult,
        EvidenceItem,
        DifferenceItem,
        StepItem,
        CulpritItem,
        FindingItem,
        HistoryItem,
        LineItem,
        Links,
        ShowResult,
        Total,
        CauseItem,
        CompanyTroubleItem,
        CausesResult,
        ForecastItem,
        ForecastResult,
        TwinItem,
        TwinGroupItem,
        TwinsResult,
        RadarQuery,
        RadarPart,
        RadarResult,
        SupportQuery,
        SupportFile,
        SupportResult,
        Alternative,
        ExplainResult,
        DocumentCounts,
        RequestCounts,
        PartialItem,
        RefreshResult,
        ResendItem,
        ResendResult,
        AttemptEvent,
        AttemptItem,
        OutboxResult,
        VerifyQuery,
        RouteItem,
        VerifyResult,
        ReceiptRow,
        ReceiptResult,
        ReceiptItem,
        ReceiptsResult,
        SourceItem,
        StatusResult,
        ListQuery,
        RefreshQuery,
        ResendQuery,
        Progress,
        CheckItem,
        CheckResult,
        ExportResult,
        ErrorBody,
        BannerItem,
        CompanyItem,
        KeychainItem,
        CompaniesResult,
        SetupCompany,
        SetupAccount,
        SetupBooks,
        SetupResult,
        SetupProcurement,
        SetupQuickBooks,
        DisconnectQuery,
        DisconnectResult,
        LearnedItem,
        FieldItem,
        SettingsResult,
        SettingsChange,
        ProofField,
        ProofLine,
        ProofResult,
    );
    commands(&mut file);
    file
}

fn declare<T: TS>(file: &mut String, config: &Config) {
    let _ = writeln!(file, "export {}\n", T::decl(config));
}

fn commands(file: &mut String) {
    let parameters = |arguments: &[(&str, &str)]| {
        if arguments.is_empty() {
            return String::new();
        }
        let fields: Vec<String> = arguments.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
        format!("args: {{ {} }}", fields.join("; "))
    };
    file.push_str("export interface Commands {\n");
    for (name, arguments, result) in COMMANDS {
        let _ = writeln!(file, "  {name}({}): Promise<{result}>;", parameters(arguments));
    }
    file.push_str("}\n\nexport function createCommands(\n");
    file.push_str(
        "  invoke: (name: string, args?: Record<string, unknown>) => Promise<unknown>,\n): Commands {\n  return {\n",
    );
    for (name, arguments, result) in COMMANDS {
        let (head, tail) = if arguments.is_empty() {
            ("()", "")
        } else {
            ("(args)", ", args")
        };
        let _ = writeln!(
            file,
            "    {name}: {head} => invoke('{name}'{tail}) as Promise<{result}>,"
        );
    }
    file.push_str("  };\n}\n");
}
