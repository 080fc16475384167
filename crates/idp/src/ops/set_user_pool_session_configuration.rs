//! # SetUserPoolSessionConfiguration
//!
//! Says whether a pool tracks sessions, and how many token sessions a user may have at once.
//!
//! Caller: an IAM principal allowed `cognito-idp:SetUserPoolSessionConfiguration` on the pool.
//!
//! Changes: the pool's setting, which UpdateUserPool leaves alone; an audit row. Sign-ins from now on
//! follow it: sessions that began without tracking are not listed and not counted, and a lower limit
//! ends sessions at a user's next sign-in.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; a pool of the tier LITE (FeatureUnavailableInTierException); others
//! kept changing the pool meanwhile (ConcurrentModificationException).
//!
//! Differences from AWS: a change that meets another is decided anew, where AWS answers
//! ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::refusal;
use cognate_domain::tracking::{self, Tracking};
use cognate_shapes::idp::{
    SetUserPoolSessionConfigurationRequest, SetUserPoolSessionConfigurationResponse,
    UserSessionTrackingType,
};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::user_pool;

use crate::pools;

pub async fn set_user_pool_session_configuration(
    caller: Admin,
    req: SetUserPoolSessionConfigurationRequest,
) -> Result<SetUserPoolSessionConfigurationResponse> {
    let set = Tracking {
        enabled: req.user_session_tracking == UserSessionTrackingType::Enabled,
        per_user_max: req.token_session.max_per_user,
    };
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let document = tracking::configure_pool(&pool, set)?;
        let after = pools::changed(&pool, document, caller.now_ms())?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &pool.id);
        let batch = Batch::new().with(user_pool::update(&after, pool.version)).with(event);
        let changes = [configuration::user_pool(&caller, &pool.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                return Ok(SetUserPoolSessionConfigurationResponse {
                    user_pool_id: Some(pool.id.clone()),
                    user_session_tracking: Some(req.user_session_tracking),
                    token_session: Some(req.token_session),
                });
            }
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(refusal::concurrent_modification("The user pool is being modified by other requests.")
        .into())
}
