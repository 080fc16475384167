//! CUSTOM_AUTH from the wire: what the functions are told, what the client gets, and what never leaves.

use cognate_testkit::{Answer, Cognate, Failure, Tokens, Value, json, srp};

use crate::scene::{PASSWORD, Scene};

const CUSTOM: [&str; 3] =
    ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];

async fn scene_with(triggers: &[&str], client: Value) -> Scene {
    let arn = |name: &str| format!("arn:aws:lambda:eu-central-1:123456789012:function:{name}");
    let config: Value =
        triggers.iter().map(|name| ((*name).to_owned(), json!(arn(name)))).collect();
    let mut members = json!({
        "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    for (name, value) in client.as_object().unwrap() {
        members[name] = value.clone();
    }
    Scene::on(Cognate::start().await, json!({ "LambdaConfig": config }), members).await
}

async fn scene() -> Scene {
    let scene = scene_with(&CUSTOM, json!({})).await;
    scene.functions.answer(riddle);
    scene
}

/// Two tries at a riddle.
fn riddle(_: &str, event: &Value) -> Result<Value, Failure> {
    let mut event = event.clone();
    let source = event["triggerSource"].as_str().unwrap().to_owned();
    let session = event["request"]["session"].as_array().cloned().unwrap_or_default();
    let right = session.last().is_some_and(|last| last["challengeResult"] == true);
    event["response"] = match source.as_str() {
        "DefineAuthChallenge_Authentication" => {
            let custom = session.iter().filter(|one| one["challengeName"] == "CUSTOM_CHALLENGE");
            json!({
                "issueTokens": right && !session.is_empty(),
                "failAuthentication": !right && custom.count() >= 2,
                "challengeName": "CUSTOM_CHALLENGE",
            })
        }
        "CreateAuthChallenge_Authentication" => json!({
            "publicChallengeParameters": { "question": "2 + 3" },
            "privateChallengeParameters": { "answer": "5" },
            "challengeMetadata": format!("TRY-{}", session.len()),
        }),
        _ => {
            let request = &event["request"];
            let right =
                request["challengeAnswer"] == request["privateChallengeParameters"]["answer"];
            json!({ "answerCorrect": right })
        }
    };
    Ok(event)
}

async fn start(scene: &Scene, parameters: Value) -> Answer {
    let request = json!({
        "ClientId": scene.client, "AuthFlow": "CUSTOM_AUTH", "AuthParameters": parameters,
        "ClientMetadata": { "from": "initiate" },
    });
    scene.call("InitiateAuth", request).await
}

async fn begin(scene: &Scene) -> Value {
    let answer = start(scene, json!({ "USERNAME": "alice" })).await.ok();
    assert_eq!(answer["ChallengeName"], "CUSTOM_CHALLENGE", "{answer}");
    answer
}

async fn reply(scene: &Scene, challenge: &Value, answer: &str) -> Answer {
    let request = json!({
        "ClientId": scene.client, "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "alice", "ANSWER": answer },
        "ClientMetadata": { "from": "respond" },
    });
    scene.call("RespondToAuthChallenge", request).await
}

#[tokio::test]
async fn a_riddle_is_answered_and_functions_are_told_all_of_it() {
    let scene = scene().await;
    let challenge = begin(&scene).await;
    assert_eq!(
        challenge["ChallengeParameters"],
        json!({ "USERNAME": "alice", "question": "2 + 3" })
    );
    let again = reply(&scene, &challenge, "6").await.ok();
    assert_eq!(again["ChallengeName"], "CUSTOM_CHALLENGE");
    assert_ne!(again["Session"], challenge["Session"]);
    let tokens = Tokens::of(&reply(&scene, &again, "5").await.ok());
    assert_eq!(tokens.id_claims()["sub"], scene.sub.as_str());

    let calls = scene.functions.calls();
    let sources: Vec<&str> =
        calls.iter().map(|call| call.event["triggerSource"].as_str().unwrap()).collect();
    let (define, create, verify) = (
        "DefineAuthChallenge_Authentication",
        "CreateAuthChallenge_Authentication",
        "VerifyAuthChallengeResponse_Authentication",
    );
    assert_eq!(sources, [define, create, verify, define, create, verify, define]);
    let request = |n: usize| &calls[n].event["request"];
    for call in &calls {
        let event = &call.event;
        assert_eq!(event["request"]["userAttributes"]["sub"], scene.sub.as_str());
        assert_eq!(event["userName"], "alice");
        assert_eq!(event["request"]["userNotFound"], false);
    }
    // Metadata of InitiateAuth does not reach them.
    assert_eq!(request(0).get("clientMetadata"), None);
    assert_eq!(request(0)["session"], json!([]));
    assert_eq!(request(1)["challengeName"], "CUSTOM_CHALLENGE");
    assert_eq!(request(2)["clientMetadata"], json!({ "from": "respond" }));
    assert_eq!(request(2)["privateChallengeParameters"], json!({ "answer": "5" }));
    assert_eq!(request(2)["challengeAnswer"], "6");
    let first = json!({
        "challengeName": "CUSTOM_CHALLENGE", "challengeResult": false,
        "challengeMetadata": "TRY-0",
    });
    assert_eq!(request(3)["session"], json!([first]));
    assert_eq!(request(4)["session"], json!([first]));
    let second = json!({
        "challengeName": "CUSTOM_CHALLENGE", "challengeResult": true,
        "challengeMetadata": "TRY-1",
    });
    assert_eq!(request(6)["session"], json!([first, second]));
    // The members that a function may set are there, as null.
    let none = json!({ "challengeName": null, "issueTokens": null, "failAuthentication": null });
    assert_eq!(calls[0].event["response"], none);
    assert_eq!(calls[2].event["response"], json!({ "answerCorrect": null }));
}

#[tokio::test]
async fn private_parameters_never_reach_the_client() {
    let scene = scene_with(&CUSTOM, json!({})).await;
    scene.functions.answer(|arn, event| {
        let mut event = riddle(arn, event)?;
        if event["triggerSource"] == "CreateAuthChallenge_Authentication" {
            event["response"]["privateChallengeParameters"] = json!({ "answer": "s3cret-w0rd" });
        }
        Ok(event)
    });
    let challenge = begin(&scene).await;
    assert!(!challenge.to_string().contains("s3cret-w0rd"));
    Tokens::of(&reply(&scene, &challenge, "s3cret-w0rd").await.ok());
}

#[tokio::test]
async fn otp_7_a_session_is_answered_once() {
    let scene = scene().await;
    let challenge = begin(&scene).await;
    reply(&scene, &challenge, "6").await.ok();
    let used = "Invalid session for the user, session can only be used once.";
    reply(&scene, &challenge, "5").await.expect_error("NotAuthorizedException", used);
    // Of answers given at once, one counts.
    let challenge = begin(&scene).await;
    let (first, second, third) = tokio::join!(
        reply(&scene, &challenge, "6"),
        reply(&scene, &challenge, "5"),
        reply(&scene, &challenge, "7"),
    );
    let won = [first, second, third].iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1);
    scene.clock.turn(181);
    let challenge = begin(&scene).await;
    scene.clock.turn(181);
    let expired = "Invalid session for the user, session is expired.";
    reply(&scene, &challenge, "5").await.expect_error("NotAuthorizedException", expired);
}

#[tokio::test]
async fn wrong_answers_are_no_matter_of_the_counter() {
    let scene = scene().await;
    let incorrect = "Incorrect username or password.";
    for _ in 0..6 {
        let challenge = begin(&scene).await;
        let second = reply(&scene, &challenge, "6").await.ok();
        reply(&scene, &second, "6").await.expect_error("NotAuthorizedException", incorrect);
    }
    let challenge = begin(&scene).await;
    Tokens::of(&reply(&scene, &challenge, "5").await.ok());
}

#[tokio::test]
async fn ct_2_nobody_is_riddled_too_and_never_signed_in() {
    let scene = scene().await;
    let challenge = start(&scene, json!({ "USERNAME": "nobody" })).await.ok();
    let (known, unknown) = (begin(&scene).await, challenge.clone());
    let length = |answer: &Value| answer["Session"].as_str().unwrap().len();
    assert_eq!(unknown["ChallengeParameters"]["question"], "2 + 3");
    // "alice" and "nobody" differ by one character, twice that in base64 at most.
    assert!(length(&known).abs_diff(length(&unknown)) <= 2);
    let request = json!({
        "ClientId": scene.client, "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "nobody", "ANSWER": "5" },
    });
    let answer = scene.call("RespondToAuthChallenge", request).await;
    answer.expect_error("NotAuthorizedException", "Incorrect username or password.");
    let calls = scene.functions.calls();
    let told = calls.iter().filter(|call| call.event["userName"] == "nobody");
    let mut count = 0;
    for call in told {
        count += 1;
        assert_eq!(call.event["request"]["userNotFound"], true);
        assert_eq!(call.event["request"]["userAttributes"], json!({}));
    }
    assert_eq!(count, 4);
    let telling = scene_with(&CUSTOM, json!({ "PreventUserExistenceErrors": "LEGACY" })).await;
    telling.functions.answer(riddle);
    let answer = start(&telling, json!({ "USERNAME": "nobody" })).await;
    answer.expect_error("UserNotFoundException", "User does not exist.");
    begin(&telling).await;
    assert!(telling.functions.calls()[0].event["request"].get("userNotFound").is_none());
}

#[tokio::test]
async fn a_password_comes_first_where_the_functions_want_it() {
    let scene = scene_with(&CUSTOM, json!({})).await;
    scene.functions.answer(|arn, event| {
        let session = event["request"]["session"].as_array().cloned().unwrap_or_default();
        let last = session.last().map(|last| last["challengeName"].as_str().unwrap().to_owned());
        let mut answer = riddle(arn, event)?;
        if event["triggerSource"] == "DefineAuthChallenge_Authentication" {
            answer["response"] = match last.as_deref() {
                Some("SRP_A") => json!({ "challengeName": "PASSWORD_VERIFIER" }),
                Some("PASSWORD_VERIFIER") => json!({ "challengeName": "CUSTOM_CHALLENGE" }),
                _ => json!({ "issueTokens": true }),
            };
        }
        Ok(answer)
    });
    let client = srp::Client::new(&"a1".repeat(32));
    let parameters = json!({
        "USERNAME": "alice", "CHALLENGE_NAME": "SRP_A", "SRP_A": client.a_hex(),
    });
    let sign_in = async |password: &str| {
        let challenge = start(&scene, parameters.clone()).await.ok();
        assert_eq!(challenge["ChallengeName"], "PASSWORD_VERIFIER");
        let given = &challenge["ChallengeParameters"];
        let responses = client.responses(&scene.pool, password, given, scene.clock.now_s());
        let request = json!({
            "ClientId": scene.client, "ChallengeName": "PASSWORD_VERIFIER",
            "Session": challenge["Session"], "ChallengeResponses": responses,
        });
        scene.call("RespondToAuthChallenge", request).await
    };
    let challenge = sign_in(PASSWORD).await.ok();
    assert_eq!(challenge["ChallengeName"], "CUSTOM_CHALLENGE");
    Tokens::of(&reply(&scene, &challenge, "5").await.ok());
    let history = json!([
        { "challengeName": "SRP_A", "challengeResult": true, "challengeMetadata": null },
        { "challengeName": "PASSWORD_VERIFIER", "challengeResult": true, "challengeMetadata": null },
    ]);
    let calls = scene.functions.calls();
    assert_eq!(calls[1].event["request"]["session"], history);
    // A wrong password ends it, before any function hears of it.
    let incorrect = "Incorrect username or password.";
    sign_in("x").await.expect_error("NotAuthorizedException", incorrect);
    assert_eq!(scene.functions.sources(), ["DefineAuthChallenge_Authentication"]);
    let missing = start(&scene, json!({ "USERNAME": "alice", "CHALLENGE_NAME": "SRP_A" })).await;
    missing.expect_error("InvalidParameterException", "Missing required parameter SRP_A");
}

#[tokio::test]
async fn what_functions_may_not_answer() {
    let scene = scene_with(&CUSTOM, json!({})).await;
    let say = |source: &'static str, response: Value| {
        scene.functions.answer(move |arn, event| {
            let mut answer = riddle(arn, event)?;
            if event["triggerSource"].as_str().unwrap().starts_with(source) {
                answer["response"] = response.clone();
            }
            Ok(answer)
        });
    };
    for (source, response, text) in [
        ("Define", json!({}), "Unrecognizable lambda output"),
        ("Define", json!(null), "Unrecognizable lambda output"),
        ("Define", json!({ "challengeName": 7 }), "Unrecognizable lambda output"),
        ("Define", json!({ "issueTokens": "yes" }), "Unrecognizable lambda output"),
        (
            "Define",
            json!({ "challengeName": "SMS_MFA" }),
            "Invalid lambda function output : challengeName SMS_MFA is not possible here",
        ),
        ("Create", json!({ "publicChallengeParameters": "x" }), "Unrecognizable lambda output"),
        (
            "Create",
            json!({ "privateChallengeParameters": { "answer": "x".repeat(4_000) } }),
            "Invalid lambda function output : privateChallengeParameters and challengeMetadata are \
             too long to be kept",
        ),
    ] {
        say(source, response);
        let answer = start(&scene, json!({ "USERNAME": "alice" })).await;
        answer.expect_error("InvalidLambdaResponseException", text);
    }
    say("Verify", json!({ "answerCorrect": 1 }));
    let challenge = begin(&scene).await;
    let answer = reply(&scene, &challenge, "5").await;
    answer.expect_error("InvalidLambdaResponseException", "Unrecognizable lambda output");
    scene.functions.answer(|_, _| Err(Failure::Function("no".into())));
    let answer = start(&scene, json!({ "USERNAME": "alice" })).await;
    let text = "DefineAuthChallenge failed with error no.";
    answer.expect_error("UserLambdaValidationException", text);
}

#[tokio::test]
async fn missing_functions_are_named() {
    let text = "Custom auth lambda trigger is not configured for the user pool.";
    for triggers in [&CUSTOM[..0], &CUSTOM[1..]] {
        let scene = scene_with(triggers, json!({})).await;
        let answer = start(&scene, json!({ "USERNAME": "alice" })).await;
        answer.expect_error("InvalidParameterException", text);
    }
    let scene = scene_with(&CUSTOM, json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] })).await;
    let answer = start(&scene, json!({ "USERNAME": "alice" })).await;
    answer.expect_error("InvalidParameterException", "Auth flow not enabled for this client");
    let scene = scene_with(&CUSTOM, json!({})).await;
    let answer = start(&scene, json!({})).await;
    answer.expect_error("InvalidParameterException", "Missing required parameter USERNAME");
}

#[tokio::test]
async fn servers_ask_through_their_own_door() {
    let scene = scene().await;
    let request = json!({
        "UserPoolId": scene.pool, "ClientId": scene.client, "AuthFlow": "CUSTOM_AUTH",
        "AuthParameters": { "USERNAME": "alice" },
    });
    let challenge = scene.admin("AdminInitiateAuth", request).await.ok();
    let request = json!({
        "UserPoolId": scene.pool, "ClientId": scene.client, "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": "alice", "ANSWER": "5" },
    });
    Tokens::of(&scene.admin("AdminRespondToAuthChallenge", request).await.ok());
}
