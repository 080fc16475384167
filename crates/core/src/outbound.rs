//! The port through which this installation asks other servers: metadata, discovery documents.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response};

/// Why there is no answer. For the log: no secrets, nothing the other side said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoAnswer(pub String);

pub type Answered<'a> =
    Pin<Box<dyn Future<Output = std::result::Result<Response<Bytes>, NoAnswer>> + Send + 'a>>;

/// Sends a request to the absolute URI in it. Whoever implements this decides where requests may go
/// (EG-2), keeps time-outs and limits, and follows no redirects (EG-3).
pub trait Outbound: Send + Sync {
    fn send(&self, request: Request<Bytes>) -> Answered<'_>;
}

/// The port of an installation that may not ask anybody.
pub struct NoOutbound;

impl Outbound for NoOutbound {
    fn send(&self, _request: Request<Bytes>) -> Answered<'_> {
        Box::pin(async { Err(NoAnswer("this installation makes no requests".into())) })
    }
}
