//! # GetUser
//!
//! Shows the signed-in user, with the attributes that the app client may read.
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
use cognate_domain::attribute;
use cognate_shapes::idp::{GetUserRequest, GetUserResponse};

use crate::factors::{self, Shown};
use crate::profile;
use crate::standing::may_act;

pub async fn get_user(caller: SignedIn, _: GetUserRequest) -> Result<GetUserResponse> {
    may_act(&caller.user)?;
    let keys = caller.keys().pool(caller.pool.key).await?;
    let Shown { mfa_options, preferred, list } =
        factors::shown(&sealed::open(&caller, &keys, &caller.user)?);
    let schema = &caller.pool.rules.schema;
    let readable = attribute::readable(schema, &caller.client.client.rules, &caller.user);
    let attributes = readable.iter().map(|(name, value)| profile::attribute(name, value));
    Ok(GetUserResponse {
        username: caller.user.username.clone(),
        user_attributes: attributes.collect(),
        mfa_options,
        preferred_mfa_setting: preferred,
        user_mfa_setting_list: list,
    })
}
