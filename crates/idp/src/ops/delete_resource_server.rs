//! # DeleteResourceServer
//!
//! Deletes a resource server with its scopes.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteResourceServer` on the pool.
//!
//! Changes: the resource server is gone. App clients keep the names of its scopes, but no token is
//! given them any more. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a reserved identifier (InvalidParameterException); unknown
//! resource server.
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::resource_server as rules;
use cognate_shapes::idp::DeleteResourceServerRequest;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::resource_server;

pub async fn delete_resource_server(caller: Admin, req: DeleteResourceServerRequest) -> Result<()> {
    let pool = caller.pool(&req.user_pool_id).await?;
    rules::refuse_reserved(&req.identifier)?;
    let batch = Batch::new()
        .with(resource_server::delete(pool.key, &req.identifier))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &req.identifier));
    let changes = [configuration::resource_server(&caller, pool.key)];
    match configuration::write(&caller, batch, &changes).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(_) => Err(rules::not_found(&req.identifier).into()),
    }
}
