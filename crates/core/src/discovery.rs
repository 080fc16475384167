//! JWKS and discovery documents: of a pool at `GET /<pool id>/.well-known/…`, of identity pools at
//! `/.well-known/…`, of the account's tokens for other services at `/<account's UUID>/.well-known/…`.
//!
//! Source: Cognito developer guide, "Verifying JSON web tokens"; IAM user guide, "Outbound web identity
//! federation"; OpenID Connect Discovery 1.0 §4.

use std::net::IpAddr;

use bytes::Bytes;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::json;

use cognate_domain::Pool;

use crate::cx::Cx;
use crate::error::Result;
use crate::iam::outbound;
use crate::keys::Issuer;
use crate::node::Node;
use crate::web_identity;

/// Clients may keep the documents this long (HD-3).
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// None when the path is no document of an issuer.
pub async fn answer(
    node: &Node,
    request: &Request<Bytes>,
    source: IpAddr,
    request_id: &str,
) -> Option<Response<Bytes>> {
    let (issuer, document) = wanted(node, request.uri().path())?;
    let cx = Cx::unsigned(node.clone(), ("Discovery", "discovery"), source, request_id);
    let made = match issuer {
        Whose::Pool(pool_id) => body(&cx, pool_id, document).await,
        Whose::IdentityPools => of_identity_pools(&cx, document).await.map(Some),
        Whose::WebIdentity => of_web_identity(&cx, document).await,
    };
    Some(match made {
        Ok(Some(body)) => found(body),
        Ok(None) => failed(StatusCode::NOT_FOUND, issuer.missing()),
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

#[derive(Clone, Copy)]
enum Whose<'a> {
    Pool(&'a str),
    IdentityPools,
    WebIdentity,
}

impl Whose<'_> {
    fn missing(self) -> &'static str {
        match self {
            Whose::Pool(_) => "The user pool does not exist.",
            _ => "There is no such issuer.",
        }
    }
}

fn wanted<'a>(node: &Node, path: &'a str) -> Option<(Whose<'a>, Document)> {
    match path {
        "/.well-known/openid-configuration" => {
            return Some((Whose::IdentityPools, Document::Configuration));
        }
        // The path is AWS's.
        "/.well-known/jwks_uri" => return Some((Whose::IdentityPools, Document::Jwks)),
        _ => {}
    }
    let (name, document) = path.strip_prefix('/')?.split_once("/.well-known/")?;
    let document = match document {
        "jwks.json" => Document::Jwks,
        "openid-configuration" => Document::Configuration,
        _ => return None,
    };
    // Pools' ids are no UUIDs.
    let whose = match name == web_identity::outbound_id(node) {
        true => Whose::WebIdentity,
        false => Whose::Pool(name),
    };
    Some((whose, document))
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

/// The issuer may be AWS's name; the keys are here.
async fn of_identity_pools(cx: &Cx, document: Document) -> Result<Bytes> {
    if let Document::Jwks = document {
        return Ok(cx.issuer_keys(Issuer::IdentityPools).await?.jwks(cx.now_ms()));
    }
    let document = json!({
        "id_token_signing_alg_values_supported": ["RS512"],
        "issuer": web_identity::identity_issuer(cx),
        "jwks_uri": format!("{}/.well-known/jwks_uri", cx.config().base_url),
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
    });
    Ok(Bytes::from(document.to_string()))
}

/// None where the account never had such tokens: nobody outside makes it have keys.
async fn of_web_identity(cx: &Cx, document: Document) -> Result<Option<Bytes>> {
    if !outbound::is_enabled(cx).await? && !cx.has_issuer_keys(Issuer::WebIdentity).await? {
        return Ok(None);
    }
    if let Document::Jwks = document {
        return Ok(Some(cx.issuer_keys(Issuer::WebIdentity).await?.jwks(cx.now_ms())));
    }
    let issuer = web_identity::outbound_issuer(cx);
    let document = json!({
        "claims_supported": ["sub", "aud", "exp", "iat", "iss", "jti", "https://sts.amazonaws.com/"],
        "id_token_signing_alg_values_supported": ["RS256", "ES384"],
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
    });
    Ok(Some(Bytes::from(document.to_string())))
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
