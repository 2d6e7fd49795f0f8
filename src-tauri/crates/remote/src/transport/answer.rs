//! One complete answer and what its body looks like from outside.

use super::wait::Asked;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    WebPage,
    Xml,
    Empty,
    Other,
}

/// Why JSON is not read, although it may be JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It stops in the middle: the connection ended early without saying so.
    CutOff,
    TooDeep,
    LongText,
}

pub(crate) struct Answer {
    pub status: u16,
    pub tid: Option<String>,
    pub asked: Option<Asked>,
    pub kind: Kind,
    pub flaw: Option<Flaw>,
    pub body: String,
}

impl Answer {
    pub(crate) fn new(status: u16, tid: Option<String>, asked: Option<Asked>, body: Vec<u8>) -> Self {
        let (body, kind) = match String::from_utf8(body) {
            Ok(text) => {
                let kind = kind_of(&text);
                (text, kind)
            }
            Err(_) => (String::new(), Kind::Other),
        };
        Self {
            status,
            tid,
            asked,
            kind,
            flaw: None,
            body,
        }
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn text(&self) -> &str {
        self.body.trim_start_matches('\u{feff}').trim()
    }

    pub(crate) fn is_cut_off(&self) -> bool {
        self.is_success() && self.flaw == Some(Flaw::CutOff)
    }
}

fn kind_of(text: &str) -> Kind {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.as_bytes().first() {
        None => Kind::Empty,
        Some(b'{' | b'[') => Kind::Json,
        Some(b'<') => {
            let head: String = text.chars().take(512).collect::<String>().to_ascii_lowercase();
            if head.contains("<!doctype html") || head.contains("<html") || head.contains("<head") {
                Kind::WebPage
            } else {
                Kind::Xml
            }
        }
        Some(_) => Kind::Other,
    }
}

/// The id as far as it is printable: it goes into logs.
pub(super) fn clean_tid(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(100).collect()
}
