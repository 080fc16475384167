//! # CreateUserPoolClient
//!
//! Creates an app client, with a secret when `GenerateSecret` or `ClientSecret` asks for one. What
//! is not asked for has AWS's defaults.
//!
//! Caller: an IAM principal allowed `cognito-idp:CreateUserPoolClient` on the pool.
//!
//! Changes: the client, and its sealed secret.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; settings that contradict each other or AWS's rules
//! (InvalidParameterException, InvalidOAuthFlowException, ScopeDoesNotExistException,
//! FeatureUnavailableInTierException); the pool has as many clients as it may have
//! (LimitExceededException).
//!
//! Differences from AWS: the analytics application is not looked up.

use cognate_core::{Admin, Error, Result, audit, configuration, pools::not_found};
use cognate_domain::client::{self, Head};
use cognate_domain::{Client, id, refusal};
use cognate_shapes::idp::{CreateUserPoolClientRequest, CreateUserPoolClientResponse};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{app_client, client_secret, user_pool};

use crate::clients::Existing;
use crate::{clients, document, pools};

pub async fn create_user_pool_client(
    caller: Admin,
    req: CreateUserPoolClientRequest,
) -> Result<CreateUserPoolClientResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let request = document::of(&req);
    let existing = Existing::of(&caller, &pool, &request).await?;
    let document = existing.tell(|known| client::create(&pool, request, known))?;
    let max = caller.config().limits.clients_per_pool_max;
    if app_client::count(caller.store(), pool.key, max).await? >= max {
        return Err(refusal::limit_exceeded("Maximum number of user pool clients exceeded.").into());
    }
    let keys = caller.keys().pool(pool.key).await?;
    let generate = req.generate_secret == Some(true);
    let generated = || generate.then(|| id::client_secret(&caller.random().array()));
    let secret = req.client_secret.or_else(generated);
    for _ in 0..pools::TRIES {
        let now_ms = caller.now_ms();
        let id = id::client_id(&caller.random().array());
        let head = Head { pool: pool.key, id, version: 1, created: now_ms, modified: now_ms };
        let client = Client::assemble(head, document.clone()).map_err(Error::internal)?;
        let event = audit::event(&caller, &caller.principal, Some(&pool.id), &client.id);
        let mut batch = Batch::new()
            .with(user_pool::check_live(&pool.id))
            .with(app_client::insert(&client))
            .with(event);
        if let Some(value) = &secret {
            let row = clients::secret_row(&caller, &keys, &client.id, value, now_ms);
            batch.push(client_secret::insert(&row));
        }
        let changes = [configuration::app_client(&caller, &client.id)];
        match configuration::write(&caller, batch, &changes).await? {
            Outcome::Committed => {
                let user_pool_client = clients::described(&pool, &client, secret.as_deref())?;
                return Ok(CreateUserPoolClientResponse {
                    user_pool_client: Some(user_pool_client),
                });
            }
            Outcome::Unmet("user_pool.live") => return Err(not_found(&pool.id)),
            // The id is in use: draw again.
            Outcome::Unmet(_) => {}
        }
    }
    Err(Error::internal("no free client id was drawn"))
}
