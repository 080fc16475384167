//! # AdminConfirmSignUp
//!
//! Confirms a sign-up without a code.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminConfirmSignUp` on the pool.
//!
//! Changes: the user is CONFIRMED; no contact is verified; an outstanding code is void; an audit row.
//!
//! Triggers and messages: PostConfirmation (`PostConfirmation_ConfirmSignUp`), when the user is
//! confirmed already: its failure takes nothing back.
//!
//! Errors, in order: unknown pool; unknown user; a user who is not unconfirmed; a preferred_username
//! that would become active and that another user holds; function.
//!
//! Differences from AWS: the alias error is InvalidParameterException, because the operation declares
//! no AliasExistsException; what AWS does then is not known.

use cognate_core::{Admin, Error, Result, audit, confirm, users};
use cognate_domain::code::Purpose;
use cognate_domain::{name, signup};
use cognate_shapes::idp::{AdminConfirmSignUpRequest, AdminConfirmSignUpResponse};
use cognate_store::batch::Outcome;
use cognate_store::records::code;

pub async fn admin_confirm_sign_up(
    caller: Admin,
    req: AdminConfirmSignUpRequest,
) -> Result<AdminConfirmSignUpResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let mut moved = "";
    for _ in 0..users::TRIES {
        let before = caller.user(&pool, &req.username).await?;
        signup::confirm_by_admin(&before)?;
        let mut after = signup::confirmed(&before, None);
        after.modified = caller.now_ms();
        let mut batch = users::batch(users::update(&pool, &before, &after));
        batch.push(code::delete(pool.key, before.sub, Purpose::SignUp.code()));
        batch.push(audit::event(&caller, &caller.principal, Some(&pool.id), &before.username));
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                let metadata = req.client_metadata.as_ref();
                let source = "PostConfirmation_ConfirmSignUp";
                confirm::post_confirmation(&caller, &pool, &after, None, metadata, source).await?;
                return Ok(AdminConfirmSignUpResponse {});
            }
            Outcome::Unmet(what) => match users::taken(what) {
                Some(kind) => {
                    return Err(Error::invalid_parameter(name::alias_claimed(kind).message));
                }
                None => moved = what,
            },
        }
    }
    Err(users::moved(moved))
}
