//! From a document and its verdict to ranked findings.
//!
//! Data beats text: a finding on data that explains the reported error carries its text, and the text
//! alone speaks only where no data does. One fault is reported once. What stops the whole company is
//! said of a document only where it explains that document's own error, or where nothing else is left that
//! does; see [`crate::outages`].

use clearpost_domain::{
    CauseClass, Confidence, Culprit, CulpritKind, DueEvent, Finding, SyncEntry, SyncResult, SyncState, Verdict,
};

use crate::case::{Case, Company};
use crate::context::Context;
use crate::registry::{Detection, RULES, TEXT_RESEMBLES, TEXT_UNKNOWN, is_text_code, text_code};
use crate::rules::company::unavailable;
use crate::rules::text::{known, resembles, unknown};
use crate::rules::{Outcome, is_resend};
use crate::text::{blocks_company, normalise};

/// Why the document is not in the books, what to fix first coming first. Nothing for a document with
/// which nothing is wrong.
pub fn diagnose(company: &Company<'_>, case: Case<'_>) -> Vec<Finding> {
    concluded(company, case, None)
}

/// The same once more: `before` stood in the way of this document when its last error was as new as it
/// is now, or before its last edit. Where the data shows that it no longer does, and nothing else stands,
/// that is what is said, under the class and the record that were named before. While the sync of the edit
/// is awaited, only what stood before it is spoken of.
pub fn diagnose_again(company: &Company<'_>, case: Case<'_>, before: &Finding) -> Vec<Finding> {
    concluded(company, case, Some(before))
}

fn concluded(company: &Company<'_>, case: Case<'_>, before: Option<&Finding>) -> Vec<Finding> {
    let verdict = case.verdict;
    let refused = verdict.sync_report.as_ref().is_some_and(failed);
    let by_data = match verdict.state {
        SyncState::Synced | SyncState::Handled => return Vec::new(),
        SyncState::Pending if before.is_none() || !was_edited(verdict) => return Vec::new(),
        SyncState::Pending => verdict.counterpart.is_none(),
        SyncState::Failed | SyncState::Missing => true,
        SyncState::Differs => {
            let withdrawn = !case.document.is_in_syncing_status();
            if !withdrawn && !refused {
                return Vec::new();
            }
            !withdrawn
        }
        SyncState::NotDue => {
            if verdict.counterpart.is_none() {
                return if refused { not_sent(company, case) } else { Vec::new() };
            }
            false
        }
        SyncState::Unknown => {
            // It may well be there: several good matches, or the service reports success.
            let reported = verdict.sync_report.as_ref().is_some_and(|report| !failed(report));
            let settled = !verdict.candidates.is_empty() || verdict.counterpart.is_some() || reported;
            if settled || !case.document.is_in_syncing_status() {
                return Vec::new();
            }
            true
        }
    };
    let context = Context::new(company, case);
    let mut diagnosis = Diagnosis::default();
    for rule in RULES {
        let Detection::Data(check) = rule.detection else {
            continue;
        };
        if by_data == (rule.class == CauseClass::InBooksNotApproved) {
            continue;
        }
        diagnosis.take(rule.code, rule.company_wide, rule.clears, check(&context));
    }
    if by_data {
        diagnosis.explain_texts(&context);
    }
    // What is in the books already: only what explains the refused update matters.
    let only_explaining = verdict.state == SyncState::Differs;
    if let Some(before) = before.filter(|_| by_data && !only_explaining) {
        diagnosis.follow(&context, before);
    }
    let waits_for_company = diagnosis.waits_for_company();
    diagnosis.found.retain(|found| {
        // Not being connected is said once, never of a document (design §3).
        let is_said = waits_for_company && found.finding.class != CauseClass::AuthExpired;
        found.finding.error_text.is_some() || !(only_explaining || found.company_wide && !is_said)
    });
    if let Some(before) = before.filter(|_| verdict.state == SyncState::Pending) {
        let found = &mut diagnosis.found;
        found.retain(|found| found.finding.resolved || found.finding.class == before.class);
    }
    diagnosis.ranked(&context)
}

/// What would fail if the document synced now, whatever its state. What stops the whole company is
/// not repeated here; see [`crate::outages`]. A cure ends without a resend: approval sends it.
pub fn forecast(company: &Company<'_>, case: Case<'_>) -> Vec<Finding> {
    let context = Context::new(company, case);
    let mut diagnosis = Diagnosis::default();
    for rule in RULES.iter().filter(|rule| rule.foretells) {
        if let Detection::Data(check) = rule.detection {
            diagnosis.take(rule.code, rule.company_wide, rule.clears, check(&context));
        }
    }
    let mut findings = diagnosis.ranked(&context);
    for finding in &mut findings {
        finding.steps.retain(|step| !is_resend(step));
    }
    findings
}

/// A document that is not due and whose last report says that it was not sent for that very reason.
fn not_sent(company: &Company<'_>, case: Case<'_>) -> Vec<Finding> {
    let context = Context::new(company, case);
    let mut diagnosis = Diagnosis::default();
    if context.says(CauseClass::NotReady) {
        let rule = crate::rules::books::not_ready::RULE;
        diagnosis.take(rule.code, false, &[], crate::rules::books::not_ready::check(&context));
    }
    for found in &mut diagnosis.found {
        found.finding.error_text = context.text.map(str::to_owned);
    }
    diagnosis.ranked(&context)
}

/// Whether it is an edit that made the document due: what was reported before is not about it as it is now.
pub fn was_edited(verdict: &Verdict) -> bool {
    verdict.due.is_some_and(|due| due.event == DueEvent::Edited)
}

fn failed(report: &SyncEntry) -> bool {
    report.result == SyncResult::Failed
}

struct Found {
    /// Whether it explains the reported error.
    explains: bool,
    company_wide: bool,
    finding: Finding,
}

/// What was looked at and found fine.
#[derive(Clone)]
struct Fine {
    clears: &'static [CauseClass],
    words: String,
    about: Option<Culprit>,
}

#[derive(Default)]
struct Diagnosis {
    found: Vec<Found>,
    fine: Vec<Fine>,
}

impl Diagnosis {
    fn take(&mut self, code: &str, company_wide: bool, clears: &'static [CauseClass], outcome: Outcome) {
        match outcome {
            Outcome::Fires(faults) => self.found.extend(faults.into_iter().map(|fault| Found {
                explains: false,
                company_wide,
                finding: fault.into_finding(code),
            })),
            Outcome::Fine(words) => self.fine.push(Fine {
                clears,
                words,
                about: None,
            }),
            Outcome::Settled(words, about) => self.fine.push(Fine {
                clears,
                words,
                about: Some(about),
            }),
            Outcome::Silent => {}
        }
    }

    fn explain_texts(&mut self, context: &Context<'_>) {
        let Some(text) = context.text else { return };
        let is_internal = context.says(CauseClass::QboUnavailable) && is_internal(text);
        let says_nothing = context.says(CauseClass::Unknown) && context.says_nothing();
        for error in context.errors() {
            let mut explained = false;
            for Found { explains, finding, .. } in &mut self.found {
                let does = match finding.confidence {
                    Confidence::Possible => finding.class == error.class,
                    _ => says_nothing || data_explains(finding.class, error.class, is_internal),
                };
                if does {
                    explained = true;
                    *explains = true;
                    finding.error_text = Some(text.to_owned());
                }
            }
            if explained {
                continue;
            }
            let (code, fault, resolved) = if error.class == CauseClass::Unknown {
                (TEXT_UNKNOWN, unknown::fault(context, &self.fine_words()), false)
            } else if let Some(known) = &error.resembles {
                (TEXT_RESEMBLES, resembles::fault(context, error.class, known), false)
            } else if let Some(fine) = self.cleared(context, error.class, is_internal) {
                let fault = known::is_gone(context, error.class, &fine.words, fine.about);
                (text_code(error.class), fault, true)
            } else {
                let fault = known::stands(context, error.class, &self.fine_words());
                (text_code(error.class), fault, false)
            };
            let mut finding = fault.into_finding(code);
            finding.error_text = Some(text.to_owned());
            finding.resolved = resolved;
            self.found.push(Found {
                // An unknown text explains nothing, nor does one whose cause is gone.
                explains: finding.confidence != Confidence::Possible,
                company_wide: false,
                finding,
            });
        }
    }

    /// Whether its own cause is gone, so that only what stops the whole company can stand in its way.
    fn waits_for_company(&self) -> bool {
        let mut own = self.found.iter().filter(|found| !found.company_wide);
        let is_gone = self.found.iter().any(|found| found.finding.resolved);
        is_gone && own.all(|found| found.finding.confidence == Confidence::Possible)
    }

    /// Says that what stood before is gone, where the data shows it and nothing else stands.
    fn follow(&mut self, context: &Context<'_>, before: &Finding) {
        let is_internal = context.text.is_some_and(is_internal);
        // What only repeats the text that was explained before is no other cause.
        let repeats = |found: &Found| {
            let finding = &found.finding;
            finding.resolved
                || (is_text_code(&finding.code)
                    && before.error_text.as_deref() == context.text
                    && data_explains(before.class, finding.class, is_internal))
        };
        // What stops the whole company is said beside it.
        let is_own = |found: &Found| !found.company_wide || found.finding.error_text.is_some();
        let stands =
            |found: &Found| found.finding.confidence != Confidence::Possible && is_own(found) && !repeats(found);
        if self.found.iter().any(stands) {
            return;
        }
        let is_cleared = self.cleared(context, before.class, is_internal);
        let Some(fine) = is_cleared.or_else(|| cleared_since(context, before)) else {
            return;
        };
        self.found.retain(|found| !repeats(found));
        let fault = known::is_gone(context, before.class, &fine.words, before.culprit.clone());
        let finding = Finding {
            error_text: context.text.map(str::to_owned).or_else(|| before.error_text.clone()),
            resolved: true,
            ..fault.into_finding(&before.code)
        };
        self.found.push(Found {
            explains: true,
            company_wide: false,
            finding,
        });
    }

    /// What was checked and found fine, each once.
    fn fine_words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for fine in &self.fine {
            if !words.contains(&fine.words) {
                words.push(fine.words.clone());
            }
        }
        words
    }

    /// What shows that the class no longer stands.
    fn cleared(&self, context: &Context<'_>, class: CauseClass, is_internal: bool) -> Option<Fine> {
        let by_data = || self.fine.iter().find(|fine| fine.clears.contains(&class)).cloned();
        if blocks_company(class) {
            // One document that keeps failing while others pass has a fault of its own.
            let own = is_internal && unavailable::is_persistent(context);
            let works = || {
                let words = context
                    .works_since()
                    .filter(|_| class != CauseClass::PlanFeature && !own)?;
                Some(Fine {
                    clears: &[],
                    words,
                    about: Some(context.company.itself()),
                })
            };
            return by_data().or_else(works);
        }
        context.company.books.is_complete().then(by_data)?
    }

    /// What blocks the company, then what explains the reported error, then the order of fixing. A
    /// text that names no record is resolved in the catalogue's order of records.
    fn ranked(mut self, context: &Context<'_>) -> Vec<Finding> {
        let is_generic = context.says(CauseClass::RefInactive);
        self.found.sort_by_key(|Found { explains, finding, .. }| {
            (
                !(blocks_company(finding.class) && finding.confidence != Confidence::Possible),
                !explains,
                finding.confidence,
                if is_generic { place_of(finding) } else { 0 },
                finding.class,
            )
        });
        self.found.into_iter().map(|found| found.finding).collect()
    }
}

/// What shows that the class of an error from before an edit no longer stands. Some rules look only where a
/// text says that there is something to see.
fn cleared_since(context: &Context<'_>, before: &Finding) -> Option<Fine> {
    if context.text.is_some() || !was_edited(context.case.verdict) {
        return None;
    }
    let recalled = Context::new(context.company, context.case).recalling(before.error_text.as_deref()?);
    let mut then = Diagnosis::default();
    for rule in RULES.iter().filter(|rule| rule.clears.contains(&before.class)) {
        if let Detection::Data(check) = rule.detection {
            then.take(rule.code, rule.company_wide, rule.clears, check(&recalled));
        }
    }
    let stands = then.found.iter().any(|found| found.finding.class == before.class);
    let fine = then.cleared(&recalled, before.class, false);
    fine.filter(|_| !stands)
}

/// The order in which a generic text is resolved (error catalogue, REF_INACTIVE).
fn place_of(finding: &Finding) -> usize {
    const ORDER: [CulpritKind; 8] = [
        CulpritKind::Vendor,
        CulpritKind::Account,
        CulpritKind::TaxCode,
        CulpritKind::Class,
        CulpritKind::Department,
        CulpritKind::Customer,
        CulpritKind::Item,
        CulpritKind::Term,
    ];
    let kind = finding.culprit.as_ref().map(|culprit| culprit.kind);
    ORDER.iter().position(|one| Some(*one) == kind).unwrap_or(ORDER.len())
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
                C::VendorInactive | C::ItemInvalid | C::CustomerMissing | C::Terms | C::TxnDeleted
            ),
            C::VendorNotFound => matches!(data, C::VendorNameConflict | C::VendorInactive | C::FieldFormat),
            C::VendorNameConflict => data == C::VendorInactive,
            C::AccountType => data == C::AccountApAr,
            C::RequiredMissing => data == C::CustomerMissing,
            C::PoLinkTxn => matches!(data, C::PoLinkVendor | C::Dependency),
            C::AuthPermission => data == C::PlanFeature,
            C::QboUnavailable => is_internal || data == C::PartialExport,
            _ => false,
        }
}
