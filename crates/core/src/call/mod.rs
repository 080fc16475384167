//! The only way in: every API request of every door takes this path, in this order.
//!
//! target → body under its limit →
//! *signed operations:* signature → what sessions may call → parse → constraints → IAM decision → rate → run;
//! *token operations:* parse → constraints → rate → token → load → run;
//! *public operations:* parse → constraints → rate → client → run;
//! *operations of clients:* signature, if there is one → parse → constraints → rate → client → IAM decision,
//! or the client's secret → run.
//! Then: the error is declared, or a warning; metrics; answer.

mod answer;
mod authorize;
mod cors;
mod declared;
mod door;
mod principal;
mod session_limits;
mod signature;
mod target;

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};

use cognate_shapes::operation::{Auth, Operation};
use cognate_wire::Value;

pub use authorize::{Admin, Anyone, ClientCaller, Identified, SignedIn};
pub use door::{Door, Handler, admin, anyone, client, identified, missing, signed_in};

pub use principal::{Principal, Who};

use crate::cx::{Cx, Occurrence};
use crate::error::{Error, Result};
use crate::node::Node;
use crate::rates;
use target::Target;
pub use target::{Head, head};

/// Answers one API request. Never fails: an error is an answer, too.
pub async fn answer(
    node: &Node,
    request: Request<Bytes>,
    source: IpAddr,
    request_id: &str,
) -> Response<Bytes> {
    if let Some(refused) = cors::refused_origin(node, request.headers()) {
        return refused;
    }
    if request.method() == Method::OPTIONS {
        return cors::preflight();
    }
    let target = match target::find(node, &request) {
        Ok(target) => target,
        Err((protocol, error)) => {
            return answer::unrouted(protocol, &error, request_id);
        }
    };
    let started = node.clock().wall_ms();
    let name = target.operation.name;
    let outcome = run(node, &target, &request, source, request_id).await;
    let outcome = outcome.map_err(|error| declared::checked(node, &target, error));
    let status = outcome.as_ref().err().map_or(200, |error| error.status);
    let took_ms = (node.clock().wall_ms() - started).max(0);
    record(name, target.service.name, status, took_ms, outcome.as_ref().err(), request_id);
    answer::render(&target, outcome, request_id)
}

/// The answer to a request that was turned away before it reached an operation, or broke it.
pub fn failed(head: &Head, request_id: &str, error: &Error) -> Response<Bytes> {
    answer::unrouted(head.protocol, error, request_id)
}

async fn run(
    node: &Node,
    target: &Target<'_>,
    request: &Request<Bytes>,
    source: IpAddr,
    request_id: &str,
) -> Result<Option<Value>> {
    let operation = target.operation;
    let cx = Cx::new(
        node.clone(),
        Occurrence {
            request_id: request_id.to_owned(),
            source,
            signed: operation.auth == Auth::Signed,
            operation: operation.name,
            service: target.service.name,
            user_agent: header(request, "user-agent").map(str::to_owned),
            referer: header(request, "referer").map(str::to_owned),
            host: host(request).map(str::to_owned),
            region: target.region.clone(),
        },
    );
    let (cx, principal) = match (operation.auth, target.handler) {
        (Auth::Signed, Handler::Anyone(_)) => (cx, None),
        (Auth::Signed, Handler::Client(_)) if !signature::is_presented(request) => (cx, None),
        (Auth::Signed, _) => {
            let (principal, region) = signature::principal(&cx, target, request).await?;
            session_limits::check(target, &principal)?;
            (cx.in_region(region), Some(principal))
        }
        (Auth::Public | Auth::Token | Auth::TokenOrSession, _) => (cx, None),
    };
    let value = parse(node, target, request)?;
    let answered = match (target.handler, principal) {
        (Handler::Admin(run), Some(principal)) => {
            let caller = authorize::allow(cx, principal, &value).await?;
            rates::admit(&caller, &value).await?;
            run(caller, value).await
        }
        (Handler::Identified(run), Some(principal)) => {
            run(authorize::Identified::new(cx, principal), value).await
        }
        (Handler::SignedIn(run), None) => {
            let token = match value.get("AccessToken") {
                Some(Value::Text(token)) => token.clone(),
                _ => return Err(Error::not_authorized("Invalid Access Token")),
            };
            rates::admit(&cx, &value).await?;
            run(authorize::signed_in(cx, &token).await?, value).await
        }
        (Handler::Anyone(run), None) => {
            rates::admit(&cx, &value).await?;
            run(authorize::Anyone::new(cx), value).await
        }
        (Handler::Client(run), principal) => {
            rates::admit(&cx, &value).await?;
            run(authorize::client(cx, principal, &value).await?, value).await
        }
        (Handler::Missing, Some(principal)) => {
            authorize::allow(cx, principal, &value).await?;
            Err(not_built(operation))
        }
        (Handler::Missing, None) => Err(not_built(operation)),
        _ => Err(Error::internal("the handler does not fit the operation's kind of caller")),
    };
    answered.map(|value| operation.output.map(|_| value))
}

/// Parse, then check the model's constraints with AWS's texts.
fn parse(node: &Node, target: &Target<'_>, request: &Request<Bytes>) -> Result<Value> {
    let schema = target.operation.input;
    let depth_max = node.config().limits.json_depth_max;
    let value = match (&target.form, target.service.protocol) {
        (Some(form), _) => cognate_wire::query::read(form, schema)?,
        (None, _) => {
            let limits = cognate_wire::json::Limits { depth_max };
            cognate_wire::json::parse(request.body(), limits)?
        }
    };
    Ok(cognate_wire::accept(value, schema, target.service.protocol)?)
}

fn not_built(operation: &Operation) -> Error {
    Error::new(
        "NotImplementedException",
        format!("The operation {} is not available in this version of Cognate.", operation.name),
    )
    .status(501)
}

/// HTTP/2 carries the host as `:authority`.
fn host(request: &Request<Bytes>) -> Option<&str> {
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    header(request, "host").or(authority)
}

fn header<'a>(request: &'a Request<Bytes>, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// One line per request, and its metrics. The class of the error decides the level (LG-1).
fn record(
    operation: &'static str,
    service: &'static str,
    status: u16,
    took_ms: i64,
    error: Option<&Error>,
    request_id: &str,
) {
    metrics::counter!(
        "cognate_requests_total",
        "operation" => operation, "service" => service, "status" => status_class(status)
    )
    .increment(1);
    match error {
        Some(error) if error.status >= 500 => tracing::error!(
            operation, request_id, status, took_ms, code = %error.code, cause = ?error.cause(),
            "request failed"
        ),
        Some(error) => tracing::info!(
            operation, request_id, status, took_ms, code = %error.code, "request refused"
        ),
        None => tracing::debug!(operation, request_id, status, took_ms, "request answered"),
    }
}

fn status_class(status: u16) -> &'static str {
    match status {
        200..=299 => "2xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

/// The services of this installation, by name.
pub type Doors = Arc<[Door]>;
