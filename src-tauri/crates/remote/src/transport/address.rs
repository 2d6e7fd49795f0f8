//! Addresses: which bases are acceptable, and how paths are put below them.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::error::RemoteError;

/// A service's base address: `https`, or `http` for loopback hosts only; no credentials, query or
/// fragment.
pub fn parse_base(text: &str) -> Result<Url, RemoteError> {
    let invalid = |what| Err(RemoteError::InvalidInput { what });
    let Ok(url) = Url::parse(text.trim()) else {
        return invalid("the address is not complete; it starts with https://");
    };
    check_base(&url)?;
    Ok(url)
}

/// The same rules for an address that was parsed elsewhere.
pub(crate) fn check_base(url: &Url) -> Result<(), RemoteError> {
    let invalid = |what| Err(RemoteError::InvalidInput { what });
    if url.host().is_none() {
        return invalid("the address has no host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return invalid("the address must not contain a user name or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return invalid("the address must end before any ? or #");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => invalid("the address must start with https://; http is for this computer only"),
        _ => invalid("the address must start with https://"),
    }
}

/// 127.0.0.0/8, `::1`, `localhost`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
        Some(Host::Ipv6(address)) => Ipv6Addr::is_loopback(&address),
        None => false,
    }
}

/// The base with these segments below it, each percent-encoded.
pub(crate) fn below<'a>(base: &Url, segments: impl IntoIterator<Item = &'a str>) -> Url {
    let mut url = base.clone();
    // An http(s) address always has a path to extend.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}
