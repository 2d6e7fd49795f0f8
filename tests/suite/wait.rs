//! Waiting for a state with a deadline. The only place that pauses.

use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine; reached only by a test that fails.
const DEADLINE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(15);

/// Asks again and again until there is an answer.
pub fn wait_until<T>(what: &str, ask: impl FnMut() -> Option<T>) -> T {
    wait_at_most(DEADLINE, what, ask)
}

pub fn wait_at_most<T>(most: Duration, what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + most;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited too long: {what}");
        std::thread::sleep(PAUSE);
    }
}

/// Asks the handlers as the window does, which has a runtime of its own.
pub fn asked<T>(answer: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(answer)
}

/// Nobody looks at how far a job is.
pub fn no_progress() -> clearpost_api::ProgressSink {
    std::sync::Arc::new(|_| {})
}
