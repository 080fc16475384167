//! Other servers on the internet of a test: documents by URL.

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use parking_lot::Mutex;

use cognate_core::outbound::{Answered, NoAnswer, Outbound};

/// What the installation may ask. Unknown URLs give no answer.
#[derive(Clone, Default)]
pub struct Neighbours(Arc<Inner>);

#[derive(Default)]
struct Inner {
    documents: Mutex<HashMap<String, (u16, Bytes)>>,
    asked: Mutex<Vec<String>>,
}

impl Neighbours {
    /// From here on, `url` answers this.
    pub fn serve(&self, url: &str, status: u16, body: impl Into<Bytes>) {
        self.0.documents.lock().insert(url.to_owned(), (status, body.into()));
    }

    /// The URLs asked since the last time, oldest first.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.0.asked.lock())
    }
}

impl Outbound for Neighbours {
    fn send(&self, request: Request<Bytes>) -> Answered<'_> {
        let url = request.uri().to_string();
        let document = self.0.documents.lock().get(&url).cloned();
        self.0.asked.lock().push(url);
        Box::pin(ready(match document {
            None => Err(NoAnswer("nobody is there".into())),
            Some((status, body)) => Response::builder()
                .status(status)
                .body(body)
                .map_err(|error| NoAnswer(error.to_string())),
        }))
    }
}
