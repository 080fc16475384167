//! # UnlinkDeveloperIdentity
//!
//! Takes a developer's user identifier from an identity: it is a new user when it is seen again. An
//! identity without logins is reached by nobody any more; it never becomes a guest.
//!
//! Caller: an IAM principal allowed `cognito-identity:UnlinkDeveloperIdentity` on the pool.
//!
//! Changes: the identity's logins. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); another developer provider than the
//! pool's (InvalidParameterException); unknown identity, or of another pool, an identifier that nobody has
//! (ResourceNotFoundException); an identifier of another identity (ResourceConflictException); others kept
//! changing the identity meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit};
use cognate_shapes::identity::UnlinkDeveloperIdentityInput;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{identity, identity_login};

use crate::developer;
use crate::settle::TRIES;

pub async fn unlink_developer_identity(
    caller: Admin,
    req: UnlinkDeveloperIdentityInput,
) -> Result<()> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    developer::check_name(&pool, &req.developer_provider_name)?;
    let login = developer::login(&pool, &req.developer_user_identifier)?;
    for _ in 0..TRIES {
        let seen = developer::identity_of(&caller, &pool, &req.identity_id).await?;
        if !seen.logins.iter().any(|linked| linked.hash == login.hash) {
            developer::find(&caller, &pool, &req.developer_user_identifier).await?;
            return Err(Error::new(
                "ResourceConflictException",
                "The developer user identifier is linked to another identity.",
            ));
        }
        let batch = Batch::new()
            .with(identity::touch(&seen, caller.now_ms()))
            .with(identity_login::delete(pool.key(), seen.id, login.hash))
            .with(audit::event(&caller, &caller.principal, None, &req.identity_id));
        match caller.store().write(batch).await? {
            Outcome::Committed => return Ok(()),
            // Somebody else changed it: read again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
