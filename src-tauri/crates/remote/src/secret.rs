//! A secret that can be used but not shown, copied or stored by accident.

use zeroize::Zeroizing;

/// A token, key or password. Its memory is overwritten when it is dropped. Whoever needs it in two
/// places shares it by `Arc`; only [`Secret::reveal`] gives it away.
///
/// It cannot be printed, copied or serialised (promise S23):
///
/// ```compile_fail,E0277
/// println!("{:?}", clearpost_remote::Secret::new("x".to_owned()));
/// ```
/// ```compile_fail,E0277
/// println!("{}", clearpost_remote::Secret::new("x".to_owned()));
/// ```
/// ```compile_fail,E0277
/// fn copy<T: Clone>(_: T) {}
/// copy(clearpost_remote::Secret::new("x".to_owned()));
/// ```
/// ```compile_fail,E0277
/// fn write<T: serde::Serialize>(_: T) {}
/// write(clearpost_remote::Secret::new("x".to_owned()));
/// ```
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(value: String) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The secret itself, for the one place that puts it into a header, a form or a vault.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether both are the same secret.
    pub fn is_same_as(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }

    /// The text with every occurrence of this secret replaced: a service may echo it
    /// (quickbooks-online-api §2.7).
    pub(crate) fn scrub(&self, text: &str) -> String {
        if self.is_empty() {
            text.to_owned()
        } else {
            text.replace(self.0.as_str(), "***")
        }
    }
}
