//! QuickBooks' sign-in: discovery, authorise page, token endpoint, lifetimes and rotation.

use crate::harness::{Sim, sim};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const SCOPE: &str = "com.intuit.quickbooks.accounting";
const REDIRECT: &str = "http://localhost:8765/callback";
// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

impl Sim {
    /// Opens the authorise page: the status, and the callback's parameters when it redirects.
    async fn authorise(&self, changes: &[(&str, &str)]) -> (StatusCode, BTreeMap<String, String>) {
        let info = &self.running.info().quickbooks;
        let mut query = BTreeMap::from([
            ("client_id", info.client_id.as_str()),
            ("response_type", "code"),
            ("scope", SCOPE),
            ("redirect_uri", REDIRECT),
            ("state", "s t&1"),
        ]);
        query.extend(changes.iter().copied());
        query.retain(|_, value| !value.is_empty());
        let request = self.client.get(&info.authorize_url).query(&query);
        let answer = request.send().await.expect("an answer");
        let back = answer
            .headers()
            .get("location")
            .map(|value| value.to_str().expect("text").to_owned());
        let pairs = back.map(|back| {
            let (_, query) = back.split_once('?').expect("a query");
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
        });
        (answer.status(), pairs.unwrap_or_default())
    }

    async fn code(&self) -> String {
        self.authorise(&[]).await.1["code"].clone()
    }

    async fn token(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        let info = &self.running.info().quickbooks;
        self.token_as(&info.client_id, &info.client_secret, fields).await
    }

    async fn token_as(&self, id: &str, secret: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let body: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .client
            .post(&self.running.info().quickbooks.token_url)
            .basic_auth(id, Some(secret))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-include-refresh-token-hard-expires-in", "true");
        let answer = request.body(body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    async fn exchange(&self, code: &str, more: &[(&str, &str)]) -> (u16, Value) {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
        ];
        fields.extend_from_slice(more);
        self.token(&fields).await
    }

    async fn refresh(&self, token: &str) -> (u16, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    async fn refreshed(&self, token: &str) -> (String, String) {
        let (status, body) = self.refresh(token).await;
        assert_eq!(status, 200, "{body}");
        (text(&body, "access_token"), text(&body, "refresh_token"))
    }

    async fn rules(&self, body: Value) {
        let answer = self.control(Method::POST, "/oauth", Some(body)).await;
        assert!(answer.get("error").is_none(), "{answer}");
    }

    /// The status of an API call with this access token.
    async fn reaches(&self, access: &str) -> u16 {
        let info = &self.running.info().quickbooks;
        let url = format!("{}/v3/company/{}/preferences", info.url, info.realm);
        let answer = self.client.get(url).bearer_auth(access).send().await;
        answer.expect("an answer").status().as_u16()
    }
}

fn text(body: &Value, key: &str) -> String {
    body[key].as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_code_becomes_a_token_pair_once() {
    let sim = sim().await;
    let (status, back) = sim.authorise(&[]).await;
    assert_eq!(status, 302);
    assert_eq!(back["state"], "s t&1");
    assert_eq!(back["realmId"], sim.running.info().quickbooks.realm);
    let (status, body) = sim.exchange(&back["code"], &[]).await;
    assert_eq!(status, 200);
    let keys: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        [
            "access_token",
            "expires_in",
            "refresh_token",
            "token_type",
            "x_refresh_token_expires_in",
            "x_refresh_token_hard_expires_in"
        ]
    );
    assert_eq!(
        (
            &body["expires_in"],
            &body["x_refresh_token_expires_in"],
            &body["x_refresh_token_hard_expires_in"]
        ),
        (&json!(3600), &json!(8_726_400), &json!(157_680_000))
    );
    assert_eq!(sim.reaches(&text(&body, "access_token")).await, 200);
    let (status, body) = sim.exchange(&back["code"], &[]).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn a_code_lives_for_minutes_and_knows_its_redirect() {
    let sim = sim().await;
    let code = sim.code().await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "http://localhost:8765/other"),
    ];
    let (status, body) = sim.token(&fields).await;
    assert_eq!(status, 400);
    assert_eq!(body["error_description"], "Invalid \"redirect_uri\" in request.");
    sim.advance(301).await;
    let (status, body) = sim.exchange(&code, &[]).await;
    assert_eq!(
        (status, body),
        (
            400,
            json!({"error_description": "Token invalid", "error": "invalid_grant"})
        )
    );
}

#[tokio::test]
async fn refusals_come_back_and_wrong_requests_do_not() {
    let sim = sim().await;
    let (status, back) = sim.authorise(&[("deny", "1")]).await;
    assert_eq!(
        (status.as_u16(), back["error"].as_str(), back["state"].as_str()),
        (302, "access_denied", "s t&1")
    );
    assert!(!back.contains_key("code"));
    let (_, back) = sim.authorise(&[("scope", "everything")]).await;
    assert_eq!(back["error"], "invalid_scope");
    for wrong in [
        ("client_id", "unknown"),
        ("state", ""),
        ("response_type", "token"),
        ("redirect_uri", "http://127.0.0.1:8765/callback"),
        ("redirect_uri", "http://localhost.example.com/callback"),
        ("redirect_uri", "clearpost://callback"),
    ] {
        let (status, back) = sim.authorise(&[wrong]).await;
        assert_eq!((status.as_u16(), back.len()), (400, 0), "{wrong:?}");
    }
}

#[tokio::test]
async fn production_keys_redirect_to_public_hosts_only() {
    let sim = sim().await;
    let id = sim.running.info().quickbooks.production_client_id.clone();
    for (redirect, status) in [
        (REDIRECT, 400),
        ("https://localhost/callback", 400),
        ("https://192.0.2.7/callback", 400),
        ("http://relay.example.com/callback", 400),
        ("https://relay.example.com/callback", 302),
    ] {
        let answer = sim.authorise(&[("client_id", &id), ("redirect_uri", redirect)]).await;
        assert_eq!(answer.0.as_u16(), status, "{redirect}");
    }
    sim.rules(json!({"redirect_uris": ["https://relay.example.com/other"]}))
        .await;
    let answer = sim
        .authorise(&[
            ("client_id", &id),
            ("redirect_uri", "https://relay.example.com/callback"),
        ])
        .await;
    assert_eq!(answer.0, 400);
}

#[tokio::test]
async fn a_challenge_is_checked_when_one_was_sent() {
    let sim = sim().await;
    let challenge = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    for (verifier, status) in [(VERIFIER, 200), ("another", 400), ("", 400)] {
        let (_, back) = sim.authorise(&challenge).await;
        let (found, body) = sim.exchange(&back["code"], &[("code_verifier", verifier)]).await;
        assert_eq!(found, status, "{verifier}: {body}");
    }
    let (_, back) = sim
        .authorise(&[("code_challenge", CHALLENGE), ("code_challenge_method", "plain")])
        .await;
    assert_eq!(back["error"], "invalid_request");
}

#[tokio::test]
async fn pkce_is_advertised_only_when_switched_on() {
    let sim = sim().await;
    let url = sim.running.info().quickbooks.discovery_url.clone();
    let read = || async {
        let answer = sim.client.get(&url).send().await.expect("an answer");
        answer.json::<Value>().await.expect("JSON")
    };
    let plain = read().await;
    assert_eq!(plain["token_endpoint"], sim.running.info().quickbooks.token_url);
    assert!(plain.get("code_challenge_methods_supported").is_none());
    sim.rules(json!({"pkce": true})).await;
    assert_eq!(read().await["code_challenge_methods_supported"], json!(["S256"]));
}

#[tokio::test]
async fn wrong_secrets_grants_and_forms_are_told_apart() {
    let sim = sim().await;
    let info = sim.running.info().quickbooks.clone();
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", info.refresh_token.as_str()),
    ];
    let (status, body) = sim.token_as(&info.client_id, "wrong", &fields).await;
    assert_eq!((status, body), (401, json!({"error": "invalid_client"})));
    // The other key pair's tokens are none of its own.
    let (status, body) = sim
        .token_as(&info.production_client_id, &info.production_client_secret, &fields)
        .await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    let (status, body) = sim.token(&[("grant_type", "password")]).await;
    assert_eq!((status, body), (400, json!({"error": "unsupported_grant_type"})));
    let answer = sim
        .client
        .post(&info.token_url)
        .basic_auth(&info.client_id, Some(&info.client_secret));
    let answer = answer
        .json(&json!({"grant_type": "refresh_token"}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        answer.json::<Value>().await.expect("JSON"),
        json!({"error": "invalid_request"})
    );
}

#[tokio::test]
async fn access_tokens_expire_by_the_simulators_clock() {
    let sim = sim().await;
    let info = sim.running.info().quickbooks.clone();
    let (access, _) = sim.refreshed(&info.refresh_token).await;
    sim.advance(3590).await;
    assert_eq!(sim.reaches(&access).await, 200);
    sim.advance(20).await;
    assert_eq!(sim.reaches(&access).await, 401);
    // The one printed on start lives on, until lifetimes are set.
    assert_eq!(sim.reaches(&info.access_token).await, 200);
    sim.rules(json!({"access_seconds": 60})).await;
    assert_eq!(sim.reaches(&info.access_token).await, 200);
    sim.advance(61).await;
    assert_eq!(sim.reaches(&info.access_token).await, 401);
    assert_eq!(sim.reaches(&access).await, 401);
}

#[tokio::test]
async fn the_refresh_token_keeps_its_value_for_a_day() {
    let sim = sim().await;
    let first = sim.running.info().quickbooks.refresh_token.clone();
    assert_eq!(sim.refreshed(&first).await.1, first);
    sim.advance(86_401).await;
    let second = sim.refreshed(&first).await.1;
    assert_ne!(second, first);
    // The value before is still taken for a day, and answers the newest.
    assert_eq!(sim.refreshed(&first).await.1, second);
    sim.advance(86_401).await;
    assert_eq!(sim.refresh(&first).await.0, 400);
    sim.rules(json!({"rotate": "never"})).await;
    assert_eq!(sim.refreshed(&second).await.1, second);
}

#[tokio::test]
async fn reuse_without_grace_is_refused_and_can_end_the_connection() {
    for ends in [false, true] {
        let sim = sim().await;
        sim.rules(json!({"rotate": "always", "grace_seconds": 0, "reuse_ends_grant": ends}))
            .await;
        let first = sim.running.info().quickbooks.refresh_token.clone();
        let (access, second) = sim.refreshed(&first).await;
        let (status, body) = sim.refresh(&first).await;
        assert_eq!(
            (status, body),
            (
                400,
                json!({"error_description": "Incorrect or invalid refresh token", "error": "invalid_grant"})
            )
        );
        assert_eq!(sim.reaches(&access).await, if ends { 401 } else { 200 });
        assert_eq!(sim.refresh(&second).await.0, if ends { 400 } else { 200 });
    }
}

#[tokio::test]
async fn refresh_tokens_end_after_disuse_and_for_good() {
    let sim = sim().await;
    sim.rules(json!({"rotate": "never", "refresh_seconds": 1000, "hard_seconds": 2500}))
        .await;
    let token = sim.running.info().quickbooks.refresh_token.clone();
    sim.advance(900).await;
    sim.refreshed(&token).await;
    sim.advance(900).await;
    let (_, body) = sim.refresh(&token).await;
    let left = body["x_refresh_token_hard_expires_in"].as_i64().expect("seconds");
    assert!((650..=700).contains(&left), "{left}");
    assert_eq!(body["x_refresh_token_expires_in"], left);
    sim.advance(900).await;
    assert_eq!(sim.refresh(&token).await.0, 400);

    let idle = crate::harness::sim().await;
    idle.rules(json!({"refresh_seconds": 1000})).await;
    idle.advance(1001).await;
    assert_eq!(idle.refresh(&token).await.0, 400);
}

#[tokio::test]
async fn a_connection_can_be_revoked_or_declared_invalid() {
    let sim = sim().await;
    let info = sim.running.info().quickbooks.clone();
    sim.rules(json!({"invalid_grant": true})).await;
    assert_eq!(sim.refresh(&info.refresh_token).await.0, 400);
    sim.rules(json!({"invalid_grant": false})).await;
    let revoke = |token: String| {
        let request = sim.client.post(&info.revoke_url);
        let request = request.basic_auth(&info.client_id, Some(&info.client_secret));
        request.json(&json!({"token": token})).send()
    };
    let answer = revoke(info.refresh_token.clone()).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(answer.bytes().await.expect("a body").is_empty());
    assert_eq!(
        revoke(info.refresh_token.clone()).await.expect("an answer").status(),
        400
    );
    assert_eq!(sim.reaches(&info.access_token).await, 401);
    assert_eq!(sim.refresh(&info.refresh_token).await.0, 400);
}

#[tokio::test]
async fn the_wrong_key_pair_reaches_no_company() {
    let sim = sim().await;
    sim.rules(json!({"company": "production"})).await;
    let info = sim.running.info().quickbooks.clone();
    let answer = sim.qb(Method::GET, "/preferences", None).await.expect("an answer");
    assert_eq!(answer.status(), 403);
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(body["fault"]["error"][0]["code"], "3100");
    let redirect = "https://relay.example.com/c";
    let (_, back) = sim
        .authorise(&[("client_id", &info.production_client_id), ("redirect_uri", redirect)])
        .await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &back["code"]),
        ("redirect_uri", redirect),
    ];
    let (_, body) = sim
        .token_as(&info.production_client_id, &info.production_client_secret, &fields)
        .await;
    assert_eq!(sim.reaches(&text(&body, "access_token")).await, 200);
}

#[tokio::test]
async fn refreshes_are_counted() {
    let sim = sim().await;
    let token = sim.running.info().quickbooks.refresh_token.clone();
    for _ in 0..3 {
        sim.refreshed(&token).await;
    }
    let log = sim.control(Method::GET, "/requests", None).await;
    assert_eq!(
        log["quickbooks"],
        json!([{"method": "POST", "path": "/oauth2/v1/tokens/bearer", "status": 200, "count": 3}])
    );
}
