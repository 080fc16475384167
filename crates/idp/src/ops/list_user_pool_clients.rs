//! # ListUserPoolClients
//!
//! Lists the app clients of a pool, in pages of at most 60, in the order of their ids.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListUserPoolClients` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a `NextToken` that this list did not give, or gave over an hour
//! ago (InvalidParameterException).
//!
//! Differences from AWS: clients cannot register themselves, so the list of type `DCR` is empty.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{
    ClientTypeType, ListUserPoolClientsRequest, ListUserPoolClientsResponse,
    UserPoolClientDescription,
};
use cognate_store::records::app_client;

const PAGE_DEFAULT: i64 = 60;

pub async fn list_user_pool_clients(
    caller: Admin,
    req: ListUserPoolClientsRequest,
) -> Result<ListUserPoolClientsResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let kind = req.client_type.map_or("", ClientTypeType::as_str);
    let listing = Listing { pool: pool.key, filter: kind };
    let after = listing.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::text).transpose()?.unwrap_or_default();
    let page = req.max_results.unwrap_or(PAGE_DEFAULT);
    let mut clients = match req.client_type {
        Some(ClientTypeType::Dcr) => Vec::new(),
        Some(ClientTypeType::Regular) | None => {
            app_client::page(caller.store(), pool.key, &after, page + 1).await?
        }
    };
    let next_token =
        listing.cut(&caller, &mut clients, page, |client| client.id.as_bytes()).await?;
    let descriptions = clients.into_iter().map(|client| UserPoolClientDescription {
        client_id: Some(client.id),
        user_pool_id: Some(pool.id.clone()),
        client_name: Some(client.name),
    });
    Ok(ListUserPoolClientsResponse { user_pool_clients: Some(descriptions.collect()), next_token })
}
