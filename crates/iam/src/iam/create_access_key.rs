//! # CreateAccessKey
//!
//! Makes an access key for a user; without `UserName`, for the caller. The secret is shown this once.
//!
//! Caller: an IAM principal allowed `iam:CreateAccessKey` on the user.
//!
//! Changes: the key. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity); two keys already (LimitExceeded); others kept
//! changing the user meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_access::arn::Arn;
use cognate_core::access_keys;
use cognate_core::iam::{Change, Done, TRIES};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{AccessKey, CreateAccessKeyRequest, CreateAccessKeyResponse, StatusType};

use crate::entities::shown_at;
use crate::faults;
use crate::users::{ACCESS_KEYS_PER_USER_MAX, Meant};

pub async fn create_access_key(
    caller: Admin,
    req: CreateAccessKeyRequest,
) -> Result<CreateAccessKeyResponse> {
    for _ in 0..TRIES {
        let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
        if meant.keys(&caller).await?.len() >= ACCESS_KEYS_PER_USER_MAX {
            return Err(faults::quota("AccessKeysPerUser", ACCESS_KEYS_PER_USER_MAX));
        }
        let keys = caller.keys().installation().await?;
        let account = &caller.config().account;
        let now_ms = caller.now_ms();
        let principal = match meant.user() {
            Some(user) => user.id.clone(),
            None => Arn::root(account).to_string(),
        };
        let (key, row) = access_keys::create(caller.random(), &keys, account, &principal, now_ms);
        let mut change = Change::new(&caller).with(row);
        if let Some(user) = meant.user() {
            change = change.update(user);
        }
        let target = format!("access key {}", key.id);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            let access_key = AccessKey {
                user_name: meant.name().to_owned(),
                access_key_id: key.id,
                status: StatusType::Active,
                secret_access_key: key.secret.expose().clone(),
                create_date: Some(shown_at(now_ms)),
            };
            return Ok(CreateAccessKeyResponse { access_key });
        }
    }
    Err(Error::too_many_requests())
}
