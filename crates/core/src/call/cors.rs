//! Browsers call the JSON API directly (HD-4): any origin, never with credentials. A development
//! instance, which takes unsigned calls, answers only origins of this machine (BS-2).

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use crate::config::Dev;
use crate::node::Node;

const ALLOWED_HEADERS: &str = "amz-sdk-invocation-id, amz-sdk-request, authorization, \
     cache-control, content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token, \
     x-amz-target, x-amz-user-agent";
const EXPOSED_HEADERS: &str = "x-amzn-RequestId, x-amzn-ErrorType, x-amzn-ErrorMessage, \
     x-cognate-authorization-message, Date";

/// The answer to `OPTIONS`.
pub fn preflight() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    let headers = response.headers_mut();
    allow(headers);
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, OPTIONS"),
    );
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("172800"));
    response
}

/// The headers every answer of the JSON API carries.
pub fn allow(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers
        .insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
}

/// In development: 403 for a browser page of another machine.
pub fn refused_origin(node: &Node, headers: &HeaderMap) -> Option<Response<Bytes>> {
    let dev = node.config().dev.as_ref()?;
    let origin = headers.get(header::ORIGIN)?;
    if origin.to_str().is_ok_and(|origin| permits(dev, origin)) {
        return None;
    }
    let text = "This development server answers browsers only from pages of this machine. \
                Permit another origin with --dev-origin.";
    let mut response = Response::new(Bytes::from_static(text.as_bytes()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Some(response)
}

fn permits(dev: &Dev, origin: &str) -> bool {
    if dev.origins.iter().any(|permitted| permitted == "*" || permitted == origin) {
        return true;
    }
    let Some((_, authority)) = origin.split_once("://") else { return false };
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bs_2_only_loopback_origins_are_permitted() {
        let dev = Dev { origins: vec!["https://app.example".into()] };
        for good in [
            "http://localhost:3000",
            "http://a.localhost",
            "http://127.0.0.1:8080",
            "http://[::1]:5173",
            "https://app.example",
        ] {
            assert!(permits(&dev, good), "{good}");
        }
        for bad in ["http://localhost.evil.example", "https://example.com", "null"] {
            assert!(!permits(&dev, bad), "{bad}");
        }
    }
}
