//! The text classifier, by kind of text.

mod catalogue;
mod envelopes;
mod resembling;
mod sentences;
mod user_file;
mod wordings;

use clearpost_diagnosis::classify;
use clearpost_domain::CauseClass;

#[track_caller]
fn check(expected: CauseClass, texts: &[&str]) {
    for text in texts {
        let found = classify(text);
        assert_eq!(found.class, expected, "{text}\n{found:?}");
    }
}
