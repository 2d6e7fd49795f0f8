//! What is worked out on demand and kept in memory until what it is made of changes.

use std::sync::{Arc, Mutex, PoisonError};

use crate::error::EngineError;

/// A value with the short description of what it was made of.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<Option<(String, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Kept<T> {
    /// The kept value if it was made of the same, else a new one. Who asks meanwhile waits.
    pub fn get(&self, of: &str, make: impl FnOnce() -> Result<T, EngineError>) -> Result<Arc<T>, EngineError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made_of, value)) = kept.as_ref()
            && made_of == of
        {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(make()?);
        *kept = Some((of.to_owned(), Arc::clone(&value)));
        Ok(value)
    }

    /// Changes the kept value with what it is made of. One that was made of something else is forgotten.
    pub fn change(&self, from: Option<&str>, to: &str, change: impl FnOnce(&mut T))
    where
        T: Clone,
    {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_mut() {
            Some((made_of, value)) if Some(made_of.as_str()) == from => {
                change(Arc::make_mut(value));
                to.clone_into(made_of);
            }
            _ => *kept = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_of(kept: &Kept<u32>, of: &str) -> u32 {
        *kept.get(of, || Ok(100)).unwrap()
    }

    #[test]
    fn a_kept_value_follows_a_change_of_what_it_is_made_of() {
        let kept = Kept::default();
        assert_eq!(*kept.get("1", || Ok(7)).unwrap(), 7);
        kept.change(Some("1"), "2", |value| *value += 1);
        assert_eq!(kept_of(&kept, "2"), 8);
    }

    #[test]
    fn what_was_made_of_something_else_is_made_anew() {
        let kept = Kept::default();
        for from in [Some("0"), None] {
            assert_eq!(*kept.get("1", || Ok(7)).unwrap(), 7);
            kept.change(from, "2", |value| *value += 1);
            assert_eq!(kept_of(&kept, "2"), 100);
            kept.change(None, "", |_| {});
        }
    }
}
