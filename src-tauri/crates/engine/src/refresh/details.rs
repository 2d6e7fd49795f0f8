//! Reads the details of documents that are due and not proved: at once when their row changed, else the
//! less often the longer they have shown the same. Their history can gain an entry without the row
//! changing (design §4).

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::DocumentRef;
use clearpost_remote::ProcurementClient;
use clearpost_store::{Look, StatusRow};
use futures_util::StreamExt;

use super::documents::SOURCE;
use super::{Extent, OPEN, Partial, tell};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Report;
use crate::world::World;

/// The client's own limiter decides what really runs side by side.
const DETAILS_AT_ONCE: usize = 4;
/// However long a document has shown the same, it is looked at this often.
const LONGEST_INTERVAL: Duration = Duration::hours(6);

/// Reads the details that are worth a call, and puts them into `world`. Returns how many were read and
/// what could not be read.
pub(super) async fn read(
    engine: &Engine,
    client: &ProcurementClient,
    world: &mut World,
    rows: &[StatusRow],
    report: &Report,
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<(usize, Vec<Partial>), EngineError> {
    let wanted = worth_a_look(engine, rows, extent, now)?;
    let total = wanted.len();
    let mut partial = Vec::new();
    let (mut done, mut read) = (0, 0);
    let mut answers = futures_util::stream::iter(wanted)
        .map(|reference| async move { (reference, client.document(reference, now).await) })
        .buffer_unordered(DETAILS_AT_ONCE);
    while let Some((reference, answer)) = answers.next().await {
        done += 1;
        tell(report, "Reading details", done, Some(total as u64));
        match answer {
            Ok(document) => {
                read += 1;
                world.put_document(engine.keep(document)?);
            }
            Err(error) => {
                let hopeless = error.is_offline() || error.is_sign_in_needed();
                partial.push(Partial {
                    source: SOURCE,
                    what: reference.to_string(),
                    reason: error.to_string(),
                });
                if hopeless {
                    break;
                }
            }
        }
    }
    Ok((read, partial))
}

fn worth_a_look(
    engine: &Engine,
    rows: &[StatusRow],
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<Vec<DocumentRef>, EngineError> {
    let key = engine.key()?;
    let open: Vec<DocumentRef> = rows
        .iter()
        .filter(|row| OPEN.contains(&row.state))
        .map(|row| row.reference)
        .collect();
    if extent == Extent::Everything {
        return Ok(open);
    }
    let awaited: HashSet<DocumentRef> = engine
        .open_attempts()?
        .into_iter()
        .map(|attempt| attempt.reference)
        .collect();
    let looks = engine.cache.looks(key, &open).map_err(EngineError::Cache)?;
    Ok(open
        .into_iter()
        .filter(|reference| awaited.contains(reference) || is_due(looks.get(reference), now))
        .collect())
}

/// Half of the time for which the document has shown the same passes before the next look.
fn is_due(look: Option<&Look>, now: DateTime<Utc>) -> bool {
    let Some(Look {
        changed,
        looked: Some(looked),
    }) = look
    else {
        return true;
    };
    let interval = ((*looked - *changed) / 2).min(LONGEST_INTERVAL);
    changed > looked || now < *looked || now - *looked >= interval
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minutes)
    }

    fn look(changed: i64, looked: i64) -> Look {
        Look {
            changed: at(changed),
            looked: Some(at(looked)),
        }
    }

    #[test]
    fn the_longer_nothing_changed_the_longer_the_pause() {
        assert!(is_due(None, at(0)), "never looked at");
        assert!(is_due(Some(&look(0, 0)), at(0)), "it may change any moment");
        assert!(!is_due(Some(&look(0, 60)), at(89)));
        assert!(is_due(Some(&look(0, 60)), at(90)));
        let days = 60 * 24 * 30;
        assert!(!is_due(Some(&look(0, days)), at(days + 359)));
        assert!(
            is_due(Some(&look(0, days)), at(days + 360)),
            "but never longer than that"
        );
    }

    #[test]
    fn a_row_that_changed_is_looked_at_whatever_the_pause() {
        assert!(is_due(Some(&look(61, 60)), at(61)));
        assert!(is_due(Some(&look(0, 60)), at(30)), "the clock was set back");
    }
}
