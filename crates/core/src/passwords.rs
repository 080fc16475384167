//! Setting passwords: derivation on the workers, history, and the statements that follow.

use std::sync::Arc;

use zeroize::Zeroizing;

use cognate_domain::code::Purpose;
use cognate_domain::user::Status;
use cognate_domain::{Pool, User, id, password};
use cognate_store::batch::Statement;
use cognate_store::records::code;
use cognate_store::records::credential_old::{self, OldCredential};

use crate::credentials;
use crate::cx::Cx;
use crate::error::Result;
use crate::keys::PoolKeys;
use crate::users;

/// A password in request memory; wiped when dropped (PW-9).
pub type Password = Zeroizing<String>;

/// A random password that satisfies the pool's policy.
pub fn generate(cx: &Cx, pool: &Pool) -> Password {
    let random = Zeroizing::new(cx.random().array());
    Zeroizing::new(password::generate(&pool.rules.password, &random))
}

/// The sealed credential of a new password.
pub async fn seal(
    cx: &Cx,
    pool: &Arc<Pool>,
    keys: &Arc<PoolKeys>,
    user: &User,
    password: &Password,
) -> Result<Vec<u8>> {
    let (cx_, pool, keys) = (cx.clone(), pool.clone(), keys.clone());
    let (sub, username, password) = (user.sub, user.username.clone(), password.clone());
    cx.workers()
        .run(move || {
            let subject = credentials::Subject { pool: &pool, sub, username: &username };
            let account = &cx_.config().account;
            credentials::make(&keys, cx_.random(), account, subject, &password, cx_.now_ms())
        })
        .await?
}

/// Does the password fit the user's credential? False for users without one.
pub async fn matches(
    cx: &Cx,
    pool: &Pool,
    keys: &PoolKeys,
    user: &User,
    password: &Password,
) -> Result<bool> {
    let Some(sealed) = &user.credential else { return Ok(false) };
    any_matches(cx, pool, keys, user, vec![sealed.clone()], password).await
}

/// Is the password the current one, or one of the last `PasswordHistorySize`? (PW-5)
pub async fn used_before(
    cx: &Cx,
    pool: &Pool,
    keys: &PoolKeys,
    user: &User,
    password: &Password,
) -> Result<bool> {
    let history = i64::try_from(pool.rules.password.history).unwrap_or(i64::MAX);
    if history == 0 {
        return Ok(false);
    }
    let mut sealed: Vec<Vec<u8>> = user.credential.iter().cloned().collect();
    let old = credential_old::newest(cx.store(), pool.key, user.sub, history - 1).await?;
    sealed.extend(old.into_iter().map(|old| old.sealed));
    any_matches(cx, pool, keys, user, sealed, password).await
}

async fn any_matches(
    cx: &Cx,
    pool: &Pool,
    keys: &PoolKeys,
    user: &User,
    sealed: Vec<Vec<u8>>,
    password: &Password,
) -> Result<bool> {
    let account = &cx.config().account;
    let mut credentials = Vec::with_capacity(sealed.len());
    for sealed in &sealed {
        credentials.push(credentials::open(keys, account, pool.key, user.sub, sealed)?);
    }
    let (pool_id, username, password) = (pool.id.clone(), user.username.clone(), password.clone());
    cx.workers()
        .run(move || {
            let pool_name = id::pool_name(&pool_id);
            // All of them, whichever fits: the time does not tell which.
            credentials
                .iter()
                .fold(false, |found, old| old.matches(pool_name, &username, &password) | found)
        })
        .await
}

/// Keeps the credential that a new one replaces, when the pool remembers passwords.
pub fn remember(cx: &Cx, pool: &Pool, before: &User) -> Vec<Statement> {
    let Some(sealed) = before.credential.clone() else { return Vec::new() };
    if pool.rules.password.history == 0 {
        return Vec::new();
    }
    // The user's version rises with every change, so it numbers them.
    let n = before.version;
    let old = OldCredential { pool: pool.key, sub: before.sub, n, sealed, created: cx.now_ms() };
    vec![credential_old::insert(&old)]
}

/// The statements of a new password and the status it leaves behind, on condition that the user is
/// as read. Sign-ins begun with the old one, and codes to reset it, are void afterwards (PW-8);
/// sessions live on.
pub async fn change(
    cx: &Cx,
    pool: &Arc<Pool>,
    keys: &Arc<PoolKeys>,
    before: &User,
    status: Status,
    password: &Password,
) -> Result<Vec<Statement>> {
    let mut statements = reset(cx, pool, keys, before, status, password).await?;
    statements.push(code::delete(pool.key, before.sub, Purpose::Reset.code()));
    Ok(statements)
}

/// As [`change`], for whoever uses the code up.
pub async fn reset(
    cx: &Cx,
    pool: &Arc<Pool>,
    keys: &Arc<PoolKeys>,
    before: &User,
    status: Status,
    password: &Password,
) -> Result<Vec<Statement>> {
    let mut after = before.clone();
    after.credential = Some(seal(cx, pool, keys, before, password).await?);
    after.status = status;
    after.modified = cx.now_ms();
    let mut statements = users::update(pool, before, &after);
    statements.extend(remember(cx, pool, before));
    Ok(statements)
}
