//! Tables `attempt` and `attempt_event`: every resend, from before its first byte leaves until it is
//! settled. Events are only added. A document has at most one attempt that may still send, which a
//! unique index holds over all windows and processes.

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, AttemptState, CompanyKey, DocumentRef, Route};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Params, Row, Transaction};

use crate::error::Fault;
use crate::table::{departure, plan};
use crate::value::{stamp, strict, strict_moment};
use crate::{Departure, Ledger, Plan, StoreError};

const WHAT: &str = "the resend log";

/// How an attempt begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    Waits(Plan),
    Leaves(Departure),
}

impl Start {
    fn state(&self) -> AttemptState {
        match self {
            Self::Waits(_) => AttemptState::Queued,
            Self::Leaves(_) => AttemptState::InFlight,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttempt {
    pub id: AttemptId,
    pub reference: DocumentRef,
    pub route: Route,
    pub at: DateTime<Utc>,
    pub body_hash: Option<String>,
    pub start: Start,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptEvent {
    pub at: DateTime<Utc>,
    pub event: String,
    pub detail: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub reference: DocumentRef,
    pub route: Route,
    pub state: AttemptState,
    pub created_at: DateTime<Utc>,
    pub body_hash: Option<String>,
    /// Of one that waits or has waited.
    pub plan: Option<Plan>,
    /// Of one that has left.
    pub departure: Option<Departure>,
    /// Oldest first; the first one has the word of the state that the attempt began in.
    pub events: Vec<AttemptEvent>,
}

/// Whether an attempt may go from one state to another. `proved`, `refused` and `cancelled` are final.
pub fn may_follow(from: AttemptState, to: AttemptState) -> bool {
    use AttemptState::{Cancelled, InFlight, Proved, Queued, Refused, Sent, Uncertain};
    match from {
        Queued => matches!(to, InFlight | Cancelled),
        InFlight => matches!(to, Sent | Proved | Uncertain | Refused),
        Sent => matches!(to, Proved | Refused | Uncertain),
        Uncertain => matches!(to, Proved | Refused),
        Proved | Refused | Cancelled => false,
    }
}

impl Ledger {
    /// Records an attempt, on disk before this returns. Call it before the first byte leaves.
    pub fn begin_attempt(&self, key: &CompanyKey, new: &NewAttempt) -> Result<(), StoreError> {
        self.write(WHAT, |tx| begin(tx, key, new))
    }

    /// Records several at once: all of them on disk, or none. Those of documents that have an open
    /// attempt are left out. Returns the ids of the others.
    pub fn begin_attempts(&self, key: &CompanyKey, all: &[NewAttempt]) -> Result<Vec<AttemptId>, StoreError> {
        self.write(WHAT, |tx| {
            let mut begun = Vec::with_capacity(all.len());
            for new in all {
                match begin(tx, key, new) {
                    Ok(()) => begun.push(new.id.clone()),
                    Err(Fault::Store(StoreError::AttemptOpen { .. })) => {}
                    Err(fault) => return Err(fault),
                }
            }
            Ok(begun)
        })
    }

    /// Lets a queued attempt leave, with what was seen before. On disk before this returns.
    pub fn depart(
        &self,
        key: &CompanyKey,
        id: &AttemptId,
        at: DateTime<Utc>,
        departure: &Departure,
    ) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            let to = AttemptState::InFlight;
            step(tx, key, id, to, at, to.word(), None)?;
            departure::put(tx, id, departure)
        })
    }

    /// Moves an attempt on and records why. A move that is not allowed changes nothing.
    pub fn advance(
        &self,
        key: &CompanyKey,
        id: &AttemptId,
        to: AttemptState,
        at: DateTime<Utc>,
        event: &str,
        detail: Option<&str>,
    ) -> Result<(), StoreError> {
        self.write(WHAT, |tx| step(tx, key, id, to, at, event, detail))
    }

    /// Records an event that leaves the state as it is; final states take notes too.
    pub fn note(
        &self,
        key: &CompanyKey,
        id: &AttemptId,
        at: DateTime<Utc>,
        event: &str,
        detail: Option<&str>,
    ) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            current(tx, key, id)?;
            add_event(tx, id, at, event, detail, None)
        })
    }

    /// All attempts, newest first.
    pub fn attempts(&self, key: &CompanyKey) -> Result<Vec<Attempt>, StoreError> {
        self.select("", [key.as_str()])
    }

    pub fn attempt(&self, key: &CompanyKey, id: &AttemptId) -> Result<Option<Attempt>, StoreError> {
        Ok(self.select("AND id = ?2", [key.as_str(), id.as_str()])?.pop())
    }

    /// The attempts that may still send or have sent with an unknown end: queued, in flight,
    /// uncertain. Newest first.
    pub fn open_attempts(&self, key: &CompanyKey) -> Result<Vec<Attempt>, StoreError> {
        self.select("AND state IN ('queued', 'in_flight', 'uncertain')", [key.as_str()])
    }

    /// The attempts of one document, newest first.
    pub fn attempts_for(&self, key: &CompanyKey, reference: DocumentRef) -> Result<Vec<Attempt>, StoreError> {
        self.select("AND reference = ?2", (key.as_str(), reference.to_string()))
    }

    fn select(&self, condition: &'static str, values: impl Params) -> Result<Vec<Attempt>, StoreError> {
        self.db.read(WHAT, |connection| {
            // Attempts and their events at one moment, whatever is written beside.
            let snapshot = connection.unchecked_transaction()?;
            let mut statement = snapshot.prepare_cached(&format!(
                "SELECT id, reference, route, state, created, body_hash
                 FROM attempt WHERE company = ?1 {condition} ORDER BY seq DESC"
            ))?;
            let mut rows = statement.query(values)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(take(row, &snapshot)?);
            }
            Ok(found)
        })
    }
}

fn begin(tx: &Transaction<'_>, key: &CompanyKey, new: &NewAttempt) -> Result<(), Fault> {
    let state = new.start.state();
    let inserted = tx.execute(
        "INSERT INTO attempt (id, company, reference, route, state, created, body_hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            new.id.as_str(),
            key.as_str(),
            new.reference.to_string(),
            new.route.word(),
            state.word(),
            stamp(new.at),
            &new.body_hash,
        ),
    );
    inserted.map_err(|error| refusal(tx, key, new.reference, &new.id, error))?;
    match &new.start {
        Start::Waits(plan) => plan::put(tx, &new.id, plan)?,
        Start::Leaves(departure) => departure::put(tx, &new.id, departure)?,
    }
    add_event(tx, &new.id, new.at, state.word(), None, Some(state))
}

fn step(
    tx: &Transaction<'_>,
    key: &CompanyKey,
    id: &AttemptId,
    to: AttemptState,
    at: DateTime<Utc>,
    event: &str,
    detail: Option<&str>,
) -> Result<(), Fault> {
    let (reference, from) = current(tx, key, id)?;
    if !may_follow(from, to) {
        return Err(Fault::Store(StoreError::AttemptStep {
            id: id.clone(),
            from,
            to,
        }));
    }
    tx.execute(
        "UPDATE attempt SET state = ?3 WHERE company = ?1 AND id = ?2",
        [key.as_str(), id.as_str(), to.word()],
    )
    .map_err(|error| refusal(tx, key, reference, id, error))?;
    add_event(tx, id, at, event, detail, Some(to))
}

fn take(row: &Row<'_>, connection: &Connection) -> Result<Attempt, Fault> {
    let id = AttemptId::new(row.get::<_, String>("id")?);
    Ok(Attempt {
        reference: strict(row, "reference", WHAT)?,
        route: strict(row, "route", WHAT)?,
        state: strict(row, "state", WHAT)?,
        created_at: strict_moment(row, "created", WHAT)?,
        body_hash: row.get("body_hash")?,
        plan: plan::of(connection, &id)?,
        departure: departure::of(connection, &id)?,
        events: events(connection, &id)?,
        id,
    })
}

fn events(connection: &Connection, id: &AttemptId) -> Result<Vec<AttemptEvent>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT at, event, detail FROM attempt_event WHERE attempt = ?1 ORDER BY seq")?;
    let mut rows = statement.query([id.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(AttemptEvent {
            at: strict_moment(row, "at", WHAT)?,
            event: row.get("event")?,
            detail: row.get("detail")?,
        });
    }
    Ok(found)
}

fn add_event(
    tx: &Transaction<'_>,
    id: &AttemptId,
    at: DateTime<Utc>,
    event: &str,
    detail: Option<&str>,
    state: Option<AttemptState>,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO attempt_event (attempt, at, event, detail, state) VALUES (?1, ?2, ?3, ?4, ?5)",
        (id.as_str(), stamp(at), event, detail, state.map(AttemptState::word)),
    )?;
    Ok(())
}

fn current(tx: &Transaction<'_>, key: &CompanyKey, id: &AttemptId) -> Result<(DocumentRef, AttemptState), Fault> {
    let mut statement = tx.prepare_cached("SELECT reference, state FROM attempt WHERE company = ?1 AND id = ?2")?;
    let mut rows = statement.query([key.as_str(), id.as_str()])?;
    let Some(row) = rows.next()? else {
        return Err(Fault::Store(StoreError::AttemptUnknown(id.clone())));
    };
    Ok((strict(row, "reference", WHAT)?, strict(row, "state", WHAT)?))
}

/// Why a unique index refused: another attempt of the document is open, or the id is taken.
fn refusal(
    tx: &Transaction<'_>,
    key: &CompanyKey,
    reference: DocumentRef,
    id: &AttemptId,
    error: rusqlite::Error,
) -> Fault {
    if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
        return Fault::Sql(error);
    }
    let open: Result<Option<String>, _> = tx
        .query_row(
            "SELECT id FROM attempt WHERE company = ?1 AND reference = ?2 AND id <> ?3
                 AND state IN ('queued', 'in_flight', 'uncertain')",
            (key.as_str(), reference.to_string(), id.as_str()),
            |row| row.get(0),
        )
        .optional();
    match open {
        Ok(Some(open)) => Fault::Store(StoreError::AttemptOpen {
            reference,
            open: AttemptId::new(open),
        }),
        Ok(None) => match current(tx, key, id) {
            Ok(_) => Fault::Store(StoreError::AttemptExists(id.clone())),
            Err(_) => Fault::Sql(error),
        },
        Err(error) => Fault::Sql(error),
    }
}
