//! A server that nobody should reach: it only counts who tried.

use std::time::Duration;
use tokio::net::TcpListener;

pub struct Sink {
    listener: TcpListener,
}

impl Sink {
    pub async fn open() -> Self {
        Self {
            listener: TcpListener::bind("127.0.0.1:0").await.expect("a free port"),
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.listener.local_addr().expect("the port is bound"))
    }

    /// Fails if anything was asked for. Waits a moment for a request that is on its way: there is no
    /// event for one that never comes. A connection without a byte is the engine warming up for a
    /// link that was clicked; it carries nothing, and nothing follows.
    pub async fn assert_untouched(&self, by: &str) {
        let moment = Duration::from_millis(300);
        while let Ok(Ok((stream, _))) = tokio::time::timeout(moment, self.listener.accept()).await {
            let mut asked = [0; 512];
            let length = match tokio::time::timeout(moment, stream.readable()).await {
                Ok(Ok(())) => stream.try_read(&mut asked).unwrap_or_default(),
                _ => 0,
            };
            let asked = String::from_utf8_lossy(asked.get(..length).unwrap_or_default());
            assert!(asked.is_empty(), "{by} reached a server: {asked}");
        }
    }
}
