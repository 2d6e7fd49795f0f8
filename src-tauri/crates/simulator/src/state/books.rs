//! QuickBooks' data: name lists and transactions, with sync tokens, links and tombstones.
//! Stores what passed validation; the rules themselves are in `sync::rules`.

use super::changes::Changes;
use super::lists::Lists;
use super::profile::Profile;
pub use super::records::{Draft, Entity, Named, Txn, TxnLine, plain_name};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub struct Books {
    pub profile: &'static Profile,
    pub names: BTreeMap<(Entity, u64), Named>,
    /// Changed through `txn_mut` only.
    pub txns: BTreeMap<u64, Txn>,
    pub close_date: Option<NaiveDate>,
    /// As CompanyInfo names it: `SUBSCRIBED`, `EXPIRED` …
    pub subscription: String,
    /// Does the plan have purchase orders, classes and billable lines (Plus and above)?
    pub purchase_orders: bool,
    pub warn_duplicates: bool,
    /// Names whose form somebody has open; in lower case.
    pub open_forms: BTreeSet<String>,
    pub ap_account: u64,
    pub lists: Lists,
    changes: Changes<u64>,
    pub replays: HashMap<String, (Vec<u8>, crate::http::Reply)>,
    next_id: u64,
    by_number: HashMap<(Entity, String), Vec<u64>>,
    by_name: HashMap<String, Vec<(Entity, u64)>>,
}

impl Books {
    pub fn new(profile: &'static Profile) -> Self {
        Self {
            profile,
            names: BTreeMap::new(),
            txns: BTreeMap::new(),
            close_date: None,
            subscription: "SUBSCRIBED".to_owned(),
            purchase_orders: true,
            warn_duplicates: true,
            open_forms: BTreeSet::new(),
            ap_account: 0,
            lists: Lists::default(),
            changes: Changes::new(),
            replays: HashMap::new(),
            next_id: 30,
            by_number: HashMap::new(),
            by_name: HashMap::new(),
        }
    }

    /// Read-only subscriptions take no writes (quickbooks-online-api §6.9).
    pub fn read_only(&self) -> bool {
        matches!(
            self.subscription.as_str(),
            "EXPIRED" | "RESTRICTED" | "SUSPENDED" | "CANCELED"
        )
    }

    pub fn plan(&self) -> &'static str {
        if self.purchase_orders {
            "QuickBooks Online Plus"
        } else {
            "QuickBooks Online Essentials"
        }
    }

    fn take_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    pub fn named(&self, entity: Entity, id: u64) -> Option<&Named> {
        self.names.get(&(entity, id))
    }

    pub fn of(&self, entity: Entity) -> impl Iterator<Item = &Named> {
        self.names
            .range((entity, 0)..=(entity, u64::MAX))
            .map(|(_, named)| named)
    }

    /// The record of the shared name space (vendor, customer, employee) with this name.
    pub fn person(&self, name: &str) -> Option<(Entity, u64)> {
        self.with_name(name).find(|(entity, _)| entity.is_person())
    }

    /// All records with this name, whatever the case of its letters.
    pub fn with_name(&self, name: &str) -> impl Iterator<Item = (Entity, u64)> {
        let wanted = name.to_lowercase();
        self.by_name.get(&wanted).into_iter().flatten().copied()
    }

    pub fn add_named(&mut self, entity: Entity, name: &str, fields: Map<String, Value>, at: DateTime<Utc>) -> u64 {
        let id = self.take_id();
        self.by_name.entry(name.to_lowercase()).or_default().push((entity, id));
        let named = Named {
            entity,
            id,
            token: 0,
            created: at,
            updated: at,
            name: name.to_owned(),
            active: true,
            fields,
        };
        self.names.insert((entity, id), named);
        self.lists.changed();
        id
    }

    pub fn rename(&mut self, entity: Entity, id: u64, name: &str, at: DateTime<Utc>) {
        if let Some(named) = self.names.get_mut(&(entity, id)) {
            if let Some(known) = self.by_name.get_mut(&named.name.to_lowercase()) {
                known.retain(|entry| *entry != (entity, id));
            }
            name.clone_into(&mut named.name);
            named.token += 1;
            named.updated = at;
            self.by_name.entry(name.to_lowercase()).or_default().push((entity, id));
            self.lists.changed();
        }
    }

    /// Makes a list record inactive, with the suffix QuickBooks appends, or active again under
    /// its plain name. Answers false when that name is taken by now.
    pub fn set_active(&mut self, entity: Entity, id: u64, active: bool, at: DateTime<Utc>) -> bool {
        let Some(named) = self.names.get(&(entity, id)) else {
            return false;
        };
        if named.active == active {
            return true;
        }
        let free = |books: &Self, name: &str| {
            if entity.is_person() {
                books.person(name).is_none()
            } else {
                books.with_name(name).all(|(kind, _)| kind != entity)
            }
        };
        let name = if active {
            let plain = plain_name(&named.name).to_owned();
            if !free(self, &plain) {
                return false;
            }
            plain
        } else {
            let base = named.name.clone();
            (0..=u32::MAX)
                .map(|n| {
                    if n == 0 {
                        format!("{base} (deleted)")
                    } else {
                        format!("{base} (deleted-{n})")
                    }
                })
                .find(|name| free(self, name))
                .unwrap_or(base)
        };
        self.rename(entity, id, &name, at);
        if let Some(named) = self.names.get_mut(&(entity, id)) {
            named.active = active;
        }
        true
    }

    /// Merges one vendor into another: its id disappears, its transactions carry the surviving id
    /// (quickbooks-online-api §4.3).
    pub fn merge_vendors(&mut self, losing: u64, surviving: u64, at: DateTime<Utc>) {
        if let Some(gone) = self.names.remove(&(Entity::Vendor, losing))
            && let Some(known) = self.by_name.get_mut(&gone.name.to_lowercase())
        {
            known.retain(|entry| *entry != (Entity::Vendor, losing));
        }
        let moved = self.txns.values().filter(|txn| txn.draft.vendor == losing);
        for id in moved.map(|txn| txn.id).collect::<Vec<_>>() {
            if let Some(txn) = self.txn_mut(id) {
                txn.draft.vendor = surviving;
                txn.token += 1;
                txn.updated = at;
            }
        }
        if let Some(named) = self.names.get_mut(&(Entity::Vendor, surviving)) {
            named.token += 1;
            named.updated = at;
        }
        self.lists.changed();
    }

    /// The only way to a transaction for changing it.
    pub(super) fn txn_mut(&mut self, id: u64) -> Option<&mut Txn> {
        self.changes.touch(id);
        self.txns.get_mut(&id)
    }

    /// Transactions that changed at that time or later, deleted ones included.
    pub fn changed_since(&self, at: DateTime<Utc>) -> impl DoubleEndedIterator<Item = &Txn> {
        let ids = self.changes.since(at).into_iter();
        ids.filter_map(|id| self.txns.get(&id))
            .filter(move |txn| txn.updated >= at)
    }

    /// Ends the making of the company: from here on changes are few.
    pub fn settled(&mut self) {
        self.changes
            .restart(self.txns.values().map(|txn| (txn.updated, txn.id)));
        self.lists.changed();
    }

    pub fn txn(&self, id: u64) -> Option<&Txn> {
        self.txns.get(&id).filter(|txn| txn.live())
    }

    /// Live transactions of one kind with this number.
    pub fn numbered(&self, entity: Entity, number: &str) -> impl Iterator<Item = &Txn> {
        self.by_number
            .get(&(entity, number.to_lowercase()))
            .into_iter()
            .flatten()
            .filter_map(|id| self.txn(*id))
            .filter(move |txn| {
                let own = txn.draft.number.as_deref();
                own.is_some_and(|own| own.to_lowercase() == number.to_lowercase())
            })
    }

    pub fn add_txn(&mut self, mut draft: Draft, at: DateTime<Utc>) -> u64 {
        let id = self.take_id();
        number_lines(&mut draft);
        self.index(&draft, id);
        let links = self.link(id, &draft, at);
        self.changes.touch(id);
        self.txns.insert(
            id,
            Txn {
                id,
                token: 0,
                created: at,
                updated: at,
                deleted: None,
                draft,
                paid: Decimal::ZERO,
                closed: false,
                links,
            },
        );
        self.lists.changed();
        id
    }

    /// Replaces what a transaction says. Changing nothing keeps token and time.
    pub fn update_txn(&mut self, id: u64, mut draft: Draft, at: DateTime<Utc>) {
        number_lines(&mut draft);
        let Some(txn) = self.txns.get(&id) else { return };
        if txn.draft == draft {
            return;
        }
        self.index(&draft, id);
        let mut links = self.link(id, &draft, at);
        if let Some(txn) = self.txn_mut(id) {
            for link in &txn.links {
                if !links.contains(link) {
                    links.push(*link);
                }
            }
            txn.links = links;
            txn.draft = draft;
            txn.token += 1;
            txn.updated = at;
        }
        self.lists.changed();
    }

    pub fn pay(&mut self, id: u64, at: DateTime<Utc>) {
        let payment = self.take_id();
        if let Some(txn) = self.txn_mut(id) {
            txn.paid = txn.draft.total();
            txn.links.push((payment, "BillPaymentCheck"));
            txn.token += 1;
            txn.updated = at;
        }
        self.lists.changed();
    }

    /// Takes back every payment of a bill.
    pub fn unpay(&mut self, id: u64, at: DateTime<Utc>) {
        if let Some(txn) = self.txn_mut(id) {
            txn.paid = Decimal::ZERO;
            txn.links.retain(|(_, kind)| *kind != "BillPaymentCheck");
            txn.token += 1;
            txn.updated = at;
        }
        self.lists.changed();
    }

    /// Deletes a transaction, leaving a tombstone; its links fall away on the other side.
    pub fn delete_txn(&mut self, id: u64, at: DateTime<Utc>) {
        if let Some(txn) = self.txn_mut(id) {
            txn.deleted = Some(at);
            txn.updated = at;
        }
        for other in self.linked_to(id) {
            self.drop_link(other, id, at);
        }
        self.lists.changed();
    }

    fn index(&mut self, draft: &Draft, id: u64) {
        if let Some(number) = &draft.number {
            let known = self.by_number.entry((draft.entity, number.to_lowercase())).or_default();
            if !known.contains(&id) {
                known.push(id);
            }
        }
    }
}

fn number_lines(draft: &mut Draft) {
    let mut next = draft.lines.iter().map(|line| line.id).max().unwrap_or(0);
    for line in &mut draft.lines {
        if line.id == 0 {
            next += 1;
            line.id = next;
        }
    }
}
