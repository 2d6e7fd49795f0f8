//! How near two names are.

use std::cmp::Ordering;

use clearpost_domain::compare_key;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How two names are nearly the same, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Likeness {
    /// But for case and spaces.
    Same,
    /// But for accents, punctuation, "&" and "and", or legal forms.
    Spelling,
    /// But for the order of the words.
    Order,
    /// But for one typing slip, or two in a long name.
    Slip,
}

/// Names with as many letters can differ by two slips; the shortest that may differ by one.
pub(super) const TWO_SLIPS: usize = 12;
pub(super) const ONE_SLIP: usize = 5;
/// Longer names may differ by one slip only, which bounds the work.
pub(super) const LONG: usize = 40;

const LEGAL: [&str; 38] = [
    "ab",
    "ag",
    "aps",
    "as",
    "bhd",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "doo",
    "gmbh",
    "inc",
    "incorporated",
    "kft",
    "kg",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "nv",
    "ohg",
    "oy",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sarl",
    "sas",
    "sdn",
    "sl",
    "spa",
    "srl",
    "sro",
    "ug",
];

/// What the comparison looks at, made once for each name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub same: String,
    /// The words without accents, punctuation and legal forms, in their order.
    pub words: Vec<String>,
    pub spelling: String,
    pub sorted: String,
    pub letters: Vec<char>,
    /// Numbers never slip: "Depot 12" and "Depot 13" are two.
    pub digits: String,
}

impl Keys {
    pub fn of(name: &str) -> Self {
        let same = compare_key(name);
        let folded: String = same
            .nfkd()
            .filter(|c| !is_combining_mark(*c) && *c != '\'' && *c != '’' && *c != '.')
            .flat_map(char::to_lowercase)
            .map(|c| {
                if c.is_alphanumeric() || c == '&' || c == '+' {
                    c
                } else {
                    ' '
                }
            })
            .collect();
        let folded = folded.replace(['&', '+'], " and ").replace('ß', "ss");
        let mut words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
        while words.len() > 1 && words.last().is_some_and(|word| LEGAL.contains(&word.as_str())) {
            words.pop();
        }
        if words.len() > 1 && words.first().is_some_and(|word| word == "the") {
            words.remove(0);
        }
        let spelling = words.concat();
        let mut order: Vec<&str> = words.iter().map(String::as_str).collect();
        order.sort_unstable();
        Self {
            same,
            sorted: order.join(" "),
            letters: spelling.chars().collect(),
            digits: spelling.chars().filter(|c| c.is_numeric()).collect(),
            spelling,
            words,
        }
    }

    /// How many slips this name may have against another of the same length or longer.
    pub fn slips(&self) -> usize {
        match self.letters.len() {
            length if length < ONE_SLIP => 0,
            TWO_SLIPS..=LONG => 2,
            _ => 1,
        }
    }
}

/// How near two names are, if they are near at all.
pub fn likeness(one: &str, other: &str) -> Option<Likeness> {
    compare(&Keys::of(one), &Keys::of(other))
}

pub(super) fn compare(one: &Keys, other: &Keys) -> Option<Likeness> {
    if one.spelling.is_empty() || other.spelling.is_empty() {
        return None;
    }
    if one.same == other.same {
        return Some(Likeness::Same);
    }
    if one.spelling == other.spelling {
        return Some(Likeness::Spelling);
    }
    if one.sorted == other.sorted {
        return Some(Likeness::Order);
    }
    let slips = one.slips().min(other.slips());
    let near = slips > 0
        && one.digits == other.digits
        && one.letters.len().abs_diff(other.letters.len()) <= slips
        && distance(&one.letters, &other.letters) <= slips;
    near.then_some(Likeness::Slip)
}

/// Letters to put in, leave out, change or swap with their neighbour, each letter at most once.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut line = Vec::with_capacity(other.len() + 1);
        line.push(row + 1);
        for (column, theirs) in other.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX - 1);
            let change = at(&last, column) + usize::from(letter != theirs);
            let mut best = change.min(at(&last, column + 1) + 1).min(at(&line, column) + 1);
            let swapped =
                row > 0 && column > 0 && one.get(row - 1) == Some(theirs) && other.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            line.push(best);
        }
        before = last;
        last = line;
    }
    last.last().copied().unwrap_or(0)
}

/// The nearer of two.
pub(super) fn nearer(one: Likeness, other: Likeness) -> Likeness {
    match one.cmp(&other) {
        Ordering::Greater => other,
        _ => one,
    }
}
