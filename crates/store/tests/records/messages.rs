use cognate_store::Store;
use cognate_store::batch::Outcome::{Committed, Unmet};
use cognate_store::records::code::{self, Code, medium, purpose};
use cognate_store::records::outbox::{self, Carried, Due, Message, Place};
use cognate_store::records::{lease, send_budget, user_pool};

use super::fixture::*;

/// The message of a code.
fn carrying(code: &Code, n: u8) -> Message {
    let carried = Carried { id: code.id, purpose: code.purpose };
    Message { sub: Some(code.sub), code: Some(carried), ..a_message(n) }
}

async fn due(store: &Store, partition: i64, now: i64) -> Vec<Due> {
    outbox::due(store, partition, Place::FIRST, now, 0, 10).await.unwrap()
}

#[tokio::test]
async fn due_messages_come_in_the_order_of_their_time() {
    each(async |store| {
        populated(&store, &[a_user(1)]).await;
        let full = Message {
            sub: Some(a_user(1).sub),
            channel: medium::SMS,
            due: 500,
            tries: 3,
            last_error: Some("refused".into()),
            ..a_message(1 + 64)
        };
        let late = Message { due: 3_000, ..a_message(1 + 128) };
        commit(&store, [&a_message(1), &full, &late, &a_message(2)].map(outbox::insert)).await;
        let again = write(&store, [outbox::insert(&a_message(1))]).await;
        assert_eq!(again, Unmet("outbox.absent"));
        let current = |message| Due { message, current: true };
        let partition = outbox::partition_of([1; 16]);
        let expected = [current(full.clone()), current(a_message(1))];
        assert_eq!(due(&store, partition, 1_000).await, expected);
        assert_eq!(due(&store, partition, 499).await, []);
        let behind = async |after: &Message, limit| {
            outbox::due(&store, partition, Place::of(after), 9_000, 0, limit).await.unwrap()
        };
        assert_eq!(behind(&full, 1).await, [current(a_message(1))]);
        assert_eq!(behind(&a_message(1), 10).await, [current(late.clone())]);
        assert_eq!(behind(&late, 10).await, []);
        let these = outbox::these(&store, &[late.id, [99; 16]], 0).await.unwrap();
        assert_eq!(these, [current(late.clone())]);
        assert_eq!(outbox::these(&store, &[], 0).await.unwrap(), []);

        let waiting = async |now| outbox::partitions_due(&store, now).await.unwrap();
        assert_eq!(waiting(1_000).await, [partition, outbox::partition_of([2; 16])]);
        assert_eq!(waiting(500).await, [partition]);
        assert!(waiting(499).await.is_empty());

        commit(&store, [outbox::postpone([1; 16], 4_000, 1, "timed out")]).await;
        commit(&store, [outbox::delete(full.id)]).await;
        commit(&store, [outbox::delete(full.id), outbox::postpone([99; 16], 1, 1, "")]).await;
        let postponed =
            Message { due: 4_000, tries: 1, last_error: Some("timed out".into()), ..a_message(1) };
        assert_eq!(due(&store, partition, 9_000).await, [current(late), current(postponed)]);
        assert_sound(&store).await;
    })
    .await;
}

#[tokio::test]
async fn a_message_is_out_of_date_with_its_code_and_with_its_pool() {
    each(async |store| {
        let user = a_user(1);
        let pool = populated(&store, std::slice::from_ref(&user)).await;
        let sent = a_code(&user, purpose::RESET, 1);
        let other = a_code(&user, purpose::VERIFY_EMAIL, 1);
        let message = carrying(&sent, 1);
        let plain = a_message(1 + 64);
        commit(&store, [&sent, &other].map(code::replace)).await;
        commit(&store, [&message, &plain].map(outbox::insert)).await;
        let partition = outbox::partition_of(message.id);
        let current = async |epoch| {
            let due = outbox::due(&store, partition, Place::FIRST, 9_000, epoch, 10).await.unwrap();
            for one in &due {
                let again = outbox::still_current(&store, one.message.id, epoch).await.unwrap();
                assert_eq!(again, one.current);
                let named = outbox::these(&store, &[one.message.id], epoch).await.unwrap();
                assert_eq!(named, std::slice::from_ref(one));
            }
            due.iter().map(|one| one.current).collect::<Vec<_>>()
        };
        assert_eq!(current(0).await, [true, true]);
        assert_eq!(current(1).await, [false, true], "OTP-11: a restore voids the code");
        commit(&store, [code::wrong_answer(&sent)]).await;
        assert_eq!(current(0).await, [true, true]);
        let newer = a_code(&user, purpose::RESET, 2);
        commit(&store, [code::replace(&newer)]).await;
        assert_eq!(current(0).await, [false, true], "replaced");
        commit(&store, [code::replace(&sent)]).await;
        assert_eq!(current(0).await, [true, true]);
        commit(&store, [code::redeem(&sent)]).await;
        assert_eq!(current(0).await, [false, true], "used up; codes of other purposes are others");
        commit(&store, [user_pool::mark_deleting(&pool.id, 1, 2_000)]).await;
        assert_eq!(current(0).await, [false, false]);
        assert!(!outbox::still_current(&store, [99; 16], 0).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn who_lost_the_lease_delivers_nothing() {
    each(async |store| {
        commit(&store, [outbox::insert(&a_message(7))]).await;
        commit(&store, [lease::try_take(7, [1; 16], 1_000, 2_000)]).await;
        commit(&store, [lease::try_take(7, [2; 16], 3_000, 4_000)]).await;
        for effect in [outbox::delete([7; 16]), outbox::postpone([7; 16], 5_000, 1, "")] {
            let late = write(&store, [effect.clone(), lease::check_fence(7, 1)]).await;
            assert_eq!(late, Unmet("lease.fence"));
        }
        assert_eq!(outbox::count(&store, 10).await.unwrap(), 1);
        commit(&store, [outbox::delete([7; 16]), lease::check_fence(7, 2)]).await;
        assert_eq!(outbox::count(&store, 10).await.unwrap(), 0);
        assert_eq!(outbox::oldest(&store, 10).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn operators_see_what_waits_and_nothing_secret() {
    each(async |store| {
        let failed = Message {
            tries: 2,
            last_error: Some("no such host".into()),
            destination: "+*******9934".into(),
            ..a_message(2)
        };
        commit(&store, [&a_message(3), &failed, &a_message(1)].map(outbox::insert)).await;
        let first = outbox::page(&store, None, 2).await.unwrap();
        assert_eq!(first.iter().map(|one| one.id[0]).collect::<Vec<_>>(), [1, 2]);
        let shown = &first[1];
        assert_eq!((shown.pool, shown.channel, shown.tries), (POOL, medium::EMAIL, 2));
        assert_eq!((shown.due, shown.created, shown.expires), (1_000, 1_000, 90_000));
        assert_eq!(shown.last_error.as_deref(), Some("no such host"));
        assert_eq!(shown.destination, "+*******9934");
        let rest = outbox::page(&store, Some(shown.id), 9).await.unwrap();
        assert_eq!(rest.iter().map(|one| one.id[0]).collect::<Vec<_>>(), [3]);
        assert_eq!(outbox::count(&store, 2).await.unwrap(), 2);
        assert_eq!(outbox::count(&store, 10).await.unwrap(), 3);
        assert_eq!(outbox::oldest(&store, 10).await.unwrap(), Some(1_000));
    })
    .await;
}

#[tokio::test]
async fn rl_8_a_destination_has_a_budget_per_day_and_days_do_not_go_back() {
    each(async |store| {
        let spend =
            async |day, limit| write(&store, [send_budget::spend([1; 32], day, limit)]).await;
        assert_eq!(spend(10, 0).await, Unmet(send_budget::FULL));
        for _ in 0..3 {
            assert_eq!(spend(10, 3).await, Committed);
        }
        for limit in [3, 2, 0, -1] {
            assert_eq!(spend(10, limit).await, Unmet(send_budget::FULL));
        }
        assert_eq!(send_budget::spent(&store, [1; 32], 10).await.unwrap(), 3);
        assert_eq!(spend(10, 4).await, Committed);
        assert_eq!(spend(11, 1).await, Committed);
        assert_eq!(spend(11, 0).await, Unmet(send_budget::FULL));
        assert_eq!(
            spend(10, 1).await,
            Unmet(send_budget::FULL),
            "a slow clock gives no second day"
        );
        assert_eq!(spend(10, 2).await, Committed);
        assert_eq!(send_budget::spent(&store, [1; 32], 11).await.unwrap(), 2);
        assert_eq!(send_budget::spent(&store, [1; 32], 12).await.unwrap(), 0);
        commit(&store, [send_budget::spend([2; 32], 11, 1)]).await;
    })
    .await;
}

#[tokio::test]
async fn rl_8_parallel_messages_share_one_budget() {
    each(async |store| {
        let sends: Vec<_> = (0..12)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    write(&store, [send_budget::spend([1; 32], 5, 4)]).await == Committed
                })
            })
            .collect();
        let mut sent = 0;
        for send in sends {
            sent += i64::from(send.await.unwrap());
        }
        assert_eq!(sent, 4);
    })
    .await;
}

#[tokio::test]
async fn budgets_of_past_days_go() {
    each(async |store| {
        let spends = (0..40).map(|n: u8| send_budget::spend([n; 32], i64::from(n), 1));
        commit(&store, spends).await;
        let mut from = send_budget::Place::new();
        while let Some(to) = send_budget::sweep_step(&store, &from).await.unwrap() {
            commit(&store, [send_budget::delete_past(&from, &to, 30)]).await;
            from = to;
        }
        for n in [0, 29, 30, 39] {
            let left = send_budget::spent(&store, [n; 32], i64::from(n)).await.unwrap();
            assert_eq!(left == 1, n >= 30, "{n}");
        }
    })
    .await;
}
