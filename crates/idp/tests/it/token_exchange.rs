//! GetDerivedToken: who may exchange which token for what.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Tokens, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const INVALID: &str = "InvalidParameterException";
const SIGN_IN: &str = "aws.cognito.signin.user.admin";
const IMPERSONATION: &str = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION";
const DELEGATION: &str = "ALLOW_TOKEN_EXCHANGE_DELEGATION";

/// Alice has signed in at an app, whose service exchanges her tokens.
struct Scene {
    cognate: Cognate,
    pool: String,
    app: String,
    service: String,
    secret: String,
    tokens: Tokens,
}

impl Scene {
    async fn start() -> Scene {
        Scene::in_pool(json!({})).await
    }

    async fn in_pool(members: Value) -> Scene {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(members).await;
        let request = json!({
            "UserPoolId": pool, "Identifier": "api", "Name": "api",
            "Scopes": [{ "ScopeName": "read", "ScopeDescription": "read" }],
        });
        cognate.admin("CreateResourceServer", request).await.ok();
        let app = cognate.create_client(&pool, json!({})).await;
        let flows = [IMPERSONATION, DELEGATION];
        let service = json!({ "ExplicitAuthFlows": flows });
        let (service, secret) = cognate.create_secret_client(&pool, service).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let tokens = cognate.sign_in(&app, "alice", PASSWORD).await;
        Scene { cognate, pool, app, service, secret, tokens }
    }

    fn request(&self, members: Value) -> Value {
        let mut request = json!({
            "ClientId": self.service, "ClientSecret": self.secret,
            "SubjectToken": self.tokens.access, "SubjectTokenType": "ACCESS_TOKEN",
        });
        for (name, value) in members.as_object().expect("members are an object") {
            match value {
                Value::Null => drop(request.as_object_mut().unwrap().remove(name)),
                value => request[name] = value.clone(),
            }
        }
        request
    }

    async fn exchange(&self, members: Value) -> Answer {
        self.cognate.call("GetDerivedToken", self.request(members)).await
    }

    async fn derived(&self, members: Value) -> (Value, Tokens) {
        let answer = self.exchange(members).await.ok();
        let access = answer["IssuedToken"].as_str().expect("a token").to_owned();
        (answer, Tokens { access, ..Tokens::default() })
    }
}

#[tokio::test]
async fn a_token_is_exchanged_as_if_the_user_acted() {
    let scene = Scene::start().await;
    let (answer, derived) = scene.derived(json!({ "Resources": ["api"] })).await;
    for (name, value) in [
        ("IssuedTokenType", json!("ACCESS_TOKEN")),
        ("TokenType", json!("Bearer")),
        ("ExpiresIn", json!(3600)),
        ("Scopes", json!([SIGN_IN])),
    ] {
        assert_eq!(answer[name], value, "{name}");
    }
    let (before, after) = (scene.tokens.access_claims(), derived.access_claims());
    for same in ["sub", "username", "origin_jti", "auth_time", "event_id", "iss", "scope"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert_ne!(before["jti"], after["jti"]);
    assert_eq!(after["client_id"], scene.service.as_str());
    assert_eq!(after["aud"], "api");
    assert!(after.get("act").is_none());
    // With the scope of self-service it serves that, too.
    let user = scene.cognate.call("GetUser", json!({ "AccessToken": derived.access })).await.ok();
    assert_eq!(user["Username"], "alice");
    // It dies with the sign-in that it comes from.
    let request = json!({ "ClientId": scene.app, "Token": scene.tokens.refresh });
    scene.cognate.call("RevokeToken", request).await.ok();
    let answer = scene.cognate.call("GetUser", json!({ "AccessToken": derived.access })).await;
    answer.expect_error(NOT_AUTHORIZED, "Access Token has been revoked");
}

#[tokio::test]
async fn id_tokens_are_given_and_taken() {
    let scene = Scene::start().await;
    let members = json!({
        "SubjectToken": scene.tokens.id, "SubjectTokenType": "ID_TOKEN",
        "RequestedTokenType": "ID_TOKEN", "Audiences": ["billing"],
    });
    let (answer, derived) = scene.derived(members).await;
    assert_eq!(answer["IssuedTokenType"], "ID_TOKEN");
    assert_eq!(answer["TokenType"], "N_A");
    assert!(answer.get("Scopes").is_none());
    let claims = derived.access_claims();
    assert_eq!((&claims["token_use"], &claims["aud"]), (&json!("id"), &json!("billing")));
    assert_eq!(claims["cognito:username"], "alice");
    // TK-3: neither passes for the other.
    for (token, kind) in [(&scene.tokens.id, "ACCESS_TOKEN"), (&scene.tokens.access, "ID_TOKEN")] {
        let members = json!({ "SubjectToken": token, "SubjectTokenType": kind });
        scene.exchange(members).await.expect_error(NOT_AUTHORIZED, "Invalid SubjectToken");
    }
    // For another audience it is nobody's of this pool.
    let members = json!({ "SubjectToken": derived.access, "SubjectTokenType": "ID_TOKEN" });
    scene.exchange(members).await.expect_error(NOT_AUTHORIZED, "Invalid SubjectToken");
}

#[tokio::test]
async fn actors_are_named_one_behind_the_other() {
    let scene = Scene::start().await;
    scene.cognate.create_user(&scene.pool, "bob", PASSWORD).await;
    let bob = scene.cognate.sign_in(&scene.app, "bob", PASSWORD).await;
    let by_bob = json!({ "ActorToken": bob.access, "ActorTokenType": "ACCESS_TOKEN" });
    let (_, first) = scene.derived(by_bob).await;
    let claims = first.access_claims();
    assert_eq!(claims["username"], "alice");
    assert_eq!(claims["act"]["sub"], bob.access_claims()["sub"]);
    assert_eq!(claims["act"]["client_id"], scene.app.as_str());
    // Then a client, by its own token.
    let machine = json!({ "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"] });
    let (machine, secret) = scene.cognate.create_secret_client(&scene.pool, machine).await;
    let request = json!({ "ClientId": machine, "Secret": secret });
    let answer = scene.cognate.call("GetClientToken", request).await.ok();
    let own = answer["ClientAuthenticationResult"]["AccessToken"].clone();
    let members = json!({
        "SubjectToken": first.access, "ActorToken": own, "ActorTokenType": "ACCESS_TOKEN",
    });
    let (_, second) = scene.derived(members).await;
    let act = &second.access_claims()["act"];
    assert_eq!(act["sub"], machine.as_str());
    assert_eq!(act["act"]["sub"], bob.access_claims()["sub"]);
    // Impersonation does not forget who acted.
    let (_, third) = scene.derived(json!({ "SubjectToken": second.access })).await;
    assert_eq!(third.access_claims()["act"], *act);
    // A client's token is nobody's to act for.
    let members = json!({ "SubjectToken": own });
    scene.exchange(members).await.expect_error(NOT_AUTHORIZED, "Invalid SubjectToken");
    // A chain has an end.
    let mut token = second.access;
    loop {
        let members = json!({
            "SubjectToken": token, "ActorToken": own, "ActorTokenType": "ACCESS_TOKEN",
        });
        let answer = scene.exchange(members).await;
        if answer.status != 200 {
            let text = "SubjectToken has passed through too many actors.";
            answer.expect_error(INVALID, text);
            break;
        }
        token = answer.ok()["IssuedToken"].as_str().expect("a token").to_owned();
    }
    for (token, text) in
        [("garbage", "Invalid ActorToken"), (&scene.tokens.id, "Invalid ActorToken")]
    {
        let members = json!({ "ActorToken": token, "ActorTokenType": "ACCESS_TOKEN" });
        scene.exchange(members).await.expect_error(NOT_AUTHORIZED, text);
    }
    scene.cognate.call("GlobalSignOut", json!({ "AccessToken": bob.access })).await.ok();
    let members = json!({ "ActorToken": bob.access, "ActorTokenType": "ACCESS_TOKEN" });
    scene.exchange(members).await.expect_error(NOT_AUTHORIZED, "ActorToken has been revoked");
}

#[tokio::test]
async fn scopes_only_shrink() {
    let scene = Scene::start().await;
    let none =
        "None of the requested scopes can be granted to this app client for this SubjectToken.";
    scene.exchange(json!({ "Scopes": ["api/read"] })).await.expect_error(INVALID, none);
    let (answer, _) = scene.derived(json!({ "Scopes": ["api/read", SIGN_IN] })).await;
    assert_eq!(answer["Scopes"], json!([SIGN_IN]));
    let narrow = json!({
        "ExplicitAuthFlows": [IMPERSONATION], "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["api/read"],
    });
    let (client, secret) = scene.cognate.create_secret_client(&scene.pool, narrow).await;
    let by = json!({ "ClientId": client, "ClientSecret": secret });
    let (answer, derived) = scene.derived(by).await;
    assert_eq!(answer["Scopes"], json!([]));
    assert!(derived.access_claims().get("scope").is_none());
    let answer = scene.cognate.call("GetUser", json!({ "AccessToken": derived.access })).await;
    answer.expect_error(NOT_AUTHORIZED, "Access Token does not have required scopes");
}

#[tokio::test]
async fn members_that_do_not_fit() {
    let scene = Scene::start().await;
    let own = "this server exchanges the tokens of its own user pools only.";
    for (members, text) in [
        (
            json!({ "Audiences": ["a"], "Resources": ["api"] }),
            "Audiences and Resources cannot be requested together.".to_owned(),
        ),
        (
            json!({ "ActorToken": scene.tokens.access }),
            "Missing required parameter ActorTokenType".to_owned(),
        ),
        (
            json!({ "ActorTokenType": "ACCESS_TOKEN" }),
            "Missing required parameter ActorToken".to_owned(),
        ),
        (
            json!({ "SubjectTokenProviderName": "Corp" }),
            format!("SubjectToken of the identity provider Corp cannot be verified: {own}"),
        ),
        (
            json!({ "SubjectTokenType": "SAML2" }),
            format!("SubjectToken of the type SAML2 cannot be verified: {own}"),
        ),
        (
            json!({
                "ActorToken": scene.tokens.access, "ActorTokenType": "ACCESS_TOKEN",
                "ActorTokenProviderName": "Corp",
            }),
            format!("ActorToken of the identity provider Corp cannot be verified: {own}"),
        ),
    ] {
        scene.exchange(members).await.expect_error(INVALID, &text);
    }
    let answer = scene.exchange(json!({ "Resources": ["nothing"] })).await;
    let text = "Resource server nothing does not exist.";
    answer.expect_error("ResourceNotFoundException", text);
}

#[tokio::test]
async fn the_client_is_authenticated_or_somebody_signs() {
    let scene = Scene::start().await;
    let wrong = "x".repeat(51);
    scene
        .exchange(json!({ "ClientSecret": wrong }))
        .await
        .expect_error(NOT_AUTHORIZED, "Invalid client or secret");
    let text =
        format!("Client {} is configured for secret but secret was not received", scene.service);
    scene.exchange(json!({ "ClientSecret": null })).await.expect_error(NOT_AUTHORIZED, &text);
    let unknown = "0".repeat(26);
    let answer = scene.exchange(json!({ "ClientId": unknown })).await;
    let text = format!("User pool client {unknown} does not exist.");
    answer.expect_error("ResourceNotFoundException", &text);
    // Signed: the secret may be left out, and must be right when it is there.
    let request = scene.request(json!({ "ClientSecret": null }));
    scene.cognate.admin("GetDerivedToken", request.clone()).await.ok();
    let answer = scene
        .cognate
        .admin("GetDerivedToken", scene.request(json!({ "ClientSecret": wrong })))
        .await;
    answer.expect_error(NOT_AUTHORIZED, "Invalid client or secret");
    // A bad signature is not made good by anything.
    let stranger = cognate_testkit::AccessKey::new("AKIAAAAAAAAAAAAAAAAA", "x".repeat(40));
    let answer =
        scene.cognate.admin_as(&stranger, "GetDerivedToken", scene.request(json!({}))).await;
    answer.expect_code("UnrecognizedClientException");
}

#[tokio::test]
async fn the_flow_is_permitted_to_the_client() {
    let scene = Scene::start().await;
    let only = async |flow: &str| {
        let members = json!({ "ExplicitAuthFlows": [flow] });
        let (client, secret) = scene.cognate.create_secret_client(&scene.pool, members).await;
        json!({ "ClientId": client, "ClientSecret": secret })
    };
    let actor = json!({ "ActorToken": scene.tokens.access, "ActorTokenType": "ACCESS_TOKEN" });
    let mut delegates = only(DELEGATION).await;
    let text = format!("{IMPERSONATION} flow not enabled for this client");
    scene.exchange(delegates.clone()).await.expect_error(INVALID, &text);
    let mut impersonates = only(IMPERSONATION).await;
    scene.exchange(impersonates.clone()).await.ok();
    for client in [&mut delegates, &mut impersonates] {
        for (name, value) in actor.as_object().unwrap() {
            client[name] = value.clone();
        }
    }
    scene.exchange(delegates).await.ok();
    let text = format!("{DELEGATION} flow not enabled for this client");
    scene.exchange(impersonates).await.expect_error(INVALID, &text);
}

#[tokio::test]
async fn subject_tokens_that_are_worth_nothing() {
    let scene = Scene::start().await;
    let invalid = "Invalid SubjectToken";
    for token in ["garbage", "a.b.c", &scene.tokens.refresh] {
        scene
            .exchange(json!({ "SubjectToken": token }))
            .await
            .expect_error(NOT_AUTHORIZED, invalid);
    }
    // Of another pool.
    let elsewhere = scene.cognate.create_pool(json!({})).await;
    let client = scene.cognate.create_client(&elsewhere, json!({})).await;
    scene.cognate.create_user(&elsewhere, "alice", PASSWORD).await;
    let foreign = scene.cognate.sign_in(&client, "alice", PASSWORD).await;
    let answer = scene.exchange(json!({ "SubjectToken": foreign.access })).await;
    answer.expect_error(NOT_AUTHORIZED, invalid);

    let change = async |status| {
        rewrite(&scene.cognate, &scene.pool, "alice", |user| user.status = status).await;
    };
    for (status, text) in [
        (Status::ResetRequired, "Password reset required for the user"),
        (Status::Unconfirmed, "User is not confirmed."),
    ] {
        change(status).await;
        scene.exchange(json!({})).await.expect_error(NOT_AUTHORIZED, text);
    }
    change(Status::Confirmed).await;
    scene.cognate.clock.turn(3_600);
    let expired = "SubjectToken has expired";
    scene.exchange(json!({})).await.expect_error(NOT_AUTHORIZED, expired);
    let again =
        Tokens::of(&scene.cognate.try_refresh(&scene.app, &scene.tokens.refresh).await.ok());
    let subject = json!({ "SubjectToken": again.access });
    scene.exchange(subject.clone()).await.ok();
    let named = json!({ "UserPoolId": scene.pool, "Username": "alice" });
    scene.cognate.admin("AdminDisableUser", named.clone()).await.ok();
    let disabled = "User is disabled.";
    scene.exchange(subject.clone()).await.expect_error(NOT_AUTHORIZED, disabled);
    scene.cognate.admin("AdminEnableUser", named.clone()).await.ok();
    let revoked = "SubjectToken has been revoked";
    scene.exchange(subject.clone()).await.expect_error(NOT_AUTHORIZED, revoked);
    scene.cognate.admin("AdminDeleteUser", named).await.ok();
    scene.exchange(subject).await.expect_error("UserNotFoundException", "User does not exist.");
}

/// A chain of exchanges ends when the sign-in does.
#[tokio::test]
async fn exchanges_do_not_outlive_the_sign_in() {
    let scene = Scene::start().await;
    let short =
        json!({ "RefreshTokenValidity": 60, "TokenValidityUnits": { "RefreshToken": "minutes" } });
    let app = scene.cognate.create_client(&scene.pool, short).await;
    let tokens = scene.cognate.sign_in(&app, "alice", PASSWORD).await;
    scene.cognate.clock.turn(3_000);
    let (answer, derived) = scene.derived(json!({ "SubjectToken": tokens.access })).await;
    assert_eq!(answer["ExpiresIn"], 600);
    let exp = derived.access_claims()["exp"].as_i64();
    assert_eq!(exp, Some(scene.cognate.clock.now_s() + 600));
}

#[tokio::test]
async fn functions_may_refuse() {
    let arn = "arn:aws:lambda:eu-central-1:000000000000:function:f";
    let scene = {
        let scene = Scene::start().await;
        let request =
            json!({ "UserPoolId": scene.pool, "LambdaConfig": { "PreTokenGeneration": arn } });
        scene.cognate.admin("UpdateUserPool", request).await.ok();
        scene
    };
    scene.exchange(json!({})).await.expect_code("UnexpectedLambdaException");
    scene.cognate.functions.answer(|_, _| Err(cognate_testkit::Failure::Function("no".into())));
    let answer = scene.exchange(json!({})).await;
    let text = "PreTokenGeneration failed with error no.";
    answer.expect_error("UserLambdaValidationException", text);
    scene.cognate.functions.answer(|_, event| {
        let mut event = event.clone();
        event["response"]["claimsOverrideDetails"] = json!([]);
        Ok(event)
    });
    scene.exchange(json!({})).await.expect_code("InvalidLambdaResponseException");
    scene.cognate.functions.calls();
    scene.cognate.functions.echo();
    scene.exchange(json!({})).await.ok();
    assert_eq!(scene.cognate.functions.sources(), ["TokenGeneration_TokenExchange"]);
}
