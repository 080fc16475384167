use cognate_store::batch::Outcome::Unmet;
use cognate_store::records::audit_event::{self, AuditEvent};
use cognate_store::records::config_change::{self, ConfigChange};
use cognate_store::records::job::{self, Job};
use cognate_store::records::lease::{self, Lease};
use cognate_store::records::node::{self, Node};
use cognate_store::records::user_count;

use super::fixture::*;

const A: [u8; 16] = [0xA; 16];
const B: [u8; 16] = [0xB; 16];

#[tokio::test]
async fn a_lease_has_one_holder_and_a_fence_that_rises_with_each() {
    each(async |store| {
        let find = async || lease::find(&store, 7).await.unwrap();
        assert_eq!(find().await, None);
        commit(&store, [lease::try_take(7, A, 1_000, 16_000)]).await;
        assert_eq!(find().await, Some(Lease { partition: 7, owner: A, fence: 1, until: 16_000 }));
        let held = write(&store, [lease::try_take(7, B, 16_000, 31_000)]).await;
        assert_eq!(held, Unmet("lease.free"));
        commit(&store, [lease::renew(7, A, 1, 20_000)]).await;
        commit(&store, [lease::check_fence(7, 1)]).await;

        commit(&store, [lease::try_take(7, B, 20_001, 35_000)]).await;
        assert_eq!(find().await, Some(Lease { partition: 7, owner: B, fence: 2, until: 35_000 }));
        assert_eq!(write(&store, [lease::renew(7, A, 1, 50_000)]).await, Unmet("lease.held"));
        assert_eq!(write(&store, [lease::check_fence(7, 1)]).await, Unmet("lease.fence"));
        commit(&store, [lease::release(7, A, 1)]).await;
        assert_eq!(find().await.unwrap().until, 35_000, "not one's own to release");
        commit(&store, [lease::release(7, B, 2)]).await;
        commit(&store, [lease::try_take(7, A, 20_002, 35_000)]).await;
        assert_eq!(find().await.unwrap().fence, 3);
        assert_eq!(lease::all(&store).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_job_is_changed_only_under_the_newest_fence() {
    each(async |store| {
        let job = |n: u8, due| Job {
            id: [n; 16],
            partition: 3,
            kind: 1,
            state: "{}".into(),
            due,
            created: 1_000,
            tries: 0,
            fence: 0,
        };
        commit(&store, [job(1, 5_000), job(2, 4_000), job(3, 9_000)].map(|job| job::insert(&job)))
            .await;
        let twice = write(&store, [job::insert(&job(1, 1))]).await;
        assert_eq!(twice, Unmet("job.absent"));
        assert_eq!(write(&store, [job::check_absent([1; 16])]).await, Unmet(job::PRESENT));
        commit(&store, [job::check_absent([4; 16])]).await;
        let due = async |now| job::due(&store, now, 10).await.unwrap();
        assert_eq!(due(5_000).await, [job(2, 4_000), job(1, 5_000)]);

        commit(&store, [job::postpone([1; 16], 6_000, 2)]).await;
        commit(&store, [job::postpone([1; 16], 6_000, 2)]).await;
        assert_eq!(job::find(&store, [1; 16]).await.unwrap().unwrap().tries, 2);
        commit(&store, [job::save([1; 16], "{\"at\":1}", 5_500, 3)]).await;
        let found = job::find(&store, [1; 16]).await.unwrap();
        let saved = Job { state: "{\"at\":1}".into(), due: 5_500, fence: 3, ..job(1, 0) };
        assert_eq!(found, Some(saved));
        for late in
            [job::save([1; 16], "{}", 1, 2), job::postpone([1; 16], 1, 2), job::finish([1; 16], 2)]
        {
            assert_eq!(write(&store, [late]).await, Unmet("job.fence"));
        }
        commit(&store, [job::finish([1; 16], 3)]).await;
        assert_eq!(job::find(&store, [1; 16]).await.unwrap(), None);
        assert!((0..64).contains(&job::partition_of([0xFF; 16])));
    })
    .await;
}

#[tokio::test]
async fn nodes_beat_and_silent_ones_go() {
    each(async |store| {
        let node = |id, heartbeat| Node { id, started: 1, heartbeat, address: "host:1".into() };
        commit(&store, [node::heartbeat(&node(A, 1_000)), node::heartbeat(&node(B, 1_000))]).await;
        commit(&store, [node::heartbeat(&node(B, 2_000))]).await;
        assert_eq!(node::all(&store).await.unwrap(), [node(A, 1_000), node(B, 2_000)]);
        commit(&store, [node::delete_silent(2_000)]).await;
        assert_eq!(node::all(&store).await.unwrap(), [node(B, 2_000)]);
        commit(&store, [node::delete(B)]).await;
        assert_eq!(node::all(&store).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn au_2_audit_events_are_kept_in_the_order_of_time() {
    each(async |store| {
        let event = |at, id| AuditEvent { at, id, document: format!("{{\"at\":{at}}}") };
        let events = [event(2_000, A), event(1_000, B), event(1_000, A)];
        commit(&store, events.iter().map(audit_event::insert)).await;
        let page = async |after| audit_event::page(&store, after, 2).await.unwrap();
        assert_eq!(page((0, [0; 16])).await, [event(1_000, A), event(1_000, B)]);
        assert_eq!(page((1_000, B)).await, [event(2_000, A)]);
        commit(&store, [audit_event::prune(2_000)]).await;
        assert_eq!(page((0, [0; 16])).await, [event(2_000, A)]);
    })
    .await;
}

#[tokio::test]
async fn config_changes_are_polled_from_where_the_last_poll_ended() {
    each(async |store| {
        let change = |at, id| ConfigChange {
            at,
            id,
            kind: config_change::kind::USER_POOL,
            key: b"eu-central-1_AbCdEfGhI".to_vec(),
        };
        commit(&store, [change(1_000, A), change(1_000, B)].iter().map(config_change::insert))
            .await;
        commit(&store, [config_change::insert(&change(2_000, A))]).await;
        let since = async |after| config_change::since(&store, after, 10).await.unwrap();
        assert_eq!(since((0, [0; 16])).await.len(), 3);
        assert_eq!(since((1_000, A)).await, [change(1_000, B), change(2_000, A)]);
        assert_eq!(since((2_000, A)).await, []);
        commit(&store, [config_change::prune(2_000)]).await;
        assert_eq!(since((0, [0; 16])).await, [change(2_000, A)]);
    })
    .await;
}

#[tokio::test]
async fn counts_add_up_over_the_slots() {
    each(async |store| {
        assert_eq!(user_count::sum(&store, POOL).await.unwrap(), 0);
        commit(&store, [user_count::add(POOL, 0, 5), user_count::add(POOL, 1, 7)]).await;
        commit(&store, [user_count::add(POOL, 0, -2), user_count::add(POOL + 1, 0, 9)]).await;
        assert_eq!(user_count::sum(&store, POOL).await.unwrap(), 10);
    })
    .await;
}
