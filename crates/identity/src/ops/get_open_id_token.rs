//! # GetOpenIdToken
//!
//! Gives an identity a token that proves it for ten minutes, to STS or to whoever trusts the issuer: the
//! basic flow. With logins, links and merges as GetCredentialsForIdentity does.
//!
//! Caller: anyone; a signature is ignored. The logins prove the identity; a guest's id is proof enough.
//!
//! Changes: logins that nobody had; identities that are merged.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown identity (ResourceNotFoundException); the basic flow is switched off, role
//! mappings are set, a SAML login, which needs the enhanced flow (InvalidParameterException); without logins: no guests, the identity is no guest's
//! (NotAuthorizedException); a login that is not of a provider of the pool, or does not stand
//! (NotAuthorizedException), whose provider cannot be asked (ExternalServiceException); no login of the
//! identity (NotAuthorizedException); two logins of one provider, more than an identity may have
//! (ResourceConflictException); others kept changing the identities meanwhile
//! (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Anyone, Error, Result};
use cognate_domain::identity_pool::{self as rules, Flow};
use cognate_shapes::identity::{GetOpenIdTokenInput, GetOpenIdTokenResponse};

use crate::settle::{Call, settle};
use crate::{logins, session, token};

const SECONDS: i64 = 600;

pub async fn get_open_id_token(
    caller: Anyone,
    req: GetOpenIdTokenInput,
) -> Result<GetOpenIdTokenResponse> {
    let (pool, identity) = caller.identity(&req.identity_id).await?;
    // Never set counts as allowed.
    if pool.settings.classic == Some(false) {
        return Err(Error::invalid_parameter(
            "Basic (classic) flow is not enabled, please use enhanced flow.",
        ));
    }
    if !pool.settings.mappings.is_empty() {
        return Err(Error::invalid_parameter(
            "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.",
        ));
    }
    let logins = req.logins.unwrap_or_default();
    if logins.keys().any(|key| pool.settings.saml.contains(key)) {
        return Err(Error::invalid_parameter(
            "Basic (classic) flow is not supported with SAML providers, please use enhanced flow.",
        ));
    }
    let proved = if logins.is_empty() {
        session::check_guest(&pool, &req.identity_id, &identity)?;
        Vec::new()
    } else {
        logins::proved(&caller, &pool, &logins).await?
    };
    let settled = match proved.is_empty() {
        true => identity.id,
        false => {
            let call = Call { pool: &pool, flow: Flow::Named, principal: None };
            settle(&caller, call, Some(identity), &proved).await?
        }
    };
    let id = rules::id(&pool.head.region, &settled);
    let amr = rules::amr(pool.id(), &logins::claimed(&proved));
    let tags = logins::tags(&caller, &pool, &proved);
    let token = token::signed(&caller, &pool, &id, &amr, &tags, SECONDS).await?;
    Ok(GetOpenIdTokenResponse { identity_id: Some(id), token: Some(token) })
}
