//! How names of suppliers and vendors compare (design §3).
//!
//! QuickBooks appends " (deleted)" or " (deleted-1)" to a record that is made inactive; the suffix
//! is not part of the name (quickbooks-online-api §3.3).

use unicode_normalization::UnicodeNormalization;

/// The name without QuickBooks' suffix for inactive records.
pub fn strip_deleted_suffix(name: &str) -> &str {
    let trimmed = name.trim_end();
    let Some(open) = trimmed.rfind('(') else { return trimmed };
    let (head, tail) = trimmed.split_at(open);
    let tail = tail.to_ascii_lowercase();
    let Some(inner) = tail.strip_prefix("(deleted").and_then(|rest| rest.strip_suffix(')')) else {
        return trimmed;
    };
    let numbered = inner
        .strip_prefix('-')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if inner.is_empty() || numbered {
        head.trim_end()
    } else {
        trimmed
    }
}

/// Two names are the same when their keys are equal: case, Unicode form, runs of spaces and
/// QuickBooks' suffix for inactive records do not count.
pub fn compare_key(name: &str) -> String {
    collapse(
        &strip_deleted_suffix(name)
            .nfkc()
            .flat_map(char::to_lowercase)
            .collect::<String>(),
    )
}

/// A looser key for near-equal names: additionally accents, punctuation, "&" against "and" and legal
/// suffixes do not count. Equal near keys make a *candidate*, never a match.
pub fn near_key(name: &str) -> String {
    const LEGAL: [&str; 16] = [
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "llc",
        "llp",
        "plc",
        "gmbh",
        "ag",
        "sa",
        "sas",
        "bv",
        "nv",
        "co",
        "corp",
        "company",
    ];
    let folded: String = compare_key(name)
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c.is_alphanumeric() || c == '&' { c } else { ' ' })
        .collect::<String>()
        .replace('&', " and ");
    let mut words: Vec<&str> = folded.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| LEGAL.contains(word)) {
        words.pop();
    }
    words.concat()
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_suffix_of_an_inactive_record_is_not_part_of_its_name() {
        for name in [
            "Alder Tools (deleted)",
            "Alder Tools (Deleted)",
            "Alder Tools (deleted-3) ",
            "Alder  Tools",
        ] {
            assert_eq!(compare_key(name), "alder tools");
        }
    }

    #[test]
    fn other_words_in_parentheses_stay() {
        for name in [
            "Alder Tools (deletedly)",
            "Alder Tools (deleted-)",
            "Alder Tools (UK)",
            "Alder (deleted) Tools",
        ] {
            assert_eq!(strip_deleted_suffix(name), name);
        }
    }

    #[test]
    fn near_names_meet_and_different_ones_do_not() {
        assert_eq!(near_key("Müller & Söhne GmbH"), near_key("Muller and Sohne"));
        assert_eq!(near_key("O'Hara Ltd."), near_key("OHara Limited"));
        assert_ne!(near_key("Alder Tools"), near_key("Alden Tools"));
        assert_eq!(near_key("Co"), "co");
    }
}
