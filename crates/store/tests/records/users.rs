use std::slice;

use cognate_crypto::sha256;
use cognate_domain::attempt::{Attempts, Limits};
use cognate_domain::name::{Kind, LoginName, candidates, login_names};
use cognate_domain::search::{self, Attribute};
use cognate_domain::user::Status;
use cognate_domain::{Pool, Sub, User};
use cognate_store::Store;
use cognate_store::batch::Outcome::{Committed, Unmet};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::attempt::{self, Key};
use cognate_store::records::user::{self, Found, SearchColumns};
use cognate_store::records::{login_name, session, user_search};

use super::fixture::*;

#[tokio::test]
async fn a_user_is_read_back_as_written() {
    each(async |store| {
        let mut bare = a_user(2);
        bare.attributes.clear();
        bare.credential = None;
        bare.groups.clear();
        bare.factors = Some(vec![1, 2, 3]);
        bare.status = Status::ForceChangePassword;
        bare.enabled = false;
        populated(&store, &[a_user(1), bare.clone()]).await;
        for user in [a_user(1), bare] {
            assert_eq!(user::find(&store, POOL, user.sub).await.unwrap().as_ref(), Some(&user));
            assert_eq!(user::find(&store, POOL + 1, user.sub).await.unwrap(), None);
        }
        let again = user::insert(&a_user(1), &SearchColumns::default());
        assert_eq!(write(&store, [again]).await, Unmet("user.absent"));
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn an_update_is_conditional_and_carries_names_and_values_along() {
    each(async |store| {
        let before = a_user(1);
        let pool = populated(&store, slice::from_ref(&before)).await;
        let mut after = before.clone();
        after.attributes.insert("email".into(), "New@example.com".into());
        after.attributes.insert("preferred_username".into(), "Chosen".into());
        after.attributes.remove("given_name");
        after.modified = 2_000;
        let update = || updating(&pool, &before, &after);
        assert_eq!(update().len(), 1 + 3 + 4);
        commit(&store, update()).await;
        let found = user::find(&store, POOL, after.sub).await.unwrap().unwrap();
        assert_eq!(found, User { version: 2, ..after.clone() });
        assert_eq!(write(&store, update()).await, Unmet(user::MOVED));
        assert_sound(&store).await;
    })
    .await;
}

fn updating(pool: &Pool, before: &User, after: &User) -> Vec<cognate_store::batch::Statement> {
    let names = |user| login_names(&pool.rules, user, &sha256);
    let values = |user| search::values(user, false);
    let mut all = vec![user::update(after, &SearchColumns::of(after, false), before.version)];
    all.extend(login_name::changes(pool.key, after.sub, &names(before), &names(after)));
    all.extend(user_search::changes(pool.key, after.sub, &values(before), &values(after)));
    all
}

#[tokio::test]
async fn pw_8_a_new_password_may_end_all_sessions() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        let user = User {
            credential: Some(vec![8; 40]),
            status: Status::ResetRequired,
            modified: 2_000,
            ..a_user(1)
        };
        commit(&store, [user::set_credential(&user, false, 1)]).await;
        let stale = write(&store, [user::set_credential(&user, true, 1)]).await;
        assert_eq!(stale, Unmet(user::MOVED));
        let found = user::find(&store, POOL, user.sub).await.unwrap().unwrap();
        assert_eq!(found, User { version: 2, ..user.clone() });
        commit(&store, [user::set_credential(&user, true, 2)]).await;
        let found = user::find(&store, POOL, user.sub).await.unwrap().unwrap();
        assert_eq!((found.version, found.epoch), (3, 1));
    })
    .await;
}

#[tokio::test]
async fn disabling_and_global_sign_out_raise_the_epoch_and_enabling_does_not() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        let sub = a_user(1).sub;
        let state = async || {
            let user = user::find(&store, POOL, sub).await.unwrap().unwrap();
            (user.enabled, user.epoch, user.version)
        };
        commit(&store, [user::set_enabled(POOL, sub, false, 2_000)]).await;
        assert_eq!(state().await, (false, 1, 2));
        commit(&store, [user::set_enabled(POOL, sub, true, 3_000)]).await;
        assert_eq!(state().await, (true, 1, 3));
        commit(&store, [user::raise_epoch(POOL, sub)]).await;
        assert_eq!(state().await, (true, 2, 4));
        commit(&store, [user::check_unchanged(POOL, sub, 4)]).await;
        let moved = write(&store, [user::check_unchanged(POOL, sub, 3)]).await;
        assert_eq!(moved, Unmet(user::MOVED));
        for statement in
            [user::raise_epoch(POOL, Sub([0; 16])), user::set_enabled(POOL, Sub([0; 16]), true, 1)]
        {
            assert_eq!(write(&store, [statement]).await, Unmet("user.present"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_deleted_user_leaves_no_names_behind() {
    each(async |store| {
        let user = a_user(1);
        let pool = populated(&store, &[user.clone(), a_user(2)]).await;
        let deletes = |seen| {
            let names = login_names(&pool.rules, &user, &sha256);
            let values = search::values(&user, false);
            let mut all = vec![
                user::delete(POOL, user.sub, seen),
                cognate_store::records::user_count::add(POOL, 3, -1),
            ];
            all.extend(login_name::changes(POOL, user.sub, &names, &[]));
            all.extend(user_search::changes(POOL, user.sub, &values, &[]));
            all
        };
        assert_eq!(write(&store, deletes(5)).await, Unmet(user::MOVED));
        commit(&store, deletes(1)).await;
        assert_eq!(user::find(&store, POOL, user.sub).await.unwrap(), None);
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn st_2_a_name_has_one_holder_and_says_which_kind_was_taken() {
    each(async |store| {
        let name = |kind| LoginName { kind, hash: [1; 32] };
        let (a, b) = (Sub([1; 16]), Sub([2; 16]));
        for kind in [Kind::Name, Kind::Email, Kind::Phone, Kind::External] {
            commit(&store, [login_name::insert(POOL, &name(kind), a)]).await;
            match write(&store, [login_name::insert(POOL, &name(kind), b)]).await {
                Unmet(label) => assert_eq!(login_name::taken(label), Some(kind)),
                Committed => panic!("two holders"),
            }
            commit(&store, [login_name::insert(POOL + 1, &name(kind), b)]).await;
        }
        assert_eq!(login_name::taken(user::MOVED), None);
        let name = name(Kind::Email);
        let foreign = login_name::move_to(POOL, &name, b, a);
        assert_eq!(write(&store, [foreign]).await, Unmet(login_name::MOVED));
        commit(&store, [login_name::move_to(POOL, &name, a, b)]).await;
        assert_eq!(login_name::holder(&store, POOL, &name).await.unwrap(), Some(b));
        let foreign = login_name::delete(POOL, &name, a);
        assert_eq!(write(&store, [foreign]).await, Unmet(login_name::MOVED));
        commit(&store, [login_name::delete(POOL, &name, b)]).await;
        assert_eq!(login_name::holder(&store, POOL, &name).await.unwrap(), None);
    })
    .await;
}

async fn typed(store: &Store, pool: &Pool, text: &str, mac: [u8; 32]) -> Found {
    let may_be = candidates(&pool.rules, text, &sha256);
    user::by_name(store, pool.key, &may_be.names, may_be.sub, mac).await.unwrap()
}

#[tokio::test]
async fn ct_2_one_read_answers_for_known_and_unknown_names_alike() {
    each(async |store| {
        let mut named_like_an_address = a_user(3);
        named_like_an_address.username = "user1@example.com".into();
        let pool = populated(&store, &[a_user(1), a_user(2)]).await;
        let failed = Attempts::default().failed(5_000, &Limits::default());
        let unknown = Key::Name([7; 32]);
        commit(
            &store,
            [
                attempt::record_failure(POOL, Key::User(a_user(2).sub), &failed),
                attempt::record_failure(POOL, unknown, &failed),
            ],
        )
        .await;
        let stored = Attempts { version: 1, ..failed };

        for text in ["USER2", "user2@Example.com", &a_user(2).sub.to_string()] {
            let found = typed(&store, &pool, text, [0; 32]).await;
            let (user, attempts) = found.user.expect(text);
            assert_eq!((user, attempts), (a_user(2), stored));
            assert_eq!(found.name_attempts, Attempts::default());
        }
        let first = typed(&store, &pool, "user1", [7; 32]).await;
        assert_eq!(first.user.unwrap().1, Attempts::default(), "each user has their own counter");
        assert_eq!(first.name_attempts, stored);
        assert!(first.stand_in.is_none());
        for mac in [[7; 32], [0; 32], [0xFF; 32]] {
            let nobody = typed(&store, &pool, "nobody", mac).await;
            assert!(nobody.user.is_none());
            let stand_in = nobody.stand_in.expect("somebody is read in the place of nobody").sub;
            assert!([a_user(1).sub, a_user(2).sub].contains(&stand_in), "TB-4: of this pool");
            let again = typed(&store, &pool, &Sub([9; 16]).to_string(), mac).await;
            assert!(again.user.is_none());
            assert_eq!(again.stand_in.unwrap().sub, stand_in);
            let counted = if mac == [7; 32] { stored } else { Attempts::default() };
            assert_eq!(nobody.name_attempts, counted);
        }
        let elsewhere = user::by_name(&store, POOL + 1, &[], Some(a_user(1).sub), [7; 32]).await;
        let elsewhere = elsewhere.unwrap();
        assert!(elsewhere.user.is_none(), "TB-4: other pools do not exist");
        assert!(elsewhere.stand_in.is_none());
        assert_eq!(elsewhere.name_attempts, Attempts::default());

        // A user name wins over another user's address of the same spelling.
        commit(&store, inserts(&pool, &named_like_an_address)).await;
        let found = typed(&store, &pool, "User1@example.com", [0; 32]).await;
        assert_eq!(found.user.unwrap().0.sub, named_like_an_address.sub);
    })
    .await;
}

#[tokio::test]
async fn the_bearer_of_a_token_is_read_with_session_and_counter() {
    each(async |store| {
        let user = a_user(1);
        populated(&store, slice::from_ref(&user)).await;
        let live = a_session(&user, 1);
        commit(&store, [session::insert(&live)]).await;
        let found = user::with_session(&store, POOL, user.sub, [1; 16]).await.unwrap().unwrap();
        assert_eq!((&found.user, found.session), (&user, Some(live)));
        assert_eq!(found.attempts, Attempts::default());

        let failed = Attempts::default().failed(5_000, &Limits::default());
        commit(&store, [attempt::record_failure(POOL, Key::User(user.sub), &failed)]).await;
        let found = user::with_session(&store, POOL, user.sub, [2; 16]).await.unwrap().unwrap();
        assert_eq!(found.session, None, "absent means revoked");
        assert_eq!(found.attempts.failures, 1);
        let alone = user::with_attempts(&store, POOL, user.sub).await.unwrap();
        assert_eq!(alone, Some((user, found.attempts)));
        let nobody = user::with_session(&store, POOL, Sub([0; 16]), [1; 16]).await.unwrap();
        assert!(nobody.is_none());
        assert_eq!(user::with_attempts(&store, POOL, Sub([0; 16])).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn rl_2_a_counter_moves_only_from_what_was_read() {
    each(async |store| {
        let (limits, key) = (Limits::default(), Key::Name([1; 32]));
        let none = Attempts::default();
        let first = none.failed(1_000, &limits);
        commit(&store, [attempt::check_unchanged(POOL, key, &none)]).await;
        commit(&store, [attempt::clear(POOL, key, &none)]).await;
        assert_eq!(attempt::find(&store, POOL, key).await.unwrap(), none, "nothing was written");

        commit(&store, [attempt::record_failure(POOL, key, &first)]).await;
        for stale in [
            attempt::record_failure(POOL, key, &first),
            attempt::check_unchanged(POOL, key, &none),
            attempt::clear(POOL, key, &none),
        ] {
            assert_eq!(write(&store, [stale]).await, Unmet(attempt::MOVED));
        }
        let read = attempt::find(&store, POOL, key).await.unwrap();
        assert_eq!(read, Attempts { version: 1, ..first });

        let second = read.failed(2_000, &limits);
        commit(&store, [attempt::record_failure(POOL, key, &second)]).await;
        for stale in [
            attempt::record_failure(POOL, key, &second),
            attempt::check_unchanged(POOL, key, &read),
            attempt::clear(POOL, key, &read),
        ] {
            assert_eq!(write(&store, [stale]).await, Unmet(attempt::MOVED));
        }
        let read = attempt::find(&store, POOL, key).await.unwrap();
        assert_eq!(read, Attempts { version: 2, ..second });
        commit(&store, [attempt::check_unchanged(POOL, key, &read)]).await;
        commit(&store, [attempt::clear(POOL, key, &read)]).await;
        let cleared = attempt::find(&store, POOL, key).await.unwrap();
        assert_eq!(cleared, Attempts { version: 3, ..none }, "the version never goes back");
        commit(&store, [attempt::clear(POOL, key, &cleared)]).await;
        assert_eq!(attempt::find(&store, POOL, key).await.unwrap(), cleared);
    })
    .await;
}

#[tokio::test]
async fn rl_2_of_parallel_wrong_answers_one_counts_and_the_others_read_again() {
    each(async |store| {
        let key = Key::User(Sub([1; 16]));
        let failed = Attempts::default().failed(1_000, &Limits::default());
        let tries: Vec<_> = (0..8)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let batch = Batch::new().with(attempt::record_failure(POOL, key, &failed));
                    store.write(batch).await.unwrap()
                })
            })
            .collect();
        let mut outcomes: Vec<Outcome> = Vec::new();
        for one in tries {
            outcomes.push(one.await.unwrap());
        }
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Committed).count(), 1);
        assert_eq!(attempt::find(&store, POOL, key).await.unwrap().version, 1);
    })
    .await;
}

#[tokio::test]
async fn users_are_listed_in_the_order_of_subs() {
    each(async |store| {
        let mut users: Vec<User> = (1..=5).map(a_user).collect();
        users[1].status = Status::Unconfirmed;
        users[3].enabled = false;
        populated(&store, &users).await;
        let subs = |page: Vec<User>| page.iter().map(|user| user.sub.0[0]).collect::<Vec<_>>();
        let page = user::page(&store, POOL, None, 3).await.unwrap();
        assert_eq!(subs(page), [1, 2, 3]);
        let page = user::page(&store, POOL, Some(users[2].sub), 3).await.unwrap();
        assert_eq!(subs(page), [4, 5]);
        assert!(user::page(&store, POOL + 1, None, 3).await.unwrap().is_empty());
        let confirmed = Status::Confirmed;
        let page = user::page_by_status(&store, POOL, confirmed, None, 2).await.unwrap();
        assert_eq!(subs(page), [1, 3]);
        let after = Some(users[2].sub);
        let page = user::page_by_status(&store, POOL, confirmed, after, 2).await.unwrap();
        assert_eq!(subs(page), [4, 5]);
        let page = user::page_by_enabled(&store, POOL, false, None, 9).await.unwrap();
        assert_eq!(subs(page), [4]);
        let page = user::page_by_enabled(&store, POOL, true, after, 9).await.unwrap();
        assert_eq!(subs(page), [5]);
        let page = user::page_by_status(&store, POOL, Status::ResetRequired, None, 9).await;
        assert!(page.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn users_are_found_by_the_beginning_of_their_sub() {
    each(async |store| {
        let mut users: Vec<User> = [0x00, 0x0F, 0x10, 0x1F, 0xFF].map(a_user).into();
        users[0].sub = Sub([0; 16]);
        users[4].sub = Sub([0xFF; 16]);
        populated(&store, &users).await;
        let find = async |prefix: &str, after, limit| {
            let range = user::subs_starting_with(prefix).unwrap();
            let page = user::page_between(&store, POOL, range, after, limit).await.unwrap();
            page.iter().map(|user| user.sub.0[0]).collect::<Vec<_>>()
        };
        assert_eq!(find("", None, 9).await, [0x00, 0x0F, 0x10, 0x1F, 0xFF]);
        assert_eq!(find("0", None, 9).await, [0x00, 0x0F]);
        assert_eq!(find("1", None, 1).await, [0x10]);
        assert_eq!(find("1", Some(users[2].sub), 9).await, [0x1F]);
        assert!(find("1", Some(users[3].sub), 9).await.is_empty());
        assert_eq!(find("f", Some(users[0].sub), 9).await, [0xFF]);
        assert_eq!(find(&users[0].sub.to_string(), None, 9).await, [0x00]);
        assert_eq!(find(&users[3].sub.to_string(), None, 9).await, [0x1F]);
        assert!(find("2", None, 9).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn filters_find_equal_values_and_beginnings_page_by_page() {
    each(async |store| {
        let mut users: Vec<User> = (1..=4).map(a_user).collect();
        users[3].attributes.insert("given_name".into(), "ünalan".into());
        let mut long = a_user(5);
        long.attributes.insert("given_name".into(), "x".repeat(2_048));
        users.push(long);
        populated(&store, &users).await;
        let find = async |operand: &str, prefix, after: Option<(&[u8], Sub)>, limit| {
            let operand = search::index(operand, false);
            let name = Attribute::GivenName;
            let hits = user_search::find(&store, POOL, name, &operand, prefix, after, limit).await;
            hits.unwrap()
        };
        let subs = |hits: &[user_search::Hit]| {
            hits.iter().map(|hit| hit.user.sub.0[0]).collect::<Vec<_>>()
        };
        assert_eq!(subs(&find("ÜNAL", false, None, 9).await), [1, 2, 3]);
        let first = find("üna", true, None, 2).await;
        assert_eq!(subs(&first), [1, 2]);
        let last = &first[1];
        let rest = find("üna", true, Some((&last.value, last.user.sub)), 9).await;
        assert_eq!(subs(&rest), [3, 4]);
        assert_eq!(subs(&find("", true, None, 9).await).len(), 5);
        assert_eq!(subs(&find("", false, None, 9).await).len(), 0);
        assert_eq!(subs(&find(&"x".repeat(256), true, None, 9).await), [5]);
        let email = search::index("USER3@example.com", false);
        let hits = user_search::find(&store, POOL, Attribute::Email, &email, false, None, 9).await;
        assert_eq!(subs(&hits.unwrap()), [3]);
    })
    .await;
}
