//! Aliases that change hands: a new holder takes a verified contact from the former one, who keeps
//! the value but signs in with it no more (`ForceAliasCreation`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use cognate_domain::attribute::verified_flag;
use cognate_domain::name::{Kind, LoginName};
use cognate_domain::{Pool, Sub, User};
use cognate_store::batch::Statement;
use cognate_store::records::{login_name, user};

use crate::cx::Cx;
use crate::error::Result;
use crate::users;

/// The attribute that a kind of name is an alias of, where the pool has such aliases.
pub fn contact(pool: &Pool, kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Email if pool.rules.alias_attributes.email => Some("email"),
        Kind::Phone if pool.rules.alias_attributes.phone => Some("phone_number"),
        Kind::Name | Kind::Email | Kind::Phone | Kind::External => None,
    }
}

/// The statements that make `newcomer`, who takes the aliases that others hold. Unmet as
/// [`login_name::MOVED`], [`user::MOVED`] or a taken name when somebody was quicker: ask again.
pub async fn insert_taking(cx: &Cx, pool: &Pool, newcomer: &User) -> Result<Vec<Statement>> {
    let mut moves = Vec::new();
    let mut losers: BTreeMap<Sub, (User, User)> = BTreeMap::new();
    for (name, contact) in contacts(pool, newcomer) {
        let Some(holder) = login_name::holder(cx.store(), pool.key, &name).await? else { continue };
        let (_, after) = match losers.entry(holder) {
            Entry::Occupied(loser) => loser.into_mut(),
            Entry::Vacant(place) => {
                let Some(before) = user::find(cx.store(), pool.key, holder).await? else {
                    continue;
                };
                place.insert((before.clone(), before))
            }
        };
        after.attributes.insert(verified_flag(contact), "false".to_owned());
        after.modified = cx.now_ms();
        moves.push(login_name::move_to(pool.key, &name, holder, newcomer.sub));
    }
    let mut statements = users::insert(pool, newcomer);
    for (before, after) in losers.values() {
        statements.extend(users::update(pool, before, after));
    }
    // Each name has one row, and moving it is all that happens to it.
    let is_moved = |s: &Statement| moves.iter().any(|m| m.table == s.table && m.key == s.key);
    statements.retain(|statement| !is_moved(statement));
    statements.extend(moves);
    Ok(statements)
}

fn contacts(pool: &Pool, user: &User) -> Vec<(LoginName, &'static str)> {
    let names = users::names(pool, user).into_iter();
    names.filter_map(|name| Some((name, contact(pool, name.kind)?))).collect()
}
