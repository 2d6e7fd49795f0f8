//! From one answer, or from its failure, to what holds: the way there, encryption, sign-in, company,
//! permission. What comes after the thing that failed was not tried and is not told.

use clearpost_remote::{ErrorCode, RemoteError, Service};

use super::Check;

/// Names and titles of one service's checks.
pub(super) struct Names {
    pub service: Service,
    pub reach: (&'static str, &'static str),
    pub sign_in: (&'static str, &'static str),
    pub company: (&'static str, &'static str),
    pub permission: (&'static str, &'static str),
}

/// What a full answer shows of the way to it.
pub(super) fn all_hold(names: &Names, is_encrypted: bool) -> Vec<Check> {
    let text = if is_encrypted {
        "It answers over an encrypted connection whose certificate this computer trusts."
    } else {
        "It answers on this computer, so the connection is not encrypted."
    };
    vec![
        Check::holds(names.reach.0, names.reach.1, text),
        Check::holds(names.sign_in.0, names.sign_in.1, "The credentials are accepted."),
    ]
}

/// What a failed call shows. Its text never contains what the service wrote.
pub(super) fn told(names: &Names, error: &RemoteError) -> Vec<Check> {
    let service = names.service;
    let text = format!("{}.", capital(&error.to_string()));
    let reached = || Check::holds(names.reach.0, names.reach.1, "It answers.");
    let signed_in = || Check::holds(names.sign_in.0, names.sign_in.1, "The credentials are accepted.");
    let failed = |(name, title): (&'static str, &'static str)| Check::fails(name, title, text.clone());
    match error.code() {
        ErrorCode::Unreachable => vec![
            failed(names.reach)
                .step("Check the network, and whether a proxy or firewall lets this computer through.")
                .step("If your company inspects encrypted traffic, its certificate must be trusted by this computer."),
        ],
        ErrorCode::NotTheApi => vec![
            failed(names.reach)
                .step(format!("Sign in to the network if it asks you to, and check the address of {service}.")),
        ],
        ErrorCode::SignInNeeded => vec![
            reached(),
            failed(names.sign_in).step(format!("Connect {service} again.")),
        ],
        ErrorCode::WrongCompany => vec![
            reached(),
            failed(names.company).step(match service {
                Service::Procurement => {
                    "Choose a company that this user of ProcurementExpress belongs to, and connect again."
                }
                Service::QuickBooks => {
                    "Sandbox keys work with sandbox companies only, production keys with the others: connect again with the right pair."
                }
            }),
        ],
        ErrorCode::PermissionDenied => vec![
            reached(),
            signed_in(),
            failed(names.permission).step(match service {
                Service::Procurement => "Use the token of a user who may see all documents, such as one of finance.",
                Service::QuickBooks => {
                    "The person who connected must be an administrator of the company, and its subscription must be active."
                }
            }),
        ],
        ErrorCode::RateLimited => vec![
            reached(),
            Check::notice(names.permission.0, names.permission.1, text)
                .step("Wait a few minutes, and check again."),
        ],
        ErrorCode::ServiceError | ErrorCode::NotFound => vec![
            reached(),
            failed(names.permission).step(format!("Wait a few minutes; if it stays, tell the support of {service}.")),
        ],
        ErrorCode::InvalidInput => vec![failed(names.sign_in).step(format!("Connect {service} again."))],
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + characters.as_str())
        .unwrap_or_default()
}
