//! The connected companies of one data folder: which there are, and how they are disconnected. Making
//! a connection is `setup`'s.

mod disconnect;
mod stored;

use std::path::Path;
use std::sync::Arc;

use clearpost_domain::{CompanyKey, RealmId};
use clearpost_remote::Limits;
use clearpost_store::{Cache, ConnectionRow, DataDir, Ledger, Source};

use crate::clock::Clock;
use crate::colour::Colour;
use crate::error::EngineError;
use crate::tokens::{Place, Trouble};
use crate::vault::{KeychainState, Vault};

pub use disconnect::Disconnected;
pub(crate) use stored::{Confirmed, chosen};

/// One company that is connected, or cached from an earlier connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    pub key: CompanyKey,
    pub name: String,
    pub quickbooks_name: Option<String>,
    pub procurement_company: String,
    pub realm: Option<RealmId>,
    /// `sandbox` or `production`; none while QuickBooks is not connected.
    pub environment: Option<String>,
    pub colour: Colour,
    pub is_default: bool,
    /// Credentials are stored for it; else only its cache is there.
    pub is_connected: bool,
    pub trouble: Option<(Source, Trouble)>,
}

/// Everything about connections that is not about one opened company.
pub struct Accounts {
    pub(crate) dir: DataDir,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) cache: Cache,
    pub(crate) vault: Vault,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
}

/// The item of the vault for one side of a connection.
pub(crate) fn item(id: &str, side: Source) -> String {
    format!("{id}/{}", side.word())
}

impl Accounts {
    pub fn open(data_dir: &Path, clock: Clock) -> Result<Self, EngineError> {
        let dir = DataDir::open(data_dir).map_err(EngineError::Cache)?;
        let (cache, _) = Cache::open(&dir).map_err(EngineError::Cache)?;
        let (ledger, _) = Ledger::open(&dir).map_err(EngineError::Ledger)?;
        Ok(Self {
            vault: Vault::new(dir.path()),
            dir,
            ledger: Arc::new(ledger),
            cache,
            clock,
            limits: Limits::default(),
        })
    }

    /// The connected companies, the default first, then those that are only cached.
    pub fn companies(&self) -> Result<Vec<Company>, EngineError> {
        let rows = self.ledger.connections().map_err(EngineError::Ledger)?;
        let mut found = Vec::new();
        for row in &rows {
            found.push(self.company(row)?);
        }
        for (key, row) in self.cache.companies().map_err(EngineError::Cache)? {
            if rows.iter().any(|connected| connected.key == key) {
                continue;
            }
            found.push(Company {
                colour: Colour::of(&key),
                name: row
                    .procurement_name
                    .unwrap_or_else(|| format!("Company {}", row.procurement_company)),
                quickbooks_name: row.quickbooks_name,
                procurement_company: row.procurement_company,
                realm: row.realm,
                environment: None,
                is_default: false,
                is_connected: false,
                trouble: None,
                key,
            });
        }
        Ok(found)
    }

    fn company(&self, row: &ConnectionRow) -> Result<Company, EngineError> {
        let troubles = self.ledger.troubles(&row.key).map_err(EngineError::Ledger)?;
        let books = row.quickbooks.as_ref();
        Ok(Company {
            key: row.key.clone(),
            name: row
                .procurement
                .name
                .clone()
                .unwrap_or_else(|| format!("Company {}", row.procurement.company)),
            quickbooks_name: books.and_then(|side| side.name.clone()),
            procurement_company: row.procurement.company.clone(),
            realm: books.map(|side| side.realm.clone()),
            environment: books.map(|side| side.environment.clone()),
            colour: row.colour.parse().unwrap_or_else(|_| Colour::of(&row.key)),
            is_default: row.is_default,
            is_connected: true,
            trouble: troubles
                .into_iter()
                .find_map(|(side, word, _)| Some((side, Trouble::from_word(&word)?))),
        })
    }

    /// Which company opens when none is named.
    pub fn choose_default(&self, key: &CompanyKey) -> Result<(), EngineError> {
        self.ledger.choose_default(key).map_err(EngineError::Ledger)
    }

    /// The stored connection that is meant: by key, name or number; else the default or only one.
    pub fn find(&self, wanted: Option<&str>) -> Result<Option<Company>, EngineError> {
        let row = chosen(&self.ledger, wanted)?;
        row.as_ref().map(|row| self.company(row)).transpose()
    }

    /// Whether the keychain can be used, by the item of some connection.
    pub async fn keychain(&self) -> Result<KeychainState, EngineError> {
        let rows = self.ledger.connections().map_err(EngineError::Ledger)?;
        let probe = rows
            .first()
            .map_or_else(|| "probe".to_owned(), |row| item(&row.id, Source::Procurement));
        Ok(self.vault.state(&probe).await)
    }

    pub(crate) fn place(&self, row: &ConnectionRow, side: Source) -> Place {
        stored::place(row, side, &self.dir, &self.vault, &self.ledger, self.clock)
    }
}
