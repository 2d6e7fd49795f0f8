//! What this company's sync makes of a document, learned from the pairs that are certain: which date
//! becomes the transaction date, and whether totals are gross or net. Neither is public (design §3).

use chrono::NaiveDate;
use clearpost_domain::{Document, DocumentKind, Transaction};
use serde::{Deserialize, Serialize};

/// A date of a document that may become QuickBooks' `TxnDate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateSource {
    Issue,
    Submitted,
    ApprovalKey,
    Created,
    Approved,
}

impl DateSource {
    const ORDER: [Self; 4] = [Self::Submitted, Self::ApprovalKey, Self::Created, Self::Approved];
    const INVOICE: [Self; 3] = [Self::Issue, Self::Approved, Self::Created];

    const fn all(kind: DocumentKind) -> &'static [Self] {
        match kind {
            DocumentKind::Order => &Self::ORDER,
            DocumentKind::Invoice => &Self::INVOICE,
        }
    }

    /// In the accountant's words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Issue => "issue date",
            Self::Submitted => "\"Submitted On\" date",
            Self::ApprovalKey => "date of the approval key",
            Self::Created => "date it was created",
            Self::Approved => "approval date",
        }
    }

    pub fn of(self, document: &Document) -> Option<NaiveDate> {
        match self {
            Self::Issue => document.issue_date,
            Self::Submitted => document.submitted_at.map(|at| at.date_naive()),
            Self::ApprovalKey => {
                let (_, date) = document.approval_key.as_deref()?.split_once('-')?;
                date.parse().ok()
            }
            Self::Created => document.created_at.map(|at| at.date_naive()),
            Self::Approved => document.validated_on.or_else(|| {
                document
                    .detail
                    .as_ref()
                    .and_then(|detail| detail.approved_at)
                    .map(|at| at.date_naive())
            }),
        }
    }
}

/// Which total of a document becomes QuickBooks' `TotalAmt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TotalSource {
    Gross,
    Net,
}

/// What was learned for one kind of document. `None` means: not learned yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convention {
    pub date: Option<DateSource>,
    pub total: Option<TotalSource>,
    /// Whether the due date is carried over.
    pub due_date: Option<bool>,
}

/// What was learned for a company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conventions {
    pub order: Convention,
    pub invoice: Convention,
}

/// Fewer pairs teach nothing.
const LEAST_PAIRS: usize = 3;

impl Conventions {
    pub fn of(&self, kind: DocumentKind) -> &Convention {
        match kind {
            DocumentKind::Order => &self.order,
            DocumentKind::Invoice => &self.invoice,
        }
    }

    pub fn learn<'a>(pairs: impl Iterator<Item = (&'a Document, &'a Transaction)>) -> Self {
        let (orders, invoices): (Vec<_>, Vec<_>) =
            pairs.partition(|(document, _)| document.kind() == DocumentKind::Order);
        Self {
            order: learn(DocumentKind::Order, &orders),
            invoice: learn(DocumentKind::Invoice, &invoices),
        }
    }
}

fn learn(kind: DocumentKind, pairs: &[(&Document, &Transaction)]) -> Convention {
    let date = most(pairs, DateSource::all(kind), |source, document, transaction| {
        Some(source.of(document)? == transaction.date?)
    });
    let total = most(
        pairs,
        &[TotalSource::Gross, TotalSource::Net],
        |source, document, transaction| {
            let value = match source {
                TotalSource::Gross => document.gross,
                TotalSource::Net => document.net,
            };
            Some(value?.abs() == transaction.total?.abs())
        },
    );
    let due_date = most(pairs, &[()], |(), document, transaction| {
        Some(document.due_date? == transaction.due_date?)
    });
    Convention {
        date,
        total,
        due_date: due_date.map(|()| true),
    }
}

/// The first source with which two thirds of the pairs agree and no other source agrees more often.
fn most<S: Copy>(
    pairs: &[(&Document, &Transaction)],
    sources: &[S],
    agrees: impl Fn(S, &Document, &Transaction) -> Option<bool>,
) -> Option<S> {
    let mut best: Option<(usize, S)> = None;
    for source in sources {
        let told: Vec<bool> = pairs
            .iter()
            .filter_map(|(document, txn)| agrees(*source, document, txn))
            .collect();
        let agreeing = told.iter().filter(|agrees| **agrees).count();
        if told.len() >= LEAST_PAIRS && agreeing * 3 >= told.len() * 2 && best.is_none_or(|(most, _)| agreeing > most) {
            best = Some((agreeing, *source));
        }
    }
    best.map(|(_, source)| source)
}
