//! Says what an answer means: the asked-for JSON, or which error.
//!
//! Both spellings of QuickBooks' fault envelope, its XML form, and the error shapes of
//! ProcurementExpress end here (quickbooks-online-api §2.6-2.8, procurementexpress-api §3).

use std::sync::Arc;

use super::answer::{Answer, Flaw, Kind};
use super::wait::Asked;
use crate::error::{Fault, NotTheApi, RemoteError, Service, Told};
use crate::fields::{Fields, elements, scalar_text};
use crate::redact::cut;
use crate::secret::Secret;

const LONGEST_TEXT: usize = 2000;

/// Knows whose answers these are and which secret must not be repeated.
pub(crate) struct Judge {
    pub service: Service,
    pub secret: Arc<Secret>,
    /// The call asks for the company itself, so "not found" and "forbidden" mean the wrong one.
    pub about_company: bool,
}

impl Judge {
    /// The answer if it is JSON without an error in it.
    pub(crate) fn verdict(&self, answer: Answer) -> Result<Answer, RemoteError> {
        match answer.flaw {
            Some(Flaw::TooDeep) => return Err(self.not_the_answer(&answer, NotTheApi::TooDeep)),
            Some(Flaw::LongText) => return Err(self.not_the_answer(&answer, NotTheApi::TooLarge)),
            Some(Flaw::CutOff) | None => {}
        }
        let fault = read_fault(self.service, &answer, &self.secret);
        if !answer.is_success() || fault.is_some() {
            return Err(self.error(&answer, fault));
        }
        match answer.kind {
            Kind::Json => Ok(answer),
            kind => Err(self.not_the_api(&answer, kind)),
        }
    }

    /// The error that an unsuccessful answer stands for.
    pub(crate) fn error(&self, answer: &Answer, fault: Option<Fault>) -> RemoteError {
        let service = self.service;
        let code = fault.as_ref().and_then(|fault| fault.code.clone()).unwrap_or_default();
        let code = code.trim_start_matches('0');
        let status = effective_status(service, answer, code);
        let told = Box::new(Told {
            status: Some(answer.status),
            fault,
            intuit_tid: answer.tid.clone(),
        });
        match status {
            300..=399 => RemoteError::Moved { service, told },
            401 => RemoteError::SignInNeeded { service, told },
            429 => RemoteError::RateLimited {
                service,
                retry_after: match answer.asked {
                    Some(Asked::For(time)) => Some(time),
                    _ => None,
                },
                told,
            },
            500.. => RemoteError::ServiceFailed { service, told },
            // A page instead of an error body comes from something between us and the service.
            403 if matches!(answer.kind, Kind::WebPage) => self.not_the_api(answer, answer.kind),
            404 if matches!(answer.kind, Kind::WebPage) && (self.about_company || service == Service::QuickBooks) => {
                self.not_the_api(answer, answer.kind)
            }
            403 if code == "3100" || (self.about_company && service == Service::Procurement) => {
                RemoteError::WrongCompany { service, told }
            }
            404 if self.about_company && service == Service::Procurement => RemoteError::WrongCompany { service, told },
            403 => RemoteError::PermissionDenied { service, told },
            404 => RemoteError::NotFound { service, told },
            _ => RemoteError::Refused { service, told },
        }
    }

    fn not_the_api(&self, answer: &Answer, kind: Kind) -> RemoteError {
        self.not_the_answer(
            answer,
            match kind {
                Kind::WebPage => NotTheApi::WebPage,
                Kind::Xml => NotTheApi::Xml,
                Kind::Empty => NotTheApi::Empty,
                Kind::Json => NotTheApi::OtherShape,
                Kind::Other => NotTheApi::Unreadable,
            },
        )
    }

    /// JSON came, but not what was asked for.
    pub(crate) fn not_the_answer(&self, answer: &Answer, what: NotTheApi) -> RemoteError {
        RemoteError::NotTheApi {
            service: self.service,
            what,
            told: Box::new(Told {
                status: Some(answer.status),
                fault: None,
                intuit_tid: answer.tid.clone(),
            }),
        }
    }
}

/// QuickBooks answers most faults with 400, and a few with 200: the code decides
/// (quickbooks-online-api §2.6, §7.1). ProcurementExpress repeats the status in the body.
fn effective_status(service: Service, answer: &Answer, code: &str) -> u16 {
    if service == Service::Procurement {
        return match code.parse() {
            Ok(status @ 400..=599) if answer.is_success() => status,
            _ => answer.status,
        };
    }
    // A status that the gateway chose says more than a code inside; 403 was seen for throttling.
    match (answer.status, code) {
        (200..=299 | 400 | 403, "3001" | "429") => 429,
        (200..=299 | 400, "3200" | "100") => 401,
        (200..=299 | 400 | 401, "3100" | "120" | "5020") => 403,
        (200..=299 | 400, "610") => 404,
        (200..=299 | 400, "150") => 503,
        (200..=299, _) => 400,
        (status, _) => status,
    }
}

/// The fault inside an answer, whatever its status, with our secret taken out.
pub(crate) fn read_fault(service: Service, answer: &Answer, secret: &Secret) -> Option<Fault> {
    let fault = match answer.kind {
        Kind::Json => fault_of(service, answer.text(), answer.is_success())?,
        Kind::Xml if service == Service::QuickBooks => Fault {
            code: xml_code(answer.text()),
            ..Fault::default()
        },
        _ => return None,
    };
    let clean = |text: Option<String>| text.map(|text| cut(&secret.scrub(&text), LONGEST_TEXT).to_owned());
    // The detail of a refused token repeats the token, perhaps in another form than ours
    // (quickbooks-online-api §2.7).
    let repeats_token = answer.status == 401 || fault.code.as_deref().is_some_and(|code| code.ends_with("3200"));
    Some(Fault {
        code: clean(fault.code),
        message: clean(fault.message),
        detail: if repeats_token { None } else { clean(fault.detail) },
    })
    .filter(|fault| answer.kind == Kind::Json || fault.code.is_some())
}

/// The fault in a JSON body. A successful answer must carry the envelope; in an unsuccessful one
/// any of the known shapes counts.
fn fault_of(service: Service, text: &str, successful: bool) -> Option<Fault> {
    match service {
        Service::QuickBooks => {
            if successful && !text.contains("ault\"") {
                return None;
            }
            let body = Fields::parse(text)?;
            quickbooks_fault(&body)
        }
        Service::Procurement => {
            if successful && (text.len() > 4096 || !text.contains("\"error")) {
                return None;
            }
            let body = Fields::parse(text)?;
            if successful && !body.has("error") && !body.has("errors") || successful && body.has("id") {
                return None;
            }
            procurement_fault(&body)
        }
    }
}

fn quickbooks_fault(body: &Fields<'_>) -> Option<Fault> {
    let fault = body.object("Fault").or_else(|| body.object("fault"))?;
    let either = |fields: &Fields<'_>, upper: &str, lower: &str| fields.text(upper).or_else(|| fields.text(lower));
    let mut errors = fault.objects("Error");
    errors.extend(fault.objects("error"));
    let first = errors.first();
    Some(Fault {
        code: first.and_then(|error| either(error, "code", "Code")),
        message: first.and_then(|error| either(error, "Message", "message")),
        detail: first.and_then(|error| either(error, "Detail", "detail")),
    })
}

/// Reading order of procurementexpress-api §3.2.
fn procurement_fault(body: &Fields<'_>) -> Option<Fault> {
    let words = |key: &str| {
        let value = body.raw(key)?;
        scalar_text(value).or_else(|| {
            let texts: Vec<String> = elements(value)?.into_iter().filter_map(scalar_text).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        })
    };
    let message = ["error", "errors", "error_description", "message"]
        .into_iter()
        .find_map(words)?;
    Some(Fault {
        code: body
            .text("status")
            .filter(|status| status.bytes().all(|b| b.is_ascii_digit())),
        message: Some(message),
        detail: None,
    })
}

/// `<Error code="610" ...>`: the XML form is recognised for its code only (quickbooks-online-api §2.8).
fn xml_code(text: &str) -> Option<String> {
    let error = text.get(text.find("<Error")?..)?;
    let tag = error.get(..error.find('>')?)?;
    let value = tag.get(tag.find("code=\"")? + 6..)?;
    let code = value.get(..value.find('"')?)?;
    (!code.is_empty() && code.len() <= 10 && code.bytes().all(|b| b.is_ascii_digit())).then(|| code.to_owned())
}
