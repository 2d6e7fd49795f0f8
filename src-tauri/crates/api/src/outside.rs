//! What needs no opened company: reading the environment, the data folder's place, explanations.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clearpost_diagnosis as diagnosis;
use clearpost_domain::CauseClass;
use clearpost_engine::{Connection, EngineError, OwnPatterns, from_environment};

use url::Url;

use crate::app::word;
use crate::convert;
use crate::dto;
use crate::error::invalid_input;

type Answer<T> = Result<T, dto::ErrorBody>;

/// Longer texts are not error messages.
const LONGEST_TEXT: usize = 20_000;
const GRACE: Duration = Duration::from_mins(15);

/// The connection that the environment describes, if it describes one.
pub fn connection_from_environment(get: &dyn Fn(&str) -> Option<String>) -> Answer<Option<Connection>> {
    Ok(from_environment(get).map_err(EngineError::from)?)
}

/// The grace time of the environment, or the default of 15 minutes.
pub fn grace_from_environment(get: &dyn Fn(&str) -> Option<String>) -> Answer<Duration> {
    match get("CLEARPOST_GRACE_SECONDS") {
        None => Ok(GRACE),
        Some(text) => text
            .trim()
            .parse()
            .map(Duration::from_secs)
            .map_err(|_| invalid_input("CLEARPOST_GRACE_SECONDS is not a whole number of seconds")),
    }
}

/// The platform's application-data folder for Clearpost, from the variables that name it.
pub fn default_data_dir(get: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let folder = |name: &str| get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(target_os = "windows") {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    Some(base?.join("Clearpost"))
}

/// A page where users make their own keys at Intuit; none, if the address is any other.
pub fn guide_page(url: &str) -> Option<Url> {
    let page = Url::parse(url).ok()?;
    let is_plain = page.username().is_empty() && page.password().is_none() && page.port().is_none();
    (page.scheme() == "https" && page.host_str() == Some("developer.intuit.com") && is_plain).then_some(page)
}

/// What a raw sync error text means; needs no company. The user's own patterns of the data folder
/// count; where they are wrong, that is the answer.
pub fn explain_text(text: &str, data_dir: Option<&Path>) -> Answer<dto::ExplainResult> {
    let patterns = match data_dir {
        Some(folder) => OwnPatterns::checked(folder).map_err(EngineError::from)?,
        None => OwnPatterns::default(),
    };
    explained(text, &patterns)
}

/// The same by patterns that were read before.
pub(crate) fn explained(text: &str, patterns: &OwnPatterns) -> Answer<dto::ExplainResult> {
    if text.len() > LONGEST_TEXT {
        return Err(invalid_input("the text is too long to be an error message"));
    }
    let found = patterns.get().classify(text);
    Ok(convert::explanation(diagnosis::explain_classification(found)))
}

/// What a cause class means; needs no company.
pub fn explain_class(class: &str) -> Answer<dto::ExplainResult> {
    let class: CauseClass = word("class", &class.trim().to_uppercase())?;
    Ok(convert::explanation(diagnosis::explain_class(class)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_intuits_own_pages_are_guides() {
        assert!(guide_page("https://developer.intuit.com/dashboard").is_some());
        for other in [
            "http://developer.intuit.com/",
            "https://developer.intuit.com.example.com/",
            "https://user@developer.intuit.com/",
            "https://developer.intuit.com:8443/",
            "https://intuit.com@example.com/",
            "javascript:alert(1)",
            "file:///etc/passwd",
        ] {
            assert!(guide_page(other).is_none(), "{other}");
        }
    }
}
