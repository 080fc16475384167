//! What the server needs from the thing it serves: the one seam between transport and Cognate.

use std::future::Future;
use std::net::SocketAddr;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response, StatusCode};

use crate::router::body::Pieces;
use crate::senders::mailbox::Mailbox;

/// A request's circumstances that are not in the request.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The client: the socket's peer, or what a trusted proxy says (port 0 then) (RL-6).
    pub peer: SocketAddr,
    /// TLS all the way to this process, or plain HTTP.
    pub tls: bool,
    /// A fresh UUID, for `x-amzn-RequestId` and the logs.
    pub request_id: String,
}

/// Why the server turns a request away before the application has seen its body, or after it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The body is larger than [`Application::body_bytes_max`].
    BodyTooLarge { bytes_max: usize },
    /// The body did not arrive in time.
    BodyTooSlow,
    /// The body broke off or is badly framed.
    BodyBroken,
    /// The request target is longer than 16 KiB (IL-2).
    TargetTooLong,
    /// More headers than `limits.header_count_max` (HTTP/2; HTTP/1 is refused while parsing).
    TooManyHeaders,
    /// No `Host`, several, a malformed one, or one that contradicts the request target.
    BadHost,
    /// `Host` names a server that this one is not (HO-1).
    UnknownHost,
    /// With `--dev`: the browser's origin is neither loopback nor permitted (BS-2).
    ForeignOrigin,
    /// Plain HTTP from somewhere else than a trusted proxy (BS-2).
    Plaintext,
    /// Answering panicked; the details are in the log under the request id.
    Panicked,
}

impl Refused {
    /// The HTTP status of the answer.
    pub fn status(self) -> StatusCode {
        match self {
            Refused::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refused::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Refused::BodyBroken | Refused::BadHost => StatusCode::BAD_REQUEST,
            Refused::TargetTooLong => StatusCode::URI_TOO_LONG,
            Refused::TooManyHeaders => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Refused::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Refused::ForeignOrigin | Refused::Plaintext => StatusCode::FORBIDDEN,
            Refused::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A sentence for the client.
    pub fn message(self) -> String {
        match self {
            Refused::BodyTooLarge { bytes_max } => {
                format!("Request body is larger than {bytes_max} bytes")
            }
            Refused::BodyTooSlow => "Request body did not arrive in time".into(),
            Refused::BodyBroken => "Request body is incomplete".into(),
            Refused::TargetTooLong => "Request target is too long".into(),
            Refused::TooManyHeaders => "Request has too many headers".into(),
            Refused::BadHost => "Host header is missing or malformed".into(),
            Refused::UnknownHost => "This server does not answer for this host".into(),
            Refused::ForeignOrigin => {
                "Development mode answers browsers from loopback origins only (--dev-origin)".into()
            }
            Refused::Plaintext => "Use TLS".into(),
            Refused::Panicked => "Internal server error".into(),
        }
    }
}

/// The thing that is served. One value answers all connections.
pub trait Application: Send + Sync + 'static {
    /// What the head of a request alone tells: its protocol and operation. Cheap to clone.
    type Route: Clone + Send + Sync + 'static;

    fn route(&self, head: &Parts) -> Self::Route;

    /// The body limit of this route, in bytes.
    fn body_bytes_max(&self, route: &Self::Route) -> usize;

    /// A name for metrics and logs, from a bounded set (LG-3).
    fn operation(&self, route: &Self::Route) -> &'static str;

    /// The answer to a request with its whole body.
    fn answer(
        &self,
        route: Self::Route,
        request: Request<Bytes>,
        arrival: &Arrival,
    ) -> impl Future<Output = Response<Bytes>> + Send;

    /// Is this a body too large to be held? Then [`Application::receive`] takes it as it arrives.
    fn takes_pieces(&self, _head: &Parts) -> bool {
        false
    }

    /// The answer to a request whose body arrives in pieces.
    fn receive(
        &self,
        _head: Parts,
        _body: Pieces,
        _arrival: &Arrival,
    ) -> impl Future<Output = Result<Response<Bytes>, Refused>> + Send {
        async { Err(Refused::BodyTooLarge { bytes_max: 0 }) }
    }

    /// The error of this route's protocol, with status [`Refused::status`].
    fn refuse(&self, route: &Self::Route, arrival: &Arrival, refused: Refused) -> Response<Bytes>;

    /// Whether requests can be served now; the error says why not, without secrets.
    fn ready(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// Where messages arrive with `--dev`.
    fn mailbox(&self) -> Option<&Mailbox> {
        None
    }

    /// Empties everything. Called with `--dev` only. The error is for the log and the answer.
    fn reset(&self) -> impl Future<Output = Result<(), String>> + Send;
}
