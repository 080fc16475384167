//! JWKS and discovery documents of a pool: `GET /<pool id>/.well-known/…`.
//!
//! Source: Cognito developer guide, "Verifying JSON web tokens"; OpenID Connect Discovery 1.0 §4.

use std::net::IpAddr;

use bytes::Bytes;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::json;

use cognate_domain::Pool;

use crate::cx::Cx;
use crate::error::Result;
use crate::node::Node;

/// Clients may keep the documents this long (HD-3).
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// None when the path is no document of a pool.
pub async fn answer(
    node: &Node,
    request: &Request<Bytes>,
    source: IpAddr,
    request_id: &str,
) -> Option<Response<Bytes>> {
    let path = request.uri().path().strip_prefix('/')?;
    let (pool_id, document) = path.split_once("/.well-known/")?;
    let make = match document {
        "jwks.json" => Document::Jwks,
        "openid-configuration" => Document::Configuration,
        _ => return None,
    };
    let cx = Cx::unsigned(node.clone(), ("Discovery", "discovery"), source, request_id);
    Some(match body(&cx, pool_id, make).await {
        Ok(Some(body)) => found(body),
        Ok(None) => failed(StatusCode::NOT_FOUND, "The user pool does not exist."),
        Err(error) => {
            tracing::error!(request_id, cause = ?error.cause(), "a discovery document failed");
            failed(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error.")
        }
    })
}

#[derive(Clone, Copy)]
enum Document {
    Jwks,
    Configuration,
}

/// The issuer of a pool: the exact prefix of both documents.
pub fn issuer(node: &Node, pool: &Pool) -> String {
    format!("{}/{}", node.config().base_url, pool.id)
}

async fn body(cx: &Cx, pool_id: &str, document: Document) -> Result<Option<Bytes>> {
    let Some(pool) = cx.any_pool(pool_id).await? else { return Ok(None) };
    Ok(Some(match document {
        Document::Jwks => cx.signing_set(pool.key).await?.jwks(cx.now_ms()),
        Document::Configuration => configuration(cx, &pool),
    }))
}

/// Only endpoints that exist are named.
fn configuration(cx: &Cx, pool: &Pool) -> Bytes {
    let issuer = issuer(cx, pool);
    let document = json!({
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
    });
    Bytes::from(document.to_string())
}

fn found(body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, CACHE);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn failed(status: StatusCode, text: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(json!({ "message": text }).to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
