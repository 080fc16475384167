//! # DeleteIdentities
//!
//! Deletes up to 60 identities with their logins: whoever comes with one of these is new. Ids that nobody
//! has count as deleted.
//!
//! Caller: an IAM principal allowed `cognito-identity:DeleteIdentities`, for each identity with the
//! condition key `cognito-identity:IdentityPoolArn`. Those that it may not delete are answered as
//! unprocessed; when it may delete none of them, the request is refused.
//!
//! Changes: the identities and their logins. An audit row for each.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: none of the identities may be deleted by the caller (AccessDeniedException).
//!
//! Differences from AWS: none known.

use cognate_access::policy::Value;
use cognate_core::authorization::{Ask, authorize};
use cognate_core::{Error, Identified, Result, audit, identity_pools};
use cognate_shapes::identity::{
    DeleteIdentitiesInput, DeleteIdentitiesResponse, ErrorCode, UnprocessedIdentityId,
};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{identity, identity_login};

const ACTION: &str = "cognito-identity:DeleteIdentities";

pub async fn delete_identities(
    caller: Identified,
    req: DeleteIdentitiesInput,
) -> Result<DeleteIdentitiesResponse> {
    let mut ids = req.identity_ids_to_delete;
    ids.sort_unstable();
    ids.dedup();
    let mut denials: Vec<Error> = Vec::new();
    let mut unprocessed = Vec::new();
    for id in &ids {
        let error_code = match delete(&caller, id).await {
            Ok(()) => continue,
            Err(error) if error.code == "AccessDeniedException" => {
                denials.push(error);
                ErrorCode::AccessDenied
            }
            Err(error) => {
                tracing::warn!(cause = ?error.cause(), "an identity could not be deleted");
                ErrorCode::InternalServerError
            }
        };
        unprocessed.push(UnprocessedIdentityId {
            identity_id: Some(id.clone()),
            error_code: Some(error_code),
        });
    }
    match denials.pop() {
        Some(denial) if denials.len() + 1 == ids.len() => Err(denial),
        _ => Ok(DeleteIdentitiesResponse { unprocessed_identity_ids: Some(unprocessed) }),
    }
}

async fn delete(caller: &Identified, id: &str) -> Result<()> {
    let found = match caller.identity(id).await {
        Ok(found) => Some(found),
        Err(error) if error.code == "ResourceNotFoundException" => None,
        Err(error) => return Err(error),
    };
    let arn = found.as_ref().map(|(pool, _)| identity_pools::arn(caller, pool.id()));
    let key = arn.map(|arn| ("cognito-identity:IdentityPoolArn".to_owned(), Value::One(arn)));
    let ask = Ask { action: ACTION, resource: "*", keys: Vec::from_iter(key) };
    authorize(caller, &caller.principal, &ask).await?;
    let Some((pool, seen)) = found else { return Ok(()) };
    let batch = Batch::new()
        .with(identity::delete(pool.key(), seen.id))
        .with(identity_login::delete_all(pool.key(), seen.id))
        .with(audit::event(caller, &caller.principal, None, id));
    match caller.store().write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet(what) => Err(Error::internal(what)),
    }
}
