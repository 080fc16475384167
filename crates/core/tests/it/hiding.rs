//! Nobody learns who exists (PW-6, CT-2, CT-5), where the client hides it.

use cognate_testkit::srp::Client;
use cognate_testkit::{Answer, Cognate, Value, json};

use crate::scene::{PASSWORD, Scene};

/// A pool in which user names look like those of nobody: e-mail addresses sign in.
struct Hidden {
    scene: Scene,
    names: Vec<&'static str>,
}

/// Somebody with a password, somebody disabled, somebody without a password, and nobody.
async fn hidden() -> Hidden {
    let cognate = Cognate::start().await;
    let pool = json!({
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": { "CaseSensitive": false },
        "Policies": { "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] } },
    });
    let pool = cognate.create_pool(pool).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let sub = cognate.create_user(&pool, "there@b.example", PASSWORD).await;
    cognate.create_user(&pool, "disab@b.example", PASSWORD).await;
    let disable = json!({ "UserPoolId": pool, "Username": "disab@b.example" });
    cognate.admin("AdminDisableUser", disable).await.ok();
    cognate.invite_user(&pool, json!({ "Username": "nopwd@b.example" })).await;
    let scene = Scene::over(cognate, pool, client, sub);
    let names = vec!["there@b.example", "disab@b.example", "nopwd@b.example", "nobod@b.example"];
    Hidden { scene, names }
}

/// Names, kinds and lengths; every value that may differ between any two sign-ins left out.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), shape(value))).collect()
        }
        Value::String(text) => json!(format!("{} characters", text.len())),
        other => other.clone(),
    }
}

async fn start(scene: &Scene, name: &str) -> Value {
    let srp = Client::new(&"a1".repeat(32));
    let answer = scene.srp_start(&scene.client, name, &srp).await;
    answer.ok()["ChallengeParameters"].take()
}

async fn srp(scene: &Scene, name: &str, parameters: &Value) -> Answer {
    let srp = Client::new(&"a1".repeat(32));
    let mut responses = srp.responses(&scene.pool, "Wrong-Horse9", parameters, scene.clock.now_s());
    responses["USERNAME"] = name.into();
    scene.srp_answer(&scene.client, responses).await
}

#[tokio::test]
async fn pw_6_an_srp_challenge_has_one_shape_for_everybody() {
    let Hidden { scene, names } = hidden().await;
    let mut shapes = Vec::new();
    for name in &names {
        let mut parameters = start(&scene, name).await;
        // A number without padding: now and then a digit shorter, whoever it is for.
        let public = parameters["SRP_B"].take();
        assert!((760..=768).contains(&public.as_str().unwrap().len()));
        assert_eq!(parameters["USERNAME"], parameters["USER_ID_FOR_SRP"]);
        shapes.push(shape(&parameters));
    }
    assert_eq!(shapes[0]["USER_ID_FOR_SRP"], "36 characters");
    for (name, other) in names.iter().zip(&shapes) {
        assert_eq!(other, &shapes[0], "{name}");
    }
}

#[tokio::test]
async fn pw_6_a_decoys_salt_and_id_are_stable_for_a_name() {
    let Hidden { scene, names } = hidden().await;
    for name in names {
        let (first, again) = (start(&scene, name).await, start(&scene, name).await);
        let shouted = start(&scene, &name.to_uppercase()).await;
        for member in ["SALT", "USER_ID_FOR_SRP"] {
            assert_eq!(first[member], again[member], "{name}");
            assert_eq!(first[member], shouted[member], "{name}");
        }
        assert_ne!(first["SRP_B"], again["SRP_B"]);
        assert_ne!(first["SECRET_BLOCK"], again["SECRET_BLOCK"]);
        let other = start(&scene, "other@b.example").await;
        assert_ne!(first["SALT"], other["SALT"]);
    }
}

/// The whole answer: status, headers, body.
fn whole(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-amzn-requestid")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    (answer.status, headers, answer.text().to_owned())
}

#[tokio::test]
async fn ct_2_a_wrong_password_is_answered_alike_for_everybody() {
    let Hidden { scene, names } = hidden().await;
    let mut answers = Vec::new();
    for name in &names {
        let password = scene.try_sign_in(&scene.client, name, "Wrong-Horse9").await;
        password.expect_error("NotAuthorizedException", "Incorrect username or password.");
        // By any name that a client may give in its answer.
        let parameters = start(&scene, name).await;
        let typed = srp(&scene, name, &parameters).await;
        let parameters = start(&scene, name).await;
        let id = parameters["USER_ID_FOR_SRP"].as_str().unwrap();
        let by_id = srp(&scene, id, &parameters).await;
        let parameters = start(&scene, name).await;
        let stranger = srp(&scene, "stranger@b.example", &parameters).await;
        answers.push([password, typed, by_id, stranger].map(|answer| whole(&answer)));
    }
    for (name, other) in names.iter().zip(&answers) {
        assert_eq!(other, &answers[0], "{name}");
    }
}

/// CT-5, RL-3: twelve wrong passwords with a second between them; the lock falls at the same ones.
#[tokio::test]
async fn ct_5_the_lock_falls_alike_for_everybody() {
    let Hidden { scene, names } = hidden().await;
    let mut stories = Vec::new();
    for name in &names {
        let mut story = Vec::new();
        for _ in 0..12 {
            let answer = scene.try_sign_in(&scene.client, name, "Wrong-Horse9").await;
            story.push(answer.error().1.to_owned());
            scene.clock.turn_ms(700);
        }
        stories.push(story);
    }
    let exceeded = stories[0].iter().filter(|text| *text == "Password attempts exceeded").count();
    assert!((3..9).contains(&exceeded), "{:?}", stories[0]);
    for (name, other) in names.iter().zip(&stories) {
        assert_eq!(other, &stories[0], "{name}");
    }
}

/// The same through SRP: five wrong proofs, and no further challenge is given.
#[tokio::test]
async fn ct_5_the_lock_falls_alike_through_srp() {
    let Hidden { scene, names } = hidden().await;
    let client = Client::new(&"a1".repeat(32));
    let mut stories = Vec::new();
    for name in &names {
        let mut story = Vec::new();
        for _ in 0..8 {
            let answer = scene.srp_start(&scene.client, name, &client).await;
            if answer.status == 200 {
                let parameters = &answer.json["ChallengeParameters"];
                let second = srp(&scene, name, parameters).await;
                story.push(format!("proof: {}", second.error().1));
            } else {
                story.push(format!("start: {}", answer.error().1));
            }
        }
        stories.push(story);
    }
    assert_eq!(stories[0][4], "proof: Incorrect username or password.");
    assert_eq!(stories[0][5], "start: Password attempts exceeded");
    for (name, other) in names.iter().zip(&stories) {
        assert_eq!(other, &stories[0], "{name}");
    }
}

/// Both flows count on one counter.
#[tokio::test]
async fn rl_3_one_counter_for_all_flows() {
    let Hidden { scene, names } = hidden().await;
    for name in names {
        for _ in 0..3 {
            scene.try_sign_in(&scene.client, name, "Wrong-Horse9").await;
        }
        for _ in 0..2 {
            let parameters = start(&scene, name).await;
            srp(&scene, name, &parameters).await;
        }
        let answer = scene.try_sign_in(&scene.client, name, "Wrong-Horse9").await;
        answer.expect_error("NotAuthorizedException", "Password attempts exceeded");
    }
}

/// A telling client tells, which is what the setting is for.
#[tokio::test]
async fn a_telling_client_says_who_is_not_there() {
    let Hidden { scene, .. } = hidden().await;
    let legacy = json!({ "PreventUserExistenceErrors": "LEGACY" });
    let client = scene.create_client(&scene.pool, legacy).await;
    let answer = scene.try_sign_in(&client, "nobod@b.example", "x").await;
    answer.expect_error("UserNotFoundException", "User does not exist.");
    let answer = scene.try_sign_in(&client, "disab@b.example", "x").await;
    answer.expect_error("NotAuthorizedException", "User is disabled.");
    let answer = scene.try_sign_in(&client, "nopwd@b.example", "x").await;
    answer.expect_error("NotAuthorizedException", "Incorrect username or password.");
    let srp_client = Client::new("a1");
    let answer = scene.srp_start(&client, "nobod@b.example", &srp_client).await;
    answer.expect_error("UserNotFoundException", "User does not exist.");
    let answer = scene.srp_sign_in(&scene.pool, &client, "nopwd@b.example", "x").await;
    answer.expect_error("NotAuthorizedException", "Incorrect username or password.");
}
