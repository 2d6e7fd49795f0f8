//! The closed set of error codes.

use std::collections::BTreeSet;

use clearpost_api::ErrorCode;

/// The codes that the contract names.
const PROMISED: [&str; 16] = [
    "usage",
    "not_connected",
    "sign_in_needed",
    "permission_denied",
    "wrong_company",
    "unreachable",
    "not_the_api",
    "rate_limited",
    "service_error",
    "not_found",
    "empty_cache",
    "cache_newer",
    "ledger_unwritable",
    "keychain_locked",
    "keychain_missing",
    "invalid_input",
];

#[test]
fn every_promised_code_exists_and_every_code_says_what_to_do() {
    let words: BTreeSet<&str> = ErrorCode::ALL.iter().map(|code| code.word()).collect();
    assert_eq!(words.len(), ErrorCode::ALL.len(), "a word stands for one code");
    for promised in PROMISED {
        assert!(words.contains(promised), "{promised}");
    }
    for code in ErrorCode::ALL {
        assert!(code.help().ends_with('.') && code.help().len() > 10, "{}", code.word());
    }
}
