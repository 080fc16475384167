//! Passkeys: the quota is the key, ids are unique in a pool, and each signature counts once.

use cognate_domain::Sub;
use cognate_domain::passkey::{Attachment, PASSKEYS_MAX, Passkey, free_slot};
use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::passkey::{self, MOVED, PRESENT, TAKEN};
use cognate_store::records::sweep::{OF_USER, Owner};
use cognate_store::verify;

use super::fixture::*;

pub fn a_passkey(sub: Sub, slot: i64) -> Passkey {
    Passkey {
        pool: POOL,
        sub,
        slot,
        id: vec![sub.0[0], slot as u8, 3],
        public_key: vec![9; 80],
        counter: 5,
        backup_eligible: true,
        backed_up: false,
        attachment: Some(Attachment::CrossPlatform),
        transports: vec!["usb".into(), "nfc".into()],
        rp_id: "auth.example.com".into(),
        name: "Security key".into(),
        created: 1_000,
    }
}

#[tokio::test]
async fn what_is_registered_is_read_back_in_the_order_of_slots() {
    each(async |store| {
        let sub = a_user(1).sub;
        let mut plain = a_passkey(sub, 1);
        (plain.attachment, plain.backup_eligible, plain.counter) = (None, false, 0);
        plain.transports.clear();
        let all = [a_passkey(sub, 0), plain, a_passkey(sub, 2)];
        for passkey in all.iter().rev() {
            commit(&store, [passkey::insert(passkey)]).await;
        }
        commit(&store, [passkey::insert(&a_passkey(a_user(2).sub, 0))]).await;
        assert_eq!(passkey::of_user(&store, POOL, sub).await.unwrap(), all);
        let page = passkey::page(&store, POOL, sub, Some(0), 1).await.unwrap();
        assert_eq!(page, all[1..2]);
    })
    .await;
}

#[tokio::test]
async fn twenty_are_the_most_and_ids_are_unique_in_a_pool() {
    each(async |store| {
        let sub = a_user(1).sub;
        for n in 0..PASSKEYS_MAX as i64 {
            let all = passkey::of_user(&store, POOL, sub).await.unwrap();
            assert_eq!(free_slot(&all), Some(n));
            commit(&store, [passkey::insert(&a_passkey(sub, n))]).await;
        }
        let all = passkey::of_user(&store, POOL, sub).await.unwrap();
        assert_eq!(free_slot(&all), None);
        let mut again = a_passkey(sub, 3);
        again.id = vec![1];
        assert_eq!(write(&store, [passkey::insert(&again)]).await, Unmet(TAKEN), "the slot");
        let mut stolen = a_passkey(a_user(2).sub, 0);
        stolen.id = all[0].id.clone();
        assert_eq!(write(&store, [passkey::insert(&stolen)]).await, Unmet(TAKEN), "the id");
        stolen.pool += 1;
        commit(&store, [passkey::insert(&stolen)]).await;
        commit(&store, [passkey::delete(POOL, sub, &all[7].id)]).await;
        let gone = write(&store, [passkey::delete(POOL, sub, &all[7].id)]).await;
        assert_eq!(gone, Unmet(PRESENT));
        assert_eq!(free_slot(&passkey::of_user(&store, POOL, sub).await.unwrap()), Some(7));
    })
    .await;
}

#[tokio::test]
async fn one_of_two_signatures_from_the_same_reading_is_taken() {
    each(async |store| {
        let before = a_passkey(a_user(1).sub, 0);
        commit(&store, [passkey::insert(&before)]).await;
        let after = Passkey { counter: 6, backed_up: true, ..before.clone() };
        commit(&store, [passkey::signed(&before, &after)]).await;
        let found = passkey::of_user(&store, POOL, before.sub).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&after));
        let stale = Passkey { counter: 7, ..before.clone() };
        assert_eq!(write(&store, [passkey::signed(&before, &stale)]).await, Unmet(MOVED));
        // One that does not count is only looked for.
        commit(&store, [passkey::signed(&after, &after)]).await;
        commit(&store, [passkey::delete(POOL, before.sub, &before.id)]).await;
        assert_eq!(write(&store, [passkey::signed(&after, &after)]).await, Unmet(MOVED));
    })
    .await;
}

#[tokio::test]
async fn a_deleted_user_leaves_no_passkey_behind() {
    each(async |store| {
        let sub = a_user(1).sub;
        commit(&store, [passkey::insert(&a_passkey(sub, 0))]).await;
        for satellite in OF_USER {
            while let Some(statement) =
                satellite.next(&store, Owner::User(POOL, sub)).await.unwrap()
            {
                commit(&store, [statement]).await;
            }
        }
        assert!(passkey::of_user(&store, POOL, sub).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn st_5_what_the_quota_and_the_counter_forbid_is_found() {
    each(async |store| {
        let user = a_user(1);
        populated(&store, std::slice::from_ref(&user)).await;
        commit(&store, [passkey::insert(&a_passkey(user.sub, 19))]).await;
        assert_sound(&store).await;
        commit(&store, [passkey::insert(&a_passkey(user.sub, 20))]).await;
        let odd = Passkey { counter: -1, ..a_passkey(user.sub, 0) };
        commit(&store, [passkey::insert(&odd)]).await;
        let report = verify::verify(&store, &mut |_| {}).await.unwrap();
        let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["passkey.counter", "passkey.slot"]);
    })
    .await;
}
