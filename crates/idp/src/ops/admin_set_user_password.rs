//! # AdminSetUserPassword
//!
//! Sets a user's password: permanently, or for the user to change at the next sign-in.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminSetUserPassword` on the pool.
//!
//! Changes: the credential; the status, whatever it was: CONFIRMED with `Permanent`, otherwise
//! FORCE_CHANGE_PASSWORD with a new validity window; the password history where the pool has one; an
//! audit row. A federated user becomes one who can sign in here. Sign-ins begun with the old
//! password are void. Sessions live on; so does the attempt counter, which only a completed sign-in
//! clears.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown pool; unknown user; password policy; password history; an alias that
//! would become active and that another user holds.
//!
//! Differences from AWS: the last error is InvalidParameterException, because the operation declares
//! no AliasExistsException; what AWS does then is not known.

use cognate_core::passwords::Password;
use cognate_core::{Admin, Error, Result, audit, passwords, users};
use cognate_domain::user::Status;
use cognate_domain::{name, password};
use cognate_shapes::idp::{AdminSetUserPasswordRequest, AdminSetUserPasswordResponse};
use cognate_store::batch::Outcome;

pub async fn admin_set_user_password(
    caller: Admin,
    req: AdminSetUserPasswordRequest,
) -> Result<AdminSetUserPasswordResponse> {
    let password = Password::new(req.password);
    let pool = caller.pool(&req.user_pool_id).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let status = match req.permanent {
        Some(true) => Status::Confirmed,
        Some(false) | None => Status::ForceChangePassword,
    };
    let mut moved = "";
    for _ in 0..users::TRIES {
        let user = caller.user(&pool, &req.username).await?;
        pool.rules.password.check(&password)?;
        if passwords::used_before(&caller, &pool, &keys, &user, &password).await? {
            return Err(password::reused().into());
        }
        let change = passwords::change(&caller, &pool, &keys, &user, status, &password).await?;
        let mut batch = users::batch(change);
        batch.push(audit::event(&caller, &caller.principal, Some(&pool.id), &user.username));
        match caller.store().write(batch).await? {
            Outcome::Committed => return Ok(AdminSetUserPasswordResponse {}),
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
