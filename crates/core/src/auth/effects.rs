//! Effects as one batch.

use std::sync::Arc;

use cognate_domain::auth::{Effect, Machine};
use cognate_domain::name;
use cognate_domain::{Session, User};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{attempt, session, used_once};

use crate::auth::questions::{Seen, loaded, password};
use crate::auth::{Interrupted, Scene, Secrets};
use crate::error::Error;
use crate::passwords;
use crate::users;

/// Commits the effects, and with them a new session, all or nothing.
pub async fn commit(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    effects: &[Effect],
    opens: Option<&Session>,
) -> std::result::Result<(), Interrupted> {
    let mut batch = Batch::new();
    let pool = scene.pool.key;
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
            Effect::SetPassword { status, attributes } => {
                let before = loaded(machine)?;
                let mut after = before.clone();
                after.status = *status;
                after.attributes.clone_from(attributes);
                after.modified = scene.cx.now_ms();
                let (cx, pool, keys) = (&scene.cx, &scene.pool, &scene.keys);
                let sealed = passwords::seal(cx, pool, keys, before, password(secrets)?).await?;
                after.credential = Some(sealed);
                batch.extend(passwords::remember(cx, pool, before));
                batch.extend(users::update(pool, before, &after));
            }
        }
    }
    if let Some(opens) = opens {
        batch.push(session::insert(opens));
    }
    match scene.cx.store().write(batch).await? {
        Outcome::Committed => Ok(()),
        Outcome::Unmet("used_once.fresh") => Err(Error::not_authorized(
            "Invalid session for the user, session can only be used once.",
        )
        .into()),
        // Settled before: the sign-in stands, whatever others guessed meanwhile.
        Outcome::Unmet(attempt::MOVED) if machine.is_settled() => {
            let rest: Vec<Effect> = effects
                .iter()
                .filter(|effect| !matches!(effect, Effect::AttemptsCleared))
                .cloned()
                .collect();
            Box::pin(commit(scene, machine, secrets, seen, &rest, opens)).await
        }
        Outcome::Unmet(what) => Err(match users::taken(what) {
            Some(kind) => Interrupted::Failed(name::alias_updated(kind).into()),
            None => Interrupted::Moved(what),
        }),
    }
}

fn key(seen: &Seen) -> std::result::Result<attempt::Key, Error> {
    seen.key.ok_or_else(|| Error::internal("a counter is settled that was not read"))
}

/// The user as it is after the effects.
pub fn user_after(machine: &Machine<'_>, effects: &[Effect]) -> Option<Arc<User>> {
    let mut user = machine.user()?.clone();
    for effect in effects {
        if let Effect::SetPassword { status, attributes } = effect {
            user.status = *status;
            user.attributes.clone_from(attributes);
        }
    }
    Some(Arc::new(user))
}
