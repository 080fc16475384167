//! # GetUser
//!
//! Shows a user; without `UserName`, the caller.
//!
//! Caller: an IAM principal allowed `iam:GetUser` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user (NoSuchEntity).
//!
//! Differences from AWS: the root shows an empty name, and the date of the installation.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{GetUserRequest, GetUserResponse};

use crate::users::{self, Meant};

pub async fn get_user(caller: Admin, req: GetUserRequest) -> Result<GetUserResponse> {
    let user = match Meant::by(&caller, req.user_name.as_deref()).await? {
        Meant::User(user) => users::shown(&caller, &user, false).await?,
        Meant::Root => users::root(&caller).await?,
    };
    Ok(GetUserResponse { user })
}
