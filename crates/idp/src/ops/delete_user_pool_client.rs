//! # DeleteUserPoolClient
//!
//! Deletes an app client with its secrets. Nobody signs in or refreshes through it any more.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteUserPoolClient` on the pool.
//!
//! Changes: the client and its secrets, its style, logo and terms. Its sessions lead nowhere, and expire.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it.
//!
//! Differences from AWS: none known.

use cognate_core::clients::not_found;
use cognate_core::{Admin, Result, audit, configuration};
use cognate_shapes::idp::DeleteUserPoolClientRequest;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{
    app_client, branding, client_secret, risk_configuration, terms, ui_customization,
};

pub async fn delete_user_pool_client(
    caller: Admin,
    req: DeleteUserPoolClientRequest,
) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let entry = caller.client_of_pool(&pool, &req.client_id).await?;
    let id = &entry.client.id;
    let event = audit::event(&caller, &caller.principal, Some(&pool.id), id);
    let mut batch = Batch::new()
        .with(app_client::delete(pool.key, id))
        .with(client_secret::delete_all(pool.key, id))
        .with(ui_customization::delete_of_client(pool.key, id))
        .with(terms::delete_of_client(pool.key, id))
        .with(risk_configuration::delete(pool.key, id))
        .with(event);
    batch.extend(branding::delete_of_client(pool.key, id));
    let changes = [configuration::app_client(&caller, id)];
    match configuration::write(&caller, batch, &changes).await? {
        Outcome::Committed => Ok(()),
        // Somebody else was faster.
        Outcome::Unmet(_) => Err(not_found(id)),
    }
}
