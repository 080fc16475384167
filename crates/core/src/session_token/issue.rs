//! Making credentials, and opening what they show.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use cognate_access::access_key::access_key_id;
use cognate_crypto::{Aad, Secret};
use cognate_domain::id;

use super::sealed::{self, TOKEN_BYTES_MAX};
use super::{Credentials, NewSession, Session};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// Credentials for a session. `keys` are the installation's. Nothing is written.
///
/// `PackedPolicyTooLarge` when the token would be longer than 4096 characters.
pub fn issue(cx: &Cx, keys: &PoolKeys, new: NewSession) -> Result<Credentials> {
    let now = cx.now_ms().div_euclid(1_000);
    let account = cx.config().account.clone();
    let secret = id::secret_access_key(&cx.random().array());
    let token_bytes_min = new.token_bytes_min;
    let session = Session {
        access_key_id: access_key_id("ASIA", &account, &cx.random().array()),
        secret: Secret::new(secret),
        account,
        kind: new.kind,
        issued_at: now,
        expires_at: now + new.duration_seconds,
        policy: new.policy,
        policy_arns: new.policy_arns,
        scope_down: new.scope_down,
        tags: new.tags,
        transitive: new.transitive,
        source_identity: new.source_identity,
        mfa_at: new.mfa_at,
        federated: new.federated,
        store_epoch: cx.store_epoch(),
    };
    let plain = sealed::write(&session, token_bytes_min)?;
    let aad = aad(&session.account, &session.access_key_id);
    let session_token = STANDARD.encode(keys.sts_session.seal(cx.random(), &aad, &plain));
    if session_token.len() > TOKEN_BYTES_MAX {
        return Err(too_large(percent(session_token.len())));
    }
    Ok(Credentials {
        access_key_id: session.access_key_id,
        secret_access_key: session.secret,
        session_token,
        expires_at: session.expires_at,
    })
}

/// The session of a token that was issued with this access key id; `None` for anything else. Reads
/// nothing but the installation's keys, which are in memory. Says nothing about whether the session has
/// expired, or whether its principal still exists.
pub async fn open(cx: &Cx, token: &str, access_key_id: &str) -> Result<Option<Session>> {
    if token.len() > TOKEN_BYTES_MAX {
        return Ok(None);
    }
    let Ok(bytes) = STANDARD.decode(token) else { return Ok(None) };
    let keys = cx.keys().installation().await?;
    let account = &cx.config().account;
    let Ok(plain) = keys.sts_session.open(&aad(account, access_key_id), &bytes) else {
        return Ok(None);
    };
    let session = sealed::read(&plain).filter(|session| {
        session.access_key_id == access_key_id
            && session.account == *account
            && session.store_epoch == cx.store_epoch()
    });
    Ok(session)
}

/// How much of the room that session policies and tags have together they take, in percent, rounded up;
/// `None` when there are none. Over 100 is refused with [`too_large`].
pub fn packed_percent(new: &NewSession) -> Option<i64> {
    sealed::packed_bytes(new).map(|bytes| percent(bytes).max(1))
}

fn percent(bytes: usize) -> i64 {
    (bytes * 100).div_ceil(TOKEN_BYTES_MAX) as i64
}

/// `PackedPolicyTooLarge`
pub fn too_large(percent: i64) -> Error {
    let text =
        format!("Packed policy consumes {percent}% of allotted space, please use smaller policy.");
    Error::new("PackedPolicyTooLarge", text)
}

/// The access key id is bound in: a token shown with another does not open.
fn aad<'a>(account: &'a str, access_key_id: &'a str) -> Aad<'a> {
    Aad {
        table: "session_token",
        column: "",
        account,
        pool: 0,
        row: access_key_id.as_bytes(),
        version: 1,
    }
}
