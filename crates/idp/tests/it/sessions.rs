//! Tracked sessions: configured, counted, listed and ended.

use cognate_domain::user::Status;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::tracked_session::{self, Kind, TrackedSession};
use cognate_testkit::{Answer, Cognate, Tokens, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const NOT_ENABLED: &str = "OperationNotEnabledException";
const REVOKED: &str = "Access Token has been revoked";

struct Alice {
    cognate: Cognate,
    pool: String,
    client: String,
    sub: String,
}

impl Alice {
    /// In a pool that tracks this many sessions per user.
    async fn tracked(per_user: i64) -> Alice {
        let alice = Alice::untracked().await;
        alice.track("ENABLED", per_user).await.ok();
        alice
    }

    async fn untracked() -> Alice {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(json!({})).await;
        let client = cognate.create_client(&pool, json!({})).await;
        let sub = cognate.create_user(&pool, "alice", PASSWORD).await;
        Alice { cognate, pool, client, sub }
    }

    async fn track(&self, state: &str, per_user: i64) -> Answer {
        let request = json!({
            "UserPoolId": self.pool, "UserSessionTracking": state,
            "TokenSession": { "MaxPerUser": per_user },
        });
        self.cognate.admin("SetUserPoolSessionConfiguration", request).await
    }

    async fn sign_in(&self) -> Tokens {
        self.cognate.clock.turn(1);
        self.cognate.sign_in(&self.client, "alice", PASSWORD).await
    }

    async fn list(&self, tokens: &Tokens) -> Answer {
        self.cognate.call("ListUserSessions", json!({ "AccessToken": tokens.access })).await
    }

    async fn sessions(&self, tokens: &Tokens) -> Vec<Value> {
        self.list(tokens).await.ok()["Sessions"].as_array().expect("sessions").clone()
    }

    async fn admin(&self, operation: &str, members: Value) -> Answer {
        let mut request = json!({ "UserPoolId": self.pool, "Username": "alice" });
        for (name, value) in members.as_object().expect("members are an object") {
            request[name] = value.clone();
        }
        self.cognate.admin(operation, request).await
    }

    async fn revoke(&self, tokens: &Tokens, session: &str) -> Answer {
        let request = json!({ "AccessToken": tokens.access, "SessionId": session });
        self.cognate.call("RevokeUserSession", request).await
    }

    async fn is_live(&self, tokens: &Tokens) -> bool {
        let answer = self.cognate.call("GetUser", json!({ "AccessToken": tokens.access })).await;
        if answer.status != 200 {
            answer.expect_error(NOT_AUTHORIZED, REVOKED);
        }
        answer.status == 200
    }

    /// The id of a token's session, as the API writes it.
    async fn id(&self, tokens: &Tokens) -> String {
        let sessions = self.sessions(tokens).await;
        let own = sessions.iter().find(|session| session["IsCurrentSession"] == true);
        own.expect("a session of its own")["SessionId"].as_str().expect("an id").to_owned()
    }

    /// An SSO session, as the pages of managed login would open one, over these token sessions.
    async fn sso(&self, over: &[&Tokens]) -> String {
        let pool = self.cognate.cx().any_pool(&self.pool).await.unwrap().expect("the pool");
        let sub = cognate_domain::Sub::parse(&self.sub).expect("a sub");
        let store = self.cognate.store();
        let id = [0x55; 16];
        let now = self.cognate.clock.now_ms();
        let sso = TrackedSession {
            pool: pool.key,
            sub,
            kind: Kind::Sso,
            id,
            client: String::new(),
            created: now,
            last_active: now,
            expires: now + 3_600_000,
            device_type: "Linux, Firefox".into(),
            ip: "192.0.2.9".into(),
            origin: None,
        };
        let mut batch = Batch::new().with(tracked_session::insert(&sso));
        let found = tracked_session::of_user(store, pool.key, sub).await.unwrap();
        for tokens in over {
            let origin = tokens.access_claims()["origin_jti"].as_str().unwrap().to_owned();
            let session = cognate_domain::id::parse_uuid(&origin).expect("a uuid");
            let found = found.sessions.iter().find(|found| found.tracked.id == session);
            let tracked = found.expect("tracked").tracked.clone();
            let remove = tracked_session::delete(pool.key, sub, Kind::Token, session);
            let removed = store.write(Batch::new().with(remove)).await.unwrap();
            assert_eq!(removed, Outcome::Committed);
            batch.push(tracked_session::insert(&TrackedSession { origin: Some(id), ..tracked }));
        }
        assert_eq!(store.write(batch).await.unwrap(), Outcome::Committed);
        cognate_domain::tracking::text(cognate_domain::tracking::SessionKind::Sso, &id)
    }
}

#[tokio::test]
async fn the_pools_configuration_is_read_back_and_survives_updates() {
    let alice = Alice::untracked().await;
    let get = async || {
        let request = json!({ "UserPoolId": alice.pool });
        alice.cognate.admin("GetUserPoolSessionConfiguration", request).await.ok()
    };
    let shown = |state: &str, per_user: i64| {
        json!({
            "UserPoolId": alice.pool, "UserSessionTracking": state,
            "TokenSession": { "MaxPerUser": per_user },
        })
    };
    assert_eq!(get().await, shown("DISABLED", 20));
    assert_eq!(alice.track("ENABLED", 100).await.ok(), shown("ENABLED", 100));
    assert_eq!(get().await, shown("ENABLED", 100));
    alice.cognate.admin("UpdateUserPool", json!({ "UserPoolId": alice.pool })).await.ok();
    assert_eq!(get().await, shown("ENABLED", 100));
    let request = json!({ "UserPoolId": alice.pool });
    let pool = alice.cognate.admin("DescribeUserPool", request).await.ok();
    assert!(pool["UserPool"].get("SessionConfiguration").is_none());
    for bad in [0, 101] {
        alice.track("ENABLED", bad).await.expect_code("InvalidParameterException");
    }
    alice.track("SOMETIMES", 1).await.expect_code("InvalidParameterException");
    let nowhere = "eu-central-1_Nowhere00";
    for (operation, mut request) in [
        ("GetUserPoolSessionConfiguration", json!({})),
        ("SetUserPoolSessionConfiguration", shown("ENABLED", 1)),
    ] {
        request["UserPoolId"] = nowhere.into();
        let answer = alice.cognate.admin(operation, request).await;
        answer.expect_error(NOT_FOUND, &format!("User pool {nowhere} does not exist."));
    }
}

#[tokio::test]
async fn the_clients_configuration_is_read_back_and_survives_updates() {
    let alice = Alice::untracked().await;
    let named = json!({ "UserPoolId": alice.pool, "ClientId": alice.client });
    let with = |minutes: i64| {
        let mut request = named.clone();
        request["SSOSession"] = json!({ "MaxValidityMinutes": minutes });
        request
    };
    let get = "GetUserPoolClientSessionConfiguration";
    let set = "SetUserPoolClientSessionConfiguration";
    assert_eq!(alice.cognate.admin(get, named.clone()).await.ok(), with(60));
    let text = "Session tracking is not enabled for the user pool.";
    alice.cognate.admin(set, with(5)).await.expect_error(NOT_ENABLED, text);
    alice.track("ENABLED", 20).await.ok();
    for minutes in [0, 129_600] {
        assert_eq!(alice.cognate.admin(set, with(minutes)).await.ok(), with(minutes));
        assert_eq!(alice.cognate.admin(get, named.clone()).await.ok(), with(minutes));
    }
    alice.cognate.admin("UpdateUserPoolClient", named.clone()).await.ok();
    assert_eq!(alice.cognate.admin(get, named.clone()).await.ok(), with(129_600));
    let shown = alice.cognate.admin("DescribeUserPoolClient", named.clone()).await.ok();
    assert!(shown["UserPoolClient"].get("SSOSession").is_none());
    for bad in [-1, 129_601] {
        alice.cognate.admin(set, with(bad)).await.expect_code("InvalidParameterException");
    }
    for operation in [get, set] {
        let mut request = with(5);
        request["ClientId"] = "0".repeat(26).into();
        let text = format!("User pool client {} does not exist.", "0".repeat(26));
        alice.cognate.admin(operation, request).await.expect_error(NOT_FOUND, &text);
    }
}

#[tokio::test]
async fn lite_pools_do_not_track() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "UserPoolTier": "LITE" })).await;
    let client = cognate.create_client(&pool, json!({})).await;
    let unavailable = "FeatureUnavailableInTierException";
    let request = json!({
        "UserPoolId": pool, "UserSessionTracking": "ENABLED", "TokenSession": { "MaxPerUser": 5 },
    });
    cognate.admin("SetUserPoolSessionConfiguration", request).await.expect_code(unavailable);
    let request = json!({
        "UserPoolId": pool, "ClientId": client, "SSOSession": { "MaxValidityMinutes": 5 },
    });
    cognate.admin("SetUserPoolClientSessionConfiguration", request).await.expect_code(unavailable);
}

#[tokio::test]
async fn sessions_are_listed_over_all_clients() {
    let alice = Alice::tracked(20).await;
    let other = alice.cognate.create_client(&alice.pool, json!({})).await;
    let first = alice.sign_in().await;
    alice.cognate.clock.turn(1);
    let second = alice.cognate.sign_in(&other, "alice", PASSWORD).await;
    let sessions = alice.sessions(&first).await;
    assert_eq!(sessions.len(), 2);
    let (newer, older) = (&sessions[0], &sessions[1]);
    assert_eq!(older["ClientId"], alice.client.as_str());
    assert_eq!(newer["ClientId"], other.as_str());
    assert_eq!(
        (&older["IsCurrentSession"], &newer["IsCurrentSession"]),
        (&json!(true), &json!(false))
    );
    for session in &sessions {
        let id = session["SessionId"].as_str().expect("an id");
        assert!(id.len() == 28 && id.starts_with("tkn"), "{id}");
        assert_eq!(session["SessionType"], "TOKEN");
        assert_eq!(session["LastIPAddress"], "192.0.2.7");
        assert_eq!(session["DeviceType"], "unknown");
        assert_eq!(session["LastLocation"]["Country"], "unknown");
        assert!(session.get("OriginSessionId").is_none());
        assert_eq!(session["CreateDate"], session["LastActiveDate"]);
    }
    let by_admin = alice.admin("AdminListUserSessions", json!({})).await.ok();
    let by_admin = by_admin["Sessions"].as_array().expect("sessions").clone();
    assert!(by_admin.iter().all(|session| session["IsCurrentSession"] == false));
    assert_eq!(by_admin.len(), 2);
    // One page, so no token was ever given.
    let request = json!({ "AccessToken": second.access, "NextToken": "more" });
    let answer = alice.cognate.call("ListUserSessions", request).await;
    answer.expect_error("InvalidParameterException", "Invalid pagination token.");
    let answer = alice.admin("AdminListUserSessions", json!({ "NextToken": "more" })).await;
    answer.expect_error("InvalidParameterException", "Invalid pagination token.");
}

#[tokio::test]
async fn dead_sessions_are_not_listed() {
    let alice = Alice::tracked(20).await;
    let (one, two) = (alice.sign_in().await, alice.sign_in().await);
    let request = json!({ "ClientId": alice.client, "Token": one.refresh });
    alice.cognate.call("RevokeToken", request).await.ok();
    assert_eq!(alice.sessions(&two).await.len(), 1);
    alice.admin("AdminUserGlobalSignOut", json!({})).await.ok();
    let three = alice.sign_in().await;
    assert_eq!(alice.sessions(&three).await.len(), 1);
    alice.cognate.clock.turn(31 * 24 * 3_600);
    let four = alice.sign_in().await;
    assert_eq!(alice.sessions(&four).await.len(), 1);
}

#[tokio::test]
async fn activity_is_noted_once_a_minute() {
    let alice = Alice::tracked(20).await;
    let tokens = alice.sign_in().await;
    let last = async || alice.sessions(&tokens).await[0]["LastActiveDate"].as_f64().unwrap();
    let begun = last().await;
    for (seconds, noted) in [(59, 0.0), (1, 60.0), (59, 60.0), (1, 120.0)] {
        alice.cognate.clock.turn(seconds);
        alice.cognate.try_refresh(&alice.client, &tokens.refresh).await.ok();
        assert_eq!(last().await - begun, noted);
    }
}

#[tokio::test]
async fn the_least_recently_used_session_makes_room() {
    let alice = Alice::tracked(2).await;
    let (one, two) = (alice.sign_in().await, alice.sign_in().await);
    alice.cognate.clock.turn(60);
    alice.cognate.try_refresh(&alice.client, &one.refresh).await.ok();
    let three = alice.sign_in().await;
    assert!(alice.is_live(&one).await && !alice.is_live(&two).await);
    let answer = alice.cognate.try_refresh(&alice.client, &two.refresh).await;
    answer.expect_error(NOT_AUTHORIZED, "Refresh Token has been revoked");
    assert_eq!(alice.sessions(&three).await.len(), 2);
    // A session that was ended is not counted.
    let id = alice.id(&three).await;
    alice.revoke(&one, &id).await.ok();
    alice.sign_in().await;
    assert!(alice.is_live(&one).await);
}

#[tokio::test]
async fn a_lower_limit_is_reached_at_the_next_sign_in() {
    let alice = Alice::tracked(5).await;
    let mut all = Vec::new();
    for _ in 0..5 {
        all.push(alice.sign_in().await);
    }
    alice.track("ENABLED", 2).await.ok();
    assert_eq!(alice.sessions(&all[4]).await.len(), 5);
    all.push(alice.sign_in().await);
    let mut live = Vec::new();
    for tokens in &all {
        live.push(alice.is_live(tokens).await);
    }
    assert_eq!(live, [false, false, false, false, true, true]);
}

#[tokio::test]
async fn without_tracking_there_is_nothing_to_list_or_revoke() {
    let alice = Alice::untracked().await;
    let tokens = alice.sign_in().await;
    let id = format!("tkn{}", "0".repeat(25));
    let text = "Session tracking is not enabled for the user pool.";
    alice.list(&tokens).await.expect_error(NOT_ENABLED, text);
    alice.revoke(&tokens, &id).await.expect_error(NOT_ENABLED, text);
    alice.admin("AdminListUserSessions", json!({})).await.expect_error(NOT_ENABLED, text);
    let members = json!({ "SessionId": id });
    alice.admin("AdminRevokeUserSession", members).await.expect_error(NOT_ENABLED, text);
    // Sessions from before stay, and are neither listed nor counted.
    alice.track("ENABLED", 1).await.ok();
    let tracked = alice.sign_in().await;
    assert_eq!(alice.sessions(&tokens).await.len(), 1);
    assert!(alice.is_live(&tokens).await);
    alice.track("DISABLED", 1).await.ok();
    alice.sign_in().await;
    assert!(alice.is_live(&tracked).await);
}

#[tokio::test]
async fn a_session_is_revoked_by_another_one_or_by_an_admin() {
    let alice = Alice::tracked(20).await;
    let (one, two, three) = (alice.sign_in().await, alice.sign_in().await, alice.sign_in().await);
    let (first, second, third) =
        (alice.id(&one).await, alice.id(&two).await, alice.id(&three).await);
    let own = alice.revoke(&one, &first).await;
    own.expect_error("InvalidParameterException", "The current session cannot be revoked.");
    assert_eq!(alice.revoke(&one, &second).await.ok(), json!({}));
    assert!(!alice.is_live(&two).await);
    let answer = alice.cognate.try_refresh(&alice.client, &two.refresh).await;
    answer.expect_error(NOT_AUTHORIZED, "Refresh Token has been revoked");
    let gone = "Session does not exist.";
    alice.revoke(&one, &second).await.expect_error(NOT_FOUND, gone);
    for unknown in [format!("tkn{}", "0".repeat(25)), format!("sso{}", "z".repeat(25))] {
        alice.revoke(&one, &unknown).await.expect_error(NOT_FOUND, gone);
        let answer = alice.admin("AdminRevokeUserSession", json!({ "SessionId": unknown })).await;
        answer.expect_error(NOT_FOUND, gone);
    }
    alice.revoke(&one, "short").await.expect_code("InvalidParameterException");
    // Of another user.
    alice.cognate.create_user(&alice.pool, "bob", PASSWORD).await;
    let bob = alice.cognate.sign_in(&alice.client, "bob", PASSWORD).await;
    alice.revoke(&bob, &third).await.expect_error(NOT_FOUND, gone);
    let members = json!({ "Username": "bob", "SessionId": third });
    alice.admin("AdminRevokeUserSession", members).await.expect_error(NOT_FOUND, gone);

    let answer = alice.admin("AdminRevokeUserSession", json!({ "SessionId": third })).await;
    assert_eq!(answer.ok(), json!({}));
    assert!(!alice.is_live(&three).await && alice.is_live(&one).await);
    for operation in ["AdminListUserSessions", "AdminRevokeUserSession"] {
        let members = json!({ "Username": "nobody", "SessionId": third });
        let answer = alice.admin(operation, members).await;
        answer.expect_error("UserNotFoundException", "User does not exist.");
        let members = json!({ "UserPoolId": "eu-central-1_Nowhere00", "SessionId": third });
        alice.admin(operation, members).await.expect_code(NOT_FOUND);
    }
}

#[tokio::test]
async fn linked_sessions_end_together() {
    let alice = Alice::tracked(20).await;
    let (one, two, three) = (alice.sign_in().await, alice.sign_in().await, alice.sign_in().await);
    let sso = alice.sso(&[&one, &two]).await;
    let listed = alice.sessions(&three).await;
    let shown =
        listed.iter().find(|session| session["SessionType"] == "SSO").expect("an SSO session");
    assert_eq!(shown["SessionId"], sso.as_str());
    let children = listed.iter().filter(|session| session["OriginSessionId"] == sso.as_str());
    assert_eq!(children.count(), 2);
    // Of a token session: its SSO session too, and not its siblings.
    let id = alice.id(&one).await;
    let members = json!({ "SessionId": id, "RevokeAssociatedSessions": "LINKED" });
    alice.admin("AdminRevokeUserSession", members).await.ok();
    assert!(!alice.is_live(&one).await && alice.is_live(&two).await);
    assert_eq!(alice.sessions(&three).await.len(), 2);
    // Of an SSO session: alone, then with all that came through it.
    let sso = alice.sso(&[&two]).await;
    let members = json!({ "SessionId": sso });
    alice.admin("AdminRevokeUserSession", members).await.ok();
    assert!(alice.is_live(&two).await);
    let sso = alice.sso(&[&two]).await;
    let request = json!({
        "AccessToken": three.access, "SessionId": sso, "RevokeAssociatedSessions": "LINKED",
    });
    alice.cognate.call("RevokeUserSession", request).await.ok();
    assert!(!alice.is_live(&two).await && alice.is_live(&three).await);
    // By the refresh token.
    let four = alice.sign_in().await;
    alice.sso(&[&three]).await;
    for (token, linked, left) in [(&four, "NONE", 2), (&three, "LINKED", 0)] {
        let request = json!({
            "ClientId": alice.client, "Token": token.refresh, "RevokeAssociatedSessions": linked,
        });
        alice.cognate.call("RevokeToken", request).await.ok();
        let shown = alice.admin("AdminListUserSessions", json!({})).await.ok();
        assert_eq!(shown["Sessions"].as_array().map(Vec::len), Some(left), "{shown}");
    }
}

#[tokio::test]
async fn who_may_not_sign_in_cannot_manage_sessions() {
    let alice = Alice::tracked(20).await;
    let tokens = alice.sign_in().await;
    let id = format!("tkn{}", "0".repeat(25));
    for (status, code) in [
        (Status::ResetRequired, "PasswordResetRequiredException"),
        (Status::Unconfirmed, "UserNotConfirmedException"),
    ] {
        rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = status).await;
        alice.list(&tokens).await.expect_code(code);
        alice.revoke(&tokens, &id).await.expect_code(code);
    }
    let garbage = Tokens { access: "garbage".into(), ..Tokens::default() };
    alice.list(&garbage).await.expect_error(NOT_AUTHORIZED, "Invalid Access Token");
    alice.revoke(&garbage, &id).await.expect_error(NOT_AUTHORIZED, "Invalid Access Token");
    alice.admin("AdminDeleteUser", json!({})).await.ok();
    alice.list(&tokens).await.expect_code("UserNotFoundException");
    alice.revoke(&tokens, &id).await.expect_code("UserNotFoundException");
}
