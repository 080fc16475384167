//! # ListSSHPublicKeys
//!
//! Lists the SSH keys of a user; without `UserName`, of the caller. Nobody has any: the services that
//! take them do not exist here.
//!
//! Caller: an IAM principal allowed `iam:ListSSHPublicKeys` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity); a `Marker` that this list did not give, or gave
//! over an hour ago (ValidationError).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{ListSSHPublicKeysRequest, ListSSHPublicKeysResponse};

use crate::paging::Asked;
use crate::users::Meant;

pub async fn list_ssh_public_keys(
    caller: Admin,
    req: ListSSHPublicKeysRequest,
) -> Result<ListSSHPublicKeysResponse> {
    let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
    let asked = Asked::new(req.marker.as_deref(), req.max_items, meant.name());
    let page = asked.of_all(&caller, Vec::new()).await?;
    Ok(ListSSHPublicKeysResponse {
        is_truncated: page.is_truncated(),
        ssh_public_keys: Some(page.items),
        marker: page.marker,
    })
}
