//! Risk configurations, log deliveries, and what users did.

use cognate_domain::Sub;
use cognate_domain::auth_event::{AuthEvent, Context, Factor, KEPT_MS, Kind, Response};
use cognate_store::records::risk_configuration::{self, RiskConfiguration};
use cognate_store::records::{auth_event, log_delivery};
use serde_json::json;

use super::fixture::*;

pub fn an_event(sub: Sub, n: u8, created: i64) -> AuthEvent {
    AuthEvent {
        pool: POOL,
        sub,
        id: [n; 16],
        kind: Kind::SignIn,
        response: Response::InProgress,
        factors: vec![(Factor::Password, true)],
        context: Context::default(),
        feedback: None,
        created,
    }
}

pub fn a_configuration(client: &str) -> RiskConfiguration {
    let document = json!({ "RiskExceptionConfiguration": {} }).as_object().cloned().unwrap();
    RiskConfiguration { pool: POOL, client: client.into(), document, modified: 1_000 }
}

#[tokio::test]
async fn events_come_newest_first_and_become_what_they_are() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        let sub = a_user(1).sub;
        let events: Vec<AuthEvent> =
            (1..=5).map(|n| an_event(sub, n, 1_000 * i64::from(n))).collect();
        commit(&store, events.iter().map(auth_event::put)).await;
        let first = auth_event::page(&store, POOL, sub, auth_event::FIRST, 2).await.unwrap();
        assert_eq!(first, [events[4].clone(), events[3].clone()]);
        let rest =
            auth_event::page(&store, POOL, sub, auth_event::place(&first[1]), 9).await.unwrap();
        assert_eq!(rest, [events[2].clone(), events[1].clone(), events[0].clone()]);
        // A later step of the same sign-in: the row stays where it is.
        let passed = AuthEvent { response: Response::Pass, created: 9_000, ..events[0].clone() };
        commit(&store, [auth_event::put(&passed)]).await;
        let found = auth_event::find(&store, POOL, sub, [1; 16]).await.unwrap();
        assert_eq!(found, Some(AuthEvent { created: 1_000, ..passed }));
    })
    .await;
}

#[tokio::test]
async fn expired_events_go() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        let sub = a_user(1).sub;
        commit(&store, (1..=40).map(|n| auth_event::put(&an_event(sub, n, i64::from(n))))).await;
        for bucket in 0..auth_event::BUCKETS {
            while auth_event::any_expired(&store, bucket, KEPT_MS + 31).await.unwrap() {
                commit(&store, [auth_event::delete_expired(bucket, KEPT_MS + 31)]).await;
            }
        }
        let left = auth_event::page(&store, POOL, sub, auth_event::FIRST, 99).await.unwrap();
        assert_eq!(left.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn a_client_has_its_own_configuration_or_the_pools() {
    each(async |store| {
        populated(&store, &[]).await;
        let find = || risk_configuration::for_client(&store, POOL, "c1");
        assert_eq!(find().await.unwrap(), (None, None));
        commit(&store, [risk_configuration::put(&a_configuration(""))]).await;
        commit(&store, [risk_configuration::put(&a_configuration("c1"))]).await;
        assert_eq!(find().await.unwrap(), (Some(a_configuration("c1")), Some(a_configuration(""))));
        let later = RiskConfiguration { modified: 2_000, ..a_configuration("c1") };
        commit(&store, [risk_configuration::put(&later)]).await;
        assert_eq!(find().await.unwrap().0, Some(later));
        commit(&store, [risk_configuration::delete(POOL, "c1")]).await;
        assert_eq!(find().await.unwrap(), (None, Some(a_configuration(""))));
    })
    .await;
}

#[tokio::test]
async fn log_deliveries_are_replaced() {
    each(async |store| {
        populated(&store, &[]).await;
        assert!(log_delivery::find(&store, POOL).await.unwrap().is_empty());
        for configurations in [vec![json!({ "a": 1 })], vec![json!({ "a": 2 }), json!({})], vec![]]
        {
            commit(&store, [log_delivery::put(POOL, &configurations, 1_000)]).await;
            assert_eq!(log_delivery::find(&store, POOL).await.unwrap(), configurations);
        }
    })
    .await;
}
