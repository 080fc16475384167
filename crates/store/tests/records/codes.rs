use std::slice;

use cognate_crypto::sha256;
use cognate_domain::Sub;
use cognate_domain::attempt::{Attempts, Limits};
use cognate_domain::name::candidates;
use cognate_store::batch::Batch;
use cognate_store::batch::Outcome::{Committed, Unmet};
use cognate_store::records::attempt::{self, Key};
use cognate_store::records::code::{self, Code, purpose};
use cognate_store::records::quota::{self, Quota, kind};
use cognate_store::records::{session, user};

use super::fixture::*;

#[tokio::test]
async fn otp_5_a_newer_code_takes_the_place_of_the_older() {
    each(async |store| {
        let user = a_user(1);
        let old = a_code(&user, purpose::VERIFY_EMAIL, 1);
        let other = Code { medium: code::medium::SMS, ..a_code(&user, purpose::RESET, 2) };
        commit(&store, [&old, &other].map(code::replace)).await;
        let find = async |purpose| code::find(&store, POOL, user.sub, purpose).await.unwrap();
        assert_eq!(find(purpose::VERIFY_EMAIL).await.as_ref(), Some(&old));
        commit(&store, [code::wrong_answer(&old)]).await;

        let new = Code {
            pending: Some(vec![5; 60]),
            issued: 2_000,
            expires: 80_000,
            store_epoch: 3,
            ..a_code(&user, purpose::VERIFY_EMAIL, 9)
        };
        commit(&store, [code::replace(&new)]).await;
        assert_eq!(find(purpose::VERIFY_EMAIL).await, Some(new));
        assert_eq!(find(purpose::RESET).await, Some(other), "OTP-10: purposes do not meet");
        for stale in [code::wrong_answer(&old), code::redeem(&old)] {
            assert_eq!(write(&store, [stale]).await, Unmet(code::MOVED));
        }
        let elsewhere = code::find(&store, POOL + 1, user.sub, purpose::RESET).await.unwrap();
        assert_eq!(elsewhere, None);
        commit(&store, [code::delete(POOL, user.sub, purpose::VERIFY_EMAIL)]).await;
        assert_eq!(find(purpose::VERIFY_EMAIL).await, None);
        commit(&store, [code::delete_all(POOL, user.sub)]).await;
        assert_eq!(find(purpose::RESET).await, None);
    })
    .await;
}

#[tokio::test]
async fn otp_2_an_answer_is_settled_against_the_code_that_was_read() {
    each(async |store| {
        let user = a_user(1);
        let first = a_code(&user, purpose::SIGN_UP, 1);
        commit(&store, [code::replace(&first)]).await;
        commit(&store, [code::wrong_answer(&first)]).await;
        for late in [code::wrong_answer(&first), code::redeem(&first)] {
            assert_eq!(write(&store, [late]).await, Unmet(code::MOVED));
        }
        let read = code::find(&store, POOL, user.sub, purpose::SIGN_UP).await.unwrap().unwrap();
        assert_eq!(read, Code { attempts: 1, ..first });
        commit(&store, [code::redeem(&read)]).await;
        for late in [code::redeem(&read), code::wrong_answer(&read)] {
            assert_eq!(write(&store, [late]).await, Unmet(code::MOVED));
        }
    })
    .await;
}

/// Right and wrong answers to one reading: whoever comes first, the others read again.
#[tokio::test]
async fn st_2_of_parallel_answers_one_is_settled() {
    each(async |store| {
        let read = a_code(&a_user(1), purpose::RESET, 1);
        commit(&store, [code::replace(&read)]).await;
        let answers: Vec<_> = (0..8)
            .map(|n| {
                let (store, read) = (store.clone(), read.clone());
                tokio::spawn(async move {
                    let settle = if n < 4 { code::redeem } else { code::wrong_answer };
                    store.write(Batch::new().with(settle(&read))).await.unwrap()
                })
            })
            .collect();
        let mut settled = 0;
        for answer in answers {
            settled += i64::from(answer.await.unwrap() == Committed);
        }
        assert_eq!(settled, 1);
    })
    .await;
}

#[tokio::test]
async fn expired_codes_go_bucket_by_bucket() {
    each(async |store| {
        let codes: Vec<_> = (0..40)
            .map(|n| Code { expires: i64::from(n), ..a_code(&a_user(n), purpose::RESET, n) })
            .collect();
        commit(&store, codes.iter().map(code::replace)).await;
        let mut emptied = 0;
        for bucket in 0..code::BUCKETS {
            while code::any_expired(&store, bucket, 30).await.unwrap() {
                commit(&store, [code::delete_expired(bucket, 30)]).await;
                emptied += 1;
            }
        }
        assert_eq!(emptied, code::BUCKETS);
        for one in codes {
            let left = code::find(&store, POOL, one.sub, one.purpose).await.unwrap();
            assert_eq!(left.is_some(), one.expires >= 30);
        }
    })
    .await;
}

#[tokio::test]
async fn rl_2_a_quota_moves_only_from_what_was_read() {
    each(async |store| {
        for key in [Key::User(Sub([1; 16])), Key::Name([1; 32])] {
            let none = Quota::default();
            let first = Quota { started: 1_000, n: 1, version: 0 };
            let check = |seen| quota::check_unchanged(POOL, key, kind::RESETS, seen);
            let record = |next| quota::record(POOL, key, kind::RESETS, next);
            commit(&store, [check(&none)]).await;
            commit(&store, [record(&first)]).await;
            for stale in [record(&first), check(&none)] {
                assert_eq!(write(&store, [stale]).await, Unmet(quota::MOVED));
            }
            let find = async |kind| quota::find(&store, POOL, key, kind).await.unwrap();
            let read = find(kind::RESETS).await;
            assert_eq!(read, Quota { version: 1, ..first });
            assert_eq!(find(kind::CONFIRMATIONS).await, none);

            let second = Quota { started: 9_000, n: 2, ..read };
            commit(&store, [record(&second)]).await;
            for stale in [record(&second), check(&read)] {
                assert_eq!(write(&store, [stale]).await, Unmet(quota::MOVED));
            }
            let read = find(kind::RESETS).await;
            assert_eq!(read, Quota { version: 2, ..second });
            commit(&store, [check(&read)]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn quotas_of_past_hours_go_step_by_step() {
    each(async |store| {
        let key = |n: u16| {
            Key::User(Sub([[0; 14].as_slice(), &n.to_be_bytes()].concat().try_into().unwrap()))
        };
        let started = |n: u16| if n.is_multiple_of(7) { 90_000 } else { 10_000 };
        let all = (0..700).map(|n| {
            let quota = Quota { started: started(n), n: 1, version: 0 };
            quota::record(POOL, key(n), kind::CONFIRMATIONS, &quota)
        });
        commit(&store, all).await;
        let mut from: quota::Place = (0, Vec::new(), 0);
        let mut steps = 0;
        while let Some(to) = quota::sweep_step(&store, &from).await.unwrap() {
            commit(&store, [quota::delete_idle(&from, &to, 50_000)]).await;
            (from, steps) = (to, steps + 1);
        }
        assert_eq!(steps, 2);
        for n in [0, 1, 7, 500, 693, 699] {
            let left = quota::find(&store, POOL, key(n), kind::CONFIRMATIONS).await.unwrap();
            assert_eq!(left.version == 1, started(n) == 90_000, "{n}");
        }
    })
    .await;
}

#[tokio::test]
async fn otp_2_a_supposed_code_never_replaces_one_that_was_sent_meanwhile() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        let code = |n| a_code(&a_user(1), purpose::SIGN_UP, n);
        let moved = Unmet(code::MOVED);
        commit(&store, [code::replace_seen(&code(1), None)]).await;
        assert_eq!(write(&store, [code::replace_seen(&code(2), None)]).await, moved);
        commit(&store, [code::replace_seen(&code(2), Some(&code(1)))]).await;
        assert_eq!(write(&store, [code::replace_seen(&code(3), Some(&code(1)))]).await, moved);
        let found = code::find(&store, POOL, a_user(1).sub, purpose::SIGN_UP).await.unwrap();
        assert_eq!(found, Some(code(2)));
    })
    .await;
}

#[tokio::test]
async fn ct_2_one_read_tells_code_and_quota_of_known_and_unknown_names_alike() {
    each(async |store| {
        let pool = populated(&store, &[a_user(1), a_user(2)]).await;
        let (known, unknown) = (Key::User(a_user(1).sub), Key::Name([7; 32]));
        let failed = Attempts::default().failed(5_000, &Limits::default());
        let sent = a_code(&a_user(1), purpose::RESET, 1);
        let count = |n| Quota { started: 1_000, n, version: 0 };
        commit(
            &store,
            [
                code::replace(&sent),
                code::replace(&a_code(&a_user(1), purpose::SIGN_UP, 2)),
                quota::record(POOL, known, kind::RESETS, &count(3)),
                quota::record(POOL, unknown, kind::RESETS, &count(4)),
                attempt::record_failure(POOL, known, &failed),
                attempt::record_failure(POOL, unknown, &failed),
            ],
        )
        .await;
        let read = async |text: &str, purpose, kind| {
            let may_be = candidates(&pool.rules, text, &sha256);
            let (names, sub) = (&may_be.names, may_be.sub);
            user::by_name_with_code(&store, POOL, names, sub, [7; 32], purpose, kind).await.unwrap()
        };
        let stored = Attempts { version: 1, ..failed };
        for text in ["USER1", "user1@Example.com", &a_user(1).sub.to_string()] {
            let found = read(text, purpose::RESET, kind::RESETS).await;
            assert_eq!(found.user, Some((a_user(1), stored)));
            assert_eq!(found.name_attempts, stored);
            assert_eq!(found.code.as_ref(), Some(&sent));
            assert_eq!(found.quota, Quota { version: 1, ..count(3) });
        }
        let second = read("user2", purpose::RESET, kind::RESETS).await;
        assert_eq!(second.user, Some((a_user(2), Attempts::default())));
        assert_eq!((second.code, second.quota), (None, Quota::default()), "each has their own");
        let nobody = read("nobody", purpose::RESET, kind::RESETS).await;
        assert!(nobody.user.is_none() && nobody.code.is_none());
        assert_eq!(nobody.name_attempts, stored);
        assert_eq!(nobody.quota, Quota { version: 1, ..count(4) });
        let other = read("user1", purpose::VERIFY_PHONE, kind::CONFIRMATIONS).await;
        assert_eq!((other.code, other.quota), (None, Quota::default()));

        // A name that nobody has keeps a code like anybody.
        let motions = Code { sub: code::home_of_name([7; 32]), ..sent };
        commit(&store, [code::replace(&motions)]).await;
        let nobody = read("nobody", purpose::RESET, kind::RESETS).await;
        assert!(nobody.user.is_none());
        assert_eq!(nobody.code, Some(motions));
        commit(&store, [user::check_absent(POOL, code::home_of_name([7; 32]))]).await;
    })
    .await;
}

#[tokio::test]
async fn a_bearer_is_read_with_session_code_and_quota() {
    each(async |store| {
        let user = a_user(1);
        populated(&store, slice::from_ref(&user)).await;
        let read = async |session, purpose, kind| {
            let sub = user.sub;
            user::with_session_and_code(&store, POOL, sub, session, purpose, kind).await.unwrap()
        };
        let bare = read([1; 16], purpose::VERIFY_EMAIL, kind::ATTRIBUTE_CODES).await.unwrap();
        assert_eq!(bare.user, user);
        assert_eq!((bare.session, bare.code), (None, None));
        assert_eq!((bare.attempts, bare.quota), (Attempts::default(), Quota::default()));

        let live = a_session(&user, 1);
        let sent = Code { pending: Some(vec![1, 2]), ..a_code(&user, purpose::VERIFY_EMAIL, 1) };
        let failed = Attempts::default().failed(5_000, &Limits::default());
        let counted = Quota { started: 1_000, n: 2, version: 0 };
        let key = Key::User(user.sub);
        commit(
            &store,
            [
                session::insert(&live),
                code::replace(&sent),
                attempt::record_failure(POOL, key, &failed),
                quota::record(POOL, key, kind::ATTRIBUTE_CODES, &counted),
            ],
        )
        .await;
        let full = read([1; 16], purpose::VERIFY_EMAIL, kind::ATTRIBUTE_CODES).await.unwrap();
        assert_eq!((full.session, full.code), (Some(live), Some(sent)));
        assert_eq!(full.attempts, Attempts { version: 1, ..failed });
        assert_eq!(full.quota, Quota { version: 1, ..counted });
        let other = read([1; 16], purpose::VERIFY_PHONE, kind::RESETS).await.unwrap();
        assert_eq!((other.code, other.quota), (None, Quota::default()));
        let sub = Sub([0; 16]);
        let nobody = user::with_session_and_code(&store, POOL, sub, [1; 16], 1, 1).await.unwrap();
        assert!(nobody.is_none());
    })
    .await;
}
