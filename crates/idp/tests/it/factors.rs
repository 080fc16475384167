//! Second factors: what a pool offers, what users register and switch on, and how that is shown.

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Tokens, Value, json};

use crate::stored::rewrite;

const PASSWORD: &str = "Correct-Horse9";
const NO_DELIVERY: &str = "User does not have delivery config set to turn on";

/// Alice, signed in, in a pool where MFA is optional and every factor is offered.
struct Alice {
    cognate: Cognate,
    pool: String,
    tokens: Tokens,
}

impl Alice {
    async fn start() -> Alice {
        let cognate = Cognate::start().await;
        let pool = cognate.create_pool(json!({})).await;
        let client = cognate.create_client(&pool, json!({})).await;
        cognate.create_user(&pool, "alice", PASSWORD).await;
        let tokens = cognate.sign_in(&client, "alice", PASSWORD).await;
        let alice = Alice { cognate, pool, tokens };
        alice.set_mfa(everything()).await.ok();
        let attributes = json!([
            { "Name": "email", "Value": "a@example.com" },
            { "Name": "phone_number", "Value": "+15551234567" },
        ]);
        let request = json!({ "UserAttributes": attributes });
        alice.admin("AdminUpdateUserAttributes", request).await.ok();
        alice
    }

    async fn set_mfa(&self, mut members: Value) -> Answer {
        members["UserPoolId"] = self.pool.as_str().into();
        self.cognate.admin("SetUserPoolMfaConfig", members).await
    }

    /// About alice.
    async fn admin(&self, operation: &str, mut members: Value) -> Answer {
        members["UserPoolId"] = self.pool.as_str().into();
        members["Username"] = "alice".into();
        self.cognate.admin(operation, members).await
    }

    /// By alice.
    async fn call(&self, operation: &str, mut members: Value) -> Answer {
        members["AccessToken"] = self.tokens.access.as_str().into();
        self.cognate.call(operation, members).await
    }

    /// A verified software token; its `SecretCode`.
    async fn token(&self) -> String {
        let answer = self.call("AssociateSoftwareToken", json!({})).await.ok();
        let secret = answer["SecretCode"].as_str().unwrap().to_owned();
        let code = self.cognate.totp(&secret);
        let request = json!({ "UserCode": code, "FriendlyDeviceName": "phone" });
        let answer = self.call("VerifySoftwareToken", request).await.ok();
        assert_eq!(answer, json!({ "Status": "SUCCESS" }));
        secret
    }

    /// `UserMFASettingList`, `PreferredMfaSetting` and `MFAOptions`, the same in every operation.
    async fn shown(&self) -> (Value, Value, Value) {
        let of = |user: &Value| {
            (user["UserMFASettingList"].clone(), user["PreferredMfaSetting"].clone())
        };
        let own = self.call("GetUser", json!({})).await.ok();
        let admin = self.admin("AdminGetUser", json!({})).await.ok();
        let request = json!({ "UserPoolId": self.pool });
        let listed = self.cognate.admin("ListUsers", request).await.ok()["Users"][0].take();
        let factors = self.call("GetUserAuthFactors", json!({})).await.ok();
        let admin_factors = self.admin("AdminGetUserAuthFactors", json!({})).await.ok();
        assert_eq!(factors, admin_factors);
        assert_eq!(of(&own), of(&admin));
        assert_eq!(of(&own), of(&factors));
        assert_eq!(own["MFAOptions"], admin["MFAOptions"]);
        assert_eq!(own["MFAOptions"], listed["MFAOptions"]);
        let (list, preferred) = of(&own);
        (list, preferred, own["MFAOptions"].clone())
    }

    async fn configured(&self) -> Value {
        let answer = self.call("GetUserAuthFactors", json!({})).await.ok();
        answer["ConfiguredUserAuthFactors"].clone()
    }
}

fn everything() -> Value {
    json!({
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": {
            "SmsAuthenticationMessage": "mfa {####}",
            "SmsConfiguration": {
                "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x",
            },
        },
        "SoftwareTokenMfaConfiguration": { "Enabled": true },
        "EmailMfaConfiguration": { "Message": "mfa {####}", "Subject": "mfa" },
        "WebAuthnConfiguration": {
            "RelyingPartyId": "auth.example.com", "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        },
    })
}

fn on(preferred: bool) -> Value {
    json!({ "Enabled": true, "PreferredMfa": preferred })
}

#[tokio::test]
async fn what_a_pool_offers_is_set_as_a_whole_and_shown() {
    let alice = Alice::start().await;
    let get = async || {
        let request = json!({ "UserPoolId": alice.pool });
        alice.cognate.admin("GetUserPoolMfaConfig", request).await.ok()
    };
    assert_eq!(get().await, everything());
    assert_eq!(alice.set_mfa(everything()).await.ok(), everything());
    let request = json!({ "UserPoolId": alice.pool });
    let pool = alice.cognate.admin("DescribeUserPool", request).await.ok()["UserPool"].take();
    assert_eq!(pool["MfaConfiguration"], "OPTIONAL");
    assert_eq!(pool["SmsAuthenticationMessage"], "mfa {####}");
    assert_eq!(pool["SmsConfiguration"], everything()["SmsMfaConfiguration"]["SmsConfiguration"]);
    let email = json!({ "MfaConfiguration": "ON", "EmailMfaConfiguration": {} });
    alice.set_mfa(email.clone()).await.ok();
    assert_eq!(get().await, email);
    alice.set_mfa(json!({})).await.ok();
    assert_eq!(get().await, json!({ "MfaConfiguration": "OFF" }));
}

#[tokio::test]
async fn update_user_pool_keeps_the_set_up_and_cannot_turn_mfa_on() {
    let alice = Alice::start().await;
    let update = async |mut members: Value| {
        members["UserPoolId"] = alice.pool.as_str().into();
        alice.cognate.admin("UpdateUserPool", members).await
    };
    update(json!({})).await.ok();
    let request = json!({ "UserPoolId": alice.pool });
    let shown = alice.cognate.admin("GetUserPoolMfaConfig", request).await.ok();
    assert_eq!(shown["SoftwareTokenMfaConfiguration"], json!({ "Enabled": true }));
    assert_eq!(shown["WebAuthnConfiguration"], everything()["WebAuthnConfiguration"]);
    // The sender is a setting of UpdateUserPool: left out, it is gone.
    assert_eq!(shown.get("SmsMfaConfiguration"), None);
    update(json!({ "MfaConfiguration": "ON" })).await.expect_error(
        "InvalidParameterException",
        "Cannot turn MFA functionality ON, once the user pool has been created.",
    );
    update(json!({ "MfaConfiguration": "OFF" })).await.ok();
    update(json!({ "MfaConfiguration": "OPTIONAL" })).await.ok();
}

#[tokio::test]
async fn set_user_pool_mfa_config_refuses() {
    let alice = Alice::start().await;
    let together =
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
    let nothing = "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be \
                   enabled.";
    for (members, text) in [
        (json!({ "SoftwareTokenMfaConfiguration": { "Enabled": true } }), together),
        (json!({ "MfaConfiguration": "OFF", "EmailMfaConfiguration": {} }), together),
        (json!({ "MfaConfiguration": "ON" }), nothing),
    ] {
        alice.set_mfa(members).await.expect_error("InvalidParameterException", text);
    }
    let long = json!({ "MfaConfiguration": "SOMETIMES" });
    alice.set_mfa(long).await.expect_code("InvalidParameterException");
    let lite = alice.cognate.create_pool(json!({ "UserPoolTier": "LITE" })).await;
    let request =
        json!({ "UserPoolId": lite, "MfaConfiguration": "ON", "EmailMfaConfiguration": {} });
    let answer = alice.cognate.admin("SetUserPoolMfaConfig", request).await;
    answer.expect_code("FeatureUnavailableInTierException");
    let nowhere = "eu-central-1_AAAAAAAAA";
    for operation in ["SetUserPoolMfaConfig", "GetUserPoolMfaConfig"] {
        let request = json!({ "UserPoolId": nowhere });
        let text = format!("User pool {nowhere} does not exist.");
        let answer = alice.cognate.admin(operation, request).await;
        answer.expect_error("ResourceNotFoundException", &text);
    }
}

#[tokio::test]
async fn a_token_is_registered_shown_and_deleted() {
    let alice = Alice::start().await;
    assert_eq!(alice.shown().await, (Value::Null, Value::Null, Value::Null));
    assert_eq!(alice.configured().await, json!(["PASSWORD"]));
    let secret = alice.token().await;
    assert_eq!(secret.len(), 52);
    // Registered, and not switched on.
    assert_eq!(alice.shown().await.0, Value::Null);
    let request = json!({ "SoftwareTokenMfaSettings": on(true) });
    assert_eq!(alice.call("SetUserMFAPreference", request).await.ok(), json!({}));
    let token = json!("SOFTWARE_TOKEN_MFA");
    assert_eq!(alice.shown().await, (json!([token]), token, Value::Null));
    assert_eq!(alice.configured().await, json!(["PASSWORD", "SOFTWARE_TOKEN"]));
    assert_eq!(alice.admin("AdminDeleteSoftwareToken", json!({})).await.ok(), json!({}));
    assert_eq!(alice.shown().await, (Value::Null, Value::Null, Value::Null));
    // Without one nothing changes.
    alice.admin("AdminDeleteSoftwareToken", json!({})).await.ok();
    let request = json!({ "SoftwareTokenMfaSettings": on(false) });
    let text = format!("{NO_DELIVERY} SOFTWARE_TOKEN_MFA");
    let answer = alice.call("SetUserMFAPreference", request).await;
    answer.expect_error("InvalidParameterException", &text);
}

#[tokio::test]
async fn a_new_token_replaces_the_old_one_when_it_is_verified() {
    let alice = Alice::start().await;
    alice.token().await;
    let request = json!({ "SoftwareTokenMfaSettings": on(true) });
    alice.call("SetUserMFAPreference", request).await.ok();
    let answer = alice.call("AssociateSoftwareToken", json!({})).await.ok();
    let first = answer["SecretCode"].as_str().unwrap().to_owned();
    let answer = alice.call("AssociateSoftwareToken", json!({})).await.ok();
    let second = answer["SecretCode"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    let verify = async |code: String| {
        let request = json!({ "UserCode": code });
        alice.call("VerifySoftwareToken", request).await
    };
    // Only the secret that was given out last.
    verify(alice.cognate.totp(&first))
        .await
        .expect_error("EnableSoftwareTokenMFAException", "Code mismatch");
    verify(alice.cognate.totp_across(&second, 2))
        .await
        .expect_error("EnableSoftwareTokenMFAException", "Code mismatch");
    verify(alice.cognate.totp_across(&second, -1)).await.ok();
    // Switched on, as the old one was; and nothing waits any more.
    assert_eq!(alice.shown().await.0, json!(["SOFTWARE_TOKEN_MFA"]));
    verify(alice.cognate.totp(&second)).await.expect_code("SoftwareTokenMFANotFoundException");
}

#[tokio::test]
async fn preferences_are_kept_by_user_and_by_admin() {
    let alice = Alice::start().await;
    alice.token().await;
    let all = json!({
        "SMSMfaSettings": on(true), "SoftwareTokenMfaSettings": on(false),
        "EmailMfaSettings": on(false), "WebAuthnMfaSettings": { "Enabled": true },
    });
    alice.call("SetUserMFAPreference", all.clone()).await.ok();
    let list = json!(["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]);
    let phone = json!([{ "DeliveryMedium": "SMS", "AttributeName": "phone_number" }]);
    assert_eq!(alice.shown().await, (list, json!("SMS_MFA"), phone));
    assert_eq!(
        alice.configured().await,
        json!(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "SOFTWARE_TOKEN"])
    );
    let off = json!({ "SMSMfaSettings": {}, "EmailMfaSettings": { "PreferredMfa": false } });
    alice.admin("AdminSetUserMFAPreference", off).await.ok();
    assert_eq!(alice.shown().await, (json!(["SOFTWARE_TOKEN_MFA"]), Value::Null, Value::Null));
    // Nothing asked, nothing changed.
    alice.admin("AdminSetUserMFAPreference", json!({})).await.ok();
    alice.call("SetUserMFAPreference", json!({})).await.ok();
    assert_eq!(alice.shown().await.0, json!(["SOFTWARE_TOKEN_MFA"]));
    alice.admin("AdminSetUserMFAPreference", all).await.ok();
    assert_eq!(alice.shown().await.1, json!("SMS_MFA"));
}

#[tokio::test]
async fn preferences_refuse_what_cannot_be_used() {
    let alice = Alice::start().await;
    let both = json!({ "SMSMfaSettings": on(true), "EmailMfaSettings": on(true) });
    let unpreferred = json!({ "EmailMfaSettings": { "Enabled": false, "PreferredMfa": true } });
    let passkeys = json!({ "WebAuthnMfaSettings": { "Enabled": true } });
    let token = json!({ "SoftwareTokenMfaSettings": on(false) });
    for members in [both, unpreferred, passkeys, token] {
        for answer in [
            alice.call("SetUserMFAPreference", members.clone()).await,
            alice.admin("AdminSetUserMFAPreference", members.clone()).await,
        ] {
            answer.expect_code("InvalidParameterException");
        }
    }
    alice
        .admin("AdminDeleteUserAttributes", json!({ "UserAttributeNames": ["phone_number"] }))
        .await
        .ok();
    let answer = alice.call("SetUserMFAPreference", json!({ "SMSMfaSettings": on(false) })).await;
    answer.expect_error("InvalidParameterException", &format!("{NO_DELIVERY} SMS_MFA"));
    assert_eq!(alice.shown().await.0, Value::Null);
}

#[tokio::test]
async fn the_last_factor_stays_where_mfa_is_required() {
    let alice = Alice::start().await;
    alice.call("SetUserMFAPreference", json!({ "EmailMfaSettings": on(true) })).await.ok();
    let mut required = everything();
    required["MfaConfiguration"] = "ON".into();
    alice.set_mfa(required).await.ok();
    let off = json!({ "EmailMfaSettings": { "Enabled": false } });
    alice.call("SetUserMFAPreference", off.clone()).await.expect_code("InvalidParameterException");
    let swap = json!({ "EmailMfaSettings": { "Enabled": false }, "SMSMfaSettings": on(false) });
    alice.call("SetUserMFAPreference", swap).await.ok();
    assert_eq!(alice.shown().await.0, json!(["SMS_MFA"]));
}

#[tokio::test]
async fn settings_of_old_switch_sms() {
    let alice = Alice::start().await;
    let phone = json!([{ "DeliveryMedium": "SMS", "AttributeName": "phone_number" }]);
    let set = json!({ "MFAOptions": phone });
    let unset = json!({ "MFAOptions": [] });
    assert_eq!(alice.call("SetUserSettings", set.clone()).await.ok(), json!({}));
    assert_eq!(alice.shown().await, (json!(["SMS_MFA"]), Value::Null, phone.clone()));
    assert_eq!(alice.call("SetUserSettings", unset.clone()).await.ok(), json!({}));
    assert_eq!(alice.shown().await.2, Value::Null);
    assert_eq!(alice.admin("AdminSetUserSettings", set.clone()).await.ok(), json!({}));
    assert_eq!(alice.shown().await.2, phone);
    assert_eq!(alice.admin("AdminSetUserSettings", unset).await.ok(), json!({}));
    assert_eq!(alice.shown().await.2, Value::Null);
    for options in [
        json!([{ "DeliveryMedium": "EMAIL", "AttributeName": "email" }]),
        json!([{ "DeliveryMedium": "SMS", "AttributeName": "email" }]),
        json!([{}]),
    ] {
        let request = json!({ "MFAOptions": options });
        for answer in [
            alice.call("SetUserSettings", request.clone()).await,
            alice.admin("AdminSetUserSettings", request.clone()).await,
        ] {
            answer.expect_code("InvalidParameterException");
        }
    }
    alice
        .admin("AdminDeleteUserAttributes", json!({ "UserAttributeNames": ["phone_number"] }))
        .await
        .ok();
    let text = format!("{NO_DELIVERY} SMS_MFA");
    for answer in [
        alice.call("SetUserSettings", set.clone()).await,
        alice.admin("AdminSetUserSettings", set).await,
    ] {
        answer.expect_error("InvalidParameterException", &text);
    }
}

#[tokio::test]
async fn a_pool_without_tokens_gives_out_no_secret() {
    let alice = Alice::start().await;
    alice.set_mfa(json!({ "MfaConfiguration": "ON", "EmailMfaConfiguration": {} })).await.ok();
    let text = "Software Token MFA has not been enabled by the userPool";
    let answer = alice.call("AssociateSoftwareToken", json!({})).await;
    answer.expect_error("SoftwareTokenMFANotFoundException", text);
    let answer = alice.call("VerifySoftwareToken", json!({ "UserCode": "123456" })).await;
    answer.expect_error("SoftwareTokenMFANotFoundException", text);
    // Whether the user may act comes before what the pool offers.
    rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = Status::Unconfirmed).await;
    let answer = alice.call("AssociateSoftwareToken", json!({})).await;
    answer.expect_error("NotAuthorizedException", "User is not confirmed.");
    let answer = alice.call("VerifySoftwareToken", json!({ "UserCode": "123456" })).await;
    answer.expect_code("UserNotConfirmedException");
}

#[tokio::test]
async fn tokens_and_sessions_that_are_none_are_refused() {
    let alice = Alice::start().await;
    let session = "x".repeat(40);
    let verify = |mut members: Value| {
        members["UserCode"] = "123456".into();
        alice.cognate.call("VerifySoftwareToken", members)
    };
    let associate = |members: Value| alice.cognate.call("AssociateSoftwareToken", members);
    for (members, code, text) in [
        (json!({}), "InvalidParameterException", "Either AccessToken or Session is required."),
        (
            json!({ "AccessToken": alice.tokens.access, "Session": session }),
            "InvalidParameterException",
            "AccessToken and Session cannot be given together.",
        ),
        (json!({ "AccessToken": "x.y.z" }), "NotAuthorizedException", "Invalid Access Token"),
        (json!({ "Session": session }), "NotAuthorizedException", "Invalid session for the user."),
    ] {
        associate(members.clone()).await.expect_error(code, text);
        verify(members).await.expect_error(code, text);
    }
    let long = json!({ "AccessToken": alice.tokens.access, "FriendlyDeviceName": "x".repeat(257) });
    verify(long).await.expect_code("InvalidParameterException");
    let short = json!({ "AccessToken": alice.tokens.access, "UserCode": "12345" });
    let answer = alice.cognate.call("VerifySoftwareToken", short).await;
    answer.expect_code("InvalidParameterException");
    let answer = alice.call("VerifySoftwareToken", json!({ "UserCode": "123456" })).await;
    answer.expect_code("SoftwareTokenMFANotFoundException");
}

#[tokio::test]
async fn operations_on_own_factors_need_a_user_who_may_act() {
    let alice = Alice::start().await;
    let requests = [
        ("SetUserMFAPreference", json!({})),
        ("SetUserSettings", json!({ "MFAOptions": [] })),
        ("GetUserAuthFactors", json!({})),
        ("VerifySoftwareToken", json!({ "UserCode": "123456" })),
        ("AssociateSoftwareToken", json!({})),
    ];
    for (status, code, text) in [
        (
            Status::ResetRequired,
            "PasswordResetRequiredException",
            "Password reset required for the user",
        ),
        (Status::Unconfirmed, "UserNotConfirmedException", "User is not confirmed."),
    ] {
        rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = status).await;
        for (operation, members) in &requests {
            let answer = alice.call(operation, members.clone()).await;
            // Associating declares neither.
            match *operation {
                "AssociateSoftwareToken" => answer.expect_error("NotAuthorizedException", text),
                _ => answer.expect_error(code, text),
            }
        }
    }
    alice
        .admin("AdminDeleteSoftwareToken", json!({}))
        .await
        .expect_error("UserNotConfirmedException", "User is not confirmed.");
    rewrite(&alice.cognate, &alice.pool, "alice", |user| user.status = Status::Confirmed).await;
    alice.admin("AdminDeleteUser", json!({})).await.ok();
    for (operation, members) in &requests {
        let answer = alice.call(operation, members.clone()).await;
        match *operation {
            "AssociateSoftwareToken" | "VerifySoftwareToken" => {
                answer.expect_error("NotAuthorizedException", "Invalid Access Token");
            }
            _ => answer.expect_error("UserNotFoundException", "User does not exist."),
        }
    }
    for (operation, _) in &requests {
        let mut request = json!({ "AccessToken": "no.such.token" });
        request["MFAOptions"] = json!([]);
        request["UserCode"] = "123456".into();
        alice.cognate.call(operation, request).await.expect_code("NotAuthorizedException");
    }
}

#[tokio::test]
async fn admin_operations_on_factors_need_pool_and_user() {
    let alice = Alice::start().await;
    let nowhere = "eu-central-1_AAAAAAAAA";
    for (operation, members) in [
        ("AdminSetUserMFAPreference", json!({})),
        ("AdminSetUserSettings", json!({ "MFAOptions": [] })),
        ("AdminGetUserAuthFactors", json!({})),
        ("AdminDeleteSoftwareToken", json!({})),
    ] {
        let ask = |pool: &str, name: &str| {
            let mut request = members.clone();
            request["UserPoolId"] = pool.into();
            request["Username"] = name.into();
            request
        };
        let answer = alice.cognate.admin(operation, ask(&alice.pool, "nobody")).await;
        answer.expect_error("UserNotFoundException", "User does not exist.");
        let answer = alice.cognate.admin(operation, ask(nowhere, "alice")).await;
        let text = format!("User pool {nowhere} does not exist.");
        answer.expect_error("ResourceNotFoundException", &text);
        let answer = alice.cognate.admin(operation, ask("bad", "alice")).await;
        answer.expect_code("InvalidParameterException");
        let answer = alice.cognate.call(operation, ask(&alice.pool, "alice")).await;
        answer.expect_code("MissingAuthenticationTokenException");
    }
}

/// KEY-3: the seed is sealed, and bound to its user.
#[tokio::test]
async fn factors_are_sealed_for_their_user() {
    let alice = Alice::start().await;
    alice.token().await;
    alice.cognate.create_user(&alice.pool, "bob", PASSWORD).await;
    let mut sealed = None;
    rewrite(&alice.cognate, &alice.pool, "alice", |user| sealed = user.factors.clone()).await;
    let theirs = sealed.clone();
    rewrite(&alice.cognate, &alice.pool, "bob", |user| user.factors = theirs).await;
    let request = json!({ "UserPoolId": alice.pool, "Username": "bob" });
    let answer = alice.cognate.admin("AdminGetUser", request).await;
    answer.expect_code("InternalErrorException");
    rewrite(&alice.cognate, &alice.pool, "bob", |user| user.factors = None).await;
}
