//! Other servers on the internet of a test: documents by URL.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, LOCATION};
use http::{Request, Response};
use parking_lot::Mutex;
use tokio::sync::watch;

use cognate_core::outbound::{Answered, NoAnswer, Outbound};

/// What the installation may ask. Unknown URLs give no answer.
#[derive(Clone, Default)]
pub struct Neighbours(Arc<Inner>);

#[derive(Default)]
struct Inner {
    documents: Mutex<HashMap<String, (u16, Bytes)>>,
    asked: Mutex<Vec<String>>,
    authorizations: Mutex<Vec<String>>,
    /// Answers wait while this is true.
    silent: watch::Sender<bool>,
}

impl Neighbours {
    /// From here on, `url` answers this.
    pub fn serve(&self, url: &str, status: u16, body: impl Into<Bytes>) {
        self.0.documents.lock().insert(url.to_owned(), (status, body.into()));
    }

    /// From here on, `url` gives no answer.
    pub fn stop(&self, url: &str) {
        self.0.documents.lock().remove(url);
    }

    /// While silent, questions are heard but not answered yet.
    pub fn silent(&self, silent: bool) {
        self.0.silent.send_replace(silent);
    }

    /// The URLs asked since the last time, oldest first.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.0.asked.lock())
    }

    /// The `Authorization` headers of all questions since the last time, oldest first.
    pub fn authorizations(&self) -> Vec<String> {
        std::mem::take(&mut self.0.authorizations.lock())
    }
}

impl Outbound for Neighbours {
    fn send(&self, request: Request<Bytes>) -> Answered<'_> {
        let url = request.uri().to_string();
        let document = self.0.documents.lock().get(&url).cloned();
        let authorization = request.headers().get(AUTHORIZATION);
        if let Some(authorization) = authorization.and_then(|value| value.to_str().ok()) {
            self.0.authorizations.lock().push(authorization.to_owned());
        }
        self.0.asked.lock().push(url);
        let mut silent = self.0.silent.subscribe();
        Box::pin(async move {
            let nobody = || NoAnswer("nobody is there".into());
            silent.wait_for(|silent| !silent).await.map_err(|_| nobody())?;
            let (status, body) = document.ok_or_else(nobody)?;
            let mut answer = Response::builder().status(status);
            if (300..400).contains(&status) {
                answer = answer.header(LOCATION, &body[..]);
            }
            answer.body(body).map_err(|error| NoAnswer(error.to_string()))
        })
    }
}
