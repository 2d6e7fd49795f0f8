//! Reads the details of documents that are due and not proved: at once when their row changed, else the
//! less often the longer they have shown the same, and no later than after a quarter of an hour where a
//! list names them. Their history can gain an entry without the row changing (design §4).

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{Detail, DocumentRef};
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
/// The same for one that a list names, which knows the day of a change and no more, and for one whose last
/// answer could be read in part only.
const LONGEST_INTERVAL_OF_NAMED: Duration = Duration::minutes(15);

/// Which details a refresh wants to read.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub extent: Extent,
    /// Documents that may have changed on one of the last days; what changed need not show in their rows.
    pub named: &'a HashSet<DocumentRef>,
}

/// Reads the details that are worth a call, and puts them into `world`. Returns how many were read and
/// what could not be read.
pub(super) async fn read(
    engine: &Engine,
    client: &ProcurementClient,
    world: &mut World,
    rows: &[StatusRow],
    report: &Report,
    wanted: Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<(usize, Vec<Partial>), EngineError> {
    let wanted = worth_a_look(engine, world, rows, wanted, now)?;
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
    world: &World,
    rows: &[StatusRow],
    wanted: Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<DocumentRef>, EngineError> {
    let key = engine.key()?;
    let awaited: HashSet<DocumentRef> = engine
        .open_attempts()?
        .into_iter()
        .map(|attempt| attempt.reference)
        .collect();
    // The end of a resend is looked for whatever has become of the document since.
    let open: Vec<DocumentRef> = rows
        .iter()
        .filter(|row| OPEN.contains(&row.state) || awaited.contains(&row.reference))
        .map(|row| row.reference)
        .collect();
    if wanted.extent == Extent::Everything {
        return Ok(open);
    }
    let looks = engine.cache.looks(key, &open).map_err(EngineError::Cache)?;
    Ok(open
        .into_iter()
        .filter(|reference| {
            let detail = world
                .documents
                .get(reference)
                .and_then(|document| document.detail.as_ref());
            let (quiet_since, longest) = pace(detail, wanted.named.contains(reference));
            is_due(looks.get(reference), quiet_since, longest, now) || awaited.contains(reference)
        })
        .collect())
}

/// Since when a document has been quiet, and the longest pause between two looks at it.
fn pace(detail: Option<&Detail>, is_named: bool) -> (Option<DateTime<Utc>>, Duration) {
    if is_named || detail.is_some_and(|detail| detail.is_partial) {
        (None, LONGEST_INTERVAL_OF_NAMED)
    } else {
        (detail.and_then(last_sign), LONGEST_INTERVAL)
    }
}

/// When something last happened to the document, as far as its detail tells.
fn last_sign(detail: &Detail) -> Option<DateTime<Utc>> {
    let entries = detail.history.iter().filter_map(|entry| entry.at);
    entries.chain(detail.updated_at).max()
}

/// Half of the time for which the document has been quiet passes before the next look: since a change
/// was seen here, or since before the first look, where the document itself tells.
fn is_due(look: Option<&Look>, quiet_since: Option<DateTime<Utc>>, longest: Duration, now: DateTime<Utc>) -> bool {
    let Some(Look {
        changed,
        looked: Some(looked),
    }) = look
    else {
        return true;
    };
    let since = quiet_since.map_or(*changed, |quiet| quiet.min(*changed));
    let interval = ((*looked - since) / 2).min(longest);
    changed > looked || now < *looked || now - *looked >= interval
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::tests::acts::detail;

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
        assert!(is_due(None, None, LONGEST_INTERVAL, at(0)), "never looked at");
        assert!(
            is_due(Some(&look(0, 0)), None, LONGEST_INTERVAL, at(0)),
            "it may change any moment"
        );
        assert!(!is_due(Some(&look(0, 60)), None, LONGEST_INTERVAL, at(89)));
        assert!(is_due(Some(&look(0, 60)), None, LONGEST_INTERVAL, at(90)));
        let days = 60 * 24 * 30;
        assert!(!is_due(Some(&look(0, days)), None, LONGEST_INTERVAL, at(days + 359)));
        assert!(
            is_due(Some(&look(0, days)), None, LONGEST_INTERVAL, at(days + 360)),
            "but never longer than that"
        );
    }

    #[test]
    fn a_detail_that_was_read_in_part_is_looked_at_again_soon_however_quiet_the_document_was() {
        let mut detail = detail(&[(0, 13)]);
        let read = detail.read_at;
        let just_read = Look {
            changed: read,
            looked: Some(read),
        };
        let is_due_then = |detail: &Detail| {
            let (quiet_since, longest) = pace(Some(detail), false);
            is_due(Some(&just_read), quiet_since, longest, read + LONGEST_INTERVAL_OF_NAMED)
        };
        assert!(!is_due_then(&detail));
        detail.is_partial = true;
        assert!(is_due_then(&detail));
    }

    #[test]
    fn a_row_that_changed_is_looked_at_whatever_the_pause() {
        assert!(is_due(Some(&look(61, 60)), None, LONGEST_INTERVAL, at(61)));
        assert!(
            is_due(Some(&look(0, 60)), None, LONGEST_INTERVAL, at(30)),
            "the clock was set back"
        );
    }

    #[test]
    fn what_was_quiet_before_the_first_look_is_left_alone_after_it() {
        let first = look(600, 600);
        assert!(!is_due(Some(&first), Some(at(0)), LONGEST_INTERVAL, at(600)));
        assert!(is_due(Some(&first), Some(at(0)), LONGEST_INTERVAL, at(900)));
        assert!(
            is_due(Some(&first), Some(at(600)), LONGEST_INTERVAL, at(600)),
            "it happens just now"
        );
        assert!(
            is_due(Some(&look(660, 600)), Some(at(0)), LONGEST_INTERVAL, at(660)),
            "its row changed"
        );
    }
}
