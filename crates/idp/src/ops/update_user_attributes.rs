//! # UpdateUserAttributes
//!
//! Sets attributes of the signed-in user; an empty value deletes one.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the user's attributes, sign-in names and search rows. A new e-mail address or phone number
//! is not verified. Where the pool verifies before it updates, the new value waits for its code, and
//! the present one stays.
//!
//! Triggers and messages: a code to each new contact that the pool verifies automatically or before the
//! update (`CustomMessage_UpdateUserAttribute`).
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; attributes
//! (schema, format, immutable, required), then the client's `WriteAttributes` (NotAuthorizedException);
//! a contact that is another user's name (AliasExistsException); no sender for a code
//! (CodeDeliveryFailureException); function; codes sent in this hour (TooManyRequestsException); an
//! alias that another user holds (AliasExistsException); the destination's messages of the day
//! (TooManyRequestsException).
//!
//! Differences from AWS: codes are limited to 5 per hour and user; the operation declares no exception
//! for that but TooManyRequestsException.

use cognate_core::{Result, SignedIn, users};
use cognate_domain::attribute::{self, Writer};
use cognate_shapes::idp::{UpdateUserAttributesRequest, UpdateUserAttributesResponse};

use crate::attributes::Scene;
use crate::standing::{self, may_act};
use crate::{delivery, profile};

pub async fn update_user_attributes(
    caller: SignedIn,
    req: UpdateUserAttributesRequest,
) -> Result<UpdateUserAttributesResponse> {
    let pool = &caller.pool;
    let client = &caller.client.client;
    let keys = caller.keys().pool(pool.key).await?;
    let metadata = req.client_metadata.as_ref();
    let scene = Scene { cx: &caller, pool, keys: &keys, client_id: Some(&client.id), metadata };
    let given = profile::pairs(Some(req.user_attributes));
    let named: Vec<&str> = given.iter().map(|(name, _)| name.as_str()).collect();
    let mut user = caller.user.clone();
    for _ in 0..users::TRIES {
        may_act(&user)?;
        let writer = Writer::Client(&client.rules);
        let change = attribute::accept_change(&pool.rules, &user, &given, writer)?;
        let mut prepared = scene.prepare(&user, change, &named).await?;
        scene.spend(&user, &mut prepared).await?;
        if scene.commit(prepared.statements).await? {
            let sent = prepared.deliveries.iter().map(delivery::details).collect();
            return Ok(UpdateUserAttributesResponse { code_delivery_details_list: Some(sent) });
        }
        user = standing::again(&caller).await?;
    }
    Err(users::moved("attributes"))
}
