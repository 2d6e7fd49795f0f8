//! The one opened company that every command asks, and the connections of the data folder. Work runs
//! on tasks of its own, so that a panic in it becomes an error in the window instead of the end of
//! the application.

use crate::start::{self, Opened, Place};
use clearpost_api::dto::ErrorBody;
use clearpost_api::{Accounts, App, internal, not_connected};
use std::future::Future;
use std::sync::Arc;
use tauri::async_runtime::{JoinHandle, spawn, spawn_blocking};
use tokio::sync::{OnceCell, RwLock};

pub type Answer<T> = Result<T, ErrorBody>;

/// Nothing is opened until somebody asks.
#[derive(Default)]
pub struct Session {
    place: OnceCell<Answer<Arc<Place>>>,
    first: OnceCell<()>,
    opened: RwLock<Option<Answer<Arc<Opened>>>>,
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

    /// Asks something about connections; no company needs to be open for that.
    pub async fn accounts<T, F>(&self, work: impl FnOnce(Accounts) -> F) -> Answer<T>
    where
        T: Send + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        let place = self.place().await?;
        settle(spawn(work(place.accounts.clone()))).await
    }

    /// Before the application ends. What was never opened has nothing under way.
    pub async fn quit(&self) {
        let opened = self.opened.read().await;
        if let Some(Ok(opened)) = opened.as_ref() {
            opened.app.quit().await;
        }
    }

    /// The company that is open, if one is.
    pub async fn open(&self) -> Option<App> {
        self.app().await.ok()
    }

    /// Opens another company; what runs in the one before is stopped.
    pub async fn open_company(&self, key: String) -> Answer<()> {
        let place = self.place().await?;
        let opened = settle(spawn_blocking(move || start::open_stored(&place, &key))).await?;
        self.replace(Some(opened)).await;
        Ok(())
    }

    #[cfg(feature = "demo")]
    pub async fn open_demonstration(&self) -> Answer<()> {
        let opened = settle(spawn(start::open_demonstration())).await?;
        self.replace(Some(opened)).await;
        Ok(())
    }

    /// Closes the open company, for example because it was wiped.
    pub async fn close(&self) {
        self.replace(None).await;
    }

    async fn replace(&self, opened: Option<Opened>) {
        self.first.get_or_init(|| async {}).await;
        let before = std::mem::replace(
            &mut *self.opened.write().await,
            opened.map(|opened| Ok(Arc::new(opened))),
        );
        if let Some(Ok(before)) = before {
            before.app.cancel();
        }
    }

    async fn place(&self) -> Answer<Arc<Place>> {
        let place = self
            .place
            .get_or_init(|| settle(spawn_blocking(|| Place::find().map(Arc::new))))
            .await;
        place.clone()
    }

    async fn app(&self) -> Answer<App> {
        self.first
            .get_or_init(|| async {
                let opened = match self.place().await {
                    Ok(place) => settle(spawn(start::open_first(place))).await.transpose(),
                    Err(error) => Some(Err(error)),
                };
                *self.opened.write().await = opened.map(|opened| opened.map(Arc::new));
            })
            .await;
        match &*self.opened.read().await {
            Some(Ok(opened)) => Ok(opened.app.clone()),
            Some(Err(error)) => Err(error.clone()),
            None => Err(not_connected()),
        }
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
