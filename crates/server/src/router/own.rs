//! The server's own paths below `/_cognate/`.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode};

/// A path of the server itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// The process is alive.
    Health,
    /// The process can serve.
    Ready,
    /// Empty everything (development only).
    Reset,
    /// The same without the header that says one is sure.
    ResetUnsure,
    /// The messages of the development mailbox, as JSON.
    Messages,
    /// The same as a page.
    Mailbox,
    /// Below `/_cognate/`, but nothing.
    Nothing,
}

impl Own {
    /// The path a request is for, if it is one of the server's own. A reset needs a header that no form
    /// or link can send, and exists in development only.
    pub fn of(head: &Parts, dev: bool) -> Option<Self> {
        let name = head.uri.path().strip_prefix("/_cognate/")?;
        let reads = matches!(head.method, Method::GET | Method::HEAD);
        let sure = head.headers.get("x-cognate-reset").is_some_and(|value| value == "yes");
        Some(match name {
            "health" if reads => Own::Health,
            "ready" if reads => Own::Ready,
            "reset" if dev && head.method == Method::POST => match sure {
                true => Own::Reset,
                false => Own::ResetUnsure,
            },
            "messages" if dev && reads => Own::Messages,
            "mailbox" if dev && reads => Own::Mailbox,
            _ => Own::Nothing,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Own::Health => "health",
            Own::Ready => "ready",
            Own::Reset | Own::ResetUnsure => "reset",
            Own::Messages => "messages",
            Own::Mailbox => "mailbox",
            Own::Nothing => "nothing",
        }
    }
}

/// A small JSON answer: `{"status": …}`, with a reason where there is one.
pub fn answer(status: StatusCode, word: &str, reason: Option<&str>) -> Response<Bytes> {
    let body = match reason {
        Some(reason) => serde_json::json!({ "status": word, "reason": reason }),
        None => serde_json::json!({ "status": word }),
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
