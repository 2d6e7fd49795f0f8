//! `src-tauri/DIAGNOSIS.md`: every class with its rules, what they can claim, and their tests.

use crate::rules::{Class, Rule, Sources};
use crate::tree;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;

pub const FILE: &str = "src-tauri/DIAGNOSIS.md";

/// Writes the file.
pub fn write() -> Result<()> {
    let text = render(&Sources::read()?)?;
    fs::write(tree::root().join(FILE), text).with_context(|| format!("{FILE} cannot be written"))?;
    println!("{FILE} is written");
    Ok(())
}

pub fn render(sources: &Sources) -> Result<String> {
    let mut text = String::from(
        "# Cause classes and their rules\n\n\
         Written by `cargo xtask codegen` from the rule files and their tests; `cargo xtask tidy` refuses it when it is out of date.\n\n\
         *Confirmed* is reached only by data of both sides. A class that no cached data can prove is told by its text only and is never\n\
         more than *likely*; the reason stands below the table. A class with several rules is documented by the first.\n\n\
         Every class occurs in one of the two demonstration companies: `tests/suite/classes.rs` compares what is shown with what is true, for\n\
         every document, and `tests/suite/fixes.rs` puts each class right, up to the proof of a resend.\n\n\
         | Class | Rule | Reaches | Hits | Near misses |\n|---|---|---|---|---|\n",
    );
    for class in &sources.classes {
        for rule in of(sources, class) {
            let names = |kind: &str| {
                let names: Vec<String> = sources.cases(rule, kind).map(|name| format!("`{name}`")).collect();
                names.join("<br>")
            };
            writeln!(
                text,
                "| `{}` | {} [`{}`](crates/diagnosis/src/rules/{}) | {} | {} | {} |",
                class.word,
                rule.code,
                rule.file(),
                rule.file(),
                if rule.text_only { "likely" } else { "confirmed" },
                names("hits"),
                names("misses"),
            )?;
        }
    }
    text.push_str("\n## Told by the text only\n\n");
    for rule in sources.rules.iter().filter(|rule| rule.text_only) {
        let reason = rule.section("How it is detected");
        let reason = reason.strip_prefix("Text only: ").unwrap_or(reason);
        writeln!(text, "- **{}** `{}`: {reason}", rule.code, sources.word(&rule.class))?;
    }
    Ok(text)
}

/// The rules of a class in the order of the registry, so that the one that documents it comes first.
fn of<'a>(sources: &'a Sources, class: &Class) -> Vec<&'a Rule> {
    let mut rules: Vec<&Rule> = sources
        .rules
        .iter()
        .filter(|rule| rule.class == class.variant)
        .collect();
    rules.sort_by_key(|rule| sources.registry.find(&format!("{}::{}::RULE", rule.family, rule.name)));
    rules
}
