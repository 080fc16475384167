//! # SetUserPoolClientSessionConfiguration
//!
//! Says for how long an app client reuses an SSO session without asking.
//!
//! Caller: an IAM principal allowed `cognito-idp:SetUserPoolClientSessionConfiguration` on the pool.
//!
//! Changes: the client's setting, which UpdateUserPoolClient leaves alone; an audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; a pool of the tier LITE
//! (FeatureUnavailableInTierException); a pool that does not track sessions
//! (OperationNotEnabledException); others kept changing the client meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: the setting has no effect yet, because the pages of managed login, which reuse
//! SSO sessions, are not built; a change that meets another is decided anew, where AWS answers
//! ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::{refusal, tracking};
use cognate_shapes::idp::{
    SetUserPoolClientSessionConfigurationRequest, SetUserPoolClientSessionConfigurationResponse,
};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::app_client;

use crate::{clients, pools};

pub async fn set_user_pool_client_session_configuration(
    caller: Admin,
    req: SetUserPoolClientSessionConfigurationRequest,
) -> Result<SetUserPoolClientSessionConfigurationResponse> {
    let minutes = req.sso_session.max_validity_minutes;
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let entry = caller.client_of_pool(&pool, &req.client_id).await?;
        let before = &entry.client;
        let document = tracking::configure_client(&pool, before, minutes)?;
        let after = clients::changed(before, document, caller.now_ms())?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &after.id);
        let batch = Batch::new().with(app_client::update(&after, before.version)).with(event);
        let changes = [configuration::app_client(&caller, &after.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                return Ok(SetUserPoolClientSessionConfigurationResponse {
                    user_pool_id: Some(pool.id.clone()),
                    client_id: Some(after.id),
                    sso_session: Some(req.sso_session),
                });
            }
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(refusal::concurrent_modification("The app client is being modified by other requests.")
        .into())
}
