//! # DeleteUserPoolReplica
//!
//! Ends a pool's answering in another region. Users and settings stay: they are the pool's.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteUserPoolReplica` on the pool.
//!
//! Changes: the replica is gone; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; not in the pool's primary region (OperationNotEnabledException); the
//! primary region itself (InvalidParameterException); no replica in the region; one that is active
//! (InvalidParameterException).
//!
//! Differences from AWS: the replica is gone at once; the answer says DELETING all the same.

use cognate_core::{Admin, Error, Result, audit};
use cognate_domain::refusal;
use cognate_shapes::idp::{
    DeleteUserPoolReplicaRequest, DeleteUserPoolReplicaResponse, ReplicaStatusType,
    UserPoolReplicaType,
};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::replica;

use crate::pools;
use crate::replicas::{found, in_primary, shown};

pub async fn delete_user_pool_replica(
    caller: Admin,
    req: DeleteUserPoolReplicaRequest,
) -> Result<DeleteUserPoolReplicaResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    in_primary(&caller, &pool)?;
    if req.region_name == pool.region {
        let text = "The primary replica of a user pool cannot be deleted.";
        return Err(refusal::invalid_parameter(text).into());
    }
    for _ in 0..pools::TRIES {
        let seen = found(&caller, &pool, &req.region_name).await?;
        if seen.active {
            let text = "Only replicas that are INACTIVE can be deleted.";
            return Err(refusal::invalid_parameter(text).into());
        }
        let batch = Batch::new().with(replica::delete(&seen)).with(audit::event(
            &caller,
            &caller.principal,
            Some(&pool.id),
            &seen.region,
        ));
        if caller.store().write(batch).await? == Outcome::Committed {
            let status = Some(ReplicaStatusType::Deleting);
            let gone = UserPoolReplicaType { status, ..shown(&caller, &pool, &seen) };
            return Ok(DeleteUserPoolReplicaResponse { user_pool_replica: Some(gone) });
        }
        // Somebody else changed it: read again.
    }
    Err(Error::too_many_requests())
}
