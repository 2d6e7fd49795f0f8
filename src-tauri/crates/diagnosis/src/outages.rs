//! What stops the whole company, said once: sign-in, rights, subscription, plan, too many requests,
//! outages.
//!
//! What the settings show stands now. What only error texts tell is dated, and over as soon as a
//! document has arrived since.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CauseClass, Confidence, DocumentKind, DocumentRef, Finding, SyncResult, SyncState};
use serde::{Deserialize, Serialize};

use crate::case::{Case, Company};
use crate::documentation::{class_doc, first_rule};
use crate::rules::Fault;
use crate::rules::company::{plan, sign_in, subscription};
use crate::text::blocks_company;

/// One thing that stops, or stopped, every document of the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// `resolved` when a document has arrived since.
    pub finding: Finding,
    /// The documents whose own error reports it, or that it holds back.
    pub documents: Vec<DocumentRef>,
    /// When it was first and last reported.
    pub first_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
}

/// What was reported of one class.
#[derive(Default)]
struct Reports {
    documents: Vec<DocumentRef>,
    first_at: Option<DateTime<Utc>>,
    last_at: Option<DateTime<Utc>>,
}

/// Everything that stops the company, the first to fix first. What is over comes last.
pub fn outages<'a>(company: &Company<'a>, cases: impl IntoIterator<Item = Case<'a>>) -> Vec<Outage> {
    let mut reported: BTreeMap<CauseClass, Reports> = BTreeMap::new();
    let mut waiting: Vec<(DocumentKind, DocumentRef)> = Vec::new();
    for Case { document, verdict } in cases {
        if matches!(verdict.state, SyncState::Failed | SyncState::Missing) {
            waiting.push((document.kind(), document.reference));
        }
        let failed = verdict
            .sync_report
            .as_ref()
            .filter(|one| one.result == SyncResult::Failed);
        let is_open = !matches!(verdict.state, SyncState::Synced | SyncState::Handled);
        let Some(report) = failed.filter(|_| is_open) else {
            continue;
        };
        for error in &company.said(&report.text).errors {
            if !blocks_company(error.class) || error.confidence == Confidence::Possible {
                continue;
            }
            let known = reported.entry(error.class).or_default();
            known.documents.push(document.reference);
            known.first_at = known.first_at.into_iter().chain(report.at).min();
            known.last_at = known.last_at.max(report.at);
        }
    }
    // One document with an internal error is most likely at fault itself.
    reported.retain(|class, known| *class != CauseClass::QboUnavailable || known.documents.len() > 1);
    let mut found = shown(company, &waiting, &mut reported);
    found.extend(reported.into_iter().map(|(class, known)| told(company, class, known)));
    found.sort_by_key(|outage| (outage.finding.resolved, outage.finding.confidence, outage.finding.class));
    found
}

/// What the settings of the company show.
fn shown(
    company: &Company<'_>,
    waiting: &[(DocumentKind, DocumentRef)],
    reported: &mut BTreeMap<CauseClass, Reports>,
) -> Vec<Outage> {
    let of = |kind: DocumentKind| {
        waiting
            .iter()
            .filter(move |(one, _)| *one == kind)
            .map(|(_, name)| *name)
    };
    let all = || waiting.iter().map(|(_, name)| *name).collect::<Vec<_>>();
    let mut faults: Vec<(Fault, Vec<DocumentRef>)> = Vec::new();
    faults.extend(sign_in::fault(company).map(|fault| (fault, all())));
    faults.extend(subscription::fault(company).map(|fault| (fault, all())));
    for kind in [DocumentKind::Order, DocumentKind::Invoice] {
        let documents: Vec<DocumentRef> = of(kind).collect();
        faults.extend(
            plan::fault(company, kind)
                .filter(|_| !documents.is_empty())
                .map(|fault| (fault, documents)),
        );
    }
    faults
        .into_iter()
        .map(|(fault, documents)| {
            let known = reported.remove(&fault.class).unwrap_or_default();
            Outage {
                finding: fault.into_finding_of_class(),
                documents,
                first_at: known.first_at,
                last_at: known.last_at,
            }
        })
        .collect()
}

/// What only the error texts of documents tell.
fn told(company: &Company<'_>, class: CauseClass, known: Reports) -> Outage {
    let doc = class_doc(class);
    let over = known.last_at.and_then(|last| {
        company
            .newest_arrival()
            .filter(|arrival| arrival.at > last && class != CauseClass::PlanFeature)
    });
    let count = known.documents.len();
    let documents = if count == 1 {
        "One document"
    } else {
        "Several documents"
    };
    let (headline, cause) = match over {
        Some(arrival) => (
            format!("Over: {}", lower(&doc.headline)),
            format!(
                "{documents} failed for this ({count}). Since then {} arrived on {}, so it is over: they can be resent.",
                arrival.name,
                arrival.at.date_naive()
            ),
        ),
        None => (
            doc.headline.clone(),
            format!("{documents} failed for this ({count}). {} {}", doc.meaning, doc.why),
        ),
    };
    let resolved = over.is_some();
    let confidence = if resolved {
        Confidence::Possible
    } else {
        Confidence::Likely
    };
    let fault = Fault::of_company(company, class, confidence, headline, cause);
    Outage {
        finding: Finding {
            resolved,
            ..fault.into_finding_of_class()
        },
        documents: known.documents,
        first_at: known.first_at,
        last_at: known.last_at,
    }
}

impl Fault {
    /// Under the code of the rule that documents its class.
    fn into_finding_of_class(self) -> Finding {
        let code = first_rule(self.class).map_or("", |rule| rule.code);
        self.into_finding(code)
    }
}

/// The headline within a sentence; names of products keep their capital.
fn lower(headline: &str) -> String {
    let is_name = ["ProcurementExpress", "QuickBooks"]
        .iter()
        .any(|name| headline.starts_with(name));
    let mut letters = headline.chars();
    match letters.next() {
        Some(first) if !is_name => first.to_lowercase().chain(letters).collect(),
        _ => headline.to_owned(),
    }
}
