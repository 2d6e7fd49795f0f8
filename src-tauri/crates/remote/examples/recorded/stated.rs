//! What the README of the recorded answers states about single files. A file that is not there is
//! passed over.

use std::path::Path;

use clearpost_domain::{Entity, ListKind, ListRecord, Transaction};
use clearpost_remote::{NotTheApi, RemoteError};
use serde_json::{Value, json};

use crate::server::{self, Server, now, status};

/// How many statements held; the others are added to the failures.
pub async fn check(folder: &Path, failures: &mut Vec<String>) -> usize {
    let facts = Facts(folder);
    let mut held = 0;
    for (statement, holds) in [
        (
            "27 vendors with the inactive one, whose name says so",
            facts.inactive_vendor().await,
        ),
        ("the count knows the 26 active ones only", facts.count().await),
        (
            "six pages of five together hold 26 different vendors",
            facts.pages().await,
        ),
        (
            "the order of vendors is by name, byte by byte, and not by id",
            facts.order().await,
        ),
        (
            "names with an apostrophe and an ampersand come whole",
            facts.names().await,
        ),
        (
            "an inactive account says so in both names and an update without a change keeps its time",
            facts.account().await,
        ),
        ("an update with a change has a later time", facts.customer().await),
        ("an empty answer past the end is the end", facts.past_the_end().await),
        ("an employee who left is read", facts.employees().await),
        (
            "a fault without a time is a fault",
            facts.fault("fault_400_2030_invalid_id.json", 400, "2030").await,
        ),
        (
            "the gateway's envelope is a fault",
            facts.fault("fault_401_3200_token_expired.json", 401, "3200").await,
        ),
        (
            "an order is open, closed by an expense, closed by a bill",
            facts.orders().await,
        ),
        ("orders in the XML form are named as XML", facts.xml().await),
    ] {
        match holds {
            Some(true) => held += 1,
            Some(false) => failures.push(format!("README: {statement}")),
            None => println!("passed over: {statement}"),
        }
    }
    held
}

struct Facts<'a>(&'a Path);

impl Facts<'_> {
    fn text(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(name)).ok()
    }

    async fn list(&self, kind: ListKind, name: &str) -> Option<Vec<ListRecord>> {
        let mut body: Value = serde_json::from_str(&self.text(&format!("recorded-json/{name}"))?).ok()?;
        if let Some(record) = body.get(kind.word()).cloned() {
            body = json!({ "QueryResponse": { kind.word(): [record] } });
        }
        let client = Server::start([server::json(body.to_string())]).await.quickbooks();
        Some(client.list(kind, None, 1).await.ok()?.items)
    }

    async fn inactive_vendor(&self) -> Option<bool> {
        let vendors = self
            .list(ListKind::Vendor, "vendor_query_active_in_true_false.json")
            .await?;
        let inactive: Vec<_> = vendors.iter().filter(|vendor| !vendor.active).collect();
        Some(
            vendors.len() == 27
                && inactive.len() == 1
                && inactive[0].id == "53"
                && inactive[0].name.ends_with(" (deleted)"),
        )
    }

    async fn count(&self) -> Option<bool> {
        let text = self.text("recorded-json/vendor_count.json")?;
        let client = Server::start([server::json(text)]).await.quickbooks();
        let page = client.list(ListKind::Vendor, None, 1).await.ok()?;
        Some(page.total == Some(26) && page.items.is_empty())
    }

    async fn pages(&self) -> Option<bool> {
        let (mut sizes, mut ids) = (Vec::new(), std::collections::BTreeSet::new());
        for page in 1..=6 {
            let vendors = self
                .list(ListKind::Vendor, &format!("vendor_page_{page}_of_6.json"))
                .await?;
            sizes.push(vendors.len());
            ids.extend(vendors.into_iter().map(|vendor| vendor.id));
        }
        Some(sizes == [5, 5, 5, 5, 5, 1] && ids.len() == 26)
    }

    async fn order(&self) -> Option<bool> {
        let vendors = self
            .list(ListKind::Vendor, "vendor_query_active_in_true_false.json")
            .await?;
        let ids: Vec<u64> = vendors.iter().filter_map(|vendor| vendor.id.parse().ok()).collect();
        Some(vendors.is_sorted_by(|a, b| a.name.as_bytes() <= b.name.as_bytes()) && !ids.is_sorted())
    }

    async fn names(&self) -> Option<bool> {
        let vendors = self
            .list(ListKind::Vendor, "vendor_query_displayname_ampersand.json")
            .await?;
        let customers = self
            .list(ListKind::Customer, "customer_query_displayname_apostrophe.json")
            .await?;
        Some(
            vendors.len() == 1
                && vendors[0].name.contains(" & ")
                && customers.len() == 1
                && customers[0].name.contains('\''),
        )
    }

    async fn account(&self) -> Option<bool> {
        let before = self.list(ListKind::Account, "account_read_inactive.json").await?;
        let after = self
            .list(ListKind::Account, "account_sparse_update_response.json")
            .await?;
        let marked = |name: &str| name.ends_with(" (deleted)");
        let account = before.first()?;
        Some(
            before == after
                && !account.active
                && marked(&account.name)
                && account.full_name.as_deref().is_some_and(marked),
        )
    }

    async fn customer(&self) -> Option<bool> {
        let before = self
            .list(ListKind::Customer, "customer_before_sparse_update.json")
            .await?;
        let after = self
            .list(ListKind::Customer, "customer_after_sparse_update.json")
            .await?;
        Some(before.first()?.id == after.first()?.id && before.first()?.updated_at < after.first()?.updated_at)
    }

    async fn past_the_end(&self) -> Option<bool> {
        Some(
            self.list(ListKind::Customer, "query_empty_past_end.json")
                .await?
                .is_empty(),
        )
    }

    async fn employees(&self) -> Option<bool> {
        let employees = self
            .list(ListKind::Employee, "employee_query_active_in_true_false.json")
            .await?;
        Some(
            employees
                .iter()
                .any(|employee| !employee.active && employee.name.ends_with(" (deleted)")),
        )
    }

    async fn fault(&self, name: &str, http: u16, code: &str) -> Option<bool> {
        let text = self.text(&format!("recorded-json/{name}"))?;
        let client = Server::start([status(http, text)]).await.quickbooks();
        let error = client.list(ListKind::Vendor, None, 1).await.err()?;
        let has_code = error.fault()?.code.as_deref() == Some(code);
        // What a refused token's detail repeats is the token.
        Some(has_code && error.is_sign_in_needed() == (http == 401) && (http != 401 || error.fault()?.detail.is_none()))
    }

    async fn orders(&self) -> Option<bool> {
        let rows: Value = serde_json::from_str(&self.text("sandbox-json/airbyte_purchase_orders_2023.json")?).ok()?;
        let body = json!({ "QueryResponse": { "PurchaseOrder": rows } });
        let client = Server::start([server::json(body.to_string())]).await.quickbooks();
        let orders = client.transactions(Entity::PurchaseOrder, 1, now()).await.ok()?.items;
        let seen = |id: &str| {
            let order: &Transaction = orders.iter().find(|order| order.key.id == id)?;
            let kinds: Vec<&str> = order.links.iter().map(|link| link.kind.as_str()).collect();
            Some((order.order_status.clone()?, kinds.join(",")))
        };
        let said = |status: &str, kinds: &str| Some((status.to_owned(), kinds.to_owned()));
        Some(
            seen("45") == said("Open", "")
                && seen("114") == said("Closed", "Purchase")
                && seen("125") == said("Closed", "Bill"),
        )
    }

    async fn xml(&self) -> Option<bool> {
        let text = self.text("recorded-xml/po_query_duplicate_docnumber_many.xml")?;
        let client = Server::start([server::json(text)]).await.quickbooks();
        let error = client.transactions(Entity::PurchaseOrder, 1, now()).await.err()?;
        Some(matches!(
            error,
            RemoteError::NotTheApi {
                what: NotTheApi::Xml,
                ..
            }
        ))
    }
}
