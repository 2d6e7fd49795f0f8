//! From nothing to a stored connection, and connecting again.

use super::*;

#[tokio::test]
async fn a_company_is_connected_step_by_step() {
    let world = World::new().await;
    assert_eq!(world.setup.begin(None).await.unwrap().step, Step::Procurement);
    let key = world.connected().await;
    assert_eq!(key.as_str(), "7001/913");
    let accounts = &world.setup.accounts;
    let company = accounts.companies().unwrap().remove(0);
    assert_eq!(
        (company.name.as_str(), company.quickbooks_name.as_deref()),
        ("Finch Trading", Some("Finch Books Inc"))
    );
    assert!(company.is_default && company.is_connected && company.trouble.is_none());
    assert_eq!(world.items().len(), 2, "one item per connection and service");
    let body = world.services.tokens.lock().unwrap()[0].clone();
    assert!(body.contains("code=C1") && body.contains("code_verifier="), "{body}");
    for file in std::fs::read_dir(world.folder.path().join("data")).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!bytes.windows(6).any(|six| six == b"CANARY"), "{:?}", file.path());
    }
    let found = accounts.find(Some("finch trading")).unwrap().unwrap();
    assert_eq!(found.key, key);
    assert!(accounts.find(Some("nobody")).unwrap().is_none());
}

#[tokio::test]
async fn a_refresh_token_and_a_realm_are_enough() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.sign_in_to_procurement().await;
    world.fill(Slot::QuickBooksRefreshToken, " CANARY-R0\n").await;
    let (view, url) = world.begin(QuickBooksWay::RefreshToken, None).await;
    assert!(url.is_none());
    assert_eq!(view.step, Step::Confirm);
    assert_eq!(view.books.unwrap().name.as_deref(), Some("Finch Books Inc"));
    assert!(view.held.is_empty(), "a secret that has done its work is gone");
    assert!(
        world.services.tokens.lock().unwrap()[0].contains("refresh_token=CANARY-R0&")
            || world.services.tokens.lock().unwrap()[0].ends_with("refresh_token=CANARY-R0")
    );
    world.setup.confirm(None, false).await.unwrap();
}

#[tokio::test]
async fn procurement_finds_the_way_of_signing_in_that_works() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.fill(Slot::ProcurementClientSecret, "CANARY-pe-secret").await;
    world.fill(Slot::ProcurementPassword, "CANARY-password").await;
    let view = world.setup.procurement(&desk(&world.base(), "password")).await.unwrap();
    assert!(view.held.is_empty());
    world.setup.company("7001").await.unwrap();
    assert_eq!(
        world.asked(),
        1,
        "the other path is not there, so the password was sent once"
    );
    let key = world.setup.confirm(None, false).await.unwrap();
    let row = world.setup.accounts.ledger.connection(&key).unwrap().unwrap();
    let app = row.procurement.client.unwrap();
    assert_eq!((app.path.as_str(), app.keys_in.as_str()), ("below_api", "headers"));
    for item in world.store.items.lock().unwrap().values() {
        assert!(!item.contains("CANARY-password"), "a password is never kept");
    }
}

#[tokio::test]
async fn a_company_that_gets_its_books_takes_its_ledger_along() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.sign_in_to_procurement().await;
    let alone = world.setup.confirm(None, false).await.unwrap();
    assert_eq!(alone.as_str(), "7001/-");
    let ledger = &world.setup.accounts.ledger;
    let at = world.setup.accounts.clock.now();
    ledger
        .set_handled(&alone, DocumentRef::order(1), "by hand", at)
        .unwrap();
    world.setup.begin(Some(&alone)).await.unwrap();
    world.fill(Slot::QuickBooksRefreshToken, "CANARY-R0").await;
    let (view, _) = world.begin(QuickBooksWay::RefreshToken, None).await;
    assert_eq!(view.step, Step::Confirm);
    let both = world.setup.confirm(None, false).await.unwrap();
    assert_eq!(both.as_str(), "7001/913");
    assert_eq!(ledger.handled(&both).unwrap().len(), 1);
    assert_eq!(ledger.connections().unwrap().len(), 1);
    assert_eq!(world.items().len(), 2);
}

#[tokio::test]
async fn another_company_than_before_is_stored_only_when_it_is_meant() {
    let world = World::new().await;
    let key = world.connected().await;
    world.setup.begin(Some(&key)).await.unwrap();
    world.sign_in_to_procurement().await;
    let state = world.waiting().await;
    let view = world
        .paste(&format!("?code=C2&state={state}&realmId=914"))
        .await
        .unwrap();
    assert!(
        view.warnings[0].contains("another QuickBooks company"),
        "{:?}",
        view.warnings
    );
    let error = world.setup.confirm(None, false).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany);
    assert_eq!(world.setup.accounts.companies().unwrap().len(), 1, "nothing was stored");
    assert_eq!(world.setup.confirm(None, true).await.unwrap().as_str(), "7001/914");
    assert_eq!(world.setup.accounts.companies().unwrap().len(), 2);
}

#[tokio::test]
async fn connecting_again_ends_what_was_wrong() {
    let world = World::new().await;
    let key = world.connected().await;
    let accounts = &world.setup.accounts;
    let noted = accounts
        .ledger
        .note_trouble(&key, Source::QuickBooks, "sign_in_ended", accounts.clock.now());
    assert!(noted.unwrap());
    assert!(accounts.companies().unwrap()[0].trouble.is_some());
    world.setup.begin(Some(&key)).await.unwrap();
    let state = world.waiting().await;
    world
        .paste(&format!("?code=C2&state={state}&realmId=913"))
        .await
        .unwrap();
    assert_eq!(world.setup.confirm(None, false).await.unwrap(), key);
    assert!(accounts.companies().unwrap()[0].trouble.is_none());
    assert_eq!(world.items().len(), 2);
}

#[tokio::test]
async fn a_keychain_that_refuses_stores_no_connection() {
    let world = World::new().await;
    world.store.refuses.store(true, Ordering::SeqCst);
    assert_eq!(world.setup.begin(None).await.unwrap().keychain, KeychainState::Denied);
    world.sign_in_to_procurement().await;
    let error = world.setup.confirm(None, false).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::KeychainLocked);
    assert!(world.setup.accounts.companies().unwrap().is_empty());
    world.store.refuses.store(false, Ordering::SeqCst);
    world.setup.confirm(None, false).await.unwrap();
}
