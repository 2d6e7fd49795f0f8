//! The one opened company that every command asks. Work runs on tasks of its own, so that a panic
//! in it becomes an error in the window instead of the end of the application.

use crate::start::{self, Opened};
use clearpost_api::dto::ErrorBody;
use clearpost_api::{App, internal};
use std::future::Future;
use tauri::async_runtime::{JoinHandle, spawn, spawn_blocking};
use tokio::sync::OnceCell;

pub type Answer<T> = Result<T, ErrorBody>;

/// Opened once, by whoever asks first; an error stays until the application is started again.
#[derive(Default)]
pub struct Session {
    opened: OnceCell<Answer<Opened>>,
}

impl Session {
    /// Asks something that is answered from memory or from the local databases.
    pub async fn ask<T: Send + 'static>(&self, question: impl FnOnce(App) -> Answer<T> + Send + 'static) -> Answer<T> {
        let app = self.app().await?;
        settle(spawn_blocking(move || question(app))).await
    }

    /// Asks something that may wait for a service.
    pub async fn work<T, F>(&self, work: impl FnOnce(App) -> F) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        let app = self.app().await?;
        settle(spawn(work(app))).await
    }

    async fn app(&self) -> Answer<App> {
        let opened = self.opened.get_or_init(|| settle(spawn(start::open()))).await;
        opened.as_ref().map(|opened| opened.app.clone()).map_err(Clone::clone)
    }
}

async fn settle<T>(task: JoinHandle<Answer<T>>) -> Answer<T> {
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a command did not end");
        Err(internal("something went wrong inside Clearpost"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_in_a_command_becomes_an_error() {
        let answer: Answer<()> = tauri::async_runtime::block_on(settle(spawn(async { panic!("on purpose") })));
        assert_eq!(answer.expect_err("the panic is an error").code, "internal");
    }
}
