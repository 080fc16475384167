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
//! Differences from AWS: second factors are not available in this version, so that
//! `PreferredMfaSetting` and `UserMFASettingList` are absent, as AWS has them for users without one.

use cognate_core::{Result, SignedIn};
use cognate_domain::attribute;
use cognate_shapes::idp::{GetUserRequest, GetUserResponse};

use crate::profile;
use crate::standing::may_act;

pub async fn get_user(caller: SignedIn, _: GetUserRequest) -> Result<GetUserResponse> {
    may_act(&caller.user)?;
    let schema = &caller.pool.rules.schema;
    let readable = attribute::readable(schema, &caller.client.client.rules, &caller.user);
    let attributes = readable.iter().map(|(name, value)| profile::attribute(name, value));
    Ok(GetUserResponse {
        username: caller.user.username.clone(),
        user_attributes: attributes.collect(),
        mfa_options: None,
        preferred_mfa_setting: None,
        user_mfa_setting_list: None,
    })
}
