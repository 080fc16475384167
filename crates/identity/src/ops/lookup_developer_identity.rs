//! # LookupDeveloperIdentity
//!
//! Answers the identity of a developer's user identifier, or the identifiers of an identity; with both, it
//! confirms that they belong together.
//!
//! Caller: an IAM principal allowed `cognito-identity:LookupDeveloperIdentity` on the pool.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool (ResourceNotFoundException); neither an identity nor an identifier
//! (InvalidParameterException); unknown identity, or of another pool, an identifier that nobody has
//! (ResourceNotFoundException); an identifier of another identity (ResourceConflictException); a
//! `NextToken` that this list did not give, or gave over an hour ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use cognate_core::page_token::{self, Listing};
use cognate_core::{Admin, Error, Result};
use cognate_domain::identity_pool as rules;
use cognate_shapes::identity::{LookupDeveloperIdentityInput, LookupDeveloperIdentityResponse};

use crate::developer;

const PAGE_MAX: i64 = 60;

pub async fn lookup_developer_identity(
    caller: Admin,
    req: LookupDeveloperIdentityInput,
) -> Result<LookupDeveloperIdentityResponse> {
    let pool = caller.identity_pool(&req.identity_pool_id).await?;
    let identity = match (&req.identity_id, &req.developer_user_identifier) {
        (None, None) => {
            return Err(Error::invalid_parameter(
                "Either an IdentityId or a DeveloperUserIdentifier is needed.",
            ));
        }
        (Some(id), None) => developer::identity_of(&caller, &pool, id).await?,
        (None, Some(identifier)) => developer::find(&caller, &pool, identifier).await?,
        (Some(id), Some(identifier)) => {
            let identity = developer::identity_of(&caller, &pool, id).await?;
            if developer::find(&caller, &pool, identifier).await?.id != identity.id {
                return Err(Error::new(
                    "ResourceConflictException",
                    "The developer user identifier does not belong to the identity.",
                ));
            }
            return Ok(LookupDeveloperIdentityResponse {
                identity_id: Some(id.clone()),
                developer_user_identifier_list: Some(vec![identifier.clone()]),
                next_token: None,
            });
        }
    };
    let id = rules::id(&pool.head.region, &identity.id);
    let listing = Listing { pool: pool.key(), filter: &id };
    let after = listing.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::text).transpose()?;
    let subjects = identity.logins.into_iter().filter_map(|login| login.subject);
    let mut identifiers: Vec<String> =
        subjects.filter(|one| after.as_ref().is_none_or(|after| one > after)).collect();
    identifiers.sort_unstable();
    let page = req.max_results.unwrap_or(PAGE_MAX);
    let next_token = listing.cut(&caller, &mut identifiers, page, |one| one.as_bytes()).await?;
    Ok(LookupDeveloperIdentityResponse {
        identity_id: Some(id),
        developer_user_identifier_list: Some(identifiers),
        next_token,
    })
}
