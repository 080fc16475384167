//! # CreateResourceServer
//!
//! Makes an API known to the pool, with the scopes that access tokens can have for it.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateResourceServer` on the pool.
//!
//! Changes: the resource server. App clients can be given its scopes. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a reserved identifier, a scope twice (InvalidParameterException);
//! the pool has as many resource servers as it may have (LimitExceededException); the identifier is
//! taken (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result, audit, configuration, pools::not_found};
use cognate_domain::resource_server as rules;
use cognate_shapes::idp::{CreateResourceServerRequest, CreateResourceServerResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::resource_server::{self, ResourceServer};
use cognate_store::records::user_pool;

use crate::{document, resource_servers};

pub async fn create_resource_server(
    caller: Admin,
    req: CreateResourceServerRequest,
) -> Result<CreateResourceServerResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let document = rules::document(&document::of(&req))?;
    let max = caller.config().limits.resource_servers_per_pool_max;
    let count = resource_server::count(caller.store(), pool.key, max).await?;
    rules::room_for_another(count, max)?;
    let now_ms = caller.now_ms();
    let server = ResourceServer {
        pool: pool.key,
        identifier: req.identifier,
        document,
        version: 1,
        created: now_ms,
        modified: now_ms,
    };
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(resource_server::insert(&server))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &server.identifier));
    let changes = [configuration::resource_server(&caller, pool.key)];
    match configuration::write(&caller, batch, &changes).await? {
        Outcome::Committed => Ok(CreateResourceServerResponse {
            resource_server: resource_servers::shown(&pool, &server)?,
        }),
        Outcome::Unmet("user_pool.live") => Err(not_found(&pool.id)),
        Outcome::Unmet(_) => Err(rules::exists(&server.identifier).into()),
    }
}
