//! Rules about records that a document refers to: classes, customers, and what the error names by its id.

pub(crate) mod inactive;
pub(crate) mod named;
pub(crate) mod stale_link;

use clearpost_domain::{CauseClass, Culprit, CulpritKind, ListKind, strip_deleted_suffix};

use crate::context::Context;
use crate::rules::{Fault, Outcome};

/// What became of the records of these lists that the error names by their ids.
pub(crate) fn element(context: &Context<'_>, class: CauseClass, kinds: &[ListKind]) -> Outcome {
    let books = context.company.books;
    let mut fine: Option<Outcome> = None;
    for named in context.said.iter().flat_map(|said| &said.elements) {
        let lists: Vec<ListKind> = named
            .lists
            .iter()
            .copied()
            .filter(|list| kinds.contains(list))
            .collect();
        let Some(first) = lists.first().copied().filter(|_| books.is_connected()) else {
            continue;
        };
        let found = lists.iter().find_map(|list| books.record(*list, &named.id));
        let (headline, name, kind) = match found {
            Some(record) if record.active => {
                let about = Culprit {
                    kind: culprit_kind(record.kind),
                    id: record.id.clone(),
                    name: record.name.clone(),
                };
                let words = format!("{} {} is active in QuickBooks", list_word(record.kind), record.name);
                fine = Some(Outcome::Settled(words, about));
                continue;
            }
            Some(record) => {
                let name = strip_deleted_suffix(&record.name).to_owned();
                let list = list_word(record.kind);
                (format!("{list} {name} is inactive in QuickBooks"), name, record.kind)
            }
            None if books.has_all_names() => {
                let list = list_word(first);
                (
                    format!("{list} with id {} is not in QuickBooks any more", named.id),
                    String::new(),
                    first,
                )
            }
            None => continue,
        };
        return Fault::documented(
            context,
            class,
            context.by_absence(),
            headline,
            format!(
                "QuickBooks names it in the error by its id {}, and accepts nothing for it.",
                named.id
            ),
        )
        .blaming(Some(Culprit {
            kind: culprit_kind(kind),
            id: named.id.clone(),
            name,
        }))
        .into();
    }
    fine.unwrap_or(Outcome::Silent)
}

const fn list_word(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Vendor => "Vendor",
        ListKind::Customer => "Customer",
        ListKind::Employee => "Employee",
        ListKind::Account => "Account",
        ListKind::Class => "Class",
        ListKind::Department => "Location",
        ListKind::Item => "Product or service",
        ListKind::Term => "Terms",
        ListKind::TaxCode => "Tax code",
    }
}

const fn culprit_kind(kind: ListKind) -> CulpritKind {
    match kind {
        ListKind::Vendor => CulpritKind::Vendor,
        ListKind::Customer => CulpritKind::Customer,
        ListKind::Employee => CulpritKind::Employee,
        ListKind::Account => CulpritKind::Account,
        ListKind::Class => CulpritKind::Class,
        ListKind::Department => CulpritKind::Department,
        ListKind::Item => CulpritKind::Item,
        ListKind::Term => CulpritKind::Term,
        ListKind::TaxCode => CulpritKind::TaxCode,
    }
}
