//! The errors that the model declares for nearly every operation: each operation that declares one
//! answers it, unless `models/cognito-idp-absent-errors.json` says why it cannot.

mod functions;
mod moved;
mod settings;
mod signing_in;
mod states;

use std::collections::BTreeSet;

use cognate_core::rates::{Category, Rates};
use cognate_shapes::idp::SERVICE;
use cognate_shapes::operation::{Auth, Operation};
use cognate_testkit::{Answer, Cognate, REGION, Setup, Tokens, Value, json};

use crate::example::{self, Extent};

const PASSWORD: &str = "Correct-Horse9";
const ELSEWHERE: &str = "us-west-2";

/// Alice, signed in, in a pool that is like any.
struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
    access: String,
}

impl Scene {
    async fn on(setup: Setup) -> Scene {
        let cognate = setup.start().await;
        let pool = cognate.create_pool(json!({ "DeletionProtection": "INACTIVE" })).await;
        let request = json!({
            "UserPoolId": pool, "MfaConfiguration": "OPTIONAL",
            "SoftwareTokenMfaConfiguration": { "Enabled": true },
        });
        cognate.admin("SetUserPoolMfaConfig", request).await.ok();
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let request = json!({
            "UserPoolId": pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": { "USERNAME": "alice", "PASSWORD": PASSWORD },
        });
        let answer = cognate.admin("AdminInitiateAuth", request).await.ok();
        Scene { cognate, pool, client, access: Tokens::of(&answer).access }
    }

    /// The smallest request that the model accepts, about what there is.
    fn request(&self, operation: &Operation) -> Value {
        let text = cognate_wire::json::render(&example::of(operation.input, Extent::Minimal));
        let mut request: Value = serde_json::from_slice(&text).expect("JSON");
        let account = &self.cognate.config().account;
        let arn = format!("arn:aws:cognito-idp:{REGION}:{account}:userpool/{}", self.pool);
        for (member, value) in [
            ("UserPoolId", &self.pool),
            ("ClientId", &self.client),
            ("AccessToken", &self.access),
            ("ResourceArn", &arn),
            ("Username", &"alice".to_owned()),
        ] {
            if request.get(member).is_some() {
                request[member] = value.as_str().into();
            }
        }
        // What it takes beyond the model to be about alice's pool.
        match operation.name {
            "AssociateSoftwareToken" | "ForgetDevice" | "GetDevice" | "VerifySoftwareToken" => {
                request["AccessToken"] = self.access.as_str().into();
            }
            "UpdateManagedLoginBranding" => {
                request["UserPoolId"] = self.pool.as_str().into();
                request["ManagedLoginBrandingId"] = "0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a".into();
            }
            "InitiateAuth" | "AdminInitiateAuth" => {
                request["AuthFlow"] = "USER_PASSWORD_AUTH".into();
                if operation.name == "AdminInitiateAuth" {
                    request["AuthFlow"] = "ADMIN_USER_PASSWORD_AUTH".into();
                }
                request["AuthParameters"] = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD });
            }
            _ => {}
        }
        request
    }

    async fn send(&self, operation: &Operation, request: &Value) -> Answer {
        self.send_in(REGION, operation, request).await
    }

    async fn send_in(&self, region: &str, operation: &Operation, request: &Value) -> Answer {
        let prefix = SERVICE.target_prefix.expect("a JSON service");
        let request = self.cognate.json_request(prefix, operation.name, request);
        self.cognate
            .send(match operation.auth {
                Auth::Signed => {
                    self.cognate.signed(&self.cognate.root, SERVICE.signing_name, region, request)
                }
                _ => request,
            })
            .await
    }
}

/// The operations that declare the error, but for those that cannot answer it here.
fn declaring(error: &str) -> Vec<&'static Operation> {
    let absent = include_str!("../../../../models/cognito-idp-absent-errors.json");
    let absent: Vec<Value> = serde_json::from_str(absent).expect("JSON");
    let is_absent = |operation: &Operation| {
        absent.iter().any(|group| {
            let has = |list: &Value, text: &str| {
                list.as_array().is_some_and(|list| list.iter().any(|one| one == text))
            };
            let operations = &group["operations"];
            has(&group["errors"], error) && (operations == "*" || has(operations, operation.name))
        })
    };
    let operations = SERVICE.operations.iter();
    operations.filter(|it| it.fault(error).is_some() && !is_absent(it)).collect()
}

/// Says of all at once which did not answer the error.
#[derive(Default)]
struct Verdict(BTreeSet<String>);

impl Verdict {
    fn of(&mut self, operation: &Operation, answer: &Answer, error: &str) {
        if answer.error().0 != error {
            self.0.insert(format!("{}: {} {}", operation.name, answer.status, answer.text()));
        }
    }
}

impl Drop for Verdict {
    fn drop(&mut self) {
        let told: Vec<&str> = self.0.iter().map(String::as_str).collect();
        assert!(told.is_empty() || std::thread::panicking(), "{}", told.join("\n"));
    }
}

#[tokio::test]
async fn a_request_without_its_members_is_an_invalid_parameter() {
    let scene = Scene::on(Setup::default()).await;
    let error = "InvalidParameterException";
    let mut verdict = Verdict::default();
    for operation in declaring(error) {
        verdict.of(operation, &scene.send(operation, &json!({})).await, error);
    }
}

#[tokio::test]
async fn rl_7_whatever_is_limited_can_be_one_too_many() {
    let own = ["ListTagsForResource", "TagResource", "UntagResource"];
    let names = Category::ALL.map(Category::as_str).into_iter().chain(own);
    let rates = Rates::of(names.map(|name| (name, 1))).expect("categories and operations");
    let scene = Scene::on(Setup::default().limits(|limits| limits.rates = rates)).await;
    let error = "TooManyRequestsException";
    let mut verdict = Verdict::default();
    for operation in declaring(error) {
        let request = scene.request(operation);
        scene.cognate.clock.turn(1);
        let mut answer = scene.send(operation, &request).await;
        // Answers to challenges have three times the rate.
        for _ in 0..4 {
            if answer.error().0 != error {
                answer = scene.send(operation, &request).await;
            }
        }
        verdict.of(operation, &answer, error);
    }
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_an_internal_error() {
    for error in ["InternalErrorException", "InternalServerException"] {
        let mut verdict = Verdict::default();
        let mut scene = Scene::on(Setup::default()).await;
        // Nothing is in memory.
        scene.cognate = scene.cognate.restored().await;
        scene.cognate.store().close().await;
        for operation in declaring(error) {
            let answer = scene.send(operation, &scene.request(operation)).await;
            verdict.of(operation, &answer, error);
        }
    }
}

#[tokio::test]
async fn a_secondary_region_changes_nothing_and_serves_nobody_while_it_is_closed() {
    let mut setup = Setup::default();
    setup.config.sites = vec![REGION.into(), ELSEWHERE.into()];
    setup.config.region = ELSEWHERE.into();
    let scene = Scene::on(setup).await;
    let replica = json!({ "UserPoolId": scene.pool, "RegionName": ELSEWHERE });
    scene.cognate.admin("CreateUserPoolReplica", replica).await.ok();
    let error = "OperationNotEnabledException";
    let mut verdict = Verdict::default();
    // Machines have no region; a function that fails is told so (`client_tokens`).
    for operation in declaring(error).into_iter().filter(|it| it.name != "GetClientToken") {
        let answer = scene.send_in(ELSEWHERE, operation, &scene.request(operation)).await;
        verdict.of(operation, &answer, error);
    }
}
