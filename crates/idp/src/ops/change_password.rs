//! # ChangePassword
//!
//! Replaces the password of the signed-in user, who proves the previous one; or sets a first one, for
//! a user who has none.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the credential; the password history where the pool has one; the hour's counter; the
//! attempt counter after a wrong previous password. Sessions live on; sign-ins begun with the old password are void.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a
//! temporary password, or a federated user; password policy; too many changes in this hour (5);
//! previous password missing; attempts exceeded; previous password wrong; password history.
//!
//! Differences from AWS: the hour's five are changes; wrong previous passwords count, and lock, as wrong
//! passwords of sign-ins do.
//! A temporary password is changed by signing in with it: this operation refuses.

use cognate_core::access_token::{self, Bearer};
use cognate_core::guess::{self, Guess};
use cognate_core::passwords::Password;
use cognate_core::{Error, Result, SignedIn, events, passwords, users};
use cognate_domain::attempt::Attempts;
use cognate_domain::auth_event::Kind;
use cognate_domain::code::{Quota, QuotaKind, exceeded};
use cognate_domain::user::Status;
use cognate_domain::{User, password, refusal};
use cognate_shapes::idp::{ChangePasswordRequest, ChangePasswordResponse};
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::attempt::{self, Key};
use cognate_store::records::quota;

use crate::standing::may_act;

pub async fn change_password(
    caller: SignedIn,
    req: ChangePasswordRequest,
) -> Result<ChangePasswordResponse> {
    let previous = req.previous_password.map(Password::new);
    let proposed = Password::new(req.proposed_password);
    let (mut user, mut attempts) = (caller.user.clone(), caller.attempts);
    for _ in 0..users::TRIES {
        if change(&caller, &user, &attempts, previous.as_ref(), &proposed).await? {
            return Ok(ChangePasswordResponse {});
        }
        let (pool, client) = (&caller.pool, &caller.client);
        let (sub, session) = (caller.user.sub, caller.session.id);
        let again = access_token::bearer(&caller, pool, client, sub, session).await?;
        Bearer { user, attempts, .. } = again;
    }
    Err(Error::internal("a change of a password kept being overtaken"))
}

/// False when a row moved meanwhile. No answer leaves before the counter is settled (RL-2).
async fn change(
    caller: &SignedIn,
    user: &User,
    attempts: &Attempts,
    previous: Option<&Password>,
    proposed: &Password,
) -> Result<bool> {
    let pool = &caller.pool;
    let status = status_after(user)?;
    pool.rules.password.check(proposed)?;
    let keys = caller.keys().pool(pool.key).await?;
    let mut batch = Batch::new().with(spend(caller).await?);
    match previous {
        None if user.credential.is_none() => {}
        None => {
            return Err(refusal::missing_parameter("PreviousPassword").into());
        }
        Some(previous) => {
            match guess::judge(caller, pool, &keys, user, attempts, previous).await? {
                Guess::Right => {}
                Guess::Moved => return Ok(false),
                Guess::Wrong => {
                    return Err(Error::not_authorized("Incorrect username or password."));
                }
                Guess::Locked => return Err(exceeded().into()),
            }
            batch.push(attempt::check_unchanged(pool.key, Key::User(user.sub), attempts));
        }
    }
    let reused = passwords::used_before(caller, pool, &keys, user, proposed).await?;
    if !reused {
        batch.extend(passwords::change(caller, pool, &keys, user, status, proposed).await?);
    }
    let client = &caller.client.client.id;
    let event = events::noted(caller, pool, client, user.sub, Kind::PasswordChange);
    let event = event.filter(|_| !reused);
    batch.extend(event.as_ref().map(events::statement));
    match caller.store().write(batch).await? {
        Outcome::Committed if reused => Err(password::reused().into()),
        Outcome::Committed => {
            if let Some(event) = event {
                caller.export(pool, user, &event).await;
            }
            Ok(true)
        }
        Outcome::Unmet(_) => Ok(false),
    }
}

/// Counts a change; whether the hour has one left is said before the password is looked at.
async fn spend(caller: &SignedIn) -> Result<Statement> {
    let (pool, key, kind) =
        (caller.pool.key, Key::User(caller.user.sub), QuotaKind::PasswordChanges);
    let seen = quota::find(caller.store(), pool, key, kind.code()).await?;
    let seen = Quota { started: seen.started, n: seen.n, version: seen.version };
    let max = caller.config().limits.hourly.max(kind);
    let next = seen.take(caller.now_ms(), max).ok_or_else(exceeded)?;
    let next = quota::Quota { started: next.started, n: next.n, version: next.version };
    Ok(quota::record(pool, key, kind.code(), &next))
}

/// Only users who sign in here with a password of their own, or with none, change it here.
fn status_after(user: &User) -> Result<Status> {
    may_act(user)?;
    match user.status {
        Status::Confirmed => Ok(Status::Confirmed),
        _ => Err(Error::not_authorized("User password cannot be changed in the current state.")),
    }
}
