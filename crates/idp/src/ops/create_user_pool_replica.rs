//! # CreateUserPoolReplica
//!
//! Lets a pool answer in another region. The sites of an installation share one database, so there is
//! nothing to copy: the replica is there at once, inactive.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateUserPoolReplica` on the pool.
//!
//! Changes: the replica; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; not in the pool's primary region (OperationNotEnabledException); a pool
//! of the tier LITE (FeatureUnavailableInTierException); tags (UserPoolTaggingException); the primary
//! region itself (InvalidParameterException); a region that the operator has not declared as a site
//! (OperationNotEnabledException); a replica that is there (InvalidParameterException).
//!
//! Differences from AWS: regions are those of the setting `regions.sites`; no customer managed key is
//! needed; the replica is never CREATING; one of a region has the primary's settings for e-mail, SMS and
//! functions, and its tags are those given here.

use cognate_core::pools::not_found;
use cognate_core::{Admin, Result, audit};
use cognate_domain::pool::{Tier, replica_tags};
use cognate_domain::refusal;
use cognate_shapes::idp::{CreateUserPoolReplicaRequest, CreateUserPoolReplicaResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::replica::{self, Replica};
use cognate_store::records::user_pool;

use crate::replicas::{in_primary, shown};

pub async fn create_user_pool_replica(
    caller: Admin,
    req: CreateUserPoolReplicaRequest,
) -> Result<CreateUserPoolReplicaResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    in_primary(&caller, &pool)?;
    if pool.rules.tier == Tier::Lite {
        let text = "Replicas are not available in the LITE tier.";
        return Err(refusal::feature_unavailable_in_tier(text).into());
    }
    let tags = replica_tags(req.user_pool_tags.unwrap_or_default())?;
    let region = req.region_name;
    if region == pool.region {
        let text = format!("{region} is the primary region of the user pool.");
        return Err(refusal::invalid_parameter(text).into());
    }
    if !caller.config().sites.contains(&region) {
        return Err(refusal::operation_not_enabled(format!(
            "This installation has no nodes in {region}. Its operator declares regions in the \
             setting regions.sites."
        ))
        .into());
    }
    let now_ms = caller.now_ms();
    let new = Replica {
        pool: pool.key,
        region,
        active: false,
        tags,
        created: now_ms,
        modified: now_ms,
        version: 1,
    };
    let batch = Batch::new()
        .with(user_pool::check_live(&pool.id))
        .with(replica::insert(&new))
        .with(audit::event(&caller, &caller.principal, Some(&pool.id), &new.region));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(CreateUserPoolReplicaResponse {
            user_pool_replica: Some(shown(&caller, &pool, &new)),
        }),
        Outcome::Unmet(replica::TAKEN) => Err(refusal::invalid_parameter(format!(
            "User pool {} already has a replica in {}.",
            pool.id, new.region
        ))
        .into()),
        Outcome::Unmet(_) => Err(not_found(&pool.id)),
    }
}
