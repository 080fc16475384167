//! # ListUserPoolClientSecrets
//!
//! Lists the secrets of an app client by id and date, never their values. There are two at most, so
//! one page holds them; a client without a secret has an empty list.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListUserPoolClientSecrets` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; any `NextToken`, because none is ever given
//! (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::Listing;
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{ListUserPoolClientSecretsRequest, ListUserPoolClientSecretsResponse};
use cognate_store::records::client_secret;

use crate::clients;

pub async fn list_user_pool_client_secrets(
    caller: Admin,
    req: ListUserPoolClientSecretsRequest,
) -> Result<ListUserPoolClientSecretsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let entry = caller.client_of_pool(&pool, &req.client_id).await?;
    let listing = Listing { pool: pool.key, filter: &entry.client.id };
    listing.start(&caller, req.next_token.as_deref()).await?;
    let rows = client_secret::of_client(caller.store(), pool.key, &entry.client.id).await?;
    Ok(ListUserPoolClientSecretsResponse {
        client_secrets: Some(rows.iter().map(clients::descriptor).collect()),
        next_token: None,
    })
}
