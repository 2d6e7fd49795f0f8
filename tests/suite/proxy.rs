//! Stands between the product and one service and may answer for it or change what it says: for
//! answers that the simulator never gives.

use std::net::TcpListener;
use std::sync::Arc;

use crate::http::{Message, exchange, host_of};

type Answering = dyn Fn(&Message, &dyn Fn() -> Message) -> Message + Send + Sync;

/// A listener that lives as long as the test's process; each connection carries one request.
pub struct Proxy {
    url: String,
}

impl Proxy {
    /// `answer` gets the request and a way to ask the service behind.
    pub fn start(
        behind: &str,
        answer: impl Fn(&Message, &dyn Fn() -> Message) -> Message + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let behind = host_of(behind).to_owned();
        let answer: Arc<Answering> = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (behind, answer) = (behind.clone(), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let mut stream = stream;
                    let Ok(mut request) = Message::read(&mut stream, true) else {
                        return;
                    };
                    request.set("accept-encoding", "identity");
                    let ask = || exchange(&behind, &request).expect("the service behind answers");
                    let _ = answer(&request, &ask).write(&mut stream);
                });
            }
        });
        Self { url }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}
