//! Splits a query statement into words, values and signs. A backslash escapes the next
//! character of a value; a doubled quote does not.

use crate::sync::fault::Fault;

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A keyword or name, as written.
    Word(String),
    /// A quoted value.
    Text(String),
    Number(String),
    /// `=`, `<`, `>`, `<=`, `>=`, `(`, `)`, `,`, `*`.
    Sign(&'static str),
}

/// Tokens with the column each begins at.
pub fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Fault> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let column = at + 1;
        let token = match c {
            c if c.is_whitespace() => continue,
            '\'' => Token::Text(quoted(&mut chars).ok_or_else(|| lexical(text.len() + 1, "<EOF>"))?),
            '<' | '>' => {
                let equal = chars.next_if(|(_, next)| *next == '=').is_some();
                Token::Sign(match (c, equal) {
                    ('<', false) => "<",
                    ('<', true) => "<=",
                    ('>', false) => ">",
                    _ => ">=",
                })
            }
            '=' => Token::Sign("="),
            '(' => Token::Sign("("),
            ')' => Token::Sign(")"),
            ',' => Token::Sign(","),
            '*' => Token::Sign("*"),
            c if c.is_alphabetic() || c == '_' => {
                Token::Word(run(c, &mut chars, |c| c.is_alphanumeric() || c == '_' || c == '.'))
            }
            c if c.is_ascii_digit() || c == '-' => {
                Token::Number(run(c, &mut chars, |c| c.is_ascii_digit() || c == '.'))
            }
            other => return Err(lexical(column, &format!("\"{other}\" ({})", u32::from(other)))),
        };
        found.push((column, token));
    }
    Ok(found)
}

type Chars<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

fn quoted(chars: &mut Chars<'_>) -> Option<String> {
    let mut value = String::new();
    loop {
        match chars.next()?.1 {
            '\\' => value.push(chars.next()?.1),
            '\'' => return Some(value),
            c => value.push(c),
        }
    }
}

fn run(first: char, chars: &mut Chars<'_>, keep: impl Fn(char) -> bool) -> String {
    let mut word = String::from(first);
    while let Some((_, c)) = chars.next_if(|(_, c)| keep(*c)) {
        word.push(c);
    }
    word
}

fn lexical(column: usize, found: &str) -> Fault {
    let detail = format!(
        "QueryParserError: Invalid content. Lexical error at line 1, column {column}.  Encountered: {found}, after : \"\""
    );
    Fault::new("4000", "Error parsing query", detail)
}
