//! # DeleteUserAttributes
//!
//! Deletes attributes of the signed-in user. Those that the user does not have are no error.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the user's attributes, sign-in names and search rows; with a contact its verification and
//! what waits for a code.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; attributes
//! (unknown, required, immutable), then the client's `WriteAttributes` (NotAuthorizedException); the
//! last name to sign in with.
//!
//! Differences from AWS: none known.

use cognate_core::{Result, SignedIn, users};
use cognate_domain::attribute::{self, Writer};
use cognate_shapes::idp::{DeleteUserAttributesRequest, DeleteUserAttributesResponse};

use crate::attributes::Scene;
use crate::standing::{self, may_act};

pub async fn delete_user_attributes(
    caller: SignedIn,
    req: DeleteUserAttributesRequest,
) -> Result<DeleteUserAttributesResponse> {
    let pool = &caller.pool;
    let client = &caller.client.client;
    let keys = caller.keys().pool(pool.key).await?;
    let client_id = Some(client.id.as_str());
    let scene = Scene { cx: &caller, pool, keys: &keys, client_id, metadata: None };
    let names = &req.user_attribute_names;
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut user = caller.user.clone();
    for _ in 0..users::TRIES {
        may_act(&user)?;
        let writer = Writer::Client(&client.rules);
        let change = attribute::accept_removal(&pool.rules, &user, names, writer)?;
        let prepared = scene.prepare(&user, change, &named).await?;
        if scene.commit(prepared.statements).await? {
            return Ok(DeleteUserAttributesResponse {});
        }
        user = standing::again(&caller).await?;
    }
    Err(users::moved("attributes"))
}
