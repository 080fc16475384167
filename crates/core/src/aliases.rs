//! Aliases that change hands: a new holder takes a verified contact from the former one, who keeps
//! the value but signs in with it no more (`ForceAliasCreation`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use cognate_domain::name::{self, Kind, LoginName};
use cognate_domain::{Pool, Sub, User};
use cognate_store::batch::Statement;
use cognate_store::records::{login_name, user};

use crate::cx::Cx;
use crate::error::Result;
use crate::users;

/// The contact whose alias of this kind may move, where the pool has such aliases.
pub fn contact(pool: &Pool, kind: Kind) -> Option<&'static str> {
    name::movable(&pool.rules, kind)
}

/// The statements that make `newcomer`, who takes the aliases that others hold. Unmet as
/// [`login_name::MOVED`], [`user::MOVED`] or a taken name when somebody was quicker: ask again.
pub async fn insert_taking(cx: &Cx, pool: &Pool, newcomer: &User) -> Result<Vec<Statement>> {
    let names = users::names(pool, newcomer);
    taking(cx, pool, newcomer.sub, names, users::insert(pool, newcomer)).await
}

/// The statements of a change that makes aliases the user's, which others hold. Unmet as above.
pub async fn update_taking(
    cx: &Cx,
    pool: &Pool,
    before: &User,
    after: &User,
) -> Result<Vec<Statement>> {
    let names = name::gained(&pool.rules, before, after, &cognate_crypto::sha256);
    taking(cx, pool, after.sub, names, users::update(pool, before, after)).await
}

/// Puts the moves of `names` to `taker` in the place of what `statements` do to them.
async fn taking(
    cx: &Cx,
    pool: &Pool,
    taker: Sub,
    names: Vec<LoginName>,
    mut statements: Vec<Statement>,
) -> Result<Vec<Statement>> {
    let mut moves = Vec::new();
    let mut losers: BTreeMap<Sub, (User, User)> = BTreeMap::new();
    for (name, contact) in contacts(pool, names) {
        let holder = login_name::holder(cx.store(), pool.key, &name).await?;
        let Some(holder) = holder.filter(|holder| *holder != taker) else { continue };
        let (_, after) = match losers.entry(holder) {
            Entry::Occupied(loser) => loser.into_mut(),
            Entry::Vacant(place) => {
                let Some(before) = user::find(cx.store(), pool.key, holder).await? else {
                    continue;
                };
                place.insert((before.clone(), before))
            }
        };
        *after = name::dispossessed(after, contact);
        after.modified = cx.now_ms();
        moves.push(login_name::move_to(pool.key, &name, holder, taker));
    }
    for (before, after) in losers.values() {
        statements.extend(users::update(pool, before, after));
    }
    // Each name has one row, and moving it is all that happens to it.
    let is_moved = |s: &Statement| moves.iter().any(|m| m.table == s.table && m.key == s.key);
    statements.retain(|statement| !is_moved(statement));
    statements.extend(moves);
    Ok(statements)
}

fn contacts(pool: &Pool, names: Vec<LoginName>) -> Vec<(LoginName, &'static str)> {
    let names = names.into_iter();
    names.filter_map(|name| Some((name, contact(pool, name.kind)?))).collect()
}
