//! # GetWebIdentityToken
//!
//! Signs a token that says who the caller is, for services elsewhere that trust the account's issuer.
//!
//! Caller: an IAM principal allowed `sts:GetWebIdentityToken`, and `sts:TagGetWebIdentityToken` for tags.
//! Only on regional endpoints, and only while the account has outbound web identity federation enabled.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: the global endpoint (InvalidAction); not enabled
//! (OutboundWebIdentityFederationDisabledException); an unknown algorithm, tags that repeat a key in
//! another case or have a reserved one (ValidationError); a token that would outlive the caller's session
//! (SessionDurationEscalationException); too many tags for a token (JWTPayloadSizeExceededException).
//!
//! Differences from AWS: the issuer is an address of this installation; a token's claims have 4,096 bytes
//! at most, AWS's limit is not known; the claims about organizations and workloads are absent.

use cognate_core::iam::outbound;
use cognate_core::web_identity::{Signature, outbound_issuer, sign_web_identity_token};
use cognate_core::{Admin, Error, Result};
use cognate_domain::sts::{Tag, overlaid};
use cognate_domain::{Map, id};
use cognate_shapes::sts::{GetWebIdentityTokenRequest, GetWebIdentityTokenResponse};
use cognate_wire::Timestamp;
use serde_json::{Value as Json, json};

use crate::sessions;

const SECONDS_DEFAULT: i64 = 300;
const CLAIMS_BYTES_MAX: usize = 4_096;

pub async fn get_web_identity_token(
    caller: Admin,
    req: GetWebIdentityTokenRequest,
) -> Result<GetWebIdentityTokenResponse> {
    sessions::regional(&caller)?;
    if !outbound::is_enabled(&caller).await? {
        let text = "Outbound web identity federation is disabled for this account.";
        let code = "OutboundWebIdentityFederationDisabledException";
        return Err(Error::new(code, text).status(403));
    }
    let Some(signature) = Signature::from_name(&req.signing_algorithm) else {
        let text = "SigningAlgorithm must be RS256 or ES384.";
        return Err(Error::new("ValidationError", text));
    };
    let tags = sessions::passed(req.tags, None)?.tags;
    let now = caller.now_ms().div_euclid(1_000);
    let expires = now + req.duration_seconds.unwrap_or(SECONDS_DEFAULT);
    if caller.principal.session().is_some_and(|session| expires > session.expires_at) {
        let text = "The requested token duration would extend the session beyond its original \
                    expiration time.";
        return Err(Error::new("SessionDurationEscalationException", text).status(403));
    }
    let mut claims = Map::new();
    claims.insert("aud".into(), one_or_all(&req.audience));
    claims.insert("sub".into(), caller.principal.policy_arn().into());
    claims.insert("https://sts.amazonaws.com/".into(), about(&caller, &tags));
    claims.insert("iss".into(), outbound_issuer(&caller).into());
    claims.insert("exp".into(), expires.into());
    claims.insert("iat".into(), now.into());
    claims.insert("jti".into(), id::uuid(&id::version_4(caller.random().array())).into());
    if serde_json::to_vec(&claims).map_err(Error::internal)?.len() > CLAIMS_BYTES_MAX {
        let text = "The requested token payload size exceeds the maximum allowed size.";
        return Err(Error::new("JWTPayloadSizeExceededException", text));
    }
    Ok(GetWebIdentityTokenResponse {
        web_identity_token: Some(sign_web_identity_token(&caller, &claims, signature).await?),
        expiration: Some(Timestamp(expires * 1_000)),
    })
}

fn one_or_all(audience: &[String]) -> Json {
    match audience {
        [one] => json!(one),
        all => json!(all),
    }
}

/// What AWS says about a caller.
fn about(caller: &Admin, request_tags: &[Tag]) -> Json {
    let principal = &caller.principal;
    let mut about = Map::new();
    about.insert("aws_account".into(), json!(principal.account));
    about.insert("source_region".into(), json!(caller.occurrence.region));
    about.insert("principal_id".into(), json!(principal.policy_arn()));
    let own = principal.subject().map_or(&[][..], |subject| &subject.tags);
    let of_session = principal.session().map_or(&[][..], |session| &session.tags);
    let principal_tags = overlaid(own, of_session);
    for (name, tags) in [("principal_tags", &principal_tags[..]), ("request_tags", request_tags)] {
        if !tags.is_empty() {
            let tags: Map = tags.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
            about.insert(name.into(), tags.into());
        }
    }
    Json::Object(about)
}
