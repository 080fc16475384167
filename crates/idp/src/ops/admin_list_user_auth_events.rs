//! # AdminListUserAuthEvents
//!
//! Lists what a user did, the newest first: sign-ins, sign-up, changes of password, requests for codes.
//! Events are kept for two years.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminListUserAuthEvents` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a pool without threat protection (UserPoolAddOnNotEnabledException);
//! unknown user; a `NextToken` that this list did not give, or gave over an hour ago
//! (InvalidParameterException).
//!
//! Differences from AWS: no risk is scored, so that `EventRisk` says NoRisk; time zone, city and country
//! are absent. Sign-ins by SRP whose second step never came leave no event.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{AdminListUserAuthEventsRequest, AdminListUserAuthEventsResponse};
use cognate_store::records::auth_event;

use crate::auth_events::{refuse_without_protection, shown};
use crate::listing;

pub async fn admin_list_user_auth_events(
    caller: Admin,
    req: AdminListUserAuthEventsRequest,
) -> Result<AdminListUserAuthEventsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    refuse_without_protection(&pool)?;
    let user = caller.user(&pool, &req.username).await?;
    let filter = user.sub.to_string();
    let list = Listing { pool: pool.key, filter: &filter };
    let after = list.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(place).transpose()?.unwrap_or(auth_event::FIRST);
    let page = listing::page(req.max_results);
    let found = auth_event::page(caller.store(), pool.key, user.sub, after, page + 1).await?;
    let mut found: Vec<_> = found.into_iter().map(|event| (position(&event), event)).collect();
    let next_token = list.cut(&caller, &mut found, page, |(position, _)| position).await?;
    let auth_events = Some(found.into_iter().map(|(_, event)| shown(event)).collect());
    Ok(AdminListUserAuthEventsResponse { auth_events, next_token })
}

fn position(event: &cognate_domain::auth_event::AuthEvent) -> [u8; 24] {
    let (at, id) = auth_event::place(event);
    let mut position = [0; 24];
    position[..8].copy_from_slice(&at.to_be_bytes());
    position[8..].copy_from_slice(&id);
    position
}

fn place(position: Vec<u8>) -> Result<auth_event::Place> {
    let position: [u8; 24] = page_token::array(position)?;
    let (at, id) = position.split_at(8);
    let at = i64::from_be_bytes(at.try_into().map_err(|_| page_token::invalid())?);
    Ok((at, id.try_into().map_err(|_| page_token::invalid())?))
}
