//! The answer that the browser brings back, and the listener for it.

use super::*;

#[tokio::test]
async fn an_answer_that_does_not_belong_here_asks_for_nothing() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    let stray = "https://example.com/back?code=C1&state=made-up&realmId=913";
    assert_eq!(refused(world.paste(stray).await), NOT_WAITING, "no flow is waiting");
    let state = world.waiting().await;
    for address in [
        stray.to_owned(),
        "https://example.com/back?code=C1&realmId=913".to_owned(),
        "https://example.com/back?code=C1&state=&realmId=913".to_owned(),
        format!("https://example.com/back?code=C1&state={state}&state={state}&realmId=913"),
        format!("https://example.com/back?code=C1&state={}&realmId=913", &state[..10]),
        "nonsense".to_owned(),
    ] {
        assert_eq!(refused(world.paste(&address).await), NOT_WAITING, "{address}");
        assert_eq!(
            world.setup.view().await.step,
            Step::Waiting,
            "the right one may still come"
        );
    }
    assert_eq!(world.asked(), 0);
    // Late.
    world.setup.state.lock().await.waiting.as_mut().unwrap().until = Instant::now();
    let right = format!("https://example.com/back?code=C1&state={state}&realmId=913");
    assert_eq!(refused(world.paste(&right).await), NOT_WAITING);
    assert_eq!(world.asked(), 0);
    // Twice: the second finds nothing waiting.
    let state = world.waiting().await;
    let right = format!("https://example.com/back?code=C1&state={state}&realmId=913");
    world.paste(&right).await.unwrap();
    assert_eq!(refused(world.paste(&right).await), NOT_WAITING);
    assert_eq!(world.asked(), 1);
    // The state of a sign-in that was begun again is void.
    let old = world.waiting().await;
    world.waiting().await;
    let replayed = format!("https://example.com/back?code=C1&state={old}&realmId=913");
    assert_eq!(refused(world.paste(&replayed).await), NOT_WAITING);
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn a_refusal_in_the_browser_is_told_and_asks_for_nothing() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    for (query, code) in [
        ("error=access_denied", ErrorCode::PermissionDenied),
        ("error=invalid_scope", ErrorCode::PermissionDenied),
        ("code=C1", ErrorCode::InvalidInput),
        ("code=C1&realmId=12%2034", ErrorCode::InvalidInput),
    ] {
        let state = world.waiting().await;
        let error = world
            .paste(&format!("https://example.com/back?{query}&state={state}"))
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{query}");
        assert_eq!(world.setup.view().await.failure.unwrap().code, code);
    }
    assert_eq!(world.asked(), 0);
}

#[tokio::test]
async fn keys_of_the_other_kind_are_told_as_such() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.services.is_crossed.store(true, Ordering::SeqCst);
    let state = world.waiting().await;
    let address = format!("https://example.com/back?code=C1&state={state}&realmId=913");
    let error = world.paste(&address).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany);
    assert!(error.to_string().contains("sandbox keys reach sandbox companies only"));
    assert!(error.help().contains("developer.intuit.com"));
}

/// One raw request to the listener; its status line, or nothing if nobody listens.
async fn browse(port: u16, host: &str, target: &str) -> Option<String> {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    assert!(answer.contains("default-src 'none'") && answer.contains("no-referrer"));
    Some(answer.lines().next()?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_listener_takes_one_answer_of_its_own_and_closes() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.sign_in_to_procurement().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let redirect = format!("http://localhost:{port}/callback");
    let (_, url) = world.begin(QuickBooksWay::Browser, Some(redirect)).await;
    let state = state_of(&url.unwrap());
    let right = format!("/callback?code=C1&state={state}&realmId=913");
    let ours = format!("localhost:{port}");
    for (host, target, status) in [
        ("evil.example", right.as_str(), "404"),
        (&format!("127.0.0.1:{port}"), &right, "404"),
        (&ours, &right.replace("/callback", "/"), "404"),
        (&ours, &right.replace("/callback", "/callback/x"), "404"),
        (&ours, &format!("http://evil.example{right}"), "404"),
        (&ours, "/callback?code=C1&state=wrong&realmId=913", "400"),
        (&ours, "/callback", "400"),
    ] {
        let answer = browse(port, host, target).await.unwrap();
        assert!(answer.contains(status), "{host} {target}: {answer}");
    }
    assert_eq!(world.asked(), 0);
    assert!(browse(port, &ours, &right).await.unwrap().contains("200"));
    let view = world.setup.settled().await;
    assert_eq!((view.step, world.asked()), (Step::Confirm, 1));
    // The port is free again: nobody answers a second time.
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_listener_is_for_this_computer_only() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    for redirect in [
        "https://example.com/back",
        "http://localhost/callback",
        "http://127.0.0.1:4000/callback",
        "http://10.0.0.1:4000/x",
    ] {
        world.fill(Slot::QuickBooksClientSecret, "CANARY-qb-secret").await;
        let sign_in = QuickBooksSignIn {
            environment: "sandbox".to_owned(),
            url: Some(world.base()),
            client_id: "AB".to_owned(),
            way: QuickBooksWay::Browser,
            realm: None,
            redirect_url: Some(redirect.to_owned()),
        };
        assert!(world.setup.quickbooks(&sign_in).await.is_err(), "{redirect}");
        assert_ne!(world.setup.view().await.step, Step::Waiting);
    }
}
