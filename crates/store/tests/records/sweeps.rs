use cognate_domain::Sub;
use cognate_domain::attempt::{Attempts, Limits};
use cognate_store::Store;
use cognate_store::records::attempt::{self, Key};
use cognate_store::records::credential_old::{self, OldCredential};
use cognate_store::records::quota::{self, Quota};
use cognate_store::records::signing_key::{self, Kind, State};
use cognate_store::records::sweep::{self, Owner};
use cognate_store::records::{
    auth_event, branding, code, device, domain, group, identity_provider, idp_identifier,
    import_chunk, import_job, log_delivery, member, parked_session, passkey, replica,
    resource_server, risk_configuration, saml_key, session, terms, totp_step, tracked_session,
    ui_customization, used_once, user, user_pool,
};

use super::branding::{a_look, a_replica, a_style, an_asset, some_terms};
use super::configuration::a_signing_key;
use super::devices::{a_device, tracked};
use super::events::{a_configuration, an_event};
use super::federation::{a_provider, a_saml_key, a_server};
use super::fixture::*;
use super::imports::{a_chunk, an_import};
use super::passkeys::a_passkey;

#[tokio::test]
async fn expired_nonces_go_bucket_by_bucket() {
    each(async |store| {
        commit(&store, (0..40).map(|n| used_once::insert(POOL, &[n; 16], i64::from(n)))).await;
        let mut emptied = 0;
        for bucket in 0..used_once::BUCKETS {
            while used_once::any_expired(&store, bucket, 30).await.unwrap() {
                commit(&store, [used_once::delete_expired(bucket, 30)]).await;
                emptied += 1;
            }
        }
        assert_eq!(emptied, used_once::BUCKETS);
        commit(&store, [used_once::insert(POOL, &[29; 16], 99)]).await;
        let kept = write(&store, [used_once::insert(POOL, &[30; 16], 99)]).await;
        assert_ne!(kept, cognate_store::batch::Outcome::Committed);
    })
    .await;
}

#[tokio::test]
async fn expired_sessions_go_step_by_step() {
    each(async |store| {
        let sessions = (0..700).map(|n: u16| {
            let mut one = a_session(&a_user(1 + (n / 256) as u8), (n % 256) as u8);
            one.expires = if n.is_multiple_of(7) { 90_000 } else { 10_000 };
            session::insert(&one)
        });
        commit(&store, sessions).await;
        let mut from: session::Place = (0, Vec::new(), Vec::new());
        let mut steps = 0;
        while let Some(to) = session::sweep_step(&store, &from).await.unwrap() {
            commit(&store, [session::delete_expired(&from, &to, 50_000)]).await;
            (from, steps) = (to, steps + 1);
        }
        assert_eq!(steps, 2);
        let mut left = 0;
        for n in 1..=3 {
            let sub = a_user(n).sub;
            let page = session::page_of_user(&store, POOL, sub, None, 300).await.unwrap();
            assert!(page.iter().all(|session| session.expires == 90_000));
            left += page.len();
        }
        assert_eq!(left, 100);
    })
    .await;
}

#[tokio::test]
async fn idle_counters_go_and_the_long_counter_of_users_stays() {
    each(async |store| {
        let failed = Attempts::default().failed(1_000, &Limits::default());
        let recent = Attempts::default().failed(9_000, &Limits::default());
        let (user, cleared) = (Key::User(Sub([1; 16])), Key::User(Sub([2; 16])));
        let (old_name, new_name) = (Key::Name([3; 32]), Key::Name([4; 32]));
        commit(
            &store,
            [
                attempt::record_failure(POOL, user, &failed),
                attempt::record_failure(POOL, cleared, &failed),
                attempt::record_failure(POOL, old_name, &failed),
                attempt::record_failure(POOL, new_name, &recent),
            ],
        )
        .await;
        let read = attempt::find(&store, POOL, cleared).await.unwrap();
        commit(&store, [attempt::clear(POOL, cleared, &read)]).await;
        let mut from: attempt::Place = (0, Vec::new());
        while let Some(to) = attempt::sweep_step(&store, &from).await.unwrap() {
            commit(&store, [attempt::delete_idle(&from, &to, 5_000)]).await;
            from = to;
        }
        for (key, version) in [(user, 1), (cleared, 0), (old_name, 0), (new_name, 1)] {
            assert_eq!(attempt::find(&store, POOL, key).await.unwrap().version, version);
        }
    })
    .await;
}

async fn leftovers(store: &Store, user: u8) {
    let user = a_user(user);
    let old = OldCredential { pool: POOL, sub: user.sub, n: 1, sealed: vec![1], created: 1 };
    let failed = Attempts::default().failed(1_000, &Limits::default());
    commit(
        store,
        [
            attempt::record_failure(POOL, Key::User(user.sub), &failed),
            credential_old::insert(&old),
            session::insert(&a_session(&user, 1)),
            device::insert(&a_device(user.sub, 1)),
            tracked_session::insert(&tracked(&a_session(&user, 1))),
            tracked_session::guard(POOL, user.sub, 0),
            totp_step::raise(POOL, user.sub, 1),
            passkey::insert(&a_passkey(user.sub, 0)),
            auth_event::put(&an_event(user.sub, 1, 1_000)),
            code::replace(&a_code(&user, code::purpose::RESET, 1)),
            quota::record(POOL, Key::User(user.sub), quota::kind::RESETS, &Quota::default()),
            member::insert(POOL, [1; 16], user.sub, 1_000),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_a_user_leaves_behind_goes_and_nothing_else() {
    each(async |store| {
        populated(&store, &[a_user(1), a_user(2)]).await;
        leftovers(&store, 1).await;
        leftovers(&store, 2).await;
        let (gone, kept) = (a_user(1).sub, a_user(2).sub);
        for satellite in sweep::OF_USER {
            let next = async |sub| satellite.next(&store, Owner::User(POOL, sub)).await.unwrap();
            commit(&store, next(gone).await).await;
            assert!(next(gone).await.is_none());
            assert!(next(kept).await.is_some());
        }
        commit(&store, [attempt::delete(POOL, Key::User(gone))]).await;
        let left = |sub| attempt::find(&store, POOL, Key::User(sub));
        assert_eq!(left(gone).await.unwrap().version, 0);
        assert_eq!(left(kept).await.unwrap().version, 1);
    })
    .await;
}

#[tokio::test]
async fn what_a_pool_leaves_behind_goes_in_chunks() {
    each(async |store| {
        let pool = populated(&store, &[a_user(1), a_user(2)]).await;
        leftovers(&store, 1).await;
        let key = a_signing_key("kid", Kind::IdToken, State::Active);
        let made = [
            signing_key::insert(&key),
            domain::insert(&a_domain("fixture.eu-central-1")),
            resource_server::insert(&a_server("https://a")),
            identity_provider::insert(&a_provider("Okta", &["a.com"])),
            idp_identifier::insert(POOL, "a.com", "Okta"),
            saml_key::insert(&a_saml_key("Okta")),
            ui_customization::insert(&a_look("ALL")),
            branding::insert(&a_style(1, "c1")),
            branding::put_asset(&a_style(1, "c1"), &an_asset("a")),
            terms::insert(&some_terms(1, "c1", "terms-of-use")),
            replica::insert(&a_replica("eu-west-1")),
            risk_configuration::put(&a_configuration("")),
            log_delivery::put(POOL, &[], 1_000),
            parked_session::replace(POOL, [1; 32], "sealed", 1_000),
            group::insert(&a_group(1)),
            import_job::insert(&an_import(1)),
            import_job::run(POOL, [1; 16]),
            import_chunk::insert(a_chunk(1, 1, 0), vec![1]),
        ];
        commit(&store, made).await;
        let many = (0..1_100_u16).map(|n| {
            let id = [[0; 14].as_slice(), &n.to_be_bytes()].concat();
            used_once::insert(POOL, &id, 1)
        });
        commit(&store, many).await;
        commit(&store, [user_pool::mark_deleting(&pool.id, 1, 2_000)]).await;
        assert_sound(&store).await;
        let mut chunks = 0;
        for satellite in sweep::OF_POOL {
            while let Some(chunk) = satellite.next(&store, Owner::Pool(POOL)).await.unwrap() {
                commit(&store, [chunk]).await;
                chunks += 1;
            }
        }
        // Client secrets: there were none. Nonces: three chunks.
        assert_eq!(chunks, sweep::OF_POOL.len() - 1 + 2);
        commit(&store, [user_pool::delete(&pool.id)]).await;
        assert!(user::page(&store, POOL, None, 1).await.unwrap().is_empty());
        assert_sound(&store).await;
    })
    .await;
}
