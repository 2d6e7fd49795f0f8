//! Table `page`: which pages of a pass are stored. A page, what it showed of the list, and its rows are
//! written in one transaction, so that a process that ends anywhere has lost no more than what was on
//! its way.

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, Document, ListRecord, Transaction};

use crate::table::{document, quarantine, record, transaction};
use crate::{Cache, QuarantineRow, StoreError};

/// One page of a list as it was read.
#[derive(Clone, Debug)]
pub struct PageRead<'a> {
    /// The pass and the page's number in it; `None` for a page of what changed lately.
    pub place: Option<(&'a str, u32)>,
    pub round: u32,
    /// How many pages and rows there are, as far as the page says.
    pub pages: Option<u32>,
    pub total: Option<u64>,
    /// The names of its rows, by which they are known again.
    pub seen: &'a [String],
    /// The list's name in table `quarantine`.
    pub source: &'a str,
    pub quarantined: &'a [QuarantineRow],
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug)]
pub enum PageRows<'a> {
    /// List rows: what only a detail told before is kept.
    Documents(&'a [Document]),
    Records(&'a [ListRecord]),
    Transactions(&'a [Transaction]),
}

impl Cache {
    /// Stores a page. Returns how many of its rows were new or different.
    pub fn take_page(&self, key: &CompanyKey, page: &PageRead<'_>, rows: PageRows<'_>) -> Result<usize, StoreError> {
        self.db.write("a page of a list", |tx| {
            let changed = match rows {
                PageRows::Documents(rows) => document::put_rows(tx, key, rows, page.at)?,
                PageRows::Records(rows) => record::put(tx, key, rows)?,
                PageRows::Transactions(rows) => transaction::put(tx, key, rows)?,
            };
            quarantine::add(tx, key, page.source, page.quarantined, page.seen)?;
            let Some((stream, number)) = page.place else {
                return Ok(changed);
            };
            let total = page.total.and_then(|total| i64::try_from(total).ok());
            tx.prepare_cached(
                "UPDATE pass SET fell = fell OR coalesce(?3 < total, 0), total = coalesce(?3, total),
                     pages = max(coalesce(?4, pages), coalesce(pages, ?4))
                 WHERE company = ?1 AND stream = ?2",
            )?
            .execute((key.as_str(), stream, total, page.pages))?;
            tx.prepare_cached("INSERT OR IGNORE INTO page (company, stream, number) VALUES (?1, ?2, ?3)")?
                .execute((key.as_str(), stream, number))?;
            let mut seen = tx.prepare_cached(
                "INSERT INTO seen (company, stream, id, round) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (company, stream, id) DO UPDATE SET round = excluded.round",
            )?;
            for id in page.seen {
                seen.execute((key.as_str(), stream, id, page.round))?;
            }
            Ok(changed)
        })
    }
}
