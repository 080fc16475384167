//! # AddUserPoolClientSecret
//!
//! Gives a confidential app client a second secret, the caller's or a generated one, so that secrets
//! can be rotated without a gap: both are valid.
//!
//! Caller: an IAM principal allowed `cognito-idp:AddUserPoolClientSecret` on the pool.
//!
//! Changes: the client's secrets. A generated value is in the answer, and the caller's own is not.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown client of it; a client without a secret
//! (InvalidParameterException); two secrets already (LimitExceededException); others kept changing
//! the client meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Error, Result, audit, configuration};
use cognate_domain::{id, refusal};
use cognate_shapes::idp::{
    AddUserPoolClientSecretRequest, AddUserPoolClientSecretResponse, ClientSecretDescriptorType,
};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{app_client, client_secret};

use crate::{clients, pools};

pub async fn add_user_pool_client_secret(
    caller: Admin,
    req: AddUserPoolClientSecretRequest,
) -> Result<AddUserPoolClientSecretResponse> {
    let generated = match req.client_secret {
        Some(_) => None,
        None => Some(id::client_secret(&caller.random().array())),
    };
    let value = req.client_secret.or_else(|| generated.clone()).unwrap_or_default();
    for _ in 0..pools::TRIES {
        let pool = caller.pool(&req.user_pool_id).await?;
        let entry = caller.client_of_pool(&pool, &req.client_id).await?;
        let client = &entry.client;
        if !client.rules.secret {
            return Err(Error::invalid_parameter(format!(
                "User pool client {} is not configured with a client secret.",
                client.id
            )));
        }
        let rows = client_secret::of_client(caller.store(), pool.key, &client.id).await?;
        if rows.len() >= client_secret::SECRETS_MAX {
            return Err(refusal::limit_exceeded(
                "The app client has the maximum number of client secrets.",
            )
            .into());
        }
        // The id is made of the time, so that two secrets cannot be of one time.
        let newest = rows.iter().map(|row| row.created).max().unwrap_or(0);
        let now_ms = caller.now_ms().max(newest + 1);
        let keys = caller.keys().pool(pool.key).await?;
        let row = clients::secret_row(&caller, &keys, &client.id, &value, now_ms);
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &row.id);
        let batch = Batch::new()
            .with(app_client::raise_version(pool.key, &client.id, client.version, now_ms))
            .with(client_secret::insert(&row))
            .with(event);
        let changes = [configuration::app_client(&caller, &client.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                return Ok(AddUserPoolClientSecretResponse {
                    client_secret_descriptor: Some(ClientSecretDescriptorType {
                        client_secret_value: generated,
                        ..clients::descriptor(&row)
                    }),
                });
            }
            // Somebody else changed the client: count again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::too_many_requests())
}
