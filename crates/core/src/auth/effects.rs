//! Effects as one batch.

use cognate_domain::attribute::verified_flag;
use cognate_domain::auth::{Effect, Machine};
use cognate_domain::message::Medium;
use cognate_domain::{User, name, refusal};
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::code::{self, Code};
use cognate_store::records::{attempt, quota, totp_step, used_once};

use crate::auth::questions::{Seen, loaded, password};
use crate::auth::{Interrupted, Scene, Secrets, codes, device, passkey};
use crate::error::Error;
use crate::factors;
use crate::passwords;
use crate::rounds::{ROUNDS, pause};
use crate::users;

/// Commits the effects, and what else belongs to them, all or nothing. Returns the user as they are now,
/// where the effects have changed them.
pub async fn commit(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    effects: &[Effect],
    also: Vec<Statement>,
) -> std::result::Result<Option<User>, Interrupted> {
    let mut effects = effects.to_vec();
    for round in 0..ROUNDS {
        pause(&scene.cx, round).await;
        match write(scene, machine, secrets, seen, &effects, also.clone()).await? {
            Written::Committed(after) => return Ok(after),
            Written::Without(left_out) => effects.retain(|effect| !left_out(effect)),
            Written::Again => {}
        }
    }
    Err(Error::too_many_requests().into())
}

/// A challenge that a code is sent for is refused as a whole when the message cannot go out; what was
/// proven on the way is settled before that is said (RL-2).
pub async fn commit_challenge(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    effects: &[Effect],
    also: Vec<Statement>,
) -> std::result::Result<Option<User>, Interrupted> {
    let medium = effects.iter().find_map(|effect| match effect {
        Effect::SendCode(sending) => Some(sending.medium),
        _ => None,
    });
    let Some(medium) = medium else {
        return commit(scene, machine, secrets, seen, effects, also).await;
    };
    let refused = match codes::refuse_unless_usable(scene, medium) {
        Err(error) => error,
        Ok(()) => match commit(scene, machine, secrets, seen, effects, also).await {
            Err(Interrupted::Failed(error)) => codes::worded(error, medium),
            committed => return committed,
        },
    };
    if !machine.is_settled() {
        let settle = [Effect::AttemptsUnchanged];
        commit(scene, machine, secrets, seen, &settle, Vec::new()).await?;
    }
    Err(refused.into())
}

/// What became of a batch.
enum Written {
    Committed(Option<User>),
    /// To be tried again without these.
    Without(fn(&Effect) -> bool),
    Again,
}

async fn write(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    effects: &[Effect],
    also: Vec<Statement>,
) -> std::result::Result<Written, Interrupted> {
    let mut batch = Batch::new();
    let pool = scene.pool.key;
    let after = user_after(scene, machine, secrets, seen, effects).await?;
    for effect in effects {
        match effect {
            Effect::AttemptFailed(next) => {
                batch.push(attempt::record_failure(pool, key(seen)?, next));
            }
            Effect::AttemptsUnchanged => {
                batch.push(attempt::check_unchanged(pool, key(seen)?, machine.attempts()));
            }
            // After a settlement the counter was checked already; only what it holds is cleared.
            Effect::AttemptsCleared if machine.is_settled() && machine.attempts().is_clear() => {}
            Effect::AttemptsCleared => {
                batch.push(attempt::clear(pool, key(seen)?, machine.attempts()));
            }
            Effect::Use { nonce, expires_ms } => {
                batch.push(used_once::insert(pool, nonce, *expires_ms));
            }
            Effect::SetPassword { .. } => {
                batch.extend(passwords::remember(&scene.cx, &scene.pool, before(machine, seen)?));
            }
            Effect::SendCode(sending) => {
                let after = after.as_ref();
                batch.extend(codes::send(scene, machine, secrets, seen, after, sending).await?);
            }
            Effect::WrongCode => batch.push(code::wrong_answer(the_code(seen)?)),
            Effect::RedeemCode => batch.push(code::redeem(the_code(seen)?)),
            Effect::UseTotp { step } => {
                batch.push(totp_step::advance(pool, loaded(machine)?.sub, *step));
            }
            // Written with the user, below.
            Effect::SetFactors(_) | Effect::SetContact { .. } => {}
            Effect::UseDevice { .. } => batch.push(device::used(scene, seen)?),
            Effect::UsePasskey(proof) => batch.push(passkey::used(seen, proof)?),
        }
    }
    if let Some(after) = &after {
        batch.extend(users::update(&scene.pool, before(machine, seen)?, after));
    }
    batch.extend(also);
    match scene.cx.store().write(batch).await? {
        Outcome::Committed => {
            if effects.iter().any(|effect| matches!(effect, Effect::SendCode(_))) {
                scene.cx.wake_outbox();
            }
            Ok(Written::Committed(after))
        }
        Outcome::Unmet("used_once.fresh") => Err(Error::not_authorized(
            "Invalid session for the user, session can only be used once.",
        )
        .into()),
        Outcome::Unmet(totp_step::USED) => {
            Err(Error::from(refusal::expired_code(TOTP_USED)).into())
        }
        Outcome::Unmet(what) => {
            let verifies = |e: &Effect| matches!(e, Effect::SetContact { medium: Medium::Sms, .. });
            if let Some(kind) = users::taken(what) {
                // Somebody signs in with this number: it stays theirs, and is not proven here.
                return match effects.iter().any(verifies) {
                    true => Ok(Written::Without(verifies)),
                    false => Err(Error::from(name::alias_updated(kind)).into()),
                };
            }
            if let Some(error) = codes::refused(what) {
                return Err(error.into());
            }
            // Settled before: the sign-in stands, whatever others did meanwhile.
            match (machine.is_settled(), what) {
                (true, attempt::MOVED) => {
                    Ok(Written::Without(|effect| matches!(effect, Effect::AttemptsCleared)))
                }
                (true, quota::MOVED) => Ok(Written::Again),
                _ => Err(Interrupted::Moved(what)),
            }
        }
    }
}

const TOTP_USED: &str = "Your software token has already been used once.";

fn the_code(seen: &Seen) -> std::result::Result<&Code, Error> {
    seen.code.as_ref().ok_or_else(|| Error::internal("a code is settled that was not read"))
}

fn key(seen: &Seen) -> std::result::Result<attempt::Key, Error> {
    seen.key.ok_or_else(|| Error::internal("a counter is settled that was not read"))
}

/// The user as the effects will have left them; None where they change nothing about the user.
async fn user_after(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    effects: &[Effect],
) -> std::result::Result<Option<User>, Error> {
    let (cx, pool, keys) = (&scene.cx, &scene.pool, &scene.keys);
    let mut changed = None;
    // Once: what a settlement has made of it stays.
    if seen.proven_foreign && seen.after.is_none() {
        let mut user = before(machine, seen)?.clone();
        user.credential = Some(passwords::seal(cx, pool, keys, &user, password(secrets)?).await?);
        changed = Some(user);
    }
    for effect in effects {
        let mut user = match changed.take() {
            Some(user) => user,
            None => match effect {
                Effect::SetPassword { .. } | Effect::SetFactors(_) | Effect::SetContact { .. } => {
                    before(machine, seen)?.clone()
                }
                _ => continue,
            },
        };
        apply(&mut user, effect);
        match effect {
            Effect::SetPassword { .. } => {
                let sealed = passwords::seal(cx, pool, keys, &user, password(secrets)?).await?;
                user.credential = Some(sealed);
            }
            Effect::SetFactors(factors) => {
                user.factors = factors::seal(cx, keys, pool.key, user.sub, factors)?;
            }
            _ => {}
        }
        user.modified = cx.now_ms();
        changed = Some(user);
    }
    if let Some(user) = &mut changed {
        user.version = before(machine, seen)?.version + 1;
    }
    Ok(changed)
}

/// The user as the store has them: as loaded, or as a settlement has left them.
fn before<'a>(machine: &'a Machine<'_>, seen: &'a Seen) -> std::result::Result<&'a User, Error> {
    match &seen.after {
        Some(user) => Ok(user),
        None => loaded(machine),
    }
}

/// Whom tokens speak of: the user as after the effects, of this batch and of the settlement before it.
pub fn granted(
    machine: &Machine<'_>,
    seen: &Seen,
    effects: &[Effect],
) -> std::result::Result<User, Error> {
    let mut user = before(machine, seen)?.clone();
    for effect in effects {
        apply(&mut user, effect);
    }
    Ok(user)
}

/// What an effect changes about a user, beside what is sealed.
fn apply(user: &mut User, effect: &Effect) {
    match effect {
        Effect::SetPassword { status, attributes } => {
            user.status = *status;
            user.attributes.clone_from(attributes);
        }
        Effect::SetContact { medium, address } => {
            let attribute = medium.attribute();
            user.attributes.insert(attribute.to_owned(), address.clone());
            user.attributes.insert(verified_flag(attribute), "true".to_owned());
        }
        _ => {}
    }
}
