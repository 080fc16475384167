//! Outcome to bytes, in the protocol of the request.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use cognate_wire::{Protocol, Value, json, xml};

use crate::call::cors;
use crate::call::target::Target;
use crate::error::{Error, Result};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const ERROR_MESSAGE: HeaderName = HeaderName::from_static("x-amzn-errormessage");
/// What `DecodeAuthorizationMessage` decodes. AWS puts it behind the text of some services' errors, but
/// not of those served here; clients that compare texts must find AWS's.
const AUTHORIZATION_MESSAGE: HeaderName =
    HeaderName::from_static("x-cognate-authorization-message");
const AWS_JSON: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.1");
const XML: HeaderValue = HeaderValue::from_static("text/xml");

/// Query clients read errors in some namespace; nothing was routed, so it is that of STS.
const UNROUTED_NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// How long an error text in a header may be; the body has it whole.
const HEADER_MESSAGE_BYTES_MAX: usize = 1024;

pub fn render(
    target: &Target<'_>,
    outcome: Result<Option<Value>>,
    request_id: &str,
) -> Response<Bytes> {
    let service = target.service;
    match (outcome, service.protocol) {
        (Ok(value), Protocol::Json) => {
            let body = value.map_or_else(Vec::new, |value| json::render(&value));
            with_json(Response::new(body.into()), request_id)
        }
        (Ok(value), Protocol::Query) => {
            let operation = target.operation;
            let answer = operation.output.map(|schema| (schema, value.unwrap_or(Value::object())));
            let body = xml::answer(
                operation.name,
                service.xml_namespace.unwrap_or_default(),
                answer.as_ref().map(|(schema, value)| (*schema, value)),
                request_id,
            );
            with_xml(Response::new(body.into()), request_id)
        }
        (Err(error), Protocol::Json) => json_error(&error, request_id),
        (Err(error), Protocol::Query) => {
            xml_error(service.xml_namespace.unwrap_or_default(), &error, request_id)
        }
    }
}

/// An error before any operation was found.
pub fn unrouted(protocol: Protocol, error: &Error, request_id: &str) -> Response<Bytes> {
    match protocol {
        Protocol::Json => json_error(error, request_id),
        Protocol::Query => xml_error(UNROUTED_NAMESPACE, error, request_id),
    }
}

fn json_error(error: &Error, request_id: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "__type": error.code, "message": error.message });
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status(error);
    let headers = response.headers_mut();
    // Clients cut the name at the colon.
    if let Ok(value) = HeaderValue::from_str(&format!("{}:", error.code)) {
        headers.insert(ERROR_TYPE, value);
    }
    if let Some(value) = header_text(&error.message) {
        headers.insert(ERROR_MESSAGE, value);
    }
    with_authorization_message(headers, error);
    with_json(response, request_id)
}

fn xml_error(namespace: &str, error: &Error, request_id: &str) -> Response<Bytes> {
    let blame = xml::Blame::of(error.status);
    let body = xml::error(namespace, blame, &error.code, &error.message, request_id);
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status(error);
    with_authorization_message(response.headers_mut(), error);
    with_xml(response, request_id)
}

fn with_authorization_message(headers: &mut HeaderMap, error: &Error) {
    let sealed = error.authorization_message.as_deref();
    if let Some(value) = sealed.and_then(|sealed| HeaderValue::from_str(sealed).ok()) {
        headers.insert(AUTHORIZATION_MESSAGE, value);
    }
}

fn with_json(mut response: Response<Bytes>, request_id: &str) -> Response<Bytes> {
    response.headers_mut().insert(CONTENT_TYPE, AWS_JSON);
    cors::allow(response.headers_mut());
    with_request_id(response, request_id)
}

fn with_xml(mut response: Response<Bytes>, request_id: &str) -> Response<Bytes> {
    response.headers_mut().insert(CONTENT_TYPE, XML);
    with_request_id(response, request_id)
}

/// Everything here may carry tokens or personal data (HD-3).
fn with_request_id(mut response: Response<Bytes>, request_id: &str) -> Response<Bytes> {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
    response
}

fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Visible ASCII only: a caller's value inside the text must not break out of the header.
fn header_text(message: &str) -> Option<HeaderValue> {
    let safe: String = message
        .chars()
        .map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' })
        .take(HEADER_MESSAGE_BYTES_MAX)
        .collect();
    HeaderValue::from_str(&safe).ok()
}
