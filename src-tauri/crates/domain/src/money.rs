//! Money: a decimal and a currency, never floating point.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An ISO 4217 code, three upper-case letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    pub fn as_str(&self) -> &str {
        // Three letters are always text; "XXX" is ISO 4217's code for no currency.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

/// The text is not an ISO 4217 code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a currency code")]
pub struct InvalidCurrency;

impl FromStr for Currency {
    type Err = InvalidCurrency;

    fn from_str(text: &str) -> Result<Self, InvalidCurrency> {
        match text.trim().as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_alphabetic) => Ok(Self([
                a.to_ascii_uppercase(),
                b.to_ascii_uppercase(),
                c.to_ascii_uppercase(),
            ])),
            _ => Err(InvalidCurrency),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = InvalidCurrency;

    fn try_from(value: String) -> Result<Self, InvalidCurrency> {
        value.parse()
    }
}

impl From<Currency> for String {
    fn from(value: Currency) -> Self {
        value.as_str().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub amount: Decimal,
    pub currency: Currency,
}

impl Money {
    /// The amount as it is written everywhere: at least two decimals, more only if they carry value.
    pub fn plain(amount: Decimal) -> String {
        let trimmed = amount.normalize();
        if trimmed.scale() < 2 {
            format!("{trimmed:.2}")
        } else {
            trimmed.to_string()
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Self::plain(self.amount), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_show_two_decimals_and_keep_further_ones() {
        for (given, shown) in [
            ("1500", "1500.00"),
            ("1500.0", "1500.00"),
            ("10.505", "10.505"),
            ("-3.1", "-3.10"),
            ("0", "0.00"),
        ] {
            assert_eq!(Money::plain(given.parse().unwrap()), shown);
        }
    }

    #[test]
    fn a_currency_is_three_letters_in_any_case() {
        assert_eq!("usd".parse::<Currency>().unwrap().as_str(), "USD");
        for text in ["", "US", "USDX", "U$D", "€€€"] {
            assert!(text.parse::<Currency>().is_err());
        }
    }
}
