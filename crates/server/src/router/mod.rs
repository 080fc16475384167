//! From a request as it arrives to the application's answer: client address, host and origin checks,
//! the server's own paths, the body under its limits, panics, the headers of every answer, metrics.

pub mod body;
pub mod client;
pub mod host;
pub mod origin;
pub mod own;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;
use http::header::{
    CONNECTION, HOST, HeaderName, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode, Version};
use hyper::body::Incoming;
use tokio::sync::watch;

use crate::application::{Application, Arrival, Refused};
use crate::config::network::Network;
use crate::config::{Config, Mode};
use crate::listen::{Responder, Socket};
use crate::request_id::RequestIds;
use crate::telemetry::metrics as measured;
use host::Hosts;
use own::Own;

/// The longest request target (IL-2).
const TARGET_BYTES_MAX: usize = 16 << 10;
/// How long a readiness check may take before it counts as "not ready".
const READY_SECONDS: u64 = 2;

/// Serves an application.
pub struct Router<A> {
    application: Arc<A>,
    rules: Rules,
    request_ids: RequestIds,
    /// True once the server is shutting down: no longer ready.
    shutdown: watch::Receiver<bool>,
}

/// What is answered to whom.
#[derive(Clone, Debug)]
pub struct Rules {
    pub dev: bool,
    pub dev_origins: Vec<String>,
    pub hosts: Hosts,
    pub trusted_proxies: Vec<Network>,
    /// Plain HTTP from elsewhere than loopback and trusted proxies is refused.
    pub plaintext_from_proxies_only: bool,
    pub header_count_max: usize,
    pub body_read: Duration,
}

impl Rules {
    /// As configured.
    pub fn of(config: &Config, mode: Mode) -> Self {
        Rules {
            dev: mode.dev,
            dev_origins: config.server.dev_origins.clone(),
            hosts: Hosts::of(config, mode),
            trusted_proxies: config.server.trusted_proxies.clone(),
            plaintext_from_proxies_only: !mode.dev,
            header_count_max: config.limits.header_count_max,
            body_read: Duration::from_secs(config.limits.body_read_seconds),
        }
    }
}

impl<A: Application> Router<A> {
    pub fn new(
        application: Arc<A>,
        rules: Rules,
        request_ids: RequestIds,
        shutdown: watch::Receiver<bool>,
    ) -> Self {
        Router { application, rules, request_ids, shutdown }
    }

    async fn own(&self, own: Own, head: &Parts) -> Response<Bytes> {
        match own {
            Own::Health => own::answer(StatusCode::OK, "ok", None),
            Own::Ready => match self.readiness().await {
                Ok(()) => own::answer(StatusCode::OK, "ready", None),
                Err(why) => own::answer(StatusCode::SERVICE_UNAVAILABLE, "not ready", Some(&why)),
            },
            Own::Reset => match self.application.reset().await {
                Ok(()) => own::answer(StatusCode::OK, "reset", None),
                Err(why) => own::answer(StatusCode::INTERNAL_SERVER_ERROR, "failed", Some(&why)),
            },
            Own::ResetUnsure => {
                let hint = "send the header X-Cognate-Reset: yes";
                own::answer(StatusCode::FORBIDDEN, "refused", Some(hint))
            }
            Own::Messages | Own::Mailbox => match (self.application.mailbox(), own) {
                (Some(mailbox), Own::Messages) => mailbox.json(head.uri.query()),
                (Some(mailbox), _) => mailbox.page(head.uri.query()),
                (None, _) => nothing(),
            },
            Own::Nothing => nothing(),
        }
    }

    async fn readiness(&self) -> Result<(), String> {
        if *self.shutdown.borrow() {
            return Err("shutting down".into());
        }
        let checked = self.application.ready();
        match tokio::time::timeout(Duration::from_secs(READY_SECONDS), checked).await {
            Ok(outcome) => outcome,
            Err(_) => Err("the check takes too long".into()),
        }
    }

    /// What the head alone can be refused for. Health and readiness are answered under any name and
    /// to any peer, since probes use addresses.
    fn inspect(&self, head: &Parts, own: Option<Own>, socket: Socket) -> Result<(), Refused> {
        let rules = &self.rules;
        if head.uri.path_and_query().is_some_and(|path| path.as_str().len() > TARGET_BYTES_MAX) {
            return Err(Refused::TargetTooLong);
        }
        if head.headers.len() > rules.header_count_max {
            return Err(Refused::TooManyHeaders);
        }
        if matches!(own, Some(Own::Health | Own::Ready)) {
            return Ok(());
        }
        let peer = socket.peer.ip().to_canonical();
        if rules.plaintext_from_proxies_only
            && !socket.tls
            && !peer.is_loopback()
            && !rules.trusted_proxies.iter().any(|network| network.contains(peer))
        {
            return Err(Refused::Plaintext);
        }
        let host = host::host(head).ok_or(Refused::BadHost)?;
        if !rules.hosts.answer(&host) {
            return Err(Refused::UnknownHost);
        }
        if rules.dev && !origin::permitted(&head.headers, &rules.dev_origins) {
            return Err(Refused::ForeignOrigin);
        }
        Ok(())
    }

    /// The application's answer, or its refusal.
    async fn application(
        &self,
        route: A::Route,
        mut head: Parts,
        body: Incoming,
        arrival: &Arrival,
    ) -> Result<Response<Bytes>, Refused> {
        if self.application.takes_pieces(&head) {
            client::forget_claims(&mut head.headers);
            let pieces = body::Pieces::new(body, self.rules.body_read);
            let answer = self.application.receive(head, pieces, arrival);
            let caught = AssertUnwindSafe(answer).catch_unwind().await;
            return caught.unwrap_or(Err(Refused::Panicked));
        }
        let bytes_max = self.application.body_bytes_max(&route);
        let body = body::read(body, bytes_max, self.rules.body_read).await?;
        client::forget_claims(&mut head.headers);
        name_host(&mut head);
        let request = Request::from_parts(head, body);
        // What a panic leaves behind belongs to the request, except locks, which do not poison.
        let answer = async { self.application.answer(route, request, arrival).await };
        AssertUnwindSafe(answer).catch_unwind().await.map_err(|_| Refused::Panicked)
    }
}

impl<A: Application> Responder for Router<A> {
    async fn respond(
        self: Arc<Self>,
        request: Request<Incoming>,
        socket: Socket,
    ) -> Response<Bytes> {
        let began = Instant::now();
        let (head, body) = request.into_parts();
        let version = head.version;
        let own = Own::of(&head, self.rules.dev);
        let inspected = self.inspect(&head, own, socket);
        let arrival = Arrival {
            peer: client::address(socket.peer, &head.headers, &self.rules.trusted_proxies),
            tls: socket.tls,
            request_id: self.request_ids.next(),
        };
        let route = self.application.route(&head);
        let mut operation = self.application.operation(&route);
        let outcome = match (inspected, own) {
            (Err(refused), _) => Err(refused),
            (Ok(()), Some(own)) => {
                operation = own.name();
                Ok(self.own(own, &head).await)
            }
            (Ok(()), None) => self.application(route.clone(), head, body, &arrival).await,
        };
        let mut response = match outcome {
            Ok(response) => response,
            Err(refused) => {
                log(operation, &arrival, refused);
                let mut response = self.application.refuse(&route, &arrival, refused);
                *response.status_mut() = refused.status();
                // The rest of the body may still be on its way.
                if version < Version::HTTP_2 {
                    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                }
                response
            }
        };
        finish(&mut response, socket.tls);
        measured::request(operation, response.status(), began.elapsed());
        response
    }
}

fn nothing() -> Response<Bytes> {
    own::answer(StatusCode::NOT_FOUND, "not found", None)
}

/// HTTP/2 names the host in the target; signatures are computed over a `host` header.
fn name_host(head: &mut Parts) {
    if head.headers.contains_key(HOST) {
        return;
    }
    let value = head.uri.authority().and_then(|name| HeaderValue::from_str(name.as_str()).ok());
    if let Some(value) = value {
        head.headers.insert(HOST, value);
    }
}

/// The headers of every answer (HD-1). The HTTP library adds `Date`.
fn finish(response: &mut Response<Bytes>, tls: bool) {
    const HSTS: (HeaderName, HeaderValue) =
        (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if tls {
        headers.insert(HSTS.0, HSTS.1);
    }
}

/// One line per refusal; what the application answers is the application's to log.
fn log(operation: &'static str, arrival: &Arrival, refused: Refused) {
    let (id, peer) = (&arrival.request_id, arrival.peer.ip());
    match refused {
        Refused::Panicked => {
            tracing::error!(request_id = %id, operation, %peer, "request panicked")
        }
        why => tracing::debug!(request_id = %id, operation, %peer, ?why, "request refused"),
    }
}
