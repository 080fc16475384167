//! # DeleteLoginProfile
//!
//! Looks for the console password of a user to delete it; without `UserName`, of the caller. Nobody has
//! one: there is no console, and `CreateLoginProfile` is missing.
//!
//! Caller: an IAM principal allowed `iam:DeleteLoginProfile` on the user.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: no name, and the caller is a session of a role or a federated user
//! (ValidationError); an unknown user, and any other (NoSuchEntity).
//!
//! Differences from AWS: none known.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::DeleteLoginProfileRequest;

use crate::faults;
use crate::users::Meant;

pub async fn delete_login_profile(caller: Admin, req: DeleteLoginProfileRequest) -> Result<()> {
    let meant = Meant::by(&caller, req.user_name.as_deref()).await?;
    Err(faults::no_such_entity(format!("Login Profile for User {} cannot be found.", meant.name())))
}
