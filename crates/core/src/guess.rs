//! A signed-in user's password, asked for again. Whoever holds a token may guess, so the account's
//! counter guards it as it guards sign-ins (RL-2, RL-3).

use std::sync::Arc;

use cognate_domain::attempt::{Attempts, Gate};
use cognate_domain::{Pool, User};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::attempt::{self, Key};

use crate::cx::Cx;
use crate::error::Result;
use crate::keys::PoolKeys;
use crate::passwords::{self, Password};

/// What a guess came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// Nothing may be said before [`attempt::check_unchanged`] has committed with the effect.
    Right,
    /// Counted already.
    Wrong,
    /// Not looked at, and not counted.
    Locked,
    /// The counter moved meanwhile: read again and judge again.
    Moved,
}

/// Judges a password against the user's credential under the counter that was read with the user.
pub async fn judge(
    cx: &Cx,
    pool: &Arc<Pool>,
    keys: &Arc<PoolKeys>,
    user: &User,
    attempts: &Attempts,
    password: &Password,
) -> Result<Guess> {
    let now_ms = cx.now_ms();
    if attempts.gate(now_ms) != Gate::Open {
        return Ok(Guess::Locked);
    }
    if passwords::matches(cx, pool, keys, user, password).await? {
        return Ok(Guess::Right);
    }
    let next = attempts.failed(now_ms, &cx.config().limits.attempts);
    let failure = attempt::record_failure(pool.key, Key::User(user.sub), &next);
    Ok(match cx.store().write(Batch::new().with(failure)).await? {
        Outcome::Committed => Guess::Wrong,
        Outcome::Unmet(_) => Guess::Moved,
    })
}
