//! Connections: where the two services are and how to sign in. For unattended use they come from the
//! environment and are never stored; the names of the variables are fixed by the data contract.

use clearpost_domain::{CompanyKey, DocumentKind, DocumentRef, RealmId, Route};
use clearpost_remote::{
    ApiPrefix, FixedToken, ProcurementConnection, QuickBooksConnection, RemoteError, Secret, parse_base,
};
use url::Url;

/// A connection that cannot be used, said in the user's words.
#[derive(Debug, thiserror::Error)]
pub enum InvalidConnection {
    #[error("{variable} is set, but {missing} is missing")]
    Incomplete {
        variable: &'static str,
        missing: &'static str,
    },
    #[error("{variable} is not an address that can be used")]
    Address {
        variable: &'static str,
        #[source]
        source: RemoteError,
    },
    #[error("{variable} has a value that cannot be read: {expected}")]
    Value {
        variable: &'static str,
        expected: &'static str,
    },
}

/// One company's connection to QuickBooks Online.
pub struct QuickBooksAccess {
    pub connection: QuickBooksConnection,
    pub web: Url,
}

/// The calls of the `call` route: verb and path with `{id}` for each kind of document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResendCalls {
    pub order: Option<(String, String)>,
    pub invoice: Option<(String, String)>,
}

impl ResendCalls {
    /// Verb and path for one document.
    pub fn for_document(&self, reference: DocumentRef) -> Option<(String, String)> {
        let (verb, path) = match reference.kind {
            DocumentKind::Order => self.order.as_ref(),
            DocumentKind::Invoice => self.invoice.as_ref(),
        }?;
        Some((verb.clone(), path.replace("{id}", &reference.id.to_string())))
    }
}

/// Who says by which route resends of a company leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AgreedBy {
    /// The company's settings.
    #[default]
    Settings,
    /// The environment alone, whatever is set; without a route nothing leaves.
    Environment { route: Option<Route>, calls: ResendCalls },
}

/// One company, connected.
pub struct Connection {
    pub procurement: ProcurementConnection,
    pub quickbooks: Option<QuickBooksAccess>,
    pub agreed: AgreedBy,
    /// Both services are simulated on this computer, and nobody has to be spared.
    pub hurry: bool,
}

impl Connection {
    /// The key under which everything of this company is stored.
    pub fn key(&self) -> CompanyKey {
        let realm = self.quickbooks.as_ref().map(|access| &access.connection.realm);
        company_key(&self.procurement.company, realm)
    }
}

pub(crate) fn company_key(company: &str, realm: Option<&RealmId>) -> CompanyKey {
    CompanyKey::new(format!("{company}/{}", realm.map_or("-", RealmId::as_str)))
}

const QUICKBOOKS_WEB: &str = "https://qbo.intuit.com";
const QUICKBOOKS_SANDBOX_WEB: &str = "https://sandbox.qbo.intuit.com";

/// Reads the connection from the environment; `None` when none of its variables is set.
pub fn from_environment(get: &dyn Fn(&str) -> Option<String>) -> Result<Option<Connection>, InvalidConnection> {
    let value = |name: &'static str| {
        get(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    };
    let address = |name: &'static str, text: &str| {
        parse_base(text).map_err(|source| InvalidConnection::Address { variable: name, source })
    };
    let all = |names: [&'static str; 3]| -> Result<Option<[String; 3]>, InvalidConnection> {
        let values = names.map(&value);
        let Some(present) = names
            .iter()
            .zip(&values)
            .find(|(_, value)| value.is_some())
            .map(|(name, _)| *name)
        else {
            return Ok(None);
        };
        if let Some((missing, _)) = names.iter().zip(&values).find(|(_, value)| value.is_none()) {
            return Err(InvalidConnection::Incomplete {
                variable: present,
                missing,
            });
        }
        Ok(Some(values.map(Option::unwrap_or_default)))
    };
    let procurement = all([
        "CLEARPOST_PROCUREMENT_URL",
        "CLEARPOST_PROCUREMENT_TOKEN",
        "CLEARPOST_PROCUREMENT_COMPANY",
    ])?;
    let quickbooks = all([
        "CLEARPOST_QUICKBOOKS_URL",
        "CLEARPOST_QUICKBOOKS_REALM",
        "CLEARPOST_QUICKBOOKS_ACCESS_TOKEN",
    ])?;
    let Some([base, token, company]) = procurement else {
        return match quickbooks {
            Some(_) => Err(InvalidConnection::Incomplete {
                variable: "CLEARPOST_QUICKBOOKS_URL",
                missing: "CLEARPOST_PROCUREMENT_URL",
            }),
            None => Ok(None),
        };
    };
    let procurement = ProcurementConnection {
        base: address("CLEARPOST_PROCUREMENT_URL", &base)?,
        bearer: FixedToken::bearer(Secret::new(token)),
        company,
        api_prefix: ApiPrefix::V1,
    };
    let quickbooks = match quickbooks {
        None => None,
        Some([base, realm, token]) => {
            let base = address("CLEARPOST_QUICKBOOKS_URL", &base)?;
            let web = match value("CLEARPOST_QUICKBOOKS_WEB_URL") {
                Some(text) => address("CLEARPOST_QUICKBOOKS_WEB_URL", &text)?,
                None => parse_base(own_web(&base)).map_err(|source| InvalidConnection::Address {
                    variable: "CLEARPOST_QUICKBOOKS_WEB_URL",
                    source,
                })?,
            };
            // A loopback page may be opened only while connected to loopback (promise S8).
            if web.scheme() == "http" && base.scheme() != "http" {
                return Err(InvalidConnection::Value {
                    variable: "CLEARPOST_QUICKBOOKS_WEB_URL",
                    expected: "a loopback address is allowed only while connected to loopback",
                });
            }
            if !realm.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(InvalidConnection::Value {
                    variable: "CLEARPOST_QUICKBOOKS_REALM",
                    expected: "the realm id is a number, such as 9130350000000000",
                });
            }
            let realm = RealmId::new(realm);
            Some(QuickBooksAccess {
                connection: QuickBooksConnection {
                    base,
                    realm,
                    bearer: FixedToken::bearer(Secret::new(token)),
                },
                web,
            })
        }
    };
    let route = match value("CLEARPOST_RESEND_ROUTE") {
        None => None,
        Some(word) => match word.parse() {
            Ok(route @ (Route::Edit | Route::Call)) => Some(route),
            _ => {
                return Err(InvalidConnection::Value {
                    variable: "CLEARPOST_RESEND_ROUTE",
                    expected: "write edit or call",
                });
            }
        },
    };
    let calls = ResendCalls {
        order: call("CLEARPOST_RESEND_CALL_ORDER", value("CLEARPOST_RESEND_CALL_ORDER"))?,
        invoice: call("CLEARPOST_RESEND_CALL_INVOICE", value("CLEARPOST_RESEND_CALL_INVOICE"))?,
    };
    let hurry = value("CLEARPOST_HURRY").is_some();
    let is_elsewhere = |base: &Url| base.scheme() != "http";
    if hurry
        && (is_elsewhere(&procurement.base) || quickbooks.as_ref().is_some_and(|it| is_elsewhere(&it.connection.base)))
    {
        return Err(InvalidConnection::Value {
            variable: "CLEARPOST_HURRY",
            expected: "real services are never hurried; it is for loopback addresses only",
        });
    }
    Ok(Some(Connection {
        procurement,
        quickbooks,
        agreed: AgreedBy::Environment { route, calls },
        hurry,
    }))
}

/// QuickBooks' own pages, of the sandbox for a sandbox company (quickbooks-online-api §8).
pub(crate) fn own_web(base: &Url) -> &'static str {
    let is_sandbox = base.host_str().is_some_and(|host| host.starts_with("sandbox"));
    if is_sandbox {
        QUICKBOOKS_SANDBOX_WEB
    } else {
        QUICKBOOKS_WEB
    }
}

/// `POST /api/v1/invoices/{id}/resend` → verb and path.
fn call(variable: &'static str, text: Option<String>) -> Result<Option<(String, String)>, InvalidConnection> {
    let Some(text) = text else { return Ok(None) };
    let expected = "write verb and path with {id}, such as POST /api/v1/invoices/{id}/resend";
    match parse_call(&text) {
        Some(call) => Ok(Some(call)),
        None => Err(InvalidConnection::Value { variable, expected }),
    }
}

/// Verb and path; none when it is no call that a resend could be.
pub(crate) fn parse_call(text: &str) -> Option<(String, String)> {
    let (verb, path) = text.trim().split_once(char::is_whitespace)?;
    let (verb, path) = (verb.trim().to_ascii_uppercase(), path.trim());
    // GET calls of this service can have side effects, but a resend must never be one that caches answer.
    let is_known = ["POST", "PUT", "PATCH"].contains(&verb.as_str());
    let is_path = path.starts_with('/') && !path.starts_with("//") && path.contains("{id}") && !path.contains("..");
    (is_known && is_path).then(|| (verb, path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Result<Option<Connection>, InvalidConnection> {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        from_environment(&move |name| {
            pairs
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        })
    }

    const PROCUREMENT: [(&str, &str); 3] = [
        ("CLEARPOST_PROCUREMENT_URL", "http://127.0.0.1:4100"),
        ("CLEARPOST_PROCUREMENT_TOKEN", "t"),
        ("CLEARPOST_PROCUREMENT_COMPANY", "7001"),
    ];

    #[test]
    fn without_variables_there_is_no_connection() {
        assert!(environment(&[]).unwrap().is_none());
    }

    #[test]
    fn procurement_alone_is_a_connection() {
        assert!(environment(&PROCUREMENT).unwrap().unwrap().quickbooks.is_none());
    }

    #[test]
    fn a_sandbox_company_opens_in_the_sandbox() {
        for (base, web) in [
            ("https://quickbooks.api.intuit.com", "https://qbo.intuit.com/"),
            (
                "https://sandbox-quickbooks.api.intuit.com",
                "https://sandbox.qbo.intuit.com/",
            ),
        ] {
            let quickbooks = [
                ("CLEARPOST_QUICKBOOKS_URL", base),
                ("CLEARPOST_QUICKBOOKS_REALM", "913"),
                ("CLEARPOST_QUICKBOOKS_ACCESS_TOKEN", "t"),
            ];
            let connection = environment(&[PROCUREMENT.as_slice(), &quickbooks].concat())
                .unwrap()
                .unwrap();
            assert_eq!(connection.quickbooks.unwrap().web.as_str(), web);
        }
    }

    #[test]
    fn only_simulated_services_are_hurried() {
        let hurry = [("CLEARPOST_HURRY", "1")];
        let asked = |base| environment(&[&[("CLEARPOST_PROCUREMENT_URL", base)], &PROCUREMENT[1..], &hurry].concat());
        assert!(asked("http://127.0.0.1:9").unwrap().unwrap().hurry);
        let error = asked("https://app.procurementexpress.com").err().unwrap();
        assert!(error.to_string().contains("CLEARPOST_HURRY"), "{error}");
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = environment(&PROCUREMENT[..2]).err().unwrap();
        assert!(error.to_string().contains("CLEARPOST_PROCUREMENT_COMPANY"));
    }

    #[test]
    fn a_resend_call_needs_a_verb_a_path_and_the_id() {
        for bad in [
            "/api/{id}",
            "POST api/{id}",
            "POST /api/resend",
            "DELETE /api/{id}",
            "POST //evil.example/{id}",
            "GET /a/{id}",
        ] {
            assert!(call("X", Some(bad.to_owned())).is_err(), "{bad}");
        }
        let calls = ResendCalls {
            order: None,
            invoice: call("X", Some("post /api/v1/invoices/{id}/resend".into())).unwrap(),
        };
        assert_eq!(
            calls.for_document(DocumentRef::invoice(7)).unwrap(),
            ("POST".to_owned(), "/api/v1/invoices/7/resend".to_owned())
        );
    }
}
