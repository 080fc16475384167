use cognate_domain::Pool;
use cognate_domain::pool::{self, FirstFactor, Issuer, Mfa, Recovery, RiskMode, Tier, Trigger};
use serde_json::{Value, json};

use crate::sample::{self, map, stored_pool, try_pool};

const ARN: &str = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:f";
const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/k";

fn described(pool: &Pool) -> Value {
    Value::Object(pool::describe(pool, ARN, 0))
}

fn updated(pool: &Pool, request: Value) -> Pool {
    stored_pool(pool::update(pool, map(request)).unwrap())
}

#[test]
fn a_bare_pool_is_awss() {
    let pool = sample::pool(json!({}));
    let mut shown = described(&pool);
    let schema = shown.as_object_mut().unwrap().remove("SchemaAttributes").unwrap();
    assert_eq!(schema.as_array().unwrap().len(), 21);
    assert_eq!(
        shown,
        json!({
            "Id": "us-east-1_AbCdEfGhI", "Name": "p", "Arn": ARN,
            "Policies": {
                "PasswordPolicy": {"MinimumLength": 8, "RequireUppercase": true,
                    "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true,
                    "TemporaryPasswordValidityDays": 7},
                "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
            "DeletionProtection": "INACTIVE", "LambdaConfig": {},
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
            "MfaConfiguration": "OFF", "EstimatedNumberOfUsers": 0,
            "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false,
                "UnusedAccountValidityDays": 7},
            "UserPoolTier": "ESSENTIALS",
            "AcrConfiguration": {
                "Level1": {"AcrValue": "urn:cognito:loa:1"},
                "Level2": {"AcrValue": "urn:cognito:loa:2"},
                "Level3": {"AcrValue": "urn:cognito:loa:3"},
                "Level4": {"AcrValue": "urn:cognito:loa:4"}},
            "IssuerConfiguration": {"Type": "ORIGINAL"},
            "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"}})
    );
    let rules = pool.rules;
    assert!(rules.case_sensitive && !rules.deletion_protection && !rules.admin_create_only);
    assert_eq!(
        (rules.mfa, rules.tier, rules.issuer),
        (Mfa::Off, Tier::Essentials, Issuer::Original)
    );
    assert_eq!(rules.first_factors, [FirstFactor::Password]);
    assert!(rules.recovery.is_none() && rules.devices.is_none() && rules.functions.is_empty());
    assert!(!rules.is_passwordless_possible());
}

/// What UpdateUserPool can set, all at once.
fn settable() -> Value {
    json!({
        "Policies": {
            "PasswordPolicy": {"MinimumLength": 12, "RequireUppercase": false,
                "RequireLowercase": true, "RequireNumbers": false, "RequireSymbols": false,
                "PasswordHistorySize": 5, "TemporaryPasswordValidityDays": 3},
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]}},
        "DeletionProtection": "ACTIVE",
        "LambdaConfig": {
            "PreSignUp": FUNCTION, "PreTokenGeneration": FUNCTION,
            "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": FUNCTION},
            "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION},
            "InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION},
            "KMSKeyID": KEY},
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "SmsVerificationMessage": "sms {####}", "EmailVerificationMessage": "mail {####}",
        "EmailVerificationSubject": "subject",
        "VerificationMessageTemplate": {
            "SmsMessage": "sms {####}", "EmailMessage": "mail {####}", "EmailSubject": "subject",
            "EmailMessageByLink": "{##here##}", "EmailSubjectByLink": "link",
            "DefaultEmailOption": "CONFIRM_WITH_LINK"},
        "SmsAuthenticationMessage": "code {####}", "MfaConfiguration": "OPTIONAL",
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true,
            "DeviceOnlyRememberedOnUserPrompt": false},
        "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "From": "A <a@b.c>",
            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@b.c",
            "ReplyToEmailAddress": "r@b.c", "ConfigurationSet": "set"},
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms",
            "ExternalId": "x", "SnsRegion": "us-east-1"},
        "UserPoolTags": {"team": "a"},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 3,
            "InviteMessageTemplate": {"SMSMessage": "{username} {####}"}},
        "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED",
            "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"}},
        "DcrConfiguration": {"EnableStatus": "Enabled", "OpenDcrEnabled": true,
            "AuthenticatedGrantTypes": [], "OpenDcrGrantTypes": ["code"], "AllowedScopes": ["a/b"]},
        "AccountRecoverySetting": {"RecoveryMechanisms": [
            {"Priority": 2, "Name": "verified_email"},
            {"Priority": 1, "Name": "verified_phone_number"}]},
        "UserPoolTier": "PLUS",
        "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": KEY},
        "IssuerConfiguration": {"Type": "UPDATED"},
        "AcrConfiguration": {"Level1": {"AcrValue": "one"}, "Level2": {"AcrValue": "two"},
            "Level3": {"AcrValue": "three"}, "Level4": {"AcrValue": "four"}}})
}

fn full() -> Pool {
    let mut request = settable();
    request["UsernameAttributes"] = json!(["email"]);
    request["UsernameConfiguration"] = json!({"CaseSensitive": false});
    request["Schema"] = json!([{"Name": "role", "AttributeDataType": "String"}]);
    sample::pool(request)
}

#[test]
fn every_member_is_stored_and_read_back() {
    let pool = full();
    for (name, value) in map(settable()) {
        assert_eq!(pool.document.get(&name), Some(&value), "{name}");
    }
    assert_eq!(pool.document["UsernameAttributes"], json!(["email"]));
    assert_eq!(pool.document["UsernameConfiguration"], json!({"CaseSensitive": false}));
    let aliases = sample::pool(json!({"AliasAttributes": ["email", "email"]}));
    assert_eq!(aliases.document["AliasAttributes"], json!(["email"]));
}

/// The lists above grow with the model.
#[test]
fn no_member_of_the_model_is_forgotten() {
    let elsewhere = ["UserPoolId", "PoolName"];
    for name in sample::members("UpdateUserPoolRequest") {
        let known = map(settable()).contains_key(&name) || elsewhere.contains(&name.as_str());
        assert!(known, "UpdateUserPool: {name}");
    }
    let only_at_creation =
        ["AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "Schema"];
    for name in sample::members("CreateUserPoolRequest") {
        let known = map(settable()).contains_key(&name)
            || elsewhere.contains(&name.as_str())
            || only_at_creation.contains(&name.as_str());
        assert!(known, "CreateUserPool: {name}");
    }
    let added_by_the_caller = [
        "Status",
        "LastModifiedDate",
        "CreationDate",
        "Domain",
        "CustomDomain",
        "SmsConfigurationFailure",
        "EmailConfigurationFailure",
        "AliasAttributes",
    ];
    let shown = described(&full());
    for name in sample::members("UserPoolType") {
        let known = shown.get(&name).is_some() || added_by_the_caller.contains(&name.as_str());
        assert!(known, "UserPoolType: {name}");
    }
}

#[test]
fn every_setting_that_decides_is_a_rule() {
    let rules = full().rules;
    assert_eq!((rules.password.minimum_length, rules.password.history), (12, 5));
    assert_eq!(rules.password.temporary_days, 3);
    assert_eq!(
        rules.first_factors,
        [FirstFactor::Password, FirstFactor::EmailOtp, FirstFactor::WebAuthn]
    );
    assert!(rules.is_passwordless_possible() && rules.deletion_protection);
    assert!(!rules.case_sensitive && rules.username_attributes.email);
    assert!(rules.auto_verified.email && rules.auto_verified.phone);
    assert!(rules.verify_before_update.email && !rules.verify_before_update.phone);
    assert_eq!(rules.mfa, Mfa::Optional);
    assert!(rules.sms_mfa && rules.sms_configured && !rules.software_token_mfa && !rules.email_mfa);
    assert!(rules.email_developer && rules.confirm_by_link && rules.admin_create_only);
    let devices = rules.devices.unwrap();
    assert!(devices.challenge_new && !devices.remember_on_prompt);
    assert_eq!(rules.recovery, Some(vec![Recovery::Phone, Recovery::Email]));
    assert_eq!((rules.tier, rules.issuer), (Tier::Plus, Issuer::Updated));
    assert_eq!((rules.risk, rules.risk_custom_auth), (RiskMode::Enforced, RiskMode::Audit));
    assert_eq!(rules.customer_key.as_deref(), Some(KEY));
    assert_eq!(rules.acr, ["one", "two", "three", "four"]);
    let registration = rules.registration.unwrap();
    assert!(registration.enabled && registration.open);
    assert!(registration.authenticated_grants.is_empty());
    let token = rules.functions.get(Trigger::PreTokenGeneration).unwrap();
    assert_eq!((token.arn.as_str(), token.version.as_str()), (FUNCTION, "V2_0"));
    let sender = rules.functions.get(Trigger::CustomEmailSender).unwrap();
    assert_eq!(sender.version, "V1_0");
    assert_eq!(rules.functions.kms_key.as_deref(), Some(KEY));
    assert!(rules.functions.get(Trigger::UserMigration).is_none());
    assert!(rules.schema.get("custom:role").is_some());
}

#[test]
fn update_resets_what_is_omitted_except_what_is_kept() {
    let before = full();
    let after = updated(&before, json!({"SmsConfiguration": settable()["SmsConfiguration"]}));
    let bare = sample::pool(json!({}));
    const KEPT: [&str; 9] = [
        "Name",
        "UserPoolTier",
        "MfaConfiguration",
        "AcrConfiguration",
        "IssuerConfiguration",
        "KeyConfiguration",
        "SchemaAttributes",
        "UsernameAttributes",
        "UsernameConfiguration",
    ];
    let mut names: Vec<&String> = before.document.keys().chain(after.document.keys()).collect();
    names.dedup();
    for name in names {
        if name == "SmsConfiguration" {
            continue;
        }
        let expected = if KEPT.contains(&name.as_str()) { &before } else { &bare };
        assert_eq!(after.document.get(name), expected.document.get(name), "{name}");
    }
}

#[test]
fn update_sets_what_is_given() {
    let before = sample::pool(json!({"UsernameAttributes": ["email"]}));
    let mut request = settable();
    request["PoolName"] = "renamed".into();
    request["UserPoolId"] = before.id.as_str().into();
    let after = updated(&before, request);
    assert_eq!(after.name, "renamed");
    for (name, value) in map(settable()) {
        assert_eq!(after.document.get(&name), Some(&value), "{name}");
    }
    assert!(!after.document.contains_key("UserPoolId") && !after.document.contains_key("PoolName"));
}

#[test]
fn update_keeps_the_mfa_set_up_and_refuses_mfa_without_factor() {
    let before = sample::pool(json!({}));
    let no_factor = pool::update(&before, map(json!({"MfaConfiguration": "OPTIONAL"})));
    assert_eq!(no_factor.unwrap_err().code, "InvalidParameterException");
    let token = json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    let after = stored_pool(pool::set_mfa(&before, &map(token)).unwrap());
    assert!(after.rules.software_token_mfa && after.rules.mfa == Mfa::On);
    assert!(!described(&after).as_object().unwrap().contains_key("MfaSetup"));
    let again = updated(&after, json!({}));
    assert!(again.rules.software_token_mfa && again.rules.mfa == Mfa::On);
    assert!(!updated(&again, json!({"SmsConfiguration": sms()})).rules.sms_mfa);

    // Off by UpdateUserPool, and on again only by SetUserPoolMfaConfig.
    let off = updated(&again, json!({"MfaConfiguration": "OFF"}));
    assert!(off.rules.software_token_mfa && off.rules.mfa == Mfa::Off);
    let on = pool::update(&off, map(json!({"MfaConfiguration": "ON"}))).unwrap_err();
    assert_eq!(
        on.message,
        "Cannot turn MFA functionality ON, once the user pool has been created."
    );

    // Leaving out the SMS configuration of a pool whose only factor it is would lock everybody out.
    let pool = sample::pool(json!({"MfaConfiguration": "ON", "SmsConfiguration": sms()}));
    assert!(pool.rules.sms_mfa && pool::update(&pool, map(json!({}))).is_err());
}

fn sms() -> serde_json::Value {
    settable()["SmsConfiguration"].clone()
}

#[test]
fn mfa_is_set_as_a_whole() {
    let before = sample::pool(json!({}));
    assert_eq!(pool::describe_mfa(&before), map(json!({"MfaConfiguration": "OFF"})));
    let everything = json!({
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": {
            "SmsAuthenticationMessage": "mfa {####}", "SmsConfiguration": sms()},
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {"Message": "mfa {####}", "Subject": "mfa"},
        "WebAuthnConfiguration": {
            "RelyingPartyId": "auth.example.com", "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"},
    });
    let full = stored_pool(pool::set_mfa(&before, &map(everything.clone())).unwrap());
    assert_eq!(pool::describe_mfa(&full), map(everything));
    assert_eq!(full.document["SmsConfiguration"], sms());
    assert_eq!(full.document["SmsAuthenticationMessage"], "mfa {####}");
    let rules = &full.rules;
    assert!(rules.sms_mfa && rules.software_token_mfa && rules.email_mfa);
    assert!(rules.web_authn.as_ref().is_some_and(|w| w.counts_as_mfa && w.verification_required));

    // What the next one leaves out is off again; the sender of messages stays.
    let email = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}});
    let email_only = stored_pool(pool::set_mfa(&full, &map(email.clone())).unwrap());
    assert_eq!(pool::describe_mfa(&email_only), map(email));
    assert_eq!(email_only.document["SmsConfiguration"], sms());
    let off = stored_pool(pool::set_mfa(&full, &map(json!({}))).unwrap());
    assert_eq!(pool::describe_mfa(&off), map(json!({"MfaConfiguration": "OFF"})));
    assert!(!off.rules.software_token_mfa && off.rules.web_authn.is_none());

    // Passkeys are no matter of the mode; SMS may use the sender that the pool has.
    let passkeys = json!({"WebAuthnConfiguration": {"RelyingPartyId": "localhost"}});
    let passkeys = stored_pool(pool::set_mfa(&before, &map(passkeys)).unwrap());
    assert!(passkeys.rules.mfa == Mfa::Off && passkeys.rules.web_authn.is_some());
    let text = json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {}});
    let text = stored_pool(pool::set_mfa(&full, &map(text)).unwrap());
    assert!(text.rules.sms_mfa && !text.document.contains_key("SmsAuthenticationMessage"));
}

#[test]
fn mfa_that_contradicts_itself_is_refused() {
    let pool = sample::pool(json!({}));
    let together = "InvalidParameterException: Invalid MFA configuration given, can't turn off MFA \
                    and configure an MFA together.";
    let nothing = "InvalidParameterException: Invalid MFA Configuration given. SMS MFA, Email MFA, or \
                   Software Token MFA must be enabled.";
    let table = [
        (json!({"SoftwareTokenMfaConfiguration": {"Enabled": false}}), together),
        (json!({"MfaConfiguration": "OFF", "EmailMfaConfiguration": {}}), together),
        (json!({"SmsMfaConfiguration": {"SmsConfiguration": sms()}}), together),
        (json!({"MfaConfiguration": "ON"}), nothing),
        (
            json!({"MfaConfiguration": "OPTIONAL", "WebAuthnConfiguration": {},
                "SoftwareTokenMfaConfiguration": {"Enabled": false}}),
            nothing,
        ),
        (
            json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {}}),
            "InvalidParameterException: SmsConfiguration is required",
        ),
        (
            json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {"SmsConfiguration": {}}}),
            "InvalidParameterException: SmsConfiguration needs SnsCallerArn or EumsSms.",
        ),
        (
            json!({"WebAuthnConfiguration": {"RelyingPartyId": "https://example.com"}}),
            "InvalidParameterException: RelyingPartyId must be a domain name",
        ),
    ];
    for (request, text) in table {
        let refusal = pool::set_mfa(&pool, &map(request.clone())).unwrap_err().to_string();
        assert!(refusal.starts_with(text), "{request}\n{refusal}");
    }
}

#[test]
fn lite_pools_lack_what_lite_lacks() {
    let unavailable = [
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}),
        json!({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 1}}}),
        json!({"LambdaConfig": {"PreTokenGenerationConfig": {
            "LambdaVersion": "V2_0", "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:f"}}}),
        json!({"DcrConfiguration": {}}),
    ];
    for settings in unavailable {
        let mut lite = map(settings.clone());
        lite.insert("UserPoolTier".into(), "LITE".into());
        let create = try_pool(Value::Object(lite.clone())).unwrap_err();
        assert_eq!(create.code, "FeatureUnavailableInTierException", "{settings}");
        let change = pool::update(&sample::pool(json!({})), lite.clone()).unwrap_err();
        assert_eq!(change.code, "TierChangeNotAllowedException", "{settings}");
        let stays = pool::update(&sample::pool(json!({"UserPoolTier": "LITE"})), map(settings));
        assert_eq!(stays.unwrap_err().code, "FeatureUnavailableInTierException");
        lite.insert("UserPoolTier".into(), "ESSENTIALS".into());
        assert!(try_pool(Value::Object(lite)).is_ok());
    }
    let lite = sample::pool(json!({"UserPoolTier": "LITE"}));
    for setup in [
        json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}),
        json!({"WebAuthnConfiguration": {}}),
    ] {
        let refusal = pool::set_mfa(&lite, &map(setup)).unwrap_err();
        assert_eq!(refusal.code, "FeatureUnavailableInTierException");
    }
}

#[test]
fn legacy_messages_fill_the_template() {
    let pool = sample::pool(json!({
        "SmsVerificationMessage": "s {####}", "EmailVerificationMessage": "m {####}",
        "EmailVerificationSubject": "t"}));
    assert_eq!(
        pool.document["VerificationMessageTemplate"],
        json!({"SmsMessage": "s {####}", "EmailMessage": "m {####}", "EmailSubject": "t",
            "DefaultEmailOption": "CONFIRM_WITH_CODE"})
    );
    let pool = sample::pool(json!({"VerificationMessageTemplate": {"EmailMessage": "m {####}"}}));
    assert_eq!(pool.document["EmailVerificationMessage"], "m {####}");
    assert!(!pool.document.contains_key("SmsVerificationMessage"));
}

#[test]
fn both_names_of_the_token_function_are_shown() {
    let plain = sample::pool(json!({"LambdaConfig": {"PreTokenGeneration": FUNCTION}}));
    let config = &plain.document["LambdaConfig"]["PreTokenGenerationConfig"];
    assert_eq!(*config, json!({"LambdaVersion": "V1_0", "LambdaArn": FUNCTION}));
    let versioned = sample::pool(json!({"LambdaConfig": {
        "PreTokenGenerationConfig": {"LambdaVersion": "V3_0", "LambdaArn": FUNCTION}}}));
    assert_eq!(versioned.document["LambdaConfig"]["PreTokenGeneration"], FUNCTION);
    let function = versioned.rules.functions.get(Trigger::PreTokenGeneration).unwrap();
    assert_eq!(function.version, "V3_0");
}

#[test]
fn temporary_days_have_two_names() {
    let days = |request: Value| {
        let document = sample::pool(request).document;
        let policy =
            document["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"].clone();
        assert_eq!(policy, document["AdminCreateUserConfig"]["UnusedAccountValidityDays"]);
        policy
    };
    let new = |n: i64| json!({"PasswordPolicy": {"TemporaryPasswordValidityDays": n}});
    let legacy = |n: i64| json!({"UnusedAccountValidityDays": n});
    assert_eq!(days(json!({"Policies": new(0)})), 7);
    assert_eq!(days(json!({"Policies": new(365)})), 365);
    assert_eq!(days(json!({"AdminCreateUserConfig": legacy(3)})), 3);
    assert_eq!(days(json!({"Policies": new(3), "AdminCreateUserConfig": legacy(3)})), 3);
}

#[test]
fn a_given_password_policy_demands_only_what_it_says() {
    let policy = sample::pool(json!({"Policies": {"PasswordPolicy": {"RequireNumbers": true}}}))
        .rules
        .password;
    assert!(policy.numbers && !policy.uppercase && !policy.lowercase && !policy.symbols);
    assert_eq!(policy.minimum_length, 8);
}

#[test]
fn registration_defaults() {
    let rules = sample::pool(json!({"DcrConfiguration": {}})).rules;
    let registration = rules.registration.unwrap();
    assert!(registration.enabled && !registration.open);
    assert_eq!(registration.authenticated_grants, ["code", "client_credentials"]);
    assert_eq!(registration.open_grants, ["code"]);
}

#[test]
fn level_names_merge_with_what_is_stored() {
    let first = sample::pool(json!({"AcrConfiguration": {"Level2": {"AcrValue": "two"}}}));
    assert_eq!(first.rules.acr[..2], ["urn:cognito:loa:1", "two"]);
    let second = updated(&first, json!({"AcrConfiguration": {"Level1": {"AcrValue": "one"}}}));
    assert_eq!(second.rules.acr[..2], ["one", "two"]);
    // Two levels may swap their names in one call.
    let swapped = updated(
        &second,
        json!({"AcrConfiguration":
        {"Level1": {"AcrValue": "two"}, "Level2": {"AcrValue": "one"}}}),
    );
    assert_eq!(swapped.rules.acr[..2], ["two", "one"]);
}

#[test]
fn custom_attributes_are_added() {
    let pool = full();
    let request = map(json!({"UserPoolId": "x", "CustomAttributes": [
        {"Name": "n", "AttributeDataType": "Number"}]}));
    let after = stored_pool(pool::add_custom_attributes(&pool, request.clone()).unwrap());
    assert!(after.rules.schema.get("custom:n").is_some());
    assert!(pool::add_custom_attributes(&after, request).is_err());
}

#[test]
fn contradictions_are_refused() {
    let recovery =
        |entries: Value| json!({"AccountRecoverySetting": {"RecoveryMechanisms": entries}});
    let many: serde_json::Map<String, Value> =
        (0..51).map(|i| (format!("k{i}"), "v".into())).collect();
    let cases = [
        (
            json!({"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}),
            "InvalidParameterException: Only one of the aliasAttributes or usernameAttributes can be \
             set in a user pool.",
        ),
        (
            json!({"AliasAttributes": ["preferred_username"],
                "Schema": [{"Name": "preferred_username", "Required": true}]}),
            "InvalidParameterException: preferred_username cannot be both",
        ),
        (
            json!({"Schema": [{"Name": "x", "Required": true}]}),
            "InvalidParameterException: Required custom attributes are not supported currently.",
        ),
        (
            json!({"MfaConfiguration": "ON"}),
            "InvalidParameterException: SMS configuration and Auto verification for phone_number are \
             required when MFA is required/optional",
        ),
        (
            json!({"MfaConfiguration": "OPTIONAL"}),
            "InvalidParameterException: SMS configuration and Auto verification for phone_number",
        ),
        (
            json!({"Policies": {"PasswordPolicy": {"MinimumLength": 5}}}),
            "InvalidParameterException: MinimumLength",
        ),
        (
            json!({"Policies": {"PasswordPolicy": {"PasswordHistorySize": 25}}}),
            "InvalidParameterException: PasswordHistorySize",
        ),
        (
            json!({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 3}},
                "AdminCreateUserConfig": {"UnusedAccountValidityDays": 4}}),
            "InvalidParameterException: Please use TemporaryPasswordValidityDays",
        ),
        (
            json!({"Policies": {"SignInPolicy":
                {"AllowedFirstAuthFactors": ["PASSWORD", "SOFTWARE_TOKEN"]}}}),
            "InvalidParameterException: SOFTWARE_TOKEN is not allowed",
        ),
        (
            json!({"LambdaConfig": {"PreTokenGeneration": FUNCTION, "PreTokenGenerationConfig":
                {"LambdaVersion": "V1_0", "LambdaArn": format!("{FUNCTION}2")}}}),
            "InvalidParameterException: The ARNs of PreTokenGeneration",
        ),
        (
            json!({"LambdaConfig": {"CustomSMSSender":
                {"LambdaVersion": "V1_0", "LambdaArn": FUNCTION}}}),
            "InvalidParameterException: KMSKeyID is required",
        ),
        (
            json!({"EmailVerificationMessage": "a {####}",
                "VerificationMessageTemplate": {"EmailMessage": "b {####}"}}),
            "InvalidParameterException: EmailVerificationMessage and EmailMessage",
        ),
        (
            json!({"VerificationMessageTemplate":
                {"EmailMessage": "b {####}", "EmailMessageByLink": "{##x##}"}}),
            "InvalidParameterException: EmailMessage and EmailMessageByLink",
        ),
        (
            json!({"UserAttributeUpdateSettings":
                {"AttributesRequireVerificationBeforeUpdate": ["email"]}}),
            "InvalidParameterException: AttributesRequireVerificationBeforeUpdate can only hold",
        ),
        (
            json!({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}}),
            "InvalidParameterException: SourceArn is required",
        ),
        (json!({"SmsConfiguration": {}}), "InvalidParameterException: SmsConfiguration needs"),
        (
            json!({"SmsConfiguration": {"SnsCallerArn": ""}}),
            "InvalidParameterException: SmsConfiguration needs",
        ),
        (
            json!({"SmsConfiguration": {"SnsCallerArn": FUNCTION, "EumsSms": {"CallerArn": FUNCTION}}}),
            "InvalidParameterException: SnsCallerArn and EumsSms",
        ),
        (json!({"UserPoolTags": many}), "UserPoolTaggingException: A user pool can have"),
        (json!({"UserPoolTags": {"aws:x": "v"}}), "UserPoolTaggingException: Tag keys"),
        (
            json!({"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY"}}),
            "InvalidParameterException: KmsKeyArn is required",
        ),
        (
            json!({"KeyConfiguration": {"KmsKeyArn": KEY}}),
            "InvalidParameterException: KmsKeyArn is only allowed",
        ),
        (
            json!({"AcrConfiguration": {"Level1": {"AcrValue": "urn:cognito:loa:4"}}}),
            "InvalidParameterException: AcrConfiguration values must be unique",
        ),
        (
            recovery(json!([{"Priority": 1, "Name": "verified_email"},
                {"Priority": 1, "Name": "verified_phone_number"}])),
            "InvalidParameterException: RecoveryMechanisms must have different priorities.",
        ),
        (
            recovery(json!([{"Priority": 1, "Name": "verified_email"},
                {"Priority": 2, "Name": "verified_email"}])),
            "InvalidParameterException: RecoveryMechanisms must have different names.",
        ),
        (
            recovery(json!([{"Priority": 1, "Name": "verified_email"},
                {"Priority": 2, "Name": "admin_only"}])),
            "InvalidParameterException: admin_only cannot be combined",
        ),
        (
            recovery(json!([{"Priority": 1}, {"Priority": 2}, {"Priority": 3}])),
            "InvalidParameterException: AccountRecoverySetting can have at most two",
        ),
    ];
    for (request, text) in cases {
        let refusal = try_pool(request.clone()).unwrap_err().to_string();
        assert!(refusal.starts_with(text), "{request}\n{refusal}");
    }
}

/// A document whose rules cannot be read is an error, never a weaker rule.
#[test]
fn incomplete_documents_are_unreadable() {
    let whole = sample::pool(json!({})).document;
    for name in [
        "Policies",
        "SchemaAttributes",
        "UserAttributeUpdateSettings",
        "MfaConfiguration",
        "EmailConfiguration",
        "VerificationMessageTemplate",
        "AdminCreateUserConfig",
        "LambdaConfig",
        "UserPoolTier",
        "IssuerConfiguration",
        "KeyConfiguration",
        "AcrConfiguration",
    ] {
        let mut document = whole.clone();
        document.remove(name);
        assert!(pool::Rules::read(&document).is_err(), "{name}");
    }
}

#[test]
fn tags_are_merged_and_removed() {
    let pool = sample::pool(json!({"UserPoolTags": {"a": "1", "b": "2"}}));
    let tagged = stored_pool(pool::tag(&pool, &map(json!({"b": "3", "c": "4"}))).unwrap());
    assert_eq!(tagged.document["UserPoolTags"], json!({"a": "1", "b": "3", "c": "4"}));
    let bad = pool::tag(&pool, &map(json!({"AWS:x": ""}))).unwrap_err();
    assert_eq!(bad.code, "InvalidParameterException");
    let keys = ["a".to_owned(), "unknown".to_owned()];
    assert_eq!(pool::untag(&pool, &keys)["UserPoolTags"], json!({"b": "2"}));
    let all = ["a".to_owned(), "b".to_owned()];
    assert!(!pool::untag(&pool, &all).contains_key("UserPoolTags"));
}
