//! Who signed the request. SigV4 verification itself is pure (`cognate_access::sigv4`).

use bytes::Bytes;
use http::Request;

use cognate_access::sigv4::{
    Expect, RegionRule, RequestView, SigError, SigningSecret, presented, verify,
};
use cognate_wire::Protocol;

use crate::call::authorize::Principal;
use crate::call::target::Target;
use crate::cx::Cx;
use crate::error::{Error, Result};

/// The principal and the region of its credential scope.
///
/// Errors, in order: a signature that is missing, malformed, stale or wrongly scoped; an unknown
/// key; a wrong signature. In development an unsigned request, or one signed with a key that this
/// installation does not know, is root's; a known key is verified.
pub async fn principal(
    cx: &Cx,
    target: &Target<'_>,
    request: &Request<Bytes>,
) -> Result<(Principal, String)> {
    let fail = |error: SigError| rendered(&error, target.service.protocol);
    let headers = headers(request);
    let view = RequestView {
        method: request.method().as_str(),
        target: request.uri().path_and_query().map_or("/", |target| target.as_str()),
        headers: &headers,
        body: request.body(),
    };
    let config = cx.config();
    let expect = Expect {
        service: target.service.signing_name,
        regions: match config.regions.as_slice() {
            [] => RegionRule::AwsShaped,
            regions => RegionRule::OneOf(regions),
        },
        now_ms: cx.now_ms(),
        window_seconds: config.limits.signature_window_seconds,
    };
    let root = || Principal::root(&config.account, None);
    let presented = match presented(&view, &expect) {
        Ok(Some(presented)) => presented,
        Ok(None) if config.dev.is_some() => return Ok((root(), config.region.clone())),
        Ok(None) => return Err(fail(SigError::MissingToken)),
        Err(error) => return Err(fail(error)),
    };
    let Some(key) = cx.access_key(&presented.access_key_id).await? else {
        if config.dev.is_some() {
            return Ok((root(), presented.region.clone()));
        }
        // The same work as for a known key, so that time does not tell them apart (SV-R1).
        let refused = verify(&presented, &view, &expect, &SigningSecret::dummy());
        return Err(fail(refused.err().unwrap_or(SigError::Unrecognized)));
    };
    // Long-term keys come without a session token.
    if !key.active || presented.session_token.is_some() {
        return Err(fail(SigError::Unrecognized));
    }
    verify(&presented, &view, &expect, &key.secret).map_err(fail)?;
    Ok((key.principal.clone(), presented.region))
}

/// Does the request try to be signed, in whatever form?
pub fn is_presented(request: &Request<Bytes>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    request.headers().contains_key(http::header::AUTHORIZATION) || query.contains("X-Amz-Signature")
}

/// Raw header bytes in the order received; HTTP/2 carries the host as `:authority`.
fn headers(request: &Request<Bytes>) -> Vec<(&str, &[u8])> {
    let mut headers: Vec<(&str, &[u8])> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    let authority = request.uri().authority().map(|authority| authority.as_str());
    if let (Some(authority), false) = (authority, request.headers().contains_key("host")) {
        headers.push(("host", authority.as_bytes()));
    }
    headers
}

fn rendered(error: &SigError, protocol: Protocol) -> Error {
    let (code, status, message) = match protocol {
        Protocol::Json => error.json(),
        Protocol::Query => error.query(),
    };
    Error::new(code, message).status(status)
}
