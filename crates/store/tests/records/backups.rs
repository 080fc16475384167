use cognate_domain::{Sub, User};
use cognate_store::Store;
use cognate_store::backup::silent;
use cognate_store::records::attempt::Key;
use cognate_store::records::code::{self, purpose};
use cognate_store::records::quota::{self, Quota, kind};
use cognate_store::records::{domain, group, member, outbox, send_budget};

use super::fixture::*;
use crate::harness::{postgres, sqlite};
use crate::scratch::Scratch;

const DOMAIN: &str = "fixture.eu-central-1";

/// How many of the rows that [`fill`] makes are there.
async fn rows(store: &Store) -> [usize; 7] {
    let sub = a_user(1).sub;
    let quota = quota::find(store, POOL, Key::User(sub), kind::RESETS).await.unwrap();
    [
        usize::from(code::find(store, POOL, sub, purpose::RESET).await.unwrap().is_some()),
        usize::from(quota.n == 3),
        outbox::page(store, None, 9).await.unwrap().len(),
        send_budget::spent(store, [1; 32], 5).await.unwrap() as usize,
        usize::from(domain::find(store, DOMAIN).await.unwrap() == Some(a_domain(DOMAIN))),
        usize::from(group::by_name(store, POOL, "group 1").await.unwrap() == Some(a_group(1))),
        member::page(store, POOL, [1; 16], None::<Sub>, 9).await.unwrap().len(),
    ]
}

async fn fill(store: &Store) {
    let user = User { groups: vec![[1; 16]], ..a_user(1) };
    populated(store, std::slice::from_ref(&user)).await;
    let counted = Quota { started: 1_000, n: 3, version: 0 };
    commit(
        store,
        [
            code::replace(&a_code(&user, purpose::RESET, 1)),
            quota::record(POOL, Key::User(user.sub), kind::RESETS, &counted),
            outbox::insert(&a_message(1)),
            send_budget::spend([1; 32], 5, 9),
            domain::insert(&a_domain(DOMAIN)),
            group::insert(&a_group(1)),
            member::insert(POOL, [1; 16], user.sub, 1_000),
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_backed_up_restored_and_reset() {
    each(async |store| {
        fill(&store).await;
        assert_eq!(rows(&store).await, [1; 7]);
        let scratch = Scratch::new();
        let file = scratch.path().join("backup");
        store.backup(&file, silent()).await.unwrap();
        for config in [sqlite(&scratch), postgres()] {
            let restored = Store::restore(config, &file, silent()).await.unwrap();
            assert_eq!(rows(&restored).await, [1; 7]);
            assert_sound(&restored).await;
        }
        store.reset().await.unwrap();
        assert_eq!(rows(&store).await, [0; 7]);
    })
    .await;
}
