//! # GetOpenIdTokenForDeveloperIdentity
//!
//! Gives a token for a user whom the developer's own backend has signed in: it finds or makes the identity
//! of the backend's user identifier, and links the further logins of the request.
//!
//! Caller: an IAM principal allowed `cognito-identity:GetOpenIdTokenForDeveloperIdentity` on the pool.
//!
//! Changes: an identity; logins that nobody had; identities that are merged. An audit row, when there was
//! something to change.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); logins without the pool's developer
//! provider, tags that no session could have (InvalidParameterException); unknown identity, or of another
//! pool (ResourceNotFoundException); another login that does not stand (NotAuthorizedException); the
//! identifier is another identity's (DeveloperUserAlreadyRegisteredException); another login is, two
//! logins of one provider, more than an identity may have (ResourceConflictException); others kept
//! changing the identities meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: a provider that cannot be asked about its login is answered as
//! InternalErrorException.

use cognate_core::identity_pools::IdentityPool;
use cognate_core::{Admin, Error, Result};
use cognate_domain::identity_pool::{self as rules, Flow};
use cognate_shapes::identity::{
    GetOpenIdTokenForDeveloperIdentityInput, GetOpenIdTokenForDeveloperIdentityResponse,
};

use crate::developer::{self, IDENTIFIER_CHARS_MAX};
use crate::logins::{self, Logins};
use crate::settle::{Call, settle};
use crate::token;

const SECONDS: i64 = 900;

pub async fn get_open_id_token_for_developer_identity(
    caller: Admin,
    req: GetOpenIdTokenForDeveloperIdentityInput,
) -> Result<GetOpenIdTokenForDeveloperIdentityResponse> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    let (name, identifier, others) = developers(&pool, req.logins)?;
    let given = req.principal_tags.unwrap_or_default();
    rules::check_tags(&given)?;
    let named = match &req.identity_id {
        Some(id) => Some(developer::identity_of(&caller, &pool, id).await?),
        None => None,
    };
    let mut proved = vec![logins::vouched(&pool, &name, &identifier)];
    proved.extend(logins::proved(&caller, &pool, &others).await.map_err(undeclared)?);
    let principal = Some(&caller.principal);
    let call = Call { pool: &pool, flow: Flow::Developer, principal };
    let settled = settle(&caller, call, named, &proved).await?;

    let id = rules::id(&pool.head.region, &settled);
    let amr = rules::amr(pool.id(), &logins::claimed(&proved));
    let mut tags: Vec<(String, String)> = given.into_iter().collect();
    for (key, value) in logins::tags(&caller, &pool, &proved) {
        if !tags.iter().any(|(known, _)| known.eq_ignore_ascii_case(&key)) {
            tags.push((key, value));
        }
    }
    let seconds = req.token_duration.unwrap_or(SECONDS);
    let token = token::signed(&caller, &pool, &id, &amr, &tags, seconds).await?;
    Ok(GetOpenIdTokenForDeveloperIdentityResponse { identity_id: Some(id), token: Some(token) })
}

/// The pool's developer provider, the identifier there, and the other logins.
fn developers(pool: &IdentityPool, mut logins: Logins) -> Result<(String, String, Logins)> {
    let name = pool.settings.developer.clone().ok_or_else(developer::unsupported)?;
    let identifier = logins.remove(&name).ok_or_else(developer::unsupported)?;
    if identifier.chars().count() > IDENTIFIER_CHARS_MAX {
        return Err(Error::invalid_parameter(format!(
            "A developer user identifier has at most {IDENTIFIER_CHARS_MAX} characters."
        )));
    }
    Ok((name, identifier, logins))
}

/// The operation does not declare ExternalServiceException.
fn undeclared(error: Error) -> Error {
    match error.code.as_ref() {
        "ExternalServiceException" => Error::unavailable("a login provider could not be asked"),
        _ => error,
    }
}
