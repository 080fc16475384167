//! # UpdateUserPoolReplica
//!
//! Opens a replica to end users, or closes it. In the primary and in the secondary region.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateUserPoolReplica` on the pool.
//!
//! Changes: the replica's status; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; no replica in the region; others kept changing it meanwhile
//! (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit};
use cognate_shapes::idp::{
    UpdateReplicaStatusType, UpdateUserPoolReplicaRequest, UpdateUserPoolReplicaResponse,
};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::replica::{self, Replica};

use crate::pools;
use crate::replicas::{found, shown};

pub async fn update_user_pool_replica(
    caller: Admin,
    req: UpdateUserPoolReplicaRequest,
) -> Result<UpdateUserPoolReplicaResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    for _ in 0..pools::TRIES {
        let before = found(&caller, &pool, &req.region_name).await?;
        let active = req.status == UpdateReplicaStatusType::Active;
        let after = Replica { active, modified: caller.now_ms(), ..before.clone() };
        let batch = Batch::new().with(replica::update(&after, before.version)).with(audit::event(
            &caller,
            &caller.principal,
            Some(&pool.id),
            &after.region,
        ));
        if caller.store().write(batch).await? == Outcome::Committed {
            let user_pool_replica = Some(shown(&caller, &pool, &after));
            return Ok(UpdateUserPoolReplicaResponse { user_pool_replica });
        }
        // Somebody else changed or deleted it: read again.
    }
    Err(Error::too_many_requests())
}
