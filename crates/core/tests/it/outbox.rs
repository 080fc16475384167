//! Messages: posted with what they are about, delivered after it, never for nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cognate_core::jobs::{self, Courier, Worker};
use cognate_core::notify::{self, Carried, Channel, Draft, Reason};
use cognate_domain::{Pool, Sub};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::config::{Config, PostgresConfig};
use cognate_store::records::code::{self, Code};
use cognate_store::records::outbox::{self, Waiting};
use cognate_testkit::{Cognate, SendError, Setup, json};

const HOUR_MS: i64 = 3_600_000;

struct Scene {
    cognate: Cognate,
    pool: Arc<Pool>,
    alice: Sub,
}

impl std::ops::Deref for Scene {
    type Target = Cognate;
    fn deref(&self) -> &Cognate {
        &self.cognate
    }
}

impl Scene {
    async fn on(cognate: Cognate) -> Scene {
        let email = json!({ "From": "Shop <shop@example.com>", "EmailSendingAccount": "DEVELOPER",
            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com" });
        let id = cognate.create_pool(json!({ "EmailConfiguration": email })).await;
        cognate.create_user(&id, "alice", "Correct-Horse9").await;
        let pool = cognate.cx().pool(&id).await.unwrap();
        let request = json!({ "UserPoolId": id, "Username": "alice" });
        let user = cognate.admin("AdminGetUser", request).await.ok();
        let sub = user["UserAttributes"][0]["Value"].as_str().unwrap();
        let alice = Sub::parse(sub).unwrap();
        Scene { cognate, pool, alice }
    }

    async fn new() -> Scene {
        Scene::on(Cognate::start().await).await
    }

    fn draft(&self, to: &str) -> Draft<'_> {
        Draft {
            pool: &self.pool,
            sub: Some(self.alice),
            channel: if to.starts_with('+') { Channel::Sms } else { Channel::Email },
            to: to.to_owned(),
            masked: "a***@e***".to_owned(),
            subject: "Your code".to_owned(),
            text: "It is 123456.".to_owned(),
            html: Some("It is <b>123456</b>.".to_owned()),
            reason: Reason::SignUp,
            code: Some("123456".to_owned()),
            carries: None,
            expires_ms: self.node.now_ms() + HOUR_MS,
        }
    }

    async fn post(&self, draft: Draft<'_>) -> Outcome {
        let cx = self.cx();
        let keys = cx.keys().pool(self.pool.key).await.unwrap();
        let mut batch = Batch::new();
        batch.extend(notify::post(&cx, &keys, draft).await.unwrap());
        let outcome = self.store().write(batch).await.unwrap();
        cx.wake_outbox();
        outcome
    }

    /// A code row of alice's, and the id to carry.
    async fn code(&self) -> Carried {
        let carried = Carried { id: self.node.random().array(), purpose: code::purpose::SIGN_UP };
        let row = Code {
            pool: self.pool.key,
            sub: self.alice,
            purpose: carried.purpose,
            id: carried.id,
            mac: [0; 32],
            medium: code::medium::EMAIL,
            attempts: 0,
            issued: self.node.now_ms(),
            expires: self.node.now_ms() + HOUR_MS,
            pending: None,
            store_epoch: self.node.store_epoch(),
        };
        let written = self.store().write(Batch::new().with(code::replace(&row))).await.unwrap();
        assert_eq!(written, Outcome::Committed);
        carried
    }

    async fn waiting(&self) -> Vec<Waiting> {
        outbox::page(self.store(), None, 100).await.unwrap()
    }

    async fn recipients(&self) -> Vec<String> {
        self.messages().await.into_iter().map(|message| message.to).collect()
    }
}

#[tokio::test]
async fn a_message_arrives_as_it_was_posted_and_once() {
    let scene = Scene::new().await;
    scene.post(scene.draft("alice@example.com")).await;
    let waiting = scene.waiting().await;
    assert_eq!(waiting[0].destination, "a***@e***");
    let arrived = scene.messages().await;
    let [message] = &arrived[..] else { panic!("{} messages", arrived.len()) };
    assert_eq!(message.id, waiting[0].id);
    assert_eq!((message.channel, message.to.as_str()), (Channel::Email, "alice@example.com"));
    assert_eq!((message.subject.as_str(), message.text.as_str()), ("Your code", "It is 123456."));
    assert_eq!(message.html.as_deref(), Some("It is <b>123456</b>."));
    assert_eq!((message.code.as_deref(), message.reason), (Some("123456"), Reason::SignUp));
    assert_eq!((message.pool.as_str(), message.reply_to.as_deref()), (&*scene.pool.id, None));
    assert_eq!(message.from.as_deref(), Some("Shop <shop@example.com>"));
    assert_eq!(message.created_ms, scene.clock.now_ms());
    assert!(scene.waiting().await.is_empty());
    assert!(scene.messages().await.is_empty());
}

#[tokio::test]
async fn as_6_codes_and_addresses_are_sealed_in_the_store() {
    let scene = Scene::new().await;
    scene.post(scene.draft("alice@example.com")).await;
    let (partition, all) = (partition(&scene).await, outbox::Place::FIRST);
    let rows = outbox::due(scene.store(), partition, all, i64::MAX, 0, 10).await.unwrap();
    let sealed = String::from_utf8_lossy(&rows[0].message.sealed).into_owned();
    assert!(!sealed.contains("123456") && !sealed.contains("alice"));
    scene.deliver().await;
}

async fn partition(scene: &Scene) -> i64 {
    outbox::partition_of(scene.waiting().await[0].id)
}

#[tokio::test]
async fn a_refused_message_is_tried_again_after_growing_pauses() {
    let scene = Scene::new().await;
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = tries.clone();
    scene.cognate.post.answer(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        Err(SendError::temporary("451 come back later"))
    });
    scene.post(scene.draft("alice@example.com")).await;
    let mut expected = 0;
    for pause_ms in [0, 1_000, 2_000, 4_000, 8_000] {
        if pause_ms > 0 {
            scene.clock.turn_ms(pause_ms - 1);
            scene.deliver().await;
            assert_eq!(tries.load(Ordering::SeqCst), expected, "too early");
            scene.clock.turn_ms(1);
        }
        scene.deliver().await;
        expected += 1;
        assert_eq!(tries.load(Ordering::SeqCst), expected);
    }
    let waiting = scene.waiting().await;
    assert_eq!(waiting[0].tries, 5);
    assert_eq!(waiting[0].last_error.as_deref(), Some("451 come back later"));
    scene.cognate.post.take_everything();
    scene.clock.turn(16);
    assert_eq!(scene.recipients().await, ["alice@example.com"]);
    assert!(scene.waiting().await.is_empty());
}

#[tokio::test]
async fn a_message_refused_for_good_is_shown_until_it_expires() {
    let scene = Scene::new().await;
    scene.cognate.post.answer(|_| Err(SendError::permanent("550 no such user")));
    scene.post(scene.draft("nobody@example.com")).await;
    scene.deliver().await;
    scene.cognate.post.take_everything();
    scene.clock.turn(3_599);
    assert!(scene.recipients().await.is_empty());
    assert_eq!(scene.waiting().await[0].last_error.as_deref(), Some("550 no such user"));
    scene.clock.turn(1);
    assert!(scene.recipients().await.is_empty());
    assert!(scene.waiting().await.is_empty());
}

#[tokio::test]
async fn an_expired_message_is_dropped() {
    let scene = Scene::new().await;
    scene.cognate.post.answer(|_| Err(SendError::temporary("down")));
    scene.post(scene.draft("alice@example.com")).await;
    scene.deliver().await;
    scene.clock.turn(3_600);
    scene.cognate.post.take_everything();
    assert!(scene.recipients().await.is_empty());
    assert!(scene.waiting().await.is_empty());
}

#[tokio::test]
async fn otp_5_a_replaced_or_used_code_is_not_delivered() {
    let scene = Scene::new().await;
    let old = scene.code().await;
    scene.post(Draft { carries: Some(old), ..scene.draft("old@example.com") }).await;
    let new = scene.code().await;
    scene.post(Draft { carries: Some(new), ..scene.draft("new@example.com") }).await;
    assert_eq!(scene.recipients().await, ["new@example.com"]);
    scene.post(Draft { carries: Some(new), ..scene.draft("used@example.com") }).await;
    let delete = code::delete(scene.pool.key, scene.alice, code::purpose::SIGN_UP);
    scene.store().write(Batch::new().with(delete)).await.unwrap();
    assert!(scene.recipients().await.is_empty());
    assert!(scene.waiting().await.is_empty());
}

/// CT-2: for a user that does not exist the same rows are written, and nothing leaves.
#[tokio::test]
async fn a_draft_with_a_random_code_id_is_written_and_not_delivered() {
    let scene = Scene::new().await;
    let nowhere = Carried { id: [7; 16], purpose: code::purpose::RESET };
    let sub = Some(Sub([9; 16]));
    let draft = Draft { carries: Some(nowhere), sub, ..scene.draft("ghost@example.com") };
    assert_eq!(scene.post(draft).await, Outcome::Committed);
    assert!(scene.recipients().await.is_empty());
    assert!(scene.waiting().await.is_empty());
}

#[tokio::test]
async fn a_node_that_dies_before_the_row_is_deleted_sends_again_and_loses_nothing() {
    let scene = Scene::new().await;
    scene.post(scene.draft("alice@example.com")).await;
    scene.cognate.post.stall(|_| true);
    Worker::new(scene.node.clone()).hold().await;
    let mut courier = Courier::new(scene.node.clone());
    let died = tokio::time::timeout(Duration::from_millis(50), courier.turn()).await;
    assert!(died.is_err());
    drop(courier);
    assert_eq!(scene.cognate.post.messages().len(), 1);
    assert_eq!(scene.waiting().await.len(), 1);
    scene.cognate.post.take_everything();
    assert_eq!(scene.recipients().await, ["alice@example.com"]);
    assert!(scene.waiting().await.is_empty());
}

#[tokio::test]
async fn slow_destinations_hold_up_nobody_else() {
    let setup = Setup::default().limits(|limits| {
        limits.deliveries_max = 4;
        limits.messages_per_destination_day = 1_000;
        limits.messages_per_user_day = 1_000;
    });
    let scene = Scene::on(setup.start().await).await;
    scene.cognate.post.stall(|message| message.to.ends_with("@slow.example"));
    // More than a page of them, and in front.
    for number in 0..100 {
        scene.post(scene.draft(&format!("{number}@slow.example"))).await;
    }
    for number in 0..20 {
        scene.post(scene.draft(&format!("{number}@fast.example"))).await;
        scene.post(scene.draft(&format!("+1555000{number:04}"))).await;
    }
    Worker::new(scene.node.clone()).hold().await;
    let mut courier = Courier::new(scene.node.clone());
    let _ = tokio::time::timeout(Duration::from_millis(400), courier.turn()).await;
    let taken = scene.cognate.post.messages();
    let slow = taken.iter().filter(|message| message.to.ends_with("@slow.example")).count();
    assert_eq!((slow, taken.len() - slow), (2, 40));
    drop(courier);
    scene.cognate.post.take_everything();
    assert_eq!(scene.recipients().await.len(), 100);
}

/// The courier as it runs in a server.
async fn courier_at_work(scene: &Scene) -> tokio::task::JoinHandle<()> {
    Worker::new(scene.node.clone()).hold().await;
    let mut courier = Courier::new(scene.node.clone());
    tokio::spawn(async move { courier.run().await })
}

/// Waits for a message; how many came with it and before.
async fn arrival(scene: &Scene, to: &str, within: Duration) -> usize {
    let mut seen = 0;
    let arrived = async {
        loop {
            let messages = scene.cognate.post.messages();
            seen += messages.len();
            if messages.iter().any(|message| message.to == to) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(within, arrived).await.unwrap_or_else(|_| panic!("nothing for {to}"));
    seen
}

#[tokio::test]
async fn a_full_channel_holds_up_no_message_of_the_other() {
    let setup = Setup::default().limits(|limits| limits.deliveries_max = 4);
    let scene = Scene::on(setup.start().await).await;
    scene.cognate.post.stall(|message| message.channel == Channel::Email);
    let courier = courier_at_work(&scene).await;
    for number in 0..50 {
        scene.post(scene.draft(&format!("{number}@d{}.example", number % 7))).await;
    }
    scene.post(scene.draft("+15550001")).await;
    arrival(&scene, "+15550001", Duration::from_millis(500)).await;
    // Written by a node that is gone, behind all the e-mails.
    let cx = scene.cx();
    let keys = cx.keys().pool(scene.pool.key).await.unwrap();
    let mut batch = Batch::new();
    batch.extend(notify::post(&cx, &keys, scene.draft("+15550002")).await.unwrap());
    scene.store().write(batch).await.unwrap();
    arrival(&scene, "+15550002", Duration::from_secs(5)).await;
    courier.abort();
    let _ = courier.await;
    scene.cognate.post.take_everything();
    // What was taken right before may come twice.
    let emails = scene.recipients().await.into_iter().filter(|to| to.contains('@'));
    assert_eq!(emails.count(), 50);
}

/// More rows than one look reads wait for a slow destination, in front of one for another.
#[tokio::test]
async fn a_long_queue_for_a_slow_destination_hides_nobody() {
    let setup = Setup::default().limits(|limits| {
        limits.deliveries_max = 4;
        limits.messages_per_user_day = 10_000;
    });
    let scene = Scene::on(setup.start().await).await;
    scene.cognate.post.stall(|message| message.to.ends_with("@slow.example"));
    let cx = scene.cx();
    let keys = cx.keys().pool(scene.pool.key).await.unwrap();
    for hundred in 0..22 {
        let mut batch = Batch::new();
        for number in 0..100 {
            let to = format!("{hundred}-{number}@slow.example");
            batch.extend(notify::post(&cx, &keys, scene.draft(&to)).await.unwrap());
        }
        assert_eq!(scene.store().write(batch).await.unwrap(), Outcome::Committed);
    }
    scene.clock.turn_ms(1);
    let mut batch = Batch::new();
    batch.extend(notify::post(&cx, &keys, scene.draft("a@fast.example")).await.unwrap());
    scene.store().write(batch).await.unwrap();
    let courier = courier_at_work(&scene).await;
    // Two of the slow ones are on their way.
    assert_eq!(arrival(&scene, "a@fast.example", Duration::from_secs(10)).await, 3);
    courier.abort();
}

#[tokio::test]
async fn rl_8_a_destination_has_a_daily_budget_over_all_spellings() {
    let setup = Setup::default().limits(|limits| limits.messages_per_destination_day = 2);
    let scene = Scene::on(setup.start().await).await;
    for to in ["bob@example.com", "Bob@Example.com"] {
        assert_eq!(scene.post(scene.draft(to)).await, Outcome::Committed);
    }
    let Outcome::Unmet(what) = scene.post(scene.draft("bob@example.com")).await else {
        panic!("a third message");
    };
    let error = notify::refused(what).unwrap();
    assert_eq!(error.code, "LimitExceededException");
    assert!(notify::refused("user.version").is_none());
    assert_eq!(scene.post(scene.draft("eve@example.com")).await, Outcome::Committed);
    scene.clock.turn(24 * 3_600);
    assert_eq!(scene.post(scene.draft("bob@example.com")).await, Outcome::Committed);
    scene.deliver().await;
}

#[tokio::test]
async fn without_a_sender_nothing_is_promised() {
    let scene = Scene::on(Setup::default().mute().start().await).await;
    for (channel, setting) in [(Channel::Email, "email.server"), (Channel::Sms, "sms.url")] {
        let error = notify::refuse_unless_usable(&scene.node, channel).unwrap_err();
        assert_eq!(error.code, "CodeDeliveryFailureException");
        assert!(error.message.contains(setting), "{}", error.message);
    }
    // Posted by another node, which had one: it waits.
    scene.post(scene.draft("alice@example.com")).await;
    scene.deliver().await;
    assert_eq!(scene.waiting().await[0].tries, 1);
    let error = scene.waiting().await.remove(0).last_error;
    assert_eq!(error.as_deref(), Some("no sender for email is configured"));
}

/// The whole background work, on the real clock of the runtime.
#[tokio::test]
async fn a_woken_node_delivers_at_once_and_finishes_at_shutdown() {
    let setup = Setup::default().limits(|limits| limits.key_stock_length = 0);
    let scene = Scene::on(setup.start().await).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stopped = async move { drop(stopped.await) };
    let work = tokio::spawn(jobs::run(scene.node.clone(), String::new(), stopped));
    let arrived = async || {
        for _ in 0..1_000 {
            if let [message, ..] = &scene.cognate.post.messages()[..] {
                return message.to.clone();
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("nothing arrived");
    };
    scene.post(scene.draft("first@example.com")).await;
    assert_eq!(arrived().await, "first@example.com");
    scene.post(scene.draft("second@example.com")).await;
    assert_eq!(arrived().await, "second@example.com");
    stop.send(()).unwrap();
    work.await.unwrap();
    assert!(scene.waiting().await.is_empty());
}

#[tokio::test]
async fn two_nodes_deliver_each_message_once() {
    let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
    let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
    let scene = Scene::on(setup.start().await).await;
    let other = scene.another_node().await;
    let other = Scene { cognate: other, pool: scene.pool.clone(), alice: scene.alice };
    for node in [&scene.node, &other.node] {
        jobs::beat(node, "").await;
    }
    for node in [&scene.node, &other.node] {
        Worker::new(node.clone()).hold().await;
    }
    for number in 0..20 {
        let from = if number % 2 == 0 { &scene } else { &other };
        from.post(scene.draft(&format!("{number}@example.com"))).await;
    }
    let mut couriers = [Courier::new(scene.node.clone()), Courier::new(other.node.clone())];
    let [one, two] = &mut couriers;
    tokio::join!(one.turn(), two.turn());
    let mut arrived: Vec<String> =
        scene.cognate.post.messages().into_iter().map(|message| message.to).collect();
    assert_eq!(arrived.len(), 20);
    arrived.sort();
    arrived.dedup();
    assert_eq!(arrived.len(), 20);
    assert!(scene.waiting().await.is_empty());
}

#[tokio::test]
async fn pools_that_want_to_know_are_told_of_messages_that_nobody_gets() {
    let scene = Scene::new().await;
    let group = "arn:aws:logs:eu-central-1:123456789012:log-group:mail";
    let configuration = json!([{
        "LogLevel": "ERROR", "EventSource": "userNotification",
        "CloudWatchLogsConfiguration": { "LogGroupArn": group },
    }]);
    let request = json!({ "UserPoolId": scene.pool.id, "LogConfigurations": configuration });
    scene.admin("SetLogDeliveryConfiguration", request).await.ok();
    scene.cognate.post.answer(|_| Err(SendError::permanent("no such mailbox")));
    scene.post(scene.draft("alice@example.com")).await;
    scene.deliver().await;
    let told = scene.logs.delivered();
    assert_eq!(told.len(), 1, "{told:?}");
    let (destination, record) = &told[0];
    assert_eq!(destination, group);
    assert_eq!(
        (&record["eventSource"], &record["logLevel"]),
        (&json!("USER_NOTIFICATION"), &json!("ERROR"))
    );
    assert!(record["message"]["details"].as_str().unwrap().contains("no such mailbox"), "{record}");
    assert!(!record.to_string().contains("alice@"), "LG-1: {record}");
}
