//! From a document and its verdict to ranked findings.
//!
//! Data beats text: a finding on data that explains the reported error carries its text, and the text
//! alone speaks only where no data does. One fault is reported once.

use clearpost_domain::{CauseClass, Confidence, Finding, SyncState};

use crate::case::{Case, Company};
use crate::context::Context;
use crate::registry::{RULES, TEXT_KNOWN, TEXT_UNKNOWN};
use crate::rules::Outcome;
use crate::rules::text::{known, unknown};
use crate::text::{blocks_company, normalise};

/// Why the document is not in the books, what to fix first coming first. Nothing for a document with
/// which nothing is wrong.
pub fn diagnose(company: &Company<'_>, case: Case<'_>) -> Vec<Finding> {
    let verdict = case.verdict;
    let by_data = match verdict.state {
        SyncState::Synced | SyncState::Handled | SyncState::Pending => return Vec::new(),
        SyncState::Failed | SyncState::Missing => true,
        SyncState::Differs => {
            let withdrawn = !case.document.is_in_syncing_status();
            let refused = verdict.sync_report.as_ref().is_some_and(failed);
            if !withdrawn && !refused {
                return Vec::new();
            }
            !withdrawn
        }
        SyncState::NotDue => {
            if verdict.counterpart.is_none() {
                return Vec::new();
            }
            false
        }
        SyncState::Unknown => {
            // It may well be there: several good matches, or the service reports success.
            let settled = !verdict.candidates.is_empty()
                || verdict.counterpart.is_some()
                || verdict.sync_report.as_ref().is_some_and(|report| !failed(report));
            if settled || !case.document.is_in_syncing_status() {
                return Vec::new();
            }
            true
        }
    };
    let context = Context::new(company, case);
    let mut diagnosis = Diagnosis::default();
    for rule in RULES {
        if by_data == (rule.class == CauseClass::InBooksNotApproved) {
            continue;
        }
        diagnosis.take(rule.code, rule.clears, (rule.check)(&context));
    }
    if by_data {
        diagnosis.explain_texts(&context);
    }
    if verdict.state == SyncState::Differs {
        // The document is in the books: only what explains the refused update matters.
        diagnosis.found.retain(|(_, finding)| finding.error_text.is_some());
    }
    diagnosis.ranked()
}

/// What would fail if the document synced now, whatever its state.
pub fn forecast(company: &Company<'_>, case: Case<'_>) -> Vec<Finding> {
    let context = Context::new(company, case);
    let mut diagnosis = Diagnosis::default();
    for rule in RULES.iter().filter(|rule| rule.foretells) {
        diagnosis.take(rule.code, rule.clears, (rule.check)(&context));
    }
    diagnosis.ranked()
}

fn failed(report: &clearpost_domain::SyncEntry) -> bool {
    report.result == clearpost_domain::SyncResult::Failed
}

#[derive(Default)]
struct Diagnosis {
    /// Whether it explains the reported error, and the finding.
    found: Vec<(bool, Finding)>,
    /// What was looked at and found fine, with the classes that it clears.
    fine: Vec<(&'static [CauseClass], String)>,
}

impl Diagnosis {
    fn take(&mut self, code: &str, clears: &'static [CauseClass], outcome: Outcome) {
        match outcome {
            Outcome::Fires(faults) => self
                .found
                .extend(faults.into_iter().map(|fault| (false, fault.into_finding(code)))),
            Outcome::Fine(words) => self.fine.push((clears, words)),
            Outcome::Silent => {}
        }
    }

    fn explain_texts(&mut self, context: &Context<'_>) {
        let Some(text) = context.text else { return };
        let is_internal = context.says(CauseClass::QboUnavailable) && is_internal(text);
        for error in context.errors.iter() {
            let mut explained = false;
            for (explains, finding) in &mut self.found {
                let does = finding.confidence != Confidence::Possible || finding.class == error.class;
                if does && data_explains(finding.class, error.class, is_internal) {
                    explained = true;
                    *explains = true;
                    finding.error_text = Some(text.to_owned());
                }
            }
            if explained {
                continue;
            }
            let fine = || -> Vec<String> {
                let mut words: Vec<String> = Vec::new();
                for (_, word) in &self.fine {
                    if !words.contains(word) {
                        words.push(word.clone());
                    }
                }
                words
            };
            let (code, fault) = if error.class == CauseClass::Unknown {
                (TEXT_UNKNOWN, unknown::fault(context, &fine()))
            } else if let Some(words) = self.cleared(context, error.class) {
                (TEXT_KNOWN, known::is_gone(context, error.class, &words))
            } else {
                (TEXT_KNOWN, known::stands(context, error.class, &fine()))
            };
            let mut finding = fault.into_finding(code);
            finding.error_text = Some(text.to_owned());
            // An unknown text explains nothing, nor does one whose cause is gone.
            self.found.push((finding.confidence != Confidence::Possible, finding));
        }
    }

    /// In which words the data, completely read, shows that the class no longer stands.
    fn cleared(&self, context: &Context<'_>, class: CauseClass) -> Option<String> {
        if !context.company.books.is_complete() {
            return None;
        }
        self.fine
            .iter()
            .find(|(clears, _)| clears.contains(&class))
            .map(|(_, words)| words.clone())
    }

    /// What blocks the company, then what explains the reported error, then the order of fixing.
    fn ranked(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|(explains, finding)| {
            (
                !(blocks_company(finding.class) && finding.confidence != Confidence::Possible),
                !explains,
                finding.confidence,
                finding.class,
            )
        });
        self.found.into_iter().map(|(_, finding)| finding).collect()
    }
}

/// QuickBooks' unhelpful internal faults often hide wrong data.
fn is_internal(text: &str) -> bool {
    let text = normalise(text);
    text.contains("internal") || text.contains("unexpected error")
}

/// Whether a finding on data is what a text of some class is about. Generic texts do not name the
/// record, so findings that do stand for them.
fn data_explains(data: CauseClass, text: CauseClass, is_internal: bool) -> bool {
    use CauseClass as C;
    data == text
        || match text {
            C::RefInactive => matches!(
                data,
                C::VendorInactive | C::ItemInvalid | C::CustomerMissing | C::TxnDeleted
            ),
            C::VendorNotFound => matches!(data, C::VendorNameConflict | C::VendorInactive),
            C::VendorNameConflict => data == C::VendorInactive,
            C::AccountType => data == C::AccountApAr,
            C::QboUnavailable => is_internal,
            _ => false,
        }
}
