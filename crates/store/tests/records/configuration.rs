use cognate_store::batch::Outcome::{Committed, Unmet};
use cognate_store::records::access_key::{self, AccessKey};
use cognate_store::records::client_secret::{self, ClientSecret};
use cognate_store::records::data_key::{self, DataKey};
use cognate_store::records::key_stock::{self, StockedKey};
use cognate_store::records::signing_key::{self, Kind, SigningKey, State};
use cognate_store::records::{app_client, meta, user_pool};

use super::fixture::*;

#[tokio::test]
async fn meta_is_written_always_once_or_if_unchanged() {
    each(async |store| {
        assert_eq!(meta::find(&store, "root").await.unwrap(), None);
        assert_eq!(write(&store, [meta::put_if_absent("root", b"a")]).await, Committed);
        assert_eq!(write(&store, [meta::put_if_absent("root", b"b")]).await, Unmet("meta.absent"));
        let replace = meta::replace("root", b"x", b"c");
        assert_eq!(write(&store, [replace]).await, Unmet("meta.value"));
        assert_eq!(meta::find(&store, "root").await.unwrap().unwrap(), b"a");
        commit(&store, [meta::replace("root", b"a", b"c")]).await;
        commit(&store, [meta::put("root", b"d")]).await;
        assert_eq!(meta::find(&store, "root").await.unwrap().unwrap(), b"d");
    })
    .await;
}

#[tokio::test]
async fn key_4_data_keys_are_versioned_and_rewrapped_only_from_the_kek_that_was_seen() {
    each(async |store| {
        let first = a_data_key(POOL);
        let second = DataKey { version: 2, ..first.clone() };
        let other = DataKey { pool: POOL + 1, ..first.clone() };
        commit(&store, [&second, &first, &other].map(data_key::insert)).await;
        assert_eq!(write(&store, [data_key::insert(&first)]).await, Unmet("data_key.absent"));
        let both = [first.clone(), second.clone()];
        assert_eq!(data_key::of_pool(&store, POOL).await.unwrap(), both);
        let page = data_key::page(&store, (POOL, 1), 10).await.unwrap();
        assert_eq!(page, [second, other.clone()]);

        commit(&store, [data_key::rewrap(POOL, 1, &[1; 8], &[9; 8], b"again")]).await;
        let again = data_key::rewrap(POOL, 1, &[1; 8], &[9; 8], b"twice");
        assert_eq!(write(&store, [again]).await, Unmet("data_key.kek"));
        let rewrapped = data_key::of_pool(&store, POOL).await.unwrap().remove(0);
        assert_eq!((rewrapped.kek, rewrapped.wrapped), (vec![9; 8], b"again".to_vec()));

        commit(&store, [data_key::delete_all(POOL)]).await;
        assert_eq!(data_key::page(&store, (0, 0), 10).await.unwrap(), [other]);
    })
    .await;
}

#[tokio::test]
async fn user_pools_are_found_listed_updated_and_deleted_in_two_steps() {
    each(async |store| {
        let mut pool = a_pool();
        commit(&store, [user_pool::insert(&pool)]).await;
        assert_eq!(user_pool::find(&store, &pool.id).await.unwrap().as_ref(), Some(&pool));
        assert_eq!(user_pool::find_by_key(&store, POOL).await.unwrap().as_ref(), Some(&pool));
        assert_eq!(user_pool::find(&store, "eu-central-1_none").await.unwrap(), None);
        let mut same_key = pool.clone();
        same_key.id = "eu-central-1_Other1234".into();
        let clash = write(&store, [user_pool::insert(&same_key)]).await;
        assert_eq!(clash, Unmet("user_pool.absent"));

        pool.modified = 2_000;
        pool.document.insert("MfaConfiguration".into(), "OFF".into());
        commit(&store, [user_pool::update(&pool, 1)]).await;
        assert_eq!(write(&store, [user_pool::update(&pool, 1)]).await, Unmet("user_pool.version"));
        let found = user_pool::find(&store, &pool.id).await.unwrap().unwrap();
        assert_eq!((found.version, found.modified), (2, 2_000));

        same_key.key = POOL + 1;
        commit(&store, [user_pool::insert(&same_key)]).await;
        let ids = async |after| {
            let page = user_pool::page(&store, after, 10).await.unwrap();
            page.into_iter().map(|pool| pool.id).collect::<Vec<_>>()
        };
        assert_eq!(ids("").await, [pool.id.as_str(), same_key.id.as_str()]);
        assert_eq!(ids(&pool.id).await, [same_key.id.as_str()]);

        commit(&store, [user_pool::delete(&pool.id)]).await;
        assert_eq!(ids("").await.len(), 2, "a live pool is not deleted");
        commit(&store, [user_pool::mark_deleting(&pool.id, 2, 3_000)]).await;
        assert_eq!(ids("").await, [same_key.id.as_str()]);
        assert!(user_pool::find(&store, &pool.id).await.unwrap().unwrap().deleting);
        assert_eq!(write(&store, [user_pool::update(&pool, 3)]).await, Unmet("user_pool.version"));
        commit(&store, [user_pool::delete(&pool.id)]).await;
        assert_eq!(user_pool::find(&store, &pool.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn live_pools_of_a_region_and_clients_of_a_pool_are_counted_up_to_a_limit() {
    each(async |store| {
        let pool = a_pool();
        let client = a_client(&pool);
        let (mut second, mut elsewhere, mut longer) = (pool.clone(), pool.clone(), pool.clone());
        (second.key, second.id) = (POOL + 1, "eu-central-1_Other1234".into());
        (elsewhere.key, elsewhere.id) = (POOL + 2, "eu-central-2_Other1234".into());
        (longer.key, longer.id) = (POOL + 3, "eu-central-11_Other1234".into());
        commit(&store, [&pool, &second, &elsewhere, &longer].map(user_pool::insert)).await;
        commit(&store, [app_client::insert(&client)]).await;
        let counts = async || {
            (
                user_pool::count(&store, "eu-central-1", 10).await.unwrap(),
                user_pool::count(&store, "eu-central-1", 1).await.unwrap(),
                app_client::count(&store, POOL, 10).await.unwrap(),
                app_client::count(&store, POOL, 0).await.unwrap(),
                app_client::count(&store, POOL + 1, 10).await.unwrap(),
            )
        };
        assert_eq!(counts().await, (2, 1, 1, 0, 0));
        assert_eq!(write(&store, [user_pool::check_live(&pool.id)]).await, Committed);
        commit(&store, [user_pool::mark_deleting(&pool.id, 1, 3_000)]).await;
        assert_eq!(counts().await, (1, 1, 1, 0, 0));
        for gone in [pool.id.as_str(), "eu-central-1_none"] {
            let check = user_pool::check_live(gone);
            assert_eq!(write(&store, [check]).await, Unmet("user_pool.live"));
        }
    })
    .await;
}

#[tokio::test]
async fn app_clients_are_unique_over_pools_and_conditional_on_their_version() {
    each(async |store| {
        let mut client = a_client(&a_pool());
        commit(&store, [app_client::insert(&client)]).await;
        assert_eq!(app_client::find(&store, &client.id).await.unwrap().as_ref(), Some(&client));
        let mut elsewhere = client.clone();
        elsewhere.pool = POOL + 1;
        let clash = write(&store, [app_client::insert(&elsewhere)]).await;
        assert_eq!(clash, Unmet("app_client.absent"));

        client.modified = 2_000;
        commit(&store, [app_client::update(&client, 1)]).await;
        let stale = write(&store, [app_client::update(&client, 1)]).await;
        assert_eq!(stale, Unmet("app_client.version"));
        commit(&store, [app_client::raise_version(POOL, &client.id, 2, 3_000)]).await;
        let page = app_client::page(&store, POOL, "", 10).await.unwrap();
        assert_eq!((page.len(), page[0].version, page[0].modified), (1, 3, 3_000));
        assert_eq!(app_client::page(&store, POOL, &client.id, 10).await.unwrap(), []);

        let foreign = write(&store, [app_client::delete(POOL + 1, &client.id)]).await;
        assert_eq!(foreign, Unmet("app_client.present"));
        commit(&store, [app_client::delete(POOL, &client.id)]).await;
        assert_eq!(app_client::find(&store, &client.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn client_secrets_come_and_go_one_by_one_or_together() {
    each(async |store| {
        let secret = |id: &str| ClientSecret {
            pool: POOL,
            client: "c".into(),
            id: id.into(),
            sealed: vec![3; 80],
            created: 1_000,
        };
        let (a, b) = (secret("a"), secret("b"));
        commit(&store, [client_secret::insert(&b), client_secret::insert(&a)]).await;
        let twice = write(&store, [client_secret::insert(&a)]).await;
        assert_eq!(twice, Unmet("client_secret.absent"));
        let found = client_secret::of_client(&store, POOL, "c").await.unwrap();
        assert_eq!(found, [a, b.clone()]);
        commit(&store, [client_secret::delete(POOL, "c", "a")]).await;
        let gone = write(&store, [client_secret::delete(POOL, "c", "a")]).await;
        assert_eq!(gone, Unmet("client_secret.present"));
        assert_eq!(client_secret::of_client(&store, POOL, "c").await.unwrap(), [b]);
        commit(&store, [client_secret::delete_all(POOL, "c")]).await;
        assert_eq!(client_secret::of_client(&store, POOL, "c").await.unwrap(), []);
    })
    .await;
}

pub fn a_signing_key(kid: &str, kind: Kind, state: State) -> SigningKey {
    SigningKey {
        pool: POOL,
        kid: kid.into(),
        kind,
        state,
        sealed: vec![4; 1_300],
        public: "{}".into(),
        created: 1_000,
        publish_at: 1_000,
        activate_at: 1_000,
        retire_at: 0,
        version: 1,
    }
}

#[tokio::test]
async fn key_4_signing_keys_change_state_only_from_the_version_that_was_seen() {
    each(async |store| {
        let mut id = a_signing_key("id", Kind::IdToken, State::Active);
        let access = a_signing_key("access", Kind::AccessToken, State::Published);
        commit(&store, [&id, &access].map(signing_key::insert)).await;
        let clash = write(&store, [signing_key::insert(&id)]).await;
        assert_eq!(clash, Unmet("signing_key.absent"));
        assert_eq!(signing_key::of_pool(&store, POOL).await.unwrap(), [access, id.clone()]);

        id.state = State::Retired;
        id.retire_at = 5_000;
        commit(&store, [signing_key::set_state(&id, 1)]).await;
        let stale = write(&store, [signing_key::set_state(&id, 1)]).await;
        assert_eq!(stale, Unmet("signing_key.version"));
        id.version = 2;
        assert_eq!(signing_key::of_pool(&store, POOL).await.unwrap()[1], id);
        let stale = write(&store, [signing_key::delete(POOL, "id", 1)]).await;
        assert_eq!(stale, Unmet("signing_key.version"));
        commit(&store, [signing_key::delete(POOL, "id", 2)]).await;
        assert_eq!(signing_key::of_pool(&store, POOL).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_stocked_key_is_taken_once() {
    each(async |store| {
        let key = |n| StockedKey { id: [n; 16], sealed: vec![n; 1_300], created: 1_000 };
        commit(&store, [2, 5, 8].map(|n| key_stock::insert(&key(n)))).await;
        assert_eq!(key_stock::count(&store).await.unwrap(), 3);
        let some = key_stock::some(&store, [5; 16], 2).await.unwrap();
        assert_eq!(some, [key(5), key(8)]);
        let wrapped = key_stock::some(&store, [9; 16], 2).await.unwrap();
        assert_eq!(wrapped, [key(2), key(5)], "from the start when the end is reached");
        commit(&store, [key_stock::take([5; 16])]).await;
        assert_eq!(write(&store, [key_stock::take([5; 16])]).await, Unmet("key_stock.taken"));
        assert_eq!(key_stock::count(&store).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn access_keys_are_found_switched_listed_and_deleted() {
    each(async |store| {
        let key = AccessKey {
            id: "AKIAIOSFODNN7EXAMPLE".into(),
            principal: "arn:aws:iam::000000000000:root".into(),
            owner: None,
            sealed: vec![5; 60],
            active: true,
            created: 1_000,
        };
        assert_eq!(access_key::find(&store, &key.id).await.unwrap(), None);
        commit(&store, [access_key::insert(&key)]).await;
        let twice = write(&store, [access_key::insert(&key)]).await;
        assert_eq!(twice, Unmet("access_key.absent"));
        commit(&store, [access_key::set_active(&key.id, false)]).await;
        let off = AccessKey { active: false, ..key.clone() };
        assert_eq!(access_key::find(&store, &key.id).await.unwrap().as_ref(), Some(&off));
        assert_eq!(access_key::page(&store, "", 10).await.unwrap(), [off]);
        assert_eq!(access_key::page(&store, &key.id, 10).await.unwrap(), []);
        let of_root = access_key::of_owner(&store, None, 10).await.unwrap();
        assert_eq!(of_root.len(), 1);
        let owned = AccessKey {
            id: "AKIAIOSFODNN7EXAMPL2".into(),
            principal: "AIDAEXAMPLE2222222222".into(),
            owner: Some("AIDAEXAMPLE2222222222".into()),
            ..key.clone()
        };
        commit(&store, [access_key::insert(&owned)]).await;
        let of_user = access_key::of_owner(&store, owned.owner.as_deref(), 10).await.unwrap();
        assert_eq!(of_user, [owned]);
        assert_eq!(access_key::of_owner(&store, Some("AIDA"), 10).await.unwrap(), []);
        commit(&store, [access_key::delete(&key.id)]).await;
        let gone = write(&store, [access_key::delete(&key.id)]).await;
        assert_eq!(gone, Unmet("access_key.present"));
        let gone = write(&store, [access_key::set_active(&key.id, true)]).await;
        assert_eq!(gone, Unmet("access_key.present"));
    })
    .await;
}
