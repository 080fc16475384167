use cognate_store::batch::Outcome;
use cognate_store::records::sweep::{OF_USER, Owner};
use cognate_store::records::totp_step::{self, USED};

use super::fixture::*;

#[tokio::test]
async fn otp_6_steps_only_rise() {
    each(async |store| {
        let sub = a_user(1).sub;
        commit(&store, [totp_step::advance(POOL, sub, 7)]).await;
        for used in [7, 6, -1] {
            let outcome = write(&store, [totp_step::advance(POOL, sub, used)]).await;
            assert_eq!(outcome, Outcome::Unmet(USED), "{used}");
        }
        commit(&store, [totp_step::advance(POOL, sub, 8)]).await;
        // Another user's steps, and another pool's, are their own.
        commit(&store, [totp_step::advance(POOL, a_user(2).sub, 1)]).await;
        commit(&store, [totp_step::advance(POOL + 1, sub, 1)]).await;
    })
    .await;
}

#[tokio::test]
async fn a_new_tokens_first_step_never_lowers_the_last_one() {
    each(async |store| {
        let sub = a_user(1).sub;
        for step in [7, 5] {
            commit(&store, [totp_step::raise(POOL, sub, step)]).await;
            let outcome = write(&store, [totp_step::advance(POOL, sub, 7)]).await;
            assert_eq!(outcome, Outcome::Unmet(USED));
        }
        commit(&store, [totp_step::advance(POOL, sub, 8)]).await;
    })
    .await;
}

#[tokio::test]
async fn one_of_many_who_give_the_same_code_at_once_is_taken() {
    each(async |store| {
        let sub = a_user(1).sub;
        let tries = (0..8).map(|_| write(&store, [totp_step::advance(POOL, sub, 7)]));
        let outcomes = futures_util::future::join_all(tries).await;
        let taken = outcomes.iter().filter(|outcome| **outcome == Outcome::Committed).count();
        assert_eq!(taken, 1);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_user_leaves_no_step_behind() {
    each(async |store| {
        let sub = a_user(1).sub;
        commit(&store, [totp_step::advance(POOL, sub, 7)]).await;
        for satellite in OF_USER {
            while let Some(statement) =
                satellite.next(&store, Owner::User(POOL, sub)).await.unwrap()
            {
                commit(&store, [statement]).await;
            }
        }
        commit(&store, [totp_step::advance(POOL, sub, 1)]).await;
    })
    .await;
}
