//! Pages and envelopes of lists. Knows page arithmetic only; which rows a list has is decided
//! by its caller.

use crate::http::Call;
use serde_json::{Value, json};

/// One page of a list.
pub struct Page {
    pub rows: Vec<u64>,
    pub meta: Value,
}

/// The page asked for, with what faults make of it.
pub fn page(call: &Call, rows: &[u64], number: usize, size: usize) -> Page {
    let number = number.max(1);
    let asked = (number - 1).saturating_mul(size);
    let from = call.paging.begin(asked, size, rows.len());
    let to = (from + size).min(rows.len());
    let pages = rows.len().div_ceil(size).max(1);
    let next = (to < rows.len() || call.paging.endless).then_some(number + 1);
    let previous = (number > 1).then(|| number - 1);
    let meta = json!({"current_page": number, "next_page": next, "prev_page": previous, "total_pages": pages, "total_count": rows.len()});
    let cut = |rows: &[u64]| rows.get(from..to).unwrap_or_default().to_vec();
    Page {
        rows: if call.paging.reorder {
            cut(&call.paging.order(rows, asked))
        } else {
            cut(rows)
        },
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
