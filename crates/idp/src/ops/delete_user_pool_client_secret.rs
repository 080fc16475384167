//! # DeleteUserPoolClientSecret
//!
//! Removes one of two secrets of an app client. It is not valid any more when this answers.
//!
//! Caller: an IAM principal allowed `cognito-idp:DeleteUserPoolClientSecret` on the pool.
//!
//! Changes: the client's secrets.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; unknown secret of it
//! (ResourceNotFoundException); its last secret (InvalidParameterException); others kept changing
//! the client meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_shapes::idp::{DeleteUserPoolClientSecretRequest, DeleteUserPoolClientSecretResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{app_client, client_secret};

use crate::pools;

pub async fn delete_user_pool_client_secret(
    caller: Admin,
    req: DeleteUserPoolClientSecretRequest,
) -> Result<DeleteUserPoolClientSecretResponse> {
    let secret_id = &req.client_secret_id;
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let entry = caller.client_of_pool(&pool, &req.client_id).await?;
        let client = &entry.client;
        let rows = client_secret::of_client(caller.store(), pool.key, &client.id).await?;
        if !rows.iter().any(|row| row.id == *secret_id) {
            return Err(Error::resource_not_found(format!(
                "Client secret {secret_id} does not exist."
            )));
        }
        if rows.len() == 1 {
            return Err(Error::invalid_parameter(
                "The last client secret of an app client cannot be deleted.",
            ));
        }
        let now_ms = caller.now_ms();
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), secret_id);
        let batch = Batch::new()
            .with(app_client::raise_version(pool.key, &client.id, client.version, now_ms))
            .with(client_secret::delete(pool.key, &client.id, secret_id))
            .with(event);
        let changes = [configuration::app_client(&caller, &client.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => return Ok(DeleteUserPoolClientSecretResponse {}),
            // Somebody else changed the client: count again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
