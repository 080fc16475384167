//! Passkeys raced on two nodes: of what may happen once, one happens.

use cognate_store::config::{Config, PostgresConfig};
use cognate_testkit::{Answer, Authenticator, Cognate, Setup, Value, json};

use crate::scene::{PASSWORD, Scene};

const ORIGIN: &str = "https://auth.example.com";

/// Two nodes, and alice's access token.
struct Race {
    scene: Scene,
    other: Cognate,
    access: String,
}

impl Race {
    async fn new() -> Race {
        let store = Config::Postgres(PostgresConfig::at(cognate_pgtest::database()));
        let setup = Setup { shared_store: true, ..Setup::default() }.on(store);
        let policy = json!({ "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"] });
        let pool = json!({ "Policies": { "SignInPolicy": policy } });
        let flows = json!(["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]);
        let client = json!({ "ExplicitAuthFlows": flows });
        let scene = Scene::on(setup.start().await, pool, client).await;
        let request = json!({
            "UserPoolId": scene.pool, "MfaConfiguration": "OFF",
            "WebAuthnConfiguration": { "RelyingPartyId": "auth.example.com" },
        });
        scene.admin("SetUserPoolMfaConfig", request).await.ok();
        let other = scene.another_node().await;
        let access = scene.sign_in(&scene.client, "alice", PASSWORD).await.access;
        Race { scene, other, access }
    }

    async fn start(&self) -> Value {
        let request = json!({ "AccessToken": self.access });
        let mut answer = self.scene.call("StartWebAuthnRegistration", request).await.ok();
        answer["CredentialCreationOptions"].take()
    }

    /// Completes registrations on both nodes at once.
    async fn complete(&self, credentials: [&Value; 2]) -> [Answer; 2] {
        let request = credentials.map(|it| json!({ "AccessToken": self.access, "Credential": it }));
        let [here, there] = request;
        let operation = "CompleteWebAuthnRegistration";
        let (here, there) =
            tokio::join!(self.scene.call(operation, here), self.other.call(operation, there));
        [here, there]
    }

    async fn ask(&self) -> Value {
        let parameters = json!({ "USERNAME": "alice", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
        self.scene.initiate(&self.scene.client, "USER_AUTH", parameters).await.ok()
    }

    /// Answers challenges on both nodes at once.
    async fn respond(&self, answers: [(&Value, &Value); 2]) -> [Answer; 2] {
        let [here, there] = answers.map(|(asked, credential)| {
            json!({
                "ClientId": self.scene.client, "ChallengeName": "WEB_AUTHN",
                "Session": asked["Session"],
                "ChallengeResponses": {
                    "USERNAME": "alice", "CREDENTIAL": credential.to_string(),
                },
            })
        });
        let operation = "RespondToAuthChallenge";
        let (here, there) =
            tokio::join!(self.scene.call(operation, here), self.other.call(operation, there));
        [here, there]
    }

    async fn passkeys(&self) -> usize {
        let request = json!({ "AccessToken": self.access });
        let listed = self.scene.call("ListWebAuthnCredentials", request).await.ok();
        listed["Credentials"].as_array().unwrap().len()
    }
}

/// One succeeded; the other was answered with this.
#[track_caller]
fn one_winner(answers: &[Answer; 2], code: &str) {
    let lost: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert_eq!(lost.len(), 1, "{answers:?}");
    lost[0].expect_code(code);
}

fn options(asked: &Value) -> Value {
    let text = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str().unwrap();
    text.parse().expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registrations_challenge_is_answered_once() {
    let race = Race::new().await;
    for n in 1..4 {
        let options = race.start().await;
        let [one, two] = [(), ()].map(|()| Authenticator::new(ORIGIN).register(&options));
        let answers = race.complete([&one, &two]).await;
        one_winner(&answers, "WebAuthnChallengeNotFoundException");
        assert_eq!(race.passkeys().await, n);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_quota_is_never_exceeded() {
    let race = Race::new().await;
    for _ in 0..19 {
        let credential = Authenticator::new(ORIGIN).register(&race.start().await);
        let request = json!({ "AccessToken": race.access, "Credential": credential });
        race.scene.call("CompleteWebAuthnRegistration", request).await.ok();
    }
    let one = Authenticator::new(ORIGIN).register(&race.start().await);
    let two = Authenticator::new(ORIGIN).register(&race.start().await);
    one_winner(&race.complete([&one, &two]).await, "LimitExceededException");
    assert_eq!(race.passkeys().await, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_and_a_counter_are_good_once() {
    let race = Race::new().await;
    let mut passkey = Authenticator::new(ORIGIN);
    passkey.counter = 5;
    let credential = passkey.register(&race.start().await);
    let request = json!({ "AccessToken": race.access, "Credential": credential });
    race.scene.call("CompleteWebAuthnRegistration", request).await.ok();
    let asked = race.ask().await;
    let credential = passkey.sign(&options(&asked));
    let answers = race.respond([(&asked, &credential), (&asked, &credential)]).await;
    one_winner(&answers, "NotAuthorizedException");
    // Two copies of an authenticator, each with a sign-in of its own.
    let (first, second) = (race.ask().await, race.ask().await);
    let counter = passkey.counter;
    let one = passkey.sign(&options(&first));
    passkey.counter = counter;
    let two = passkey.sign(&options(&second));
    one_winner(&race.respond([(&first, &one), (&second, &two)]).await, "NotAuthorizedException");
}
