//! The metrics listener's only page.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;

use super::metrics::Metrics;
use crate::listen::{Responder, Socket};

/// Answers `GET /metrics`.
pub struct MetricsPage(pub Metrics);

impl Responder for MetricsPage {
    async fn respond(self: Arc<Self>, request: Request<Incoming>, _: Socket) -> Response<Bytes> {
        let known = request.uri().path() == "/metrics"
            && matches!(*request.method(), Method::GET | Method::HEAD);
        let (status, body) = match known {
            true => (StatusCode::OK, self.0.render()),
            false => (StatusCode::NOT_FOUND, "metrics are at /metrics\n".to_owned()),
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
        headers.insert(CONTENT_TYPE, text);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}
