//! Writing new users, whoever makes them.

use cognate_domain::name::{Kind, NewUser};
use cognate_domain::user::Status;
use cognate_domain::{Pool, Refusal, Sub, User};
use cognate_store::batch::{Outcome, Statement};
use cognate_store::records::{login_name, user, user_pool};

use crate::cx::Cx;
use crate::error::Result;
use crate::pools::not_found;
use crate::{aliases, notify, users};

/// An enabled user without a password, made now.
pub fn user(cx: &Cx, pool: &Pool, sub: Sub, new: NewUser, status: Status) -> User {
    let now_ms = cx.now_ms();
    User {
        pool: pool.key,
        sub,
        username: new.username,
        status,
        enabled: true,
        version: 1,
        epoch: 0,
        created: now_ms,
        modified: now_ms,
        attributes: new.attributes,
        credential: None,
        groups: Vec::new(),
        factors: None,
        fold_version: pool.fold_version,
    }
}

/// What happens to a verified alias that somebody else holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// The newcomer is refused.
    Nothing,
    /// It becomes the newcomer's.
    Aliases,
}

/// Writes the user with `rest`: one write trip, and no read before it, because who has a name is known
/// to the names' own keys. Only an alias that moves is read first.
///
/// Errors: a name that is `taken`; a pool that is deleted meanwhile; a destination that has had its
/// messages of the day.
pub async fn insert(
    cx: &Cx,
    pool: &Pool,
    new: &User,
    taking: Taking,
    rest: &[Statement],
    taken: fn(Kind) -> Refusal,
) -> Result<()> {
    let mut statements = users::insert(pool, new);
    let mut moved = "";
    for _ in 0..users::TRIES {
        statements.push(user_pool::check_live(&pool.id));
        statements.extend_from_slice(rest);
        match cx.store().write(users::batch(statements)).await? {
            Outcome::Committed => {
                cx.counts().add(pool.key, 1);
                return Ok(());
            }
            Outcome::Unmet("user_pool.live") => return Err(not_found(&pool.id)),
            Outcome::Unmet(what) => match users::taken(what) {
                Some(kind)
                    if taking == Taking::Nothing || aliases::contact(pool, kind).is_none() =>
                {
                    return Err(taken(kind).into());
                }
                Some(_) => moved = what,
                None if matches!(what, login_name::MOVED | user::MOVED) => moved = what,
                None => return Err(notify::refused(what).unwrap_or_else(|| users::moved(what))),
            },
        }
        statements = aliases::insert_taking(cx, pool, new).await?;
    }
    Err(users::moved(moved))
}
