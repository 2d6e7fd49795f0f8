//! Answers that are wrong in their content: other types, poisoned rows, bottomless nesting, broken
//! or exploding compression. Works on finished answers; deterministic by the number of the hit.

use super::Kind;
use crate::http::Reply;
use serde_json::{Map, Value, json};

/// Uncompressed size of `gzip_bomb`.
const BOMB: usize = 256 << 20;

pub fn spoil(kind: Kind, mut reply: Reply, hit: u64) -> Reply {
    match kind {
        Kind::BadGzip => {
            // A true head, and then no deflate stream.
            let mut body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
            body.append(&mut reply.body);
            reply.body = body;
            reply.with("content-encoding", "gzip")
        }
        Kind::GzipBomb => {
            reply.body = bomb(BOMB);
            reply.with("content-encoding", "gzip")
        }
        Kind::DeepJson => {
            let depth = 200_000;
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            let head = text.trim_end().strip_suffix('}').unwrap_or("{\"rows\":[]");
            reply.body = format!("{head},\"extra\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).into_bytes();
            reply
        }
        Kind::Empty => {
            reply.body.clear();
            reply
        }
        Kind::OddTypes | Kind::Poison | Kind::WrongTotal => {
            if let Ok(mut value) = serde_json::from_slice::<Value>(&reply.body) {
                match kind {
                    Kind::WrongTotal => wrong_total(&mut value),
                    Kind::Poison => poison(&mut value, hit),
                    _ => rows(&mut value, &mut |row| odd(row, hit)),
                }
                reply.body = value.to_string().into_bytes();
            }
            reply
        }
        _ => reply,
    }
}

/// The lists of an answer: a bare array, or the arrays below the root and `QueryResponse`.
fn lists<'a>(value: &'a mut Value, found: &mut Vec<&'a mut Vec<Value>>) {
    match value {
        Value::Array(rows) => found.push(rows),
        Value::Object(map) => {
            for inner in map.values_mut() {
                let list = inner.as_array().is_some_and(|rows| rows.iter().any(Value::is_object));
                if list || inner.is_object() {
                    lists(inner, found);
                }
            }
        }
        _ => {}
    }
}

fn rows(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    let mut found = Vec::new();
    lists(value, &mut found);
    for row in found.into_iter().flatten() {
        change(row);
    }
}

/// The middle row of the longest list becomes something no reader can use.
fn poison(value: &mut Value, hit: u64) {
    let mut found = Vec::new();
    lists(value, &mut found);
    let Some(rows) = found.into_iter().max_by_key(|rows| rows.len()) else {
        return;
    };
    let middle = rows.len() / 2;
    let Some(row) = rows.get_mut(middle) else { return };
    match hit % 5 {
        0 => *row = Value::Null,
        1 => *row = json!("not a record"),
        2 => *row = json!([row.take()]),
        3 => {
            for key in ["id", "Id"] {
                if let Some(id) = row.get_mut(key) {
                    *id = Value::Null;
                }
            }
        }
        _ => {
            for key in [
                "status",
                "total_gross_amount",
                "gross_amount",
                "TotalAmt",
                "Active",
                "created_at",
            ] {
                if let Some(field) = row.get_mut(key) {
                    *field = json!({"what": "is this"});
                }
            }
        }
    }
}

fn wrong_total(value: &mut Value) {
    for parent in ["meta", "QueryResponse"] {
        let Some(Value::Object(map)) = value.get_mut(parent) else {
            continue;
        };
        for key in ["total_count", "total_pages", "totalCount"] {
            if let Some(total) = map.get(key).and_then(Value::as_u64) {
                map.insert(key.to_owned(), json!(total + 7));
            }
        }
    }
}

/// The same meaning in other types: numbers as texts, texts as numbers, one unknown member more.
fn odd(value: &mut Value, hit: u64) {
    let Value::Object(map) = value else { return };
    let old = std::mem::take(map);
    for (at, (key, mut inner)) in (hit..).zip(old) {
        let turn = at % 3 == 0;
        inner = match inner {
            Value::Number(number) if turn => json!(number.to_string()),
            Value::String(text) if turn && key.contains("amount") => text
                .parse::<serde_json::Number>()
                .map_or(Value::String(text), Value::Number),
            Value::Bool(flag) if turn => json!(flag.to_string()),
            Value::Object(inner) => {
                let mut inner = Value::Object(inner);
                odd(&mut inner, at);
                inner
            }
            other => other,
        };
        map.insert(key, inner);
    }
    let strange: Map<String, Value> = Map::from_iter([("deeper".to_owned(), json!([1, null, "x"]))]);
    map.insert("zz_unknown".to_owned(), Value::Object(strange));
}

/// A gzip stream of spaces: one literal, then matches of 258 bytes at distance 1 in the fixed
/// Huffman code of RFC 1951, 13 bits each.
fn bomb(size: usize) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut buffer, mut filled) = (0_u64, 0_u32);
    let mut bits = |value: u64, count: u32| {
        buffer |= value << filled;
        filled += count;
        while filled >= 8 {
            out.push(buffer.to_le_bytes()[0]);
            buffer >>= 8;
            filled -= 8;
        }
    };
    let reversed = |code: u64, count: u32| (0..count).fold(0, |sum, bit| sum << 1 | (code >> bit & 1));
    bits(0b011, 3); // the last block, fixed codes
    bits(reversed(0x30 + 0x20, 8), 8); // a space
    let matched = reversed(0b1100_0101, 8); // length 258; its distance, 1, is five zero bits
    for _ in 0..size / 258 {
        bits(matched, 13);
    }
    bits(0, 7); // the end of the block
    bits(0, 7);
    out.extend([0; 8]); // a checksum that nobody should get to
    out
}
