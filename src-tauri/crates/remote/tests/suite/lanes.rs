//! Pauses, rests and limits as a whole client keeps them, alone and beside other clients.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clearpost_domain::ListKind;
use clearpost_remote::{ErrorCode, Limits, OrderFilter, PauseCause, QuickBooksClient, RemoteError};

use crate::server::{Reply, Server, json, now, quick, soon, status, with};

const NO_ROWS: &str = r#"{"QueryResponse":{}}"#;
const NO_ORDERS: &str = r#"{"purchase_orders":[],"meta":{"next_page":null}}"#;
const THROTTLED: &str = r#"{"fault":{"error":[{"message":"message=ThrottleExceeded; errorCode=003001; statusCode=429","code":"3001"}],"type":"SERVICE"}}"#;

async fn vendors(client: &QuickBooksClient) -> Result<usize, RemoteError> {
    let page = client.list(ListKind::Vendor, None, 1).await?;
    Ok(page.items.len())
}

/// `count` reads at once, all the same.
async fn together(client: &Arc<QuickBooksClient>, count: usize) -> Vec<Result<usize, RemoteError>> {
    let reads: Vec<_> = (0..count)
        .map(|_| {
            let client = Arc::clone(client);
            tokio::spawn(async move { vendors(&client).await })
        })
        .collect();
    let mut results = Vec::new();
    for read in reads {
        results.push(read.await.unwrap());
    }
    results
}

#[test]
fn the_product_waits_a_minute_and_rests_where_the_tests_do_not() {
    let limits = Limits::default();
    assert!(limits.throttled_wait >= Duration::from_mins(1));
    assert!(
        limits.longest_wait > limits.throttled_wait.mul_f64(1.25),
        "such a wait is waited out"
    );
    assert_eq!(
        (limits.quickbooks.at_once, limits.quickbooks.per_second),
        (10, Some(10))
    );
    assert_eq!(limits.quickbooks.per_minute, Some(500));
    assert_eq!(limits.procurement.at_once, 2);
}

#[tokio::test]
async fn a_time_that_is_too_long_to_wait_here_closes_the_lane_and_is_shown() {
    for (header, asked) in [
        ("Retry-After: 36000", Duration::from_hours(10)),
        (
            "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2015 08:28:00 GMT",
            Duration::from_hours(1),
        ),
    ] {
        let server = Server::start([with(429, header, ""), json(NO_ROWS)]).await;
        let client = server.quickbooks();
        let error = vendors(&client).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::RateLimited);
        let left = error.retry_after().unwrap();
        assert!(
            left <= asked && left + Duration::from_mins(1) > asked,
            "{header}: {left:?}"
        );
        // Nothing more leaves, and the time counts down.
        let again = vendors(&client).await.unwrap_err();
        assert!(again.retry_after().unwrap() <= left);
        assert_eq!(client.calls(), 1);
        let pause = client.pause().unwrap();
        assert_eq!(pause.cause, PauseCause::Throttled);
        assert!(pause.next_try <= Duration::from_hours(1), "capped");
        // The user asks to try all the same.
        client.look_now();
        assert_eq!(vendors(&client).await.unwrap(), 0);
        assert_eq!(client.pause(), None);
    }
    let error = RemoteError::RateLimited {
        service: clearpost_remote::Service::QuickBooks,
        retry_after: Some(Duration::from_hours(10)),
        told: Box::default(),
    };
    assert_eq!(
        error.to_string(),
        "QuickBooks Online asks to wait 10 h before calling again"
    );
}

#[tokio::test]
async fn a_time_asked_for_is_waited_by_everybody_of_that_company_and_by_nobody_else() {
    let wait = Duration::from_secs(1);
    let soon = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(1_000_001));
    let sent = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(1_000_000));
    for header in [
        "Retry-After: 1".to_owned(),
        format!("Date: {sent}\r\nRetry-After: {soon}"),
    ] {
        let server = Server::start([with(429, &header, THROTTLED), json(NO_ROWS)]).await;
        let client = Arc::new(server.quickbooks());
        let began = Instant::now();
        let first = {
            let client = Arc::clone(&client);
            tokio::spawn(async move { vendors(&client).await })
        };
        while client.pause().is_none() {
            tokio::task::yield_now().await;
        }
        let waiting = {
            let client = Arc::clone(&client);
            tokio::spawn(async move { together(&client, 5).await })
        };
        // Another company and the other service go on at once.
        let other = server.quickbooks_of("9130350000000001", quick());
        vendors(&other).await.unwrap();
        Server::start([json(NO_ORDERS)])
            .await
            .procurement()
            .orders(1, OrderFilter::default())
            .await
            .unwrap();
        assert!(began.elapsed() < wait);
        assert_eq!(client.calls(), 1, "nobody of this company called meanwhile");
        first.await.unwrap().unwrap();
        assert!(waiting.await.unwrap().iter().all(Result::is_ok));
        assert!(began.elapsed() >= wait);
        assert_eq!(client.calls(), 7);
    }
}

#[tokio::test]
async fn a_throttle_without_a_time_is_waited_out_and_then_fewer_run_at_once() {
    let limits = Limits {
        throttled_wait: Duration::from_millis(80),
        ..quick()
    };
    for body in [
        THROTTLED,
        "<IntuitResponse><Fault type=\"SERVICE\"><Error code=\"3001\"/></Fault></IntuitResponse>",
        "<html>busy</html>",
        "",
    ] {
        let server = Server::start([status(429, body), json(NO_ROWS)]).await;
        let client = Arc::new(server.quickbooks_with(limits.clone()));
        let began = Instant::now();
        vendors(&client).await.unwrap();
        assert!(began.elapsed() >= Duration::from_millis(80));
        assert_eq!(client.calls(), 2);
        server.slow(Duration::from_millis(20));
        assert!(together(&client, 8).await.iter().all(Result::is_ok));
        let most = server.traffic().most;
        assert!(most <= 5, "{most} at once");
    }
    let old_form = r#"<IntuitResponse><Fault><Error code="3001"/></Fault></IntuitResponse>"#;
    let client = Server::start([status(403, old_form), json(NO_ROWS)])
        .await
        .quickbooks_with(limits);
    assert_eq!(vendors(&client).await.unwrap(), 0);
}

#[tokio::test]
async fn a_month_that_is_used_up_is_named_and_nothing_more_is_asked() {
    let used_up = Reply::Full(
        429,
        vec!["Date: Thu, 26 Nov 2026 12:00:00 GMT".into()],
        THROTTLED.as_bytes().to_vec(),
    );
    let client = Arc::new(Server::start([used_up]).await.quickbooks());
    let error = vendors(&client).await.unwrap_err();
    let RemoteError::MonthUsedUp { resets_in, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        resets_in.as_secs() / 3600,
        4 * 24 + 11,
        "the first of December, by the service's clock"
    );
    assert_eq!(error.code(), ErrorCode::RateLimited);
    assert_eq!(
        error.to_string(),
        "the month's limit of reads from QuickBooks Online is used up; reads stop until it starts anew in 5 days"
    );
    assert_eq!(client.calls(), 4, "three waits were given a chance");
    for result in together(&client, 50).await {
        assert!(matches!(result, Err(RemoteError::MonthUsedUp { .. })));
    }
    assert_eq!(client.calls(), 4, "no storm");
    assert_eq!(client.counter().metered(), 0, "and none of it counts for the month");
    assert_eq!(client.pause().unwrap().cause, PauseCause::MonthUsedUp);
}

#[tokio::test]
async fn a_long_failure_is_not_made_worse_and_ends_by_itself() {
    let limits = Limits {
        rest: Duration::from_millis(30),
        rest_cap: Duration::from_millis(60),
        ..quick()
    };
    let server = Server::start([status(503, "")]).await;
    let client = Arc::new(server.quickbooks_with(limits));
    let asked: u64 = 400;
    for _ in 0..asked / 10 {
        for result in together(&client, 10).await {
            assert_eq!(result.unwrap_err().code(), ErrorCode::ServiceError);
        }
    }
    let sent = client.calls();
    assert!(sent * 10 <= asked * 11, "{sent} sent for {asked} asked");
    assert!(sent < 40, "a rest means that nothing is sent: {sent}");
    let error = vendors(&client).await.unwrap_err();
    assert!(matches!(error, RemoteError::Resting { .. }), "{error:?}");
    assert_eq!(client.pause().unwrap().cause, PauseCause::Trouble);
    assert!(error.retry_after().unwrap() <= Duration::from_millis(60));
    // Back again: one looks, then all go on.
    server.now_answers([json(NO_ROWS)]);
    while client.pause().is_some_and(|pause| !pause.next_try.is_zero()) {
        tokio::task::yield_now().await;
    }
    assert!(together(&client, 10).await.iter().all(Result::is_ok));
    assert_eq!(client.pause(), None);
}

#[tokio::test]
async fn repetitions_have_a_budget_of_their_own() {
    let limits = Limits {
        rest_after: u32::MAX,
        ..quick()
    };
    let server = Server::start([status(503, "")]).await;
    let client = Arc::new(server.quickbooks_with(limits));
    let asked: u64 = 300;
    for _ in 0..asked / 10 {
        together(&client, 10).await;
    }
    let sent = client.calls();
    assert!(sent * 10 <= asked * 11, "{sent} sent for {asked} asked");
    // Good answers fill it again.
    server.now_answers([json(NO_ROWS)]);
    for _ in 0..10 {
        vendors(&client).await.unwrap();
    }
    let before = client.calls();
    server.now_answers([Reply::Reset, json(NO_ROWS)]);
    vendors(&client).await.unwrap();
    assert_eq!(client.calls(), before + 2);
}

#[tokio::test]
async fn a_dropped_read_frees_its_place_at_once() {
    let mut limits = quick();
    limits.quickbooks.at_once = 1;
    let server = Server::start([Reply::Drip, json(NO_ROWS)]).await;
    let client = Arc::new(server.quickbooks_with(limits));
    let stuck = {
        let client = Arc::clone(&client);
        tokio::spawn(async move { vendors(&client).await })
    };
    while server.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    stuck.abort();
    assert!(stuck.await.unwrap_err().is_cancelled());
    soon(vendors(&client)).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn two_clients_with_one_folder_keep_to_one_limit() {
    let folder = tempfile::tempdir().unwrap();
    let mut limits = Limits {
        shared: Some(folder.path().to_owned()),
        ..quick()
    };
    limits.quickbooks.at_once = 3;
    let server = Server::start([json(NO_ROWS)]).await;
    server.slow(Duration::from_millis(15));
    let clients = [(); 3].map(|()| Arc::new(server.quickbooks_with(limits.clone())));
    let [a, b, c] = &clients;
    let results = tokio::join!(together(a, 8), together(b, 8), together(c, 8));
    for results in [results.0, results.1, results.2] {
        assert!(results.iter().all(Result::is_ok));
    }
    assert_eq!(server.traffic().most, 3, "three at once, not three each");
    let other = server.quickbooks_of("9130350000000001", limits.clone());
    vendors(&other).await.unwrap();
    // A pause, too, is everybody's.
    server.now_answers([with(429, "Retry-After: 36000", THROTTLED), json(NO_ROWS)]);
    assert!(vendors(a).await.is_err());
    assert!(vendors(b).await.is_err());
    assert_eq!(b.calls(), 8);
    vendors(&other).await.expect("another company goes on");
    // Someone who opens the product anew is let look once.
    let opened = server.quickbooks_with(limits);
    vendors(&opened).await.unwrap();
    vendors(b).await.unwrap();
}

#[tokio::test]
async fn the_services_clock_and_what_it_counts_are_offered() {
    let at = |header: &str, code: u16, body: &str| Reply::Full(code, vec![header.to_owned()], body.as_bytes().to_vec());
    let server = Server::start([
        at("Date: Mon, 02 Mar 2026 09:00:00 GMT", 200, NO_ROWS),
        at("Date: Mon, 02 Mar 2026 10:41:07 GMT", 400, "{}"),
        at("Date: yesterday", 200, NO_ROWS),
    ])
    .await;
    let client = server.quickbooks();
    let clock = client.server_clock();
    assert_eq!(clock.skew(now()), None, "before the first answer");
    vendors(&client).await.unwrap();
    assert_eq!(clock.skew(now()).unwrap().num_minutes(), -41);
    assert!(vendors(&client).await.is_err());
    assert_eq!(clock.skew(now()).unwrap().num_minutes(), 60, "an error has a date, too");
    vendors(&client).await.unwrap();
    assert_eq!(clock.skew(now()).unwrap().num_minutes(), 60, "nonsense changes nothing");
    let counter = client.counter();
    assert_eq!(
        (counter.calls(), counter.metered()),
        (3, 2),
        "the month counts successes only"
    );
}

/// Run in a process of its own by the test below.
#[tokio::test]
#[ignore = "a part of `two_processes_keep_to_one_limit`"]
async fn one_of_two_processes() {
    let Ok(address) = std::env::var("LANE_ADDRESS") else {
        return;
    };
    let server = Server::at(address);
    let mut limits = Limits {
        shared: std::env::var_os("LANE_FOLDER").map(Into::into),
        ..quick()
    };
    limits.quickbooks.at_once = 4;
    limits.quickbooks.per_second = Some(10);
    let client = Arc::new(server.quickbooks_with(limits));
    assert!(together(&client, 14).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn two_processes_keep_to_one_limit() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start([json(NO_ROWS)]).await;
    server.slow(Duration::from_millis(20));
    let children: Vec<_> = (0..2)
        .map(|_| {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args(["lanes::one_of_two_processes", "--exact", "--ignored"])
                .env("LANE_ADDRESS", &server.address)
                .env("LANE_FOLDER", folder.path())
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        let ended = tokio::task::spawn_blocking(move || child.wait()).await.unwrap();
        assert!(ended.unwrap().success());
    }
    assert_eq!(server.requests().len(), 28);
    let traffic = server.traffic();
    assert!(traffic.most <= 4, "{} at once", traffic.most);
    for span in traffic.starts.windows(11) {
        // They were let through a second apart; on their way they may bunch up.
        assert!(
            span[10] - span[0] > Duration::from_millis(700),
            "eleven within a second"
        );
    }
}
