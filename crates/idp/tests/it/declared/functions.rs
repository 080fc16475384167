//! Functions that fail, cannot be called, or answer what cannot be used, in every operation that calls
//! one.

use cognate_testkit::{Answer, Cognate, Failure, Functions, Tokens, Value, json};

const PASSWORD: &str = "Correct-Horse9";
const NEW: &str = "Another-Horse9";
const ADDRESS: &str = "alice@example.com";

/// An error, and how functions come to cause it.
type Break = (&'static str, fn(&Functions));

/// Bob signed up and has not confirmed; alice is confirmed and signed in.
struct Scene {
    cognate: Cognate,
    pool: String,
    client: String,
    tokens: Tokens,
    /// Of bob's sign-up, and of alice's reset.
    codes: [String; 2],
}

impl Scene {
    async fn new() -> Scene {
        let cognate = Cognate::start().await;
        cognate.functions.echo();
        let triggers =
            ["CustomMessage", "PostConfirmation", "PreAuthentication", "PreTokenGeneration"];
        let arn = |name| format!("arn:aws:lambda:eu-central-1:123456789012:function:{name}");
        let config: serde_json::Map<String, Value> =
            triggers.iter().map(|name| ((*name).to_owned(), arn(name).into())).collect();
        let settings = json!({ "AutoVerifiedAttributes": ["email"], "LambdaConfig": config });
        let pool = cognate.create_pool(settings).await;
        let flows = json!(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]);
        let settings = json!({
            "ExplicitAuthFlows": flows, "PreventUserExistenceErrors": "LEGACY",
            "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 0 },
        });
        let client = cognate.create_client(&pool, settings).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let request = json!({
            "UserPoolId": pool, "Username": "alice",
            "UserAttributes": [
                { "Name": "email", "Value": ADDRESS }, { "Name": "email_verified", "Value": "true" },
            ],
        });
        cognate.admin("AdminUpdateUserAttributes", request).await.ok();
        let request = json!({
            "ClientId": client, "Username": "bob", "Password": PASSWORD,
            "UserAttributes": [{ "Name": "email", "Value": "bob@example.com" }],
        });
        cognate.call("SignUp", request).await.ok();
        let bobs = cognate.code_for("bob@example.com").await;
        let request = json!({ "ClientId": client, "Username": "alice" });
        cognate.call("ForgotPassword", request).await.ok();
        let alices = cognate.code_for(ADDRESS).await;
        let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
        Scene { cognate, pool, client, tokens, codes: [bobs, alices] }
    }

    /// Each operation with a function, and the request that calls it.
    fn requests(&self) -> Vec<(&'static str, Value)> {
        let Scene { pool, client, tokens, codes: [bobs, alices], .. } = self;
        let by_admin = |name: &str| json!({ "UserPoolId": pool, "Username": name });
        let public = |name: &str| json!({ "ClientId": client, "Username": name });
        let with = |mut request: Value, members: Value| {
            for (name, value) in members.as_object().expect("members") {
                request[name] = value.clone();
            }
            request
        };
        let other = json!({ "UserAttributes": [{ "Name": "email", "Value": "new@example.com" }] });
        let parameters = json!({ "USERNAME": "alice", "PASSWORD": PASSWORD });
        vec![
            ("AdminConfirmSignUp", by_admin("bob")),
            ("AdminResetUserPassword", by_admin("alice")),
            ("AdminUpdateUserAttributes", with(by_admin("alice"), other.clone())),
            (
                "AdminInitiateAuth",
                json!({
                    "UserPoolId": pool, "ClientId": client,
                    "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters,
                }),
            ),
            ("ConfirmSignUp", with(public("bob"), json!({ "ConfirmationCode": bobs }))),
            (
                "ConfirmForgotPassword",
                with(public("alice"), json!({ "ConfirmationCode": alices, "Password": NEW })),
            ),
            ("ForgotPassword", public("alice")),
            ("ResendConfirmationCode", public("bob")),
            (
                "GetTokensFromRefreshToken",
                json!({ "ClientId": client, "RefreshToken": tokens.refresh }),
            ),
            (
                "GetUserAttributeVerificationCode",
                json!({ "AccessToken": tokens.access, "AttributeName": "email" }),
            ),
            ("UpdateUserAttributes", with(json!({ "AccessToken": tokens.access }), other)),
        ]
    }

    async fn send(&self, operation: &str, request: Value) -> Answer {
        match operation.starts_with("Admin") {
            true => self.cognate.admin(operation, request).await,
            false => self.cognate.call(operation, request).await,
        }
    }
}

#[tokio::test]
async fn a_function_that_does_not_do_fails_the_operation() {
    let breaks: [Break; 3] = [
        ("UserLambdaValidationException", |functions| {
            functions.answer(|_, _| Err(Failure::Function("no".into())));
        }),
        ("UnexpectedLambdaException", |functions| {
            functions.answer(|_, _| Err(Failure::Invocation("AccessDeniedException".into())));
        }),
        ("InvalidLambdaResponseException", |functions| {
            functions.answer(|_, _| Ok(json!("no event")));
        }),
    ];
    let count = Scene::new().await.requests().len();
    for (error, broken) in breaks {
        for n in 0..count {
            // Some of them change what the others rest on.
            let scene = Scene::new().await;
            broken(&scene.cognate.functions);
            let (operation, request) = scene.requests().swap_remove(n);
            let answer = scene.send(operation, request).await;
            assert_eq!(answer.error().0, error, "{operation}: {}", answer.text());
        }
    }
}
