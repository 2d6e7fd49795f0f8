//! Several companies of one user, and what stops a whole company.

use crate::harness::{Sim, config, path, sim, start};
use clearpost_simulator::{Config, Trouble, Which};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

async fn second(trouble: Trouble) -> Sim {
    start(Config {
        company: Which::Second,
        trouble,
        documents: 150,
        ..config()
    })
    .await
}

/// How many failed documents of a kind have which class.
fn failed(rows: &[Value], kind: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in rows.iter().filter(|row| row["state"] == "failed") {
        if row["ref"].as_str().is_some_and(|name| name.starts_with(kind)) {
            *counts
                .entry(row["class"].as_str().unwrap_or("none").to_owned())
                .or_default() += 1;
        }
    }
    counts
}

#[tokio::test]
async fn the_user_sees_two_companies_and_each_has_its_own_documents() {
    let sim = sim().await;
    let user = sim.pe_get("/api/v1/currentuser").await;
    let companies = user["companies"].as_array().expect("companies").iter();
    assert_eq!(
        companies.filter_map(|c| c["id"].as_u64()).collect::<Vec<_>>(),
        [7001, 7002]
    );
    let info = sim.running.info();
    let mut first = Vec::new();
    for company in &info.companies {
        let request = sim
            .client
            .get(format!("{}/api/v1/purchase_orders", info.procurement.url))
            .header("authentication_token", &info.procurement.token)
            .header("app_company_id", &company.company);
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        first.push(answer["purchase_orders"][0]["id"].as_u64().expect("an id"));
    }
    assert!(first[0] < 1_000_000 && first[1] > 1_000_000, "{first:?}");
    for (query, name) in [("?company=7002", "Larkspur Interiors"), ("", "Finch Trading")] {
        let truth = sim.control(Method::GET, &format!("/truth{query}"), None).await;
        assert_eq!(truth["company"]["name"], name);
    }
}

#[tokio::test]
async fn a_connection_reaches_only_its_own_company() {
    let sim = sim().await;
    let info = sim.running.info();
    let ask = |realm: &str| {
        let url = format!("{}/v3/company/{realm}/companyinfo/{realm}", info.quickbooks.url);
        let request = sim.client.get(url).bearer_auth(&info.quickbooks.access_token);
        request.header("accept", "application/json").send()
    };
    let own: Value = ask(&info.companies[0].realm)
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(own["CompanyInfo"]["CompanyName"], "Finch Trading");
    assert_eq!(ask(&info.companies[1].realm).await.expect("an answer").status(), 403);
}

#[tokio::test]
async fn the_second_company_stands_alone_when_asked_for() {
    let sim = second(Trouble::None).await;
    let info = sim.running.info();
    assert_eq!(
        (info.procurement.company.as_str(), info.quickbooks.realm.as_str()),
        ("7002", "9130350000000417")
    );
    let answer = sim.qb_get(&format!("/companyinfo/{}", info.quickbooks.realm)).await;
    assert_eq!(answer["CompanyInfo"]["CompanyName"], "Larkspur Interiors");
    let rows = sim.truth().await;
    assert_eq!(rows.len(), 150);
    // What outages of the past held up and nobody resent: the cause is gone.
    for (kind, classes) in [("order", &["none"][..]), ("invoice", &["TAX_CODE_MISSING", "none"])] {
        let counts = failed(&rows, kind);
        assert_eq!(counts.keys().collect::<Vec<_>>(), classes);
        assert!(counts["none"] >= 8, "{counts:?}");
    }
    let name = sim.find("failed", None, "invoice").await;
    sim.resend_and_wait(&name).await;
    assert_eq!(sim.truth_of(&name).await["state"], "synced");
}

#[tokio::test]
async fn past_outages_speak_in_each_services_words() {
    let sim = second(Trouble::None).await;
    let mut said = String::new();
    for row in sim.truth().await.iter().filter(|row| row["state"] == "failed") {
        said.push_str(&sim.reported(row["ref"].as_str().expect("a name")).await);
    }
    for words in [
        "AuthenticationFailed",
        "-11014-You do not have access",
        "ThrottleExceeded",
        "(-30000)",
        "Subscription period has ended",
    ] {
        assert!(said.contains(words), "{words}");
    }
}

#[tokio::test]
async fn each_trouble_stops_what_it_stops() {
    for (trouble, orders, invoices) in [
        (
            Trouble::Plan,
            "PLAN_FEATURE",
            &["PLAN_FEATURE", "TAX_CODE_MISSING", "none"][..],
        ),
        (Trouble::Subscription, "QBO_SUBSCRIPTION", &["QBO_SUBSCRIPTION"]),
        (Trouble::Connection, "AUTH_EXPIRED", &["AUTH_EXPIRED"]),
        (Trouble::User, "AUTH_PERMISSION", &["AUTH_PERMISSION"]),
        (Trouble::Throttled, "RATE_LIMIT", &["RATE_LIMIT"]),
        (Trouble::Unavailable, "QBO_UNAVAILABLE", &["QBO_UNAVAILABLE"]),
    ] {
        let sim = second(trouble).await;
        let rows = sim.truth().await;
        for (kind, classes) in [("order", &[orders][..]), ("invoice", invoices)] {
            assert_eq!(
                failed(&rows, kind).keys().collect::<Vec<_>>(),
                classes,
                "{trouble:?} {kind}"
            );
        }
        let culprit = rows.iter().find(|row| row["class"] == orders).expect("one");
        assert_eq!(culprit["culprit"], json!({"kind": "company", "id": "9130350000000417"}));
    }
}

#[tokio::test]
async fn nothing_is_sent_while_quickbooks_is_not_connected() {
    let sim = second(Trouble::Disconnected).await;
    let settings = sim.pe_get("/api/v1/companies/details").await;
    assert_eq!(settings["company_setting"]["is_quickbooks_connected"], false);
    let name = sim.find("missing", None, "invoice").await;
    sim.resend_and_wait(&name).await;
    assert_eq!(sim.reported(&name).await, "");
    sim.act(json!({"do": "set_connection", "connection": "good"})).await;
    sim.resend_and_wait(&name).await;
    assert_eq!(sim.truth_of(&name).await["state"], "synced");
}

#[tokio::test]
async fn a_read_only_company_can_be_read_but_not_written() {
    let sim = second(Trouble::Subscription).await;
    let realm = sim.running.info().quickbooks.realm.clone();
    let info = sim.qb_get(&format!("/companyinfo/{realm}")).await.to_string();
    assert!(info.contains("\"EXPIRED\""));
    let body = json!({"DisplayName": "New One"});
    let answer = sim
        .qb(Method::POST, "/vendor", Some(body.clone()))
        .await
        .expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    assert_eq!(answer["Fault"]["Error"][0]["code"], "6190");
    sim.act(json!({"do": "set_subscription", "status": "SUBSCRIBED"})).await;
    let answer = sim.qb(Method::POST, "/vendor", Some(body)).await.expect("an answer");
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn the_plan_shows_in_settings_and_can_be_raised() {
    let sim = second(Trouble::Plan).await;
    let preferences = sim.qb_get("/preferences").await["Preferences"]["OtherPrefs"]["NameValue"][0].clone();
    assert_eq!(preferences["Value"], "false");
    let name = sim.find("failed", Some("PLAN_FEATURE"), "order").await;
    sim.act(json!({"do": "set_plan", "purchase_orders": true})).await;
    assert!(sim.truth_of(&name).await["class"].is_null());
    sim.resend_and_wait(&name).await;
    assert_eq!(sim.truth_of(&name).await["state"], "synced");
}

#[tokio::test]
async fn the_callers_own_sign_in_can_have_ended() {
    let sim = second(Trouble::SignIn).await;
    assert_eq!(
        sim.qb(Method::GET, "/preferences", None)
            .await
            .expect("an answer")
            .status(),
        401
    );
    assert!(!failed(&sim.truth().await, "invoice").contains_key("AUTH_EXPIRED"));
}

#[tokio::test]
async fn pages_of_the_second_company_keep_to_it() {
    let sim = sim().await;
    let info = sim.running.info();
    let truth = sim.control(Method::GET, "/truth?company=7002", None).await;
    let name = truth["documents"][0]["ref"].as_str().expect("a name").to_owned();
    let page = sim.pe(Method::GET, &path(&name).replace("/api/v1", "/en"), None).await;
    assert_eq!(page.status(), 200);
    let link = format!(
        "{}/app/login?pagereq=vendors&deeplinkcompanyid={}",
        info.quickbooks.web_url, info.companies[1].realm
    );
    let back = sim.client.get(link).send().await.expect("an answer");
    let target = back.headers()["location"].to_str().expect("text").to_owned();
    let page = sim
        .client
        .get(format!("{}{target}", info.quickbooks.web_url))
        .send()
        .await;
    assert!(
        page.expect("an answer")
            .text()
            .await
            .expect("text")
            .contains("Linwood Carpets")
    );
}
