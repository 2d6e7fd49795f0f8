//! Reads the settings of the QuickBooks company, which have no change feed: with a complete reading,
//! once an hour while documents wait, and each time while one of them waits for a setting.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::CauseClass;
use clearpost_remote::QuickBooksClient;
use clearpost_store::{CompanyRow, StatusRow};

use super::books::SOURCE;
use super::{OPEN, Pulled};
use crate::engine::Engine;
use crate::error::EngineError;

const SETTINGS_AT: &str = "quickbooks.settings_at";
const EVERY: Duration = Duration::hours(1);
/// What only a change of the company's settings or subscription ends.
const OF_SETTINGS: [CauseClass; 5] = [
    CauseClass::AuthPermission,
    CauseClass::QboSubscription,
    CauseClass::PlanFeature,
    CauseClass::CurrencyMismatch,
    CauseClass::PeriodClosed,
];

/// Whether the settings may have changed in a way that matters.
pub(super) fn matter(engine: &Engine, rows: &[StatusRow], now: DateTime<Utc>) -> Result<bool, EngineError> {
    let is_old = engine.is_due(SETTINGS_AT, EVERY, now)?;
    let mut open = rows.iter().filter(|row| OPEN.contains(&row.state));
    Ok(open.any(|row| is_old || row.classes.iter().any(|class| OF_SETTINGS.contains(class))))
}

/// Reads them. False if nothing else can be read either.
pub(super) async fn read(
    engine: &Engine,
    client: &Arc<QuickBooksClient>,
    pulled: &mut Pulled,
    now: DateTime<Utc>,
) -> Result<bool, EngineError> {
    pulled.settings = true;
    match client.company_facts().await {
        Ok(facts) => {
            pulled.any = true;
            let cached = engine.cache.company(engine.key()?).map_err(EngineError::Cache)?;
            let cached_facts = cached.as_ref().map(|row| row.facts.clone());
            engine.remember_company(&CompanyRow {
                procurement_company: engine.procurement_company.clone(),
                realm: engine.realm.clone(),
                procurement_name: cached.as_ref().and_then(|row| row.procurement_name.clone()),
                quickbooks_name: facts.name.clone(),
                quickbooks_connected_in_procurement: cached.and_then(|row| row.quickbooks_connected_in_procurement),
                facts: facts.following(cached_facts.as_ref()),
            })?;
            engine.put_time(SETTINGS_AT, now)?;
            Ok(true)
        }
        Err(error) => {
            let hopeless = error.is_offline() || error.is_sign_in_needed();
            pulled.failed(SOURCE, "settings", error);
            Ok(!hopeless)
        }
    }
}
