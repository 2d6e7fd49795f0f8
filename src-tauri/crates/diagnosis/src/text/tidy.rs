//! Makes texts comparable: lower case, straight quotes and dashes, single spaces, no HTML.

/// Longer texts are cut: no service writes an error of this length, and matching stays cheap.
const LONGEST: usize = 6_000;

/// The text without HTML entities, at most [`LONGEST`] characters.
pub(super) fn decode(text: &str) -> String {
    let mut text: String = text.chars().take(LONGEST).collect();
    while text.contains('&') {
        let decoded = decode_once(&text);
        if decoded == text {
            break;
        }
        text = decoded;
    }
    text
}

fn decode_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        out.push_str(before);
        let end = entity.bytes().take(10).position(|byte| byte == b';');
        let decoded = end.and_then(|end| Some((entity_char(entity.get(1..end)?)?, end)));
        if let Some((character, end)) = decoded {
            out.push(character);
            rest = entity.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = entity.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

fn entity_char(name: &str) -> Option<char> {
    match name.to_ascii_lowercase().as_str() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" | "ldquo" | "rdquo" => Some('"'),
        "apos" | "lsquo" | "rsquo" => Some('\''),
        "nbsp" => Some(' '),
        "ndash" | "mdash" => Some('-'),
        "hellip" => Some('…'),
        other => {
            let number = other.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// The text with tags that end a line turned into line breaks and all other tags removed.
pub(super) fn without_tags(text: &str) -> String {
    const BREAKS: [&str; 9] = ["br", "p", "/p", "li", "/li", "div", "/div", "tr", "ul"];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let opens = tag
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let end = tag
            .get(1..)
            .and_then(|inner| inner.find(['<', '>']))
            .map(|end| end + 1)
            .filter(|end| opens && tag.as_bytes().get(*end) == Some(&b'>'));
        if let Some(end) = end {
            let name = tag.get(1..end).unwrap_or_default().to_ascii_lowercase();
            let name = name.split([' ', '\n', '\t']).next().unwrap_or_default();
            let name = name.strip_suffix('/').unwrap_or(name);
            out.push(if BREAKS.contains(&name) { '\n' } else { ' ' });
            rest = tag.get(end + 1..).unwrap_or_default();
        } else {
            out.push('<');
            rest = tag.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// Lower case, straight quotes and dashes, no emphasis marks, single spaces.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        match character {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '*' | '`' => {}
            c if c.is_whitespace() || c.is_control() => gap = true,
            c => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                match c {
                    '‘' | '’' | '‚' | '‛' | '′' | '´' => out.push('\''),
                    '“' | '”' | '„' | '‟' | '″' => out.push('"'),
                    '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => out.push('-'),
                    c => out.extend(c.to_lowercase()),
                }
            }
        }
    }
    out
}

/// Decoded, without tags, on one line.
pub(super) fn tidy(text: &str) -> String {
    plain(&without_tags(&decode(text)))
}
