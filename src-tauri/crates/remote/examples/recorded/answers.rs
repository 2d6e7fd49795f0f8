//! Which kind of answer a file holds, and whether the product takes it for that.

use std::path::Path;

use clearpost_domain::{Entity, ListKind};
use clearpost_remote::{NotTheApi, Part, RemoteError};
use serde_json::{Map, Value};

use crate::records;
use crate::server::{Server, json, now, status};

/// The kinds found in a file, each with its number of records.
pub type Found = Vec<(&'static str, usize)>;

pub async fn check(name: &str, text: &str) -> Result<Found, String> {
    if Path::new(name).extension().is_some_and(|it| it == "xml") {
        return xml(text).await;
    }
    let value: Value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    match &value {
        Value::Object(members) => object(name, members, text).await,
        Value::Array(rows) => match word_of(name) {
            Some(word) => records::check(word, rows).await,
            None => other(text).await,
        },
        _ => other(text).await,
    }
}

async fn object(name: &str, members: &Map<String, Value>, text: &str) -> Result<Found, String> {
    if members.contains_key("Fault") || members.get("fault").is_some_and(Value::is_object) {
        return fault(name, members, text).await;
    }
    if let Some(Value::Object(response)) = members.get("QueryResponse") {
        return query(response, text).await;
    }
    if let Some(Value::Array(parts)) = members.get("BatchItemResponse") {
        let mut found = other(text).await?;
        for part in parts {
            let Value::Object(members) = part else { continue };
            found.extend(Box::pin(object(name, members, &part.to_string())).await?);
        }
        return Ok(found);
    }
    if members.contains_key("CDCResponse") {
        return changes(text).await;
    }
    if members.contains_key("Preferences") || members.contains_key("AccountingInfoPrefs") {
        return settings(None, Some(members)).await;
    }
    if members.contains_key("CompanyInfo") || members.contains_key("SupportedLanguages") {
        return settings(Some(members), None).await;
    }
    let known = |word: &&str| members.get(*word).is_some_and(Value::is_object);
    if let Some(word) = words().find(known) {
        return records::check(word, std::slice::from_ref(&members[word])).await;
    }
    match word_of(name) {
        Some(word) if members.contains_key("domain") || members.contains_key("VendorRef") => {
            records::check(word, &[Value::Object(members.clone())]).await
        }
        _ => other(text).await,
    }
}

async fn query(response: &Map<String, Value>, text: &str) -> Result<Found, String> {
    let mut found = Vec::new();
    for (word, rows) in response
        .iter()
        .filter_map(|(word, rows)| Some((word, rows.as_array()?)))
    {
        match words().find(|known| known == word) {
            Some(word) => found.extend(records::check(word, rows).await?),
            None => found.extend(other(text).await?),
        }
    }
    if found.is_empty() {
        let client = Server::start([json(text)]).await.quickbooks();
        let page = client
            .list(ListKind::Vendor, None, 1)
            .await
            .map_err(|error| format!("{error:?}"))?;
        let total = response.get("totalCount").and_then(Value::as_u64);
        if !page.items.is_empty() || page.next.is_some() || page.total != total {
            return Err(format!("no empty page: {page:?}"));
        }
        found.push(("query without rows", 0));
    }
    Ok(found)
}

/// The error carries the code, the words and the call's meaning.
async fn fault(name: &str, members: &Map<String, Value>, text: &str) -> Result<Found, String> {
    let http = name.split("fault_").nth(1).and_then(|rest| rest.get(..3)?.parse().ok());
    let client = Server::start([status(http.unwrap_or(400), text)]).await.quickbooks();
    let error = match client.read(Entity::Bill, "1", now()).await {
        Err(error) => error,
        // An object that is not found is an answer, too.
        Ok(None) if text.contains("\"610\"") => return Ok(vec![("fault: not found", 1)]),
        Ok(other) => return Err(format!("taken for {other:?}")),
    };
    let fault = error.fault().ok_or("no fault in the error")?;
    let envelope = members.get("Fault").or(members.get("fault")).unwrap_or(&Value::Null);
    let said = envelope
        .get("Error")
        .or(envelope.get("error"))
        .and_then(|errors| errors.get(0));
    let said = |upper: &str, lower: &str| {
        let value = said?.get(upper).or(said?.get(lower))?;
        value.as_str().map(str::trim)
    };
    let is_sign_in = error.is_sign_in_needed();
    if fault.code.as_deref() != said("code", "Code") || fault.message.as_deref() != said("Message", "message") {
        return Err(format!("code or message differ: {fault:?}"));
    }
    let detail = said("Detail", "detail")
        .filter(|_| !is_sign_in)
        .map(|text| &text[..text.len().min(2000)]);
    if fault.detail.as_deref() != detail {
        return Err("the detail differs".to_owned());
    }
    Ok(vec![(
        if is_sign_in {
            "fault: sign in again"
        } else {
            "fault: refused"
        },
        1,
    )])
}

async fn changes(text: &str) -> Result<Found, String> {
    let client = Server::start([json(text)]).await.quickbooks();
    let lists = ListKind::ALL.iter().copied().map(Part::List);
    let parts: Vec<Part> = lists
        .chain(Entity::ALL.iter().copied().map(Part::Transactions))
        .collect();
    let changes = client
        .changes(&parts, now(), now())
        .await
        .map_err(|error| format!("{error:?}"))?;
    if changes.server_time.is_none() || changes.truncated || !changes.quarantined.is_empty() {
        return Err(format!("{changes:?}"));
    }
    Ok(vec![("changes", changes.lists.len() + changes.transactions.len())])
}

/// Each half of the settings together with an empty other half.
async fn settings(
    info: Option<&Map<String, Value>>,
    preferences: Option<&Map<String, Value>>,
) -> Result<Found, String> {
    let inner = |members: Option<&Map<String, Value>>, key: &str| match members {
        Some(members) => members
            .get(key)
            .cloned()
            .unwrap_or_else(|| Value::Object(members.clone())),
        None => Value::Object(Map::new()),
    };
    let (info, preferences) = (inner(info, "CompanyInfo"), inner(preferences, "Preferences"));
    let both = serde_json::json!({ "CompanyInfo": info, "Preferences": preferences });
    let client = Server::start([json(both.to_string())]).await.quickbooks();
    let facts = client.company_facts().await.map_err(|error| format!("{error:?}"))?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let currency = preferences
        .pointer("/CurrencyPrefs/MultiCurrencyEnabled")
        .and_then(Value::as_bool);
    let closing = text(preferences.pointer("/AccountingInfoPrefs/BookCloseDate"));
    if facts.name != text(info.get("CompanyName"))
        || facts.country != text(info.get("Country"))
        || facts.closing_date.map(|day| day.to_string()) != closing
        || facts.multicurrency != currency
    {
        return Err(format!("{facts:?}"));
    }
    Ok(vec![("settings", 1)])
}

/// JSON that the product has no model of: set aside with its text, as a row of any list would be.
async fn other(text: &str) -> Result<Found, String> {
    let list = format!(r#"{{"QueryResponse":{{"Vendor":[{text}]}}}}"#);
    let client = Server::start([json(list)]).await.quickbooks();
    let page = client
        .list(ListKind::Vendor, None, 1)
        .await
        .map_err(|error| format!("{error:?}"))?;
    let kept = page.quarantined.first().ok_or("taken for a vendor")?;
    if kept.raw.len() < 3 || kept.raw == "\"***\"" || kept.raw.contains("sample_access_token") {
        return Err(format!("not kept: {kept:?}"));
    }
    Ok(vec![("other JSON, kept raw", 0)])
}

async fn xml(text: &str) -> Result<Found, String> {
    let client = Server::start([json(text)]).await.quickbooks();
    let error = client
        .list(ListKind::Vendor, None, 1)
        .await
        .err()
        .ok_or("taken for a list")?;
    let code = text
        .split_once("<Error code=\"")
        .and_then(|(_, rest)| rest.split('"').next());
    match (&error, code) {
        (
            RemoteError::NotTheApi {
                what: NotTheApi::Xml, ..
            },
            None,
        ) => Ok(vec![("XML, named as such", 0)]),
        (error, Some(code)) if error.fault().and_then(|fault| fault.code.as_deref()) == Some(code) => {
            Ok(vec![("XML fault, known by its code", 1)])
        }
        _ => Err(format!("{error:?}")),
    }
}

fn words() -> impl Iterator<Item = &'static str> {
    let lists = ListKind::ALL.iter().map(|kind| kind.word());
    lists.chain(Entity::ALL.iter().map(|entity| entity.word()))
}

/// What a file without an envelope holds, by its name.
fn word_of(name: &str) -> Option<&'static str> {
    let stem = name.rsplit('/').next()?.to_ascii_lowercase().replace('_', "");
    words().find(|word| {
        let word = word.to_ascii_lowercase();
        stem.split("response").next().is_some_and(|stem| stem.contains(&word))
    })
}
