//! The pages of the two services that may be opened, and nothing else.
//!
//! The addresses themselves are built by the diagnosis, which puts them into its steps.

use clearpost_diagnosis as diagnosis;
use clearpost_domain::RealmId;
use url::Url;

/// Where one company's pages are.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    procurement: Option<Url>,
    quickbooks: Option<(Url, RealmId)>,
    links: diagnosis::Links,
}

impl Pages {
    pub fn new(procurement: Option<Url>, quickbooks: Option<(Url, RealmId)>) -> Self {
        let links = diagnosis::Links {
            procurement: procurement.as_ref().map(ToString::to_string),
            quickbooks: quickbooks
                .as_ref()
                .map(|(base, realm)| (base.to_string(), realm.clone())),
        };
        Self {
            procurement,
            quickbooks,
            links,
        }
    }

    /// Builds addresses of documents and records.
    pub fn links(&self) -> &diagnosis::Links {
        &self.links
    }

    /// Whether an address is a page of one of the two services: the only ones that are ever opened.
    pub fn may_open(&self, url: &Url) -> bool {
        let same_place = |base: &Url| {
            url.scheme() == base.scheme()
                && url.host_str() == base.host_str()
                && url.port_or_known_default() == base.port_or_known_default()
        };
        let is_plain = url.username().is_empty() && url.password().is_none();
        is_plain
            && (self.procurement.as_ref().is_some_and(same_place)
                || self.quickbooks.as_ref().is_some_and(|(base, _)| same_place(base)))
    }

    pub(crate) fn procurement_base(&self) -> Option<&Url> {
        self.procurement.as_ref()
    }

    pub(crate) fn quickbooks_base(&self) -> Option<&Url> {
        self.quickbooks.as_ref().map(|(base, _)| base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_two_services_may_be_opened() {
        let pages = Pages::new(
            Some("https://app.procurementexpress.com".parse().unwrap()),
            Some((
                "https://qbo.intuit.com".parse().unwrap(),
                RealmId::new("9130350000000000"),
            )),
        );
        for good in [
            "https://app.procurementexpress.com/en/invoices/7",
            "https://qbo.intuit.com/app/bill?txnId=4",
        ] {
            assert!(pages.may_open(&good.parse().unwrap()), "{good}");
        }
        for bad in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "ms-msdt:x",
            "http://qbo.intuit.com/app/bill",
            "https://qbo.intuit.com@evil.example/",
            "https://user@qbo.intuit.com/",
            "https://qbo.intuit.com.evil.example/",
            "https://qbo.intuit.com:8443/",
            "https://xn--qbo-intuit.com/",
            "smb://qbo.intuit.com/x",
        ] {
            assert!(!bad.parse().is_ok_and(|url| pages.may_open(&url)), "{bad}");
        }
    }
}
