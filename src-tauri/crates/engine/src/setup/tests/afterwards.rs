//! What a stored connection comes to: ended, or found to be of another company.

use super::*;

#[tokio::test]
async fn disconnecting_tells_the_service_and_forgets() {
    let world = World::new().await;
    let key = world.connected().await;
    let accounts = &world.setup.accounts;
    let done = accounts.disconnect(&key, Source::QuickBooks, false).await.unwrap();
    assert!(done.is_revoked);
    assert_eq!(
        (world.services.revoked.load(Ordering::SeqCst), world.items().len()),
        (1, 1)
    );
    let left = accounts.companies().unwrap().remove(0);
    assert_eq!(
        (left.key.clone(), left.realm),
        (key.clone(), None),
        "what was read stays in reach"
    );
    accounts.disconnect(&key, Source::Procurement, true).await.unwrap();
    assert!(accounts.companies().unwrap().is_empty() && world.items().is_empty());
    assert_eq!(
        world.services.revoked.load(Ordering::SeqCst),
        1,
        "an API token may serve others"
    );
}

#[tokio::test]
async fn a_service_that_cannot_be_told_is_told_later() {
    let world = World::new().await;
    let key = world.connected().await;
    let accounts = &world.setup.accounts;
    world.services.is_down.store(true, Ordering::SeqCst);
    let done = accounts.disconnect(&key, Source::QuickBooks, false).await.unwrap();
    assert!(!done.is_revoked && done.text.contains("waits in the keychain"));
    accounts.retry_revocations().await.unwrap();
    assert_eq!(accounts.ledger.revocations().unwrap().len(), 1);
    world.services.is_down.store(false, Ordering::SeqCst);
    accounts.retry_revocations().await.unwrap();
    assert_eq!(world.services.revoked.load(Ordering::SeqCst), 1);
    assert!(accounts.ledger.revocations().unwrap().is_empty());
    assert_eq!(world.items().len(), 1, "the token is gone, too");
}

#[tokio::test]
async fn nothing_is_sent_to_another_company_than_the_confirmed_one() {
    // Without a keychain the credentials are in this process, where the opened company finds them.
    let world = World::over(Arc::default(), Arc::new(crate::vault::tests::Nothing)).await;
    world.connected().await;
    let engine = crate::Engine::open(crate::Options {
        data_dir: world.folder.path().join("data"),
        company: None,
        connection: None,
        offline: false,
        clock: world.setup.accounts.clock,
        grace: chrono::Duration::minutes(15),
        limits: Limits::default(),
    })
    .unwrap();
    engine.guard_before_sending().await.unwrap();
    world.services.is_renamed.store(true, Ordering::SeqCst);
    let error = engine.guard_before_sending().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany);
    assert!(error.to_string().contains("\"Somebody Else\""), "{error}");
    engine.guard_now_and_then().await.unwrap();
    world.services.is_renamed.store(false, Ordering::SeqCst);
    world.services.is_lapsed.store(true, Ordering::SeqCst);
    let error = engine.guard_before_sending().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    world.services.is_lapsed.store(false, Ordering::SeqCst);
    // What QuickBooks answers to keys that it does not let in is remembered.
    world.services.is_crossed.store(true, Ordering::SeqCst);
    assert!(engine.guard_before_sending().await.is_err());
    world.services.is_crossed.store(false, Ordering::SeqCst);
    let error = engine.guard_before_sending().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany, "and nothing asks again: {error}");
    let asked = world.asked();
    assert_eq!(asked, 1, "no token was asked for in vain");
}
