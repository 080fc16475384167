//! What the operations on replicas share.

use cognate_access::arn::Arn;
use cognate_core::{Admin, Cx, Result};
use cognate_domain::{Pool, Refusal, refusal};
use cognate_shapes::idp::{ReplicaRoleType, ReplicaStatusType, UserPoolReplicaType};
use cognate_store::records::replica::Replica;

/// The pool's replica in a region.
pub async fn found(cx: &Cx, pool: &Pool, region: &str) -> Result<Replica> {
    let replicas = cx.replicas_of(pool).await?;
    let replica = replicas.into_iter().find(|replica| replica.region == region);
    replica.ok_or_else(|| {
        refusal::resource_not_found(format!(
            "User pool {} does not have a replica in {region}.",
            pool.id
        ))
        .into()
    })
}

/// Replicas are made and deleted in the pool's primary region.
pub fn in_primary(caller: &Admin, pool: &Pool) -> std::result::Result<(), Refusal> {
    if caller.config().dev.is_some() || caller.occurrence.region == pool.region {
        return Ok(());
    }
    Err(refusal::operation_not_enabled(format!(
        "Call this operation in {}, the user pool's primary region.",
        pool.region
    )))
}

/// The primary region as one of the list.
pub fn primary(cx: &Cx, pool: &Pool) -> UserPoolReplicaType {
    shape(cx, pool, &pool.region, ReplicaStatusType::Active, ReplicaRoleType::Primary)
}

/// The replica in the shape that operations answer.
pub fn shown(cx: &Cx, pool: &Pool, replica: &Replica) -> UserPoolReplicaType {
    let status = match replica.active {
        true => ReplicaStatusType::Active,
        false => ReplicaStatusType::Inactive,
    };
    shape(cx, pool, &replica.region, status, ReplicaRoleType::Secondary)
}

fn shape(
    cx: &Cx,
    pool: &Pool,
    region: &str,
    status: ReplicaStatusType,
    role: ReplicaRoleType,
) -> UserPoolReplicaType {
    let arn = Arn::user_pool(region, &cx.config().account, &pool.id).to_string();
    UserPoolReplicaType {
        region_name: Some(region.to_owned()),
        status: Some(status),
        role: Some(role),
        user_pool_arn: Some(arn),
    }
}
