//! CreateUserPool, DescribeUserPool, UpdateUserPool, AddCustomAttributes.

use cognate_store::records::audit_event;
use cognate_testkit::{Cognate, START_MS, Setup, Value, json};

use crate::read_back::differences;

const FUNCTION: &str = "arn:aws:lambda:eu-central-1:123456789012:function:trigger";
const ROLE: &str = "arn:aws:iam::123456789012:role/sender";

/// Everything that can be set at any time, in one request.
pub fn settings() -> Value {
    let triggers = [
        "PreSignUp",
        "CustomMessage",
        "PostConfirmation",
        "PreAuthentication",
        "PostAuthentication",
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "PreTokenGeneration",
        "UserMigration",
    ];
    let mut functions = json!({
        "PreTokenGenerationConfig": { "LambdaVersion": "V1_0", "LambdaArn": FUNCTION },
        "CustomSMSSender": { "LambdaVersion": "V1_0", "LambdaArn": FUNCTION },
        "CustomEmailSender": { "LambdaVersion": "V1_0", "LambdaArn": FUNCTION },
        "InboundFederation": { "LambdaVersion": "V1_0", "LambdaArn": FUNCTION },
        "KMSKeyID": "arn:aws:kms:eu-central-1:123456789012:key/6cbe2ab1-0000-4000-8000-000000000000",
    });
    for trigger in triggers {
        functions[trigger] = json!(FUNCTION);
    }
    json!({
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 12,
                "RequireUppercase": false,
                "RequireLowercase": true,
                "RequireNumbers": true,
                "RequireSymbols": false,
                "PasswordHistorySize": 3,
                "TemporaryPasswordValidityDays": 30,
            },
            "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"] },
        },
        "DeletionProtection": "ACTIVE",
        "LambdaConfig": functions,
        "AutoVerifiedAttributes": ["email"],
        "VerificationMessageTemplate": {
            "SmsMessage": "Code {####}",
            "EmailMessage": "Your code: {####}",
            "EmailSubject": "Code",
            "EmailMessageByLink": "Click {##here##}",
            "EmailSubjectByLink": "Link",
            "DefaultEmailOption": "CONFIRM_WITH_LINK",
        },
        "SmsAuthenticationMessage": "Sign-in {####}",
        "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": ["email"] },
        "DeviceConfiguration": {
            "ChallengeRequiredOnNewDevice": true,
            "DeviceOnlyRememberedOnUserPrompt": true,
        },
        "EmailConfiguration": {
            "SourceArn": "arn:aws:ses:eu-central-1:123456789012:identity/a@example.com",
            "ReplyToEmailAddress": "reply@example.com",
            "EmailSendingAccount": "DEVELOPER",
            "From": "Example <a@example.com>",
            "ConfigurationSet": "set-1",
        },
        "SmsConfiguration": {
            "SnsCallerArn": ROLE, "ExternalId": "outside", "SnsRegion": "eu-west-1",
        },
        "UserPoolTags": { "team": "identity", "stage": "test" },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": true,
            "UnusedAccountValidityDays": 30,
            "InviteMessageTemplate": {
                "SMSMessage": "{username} {####}",
                "EmailMessage": "Hello {username}: {####}",
                "EmailSubject": "Welcome",
            },
        },
        "UserPoolAddOns": {
            "AdvancedSecurityMode": "AUDIT",
            "AdvancedSecurityAdditionalFlows": { "CustomAuthMode": "AUDIT" },
        },
        "DcrConfiguration": {
            "EnableStatus": "Enabled",
            "OpenDcrEnabled": false,
            "AuthenticatedGrantTypes": ["code"],
            "OpenDcrGrantTypes": ["code"],
            "AllowedScopes": ["openid"],
        },
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                { "Priority": 1, "Name": "verified_email" },
                { "Priority": 2, "Name": "verified_phone_number" },
            ],
        },
        "UserPoolTier": "PLUS",
        "KeyConfiguration": { "KeyType": "AWS_OWNED_KEY" },
        "IssuerConfiguration": { "Type": "UPDATED" },
        "AcrConfiguration": { "Level1": { "AcrValue": "urn:example:one" } },
    })
}

/// What cannot stand in one request with [`settings`].
pub fn other_settings() -> Value {
    json!({
        "MfaConfiguration": "OPTIONAL",
        "AutoVerifiedAttributes": ["phone_number"],
        "SmsVerificationMessage": "s {####}",
        "EmailVerificationMessage": "e {####}",
        "EmailVerificationSubject": "subject",
        "SmsConfiguration": {
            "EumsSms": {
                "CallerArn": ROLE,
                "ExternalId": "outside",
                "OriginationIdentity": "+15550001",
                "ConfigurationSetName": "set-2",
                "InEntityId": "entity",
                "InTemplateId": "template",
                "Region": "eu-west-1",
            },
        },
    })
}

/// What only CreateUserPool can set.
pub fn at_creation() -> Value {
    json!({
        "AliasAttributes": ["email", "preferred_username"],
        "UsernameConfiguration": { "CaseSensitive": false },
        "Schema": [
            {
                "Name": "given_name", "AttributeDataType": "String", "Required": true,
                "Mutable": true, "DeveloperOnlyAttribute": false,
            },
            {
                "Name": "team", "AttributeDataType": "String", "Mutable": false,
                "StringAttributeConstraints": { "MinLength": "2", "MaxLength": "8" },
            },
            {
                "Name": "level", "AttributeDataType": "Number",
                "NumberAttributeConstraints": { "MinValue": "1", "MaxValue": "9" },
            },
        ],
    })
}

fn joined(parts: &[Value]) -> Value {
    let members = parts.iter().flat_map(|part| part.as_object().unwrap().clone());
    Value::Object(members.collect())
}

async fn describe(cognate: &Cognate, pool: &str) -> Value {
    let request = json!({ "UserPoolId": pool });
    cognate.admin("DescribeUserPool", request).await.ok()["UserPool"].take()
}

fn attribute<'a>(description: &'a Value, name: &str) -> &'a Value {
    let attributes = description["SchemaAttributes"].as_array().unwrap();
    attributes.iter().find(|attribute| attribute["Name"] == name).expect("the attribute is there")
}

#[tokio::test]
async fn a_pool_with_only_a_name_is_shown_with_the_documented_defaults() {
    let cognate = Cognate::start().await;
    let answer = cognate.admin("CreateUserPool", json!({ "PoolName": "p" })).await.ok();
    assert_eq!(answer.as_object().unwrap().len(), 1);
    let mut shown = answer["UserPool"].clone();
    let id = shown["Id"].as_str().unwrap().to_owned();
    let (region, rest) = id.split_once('_').unwrap();
    assert_eq!((region, rest.len()), ("eu-central-1", 9));
    assert!(rest.bytes().all(|b| b.is_ascii_alphanumeric()));
    let schema = shown["SchemaAttributes"].take();
    assert_eq!(
        shown,
        json!({
            "Id": id,
            "Name": "p",
            "Arn": format!("arn:aws:cognito-idp:eu-central-1:123456789012:userpool/{id}"),
            "Policies": {
                "PasswordPolicy": {
                    "MinimumLength": 8,
                    "RequireUppercase": true,
                    "RequireLowercase": true,
                    "RequireNumbers": true,
                    "RequireSymbols": true,
                    "TemporaryPasswordValidityDays": 7,
                },
                "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] },
            },
            "DeletionProtection": "INACTIVE",
            "LambdaConfig": {},
            "LastModifiedDate": START_MS / 1_000,
            "CreationDate": START_MS / 1_000,
            "SchemaAttributes": null,
            "VerificationMessageTemplate": { "DefaultEmailOption": "CONFIRM_WITH_CODE" },
            "UserAttributeUpdateSettings": { "AttributesRequireVerificationBeforeUpdate": [] },
            "MfaConfiguration": "OFF",
            "EstimatedNumberOfUsers": 0,
            "EmailConfiguration": { "EmailSendingAccount": "COGNITO_DEFAULT" },
            "AdminCreateUserConfig": {
                "AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7,
            },
            "UserPoolTier": "ESSENTIALS",
            "AcrConfiguration": {
                "Level1": { "AcrValue": "urn:cognito:loa:1" },
                "Level2": { "AcrValue": "urn:cognito:loa:2" },
                "Level3": { "AcrValue": "urn:cognito:loa:3" },
                "Level4": { "AcrValue": "urn:cognito:loa:4" },
            },
            "IssuerConfiguration": { "Type": "ORIGINAL" },
            "KeyConfiguration": { "KeyType": "AWS_OWNED_KEY" },
        })
    );
    let mut named: Vec<(String, Value)> = Vec::new();
    for mut attribute in schema.as_array().unwrap().clone() {
        let name = attribute.as_object_mut().unwrap().remove("Name").unwrap();
        named.push((name.as_str().unwrap().to_owned(), attribute));
    }
    named.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(named, default_schema());
    assert_eq!(describe(&cognate, &id).await, answer["UserPool"]);
}

fn default_schema() -> Vec<(String, Value)> {
    let plain = |mut more: Value| {
        for (name, value) in [("Mutable", true), ("Required", false)] {
            if more.get(name).is_none() {
                more[name] = value.into();
            }
        }
        more["DeveloperOnlyAttribute"] = false.into();
        more
    };
    let text = |min: &str, max: &str| {
        plain(json!({
            "AttributeDataType": "String",
            "StringAttributeConstraints": { "MinLength": min, "MaxLength": max },
        }))
    };
    let mut schema: Vec<(String, Value)> = "name given_name family_name middle_name nickname \
        preferred_username profile picture website email gender zoneinfo locale phone_number address"
        .split_whitespace()
        .map(|name| (name.to_owned(), text("0", "2048")))
        .collect();
    let mut sub = text("1", "2048");
    sub["Mutable"] = false.into();
    sub["Required"] = true.into();
    let bool = plain(json!({ "AttributeDataType": "Boolean" }));
    let number = json!({
        "AttributeDataType": "Number", "NumberAttributeConstraints": { "MinValue": "0" },
    });
    let identities = json!({ "AttributeDataType": "String", "StringAttributeConstraints": {} });
    schema.extend([
        ("sub".to_owned(), sub),
        ("birthdate".to_owned(), text("10", "10")),
        ("email_verified".to_owned(), bool.clone()),
        ("phone_number_verified".to_owned(), bool),
        ("updated_at".to_owned(), plain(number)),
        ("identities".to_owned(), plain(identities)),
    ]);
    schema.sort_by(|a, b| a.0.cmp(&b.0));
    schema
}

#[tokio::test]
async fn every_member_of_create_user_pool_is_read_back() {
    let cognate = Cognate::start().await;
    for asked in [settings(), other_settings()] {
        let request = joined(&[json!({ "PoolName": "all" }), asked.clone(), at_creation()]);
        let answer = cognate.admin("CreateUserPool", request).await.ok();
        let shown = &answer["UserPool"];
        let mut expected = joined(&[json!({ "Name": "all" }), asked, at_creation()]);
        expected.as_object_mut().unwrap().remove("Schema");
        assert_eq!(differences(&expected, shown), Vec::<String>::new());
        assert_eq!(describe(&cognate, shown["Id"].as_str().unwrap()).await, *shown);
        assert_eq!(attribute(shown, "given_name")["Required"], true);
        let team = attribute(shown, "custom:team");
        assert_eq!(
            team["StringAttributeConstraints"],
            json!({ "MinLength": "2", "MaxLength": "8" })
        );
        assert_eq!((&team["Mutable"], &team["Required"]), (&json!(false), &json!(false)));
        let level = attribute(shown, "custom:level");
        assert_eq!(
            level["NumberAttributeConstraints"],
            json!({ "MinValue": "1", "MaxValue": "9" })
        );
    }
    let pool =
        cognate.create_pool(json!({ "UsernameAttributes": ["email", "phone_number"] })).await;
    let shown = describe(&cognate, &pool).await;
    assert_eq!(shown["UsernameAttributes"], json!(["email", "phone_number"]));
}

#[tokio::test]
async fn every_member_of_update_user_pool_is_read_back() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(at_creation()).await;
    let created = describe(&cognate, &pool).await;
    for asked in [settings(), other_settings()] {
        cognate.clock.turn(5);
        let head = json!({ "UserPoolId": pool, "PoolName": "renamed" });
        let answer = cognate.admin("UpdateUserPool", joined(&[head, asked.clone()])).await.ok();
        assert_eq!(answer, json!({}));
        let shown = describe(&cognate, &pool).await;
        let expected = joined(&[asked, json!({ "Name": "renamed", "Id": pool })]);
        assert_eq!(differences(&expected, &shown), Vec::<String>::new());
        assert_eq!(shown["CreationDate"], created["CreationDate"]);
        assert_eq!(shown["LastModifiedDate"], cognate.clock.now_s());
        for fixed in ["SchemaAttributes", "AliasAttributes", "UsernameConfiguration", "Arn"] {
            assert_eq!(shown[fixed], created[fixed], "{fixed}");
        }
    }
}

#[tokio::test]
async fn update_user_pool_resets_what_it_does_not_name() {
    let cognate = Cognate::start().await;
    let bare = describe(&cognate, &cognate.create_pool(json!({})).await).await;
    let pool = cognate.create_pool(settings()).await;
    cognate.admin("UpdateUserPool", json!({ "UserPoolId": pool })).await.ok();
    let mut expected = bare;
    for (name, value) in [
        ("Id", json!(pool)),
        ("Arn", json!(format!("arn:aws:cognito-idp:eu-central-1:123456789012:userpool/{pool}"))),
        // These stay.
        ("UserPoolTier", json!("PLUS")),
        ("IssuerConfiguration", json!({ "Type": "UPDATED" })),
    ] {
        expected[name] = value;
    }
    expected["AcrConfiguration"]["Level1"]["AcrValue"] = json!("urn:example:one");
    assert_eq!(describe(&cognate, &pool).await, expected);

    let pool = cognate.create_pool(other_settings()).await;
    let request = json!({
        "UserPoolId": pool,
        "AutoVerifiedAttributes": ["phone_number"],
        "SmsConfiguration": { "SnsCallerArn": ROLE },
    });
    cognate.admin("UpdateUserPool", request).await.ok();
    assert_eq!(describe(&cognate, &pool).await["MfaConfiguration"], "OPTIONAL");
}

#[tokio::test]
async fn settings_that_contradict_are_refused() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let kms = "arn:aws:kms:eu-central-1:123456789012:key/6cbe2ab1-0000-4000-8000-000000000000";
    let both = [
        (
            json!({ "KeyConfiguration": { "KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": kms } }),
            "KeyType CUSTOMER_MANAGED_KEY is not available: this installation encrypts with its \
             own key.",
        ),
        (
            json!({
                "Policies": { "PasswordPolicy": {
                    "MinimumLength": 8, "TemporaryPasswordValidityDays": 3,
                } },
                "AdminCreateUserConfig": { "UnusedAccountValidityDays": 4 },
            }),
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of \
             UnusedAccountValidityDays",
        ),
    ];
    for (settings, text) in both {
        let create = joined(&[json!({ "PoolName": "p" }), settings.clone()]);
        let update = joined(&[json!({ "UserPoolId": pool }), settings]);
        for (operation, request) in [("CreateUserPool", create), ("UpdateUserPool", update)] {
            let answer = cognate.admin(operation, request).await;
            answer.expect_error("InvalidParameterException", text);
        }
    }
    let at_creation = [
        (
            json!({ "AliasAttributes": ["email"], "UsernameAttributes": ["email"] }),
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.",
        ),
        (
            json!({ "Schema": [
                { "Name": "email", "AttributeDataType": "Number" },
            ] }),
            "You can not change AttributeDataType or set developerOnlyAttribute for standard \
             schema attribute email",
        ),
        (
            json!({ "Schema": [
                { "Name": "x", "AttributeDataType": "String", "Required": true },
            ] }),
            "Required custom attributes are not supported currently.",
        ),
    ];
    for (settings, text) in at_creation {
        let request = joined(&[json!({ "PoolName": "p" }), settings]);
        let answer = cognate.admin("CreateUserPool", request).await;
        answer.expect_error("InvalidParameterException", text);
    }
    let reserved = json!({ "PoolName": "p", "UserPoolTags": { "aws:owner": "x" } });
    cognate.admin("CreateUserPool", reserved).await.expect_code("UserPoolTaggingException");
    let short =
        json!({ "PoolName": "p", "Policies": { "PasswordPolicy": { "MinimumLength": 5 } } });
    cognate.admin("CreateUserPool", short).await.expect_error(
        "InvalidParameterException",
        "1 validation error detected: Value '5' at 'policies.passwordPolicy.minimumLength' failed \
         to satisfy constraint: Member must have value greater than or equal to 6",
    );
}

#[tokio::test]
async fn an_unknown_pool_does_not_exist() {
    let cognate = Cognate::start().await;
    let here = cognate.create_pool(json!({})).await;
    let name = here.split_once('_').unwrap().1;
    let attributes = json!([{ "Name": "x", "AttributeDataType": "String" }]);
    for id in ["eu-central-1_AbCdEfGhI".to_owned(), format!("us-east-1_{name}")] {
        let request = json!({ "UserPoolId": id });
        let more = json!({ "UserPoolId": id, "CustomAttributes": attributes });
        let client = json!({ "UserPoolId": id, "ClientName": "c" });
        for (operation, request) in [
            ("DescribeUserPool", &request),
            ("UpdateUserPool", &request),
            ("DeleteUserPool", &request),
            ("AddCustomAttributes", &more),
            ("CreateUserPoolClient", &client),
            ("ListUserPoolClients", &request),
        ] {
            let answer = cognate.admin(operation, request.clone()).await;
            let text = format!("User pool {id} does not exist.");
            answer.expect_error("ResourceNotFoundException", &text);
        }
    }
}

#[tokio::test]
async fn a_region_has_so_many_pools() {
    let cognate = Setup::default().limits(|limits| limits.pools_max = 2).start().await;
    let first = cognate.create_pool(json!({})).await;
    cognate.create_pool(json!({})).await;
    let request = json!({ "PoolName": "p" });
    let answer = cognate.admin("CreateUserPool", request.clone()).await;
    answer.expect_error("LimitExceededException", "Maximum number of user pools exceeded.");
    let elsewhere =
        cognate.json_request("AWSCognitoIdentityProviderService", "CreateUserPool", &request);
    let elsewhere = cognate.signed(&cognate.root, "cognito-idp", "us-east-1", elsewhere);
    let answer = cognate.send(elsewhere).await.ok();
    assert!(answer["UserPool"]["Id"].as_str().unwrap().starts_with("us-east-1_"));
    cognate.admin("DeleteUserPool", json!({ "UserPoolId": first })).await.ok();
    cognate.create_pool(json!({})).await;
}

#[tokio::test]
async fn custom_attributes_are_added_and_never_changed() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let add = |attributes: Value| {
        let request = json!({ "UserPoolId": pool, "CustomAttributes": attributes });
        cognate.admin("AddCustomAttributes", request)
    };
    let answer = add(json!([
        { "Name": "shoe", "AttributeDataType": "Number" },
        { "Name": "born", "AttributeDataType": "DateTime", "Mutable": false },
        { "Name": "fan", "AttributeDataType": "Boolean", "DeveloperOnlyAttribute": true },
    ]))
    .await
    .ok();
    assert_eq!(answer, json!({}));
    let shown = describe(&cognate, &pool).await;
    assert_eq!(attribute(&shown, "custom:shoe")["AttributeDataType"], "Number");
    assert_eq!(attribute(&shown, "custom:born")["Mutable"], false);
    assert_eq!(attribute(&shown, "dev:fan")["DeveloperOnlyAttribute"], true);

    let again = json!([{ "Name": "shoe", "AttributeDataType": "Number" }]);
    add(again).await.expect_code("InvalidParameterException");
    add(json!([{ "Name": "x", "AttributeDataType": "String", "Required": true }]))
        .await
        .expect_error(
            "InvalidParameterException",
            "Required custom attributes are not supported currently.",
        );
    let many = |from: u32, to: u32| -> Value {
        let one = |n| json!({ "Name": format!("a{n}"), "AttributeDataType": "String" });
        (from..to).map(one).collect()
    };
    add(many(0, 25)).await.ok();
    add(many(25, 47)).await.ok();
    add(many(47, 48)).await.expect_error(
        "InvalidParameterException",
        "The user pool can have at most 50 custom attributes.",
    );
    let shown = describe(&cognate, &pool).await;
    let attributes = shown["SchemaAttributes"].as_array().unwrap();
    assert_eq!(attributes.len(), default_schema().len() + 50);
}

#[tokio::test]
async fn changes_at_the_same_time_all_happen() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let add = async |name: &str| {
        let attributes = json!([{ "Name": name, "AttributeDataType": "String" }]);
        let request = json!({ "UserPoolId": pool, "CustomAttributes": attributes });
        cognate.admin("AddCustomAttributes", request).await.ok();
    };
    let rename = async || {
        let request = json!({ "UserPoolId": pool, "PoolName": "renamed" });
        cognate.admin("UpdateUserPool", request).await.ok();
    };
    tokio::join!(add("a"), add("b"), rename(), add("c"), add("d"));
    let shown = describe(&cognate, &pool).await;
    assert_eq!(shown["Name"], "renamed");
    for name in ["custom:a", "custom:b", "custom:c", "custom:d"] {
        attribute(&shown, name);
    }
}

#[tokio::test]
async fn the_estimate_follows_the_counts() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    for name in ["ada", "grace"] {
        cognate.create_user(&pool, name, "Correct-Horse9").await;
    }
    // Written every second by a running server; here by stopping one at once.
    cognate_core::jobs::run(cognate.node.clone(), "test".into(), async {}).await;
    assert_eq!(describe(&cognate, &pool).await["EstimatedNumberOfUsers"], 2);
}

#[tokio::test]
async fn au_2_every_change_leaves_an_event() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    cognate.admin("UpdateUserPool", json!({ "UserPoolId": pool })).await.ok();
    let attributes = json!([{ "Name": "x", "AttributeDataType": "String" }]);
    let request = json!({ "UserPoolId": pool, "CustomAttributes": attributes });
    cognate.admin("AddCustomAttributes", request).await.ok();
    let (client, _) = cognate.create_secret_client(&pool, json!({})).await;
    let of_client = json!({ "UserPoolId": pool, "ClientId": client });
    cognate.admin("UpdateUserPoolClient", of_client.clone()).await.ok();
    let added = cognate.admin("AddUserPoolClientSecret", of_client.clone()).await.ok();
    let mut request = of_client.clone();
    request["ClientSecretId"] = added["ClientSecretDescriptor"]["ClientSecretId"].clone();
    cognate.admin("DeleteUserPoolClientSecret", request).await.ok();
    cognate.admin("DeleteUserPoolClient", of_client).await.ok();
    cognate.admin("DeleteUserPool", json!({ "UserPoolId": pool })).await.ok();

    let events = audit_event::page(cognate.store(), (0, [0; 16]), 100).await.unwrap();
    let documents: Vec<Value> =
        events.iter().map(|event| serde_json::from_str(&event.document).unwrap()).collect();
    for operation in [
        "CreateUserPool",
        "UpdateUserPool",
        "AddCustomAttributes",
        "CreateUserPoolClient",
        "UpdateUserPoolClient",
        "AddUserPoolClientSecret",
        "DeleteUserPoolClientSecret",
        "DeleteUserPoolClient",
        "DeleteUserPool",
    ] {
        let of = documents.iter().filter(|event| event["eventName"] == operation);
        let pools: Vec<&Value> = of.map(|event| &event["userPoolId"]).collect();
        assert_eq!(pools, [&json!(pool)], "{operation}");
    }
}
