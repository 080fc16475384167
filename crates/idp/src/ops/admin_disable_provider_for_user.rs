//! # AdminDisableProviderForUser
//!
//! Takes an external identity from a user, or, for the pool itself as provider, the password.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminDisableProviderForUser` on the pool.
//!
//! Changes: a linked identity leaves the user's `identities`, and the next sign-in with it makes a
//! new user; a federated profile without its own identity cannot sign in any more. A local user loses
//! password and aliases, and is EXTERNAL_PROVIDER. Sessions go on. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; parts that are missing, another attribute than `Cognito_Subject`
//! of the pool's own users (InvalidParameterException); an unknown provider; unknown user
//! (UserNotFoundException); others kept changing the user meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: AliasExistsException is never answered.

use cognate_core::{Admin, Result, audit, users};
use cognate_domain::identity::{unlink, without_password};
use cognate_domain::user::Status;
use cognate_shapes::idp::{
    AdminDisableProviderForUserRequest, AdminDisableProviderForUserResponse,
};
use cognate_store::batch::Outcome;

use crate::links;

pub async fn admin_disable_provider_for_user(
    caller: Admin,
    req: AdminDisableProviderForUserRequest,
) -> Result<AdminDisableProviderForUserResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let given = links::given("User", &req.user)?;
    for _ in 0..users::TRIES {
        let (before, after) = if given.is_local() {
            links::subject_only(&given)?;
            let before = caller.user(&pool, given.value).await?;
            if before.status == Status::ExternalProvider {
                return Ok(AdminDisableProviderForUserResponse {});
            }
            let after = without_password(&before, caller.now_ms());
            (before, after)
        } else {
            let provider = links::provider(&caller, &pool, &given).await?;
            let source = links::former_source(&provider, &given)?;
            let before = caller.user_of_source(&pool, &source).await?;
            let before = before.ok_or_else(links::no_user)?;
            let after = unlink(&before, &source, caller.now_ms()).ok_or_else(links::no_user)?;
            (before, after)
        };
        let batch = users::batch(users::update(&pool, &before, &after)).with(audit::event(
            &caller,
            &caller.principal,
            Some(&pool.id),
            &before.username,
        ));
        if caller.store().write(batch).await? == Outcome::Committed {
            return Ok(AdminDisableProviderForUserResponse {});
        }
        // The user changed: look again.
    }
    Err(cognate_core::Error::too_many_requests())
}
