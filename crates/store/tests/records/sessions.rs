use cognate_domain::{Session, Sub};
use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::credential_old::{self, OldCredential};
use cognate_store::records::{session, used_once};

use super::fixture::*;

#[tokio::test]
async fn a_session_is_read_back_as_written() {
    each(async |store| {
        let user = a_user(1);
        let plain = a_session(&user, 1);
        let full = Session {
            rotated_at: 5,
            grace_seconds: 60,
            user_epoch: 3,
            store_epoch: 2,
            revoked: true,
            scope: "openid profile".into(),
            device: Some("eu-central-1_device".into()),
            ..a_session(&user, 2)
        };
        commit(&store, [&full, &plain].map(session::insert)).await;
        let twice = write(&store, [session::insert(&plain)]).await;
        assert_eq!(twice, Unmet("session.absent"));
        let found = session::find(&store, POOL, user.sub, [2; 16]).await.unwrap();
        assert_eq!(found.as_ref(), Some(&full));
        assert_eq!(session::find(&store, POOL, user.sub, [3; 16]).await.unwrap(), None);
        let page = async |after, limit| {
            session::page_of_user(&store, POOL, user.sub, after, limit).await.unwrap()
        };
        assert_eq!(page(None, 1).await, [plain]);
        assert_eq!(page(Some([1; 16]), 9).await, [full]);
    })
    .await;
}

#[tokio::test]
async fn otp_9_a_generation_is_rotated_once_and_not_after_revocation() {
    each(async |store| {
        let first = a_session(&a_user(1), 1);
        commit(&store, [session::insert(&first)]).await;
        commit(&store, [session::rotate(&first, 9_000, 30)]).await;
        let again = write(&store, [session::rotate(&first, 9_001, 30)]).await;
        assert_eq!(again, Unmet("session.generation"));
        let find =
            async || session::find(&store, POOL, first.sub, first.id).await.unwrap().unwrap();
        let second = find().await;
        let rotated = Session {
            generation: 2,
            rotated_at: 9_000,
            grace_seconds: 30,
            last_active: 9_000,
            ..first.clone()
        };
        assert_eq!(second, rotated);
        commit(&store, [session::revoke(POOL, first.sub, first.id)]).await;
        commit(&store, [session::revoke(POOL, first.sub, first.id)]).await;
        commit(&store, [session::revoke(POOL, first.sub, [7; 16])]).await;
        assert!(find().await.revoked);
        let dead = write(&store, [session::rotate(&second, 9_500, 30)]).await;
        assert_eq!(dead, Unmet("session.generation"));
    })
    .await;
}

#[tokio::test]
async fn last_use_never_goes_back() {
    each(async |store| {
        let first = a_session(&a_user(1), 1);
        commit(&store, [session::insert(&first)]).await;
        for now in [7_000, 6_000] {
            commit(&store, [session::touch(POOL, first.sub, first.id, now)]).await;
        }
        let found = session::find(&store, POOL, first.sub, first.id).await.unwrap().unwrap();
        assert_eq!(found.last_active, 7_000);
    })
    .await;
}

#[tokio::test]
async fn st_2_a_nonce_is_used_once() {
    each(async |store| {
        commit(&store, [used_once::insert(POOL, &[1; 16], 5_000)]).await;
        let twice = write(&store, [used_once::insert(POOL, &[1; 16], 9_000)]).await;
        assert_eq!(twice, Unmet("used_once.fresh"));
        commit(&store, [used_once::insert(POOL + 1, &[1; 16], 5_000)]).await;
    })
    .await;
}

#[tokio::test]
async fn pw_5_old_credentials_are_kept_newest_first_and_pruned() {
    each(async |store| {
        let old = |n| OldCredential {
            pool: POOL,
            sub: Sub([1; 16]),
            n,
            sealed: vec![n as u8; 40],
            created: n,
        };
        commit(&store, [1, 2, 3, 4].map(|n| credential_old::insert(&old(n)))).await;
        let twice = write(&store, [credential_old::insert(&old(4))]).await;
        assert_eq!(twice, Unmet("credential_old.absent"));
        let newest =
            async |limit| credential_old::newest(&store, POOL, Sub([1; 16]), limit).await.unwrap();
        assert_eq!(newest(2).await, [old(4), old(3)]);
        commit(&store, [credential_old::prune(POOL, Sub([1; 16]), 3)]).await;
        assert_eq!(newest(24).await, [old(4)]);
    })
    .await;
}
