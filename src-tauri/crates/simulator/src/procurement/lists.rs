//! Pages and envelopes of lists. Knows page arithmetic only; which rows a list has is decided
//! by its caller.

use crate::http::Call;
use serde_json::{Value, json};

/// One page of a list.
pub struct Page<'a> {
    pub rows: &'a [u64],
    pub meta: Value,
}

/// The page asked for. `call.shift` moves every page after the first: rows that were inserted
/// (positive) or vanished (negative) since the page before was read.
pub fn page<'a>(call: &Call, rows: &'a [u64], number: usize, size: usize) -> Page<'a> {
    let number = number.max(1);
    let mut from = (number - 1) * size;
    if number > 1 {
        from = from.saturating_add_signed(-isize::try_from(call.shift).unwrap_or_default());
    }
    let from = from.min(rows.len());
    let to = (from + size).min(rows.len());
    let pages = rows.len().div_ceil(size).max(1);
    let next = (to < rows.len()).then_some(number + 1);
    let previous = (number > 1).then(|| number - 1);
    let meta = json!({"current_page": number, "next_page": next, "prev_page": previous, "total_pages": pages, "total_count": rows.len()});
    Page {
        rows: rows.get(from..to).unwrap_or_default(),
        meta,
    }
}

/// `per_page` as the service takes it.
pub fn per_page(call: &Call, default: usize) -> usize {
    call.number("per_page")
        .filter(|size| [10, 20, 50, 100].contains(size))
        .unwrap_or(default)
}

pub fn contains(haystack: &str, needle: &str) -> bool {
    haystack.to_lowercase().contains(needle)
}
