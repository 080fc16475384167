//! Which operation a request names. Dispatch rests on the target header or the signed body alone.

use bytes::Bytes;
use http::{HeaderMap, Method, Request};

use cognate_shapes::operation::{Operation, Service};
use cognate_wire::Protocol;
use cognate_wire::query::{self, Form};

use crate::call::door::{Door, Handler};
use crate::domains;
use crate::error::Error;
use crate::node::Node;

/// The operation a request names, and what was read on the way to it.
pub struct Target<'a> {
    pub service: &'static Service,
    pub operation: &'static Operation,
    pub handler: &'a Handler,
    /// The parameters of a query request.
    pub form: Option<Form>,
    /// The region of unsigned requests; a signature's scope replaces it.
    pub region: String,
}

/// What the head of a request alone tells.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    pub protocol: Protocol,
    /// For metrics; from a bounded set (LG-3).
    pub operation: &'static str,
}

pub fn head(node: &Node, parts: &http::request::Parts) -> Head {
    let target = parts.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let found = target.and_then(|target| {
        let (prefix, name) = target.rsplit_once('.')?;
        let doors = node.doors().iter();
        let door = doors.clone().find(|door| door.service.target_prefix == Some(prefix))?;
        operation(door, name)
    });
    let operation = match (found, target) {
        (Some(operation), _) => operation.name,
        (None, Some(_)) => "Unknown",
        (None, None) if is_page(node, parts) => "Pages",
        (None, None) if parts.method == Method::OPTIONS => "Preflight",
        (None, None) if parts.uri.path().contains("/.well-known/") => "Discovery",
        (None, None) => "Query",
    };
    Head { protocol: protocol_of(&parts.headers), operation }
}

fn is_page(node: &Node, parts: &http::request::Parts) -> bool {
    let host = parts.headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
    domains::place_of(node.config(), &parts.uri, host).is_some()
}

type Unrouted = (Protocol, Error);

pub fn find<'a>(node: &'a Node, request: &Request<Bytes>) -> Result<Target<'a>, Unrouted> {
    match request.headers().get("x-amz-target") {
        Some(target) => json(node, request, target.to_str().unwrap_or_default()),
        None => by_action(node, request),
    }
}

/// Which protocol's shape an answer takes when nothing could be routed.
fn protocol_of(headers: &HeaderMap) -> Protocol {
    let form = content_type(headers)
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    if form { Protocol::Query } else { Protocol::Json }
}

fn json<'a>(
    node: &'a Node,
    request: &Request<Bytes>,
    target: &str,
) -> Result<Target<'a>, Unrouted> {
    let unknown = || {
        let text = format!("The operation {} is unknown.", printable(target));
        (Protocol::Json, Error::new("UnknownOperationException", text))
    };
    if request.method() != Method::POST || request.uri().path() != "/" {
        return Err(unknown());
    }
    let (prefix, name) = target.rsplit_once('.').ok_or_else(unknown)?;
    let door = node
        .doors()
        .iter()
        .find(|door| door.service.target_prefix == Some(prefix))
        .ok_or_else(unknown)?;
    let operation = operation(door, name).ok_or_else(unknown)?;
    if !is_aws_json(request.headers()) {
        let text = "Send the body as application/x-amz-json-1.1.";
        return Err((Protocol::Json, Error::new("SerializationException", text)));
    }
    Ok(Target {
        service: door.service,
        operation,
        handler: door.handler(operation),
        form: None,
        region: node.config().region.clone(),
    })
}

fn by_action<'a>(node: &'a Node, request: &Request<Bytes>) -> Result<Target<'a>, Unrouted> {
    let query = request.uri().query().unwrap_or_default();
    let source: &[u8] = match *request.method() {
        Method::POST if !request.body().is_empty() => request.body(),
        Method::POST | Method::GET => query.as_bytes(),
        _ => b"",
    };
    let form = query::parse(source)
        .map_err(|malformed| (Protocol::Query, Error::new("MalformedInput", malformed.0)))?;
    let Some(action) = form.action().map(str::to_owned) else {
        let protocol = protocol_of(request.headers());
        let text = "Name the operation in X-Amz-Target, or in Action.";
        let code = match protocol {
            Protocol::Query => "MissingAction",
            Protocol::Json => "UnknownOperationException",
        };
        return Err((protocol, Error::new(code, text)));
    };
    let version = form.version().map(str::to_owned);
    let found = node
        .doors()
        .iter()
        .filter(|door| door.service.protocol == Protocol::Query)
        .filter(|door| version.as_deref().is_none_or(|version| version == door.service.version))
        .find_map(|door| operation(door, &action).map(|operation| (door, operation)));
    let Some((door, operation)) = found else {
        let version = version.as_deref().unwrap_or("(none)");
        let text = format!(
            "Could not find operation {} for version {}",
            printable(&action),
            printable(version)
        );
        return Err((Protocol::Query, Error::new("InvalidAction", text)));
    };
    Ok(Target {
        service: door.service,
        operation,
        handler: door.handler(operation),
        form: Some(form),
        region: node.config().region.clone(),
    })
}

fn operation(door: &Door, name: &str) -> Option<&'static Operation> {
    let operations = door.service.operations;
    operations.binary_search_by(|operation| operation.name.cmp(name)).ok().map(|at| &operations[at])
}

/// `application/x-amz-json-1.1`, 1.0, plain JSON, or no content type at all.
fn is_aws_json(headers: &HeaderMap) -> bool {
    content_type(headers).is_none_or(|kind| {
        ["application/x-amz-json-1.1", "application/x-amz-json-1.0", "application/json"]
            .iter()
            .any(|known| kind.eq_ignore_ascii_case(known))
    })
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim())
}

/// A caller's word in an error text: short, and only visible ASCII.
fn printable(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(128).collect()
}
