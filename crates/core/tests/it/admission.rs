//! Expensive arithmetic is admitted or refused at once; the rest never waits behind it (RL-9).

use cognate_testkit::{Setup, json};
use futures_util::future::join_all;

use crate::scene::{PASSWORD, Scene};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_full_queue_answers_at_once_and_counts_nothing() {
    let setup = Setup::default().limits(|limits| {
        limits.arithmetic_threads = 1;
        limits.arithmetic_queue_length = 1;
    });
    let scene = Scene::on(setup.start().await, json!({}), json!({})).await;
    let names: Vec<String> = (0..24).map(|n| format!("nobody-{n}")).collect();
    let guesses = names.iter().map(|name| scene.try_sign_in(&scene.client, name, "x"));
    let answers = join_all(guesses).await;
    let refused =
        answers.iter().filter(|answer| answer.error().0 == "TooManyRequestsException").count();
    assert!((1..24).contains(&refused), "{refused} of 24 were refused");
    for answer in answers.iter().filter(|answer| answer.error().0 != "TooManyRequestsException") {
        answer.expect_error("NotAuthorizedException", "Incorrect username or password.");
    }
    scene.sign_in(&scene.client, "alice", PASSWORD).await;
}
