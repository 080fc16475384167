//! # AdminLinkProviderForUser
//!
//! Links an external identity that has not signed in yet to a user: signing in with it is signing in
//! as that user.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminLinkProviderForUser` on the pool.
//!
//! Changes: the user's `identities`, and the identity's row, which makes it nobody else's. An audit
//! row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; parts that are missing, a source that is the pool itself
//! (InvalidParameterException); an unknown provider; an attribute that the source cannot be named by
//! (InvalidParameterException); unknown destination (UserNotFoundException); a source that is linked
//! to the user already, or has signed in (InvalidParameterException), or is linked to somebody else
//! (AliasExistsException); more links than a user may have (LimitExceededException); others kept
//! changing the user meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: a link by a mapped attribute shows that attribute in `identities` until it
//! is first used.

use cognate_core::{Admin, Result, audit, users};
use cognate_domain::identity::{Standing, link, source};
use cognate_shapes::idp::{AdminLinkProviderForUserRequest, AdminLinkProviderForUserResponse};
use cognate_store::batch::Outcome;

use crate::links;

pub async fn admin_link_provider_for_user(
    caller: Admin,
    req: AdminLinkProviderForUserRequest,
) -> Result<AdminLinkProviderForUserResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let destination = links::given("DestinationUser", &req.destination_user)?;
    let given = links::given("SourceUser", &req.source_user)?;
    if given.is_local() {
        return Err(links::local_source());
    }
    let provider = links::provider(&caller, &pool, &given).await?;
    let source = source(&provider, &given, "SourceUser")?;
    let max = caller.config().limits.links_per_user_max;
    for _ in 0..users::TRIES {
        let before = links::destination(&caller, &pool, &destination).await?;
        let holder = caller.user_of_source(&pool, &source).await?;
        let standing = holder.as_ref().map_or(Standing::Nobodys, Standing::Held);
        let after = link(&before, &source, standing, max, caller.now_ms())?;
        let batch = users::batch(users::update(&pool, &before, &after)).with(audit::event(
            &caller,
            &caller.principal,
            Some(&pool.id),
            &before.username,
        ));
        match caller.store().write(batch).await? {
            Outcome::Committed => return Ok(AdminLinkProviderForUserResponse {}),
            // The user changed, or somebody else was given the identity: look again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(cognate_core::Error::too_many_requests())
}
