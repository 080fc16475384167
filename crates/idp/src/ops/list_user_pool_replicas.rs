//! # ListUserPoolReplicas
//!
//! Lists the regions in which a pool answers, the primary one first. One page holds them all: a pool has
//! at most one replica in each region that the operator names.
//!
//! Caller: an IAM principal allowed `cognito-idp:ListUserPoolReplicas` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; any `NextToken`, because none is ever given
//! (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::invalid;
use cognate_core::{Admin, Result};
use cognate_shapes::idp::{ListUserPoolReplicasRequest, ListUserPoolReplicasResponse};

use crate::replicas::{primary, shown};

pub async fn list_user_pool_replicas(
    caller: Admin,
    req: ListUserPoolReplicasRequest,
) -> Result<ListUserPoolReplicasResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    if req.next_token.is_some() {
        return Err(invalid());
    }
    let mut all = vec![primary(&caller, &pool)];
    let replicas = caller.replicas_of(&pool).await?;
    all.extend(replicas.iter().map(|replica| shown(&caller, &pool, replica)));
    Ok(ListUserPoolReplicasResponse { user_pool_replicas: Some(all), next_token: None })
}
