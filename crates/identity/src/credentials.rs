//! Credentials of a role for an identity. The claims that STS would read from a token are evaluated as
//! they are: nothing is signed or parsed.

use cognate_core::identity_pools::IdentityPool;
use cognate_core::sts::{self, Assume, Refused, WebIdentity};
use cognate_core::web_identity::IDENTITY_POOLS;
use cognate_core::{Cx, Error, Result};
use cognate_domain::sts::checked;
use cognate_shapes::identity::Credentials;
use cognate_wire::Timestamp;

const SESSION_NAME: &str = "CognitoIdentityCredentials";
const SECONDS: i64 = 3_600;

/// For whom, and what the session says of them.
pub struct Asked {
    pub identity: String,
    pub amr: Vec<String>,
    pub tags: Vec<(String, String)>,
    /// ARN.
    pub role: String,
    /// The service's own session policies limit guests.
    pub guest: bool,
}

/// `InvalidIdentityPoolConfigurationException` for whatever STS refuses.
pub async fn assumed(cx: &Cx, pool: &IdentityPool, asked: &Asked) -> Result<Credentials> {
    let assume = Assume {
        role_arn: &asked.role,
        session_name: SESSION_NAME,
        duration_seconds: Some(SECONDS),
        policy: None,
        policy_arns: &[],
        scope_down: asked.guest,
        token_bytes_min: 0,
    };
    let Ok(tags) = checked(asked.tags.clone(), Vec::new()) else {
        return Err(refused(pool, asked, "the tags are none that a session can have"));
    };
    let key = |claim: &str, values, many| (format!("{IDENTITY_POOLS}:{claim}"), values, many);
    let identity = WebIdentity {
        provider: IDENTITY_POOLS.to_owned(),
        keys: vec![
            key("aud", vec![pool.id().to_owned()], false),
            key("sub", vec![asked.identity.clone()], false),
            key("amr", asked.amr.clone(), true),
        ],
        tags: tags.tags,
        transitive: tags.transitive,
        source_identity: None,
    };
    let assumed = match sts::assume_with_web_identity(cx, &assume, &identity).await {
        Ok(assumed) => assumed,
        Err(Refused::Failed(error)) => return Err(error),
        Err(why) => return Err(refused(pool, asked, reason(&why))),
    };
    let credentials = assumed.credentials;
    Ok(Credentials {
        access_key_id: Some(credentials.access_key_id),
        secret_key: Some(credentials.secret_access_key.expose().clone()),
        session_token: Some(credentials.session_token),
        expiration: Some(Timestamp(credentials.expires_at * 1_000)),
    })
}

fn refused(pool: &IdentityPool, asked: &Asked, reason: &'static str) -> Error {
    tracing::warn!(
        identity_pool = pool.id(),
        role = asked.role.as_str(),
        reason,
        "credentials were not made for an identity"
    );
    misconfigured()
}

/// For the log: callers learn no more than that the pool is not set up well.
fn reason(refused: &Refused) -> &'static str {
    match refused {
        Refused::Trust(_) => "the role does not exist, or does not trust the pool",
        Refused::TagSession => "the role's trust policy does not allow sts:TagSession",
        Refused::SetSourceIdentity => {
            "the role's trust policy does not allow sts:SetSourceIdentity"
        }
        Refused::Invalid(_) => "the tags, or the duration, are against STS's rules",
        Refused::Policy(_) | Refused::PolicyArn(_) | Refused::PlainTooLong => "a session policy",
        Refused::PackedTooLarge(_) => "the tags are too large together",
        Refused::Failed(_) => "something failed inside",
    }
}

pub fn misconfigured() -> Error {
    Error::new(
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
    )
}
