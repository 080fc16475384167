//! # ConfirmForgotPassword
//!
//! Sets a new password with the code that was sent.
//!
//! Caller: anyone; a client with a secret proves it with `SecretHash`.
//!
//! Changes: the credential; the status becomes CONFIRMED; the password history where the pool has one;
//! the code is used up. Sign-ins begun with the old password are void; sessions live on; so does the
//! attempt counter, which only a completed sign-in clears. A wrong answer raises the code's counter,
//! the hour's and the account's.
//!
//! Triggers and messages: PostConfirmation (`PostConfirmation_ConfirmForgotPassword`), when the
//! password is set already: its failure takes nothing back.
//!
//! Errors, in order: unknown client; password policy; secret hash; unknown or disabled user, a status
//! that does not allow it; too many wrong answers in this hour (15); no code, a
//! dead or a wrong one; password history; function.
//!
//! Differences from AWS: after five wrong answers, or a right one with a password of the history, a
//! code is dead; wrong answers are counted apart from the 5 codes that may be asked for in an hour,
//! together at most the upper end of AWS's 5 to 20. `AnalyticsMetadata` and `UserContextData` have no
//! consumer and are ignored.

use std::sync::Arc;

use cognate_core::codes::{self, Holder, Judged};
use cognate_core::keys::PoolKeys;
use cognate_core::passwords::Password;
use cognate_core::rounds::{ROUNDS, pause};
use cognate_core::{Anyone, Error, Result, confirm, events, passwords, slot, users};
use cognate_domain::auth::secret_hash_names;
use cognate_domain::auth_event::Kind;
use cognate_domain::code::Purpose;
use cognate_domain::message::Medium;
use cognate_domain::standing::Standing;
use cognate_domain::user::Status;
use cognate_domain::{Pool, User, password, recovery};
use cognate_shapes::idp::{ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse};
use cognate_store::batch::Outcome;

pub async fn confirm_forgot_password(
    caller: Anyone,
    req: ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse> {
    slot::padded(confirm_reset(&caller, req)).await
}

async fn confirm_reset(
    caller: &Anyone,
    req: ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse> {
    let proposed = Password::new(req.password);
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    pool.rules.password.check(&proposed)?;
    let keys = caller.keys().pool(pool.key).await?;
    let hides = client.client.rules.hide_existence;
    let purpose = Purpose::Reset;
    for round in 0..ROUNDS {
        pause(caller, round).await;
        let counter = purpose.answers();
        let holder = caller.code_holder(&pool, &keys, &req.username, purpose, counter).await?;
        let user = holder.user.as_ref();
        let known = user.map(|user| (user.username.as_str(), user.sub));
        let names = secret_hash_names(&req.username, known);
        client.check_secret_hash(req.secret_hash.as_deref(), &names)?;
        let destination = match recovery::confirm(user, hides) {
            Standing::Refuse(refusal) => return Err(refusal.into()),
            Standing::Pretend => None,
            Standing::Go(()) => user.and_then(|user| went_to(&holder, user)),
        };
        match codes::judge(caller, &keys, &holder, destination, &req.confirmation_code).await? {
            Judged::Moved => {}
            Judged::Refused(error) => return Err(error),
            Judged::Right => {
                let id = client.client.id.as_str();
                let done = reset(caller, &pool, &keys, id, &holder, &proposed).await?;
                let Some(user) = done else { continue };
                let client_id = Some(id);
                let metadata = req.client_metadata.as_ref();
                let source = "PostConfirmation_ConfirmForgotPassword";
                confirm::post_confirmation(caller, &pool, &user, client_id, metadata, source)
                    .await?;
                return Ok(ConfirmForgotPasswordResponse {});
            }
        }
    }
    Err(Error::too_many_requests())
}

/// The address that the code went to, as the user has it now.
fn went_to<'a>(holder: &Holder, user: &'a User) -> Option<&'a str> {
    let medium = holder.code.as_ref().and_then(|code| Medium::from_code(code.medium))?;
    user.attribute(medium.attribute())
}

/// The user with the new password; None when a row moved meanwhile.
async fn reset(
    caller: &Anyone,
    pool: &Arc<Pool>,
    keys: &Arc<PoolKeys>,
    client: &str,
    holder: &Holder,
    proposed: &Password,
) -> Result<Option<User>> {
    let Some(user) = &holder.user else {
        return Err(Error::internal("nobody had the right code"));
    };
    if passwords::used_before(caller, pool, keys, user, proposed).await? {
        let settled = holder.try_used(caller).await?;
        return if settled { Err(password::reused().into()) } else { Ok(None) };
    }
    let status = Status::Confirmed;
    let mut statements = passwords::reset(caller, pool, keys, user, status, proposed).await?;
    statements.push(holder.redeem());
    let event = events::noted(caller, pool, client, user.sub, Kind::PasswordChange);
    statements.extend(event.as_ref().map(events::statement));
    match caller.store().write(users::batch(statements)).await? {
        Outcome::Committed => {
            if let Some(event) = event {
                caller.export(pool, user, &event).await;
            }
            Ok(Some(User { status, ..user.clone() }))
        }
        Outcome::Unmet(_) => Ok(None),
    }
}
