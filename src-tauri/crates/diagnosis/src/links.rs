//! Addresses of pages of the two services, built from checked ids only.

use clearpost_domain::{DocumentKind, DocumentRef, Entity, RealmId, TransactionKey};

/// A page that a step can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Nowhere,
    /// The document's own page in ProcurementExpress.
    Document,
    /// The page of the order that an invoice belongs to.
    Order,
    /// The counterpart in QuickBooks, where there is one.
    Counterpart,
    Suppliers,
    ProcurementHome,
    Vendors,
    ChartOfAccounts,
    QuickBooksSettings,
    AuditLog,
}

impl Place {
    /// The word for a place in a rule's documentation.
    pub(crate) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "document" => Self::Document,
            "order" => Self::Order,
            "counterpart" => Self::Counterpart,
            "suppliers" => Self::Suppliers,
            "procurement" => Self::ProcurementHome,
            "vendors" => Self::Vendors,
            "accounts" => Self::ChartOfAccounts,
            "settings" => Self::QuickBooksSettings,
            "audit log" => Self::AuditLog,
            _ => return None,
        })
    }
}

/// Where the two services' web pages are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Such as `https://app.procurementexpress.com`; none: no links into ProcurementExpress.
    pub procurement: Option<String>,
    /// Base of QuickBooks' web pages and the company; none: no links into QuickBooks.
    pub quickbooks: Option<(String, RealmId)>,
}

impl Links {
    /// The document's page in ProcurementExpress.
    pub fn document(&self, reference: DocumentRef) -> Option<String> {
        let folder = match reference.kind {
            DocumentKind::Order => "purchase_orders",
            DocumentKind::Invoice => "invoices",
        };
        self.procurement_page(&format!("/en/{folder}/{}", reference.id))
    }

    /// The way to the suppliers: their page's own address is not public, so it starts at the home page.
    pub fn suppliers(&self) -> Option<String> {
        self.place(Place::ProcurementHome)
    }

    pub fn vendor(&self, id: &str) -> Option<String> {
        self.record("vendordetail", "nameId", id)
    }

    pub fn customer(&self, id: &str) -> Option<String> {
        self.record("customerdetail", "nameId", id)
    }

    /// The transaction's page in QuickBooks.
    pub fn transaction(&self, key: &TransactionKey) -> Option<String> {
        let page = match key.entity {
            Entity::PurchaseOrder => "purchaseorder",
            Entity::Bill => "bill",
            Entity::VendorCredit => "vendorcredit",
        };
        self.record(page, "txnId", &key.id)
    }

    /// The address of a page that needs no record.
    pub fn place(&self, place: Place) -> Option<String> {
        match place {
            // The audit log's address is not known.
            Place::Nowhere | Place::Document | Place::Order | Place::Counterpart | Place::AuditLog => None,
            Place::Suppliers | Place::ProcurementHome => self.procurement_page("/"),
            Place::Vendors => self.page("vendors"),
            Place::ChartOfAccounts => self.page("chartofaccounts"),
            Place::QuickBooksSettings => self.page("settings"),
        }
    }

    fn procurement_page(&self, path: &str) -> Option<String> {
        let base = self.procurement.as_deref()?.trim_end_matches('/');
        Some(format!("{base}{path}"))
    }

    fn record(&self, page: &str, parameter: &str, id: &str) -> Option<String> {
        is_id(id).then(|| self.page(&format!("{page}%3F{parameter}%3D{id}")))?
    }

    /// The form that signs in and switches to the right company first.
    fn page(&self, encoded: &str) -> Option<String> {
        let (base, realm) = self.quickbooks.as_ref()?;
        let base = base.trim_end_matches('/');
        is_id(realm.as_str()).then(|| format!("{base}/app/login?pagereq={encoded}&deeplinkcompanyid={realm}"))
    }
}

/// QuickBooks' ids are up to 19 digits; anything else never reaches an address.
fn is_id(id: &str) -> bool {
    (1..=19).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}
