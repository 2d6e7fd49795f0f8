//! What a JSON text looks like before anything reads it: whether it is whole, and whether it stays
//! within what a service would ever send.

use super::answer::Flaw;

/// One pass over the bytes. It tells nothing about correct grammar, which the parser sees to.
pub(super) fn flaw(text: &str, depth: usize, text_size: usize) -> Option<Flaw> {
    let mut open: usize = 0;
    let mut started: Option<usize> = None;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match (started, byte) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), b'\\') => is_escaped = true,
            (Some(from), b'"') => {
                if at - from > text_size {
                    return Some(Flaw::LongText);
                }
                started = None;
            }
            (None, b'"') => started = Some(at),
            (None, b'{' | b'[') => {
                open += 1;
                if open > depth {
                    return Some(Flaw::TooDeep);
                }
            }
            (None, b'}' | b']') => open = open.saturating_sub(1),
            // Within a text, or a part of a number or a word.
            (Some(_) | None, _) => {}
        }
    }
    (open > 0 || started.is_some()).then_some(Flaw::CutOff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts_pass_and_cut_ones_do_not() {
        for whole in [r#"{"a":[1,{"b":"]}"}]}"#, r#"["\"[",{}]"#, r#"{"a":"\\"}"#, "[]"] {
            assert_eq!(flaw(whole, 10, 100), None, "{whole}");
            for end in 1..whole.len() {
                assert_eq!(flaw(&whole[..end], 10, 100), Some(Flaw::CutOff), "{}", &whole[..end]);
            }
        }
    }

    #[test]
    fn depth_and_length_of_texts_have_an_end() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(flaw(&nested(10), 10, 100), None);
        assert_eq!(flaw(&nested(11), 10, 100), Some(Flaw::TooDeep));
        let long = |length: usize| format!("[\"{}\"]", "x".repeat(length));
        assert_eq!(flaw(&long(99), 10, 100), None);
        assert_eq!(flaw(&long(101), 10, 100), Some(Flaw::LongText));
    }
}
