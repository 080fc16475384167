//! # UpdateAccessKey
//!
//! Switches an access key of a user on or off; without `UserName`, of the caller.
//!
//! Caller: an IAM principal allowed `iam:UpdateAccessKey` on the user.
//!
//! Changes: the key, on all nodes within a second. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity); no such key of the user (NoSuchEntity); the status
//! `Expired` (InvalidInput); others kept changing the key meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::{StatusType, UpdateAccessKeyRequest};
use cognate_store::records::access_key;

use crate::faults;
use crate::users::Meant;

pub async fn update_access_key(caller: Admin, req: UpdateAccessKeyRequest) -> Result<()> {
    let active = match req.status {
        StatusType::Active => Some(true),
        StatusType::Inactive => Some(false),
        StatusType::Expired => None,
    };
    for _ in 0..TRIES {
        let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
        let key = meant.key(&caller, &req.access_key_id).await?;
        let expired = || faults::invalid_input("An access key cannot be set to Expired.");
        let active = active.ok_or_else(expired)?;
        let change = Change::new(&caller).with(access_key::set_active(&key.id, active));
        let target = format!("access key {}", key.id);
        let done = change.of_key(&key.id).commit(&caller.principal, &target).await?;
        if done == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
