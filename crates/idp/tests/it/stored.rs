//! Users in states that no operation leads to yet, put there by hand.

use cognate_core::users;
use cognate_domain::User;
use cognate_store::batch::Outcome;
use cognate_testkit::Cognate;

/// Rewrites a user's row and everything that follows from it.
pub async fn rewrite(
    cognate: &Cognate,
    pool: &str,
    username: &str,
    change: impl FnOnce(&mut User),
) {
    let cx = cognate.cx();
    let pool = cx.pool(pool).await.expect("the pool");
    let before = cx.user(&pool, username).await.expect("the user");
    let mut after = before.clone();
    change(&mut after);
    let batch = users::batch(users::update(&pool, &before, &after));
    assert_eq!(cognate.store().write(batch).await.expect("a write"), Outcome::Committed);
}
