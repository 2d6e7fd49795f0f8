//! Free text as it may leave the company: without secrets, bank data, e-mail addresses and, unless they
//! are wanted, amounts.
//!
//! It rather takes out too much. What has to stay, such as a document's own number, is named.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

const SECRET: &str = "[secret left out]";
const BANK: &str = "[number left out]";
const EMAIL: &str = "[e-mail address left out]";
const AMOUNT: &str = "[amount left out]";

/// A word of so many digits may be a bank account's.
const LONG_NUMBER: usize = 8;
/// The shortest IBAN has 15 characters.
const IBAN: usize = 15;
/// A word of so many letters and digits may be a token.
const TOKEN: usize = 20;
/// What a secret follows.
const SECRET_NAMES: [&str; 7] = [
    "token",
    "password",
    "secret",
    "bearer",
    "authorization",
    "apikey",
    "key",
];
const BANK_NAMES: [&str; 6] = ["iban", "bic", "swift", "routing", "sort", "aba"];
const CURRENCY_SIGNS: [char; 5] = ['$', '€', '£', '¥', '₹'];

/// What may stay and what must go.
#[derive(Clone, Debug, Default)]
pub(super) struct Scrub {
    /// Amounts may stay.
    pub amounts: bool,
    /// Words that may stay whatever they look like: numbers and ids of documents.
    pub kept: BTreeSet<String>,
    /// Amounts of the documents, which are taken out however they are written.
    pub known: BTreeSet<Decimal>,
}

impl Scrub {
    pub fn text(&self, text: &str) -> String {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut clean: Vec<String> = Vec::with_capacity(words.len());
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let before = at
                .checked_sub(1)
                .and_then(|at| words.get(at))
                .copied()
                .unwrap_or_default();
            let rest = words.get(at..).unwrap_or_default();
            let (said, taken) = match bank_number(rest).filter(|_| !self.is_kept(word)) {
                Some(taken) => (BANK.to_owned(), taken),
                None => match self.spaced_amount(rest) {
                    Some(taken) => (AMOUNT.to_owned(), taken),
                    None => (self.word(before, word, rest.get(1).copied().unwrap_or_default()), 1),
                },
            };
            clean.push(said);
            at += taken;
        }
        clean.join(" ")
    }

    fn is_kept(&self, word: &str) -> bool {
        self.kept.contains(core(word))
    }

    fn word(&self, before: &str, word: &str, after: &str) -> String {
        if self.is_kept(word) {
            return word.to_owned();
        }
        if names(before, &SECRET_NAMES) && before.ends_with([':', '=']) {
            return SECRET.to_owned();
        }
        if let Some((name, _)) = word
            .split_once(['=', ':'])
            .filter(|(name, value)| !value.is_empty() && names(name, &SECRET_NAMES))
        {
            return format!("{name}: {SECRET}");
        }
        if word.contains("://") {
            return word.split(['?', '#']).next().unwrap_or_default().to_owned();
        }
        if word.split_once('@').is_some_and(|(_, host)| host.contains('.')) {
            return EMAIL.to_owned();
        }
        if names(before, &BANK_NAMES) && word.chars().any(|c| c.is_ascii_digit()) {
            return BANK.to_owned();
        }
        if is_token(word) {
            return SECRET.to_owned();
        }
        if !self.amounts && self.is_amount(before, word, after) {
            return AMOUNT.to_owned();
        }
        word.to_owned()
    }

    fn is_amount(&self, before: &str, word: &str, after: &str) -> bool {
        let has_sign = word.contains(CURRENCY_SIGNS) || before.ends_with(CURRENCY_SIGNS);
        let Some(number) = Number::of(word) else { return false };
        has_sign
            || number.is_written_out
            || is_currency(before)
            || is_currency(after)
            || self.known.contains(&number.value.abs())
    }

    /// An amount with spaces between its thousands: how many words it takes.
    fn spaced_amount(&self, words: &[&str]) -> Option<usize> {
        if self.amounts {
            return None;
        }
        let (first, rest) = words.split_first()?;
        let first = core(first);
        let is_head = (1..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_digit());
        if !is_head {
            return None;
        }
        let middle = rest
            .iter()
            .take_while(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()));
        let middle = middle.count();
        let last = rest.get(middle).map(|word| core(word));
        let is_tail = last.is_some_and(|last| {
            let parts = last.split_once(['.', ',']);
            parts.is_some_and(|(thousands, cents)| thousands.len() == 3 && cents.len() == 2 && digits(last) == 5)
        });
        is_tail.then_some(middle + 2)
    }
}

/// The word without punctuation around it.
fn core(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn digits(word: &str) -> usize {
    word.chars().filter(char::is_ascii_digit).count()
}

fn names(word: &str, known: &[&str]) -> bool {
    let letters: String = word
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    known
        .iter()
        .any(|name| letters == *name || (letters.len() > name.len() && letters.ends_with(name)))
}

fn is_currency(word: &str) -> bool {
    let word = core(word);
    word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Letters and digits in one long word, as keys and tokens have.
fn is_token(word: &str) -> bool {
    let word = core(word);
    word.len() >= TOKEN
        && word.chars().any(|c| c.is_ascii_digit())
        && word.chars().any(|c| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+/=~".contains(c))
        && !is_date(word.get(..10).unwrap_or_default())
}

fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
    let all_digits = parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    // "12-34-56" is a bank's sort code rather than a day.
    let is_day = match lengths.as_slice() {
        [4, 1..=2, 1..=2] => true,
        [1..=2, 1..=2, 2 | 4] => !word.contains('-'),
        _ => false,
    };
    all_digits && is_day
}

/// How many words from here are an IBAN or another long number, written together or in groups.
fn bank_number(words: &[&str]) -> Option<usize> {
    let first = core(words.first()?);
    let is_iban = first.len() >= 4
        && first.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && first.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit())
        && first
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let belongs = |word: &str| {
        let word = core(word);
        let is_group = word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (is_iban && byte.is_ascii_uppercase()));
        (1..=4).contains(&word.len()) && is_group && word.bytes().any(|byte| byte.is_ascii_digit())
    };
    if is_iban {
        let groups = words.iter().skip(1).take_while(|word| belongs(word)).count();
        let length: usize = words.iter().take(groups + 1).map(|word| core(word).len()).sum();
        if length >= IBAN {
            return Some(groups + 1);
        }
    }
    let is_plain = |word: &str| {
        let word = core(word);
        !word.is_empty()
            && !is_date(word)
            && word.bytes().all(|byte| byte.is_ascii_digit() || b"-./".contains(&byte))
            && Number::of(word).is_none_or(|number| !number.is_written_out)
    };
    let run = words.iter().take_while(|word| is_plain(word)).count();
    let count: usize = words.iter().take(run).map(|word| digits(word)).sum();
    (count >= LONG_NUMBER).then_some(run)
}

/// A word read as a number.
struct Number {
    value: Decimal,
    /// With cents or with thousands set apart, as amounts are and counts are not.
    is_written_out: bool,
}

impl Number {
    fn of(word: &str) -> Option<Self> {
        let word = core(word);
        // "USD1,500.00" and "1500.00EUR".
        let word = word.trim_matches(|c: char| c.is_alphabetic());
        let is_number = |c: char| c.is_ascii_digit() || ".,'’".contains(c);
        if digits(word) == 0 || !word.chars().all(is_number) || is_date(word) {
            return None;
        }
        let separator = word.rfind(['.', ',', '\'', '’']);
        let cents = separator
            .and_then(|at| word.get(at..))
            .map(|tail| tail.chars().skip(1).count());
        let is_decimal = matches!(cents, Some(1 | 2)) && !word.ends_with(['\'', '’']);
        let (whole, fraction) = match separator.filter(|_| is_decimal) {
            Some(at) => (word.get(..at)?, word.get(at..)?.trim_start_matches(['.', ','])),
            None => (word, ""),
        };
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        Some(Self {
            value: format!("{whole}.{fraction}0").parse().ok()?,
            is_written_out: separator.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrub(text: &str) -> String {
        let kept = ["100021-2026-01-14", "INV-2204", "412", "9130350000000000"].map(str::to_owned);
        Scrub {
            amounts: false,
            kept: kept.into(),
            known: BTreeSet::from(["1500".parse().unwrap(), "0.1".parse().unwrap()]),
        }
        .text(text)
    }

    #[test]
    fn amounts_go_however_they_are_written() {
        for text in [
            "1500",
            "1,500.00",
            "1.500,00",
            "$99",
            "99 EUR",
            "USD 7",
            "USD1500.00",
            "12.5",
            "1 234 567.89",
            "-1500",
            "(1,500)",
            "1'500.00",
        ] {
            let said = scrub(&format!("total {text} agreed"));
            assert!(said.contains(AMOUNT), "{text}: {said}");
            assert!(!said.contains(|c: char| c.is_ascii_digit()), "{text}: {said}");
        }
    }

    #[test]
    fn what_says_which_document_and_when_stays() {
        for text in [
            "order 100021-2026-01-14 of 2026-01-14 at 2026-03-02T09:41:00Z",
            "bill 412 in realm 9130350000000000, code 6240, line 2 of 3",
            "account 6100 Office Supplies",
            "Object Not Found : Something you're trying to use has been made inactive.",
            "dated 14.01.2026 or 1/14/2026",
        ] {
            assert_eq!(scrub(text), text);
        }
    }

    #[test]
    fn bank_data_goes() {
        for text in [
            "DE89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
            "GB29NWBK60161331926819",
            "12-34-56 12345678",
            "routing 021000021",
            "BIC: DEUTDEFF500",
            "1234 5678",
        ] {
            let said = scrub(&format!("pay to {text} please"));
            assert!(!said.chars().any(|c| c.is_ascii_digit()), "{text}: {said}");
        }
    }

    #[test]
    fn secrets_and_addresses_go() {
        for text in [
            "token: hunter2",
            "access_token=hunter2",
            "password=hunter2",
            "eyJhbGciOiJIUzI1NiJ9.hunter2.abc",
            "https://app.example.com/x?key=hunter2#hunter2",
            "hunter2@example.com",
        ] {
            let said = scrub(&format!("see {text} there"));
            assert!(!said.contains("hunter2"), "{text}: {said}");
            assert!(said.starts_with("see ") && said.ends_with(" there"), "{said}");
        }
    }

    #[test]
    fn amounts_stay_where_they_are_wanted_and_bank_data_never() {
        let scrub = Scrub {
            amounts: true,
            ..Scrub::default()
        };
        assert_eq!(
            scrub.text("1,500.00 USD to DE89370400440532013000"),
            format!("1,500.00 USD to {BANK}")
        );
    }
}
