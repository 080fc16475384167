//! # UpdateResourceServer
//!
//! Replaces name and scopes of a resource server. Scopes that are left out are gone.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateResourceServer` on the pool.
//!
//! Changes: the resource server. App clients keep the names of scopes that are gone, but no token is
//! given them any more. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a reserved identifier, a scope twice (InvalidParameterException);
//! unknown resource server; others kept changing it meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_domain::resource_server as rules;
use cognate_shapes::idp::{UpdateResourceServerRequest, UpdateResourceServerResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::resource_server::{self, ResourceServer};

use crate::{document, pools, resource_servers};

pub async fn update_resource_server(
    caller: Admin,
    req: UpdateResourceServerRequest,
) -> Result<UpdateResourceServerResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let document = rules::document(&document::of(&req))?;
    for _ in 0..pools::TRIES {
        let before = resource_servers::found(&caller, &pool, &req.identifier).await?;
        let document = document.clone();
        let after = ResourceServer { document, modified: caller.now_ms(), ..before };
        let batch = Batch::new()
            .with(resource_server::update(&after, after.version))
            .with(audit::event(&caller, &caller.principal, Some(&pool.id), &after.identifier));
        let changes = [configuration::resource_server(&caller, pool.key)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                let resource_server = resource_servers::shown(&pool, &after)?;
                return Ok(UpdateResourceServerResponse { resource_server });
            }
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
