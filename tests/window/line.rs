//! The way to one service, which can be cut and mended: without it the window is offline.

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

pub struct Line {
    /// Where the service is, and where the window believes it to be.
    behind: String,
    front: String,
    carrying: Option<AbortHandle>,
}

impl Line {
    /// To the service at this address.
    pub async fn to(url: &str) -> Self {
        let behind = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let mut line = Self {
            behind,
            front: "127.0.0.1:0".to_owned(),
            carrying: None,
        };
        line.mend().await;
        line
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.front)
    }

    /// Nobody answers any more, and what was open breaks off.
    pub fn cut(&mut self) {
        if let Some(carrying) = self.carrying.take() {
            carrying.abort();
        }
    }

    pub async fn mend(&mut self) {
        let listener = TcpListener::bind(&self.front).await.expect("the port is free");
        self.front = listener.local_addr().expect("the port is bound").to_string();
        self.carrying = Some(tokio::spawn(carry(listener, self.behind.clone())).abort_handle());
    }
}

/// Carries every connection until it is aborted; then all of them end with it.
async fn carry(listener: TcpListener, behind: String) {
    let mut open = JoinSet::new();
    while let Ok((mut front, _)) = listener.accept().await {
        let behind = behind.clone();
        open.spawn(async move {
            let mut back = TcpStream::connect(behind).await?;
            tokio::io::copy_bidirectional(&mut front, &mut back).await
        });
    }
}
