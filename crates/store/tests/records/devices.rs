//! Devices, tracked sessions and parked ones.

use cognate_domain::{Session, Sub};
use cognate_store::Store;
use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::device::{self, Device};
use cognate_store::records::tracked_session::{self, Kind, TrackedSession};
use cognate_store::records::{parked_session, session};

use super::fixture::*;

pub fn a_device(sub: Sub, n: u8) -> Device {
    Device {
        pool: POOL,
        sub,
        id: [n; 16],
        group_key: "-AbCdEfGh".into(),
        name: None,
        sealed: vec![n; 60],
        remembered: true,
        created: 1_000,
        modified: 1_000,
        last_authenticated: 1_000,
        last_ip: None,
        version: 1,
    }
}

pub fn tracked(session: &Session) -> TrackedSession {
    TrackedSession {
        pool: session.pool,
        sub: session.sub,
        kind: Kind::Token,
        id: session.id,
        client: session.client.clone(),
        created: session.created,
        last_active: session.last_active,
        expires: session.expires,
        device_type: "Linux, Firefox".into(),
        ip: "192.0.2.7".into(),
        origin: None,
    }
}

#[tokio::test]
async fn a_device_is_read_back_as_written_and_changed() {
    each(async |store| {
        let sub = a_user(1).sub;
        let plain = a_device(sub, 1);
        let full = Device {
            name: Some("laptop".into()),
            remembered: false,
            last_ip: Some("2001:db8::1".into()),
            ..a_device(sub, 2)
        };
        commit(&store, [device::insert(&full), device::insert(&plain)]).await;
        assert_eq!(write(&store, [device::insert(&plain)]).await, Unmet(device::TAKEN));
        let find = async |n| device::find(&store, POOL, sub, [n; 16]).await.unwrap();
        assert_eq!(find(1).await.as_ref(), Some(&plain));
        assert_eq!(find(2).await.as_ref(), Some(&full));
        assert_eq!(find(3).await, None);
        let other = device::find(&store, POOL, a_user(2).sub, [1; 16]).await.unwrap();
        assert_eq!(other, None);
        let page =
            async |after, limit| device::page(&store, POOL, sub, after, limit).await.unwrap();
        assert_eq!(page(None, 1).await, std::slice::from_ref(&plain));
        assert_eq!(page(Some([1; 16]), 9).await, [full]);

        commit(&store, [device::set_status(POOL, sub, [1; 16], false, 5_000)]).await;
        commit(&store, [device::used(POOL, sub, [1; 16], 6_000, "192.0.2.1")]).await;
        let changed = Device {
            remembered: false,
            modified: 5_000,
            last_authenticated: 6_000,
            last_ip: Some("192.0.2.1".into()),
            version: 3,
            ..plain
        };
        assert_eq!(find(1).await, Some(changed));
        commit(&store, [device::delete(POOL, sub, [1; 16])]).await;
        for gone in [
            device::delete(POOL, sub, [1; 16]),
            device::set_status(POOL, sub, [1; 16], true, 1),
            device::used(POOL, sub, [1; 16], 1, "x"),
        ] {
            assert_eq!(write(&store, [gone]).await, Unmet(device::ABSENT));
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_of_a_device_are_revoked_but_one() {
    each(async |store| {
        let user = a_user(1);
        let of = |n, device: Option<&str>| Session {
            device: device.map(str::to_owned),
            ..a_session(&user, n)
        };
        let sessions = [of(1, Some("a")), of(2, Some("a")), of(3, Some("b")), of(4, None)];
        commit(&store, sessions.iter().map(session::insert)).await;
        let revoked = async || {
            let page = session::page_of_user(&store, POOL, user.sub, None, 9).await.unwrap();
            page.iter().map(|session| session.revoked).collect::<Vec<_>>()
        };
        let except = Some([2; 16]);
        commit(&store, [session::revoke_of_device(POOL, user.sub, "a", except)]).await;
        assert_eq!(revoked().await, [true, false, false, false]);
        commit(&store, [session::revoke_of_device(POOL, user.sub, "a", None)]).await;
        assert_eq!(revoked().await, [true, true, false, false]);
    })
    .await;
}

async fn of_user(store: &Store, sub: Sub) -> tracked_session::OfUser {
    tracked_session::of_user(store, POOL, sub).await.unwrap()
}

#[tokio::test]
async fn tracked_sessions_are_read_with_what_decides() {
    each(async |store| {
        let user = a_user(1);
        let none = of_user(&store, user.sub).await;
        assert!(none.guard == 0 && none.sessions.is_empty());
        let (first, second) = (a_session(&user, 1), a_session(&user, 2));
        let through = TrackedSession { origin: Some([9; 16]), ..tracked(&second) };
        let sso = TrackedSession {
            kind: Kind::Sso,
            id: [9; 16],
            client: String::new(),
            ..tracked(&second)
        };
        commit(&store, [&first, &second].map(session::insert)).await;
        commit(&store, [&tracked(&first), &through, &sso].map(tracked_session::insert)).await;
        let twice = write(&store, [tracked_session::insert(&sso)]).await;
        assert_eq!(twice, Unmet("tracked_session.absent"));
        let found = of_user(&store, user.sub).await.sessions;
        let shown: Vec<_> = found.iter().map(|found| found.tracked.clone()).collect();
        assert_eq!(shown, [tracked(&first), through, sso]);
        let decide: Vec<_> = found.iter().map(|found| found.session.clone()).collect();
        assert_eq!(decide, [Some(first.clone()), Some(second), None]);

        commit(&store, [tracked_session::seen(&first, 9_000, "iOS, Safari", "192.0.2.9")]).await;
        commit(&store, [tracked_session::seen(&first, 8_000, "unknown", "192.0.2.8")]).await;
        let seen = TrackedSession {
            last_active: 9_000,
            device_type: "iOS, Safari".into(),
            ip: "192.0.2.9".into(),
            ..tracked(&first)
        };
        assert_eq!(of_user(&store, user.sub).await.sessions[0].tracked, seen);
        commit(&store, [tracked_session::delete(POOL, user.sub, Kind::Token, [1; 16])]).await;
        assert_eq!(of_user(&store, user.sub).await.sessions.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_guard_lets_one_of_several_sign_ins_pass() {
    each(async |store| {
        let sub = a_user(1).sub;
        for seen in 0..3 {
            assert_eq!(of_user(&store, sub).await.guard, seen);
            commit(&store, [tracked_session::guard(POOL, sub, seen)]).await;
            let late = write(&store, [tracked_session::guard(POOL, sub, seen)]).await;
            assert_eq!(late, Unmet(tracked_session::MOVED));
        }
        assert_eq!(of_user(&store, a_user(2).sub).await.guard, 0);
    })
    .await;
}

#[tokio::test]
async fn expired_descriptions_go_step_by_step() {
    each(async |store| {
        let rows = (0..600).map(|n: u16| {
            let user = a_user(1 + (n / 100) as u8);
            let mut row = tracked(&a_session(&user, (n % 100) as u8));
            row.expires = if n.is_multiple_of(2) { 90_000 } else { 10_000 };
            tracked_session::insert(&row)
        });
        commit(&store, rows).await;
        let mut from = tracked_session::Place::default();
        while let Some(to) = tracked_session::sweep_step(&store, &from).await.unwrap() {
            commit(&store, [tracked_session::delete_expired(&from, &to, 50_000)]).await;
            from = to;
        }
        for n in 1..=6 {
            assert_eq!(of_user(&store, a_user(n).sub).await.sessions.len(), 50);
        }
    })
    .await;
}

#[tokio::test]
async fn a_parked_session_is_found_replaced_and_swept() {
    each(async |store| {
        let find = async |n| parked_session::find(&store, POOL, [n; 32]).await.unwrap();
        assert_eq!(find(1).await, None);
        commit(&store, [parked_session::replace(POOL, [1; 32], "one", 5_000)]).await;
        commit(&store, [parked_session::replace(POOL, [1; 32], "two", 6_000)]).await;
        commit(&store, [parked_session::replace(POOL, [2; 32], "three", 9_000)]).await;
        assert_eq!(find(1).await.as_deref(), Some("two"));
        for bucket in 0..parked_session::BUCKETS {
            while parked_session::any_expired(&store, bucket, 7_000).await.unwrap() {
                commit(&store, [parked_session::delete_expired(bucket, 7_000)]).await;
            }
        }
        assert_eq!(find(1).await, None);
        assert_eq!(find(2).await.as_deref(), Some("three"));
    })
    .await;
}
