//! Table `plan`: why a queued attempt waits, and what the user agreed to when it was planned.

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, WaitReason};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use crate::error::Fault;
use crate::value::{moment, not_understood, stamp, strict};

const WHAT: &str = "a planned resend";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub reason: WaitReason,
    /// In spite of causes that are not confirmed.
    pub force: bool,
    /// Although what is there differs.
    pub update: bool,
    /// Although it was deleted there.
    pub recreate: bool,
    /// It does not leave by itself before this.
    pub due: Option<DateTime<Utc>>,
}

pub(super) fn put(tx: &Transaction<'_>, id: &AttemptId, plan: &Plan) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO plan (attempt, reason, force, renew, recreate, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            id.as_str(),
            plan.reason.word(),
            plan.force,
            plan.update,
            plan.recreate,
            plan.due.map(stamp),
        ),
    )?;
    Ok(())
}

/// None for an attempt that left at once.
pub(super) fn of(connection: &Connection, id: &AttemptId) -> Result<Option<Plan>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT reason, force, renew, recreate, due FROM plan WHERE attempt = ?1")?;
    let found = statement.query_row([id.as_str()], |row| Ok(take(row))).optional()?;
    found.transpose()
}

fn take(row: &Row<'_>) -> Result<Plan, Fault> {
    let due = match row.get::<_, Option<String>>("due")? {
        None => None,
        Some(at) => Some(moment(&at).ok_or_else(|| not_understood(WHAT))?),
    };
    Ok(Plan {
        reason: strict(row, "reason", WHAT)?,
        force: row.get("force")?,
        update: row.get("renew")?,
        recreate: row.get("recreate")?,
        due,
    })
}
