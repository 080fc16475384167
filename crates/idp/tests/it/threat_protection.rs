//! Risk configuration, log delivery, and what users did.

use cognate_testkit::{Answer, Cognate, Value, json};

const INVALID: &str = "InvalidParameterException";
const NOT_FOUND: &str = "ResourceNotFoundException";
const NOT_ENABLED: &str = "UserPoolAddOnNotEnabledException";
const GROUP: &str = "arn:aws:logs:eu-central-1:123456789012:log-group:/users";

async fn protected(cognate: &Cognate, mode: &str) -> (String, String) {
    let members = json!({
        "UserPoolTier": "PLUS", "UserPoolAddOns": { "AdvancedSecurityMode": mode },
    });
    let pool = cognate.create_pool(members).await;
    let flows = json!({ "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"] });
    let client = cognate.create_client(&pool, flows).await;
    cognate.create_user(&pool, "alice", "Correct-Horse9").await;
    (pool, client)
}

async fn sign_in(cognate: &Cognate, client: &str, password: &str) -> Answer {
    let parameters = json!({ "USERNAME": "alice", "PASSWORD": password });
    let request = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters,
    });
    cognate.call("InitiateAuth", request).await
}

#[tokio::test]
async fn risk_configurations_are_set_inherited_and_reset() {
    let cognate = Cognate::start().await;
    let (pool, client) = protected(&cognate, "AUDIT").await;
    let describe = |client: Option<&str>| {
        let request = json!({ "UserPoolId": pool, "ClientId": client });
        async {
            cognate.admin("DescribeRiskConfiguration", request).await.ok()["RiskConfiguration"]
                .clone()
        }
    };
    assert_eq!(describe(None).await, json!({ "UserPoolId": pool }));
    let email = json!({ "Subject": "s", "HtmlBody": "<p>hello</p>", "TextBody": "hello hello" });
    let action = |notify, action| json!({ "Notify": notify, "EventAction": action });
    let request = json!({
        "UserPoolId": pool,
        "CompromisedCredentialsRiskConfiguration": {
            "EventFilter": ["SIGN_UP"], "Actions": { "EventAction": "BLOCK" },
        },
        "AccountTakeoverRiskConfiguration": {
            "NotifyConfiguration": {
                "From": "a@example.com", "ReplyTo": "b@example.com",
                "SourceArn": "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
                "BlockEmail": email, "NoActionEmail": email, "MfaEmail": email,
            },
            "Actions": {
                "LowAction": action(false, "NO_ACTION"),
                "MediumAction": action(true, "MFA_IF_CONFIGURED"),
                "HighAction": action(true, "BLOCK"),
            },
        },
        "RiskExceptionConfiguration": {
            "BlockedIPRangeList": ["192.0.2.0/24"], "SkippedIPRangeList": ["198.51.100.7/32"],
        },
    });
    let set = cognate.admin("SetRiskConfiguration", request.clone()).await.ok();
    let shown = describe(None).await;
    assert_eq!(set["RiskConfiguration"], shown);
    for (member, value) in request.as_object().unwrap() {
        assert_eq!(shown[member], *value, "{member}");
    }
    assert_eq!(describe(Some(&client)).await, shown);

    let own = json!({
        "UserPoolId": pool, "ClientId": client,
        "CompromisedCredentialsRiskConfiguration": { "Actions": { "EventAction": "NO_ACTION" } },
    });
    cognate.admin("SetRiskConfiguration", own).await.ok();
    let shown = describe(Some(&client)).await;
    assert_eq!(shown["ClientId"], client.as_str());
    assert_eq!(shown.get("RiskExceptionConfiguration"), None);
    let reset = json!({ "UserPoolId": pool, "ClientId": client });
    cognate.admin("SetRiskConfiguration", reset).await.ok();
    assert!(describe(Some(&client)).await["RiskExceptionConfiguration"].is_object());
    cognate.admin("SetRiskConfiguration", json!({ "UserPoolId": pool })).await.ok();
    assert_eq!(describe(None).await, json!({ "UserPoolId": pool }));
}

#[tokio::test]
async fn what_is_refused() {
    let cognate = Cognate::start().await;
    let (pool, _) = protected(&cognate, "AUDIT").await;
    let plain = cognate.create_pool(json!({})).await;
    let user =
        json!({ "UserPoolId": plain, "Username": "x", "EventId": "e", "FeedbackValue": "Valid" });
    for operation in [
        "DescribeRiskConfiguration",
        "SetRiskConfiguration",
        "AdminListUserAuthEvents",
        "AdminUpdateAuthEventFeedback",
    ] {
        cognate.admin(operation, user.clone()).await.expect_code(NOT_ENABLED);
    }
    let notify = json!({ "Actions": { "LowAction": { "Notify": true, "EventAction": "BLOCK" } } });
    for members in [
        json!({ "AccountTakeoverRiskConfiguration": notify }),
        json!({ "RiskExceptionConfiguration": { "BlockedIPRangeList": ["nowhere"] } }),
        json!({ "RiskExceptionConfiguration": {
            "BlockedIPRangeList": ["192.0.2.0/24"], "SkippedIPRangeList": ["192.0.2.0/24"],
        } }),
    ] {
        let mut request = members;
        request["UserPoolId"] = pool.as_str().into();
        cognate.admin("SetRiskConfiguration", request).await.expect_code(INVALID);
    }
    let request = json!({ "UserPoolId": pool, "ClientId": "nobody" });
    for operation in ["DescribeRiskConfiguration", "SetRiskConfiguration"] {
        cognate.admin(operation, request.clone()).await.expect_code(NOT_FOUND);
    }
}

#[tokio::test]
async fn addresses_that_are_blocked_do_not_sign_in_where_protection_is_enforced() {
    let cognate = Cognate::start().await;
    for (mode, refused) in [("ENFORCED", true), ("AUDIT", false)] {
        let (pool, client) = protected(&cognate, mode).await;
        sign_in(&cognate, &client, "Correct-Horse9").await.ok();
        let everywhere = json!({ "BlockedIPRangeList": ["0.0.0.0/0", "::/0"] });
        let request = json!({ "UserPoolId": pool, "RiskExceptionConfiguration": everywhere });
        cognate.admin("SetRiskConfiguration", request).await.ok();
        let answer = sign_in(&cognate, &client, "Correct-Horse9").await;
        if refused {
            let text = "Unable to login because of security reasons.";
            answer.expect_error("NotAuthorizedException", text);
        } else {
            answer.ok();
        }
    }
}

#[tokio::test]
async fn log_deliveries_are_set_replaced_and_ended() {
    let cognate = Cognate::start().await;
    let (pool, _) = protected(&cognate, "AUDIT").await;
    let get = || {
        let request = json!({ "UserPoolId": pool });
        async {
            let answer = cognate.admin("GetLogDeliveryConfiguration", request).await.ok();
            answer["LogDeliveryConfiguration"].clone()
        }
    };
    assert_eq!(get().await, json!({ "UserPoolId": pool, "LogConfigurations": [] }));
    let mail = json!({
        "LogLevel": "ERROR", "EventSource": "userNotification",
        "CloudWatchLogsConfiguration": { "LogGroupArn": GROUP },
    });
    let events = json!({
        "LogLevel": "INFO", "EventSource": "userAuthEvents",
        "S3Configuration": { "BucketArn": "arn:aws:s3:::events" },
    });
    let set = |pool: &str, configurations: Value| {
        let request = json!({ "UserPoolId": pool, "LogConfigurations": configurations });
        cognate.admin("SetLogDeliveryConfiguration", request)
    };
    let both = json!([mail, events]);
    let answer = set(&pool, both.clone()).await.ok();
    assert_eq!(answer["LogDeliveryConfiguration"]["LogConfigurations"], both);
    assert_eq!(get().await["LogConfigurations"], both);
    set(&pool, json!([])).await.ok();
    assert_eq!(get().await["LogConfigurations"], json!([]));

    set(&pool, json!([mail, mail])).await.expect_code(INVALID);
    let essentials = cognate.create_pool(json!({})).await;
    set(&essentials, json!([events])).await.expect_code("FeatureUnavailableInTierException");
    set("eu-central-1_000000000", json!([])).await.expect_code(NOT_FOUND);
}

#[tokio::test]
async fn sign_ins_leave_events_that_can_be_judged_and_are_exported() {
    let cognate = Cognate::start().await;
    let (pool, client) = protected(&cognate, "AUDIT").await;
    let configuration = json!([{
        "LogLevel": "INFO", "EventSource": "userAuthEvents",
        "CloudWatchLogsConfiguration": { "LogGroupArn": GROUP },
    }]);
    let request = json!({ "UserPoolId": pool, "LogConfigurations": configuration });
    cognate.admin("SetLogDeliveryConfiguration", request).await.ok();

    sign_in(&cognate, &client, "wrong").await.expect_code("NotAuthorizedException");
    cognate.clock.turn(1);
    let tokens = sign_in(&cognate, &client, "Correct-Horse9").await.ok();
    let list = |max: u32, token: Option<&str>| {
        let request = json!({ "UserPoolId": pool, "Username": "alice", "MaxResults": max, "NextToken": token });
        cognate.admin("AdminListUserAuthEvents", request)
    };
    let events = list(10, None).await.ok()["AuthEvents"].as_array().unwrap().clone();
    let responses: Vec<&str> =
        events.iter().map(|event| event["EventResponse"].as_str().unwrap()).collect();
    assert_eq!(responses, ["Pass", "Fail"]);
    let passed = &events[0];
    assert_eq!(
        (&passed["EventType"], &passed["EventRisk"]["RiskDecision"]),
        (&json!("SignIn"), &json!("NoRisk"))
    );
    let challenge = json!([{ "ChallengeName": "Password", "ChallengeResponse": "Success" }]);
    assert_eq!(passed["ChallengeResponses"], challenge);
    assert_eq!(events[1]["ChallengeResponses"][0]["ChallengeResponse"], "Failure");
    // The event is the one that the tokens name.
    let token = tokens["AuthenticationResult"]["AccessToken"].as_str().unwrap();
    assert_eq!(cognate_testkit::claims(token)["event_id"], passed["EventId"]);

    let first = list(1, None).await.ok();
    let second = list(1, first["NextToken"].as_str()).await.ok();
    assert_eq!((&first["AuthEvents"][0], &second["AuthEvents"][0]), (&events[0], &events[1]));
    assert_eq!(second.get("NextToken"), None);
    list(1, Some("xxx")).await.expect_code(INVALID);

    let judge = |event: &Value| {
        let request = json!({
            "UserPoolId": pool, "Username": "alice", "EventId": event, "FeedbackValue": "Invalid",
        });
        cognate.admin("AdminUpdateAuthEventFeedback", request)
    };
    judge(&passed["EventId"]).await.ok();
    let shown = list(1, None).await.ok();
    let feedback = &shown["AuthEvents"][0]["EventFeedback"];
    assert_eq!(
        (&feedback["FeedbackValue"], &feedback["Provider"]),
        (&json!("Invalid"), &json!("Admin"))
    );
    judge(&json!("00000000-0000-4000-8000-000000000000")).await.expect_code(NOT_FOUND);

    let records = cognate.logs.delivered();
    let told: Vec<&Value> =
        records.iter().map(|(_, record)| &record["message"]["eventResponse"]).collect();
    assert_eq!(told, ["Fail", "Pass", "Pass"]);
    assert!(records.iter().all(|(destination, record)| {
        destination == GROUP
            && record["eventSource"] == "USER_ACTIVITY"
            && record["logSourceId"]["userPoolId"] == pool.as_str()
    }));

    let mine = |token: &str| {
        let request = json!({
            "UserPoolId": pool, "Username": "alice", "EventId": passed["EventId"],
            "FeedbackToken": token, "FeedbackValue": "Valid",
        });
        cognate.call("UpdateAuthEventFeedback", request)
    };
    mine("1.x").await.expect_code("NotAuthorizedException");
    let cx = cognate_core::Cx::background(cognate.node.clone(), "test");
    let key = cx.any_pool(&pool).await.unwrap().unwrap().key;
    let keys = cognate.node.keys().pool(key).await.unwrap();
    let event = passed["EventId"].as_str().unwrap();
    let subject =
        cognate_core::feedback_token::Subject { username: "alice", event, value: "Valid" };
    let token = cognate_core::feedback_token::make(&cx, &keys, &subject);
    mine(&token).await.ok();
    let shown = list(1, None).await.ok();
    assert_eq!(shown["AuthEvents"][0]["EventFeedback"]["Provider"], "User");
    // A week later it says nothing any more.
    cognate.clock.turn(8 * 24 * 3_600);
    mine(&token).await.expect_code("NotAuthorizedException");
}
