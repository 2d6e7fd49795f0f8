//! Faults 16 to 22 of the tokens: a small token endpoint that rotates, loses answers and refuses.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use chrono::DateTime;
use clearpost_domain::{CompanyKey, RealmId};
use clearpost_remote::{Bearer, ErrorCode as Remote, Fault, Limits, RemoteError, Secret, Service, Told};
use clearpost_store::{DataDir, Ledger, QuickBooksSide, Source};

use super::*;
use crate::clock::Clock;
use crate::error::{EngineError, ErrorCode};
use crate::vault::Vault;
use crate::vault::tests::Strict;

/// What the endpoint does next.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Well,
    /// It replaces the token, and the answer is lost on the way.
    LosesAnswer,
    RefusesKeys,
}

struct Issuer {
    refresh: String,
    /// Accepted for a while longer.
    grace: Option<String>,
    bears_grace: bool,
    life: u64,
    asked: usize,
    issued: usize,
    refused: usize,
    mood: Mood,
}

type Shared = Arc<Mutex<Issuer>>;

async fn token(State(issuer): State<Shared>, body: String) -> (StatusCode, String) {
    let mut it = issuer.lock().unwrap();
    it.asked += 1;
    if it.mood == Mood::RefusesKeys {
        return (StatusCode::UNAUTHORIZED, r#"{"error":"invalid_client"}"#.to_owned());
    }
    let given = body.split('&').find_map(|pair| pair.strip_prefix("refresh_token="));
    let given = given.unwrap_or_default().to_owned();
    if given != it.refresh && !(it.bears_grace && it.grace.as_ref() == Some(&given)) {
        it.refused += 1;
        return (StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant"}"#.to_owned());
    }
    it.issued += 1;
    let number = it.issued;
    let next = format!("CANARY-R{number}");
    it.grace = Some(std::mem::replace(&mut it.refresh, next.clone()));
    if it.mood == Mood::LosesAnswer {
        it.mood = Mood::Well;
        return (StatusCode::BAD_GATEWAY, "<html>".to_owned());
    }
    let life = it.life;
    (
        StatusCode::OK,
        format!(
            r#"{{"token_type":"bearer","access_token":"CANARY-A{number}","expires_in":{life},"refresh_token":"{next}"}}"#
        ),
    )
}

struct World {
    issuer: Shared,
    store: Arc<Strict>,
    side: QuickBooksSide,
    place: Place,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let issuer = Arc::new(Mutex::new(Issuer {
            refresh: "CANARY-R0".to_owned(),
            grace: None,
            bears_grace: true,
            life: 3600,
            asked: 0,
            issued: 0,
            refused: 0,
            mood: Mood::Well,
        }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/t", post(token)).with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::open(folder.path().join("data")).unwrap();
        let store = Arc::new(Strict::default());
        let world = Self {
            issuer,
            side: QuickBooksSide {
                environment: "sandbox".to_owned(),
                base: base.clone(),
                web: base.clone(),
                realm: RealmId::new("913"),
                name: None,
                client_id: "AB".to_owned(),
                token_endpoint: format!("{base}/t"),
                revoke_endpoint: format!("{base}/r"),
            },
            place: Place {
                key: CompanyKey::new("7001/913"),
                side: Source::QuickBooks,
                item: "01A/quickbooks".to_owned(),
                lock: dir.path().join("01A-quickbooks.lock"),
                vault: Vault::over(store.clone(), dir.path()),
                ledger: Arc::new(Ledger::open(&dir).unwrap().0),
                clock: Clock::Fixed(DateTime::from_timestamp(1_790_000_000, 0).unwrap()),
            },
            store,
            folder,
        };
        world.put("CANARY-A0", "CANARY-R0");
        world
    }

    /// As another process would store it.
    fn put(&self, access: &str, refresh: &str) {
        let secret = |text: &str| Some(Arc::new(Secret::new(text.to_owned())));
        let credentials = Credentials {
            client_secret: secret("CANARY-client"),
            access: secret(access),
            refresh: secret(refresh),
            previous: None,
        };
        let item = credentials.to_item().reveal().to_owned();
        self.store.items.lock().unwrap().insert(self.place.item.clone(), item);
    }

    /// Like the bearer of one process.
    fn keeper(&self) -> Arc<Keeper> {
        let renewal = Renewal::of_quickbooks(&self.side, &Limits::default()).unwrap();
        Arc::new(Keeper::new(self.place.clone(), renewal))
    }

    fn counts(&self) -> (usize, usize, usize) {
        let issuer = self.issuer.lock().unwrap();
        (issuer.asked, issuer.issued, issuer.refused)
    }

    fn stored(&self) -> String {
        self.store.items.lock().unwrap()[&self.place.item].clone()
    }

    fn troubles(&self) -> Vec<String> {
        let found = self.place.ledger.troubles(&self.place.key).unwrap();
        found.into_iter().map(|(_, word, _)| word).collect()
    }
}

async fn token_of(keeper: &Keeper) -> String {
    keeper.token().await.unwrap().reveal().to_owned()
}

async fn renewed(keeper: &Keeper) -> String {
    let refused = keeper.token().await.unwrap();
    keeper.renew(&refused).await.unwrap().unwrap().reveal().to_owned()
}

fn code(error: RemoteError) -> ErrorCode {
    EngineError::from(error).code()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_refusals_at_once_cause_one_renewal() {
    let world = World::new().await;
    let keeper = world.keeper();
    let refused = keeper.token().await.unwrap();
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let (keeper, refused) = (keeper.clone(), refused.clone());
            tokio::spawn(async move { keeper.renew(&refused).await.unwrap().unwrap().reveal().to_owned() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), "CANARY-A1");
    }
    assert_eq!(world.counts(), (1, 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_cause_one_renewal() {
    let world = World::new().await;
    let (first, second) = (world.keeper(), world.keeper());
    let refused = (first.token().await.unwrap(), second.token().await.unwrap());
    let (one, other) = tokio::join!(first.renew(&refused.0), second.renew(&refused.1));
    let text = |token: Option<Arc<Secret>>| token.unwrap().reveal().to_owned();
    assert_eq!(
        (text(one.unwrap()), text(other.unwrap())),
        ("CANARY-A1".to_owned(), "CANARY-A1".to_owned())
    );
    assert_eq!(world.counts(), (1, 1, 0));
}

#[tokio::test]
async fn a_token_that_somebody_else_stored_is_used() {
    let world = World::new().await;
    let keeper = world.keeper();
    let refused = keeper.token().await.unwrap();
    world.put("CANARY-A9", "CANARY-R9");
    assert_eq!(keeper.renew(&refused).await.unwrap().unwrap().reveal(), "CANARY-A9");
    assert_eq!(world.counts(), (0, 0, 0));
}

#[tokio::test]
async fn the_new_token_is_stored_beside_the_one_before() {
    let world = World::new().await;
    assert_eq!(renewed(&world.keeper()).await, "CANARY-A1");
    let stored = world.stored();
    for part in [
        "CANARY-A1",
        r#""refresh":"CANARY-R1""#,
        r#""previous":"CANARY-R0""#,
        "CANARY-client",
    ] {
        assert!(stored.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_with_the_old_token() {
    let world = World::new().await;
    world.issuer.lock().unwrap().mood = Mood::LosesAnswer;
    assert_eq!(renewed(&world.keeper()).await, "CANARY-A2");
    assert_eq!(world.counts(), (2, 2, 0));
    assert!(world.troubles().is_empty());
}

#[tokio::test]
async fn a_crash_before_storing_leaves_a_token_that_works() {
    let world = World::new().await;
    {
        let mut issuer = world.issuer.lock().unwrap();
        issuer.grace = Some("CANARY-R0".to_owned());
        issuer.refresh = "CANARY-R-never-stored".to_owned();
    }
    assert_eq!(renewed(&world.keeper()).await, "CANARY-A1");
}

#[tokio::test]
async fn the_token_before_is_tried_when_the_new_one_is_void() {
    let world = World::new().await;
    renewed(&world.keeper()).await;
    {
        let mut issuer = world.issuer.lock().unwrap();
        issuer.refresh = "CANARY-R0".to_owned();
        issuer.grace = None;
    }
    assert_eq!(renewed(&world.keeper()).await, "CANARY-A2");
}

#[tokio::test]
async fn a_sign_in_that_has_ended_is_asked_about_once() {
    let world = World::new().await;
    world.issuer.lock().unwrap().refresh = "CANARY-another".to_owned();
    let keeper = world.keeper();
    let refused = keeper.token().await.unwrap();
    let error = keeper.renew(&refused).await.err().unwrap();
    assert!(error.to_string().contains("the sign-in has ended"));
    assert_eq!(code(error), ErrorCode::SignInNeeded);
    assert_eq!(world.troubles(), ["sign_in_ended"]);
    let asked = world.counts().0;
    for keeper in [keeper.clone(), world.keeper()] {
        assert_eq!(code(keeper.token().await.err().unwrap()), ErrorCode::SignInNeeded);
        assert!(keeper.renew(&refused).await.is_err());
    }
    assert_eq!(world.counts().0, asked, "and never again");
    // Connecting again ends it, for those that run already too.
    world.put("CANARY-A7", "CANARY-another");
    let cleared = world
        .place
        .ledger
        .clear_trouble(&world.place.key, Source::QuickBooks, None);
    cleared.unwrap();
    assert_eq!(token_of(&keeper).await, "CANARY-A7");
}

#[tokio::test]
async fn an_answer_lost_for_good_ends_in_connecting_again() {
    let world = World::new().await;
    {
        let mut issuer = world.issuer.lock().unwrap();
        issuer.mood = Mood::LosesAnswer;
        issuer.bears_grace = false;
    }
    let keeper = world.keeper();
    let refused = keeper.token().await.unwrap();
    assert_eq!(
        code(keeper.renew(&refused).await.err().unwrap()),
        ErrorCode::SignInNeeded
    );
    assert_eq!(world.counts(), (2, 1, 1));
    assert!(world.stored().contains("CANARY-R0"), "nothing was thrown away");
}

#[tokio::test]
async fn refused_keys_end_it_too() {
    let world = World::new().await;
    world.issuer.lock().unwrap().mood = Mood::RefusesKeys;
    let keeper = world.keeper();
    let refused = keeper.token().await.unwrap();
    for _ in 0..3 {
        assert!(keeper.renew(&refused).await.is_err());
    }
    assert_eq!(
        (world.counts().0, world.troubles()),
        (1, vec!["keys_refused".to_owned()])
    );
}

#[tokio::test]
async fn no_network_ends_nothing() {
    let mut world = World::new().await;
    world.side.token_endpoint = "http://127.0.0.1:1/t".to_owned();
    let keeper = world.keeper();
    let refused = keeper.token().await.unwrap();
    let error = keeper.renew(&refused).await.err().unwrap();
    assert_eq!(error.code(), Remote::Unreachable);
    assert!(world.troubles().is_empty());
    assert_eq!(token_of(&keeper).await, "CANARY-A0");
}

#[tokio::test]
async fn a_keychain_that_does_not_take_the_new_token_loses_nothing() {
    let world = World::new().await;
    world.store.refuses.store(true, Ordering::SeqCst);
    let mut keeper = Keeper::new(
        world.place.clone(),
        Renewal::of_quickbooks(&world.side, &Limits::default()).unwrap(),
    );
    keeper.save_again_after = Duration::ZERO;
    assert_eq!(renewed(&keeper).await, "CANARY-A1");
    assert_eq!(token_of(&keeper).await, "CANARY-A1", "it is used from memory");
    assert_eq!(
        world.troubles(),
        ["unsaved"],
        "and that is said, now and at the next start"
    );
    assert_eq!(renewed(&keeper).await, "CANARY-A2", "with the newest refresh token");
    world.store.refuses.store(false, Ordering::SeqCst);
    assert_eq!(token_of(&keeper).await, "CANARY-A2");
    assert!(world.troubles().is_empty() && world.stored().contains("CANARY-R2"));
}

#[tokio::test]
async fn the_end_of_a_token_is_told_by_the_clock_that_only_goes_forward() {
    let world = World::new().await;
    world.issuer.lock().unwrap().life = 30;
    let keeper = world.keeper();
    assert_eq!(renewed(&keeper).await, "CANARY-A1");
    // 30 s are within the margin: over at once. The clock of the computer stands still in this test.
    assert_eq!(token_of(&keeper).await, "CANARY-A2");
    world.issuer.lock().unwrap().life = 3600;
    assert_eq!(token_of(&keeper).await, "CANARY-A3");
    assert_eq!(token_of(&keeper).await, "CANARY-A3");
}

#[tokio::test]
async fn a_locked_keychain_is_told_as_such() {
    let world = World::new().await;
    world.store.is_locked.store(true, Ordering::SeqCst);
    let keeper = world.keeper();
    assert_eq!(code(keeper.token().await.err().unwrap()), ErrorCode::KeychainLocked);
    world.store.is_locked.store(false, Ordering::SeqCst);
    assert_eq!(token_of(&keeper).await, "CANARY-A0");
    world.store.items.lock().unwrap().clear();
    let error = world.keeper().token().await.err().unwrap();
    assert!(error.to_string().contains("not in the keychain any more"));
    assert_eq!(code(error), ErrorCode::SignInNeeded);
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_is_not() {
    let world = World::new().await;
    let keeper = Keeper::new(world.place.clone(), Renewal::Never);
    let refused = keeper.token().await.unwrap();
    assert!(keeper.renew(&refused).await.unwrap().is_none());
    assert_eq!(world.counts(), (0, 0, 0));
}

#[tokio::test]
async fn no_secret_reaches_the_data_folder() {
    let world = World::new().await;
    world.issuer.lock().unwrap().mood = Mood::LosesAnswer;
    renewed(&world.keeper()).await;
    world.issuer.lock().unwrap().refresh = "CANARY-another".to_owned();
    world.issuer.lock().unwrap().bears_grace = false;
    let keeper = world.keeper();
    let refused = keeper.token().await.unwrap();
    keeper.renew(&refused).await.err().unwrap();
    let files: Vec<_> = std::fs::read_dir(world.folder.path().join("data"))
        .unwrap()
        .flatten()
        .collect();
    assert!(files.len() >= 2);
    for file in files {
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!bytes.windows(6).any(|six| six == b"CANARY"), "{:?}", file.path());
    }
}

#[test]
fn the_answers_that_end_a_connection_are_known() {
    let told = |code: &str, detail: &str| {
        Box::new(Told {
            status: Some(403),
            fault: Some(Fault {
                code: Some(code.to_owned()),
                message: None,
                detail: Some(detail.to_owned()),
            }),
            intuit_tid: None,
        })
    };
    let service = Service::QuickBooks;
    let refused = |code: &str, detail: &str| RemoteError::Refused {
        service,
        told: told(code, detail),
    };
    for (code, detail, expected) in [
        ("003100", "", Some(Trouble::WrongKeys)),
        (
            "120",
            "AuthorizationFailure: -11014-You do not have access",
            Some(Trouble::AdminRemoved),
        ),
        ("120", "AuthorizationFailure: Unknown Error during Authentication", None),
        ("6190", "", Some(Trouble::SubscriptionEnded)),
        ("5020", "", None),
        ("610", "", None),
    ] {
        assert_eq!(Trouble::of(&refused(code, detail)), expected, "{code} {detail}");
    }
    let elsewhere = RemoteError::Refused {
        service: Service::Procurement,
        told: told("3100", ""),
    };
    assert_eq!(Trouble::of(&elsewhere), None);
}
