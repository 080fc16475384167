//! # DeleteAccessKey
//!
//! Deletes an access key of a user; without `UserName`, of the caller.
//!
//! Caller: an IAM principal allowed `iam:DeleteAccessKey` on the user.
//!
//! Changes: the key is gone, on all nodes within a second. An audit row.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity); no such key of the user (NoSuchEntity); others
//! kept changing the key meanwhile (Throttling).
//!
//! Differences from AWS: none known.

use cognate_core::iam::{Change, Done, TRIES};
use cognate_core::{Admin, Error, Result};
use cognate_shapes::iam::DeleteAccessKeyRequest;
use cognate_store::records::{access_key, last_use};

use crate::users::Meant;

pub async fn delete_access_key(caller: Admin, req: DeleteAccessKeyRequest) -> Result<()> {
    for _ in 0..TRIES {
        let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
        let key = meant.key(&caller, &req.access_key_id).await?;
        let change = Change::new(&caller)
            .with(access_key::delete(&key.id))
            .with(last_use::delete(&key.id))
            .of_key(&key.id);
        let target = format!("access key {}", key.id);
        if change.commit(&caller.principal, &target).await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}
