//! ProcurementExpress' sign-in: v1 log-in, and OAuth2 of v3 in every documented form.

use crate::harness::{Sim, sim};
use reqwest::Method;
use serde_json::{Value, json};

impl Sim {
    async fn post(&self, path: &str, headers: &[(&str, &str)], body: Value) -> (u16, Value) {
        let mut request = self
            .client
            .post(format!("{}{path}", self.running.info().procurement.url))
            .json(&body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    /// A token request with the application's keys in the body.
    async fn grant(&self, fields: Value) -> (u16, Value) {
        let info = &self.running.info().procurement;
        let mut body = json!({"client_id": info.client_id, "client_secret": info.client_secret});
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        self.post("/oauth/token", &[], body).await
    }

    async fn with_password(&self) -> Value {
        let info = &self.running.info().procurement;
        let (status, body) = self
            .grant(json!({"grant_type": "password", "email": info.email, "password": info.password}))
            .await;
        assert_eq!(status, 200, "{body}");
        body
    }

    async fn v3(&self, path: &str, bearer: &Value) -> (u16, Value) {
        let info = &self.running.info().procurement;
        let request = self.client.get(format!("{}{path}", info.url));
        let request = request
            .bearer_auth(bearer.as_str().expect("a token"))
            .header("app_company_id", &info.company);
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }
}

#[tokio::test]
async fn both_paths_and_both_places_for_the_keys_are_taken() {
    let sim = sim().await;
    let info = sim.running.info().procurement.clone();
    let user = json!({"grant_type": "password", "email": info.email, "password": info.password});
    let keys = [
        ("client_id", info.client_id.as_str()),
        ("client_secret", info.client_secret.as_str()),
    ];
    for path in ["/oauth/token", "/api/v3/oauth/token"] {
        let (status, body) = sim.post(path, &keys, user.clone()).await;
        assert_eq!((status, &body["expires_in"]), (200, &json!(7200)), "{path}");
        assert_eq!(sim.v3("/api/v3/purchase_orders", &body["access_token"]).await.0, 200);
    }
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("grant_type", "client_credentials")])
        .extend_pairs(keys)
        .finish();
    let request = sim.client.post(&info.token_url).body(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(request.send().await.expect("an answer").status(), 200);
}

#[tokio::test]
async fn wrong_keys_passwords_and_grants_are_refused() {
    let sim = sim().await;
    let info = sim.running.info().procurement.clone();
    let (status, body) = sim
        .post(
            "/oauth/token",
            &[("client_id", &info.client_id)],
            json!({"grant_type": "client_credentials"}),
        )
        .await;
    assert_eq!((status, &body["error"]), (401, &json!("invalid_client")));
    let (status, body) = sim
        .grant(json!({"grant_type": "password", "email": info.email, "password": "wrong"}))
        .await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    sim.control(
        Method::POST,
        "/oauth",
        Some(json!({"procurement": {"grants": ["password"]}})),
    )
    .await;
    let (status, body) = sim.grant(json!({"grant_type": "client_credentials"})).await;
    assert_eq!((status, &body["error"]), (400, &json!("unsupported_grant_type")));
    let (status, _) = sim
        .post("/api/v1/login", &[], json!({"email": info.email, "password": "wrong"}))
        .await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn bearers_expire_and_are_refreshed() {
    let sim = sim().await;
    let first = sim.with_password().await;
    sim.advance(7201).await;
    let (status, body) = sim.v3("/api/v3/purchase_orders", &first["access_token"]).await;
    assert_eq!(
        (status, body),
        (401, json!({"error": "Authentication token is invalid", "status": 401}))
    );
    let refresh = json!({"grant_type": "refresh_token", "refresh_token": first["refresh_token"]});
    let (status, second) = sim.grant(refresh.clone()).await;
    assert_eq!(status, 200);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    assert_eq!(sim.v3("/api/v3/purchase_orders", &second["access_token"]).await.0, 200);
    assert_eq!(sim.grant(refresh).await.0, 400);
    sim.control(
        Method::POST,
        "/oauth",
        Some(json!({"procurement": {"access_seconds": 60, "rotate": false}})),
    )
    .await;
    sim.advance(61).await;
    assert_eq!(sim.v3("/api/v3/currentuser", &second["access_token"]).await.0, 401);
    let refresh = json!({"grant_type": "refresh_token", "refresh_token": second["refresh_token"]});
    let (_, third) = sim.grant(refresh.clone()).await;
    assert_eq!(third["refresh_token"], second["refresh_token"]);
    assert_eq!(sim.grant(refresh).await.0, 200);
}

#[tokio::test]
async fn an_application_alone_gets_no_refresh_token_and_is_nobody() {
    let sim = sim().await;
    let (status, body) = sim.grant(json!({"grant_type": "client_credentials"})).await;
    assert_eq!(status, 200);
    assert!(body.get("refresh_token").is_none());
    let (_, info) = sim.v3("/oauth/token/info", &body["access_token"]).await;
    assert!(info["resource_owner_id"].is_null());
    let (_, user) = sim.v3("/api/v3/currentuser", &body["access_token"]).await;
    assert!(user.get("authentication_token").is_none());
    let user = sim.with_password().await;
    let (_, info) = sim.v3("/api/v3/oauth/token/info", &user["access_token"]).await;
    assert_eq!(info["resource_owner_id"], 4101);
}

#[tokio::test]
async fn a_revoked_bearer_is_refused() {
    let sim = sim().await;
    let info = sim.running.info().procurement.clone();
    let token = sim.with_password().await;
    let bearer = format!("Bearer {}", token["access_token"].as_str().expect("a token"));
    let (status, _) = sim
        .post("/oauth/revoke", &[("authorization", &bearer)], json!({}))
        .await;
    assert_eq!(status, 403);
    let keys = json!({"client_id": info.client_id, "client_secret": info.client_secret});
    let (status, _) = sim.post("/oauth/revoke", &[("authorization", &bearer)], keys).await;
    assert_eq!(status, 200);
    assert_eq!(sim.v3("/api/v3/purchase_orders", &token["access_token"]).await.0, 401);
}

#[tokio::test]
async fn a_log_out_ends_the_static_token_for_everybody() {
    let sim = sim().await;
    let info = sim.running.info().procurement.clone();
    let (status, user) = sim
        .post(
            "/api/v1/login",
            &[],
            json!({"email": info.email, "password": info.password}),
        )
        .await;
    assert_eq!((status, &user["authentication_token"]), (200, &json!(info.token)));
    assert_eq!(sim.pe(Method::POST, "/api/v1/logout", None).await.status(), 200);
    assert_eq!(sim.pe(Method::GET, "/api/v1/currentuser", None).await.status(), 401);
}

#[tokio::test]
async fn every_secret_carries_the_marker() {
    let sim = sim().await;
    let info = serde_json::to_value(sim.running.info()).expect("JSON");
    for pointer in [
        "/procurement/token",
        "/procurement/password",
        "/procurement/client_secret",
        "/quickbooks/access_token",
        "/quickbooks/client_secret",
        "/quickbooks/production_client_secret",
        "/quickbooks/refresh_token",
    ] {
        let secret = info.pointer(pointer).and_then(Value::as_str).expect("a secret");
        assert!(secret.starts_with("CANARY-"), "{pointer}");
    }
    let order = sim.pe_get("/api/v1/purchase_orders?status=approved").await["purchase_orders"][0].clone();
    let request = &order["approver_requests"][0];
    let others = sim.pe_get("/api/v1/companies/approvers").await;
    for secret in [
        &order["share_key"],
        &request["accept_token"],
        &request["reject_token"],
        &others[1]["authentication_token"],
        &sim.with_password().await["refresh_token"],
    ] {
        assert!(secret.as_str().expect("a secret").starts_with("CANARY-"), "{secret}");
    }
}
