//! What the rules look at for one document, prepared once.

use std::cell::OnceCell;
use std::rc::Rc;

use clearpost_domain::{CauseClass, Confidence, ListKind, ListRecord, Supplier, SyncResult, SyncState, Transaction};

use crate::case::{Case, Company};
use crate::links::Place;
use crate::rules::account::{Coded, coded};
use crate::text::{Classification, Said};

pub(crate) struct Context<'a> {
    pub company: &'a Company<'a>,
    pub case: Case<'a>,
    pub supplier: Option<&'a Supplier>,
    /// The supplier's name, as the service knows it now.
    pub name: &'a str,
    /// The vendor whose id the supplier carries.
    pub mapped: Option<&'a ListRecord>,
    /// Vendors of exactly this name, inactive ones included.
    pub named: Vec<&'a ListRecord>,
    coded: OnceCell<Vec<Coded<'a>>>,
    /// The error that the newest sync entry reports.
    pub text: Option<&'a str>,
    /// What that text says.
    pub said: Option<Rc<Said>>,
}

impl<'a> Context<'a> {
    pub fn new(company: &'a Company<'a>, case: Case<'a>) -> Self {
        let document = case.document;
        let supplier = document.supplier.and_then(|id| company.suppliers.get(&id));
        let name = supplier
            .map(|supplier| supplier.name.as_str())
            .filter(|name| !name.trim().is_empty())
            .unwrap_or(&document.supplier_name);
        let mapped = supplier
            .and_then(|supplier| company.books.mapped_id(&supplier.mappings))
            .and_then(|id| company.books.record(ListKind::Vendor, id));
        let named = if name.trim().is_empty() {
            Vec::new()
        } else {
            company.books.named(ListKind::Vendor, name)
        };
        let text = case
            .verdict
            .sync_report
            .as_ref()
            .filter(|report| report.result == SyncResult::Failed)
            .map(|report| report.text.as_str());
        let said = text.map(|text| company.said(text));
        Self {
            company,
            case,
            supplier,
            name,
            mapped,
            named,
            coded: OnceCell::new(),
            text,
            said,
        }
    }

    /// The same with an earlier error for the newest one.
    pub fn recalling(self, text: &'a str) -> Self {
        Self {
            text: Some(text),
            said: Some(self.company.said(text)),
            ..self
        }
    }

    /// The accounts that the lines are coded to.
    pub fn coded(&self) -> &[Coded<'a>] {
        self.coded.get_or_init(|| coded(self.company.books, self.case.document))
    }

    /// The errors in the reported text.
    pub fn errors(&self) -> &[Classification] {
        self.said.as_ref().map_or(&[], |said| &said.errors)
    }

    /// Whether the reported text is of this class, alone or among others.
    pub fn says(&self, class: CauseClass) -> bool {
        self.errors().iter().any(|error| error.class == class)
    }

    /// Whether the text says nothing but that something was refused (codes 6000 and the like).
    pub fn says_nothing(&self) -> bool {
        self.text
            .is_some_and(|text| is_bare(&self.company.patterns.normalise(text)))
    }

    /// In which words the connection has worked since this document's error.
    pub fn works_since(&self) -> Option<String> {
        let failed_at = self.case.verdict.sync_report.as_ref()?.at?;
        let arrival = self.company.newest_arrival().filter(|arrival| arrival.at > failed_at)?;
        Some(format!(
            "{} arrived on {}, so the connection works again",
            arrival.name,
            arrival.at.date_naive()
        ))
    }

    pub fn says_any(&self, classes: &[CauseClass]) -> bool {
        classes.iter().any(|class| self.says(*class))
    }

    /// How sure a rule may be that fired on a record read from QuickBooks.
    pub fn by_record(&self) -> Confidence {
        if self.company.books.is_connected() && self.case.verdict.state != SyncState::Unknown {
            Confidence::Confirmed
        } else {
            Confidence::Possible
        }
    }

    /// How sure a rule may be that fired because something is *not* in QuickBooks.
    pub fn by_absence(&self) -> Confidence {
        if self.company.books.is_complete() {
            self.by_record()
        } else {
            Confidence::Possible
        }
    }

    /// How sure a rule may be whose data alone would not prove it: the reported error has to agree.
    pub fn if_said(&self, classes: &[CauseClass]) -> Confidence {
        if self.says_any(classes) {
            Confidence::Confirmed
        } else {
            Confidence::Possible
        }
    }

    /// The vendor that the sync would use without further ado.
    pub fn active_vendor(&self) -> Option<&'a ListRecord> {
        match self.mapped {
            Some(mapped) => mapped.active.then_some(mapped),
            None => self.named.iter().find(|vendor| vendor.active).copied(),
        }
    }

    /// The orders of an invoice that are known.
    pub fn orders(&self) -> impl Iterator<Item = Case<'a>> {
        self.case
            .document
            .orders
            .iter()
            .filter_map(|reference| self.company.documents.order(reference))
    }

    /// What is in QuickBooks for another case.
    pub fn in_books(&self, case: Case<'a>) -> Option<&'a Transaction> {
        self.company.books.transaction(&case.verdict.counterpart.as_ref()?.key)
    }

    /// The address of a page, as far as this document has one.
    pub fn url(&self, place: Place) -> Option<String> {
        let links = self.company.links;
        match place {
            Place::Document => links.document(self.case.document.reference),
            Place::Order => {
                let order = self.orders().next()?;
                links.document(order.document.reference)
            }
            Place::Counterpart => {
                let verdict = self.case.verdict;
                let known = verdict.counterpart.as_ref().or(verdict.number_holder.as_ref())?;
                links.transaction(&known.key)
            }
            place => links.place(place),
        }
    }
}

/// Nothing, or a bare code, or the sentence around every business rule of QuickBooks.
fn is_bare(normalised: &str) -> bool {
    let words = normalised.trim_matches(|c: char| !c.is_alphanumeric());
    words.chars().all(|c| !c.is_alphabetic()) || matches!(words, "error 6000" | "code 6000" | "error code 6000")
}
