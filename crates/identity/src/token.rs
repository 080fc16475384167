//! The OpenID Connect token of an identity.

use serde_json::{Value, json};

use cognate_core::identity_pools::{self, IdentityPool};
use cognate_core::{Cx, Result, web_identity};
use cognate_domain::Map;

/// Session tags in a token. Source: STS, "Passing session tags using AssumeRoleWithWebIdentity".
pub const TAGS: &str = "https://aws.amazon.com/tags";

const POOL_ARN: &str = "https://cognito-identity.amazonaws.com/identity-pool-arn";

/// Signs a token for the identity with this id.
pub async fn signed(
    cx: &Cx,
    pool: &IdentityPool,
    identity: &str,
    amr: &[String],
    tags: &[(String, String)],
    seconds: i64,
) -> Result<String> {
    web_identity::sign_identity_token(cx, &claims(cx, pool, identity, amr, tags, seconds)).await
}

fn claims(
    cx: &Cx,
    pool: &IdentityPool,
    identity: &str,
    amr: &[String],
    tags: &[(String, String)],
    seconds: i64,
) -> Map {
    let now = cx.clock().now_s();
    let mut claims = Map::new();
    claims.insert("sub".into(), identity.into());
    claims.insert("aud".into(), pool.id().into());
    claims.insert("amr".into(), amr.into());
    claims.insert("iss".into(), web_identity::identity_issuer(cx).into());
    claims.insert(POOL_ARN.into(), identity_pools::arn(cx, pool.id()).into());
    claims.insert("iat".into(), now.into());
    claims.insert("exp".into(), (now + seconds).into());
    if !tags.is_empty() {
        let values: Map = tags.iter().map(|(key, value)| (key.clone(), json!([value]))).collect();
        let none: Vec<Value> = Vec::new();
        let tags = json!({ "principal_tags": values, "transitive_tag_keys": none });
        claims.insert(TAGS.into(), tags);
    }
    claims
}
