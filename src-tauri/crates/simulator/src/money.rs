//! Exact decimals and the ways the two services write them. Floating point must never hold an
//! amount: JSON numbers are parsed from the decimal's own digits.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Number, Value};

/// As a Rails decimal: `"1250.0"`, `"50.55"`.
pub fn rails(amount: Decimal) -> String {
    let text = amount.normalize().to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// As a JSON number: `205.0`, `11.25`.
pub fn number(amount: Decimal) -> Value {
    rails(amount).parse::<Number>().map_or(Value::Null, Value::Number)
}

/// Cents, half up.
pub fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// A decimal out of a JSON string or number.
pub fn parse(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => {
            let text = number.to_string();
            text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
        }
        _ => None,
    }
}
