//! The last step: the user has seen both names. Only now anything is stored.

use clearpost_domain::CompanyKey;
use clearpost_store::{ConnectionRow, Source};
use ulid::Ulid;

use super::{Setup, State};
use crate::accounts::item;
use crate::colour::Colour;
use crate::connection::company_key;
use crate::error::EngineError;
use crate::tokens::TokenLock;

impl State {
    /// What to look at before confirming.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let existing = self.existing.as_ref();
        if let (Some(books), Some(before)) = (&self.books, existing.and_then(|row| row.quickbooks.as_ref()))
            && books.side.realm != before.realm
        {
            warnings.push(format!(
                "This is another QuickBooks company than before: \"{}\" ({}) instead of \"{}\" ({}).",
                books.side.name.as_deref().unwrap_or("without a name"),
                books.side.realm,
                before.name.as_deref().unwrap_or("without a name"),
                before.realm
            ));
        }
        if let (Some(desk), Some(before)) = (&self.desk, existing)
            && let Some((id, _)) = &desk.chosen
            && *id != before.procurement.company
        {
            warnings.push(format!(
                "This is another ProcurementExpress company than before: number {id} instead of {}.",
                before.procurement.company
            ));
        }
        let desk = self.desk.as_ref().map(|desk| &desk.side);
        let procurement = desk
            .or(existing.map(|row| &row.procurement))
            .and_then(|side| side.name.as_deref());
        let books = self.books.as_ref().and_then(|books| books.side.name.as_deref());
        if let (Some(procurement), Some(books)) = (procurement, books)
            && !is_alike(procurement, books)
        {
            warnings.push(format!(
                "The names differ: \"{procurement}\" in ProcurementExpress, \"{books}\" in QuickBooks Online."
            ));
        }
        if let Some(desk) = &self.desk
            && matches!(desk.chosen, Some((_, Some(false))))
        {
            let text =
                "ProcurementExpress says that this company is not connected to QuickBooks Online, so nothing syncs.";
            warnings.push(text.to_owned());
        }
        warnings
    }

    /// Whether what would be stored belongs to another company than the connection that it is for.
    fn is_other_company(&self) -> bool {
        let Some(before) = &self.existing else { return false };
        let other_books = match (&self.books, &before.quickbooks) {
            (Some(books), Some(before)) => books.side.realm != before.realm,
            _ => false,
        };
        let other_desk = self
            .desk
            .as_ref()
            .is_some_and(|desk| desk.side.company != before.procurement.company);
        other_books || other_desk
    }
}

/// Words in common decide: one side often adds a legal form.
fn is_alike(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 2);
        words.map(str::to_owned).collect()
    };
    let other = words(other);
    words(one).iter().any(|word| other.contains(word))
}

impl Setup {
    /// Stores the connection and its credentials. Another company than before is stored only when the
    /// user says that this is meant. Returns the key that opens it.
    pub async fn confirm(
        &self,
        colour: Option<Colour>,
        accepts_other_company: bool,
    ) -> Result<CompanyKey, EngineError> {
        let mut state = self.state.lock().await;
        if state.is_other_company() && !accepts_other_company {
            let text = state.warnings().into_iter().next().unwrap_or_default();
            return Err(EngineError::WrongCompany(text.trim_end_matches('.').to_owned()));
        }
        let ledger = &self.accounts.ledger;
        let desk = state.desk.as_ref().filter(|desk| desk.chosen.is_some());
        let procurement = desk
            .map(|desk| desk.side.clone())
            .or_else(|| state.existing.as_ref().map(|row| row.procurement.clone()))
            .ok_or_else(|| EngineError::InvalidInput("sign in to ProcurementExpress first".to_owned()))?;
        let before = match &state.existing {
            Some(row) => Some(row.clone()),
            // The same company again gets a new sign-in, not a second connection.
            None if state.books.is_none() => {
                let rows = ledger.connections().map_err(EngineError::Ledger)?;
                rows.into_iter()
                    .find(|row| row.procurement.company == procurement.company)
            }
            None => None,
        };
        let is_same_desk = before
            .as_ref()
            .is_none_or(|row| row.procurement.company == procurement.company);
        let quickbooks = state.books.as_ref().map(|books| books.side.clone()).or_else(|| {
            let kept = before.as_ref().filter(|_| is_same_desk);
            kept.and_then(|row| row.quickbooks.clone())
        });
        let key = match (&quickbooks, &before) {
            // A company whose books were disconnected keeps its key.
            (None, Some(row)) if is_same_desk => row.key.clone(),
            _ => company_key(&procurement.company, quickbooks.as_ref().map(|side| &side.realm)),
        };
        let known = ledger.connection(&key).map_err(EngineError::Ledger)?;
        // The company that has just got its books is the same as before, and so is one connected anew.
        let alone = company_key(&procurement.company, None);
        let same = known.or_else(|| before.filter(|row| row.key == key || row.key == alone));
        let row = ConnectionRow {
            id: same
                .as_ref()
                .map_or_else(|| Ulid::new().to_string(), |row| row.id.clone()),
            connected_at: self.accounts.clock.now(),
            colour: colour
                .map(|colour| colour.to_string())
                .or_else(|| same.as_ref().map(|row| row.colour.clone()))
                .unwrap_or_else(|| Colour::of(&key).to_string()),
            is_default: false,
            key: key.clone(),
            procurement,
            quickbooks,
        };
        // A new row for a known number would lose the other side's credentials.
        if same.is_none() && desk.is_none() {
            let text = "sign in to ProcurementExpress again for another QuickBooks company";
            return Err(EngineError::InvalidInput(text.to_owned()));
        }
        self.keep(&state, &row).await?;
        if key != alone && ledger.move_company(&alone, &key).map_err(EngineError::Ledger)? {
            self.accounts.cache.forget_company(&alone).map_err(EngineError::Cache)?;
        }
        ledger.put_connection(&row).map_err(EngineError::Ledger)?;
        *state = State::default();
        self.settled.notify_waiters();
        Ok(key)
    }

    /// The credentials first: a connection without them would only ask to sign in.
    async fn keep(&self, state: &State, row: &ConnectionRow) -> Result<(), EngineError> {
        let signed_in = [
            (Source::Procurement, state.desk.as_ref().map(|desk| &desk.credentials)),
            (Source::QuickBooks, state.books.as_ref().map(|books| &books.credentials)),
        ];
        for (side, credentials) in signed_in {
            let Some(credentials) = credentials else { continue };
            let place = self.accounts.place(row, side);
            let _lock = TokenLock::wait(&place.lock).await?;
            self.accounts
                .vault
                .put(&item(&row.id, side), credentials.to_item())
                .await?;
            self.accounts
                .ledger
                .clear_trouble(&row.key, side, None)
                .map_err(EngineError::Ledger)?;
        }
        Ok(())
    }
}
