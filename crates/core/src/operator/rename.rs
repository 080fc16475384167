//! Renaming a user, who keeps everything else: `sub`, password, factors, groups and sessions.
//!
//! A password is digested together with the user name, so the credential remembers the former one:
//! SRP names it to clients (`USER_ID_FOR_SRP`) until the next plain sign-in or change of password.
//! Former passwords are not recognised any more (`PasswordHistorySize`).

use cognate_domain::{Pool, Refusal, User, name, refusal};
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::{login_name, user, user_search};

use super::event;
use crate::credentials;
use crate::cx::Cx;
use crate::error::Result;
use crate::keys::PoolKeys;
use crate::users;

/// `UserNotFoundException` for nobody; `UsernameExistsException` for a name that is taken;
/// `InvalidParameterException` for one that cannot be.
pub async fn rename(cx: &Cx, pool: &Pool, former: &str, new: &str) -> Result<User> {
    let username = name::renamed(&pool.rules, new)?;
    let keys = cx.keys().pool(pool.key).await?;
    let mut moved = "";
    for _ in 0..users::TRIES {
        let before = cx.user(pool, former).await?;
        let after = User {
            credential: credential(cx, &keys, &before)?,
            username: username.clone(),
            modified: cx.now_ms(),
            ..before.clone()
        };
        let mut batch = Batch::new().with(event(cx, &pool.id, &format!("user {}", before.sub)));
        batch.extend(statements(pool, &before, &after));
        match cx.store().write(batch).await? {
            Outcome::Committed => return Ok(after),
            Outcome::Unmet(what) if users::taken(what).is_some() => return Err(taken().into()),
            Outcome::Unmet(what) => moved = what,
        }
    }
    Err(users::moved(moved))
}

fn credential(cx: &Cx, keys: &PoolKeys, before: &User) -> Result<Option<Vec<u8>>> {
    let Some(sealed) = &before.credential else { return Ok(None) };
    let (account, whose) = (&cx.config().account, (keys.pool, before.sub));
    let opened = credentials::open(keys, account, keys.pool, before.sub, sealed)?;
    let former = &before.username;
    credentials::renamed(keys, cx.random(), account, whose, former, &opened).map(Some)
}

fn statements(pool: &Pool, before: &User, after: &User) -> Vec<Statement> {
    let (old, new) = (users::names(pool, before), users::names(pool, after));
    let mut statements = vec![user::rename(after, before.version)];
    statements.extend(login_name::changes(pool.key, after.sub, &old, &new));
    let case_sensitive = pool.rules.case_sensitive;
    let values = |user| cognate_domain::search::values(user, case_sensitive);
    statements.extend(user_search::changes(pool.key, after.sub, &values(before), &values(after)));
    statements
}

fn taken() -> Refusal {
    refusal::username_exists("User account already exists")
}
