//! The secrets both services issue. Each carries the marker `CANARY-`, again and again in long
//! ones, so that a test can search everything a client leaves behind for a leak of any of them.
//! Deterministic by seed. Encodings that OAuth needs are here too; nothing is really secret.

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub struct Secrets {
    dice: StdRng,
}

impl Secrets {
    pub fn new(seed: u64) -> Self {
        Self {
            // Apart from the company's own dice, so that a token more moves no document.
            dice: StdRng::seed_from_u64(seed ^ 0x5ec2_e75e),
        }
    }

    fn letters(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| {
                let at = self.dice.random_range(0..LETTERS.len());
                char::from(LETTERS.get(at).copied().unwrap_or(b'A'))
            })
            .collect()
    }

    /// `CANARY-<what>-<24 random letters>`.
    pub fn short(&mut self, what: &str) -> String {
        format!("CANARY-{what}-{}", self.letters(24))
    }

    /// About one and a half kilobytes, as QuickBooks' access tokens can be: too large for an item of Windows' keychain
    /// in UTF-16. Every part of it shows the marker.
    pub fn long(&mut self, what: &str) -> String {
        let parts: Vec<String> = (0..30).map(|_| format!("CANARY-{}", self.letters(44))).collect();
        format!("CANARY-{what}.{}", parts.join("."))
    }
}

/// A secret inside an answer that belongs to a record: the same whenever it is asked for.
pub fn of_record(seed: u64, what: &str, id: u64) -> String {
    let digest = Sha256::digest(format!("{seed}|{what}|{id}"));
    let text = base64(&digest, 'x', 'y');
    format!("CANARY-{what}-{}", text.get(..24).unwrap_or_default())
}

/// The code challenge of a PKCE verifier by the method S256.
pub fn challenge(verifier: &str) -> String {
    base64(&Sha256::digest(verifier), '-', '_')
        .trim_end_matches('=')
        .to_owned()
}

/// What HTTP Basic authentication sends for a pair.
pub fn basic(id: &str, secret: &str) -> String {
    base64(format!("{id}:{secret}").as_bytes(), '+', '/')
}

fn base64(bytes: &[u8], sixty_two: char, sixty_three: char) -> String {
    let digit = |at: usize| match at {
        62 => sixty_two,
        63 => sixty_three,
        // Base64 counts the letters and digits in the same order.
        at => char::from(LETTERS.get(at).copied().unwrap_or(b'=')),
    };
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .chain(std::iter::repeat(&0))
            .take(3)
            .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        for at in 0..4 {
            out.push(if at <= chunk.len() {
                digit(group >> (18 - 6 * at) & 63)
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_agree_with_their_standards() {
        // RFC 7636, appendix B, and RFC 7617, section 2.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
        assert_eq!(basic("Aladdin", "open sesame"), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    #[test]
    fn no_part_of_a_long_token_is_without_the_marker() {
        let token = Secrets::new(1).long("X");
        assert!((900..2000).contains(&token.len()));
        assert!(token.split('.').all(|part| part.starts_with("CANARY-")));
    }
}
