//! A table that follows changes is the one that would be read anew.

use std::collections::BTreeMap;

use clearpost_domain::{DocumentRef, Proof, SyncState};
use clearpost_store::StatusRow;
use proptest::prelude::*;

use super::{Filter, Sort, Table};

fn row(id: u64, day: u32, supplier: &str) -> StatusRow {
    StatusRow {
        reference: DocumentRef::invoice(id),
        number: format!("INV-{id}"),
        supplier: supplier.to_owned(),
        amount: None,
        currency: None,
        date: format!("2026-02-{:02}", day + 1).parse().ok(),
        procurement_status: "ready_to_pay".to_owned(),
        state: SyncState::Synced,
        proof: Proof::Verified,
        classes: Vec::new(),
        headline: String::new(),
        counterpart: None,
        due: None,
        archived: false,
        cause_id: None,
    }
}

fn rows() -> impl Strategy<Value = BTreeMap<u64, StatusRow>> {
    proptest::collection::btree_map(0..20u64, (0..5u32, any::<bool>()), 0..12).prop_map(|ids| {
        let named = |is_alder| if is_alder { "Alder" } else { "Northgate" };
        ids.into_iter()
            .map(|(id, (day, is_alder))| (id, row(id, day, named(is_alder))))
            .collect()
    })
}

fn shown(table: &Table, search: &str) -> Vec<StatusRow> {
    let filter = Filter {
        search: Some(search.to_owned()),
        ..Filter::default()
    };
    let window = table.window(&filter, Sort::default(), 0, usize::MAX);
    window.rows.into_iter().cloned().collect()
}

proptest! {
    #[test]
    fn a_changed_table_is_the_one_made_anew(
        before in rows(), changed in rows(), gone in proptest::collection::btree_set(0..20u64, 0..5),
    ) {
        let mut table = Table::new(before.values().cloned().collect());
        let gone: Vec<u64> = gone.into_iter().filter(|id| !changed.contains_key(id)).collect();
        let references: Vec<DocumentRef> = gone.iter().copied().map(DocumentRef::invoice).collect();
        table.change(changed.values().cloned().collect(), &references);
        let mut after = before;
        after.extend(changed);
        after.retain(|id, _| !gone.contains(id));
        let anew = Table::new(after.values().cloned().collect());
        prop_assert_eq!(table.rows().collect::<Vec<_>>(), anew.rows().collect::<Vec<_>>());
        for search in ["alder", "INV-1"] {
            prop_assert_eq!(shown(&table, search), shown(&anew, search));
        }
        for id in 0..20 {
            prop_assert_eq!(table.row(DocumentRef::invoice(id)), after.get(&id));
        }
    }
}
