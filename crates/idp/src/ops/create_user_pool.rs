//! # CreateUserPool
//!
//! Creates a user pool in the region of the request. What is not asked for has AWS's defaults.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateUserPool`, and `iam:PassRole` on the role that
//! sends text messages.
//!
//! Changes: the pool, and its data key, under which everything secret of it is sealed.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a role that the caller may not pass (AccessDeniedException); settings that contradict each other or AWS's rules
//! (InvalidParameterException, UserPoolTaggingException, FeatureUnavailableInTierException); the
//! region has as many pools as it may have (LimitExceededException).
//!
//! Differences from AWS: functions, roles, senders and keys that the settings name are not looked
//! up, so the errors about unusable roles are not answered; a customer managed key is refused.

use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_domain::pool::{self, Head};
use cognate_domain::{Pool, fold, id, refusal};
use cognate_shapes::idp::{CreateUserPoolRequest, CreateUserPoolResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::user_pool;

use crate::{document, pools, roles};

pub async fn create_user_pool(
    caller: Admin,
    req: CreateUserPoolRequest,
) -> Result<CreateUserPoolResponse> {
    roles::pass_for_sms(&caller, req.sms_configuration.as_ref()).await?;
    pools::check_key(req.key_configuration.as_ref())?;
    let document = pool::create(document::of(&req))?;
    let region = &caller.occurrence.region;
    let max = caller.config().limits.pools_max;
    if user_pool::count(caller.store(), region, max).await? >= max {
        return Err(refusal::limit_exceeded("Maximum number of user pools exceeded.").into());
    }
    for _ in 0..pools::TRIES {
        let now_ms = caller.now_ms();
        let head = Head {
            // Positive: keys are compared, and 0 is the installation.
            key: (i64::from_be_bytes(caller.random().array()) & i64::MAX).max(1),
            id: id::pool_id(region, &caller.random().array()),
            region: region.clone(),
            version: 1,
            created: now_ms,
            modified: now_ms,
            deleting: false,
            fold_version: fold::VERSION,
        };
        let pool = Pool::assemble(head, document.clone()).map_err(Error::internal)?;
        pools::check_custom_attributes(&caller, &pool)?;
        let (_, data_key) = caller.keys().create(caller.random(), pool.key, now_ms)?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new().with(data_key).with(user_pool::insert(&pool)).with(event);
        let changes = [configuration::user_pool(&caller, &pool.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                let user_pool = Some(pools::described(&caller, &pool).await?);
                return Ok(CreateUserPoolResponse { user_pool });
            }
            // The id or the key is in use: draw again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::internal("no free pool id was drawn"))
}
