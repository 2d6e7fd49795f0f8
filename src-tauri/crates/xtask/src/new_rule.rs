//! `cargo xtask new-rule FAMILY NAME CLASS`: a rule file with its skeleton, registered under a new code,
//! and its two tests, which fail until they are written.

use crate::rules::{CODES, REGISTRY, RULES, Sources, TESTS};
use crate::tree;
use anyhow::{Context, Result, bail};
use std::fs;

#[derive(clap::Args)]
pub struct Options {
    /// What it looks at: a folder of the rules, such as `vendor`.
    family: String,
    /// The file's name, such as `name_too_long`.
    name: String,
    /// The cause class, such as `FIELD_LENGTH`.
    class: String,
}

pub fn run(options: &Options) -> Result<()> {
    let Options { family, name, class } = options;
    for word in [family, name] {
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            bail!("\"{word}\" is not a name: write lower-case letters and underscores");
        }
    }
    let sources = Sources::read()?;
    let Some(class) = sources.classes.iter().find(|known| known.word == *class) else {
        bail!("{class} is not a cause class");
    };
    let path = tree::root().join(format!("{RULES}/{family}/{name}.rs"));
    if path.exists() {
        bail!("{family}/{name}.rs exists");
    }
    let code = next_code(&sources, family);
    let folder = tree::root().join(format!("{RULES}/{family}"));
    let is_new = !folder.exists();
    fs::create_dir_all(&folder)?;
    fs::write(&path, skeleton(&code, name, &class.variant))?;
    let modules = folder.join("mod.rs");
    let known = fs::read_to_string(&modules).unwrap_or_else(|_| format!("//! Rules about {family}.\n\n"));
    fs::write(&modules, with_module(&known, name))?;
    if is_new {
        let path = tree::root().join(format!("{RULES}/mod.rs"));
        fs::write(&path, with_module(&fs::read_to_string(&path)?, family))?;
    }
    let entry = format!("    {family}::{name}::RULE,\n");
    let registry = sources.registry.replacen(
        "];\n\n/// A recognised error text",
        &format!("{entry}];\n\n/// A recognised error text"),
        1,
    );
    fs::write(tree::root().join(REGISTRY), registry)?;
    fs::write(
        tree::root().join(CODES),
        format!("{}{code}\t{}\n", sources.codes, class.word),
    )?;
    let tests = tree::root().join(format!("{TESTS}/{family}.rs"));
    let known = fs::read_to_string(&tests).unwrap_or_else(|_| format!("//! Rules about {family}.\n"));
    fs::write(&tests, format!("{known}{}", cases(&code))).context("the tests cannot be written")?;
    println!(
        "{code} is in {family}/{name}.rs. Fill in its comment, its check and its tests, then run `cargo xtask codegen`."
    );
    if is_new {
        println!("Add `mod {family};` to {TESTS}/mod.rs and `{family}` to the list of families in {REGISTRY}.");
    }
    Ok(())
}

/// The family's prefix with the next number ever given.
fn next_code(sources: &Sources, family: &str) -> String {
    let of_family = sources.rules.iter().find(|rule| rule.family == family);
    let prefix = of_family.and_then(|rule| rule.code.get(..3)).map_or_else(
        || {
            family
                .chars()
                .filter(|c| *c != '_')
                .take(3)
                .collect::<String>()
                .to_uppercase()
        },
        str::to_owned,
    );
    let numbers = sources
        .codes
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix)?.split('\t').next()?.parse::<u32>().ok());
    format!("{prefix}{:03}", numbers.max().unwrap_or(0) + 1)
}

fn skeleton(code: &str, name: &str, class: &str) -> String {
    format!(
        "//! {code}: state the fault, never the cure.\n//!\n//! # What it means\n//!\n//! # Why it happens\n//!\n\
         //! # What to do\n//! Who: requester.\n//! 1. {{edit}}\n//! 2. {{resend}}\n//!\n//! # How it is detected\n//!\n//! # Sources\n\n\
         use clearpost_domain::CauseClass;\n\n\
         use crate::context::Context;\nuse crate::documentation::comment;\nuse crate::registry::Rule;\nuse crate::rules::Outcome;\n\n\
         pub(crate) const RULE: Rule = Rule::data(\"{code}\", CauseClass::{class}, check, comment!(\"{name}.rs\"));\n\n\
         pub(crate) fn check(_: &Context<'_>) -> Outcome {{\n    Outcome::Silent\n}}\n"
    )
}

/// The list of modules with one more, sorted.
fn with_module(text: &str, name: &str) -> String {
    let entry = format!("pub(crate) mod {name};");
    let (mut modules, others): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("pub(crate) mod "));
    modules.push(&entry);
    modules.sort_unstable();
    let (comment, rest): (Vec<&str>, Vec<&str>) = others.into_iter().partition(|line| line.starts_with("//!"));
    let rest = rest.join("\n");
    format!(
        "{}\n\n{}\n{}",
        comment.join("\n"),
        modules.join("\n"),
        if rest.trim().is_empty() {
            String::new()
        } else {
            format!("\n{}\n", rest.trim())
        }
    )
}

fn cases(code: &str) -> String {
    let name = code.to_lowercase();
    format!(
        "\n#[test]\nfn {name}_hits_something() {{\n    panic!(\"show what {code} finds, and name the test after it\");\n}}\n\
         \n#[test]\nfn {name}_misses_something() {{\n    panic!(\"show what {code} must not find, and name the test after it\");\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{HEADINGS, rule};

    #[test]
    fn a_new_code_was_never_given_before() {
        let sources = Sources {
            classes: Vec::new(),
            rules: rule("vendor", "x", "Rule::data(\"VEN001\", CauseClass::Terms")
                .into_iter()
                .collect(),
            tests: Vec::new(),
            registry: String::new(),
            codes: "code\tclass\nVEN001\tTERMS\nVEN007\tTERMS\nACC002\tTERMS\n".to_owned(),
        };
        assert_eq!(next_code(&sources, "vendor"), "VEN008");
        assert_eq!(next_code(&sources, "paper_size"), "PAP001");
    }

    #[test]
    fn the_skeleton_has_every_heading_and_is_a_rule() {
        let text = skeleton("VEN008", "late", "Terms");
        let read = rule("vendor", "late", &text).expect("a rule");
        assert_eq!((read.code.as_str(), read.class.as_str()), ("VEN008", "Terms"));
        assert!(
            HEADINGS
                .iter()
                .all(|heading| text.contains(&format!("//! # {heading}\n")))
        );
    }

    #[test]
    fn modules_stay_sorted_between_comment_and_code() {
        let text = "//! Rules.\n\npub(crate) mod a;\npub(crate) mod c;\n\nuse x;\n";
        assert_eq!(
            with_module(text, "b"),
            "//! Rules.\n\npub(crate) mod a;\npub(crate) mod b;\npub(crate) mod c;\n\nuse x;\n"
        );
    }
}
