//! # GetUserAuthFactors
//!
//! Shows what the signed-in user can sign in with, and which second factors are on.
//!
//! `ConfiguredUserAuthFactors` has a factor that may come first when the pool allows it and the user has
//! what it needs (a password, a verified contact, a passkey), and one that may come second when the pool
//! offers it and the user switched it on.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user.
//!
//! Differences from AWS: none known.

use cognate_core::{Result, SignedIn, factors as sealed};
use cognate_shapes::idp::{GetUserAuthFactorsRequest, GetUserAuthFactorsResponse};

use crate::factors::{self, Shown};
use crate::standing::may_act;

pub async fn get_user_auth_factors(
    caller: SignedIn,
    _: GetUserAuthFactorsRequest,
) -> Result<GetUserAuthFactorsResponse> {
    may_act(&caller.user)?;
    let (pool, user) = (&caller.pool, &caller.user);
    let keys = caller.keys().pool(pool.key).await?;
    let own = sealed::open(&caller, &keys, user)?;
    let Shown { preferred, list, .. } = factors::shown(&own);
    Ok(GetUserAuthFactorsResponse {
        username: user.username.clone(),
        preferred_mfa_setting: preferred,
        user_mfa_setting_list: list,
        configured_user_auth_factors: Some(factors::of(&caller, pool, user, &own).await?),
    })
}
