//! Writes JSON objects member by member, which a page of a thousand transactions needs: a tree of
//! values would cost more than everything else. Knows no entity.

use crate::money::rails;
use rust_decimal::Decimal;
use serde::Serialize;

/// An object being written; `end` closes it.
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    pub fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    pub fn end(self) {
        self.out.push(b'}');
    }

    fn key(&mut self, name: &str) -> &mut Vec<u8> {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// Any value that serialises without failing: texts, numbers, booleans, trees.
    pub fn put(&mut self, name: &str, value: impl Serialize) {
        let out = self.key(name);
        let from = out.len();
        if serde_json::to_writer(&mut *out, &value).is_err() {
            out.truncate(from);
            out.extend_from_slice(b"null");
        }
    }

    pub fn money(&mut self, name: &str, amount: Decimal) {
        self.key(name).extend_from_slice(rails(amount).as_bytes());
    }

    pub fn object(&mut self, name: &str, write: impl FnOnce(&mut Object<'_>)) {
        let mut inner = Object::begin(self.key(name));
        write(&mut inner);
        inner.end();
    }

    /// An array of objects.
    pub fn objects<T>(&mut self, name: &str, rows: impl Iterator<Item = T>, write: impl Fn(&mut Object<'_>, T)) {
        let out = self.key(name);
        out.push(b'[');
        for (at, row) in rows.enumerate() {
            if at > 0 {
                out.push(b',');
            }
            let mut inner = Object::begin(out);
            write(&mut inner, row);
            inner.end();
        }
        out.push(b']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_written_reads_as_meant() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        object.put("text", "a \"quoted\"\nline");
        object.money("money", Decimal::new(-1250, 2));
        object.object("empty", |_| {});
        object.objects("rows", [1, 2].iter(), |row, n| row.put("n", n));
        object.end();
        let read: Value = serde_json::from_slice(&out).expect("JSON");
        let meant = json!({"text": "a \"quoted\"\nline", "money": -12.5, "empty": {}, "rows": [{"n": 1}, {"n": 2}]});
        assert_eq!(read, meant);
    }
}
