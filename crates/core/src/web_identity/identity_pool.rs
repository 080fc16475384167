//! Tokens that GetOpenIdToken and GetOpenIdTokenForDeveloperIdentity made.

use cognate_crypto::jwt::Signed;
use cognate_store::records::signing_key::Kind;

use super::{Checked, IDENTITY_POOLS, Provider, TokenProblem, Verified, claims, identity_issuer};
use crate::cx::Cx;
use crate::keys::Issuer;

/// Verifies such a token: `audience` is the identity pool, `subject` the identity.
///
/// Problems, in order: not a JWT; issuer; expired; too early; signature; missing claims; the pool is gone.
pub async fn verify_identity_token(cx: &Cx, token: &str) -> Checked<Verified> {
    let signed = claims::parse(token)?;
    if claims::issuer(&signed)? != identity_issuer(cx) {
        return Err(TokenProblem::IssuerMismatch);
    }
    verify_signed(cx, &signed).await
}

/// The same for a token whose issuer is known to be this installation.
pub(super) async fn verify_signed(cx: &Cx, signed: &Signed) -> Checked<Verified> {
    let now_ms = cx.now_ms();
    let times = claims::times(signed, now_ms.div_euclid(1_000))?;
    let keys = cx.issuer_keys(Issuer::IdentityPools).await?;
    let claims = keys.verify(Kind::IdentityToken, signed, now_ms);
    let claims = claims.ok_or(TokenProblem::Signature)?;
    let provider = Provider::IdentityPool { pool_id: String::new() };
    let mut verified = claims::read(claims, times, IDENTITY_POOLS, provider)?;
    let [pool_id] = &verified.audience[..] else { return Err(TokenProblem::WrongAudience) };
    // ST-R2: a deleted pool's tokens are void at once.
    if cx.any_identity_pool(pool_id).await?.is_none() {
        return Err(TokenProblem::Revoked);
    }
    verified.provider = Provider::IdentityPool { pool_id: pool_id.clone() };
    Ok(verified)
}
