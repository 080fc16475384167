//! # ListIdentities
//!
//! Lists the identities of a pool, in pages: enabled ones first, then those that were merged into others.
//!
//! Caller: an IAM principal allowed `cognito-identity:ListIdentities` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); a `NextToken` that this list did not give,
//! or gave over an hour ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_domain::identity_pool::Standing;
use cognate_shapes::identity::{ListIdentitiesInput, ListIdentitiesResponse};
use cognate_store::records::identity::{self, Identity, Place};

use crate::description::described;

pub async fn list_identities(
    caller: Admin,
    req: ListIdentitiesInput,
) -> Result<ListIdentitiesResponse> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    let hide = req.hide_disabled.unwrap_or_default();
    let filter = if hide { "enabled" } else { "all" };
    let listing = Listing { pool: pool.key(), filter };
    let after = listing.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(place).transpose()?.unwrap_or_default();
    let page = req.max_results;
    let found = identity::page(caller.store(), pool.key(), after, hide, page + 1).await?;
    let mut found: Vec<(Vec<u8>, Identity)> =
        found.into_iter().map(|one| (position(&one), one)).collect();
    let next_token = listing.cut(&caller, &mut found, page, |(position, _)| position).await?;
    Ok(ListIdentitiesResponse {
        identity_pool_id: Some(req.identity_pool_id),
        identities: Some(found.iter().map(|(_, one)| described(&pool, one)).collect()),
        next_token,
    })
}

fn position(identity: &Identity) -> Vec<u8> {
    let disabled = matches!(identity.standing, Standing::Merged(_));
    [&[u8::from(disabled)][..], &identity.id].concat()
}

fn place(position: Vec<u8>) -> Result<Place> {
    let [disabled, id @ ..] = page_token::array::<17>(position)?;
    Ok((disabled != 0, Some(id)))
}
