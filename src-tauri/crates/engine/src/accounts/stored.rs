//! Opening a stored connection: the clients' addresses from the ledger, their tokens from the vault.

use std::sync::Arc;

use clearpost_remote::{ApiPrefix, Limits, ProcurementConnection, QuickBooksConnection, parse_base};
use clearpost_store::{ConnectionRow, DataDir, Ledger, Source};

use super::item;
use crate::clock::Clock;
use crate::connection::{AgreedBy, Connection, QuickBooksAccess};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::tokens::{Keeper, Place, Renewal, Trouble};
use crate::vault::Vault;

/// What the user confirmed when connecting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confirmed {
    pub procurement: Option<String>,
    pub quickbooks: Option<String>,
}

/// The stored connection that is meant. None, if none is stored or none fits.
pub(crate) fn chosen(ledger: &Ledger, wanted: Option<&str>) -> Result<Option<ConnectionRow>, EngineError> {
    let rows = ledger.connections().map_err(EngineError::Ledger)?;
    let Some(wanted) = wanted else {
        return match rows.iter().position(|row| row.is_default) {
            Some(at) => Ok(rows.into_iter().nth(at)),
            None if rows.len() > 1 => Err(EngineError::CompanyNotChosen),
            None => Ok(rows.into_iter().next()),
        };
    };
    let is_meant = |row: &ConnectionRow| {
        let books = row.quickbooks.as_ref();
        let names = [
            row.procurement.name.as_deref(),
            books.and_then(|side| side.name.as_deref()),
        ];
        row.key.as_str() == wanted
            || row.procurement.company == wanted
            || books.is_some_and(|side| side.realm.as_str() == wanted)
            || names
                .into_iter()
                .flatten()
                .any(|name| name.eq_ignore_ascii_case(wanted))
    };
    let mut meant = rows.into_iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(_), Some(_)) => Err(EngineError::CompanyNotChosen),
        (found, _) => Ok(found),
    }
}

pub(crate) fn place(
    row: &ConnectionRow,
    side: Source,
    dir: &DataDir,
    vault: &Vault,
    ledger: &Arc<Ledger>,
    clock: Clock,
) -> Place {
    Place {
        key: row.key.clone(),
        side,
        item: item(&row.id, side),
        lock: dir.path().join(format!("{}-{}.lock", row.id, side.word())),
        vault: vault.clone(),
        ledger: Arc::clone(ledger),
        clock,
    }
}

impl Engine {
    /// Opens a stored connection. The keychain is asked when the first request wants its token.
    pub(crate) fn connect_stored(
        &mut self,
        row: &ConnectionRow,
        offline: bool,
        limits: &Limits,
    ) -> Result<(), EngineError> {
        let vault = Vault::new(self.dir.path());
        let keeper = |side, renewal| -> Arc<Keeper> {
            let place = place(row, side, &self.dir, &vault, &self.ledger, self.clock);
            Arc::new(Keeper::new(place, renewal))
        };
        let procurement = ProcurementConnection {
            base: parse_base(&row.procurement.base)?,
            bearer: keeper(Source::Procurement, Renewal::of_procurement(&row.procurement, limits)?),
            company: row.procurement.company.clone(),
            api_prefix: match row.procurement.client {
                None => ApiPrefix::V1,
                Some(_) => ApiPrefix::V3,
            },
        };
        let quickbooks = match &row.quickbooks {
            None => None,
            Some(side) => Some(QuickBooksAccess {
                connection: QuickBooksConnection {
                    base: parse_base(&side.base)?,
                    realm: side.realm.clone(),
                    bearer: keeper(Source::QuickBooks, Renewal::of_quickbooks(side, limits)?),
                },
                web: parse_base(&side.web)?,
            }),
        };
        self.confirmed = Some(Confirmed {
            procurement: row.procurement.name.clone(),
            quickbooks: row.quickbooks.as_ref().and_then(|side| side.name.clone()),
        });
        for (_, word, at) in self.ledger.troubles(&row.key).map_err(EngineError::Ledger)? {
            if let Some(trouble) = Trouble::from_word(&word) {
                let day = at.format("%-d %B %Y");
                let text = trouble.text();
                self.opening.push(format!("Since {day}: {text}. {}", trouble.help()));
            }
        }
        let connection = Connection {
            procurement,
            quickbooks,
            agreed: AgreedBy::Settings,
            hurry: false,
        };
        self.connect(connection, row.key.clone(), offline, limits)
    }
}
