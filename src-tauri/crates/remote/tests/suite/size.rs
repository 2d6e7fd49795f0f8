//! Answers that are larger, deeper or longer than any service would send: a typed error each, and
//! memory that stays bounded.

use clearpost_domain::{Entity, ListKind};
use clearpost_remote::{Limits, NotTheApi, OrderFilter, RemoteError};

use crate::server::{Reply, Server, json, now, quick, soon};

fn what(error: &RemoteError) -> NotTheApi {
    match error {
        RemoteError::NotTheApi { what, .. } => *what,
        other => panic!("{other:?}"),
    }
}

async fn refused(reply: Reply, limits: Limits) -> NotTheApi {
    let client = Server::start([reply]).await.procurement_with(limits);
    let error = client.orders(1, OrderFilter::default()).await.unwrap_err();
    assert_eq!(client.calls(), 1, "the same would come again");
    what(&error)
}

/// A gzip stream of so many megabytes of spaces; each of them is the same 1038 bytes.
fn bomb(megabytes: usize) -> Reply {
    let mut megabyte = vec![0; 1038];
    for (at, byte) in [
        (0, 236),
        (1, 193),
        (2, 49),
        (3, 1),
        (7, 194),
        (8, 160),
        (9, 42),
        (10, 235),
        (11, 159),
        (12, 210),
        (13, 16),
        (14, 190),
        (15, 64),
        (16, 1),
        (1032, 124),
        (1033, 6),
        (1036, 255),
        (1037, 255),
    ] {
        megabyte[at] = byte;
    }
    let mut bytes = vec![31, 139, 8, 0, 0, 0, 0, 0, 2, 255];
    bytes.extend(megabyte.repeat(megabytes));
    Reply::Full(200, vec!["Content-Encoding: gzip".into()], bytes)
}

#[tokio::test]
async fn an_answer_that_unpacks_too_large_is_refused() {
    let small = Limits {
        answer_size: 1000,
        ..quick()
    };
    let padded = json("[".to_owned() + &" ".repeat(2000) + "]");
    assert_eq!(refused(padded, small).await, NotTheApi::TooLarge);
    assert_eq!(refused(bomb(40), quick()).await, NotTheApi::TooLarge);
}

/// Run in a process of its own by the test below.
#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "a part of `ten_gigabytes_do_not_fill_the_memory`"]
async fn reads_a_bomb() {
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes
    };
    let Ok(address) = std::env::var("BOMB_ADDRESS") else {
        return;
    };
    let client = Server::at(address).procurement();
    let before = peak();
    let error = client.orders(1, OrderFilter::default()).await.unwrap_err();
    assert_eq!(what(&error), NotTheApi::TooLarge);
    let grown = (peak() - before) / 1024;
    assert!(grown < 64, "{grown} MB");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ten_gigabytes_do_not_fill_the_memory() {
    let server = Server::start([bomb(10 * 1024)]).await;
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["size::reads_a_bomb", "--exact", "--ignored"])
        .env("BOMB_ADDRESS", &server.address)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let ended = tokio::task::spawn_blocking(move || child.wait()).await.unwrap();
    assert!(ended.unwrap().success());
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for levels in [101, 10_000, 200_000] {
        assert_eq!(refused(json(deep(levels)), quick()).await, NotTheApi::TooDeep);
        let inside = json(format!(r#"{{"purchase_orders":[{{"id":{}}}]}}"#, deep(levels)));
        assert_eq!(refused(inside, quick()).await, NotTheApi::TooDeep);
    }
    // What a service may well send is read, and an odd row costs only itself.
    let client = Server::start([json(deep(90))]).await.procurement();
    let page = client.orders(1, OrderFilter::default()).await.unwrap();
    assert_eq!((page.items.len(), page.quarantined.len()), (0, 1));
}

#[tokio::test]
async fn a_huge_text_is_refused() {
    let row = |length: usize| format!(r#"[{{"id":1,"status":"paid","keywords":"{}"}}]"#, "x".repeat(length));
    assert_eq!(
        refused(json(row(4 * 1024 * 1024 + 1)), quick()).await,
        NotTheApi::TooLarge
    );
    let client = Server::start([json(row(1024 * 1024))]).await.procurement();
    assert_eq!(client.orders(1, OrderFilter::default()).await.unwrap().items.len(), 1);
}

#[tokio::test]
async fn pages_without_end_are_refused() {
    let again = r#"{"suppliers":[{"id":1,"name":"A"}],"meta":{"current_page":1,"next_page":2}}"#;
    let client = Server::start([json(again)]).await.procurement();
    assert_eq!(
        what(&client.suppliers(false).await.unwrap_err()),
        NotTheApi::PagesRepeat
    );
    assert_eq!(client.calls(), 2);

    let page = |from: usize| {
        let rows: Vec<String> = (from..from + 1000)
            .map(|id| format!(r#"{{"Id":"{id}","DocNumber":"A"}}"#))
            .collect();
        json(format!(r#"{{"QueryResponse":{{"Bill":[{}]}}}}"#, rows.join(",")))
    };
    let numbers = ["A".to_owned()];
    let client = Server::start([page(1)]).await.quickbooks();
    let error = soon(client.find_by_numbers(Entity::Bill, &numbers, now()))
        .await
        .unwrap_err();
    assert_eq!(what(&error), NotTheApi::PagesRepeat);
    assert_eq!(client.calls(), 2, "the second page brought nothing new");
    // Always something new, and still no end.
    let limits = Limits { pages: 3, ..quick() };
    let client = Server::start((0..5).map(|number| page(number * 1000)))
        .await
        .quickbooks_with(limits);
    let error = soon(client.find_by_numbers(Entity::Bill, &numbers, now()))
        .await
        .unwrap_err();
    assert_eq!(what(&error), NotTheApi::PagesRepeat);
    assert_eq!(client.calls(), 3);
    assert!(
        client.list(ListKind::Vendor, None, 1).await.is_ok(),
        "and nothing is left in the way"
    );
}
