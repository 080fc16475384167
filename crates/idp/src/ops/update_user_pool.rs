//! # UpdateUserPool
//!
//! Replaces the settings of a pool: what is left out goes back to its default, except the name, the
//! tier, the MFA mode and set-up, the level names, the issuer's form and the key, which stay.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateUserPool` on the pool, and `iam:PassRole` on the
//! role that sends text messages.
//!
//! Changes: the pool's settings; schema, sign-in names and case sensitivity cannot change.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a role that the caller may not pass (AccessDeniedException); a customer managed key; unknown pool; settings that contradict each other or
//! AWS's rules (InvalidParameterException, UserPoolTaggingException,
//! FeatureUnavailableInTierException, TierChangeNotAllowedException); an import of users runs
//! (UserImportInProgressException); others kept changing the pool meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: as CreateUserPool; a change that meets another is decided anew, where AWS
//! answers ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit, configuration, imports};
use cognate_domain::{pool, refusal};
use cognate_shapes::idp::{UpdateUserPoolRequest, UpdateUserPoolResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{import_job, user_pool};

use crate::{document, pools, roles};

pub async fn update_user_pool(
    caller: Admin,
    req: UpdateUserPoolRequest,
) -> Result<UpdateUserPoolResponse> {
    roles::pass_for_sms(&caller, req.sms_configuration.as_ref()).await?;
    pools::check_key(req.key_configuration.as_ref())?;
    let request = document::of(&req);
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let document = pool::update(&pool, request.clone())?;
        let after = pools::changed(&pool, document, caller.now_ms())?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new()
            .with(user_pool::update(&after, pool.version))
            .with(import_job::check_none_runs(pool.key))
            .with(event);
        let changes = [configuration::user_pool(&caller, &pool.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(UpdateUserPoolResponse {}),
            Outcome::Unmet(import_job::RUNNING) => return Err(imports::in_progress().into()),
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(refusal::concurrent_modification("The user pool is being modified by other requests.")
        .into())
}
