use cognate_domain::Map;
use cognate_domain::identity_pool::{Head, Login, Provider, Standing};
use cognate_store::Store;
use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::identity::{self, Identity};
use cognate_store::records::identity_login;
use cognate_store::records::identity_pool::{self, IdentityPool};
use cognate_store::records::sweep::{self, Owner};
use cognate_store::verify::verify;
use serde_json::json;

use super::fixture::*;

const OTHER: i64 = POOL + 1;

fn pool_id(n: u8) -> String {
    cognate_domain::identity_pool::id("eu-central-1", &[n; 16])
}

fn an_identity_pool(n: u8) -> IdentityPool {
    let document: Map = json!({
        "IdentityPoolName": format!("pool {n}"), "AllowUnauthenticatedIdentities": true,
    })
    .as_object()
    .expect("an object")
    .clone();
    let head = Head {
        key: POOL + i64::from(n) - 1,
        id: pool_id(n),
        region: "eu-central-1".into(),
        version: 1,
        created: 1_000,
        modified: 1_000,
        deleting: false,
    };
    IdentityPool { head, document, sealed: Some(vec![7; 40]) }
}

fn an_identity(pool: i64, n: u8, standing: Standing) -> Identity {
    let (version, created, modified) = (1, 1_000, 1_000);
    Identity { id: [n; 16], pool, standing, version, created, modified, logins: Vec::new() }
}

fn google(pool: i64, subject: &str) -> Login {
    identity_login::login(pool, &Provider::Social("accounts.google.com"), subject)
}

fn developer(pool: i64, subject: &str) -> Login {
    identity_login::login(pool, &Provider::Developer("login.dev".into()), subject)
}

async fn found(store: &Store, n: u8) -> Identity {
    identity::find(store, [n; 16]).await.unwrap().expect("the identity is there")
}

fn subjects(identity: &Identity) -> Vec<Option<&str>> {
    let mut all: Vec<_> = identity.logins.iter().map(|login| login.subject.as_deref()).collect();
    all.sort_unstable();
    all
}

#[tokio::test]
async fn pools_are_found_listed_counted_updated_and_marked() {
    each(async |store| {
        let mut a = an_identity_pool(1);
        let b = an_identity_pool(2);
        let elsewhere = IdentityPool {
            head: Head {
                id: "eu-west-1:03030303-0303-0303-0303-030303030303".into(),
                region: "eu-west-1".into(),
                key: POOL + 9,
                ..a.head.clone()
            },
            ..a.clone()
        };
        commit(&store, [&b, &a, &elsewhere].map(identity_pool::insert)).await;
        let twice = write(&store, [identity_pool::insert(&a)]).await;
        assert_eq!(twice, Unmet(identity_pool::TAKEN));
        let find = async |n| identity_pool::find(&store, &pool_id(n)).await.unwrap();
        assert_eq!(find(1).await.as_ref(), Some(&a));
        assert_eq!(find(3).await, None);
        assert_eq!(identity_pool::find_by_key(&store, OTHER).await.unwrap().as_ref(), Some(&b));
        let page = async |after: &str, limit| {
            let page = identity_pool::page(&store, "eu-central-1", after, limit).await.unwrap();
            page.into_iter().map(|pool| pool.head.id).collect::<Vec<_>>()
        };
        assert_eq!(page("", 9).await, [pool_id(1), pool_id(2)]);
        assert_eq!(page(&pool_id(1), 9).await, [pool_id(2)]);
        assert_eq!(page("", 1).await, [pool_id(1)]);
        assert_eq!(identity_pool::count(&store, 9).await.unwrap(), 3);

        a.document.insert("IdentityPoolName".into(), "other".into());
        a.sealed = None;
        commit(&store, [identity_pool::update(&a, 1)]).await;
        a.head.version = 2;
        assert_eq!(find(1).await.as_ref(), Some(&a));
        let stale = write(&store, [identity_pool::update(&a, 1)]).await;
        assert_eq!(stale, Unmet("identity_pool.version"));
        commit(&store, [identity_pool::check_live(&a.head.id)]).await;
        commit(&store, [identity_pool::mark_deleting(&a.head.id, 2, 2_000)]).await;
        let gone = write(&store, [identity_pool::check_live(&a.head.id)]).await;
        assert_eq!(gone, Unmet(identity_pool::GONE));
        assert!(find(1).await.unwrap().head.deleting);
        assert_eq!(page("", 9).await, [pool_id(2)]);
        commit(&store, [identity_pool::delete(&a.head.id)]).await;
        assert_eq!(find(1).await, None);
        commit(&store, [identity_pool::delete(&b.head.id)]).await;
        assert!(find(2).await.is_some(), "a live pool is not deleted");
    })
    .await;
}

#[tokio::test]
async fn a_login_is_one_identitys_and_an_identity_has_one_of_a_provider() {
    each(async |store| {
        commit(&store, [1, 2].map(|n| identity_pool::insert(&an_identity_pool(n)))).await;
        let one = an_identity(POOL, 1, Standing::Guest);
        let two = an_identity(POOL, 2, Standing::Authenticated);
        commit(&store, [&one, &two].map(identity::insert)).await;
        assert_eq!(found(&store, 1).await, one);
        let link = |of: &Identity, login: &Login| {
            [identity::touch(of, 2_000), identity_login::insert(of.pool, of.id, login, 2_000)]
        };
        commit(&store, link(&one, &google(POOL, "a"))).await;
        let stale = write(&store, link(&one, &developer(POOL, "a"))).await;
        assert_eq!(stale, Unmet("identity.version"));
        let one = found(&store, 1).await;
        assert_eq!((one.standing, one.version, one.modified), (Standing::Authenticated, 2, 2_000));
        assert_eq!(
            write(&store, link(&one, &google(POOL, "b"))).await,
            Unmet(identity_login::TAKEN)
        );
        assert_eq!(
            write(&store, link(&two, &google(POOL, "a"))).await,
            Unmet(identity_login::TAKEN)
        );
        commit(&store, link(&one, &developer(POOL, "a"))).await;
        let again = found(&store, 1).await;
        commit(&store, link(&again, &developer(POOL, "b"))).await;
        assert_eq!(subjects(&found(&store, 1).await), [None, Some("a"), Some("b")]);

        let owners = async |pool: i64, logins: &[Login]| {
            let hashes: Vec<_> = logins.iter().map(|login| login.hash).collect();
            let owners = identity::owners(&store, pool, &hashes).await.unwrap();
            owners.into_iter().map(|one| (one.id[0], one.logins.len())).collect::<Vec<_>>()
        };
        commit(&store, link(&two, &google(POOL, "c"))).await;
        let all = [google(POOL, "a"), google(POOL, "c"), developer(POOL, "b"), google(POOL, "x")];
        assert_eq!(owners(POOL, &all).await, [(1, 3), (2, 1)]);
        assert_eq!(owners(POOL, &all[3..]).await, []);
        assert_eq!(owners(OTHER, &all).await, []);
        assert_eq!(owners(POOL, &[]).await, []);

        let one = found(&store, 1).await;
        let unlink = [
            identity::touch(&one, 3_000),
            identity_login::delete(POOL, one.id, developer(POOL, "a").hash),
        ];
        commit(&store, unlink).await;
        let twice = identity_login::delete(POOL, one.id, developer(POOL, "a").hash);
        assert_eq!(write(&store, [twice]).await, Unmet("identity_login.present"));
        assert_eq!(subjects(&found(&store, 1).await), [None, Some("b")]);
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn a_merge_moves_all_logins_or_nothing() {
    each(async |store| {
        commit(&store, [identity_pool::insert(&an_identity_pool(1))]).await;
        let (from, to) = (
            an_identity(POOL, 1, Standing::Authenticated),
            an_identity(POOL, 2, Standing::Authenticated),
        );
        commit(&store, [&from, &to].map(identity::insert)).await;
        for (of, login) in [(&from, developer(POOL, "a")), (&to, developer(POOL, "b"))] {
            commit(&store, [identity_login::insert(POOL, of.id, &login, 1_000)]).await;
        }
        let merge = |count| {
            [
                identity::merge(&from, to.id, 2_000),
                identity::touch(&to, 2_000),
                identity_login::move_all(POOL, from.id, to.id, count),
            ]
        };
        assert_eq!(write(&store, merge(2)).await, Unmet("identity_login.moved"));
        commit(&store, merge(1)).await;
        assert_eq!(write(&store, merge(1)).await, Unmet("identity.version"));
        let merged = found(&store, 1).await;
        assert_eq!((merged.standing, merged.logins.len()), (Standing::Merged([2; 16]), 0));
        assert_eq!(subjects(&found(&store, 2).await), [Some("a"), Some("b")]);
        assert_sound(&store).await;
        let touched = identity::touch(&merged, 3_000);
        assert_eq!(write(&store, [touched]).await, Unmet("identity.version"));
    })
    .await;
}

#[tokio::test]
async fn identities_are_listed_enabled_ones_first_and_swept_with_their_pool() {
    each(async |store| {
        commit(&store, [1, 2].map(|n| identity_pool::insert(&an_identity_pool(n)))).await;
        let standing = |n: u8| match n % 3 {
            0 => Standing::Merged([1; 16]),
            1 => Standing::Authenticated,
            _ => Standing::Guest,
        };
        let all = (1..=9).map(|n| an_identity(POOL, n, standing(n)));
        commit(&store, all.map(|one| identity::insert(&one))).await;
        commit(&store, [identity::insert(&an_identity(OTHER, 100, Standing::Guest))]).await;
        let login = developer(POOL, "a");
        commit(&store, [identity_login::insert(POOL, [1; 16], &login, 1_000)]).await;
        let page = async |after, hide, limit| {
            let page = identity::page(&store, POOL, after, hide, limit).await.unwrap();
            page.into_iter().map(|one| one.id[0]).collect::<Vec<_>>()
        };
        assert_eq!(page((false, None), false, 20).await, [1, 2, 4, 5, 7, 8, 3, 6, 9]);
        assert_eq!(page((false, None), true, 20).await, [1, 2, 4, 5, 7, 8]);
        assert_eq!(page((false, Some([5; 16])), false, 3).await, [7, 8, 3]);
        assert_eq!(page((true, Some([3; 16])), false, 3).await, [6, 9]);
        assert_eq!(page((true, Some([3; 16])), true, 3).await, [0; 0]);
        let first = identity::page(&store, POOL, (false, None), true, 1).await.unwrap();
        assert_eq!(first[0].logins.len(), 1);
        for n in [3, 6, 9] {
            commit(&store, [identity::delete(POOL, [n; 16])]).await;
        }
        assert_sound(&store).await;

        for satellite in sweep::OF_IDENTITY_POOL {
            while let Some(chunk) = satellite.next(&store, Owner::Pool(POOL)).await.unwrap() {
                commit(&store, [chunk]).await;
            }
        }
        assert_eq!(page((false, None), false, 20).await, [0; 0]);
        assert!(identity::find(&store, [100; 16]).await.unwrap().is_some());
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn deleting_an_identity_takes_its_logins_and_twice_is_once() {
    each(async |store| {
        commit(&store, [identity_pool::insert(&an_identity_pool(1))]).await;
        let one = an_identity(POOL, 1, Standing::Authenticated);
        let login = identity_login::insert(POOL, one.id, &developer(POOL, "a"), 1_000);
        commit(&store, [identity::insert(&one), login]).await;
        for _ in 0..2 {
            let delete = [identity::delete(POOL, one.id), identity_login::delete_all(POOL, one.id)];
            commit(&store, delete).await;
        }
        assert_eq!(identity::find(&store, one.id).await.unwrap(), None);
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn unsound_identities_are_reported() {
    each(async |store| {
        commit(&store, [identity_pool::insert(&an_identity_pool(1))]).await;
        commit(&store, [1, 2].map(|n| identity::insert(&an_identity(POOL, n, Standing::Guest))))
            .await;
        let login = identity_login::insert(POOL, [1; 16], &developer(POOL, "a"), 1_000);
        let nobodys = identity_login::insert(POOL, [9; 16], &developer(POOL, "b"), 1_000);
        let mut slotless = google(POOL, "c");
        slotless.slot = slotless.hash;
        let bad = identity_login::insert(POOL, [2; 16], &slotless, 1_000);
        commit(&store, [login, nobodys, bad]).await;
        let myself = an_identity(POOL, 4, Standing::Merged([4; 16]));
        commit(&store, [identity::insert(&myself)]).await;
        commit(&store, [identity::insert(&an_identity(OTHER, 3, Standing::Guest))]).await;
        let report = verify(&store, &mut |_| {}).await.unwrap();
        let mut rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        rules.sort_unstable();
        assert_eq!(
            rules,
            [
                "identity.merged_into",
                "identity_login.identity",
                "identity_login.identity",
                "identity_login.identity",
                "identity_login.slot",
                "identity_pool.present",
            ]
        );
    })
    .await;
}
