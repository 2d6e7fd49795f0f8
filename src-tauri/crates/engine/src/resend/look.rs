//! The look before a send: what changed in QuickBooks, the document as it is now, and every
//! transaction that carries its number.

use clearpost_domain::DocumentRef;
use clearpost_remote::RemoteError;

use super::watch::entities;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::refresh::read_changes;
use crate::world::World;

/// Why QuickBooks cannot be searched.
pub(super) struct NoLook {
    pub why: String,
    /// There is no way to it now: what was to be sent can be kept until there is one.
    pub out_of_reach: bool,
}

impl From<String> for NoLook {
    fn from(why: String) -> Self {
        Self {
            why,
            out_of_reach: false,
        }
    }
}

/// Nobody was there at all; who answers badly is not out of reach.
pub(super) fn is_out_of_reach(error: &EngineError) -> bool {
    matches!(error, EngineError::Remote(RemoteError::Unreachable { .. }))
}

impl Engine {
    /// Brings the books up to now, once for all documents of a run.
    pub(super) async fn look_at_books(&self, world: &mut World, wanted: &[DocumentRef]) -> Result<(), NoLook> {
        let Some(client) = &self.quickbooks else {
            let why = "QuickBooks Online is not connected, so it cannot be searched first";
            return Err(why.to_owned().into());
        };
        let now = self.now();
        let read = async {
            let facts = client.company_facts().await?;
            let is_current = read_changes(self, now).await?;
            Ok::<_, EngineError>((facts, is_current))
        };
        match read.await {
            Ok((_, false)) => {
                let why = "QuickBooks Online has not been read completely; refresh first";
                Err(why.to_owned().into())
            }
            Err(error) => Err(NoLook {
                why: format!("QuickBooks Online cannot be searched now: {error}"),
                out_of_reach: is_out_of_reach(&error),
            }),
            Ok((facts, true)) => {
                *world = self.world_around(wanted.to_vec()).map_err(|error| error.to_string())?;
                world.facts = facts.following(Some(&world.facts));
                Ok(())
            }
        }
    }

    /// Reads the document again. The inner error says why it cannot be looked up.
    pub(super) async fn read_document(
        &self,
        world: &mut World,
        reference: DocumentRef,
    ) -> Result<Result<(), String>, EngineError> {
        let Some(procurement) = &self.procurement else {
            return Ok(Err("ProcurementExpress is not connected".to_owned()));
        };
        match procurement.document(reference, self.now()).await {
            Ok(document) => {
                world.put_document(self.keep(document)?);
                Ok(Ok(()))
            }
            Err(error) if error.is_sign_in_needed() => Err(error.into()),
            Err(error) => Ok(Err(format!("ProcurementExpress cannot be read now: {error}"))),
        }
    }

    /// Reads the document again, and every transaction that carries its number. The inner error says
    /// why this one cannot be looked up.
    pub(super) async fn look_at_document(
        &self,
        world: &mut World,
        reference: DocumentRef,
    ) -> Result<Result<(), String>, EngineError> {
        let Some(quickbooks) = &self.quickbooks else {
            return Ok(Err("both services are needed to look first".to_owned()));
        };
        let key = self.key()?;
        let now = self.now();
        if let Err(why) = self.read_document(world, reference).await? {
            return Ok(Err(why));
        }
        let numbers: Vec<String> = world
            .documents
            .get(&reference)
            .map(|document| document.number_candidates().into_iter().map(str::to_owned).collect())
            .unwrap_or_default();
        for entity in entities(reference.kind) {
            if numbers.is_empty() {
                continue;
            }
            match quickbooks.find_by_numbers(*entity, &numbers, now).await {
                Ok(found) => {
                    self.cache
                        .upsert_transactions(key, &found)
                        .map_err(EngineError::Cache)?;
                    world.put_transactions(found);
                }
                Err(error) => return Ok(Err(format!("QuickBooks Online cannot be searched now: {error}"))),
            }
        }
        world.books_read_at = Some(now);
        Ok(Ok(()))
    }
}
