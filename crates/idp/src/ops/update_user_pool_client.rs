//! # UpdateUserPoolClient
//!
//! Replaces the settings of an app client: what is left out goes back to its default, except the
//! name. Id and secrets stay.
//!
//! Caller: an IAM principal allowed `cognito-idp:UpdateUserPoolClient` on the pool.
//!
//! Changes: the client's settings. Tokens and sign-ins from now on follow them.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; settings that contradict each other or AWS's
//! rules (InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
//! FeatureUnavailableInTierException); others kept changing the client meanwhile
//! (ConcurrentModificationException).
//!
//! Differences from AWS: as CreateUserPoolClient; a change that meets another is decided anew, where
//! AWS answers ConcurrentModificationException at once.

use cognate_core::{Admin, Result, audit, configuration};
use cognate_domain::{client, refusal};
use cognate_shapes::idp::{UpdateUserPoolClientRequest, UpdateUserPoolClientResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::app_client;

use crate::clients::Existing;
use crate::{clients, document, pools};

pub async fn update_user_pool_client(
    caller: Admin,
    req: UpdateUserPoolClientRequest,
) -> Result<UpdateUserPoolClientResponse> {
    let request = document::of(&req);
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let entry = caller.client_of_pool(&pool, &req.client_id).await?;
        let before = &entry.client;
        let existing = Existing::of(&caller, &pool, &request).await?;
        let document =
            existing.tell(|known| client::update(&pool, before, request.clone(), known))?;
        let after = clients::changed(before, document, caller.now_ms())?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &after.id);
        let batch = Batch::new().with(app_client::update(&after, before.version)).with(event);
        let changes = [configuration::app_client(&caller, &after.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                let user_pool_client = clients::described(&pool, &after, entry.first_secret())?;
                return Ok(UpdateUserPoolClientResponse {
                    user_pool_client: Some(user_pool_client),
                });
            }
            // Somebody else changed or deleted it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(refusal::concurrent_modification("The app client is being modified by other requests.")
        .into())
}
