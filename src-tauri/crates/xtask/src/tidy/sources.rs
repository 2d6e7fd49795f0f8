//! What must not be written in our sources.

use super::{Problems, shown};
use crate::tree;
use anyhow::Result;
use std::fs;

/// Crates that count money, where a binary fraction would lose cents.
const EXACT: &[&str] = &[
    "src-tauri/crates/domain/src",
    "src-tauri/crates/verification/src",
    "src-tauri/crates/diagnosis/src",
    "src-tauri/crates/remote/src",
];

/// Ways to put text from outside into the page as markup.
const MARKUP: &[&str] = &["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"];

/// Ways to talk to a server that the operating system does not trust.
const TRUST: &[&str] = &["danger_accept", "dangerous()", "ServerCertVerifier"];

pub fn check() -> Result<Problems> {
    let mut problems = Problems::new();
    for file in tree::files("ui/src", &["svelte", "ts", "js", "html"])? {
        problems.extend(markup(&shown(&file), &fs::read_to_string(&file)?));
    }
    for folder in EXACT {
        for file in tree::files(folder, &["rs"])? {
            problems.extend(fractions(&shown(&file), &fs::read_to_string(&file)?));
        }
    }
    for folder in ["src-tauri/src", "src-tauri/crates"] {
        for file in tree::files(folder, &["rs"])? {
            let file = (shown(&file), fs::read_to_string(&file)?);
            // This crate names the words that it looks for.
            if !file.0.contains("crates/xtask/") {
                problems.extend(trust(&file.0, &file.1));
            }
        }
    }
    Ok(problems)
}

/// The operating system decides whom we talk to.
fn trust(file: &str, text: &str) -> Problems {
    find(text, |line| TRUST.iter().any(|word| line.contains(word)))
        .map(|line| format!("{file}:{line}: no certificate is accepted past the operating system"))
        .collect()
}

/// Remote text is shown as text.
fn markup(file: &str, text: &str) -> Problems {
    let is_component = file.ends_with(".svelte");
    find(text, move |line| {
        (is_component && line.contains("{@html")) || MARKUP.iter().any(|word| line.contains(word))
    })
    .map(|line| format!("{file}:{line}: text must not become markup"))
    .collect()
}

/// Money is decimal.
fn fractions(file: &str, text: &str) -> Problems {
    let words = |line: &str| {
        line.split(|it: char| !it.is_alphanumeric() && it != '_')
            .any(is_fraction)
    };
    find(text, |line| !line.trim_start().starts_with("//") && words(line))
        .map(|line| format!("{file}:{line}: no floating point where money is counted"))
        .collect()
}

fn is_fraction(word: &str) -> bool {
    let number = word.trim_start_matches(|it: char| it.is_ascii_digit() || it == '_');
    matches!(word, "f32" | "f64") || (number != word && matches!(number, "f32" | "f64"))
}

fn find<'t>(text: &'t str, is_bad: impl Fn(&str) -> bool + 't) -> impl Iterator<Item = usize> + 't {
    text.lines()
        .enumerate()
        .filter(move |(_, line)| is_bad(line))
        .map(|(index, _)| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_named() {
        for bad in [
            "<p>{@html name}</p>",
            "node.innerHTML = name",
            "node.insertAdjacentHTML('x', name)",
        ] {
            assert_eq!(
                markup("a.svelte", &format!("\n{bad}\n")),
                ["a.svelte:2: text must not become markup"],
                "{bad}"
            );
        }
        assert_eq!(
            markup("a.svelte", "<p>{name}</p>\nnode.textContent = name"),
            Problems::new()
        );
    }

    #[test]
    fn a_way_past_the_trust_store_is_named() {
        for bad in [
            ".danger_accept_invalid_certs(true)",
            "config.dangerous()",
            "impl ServerCertVerifier for Any {}",
        ] {
            assert_eq!(trust("a.rs", bad).len(), 1, "{bad}");
        }
        assert_eq!(
            trust("a.rs", ".tls_version_min(tls::Version::TLS_1_2)"),
            Problems::new()
        );
    }

    #[test]
    fn floating_point_is_named() {
        for bad in ["let total: f64 = 1.0;", "amount as f32", "Vec<f64>", "1.5_f64", "2f32"] {
            assert_eq!(fractions("a.rs", bad).len(), 1, "{bad}");
        }
        for good in ["// an f64 would lose cents", "let buf64 = 1;", "let f = 64;"] {
            assert_eq!(fractions("a.rs", good), Problems::new(), "{good}");
        }
    }
}
