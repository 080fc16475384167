use cognate_domain::client::{self, Flows, Known, KnownProvider, Rotation};
use cognate_domain::provider::Kind;
use cognate_domain::{Client, Pool};
use serde_json::{Value, json};

use crate::sample::{self, client, map, try_client};

fn bare_pool() -> Pool {
    sample::pool(
        json!({"Schema": [{"Name": "role"}, {"Name": "d", "DeveloperOnlyAttribute": true}]}),
    )
}

fn described(pool: &Pool, client: &Client) -> Value {
    Value::Object(client::describe(pool, client))
}

fn refused(request: Value) -> String {
    try_client(&bare_pool(), request).unwrap_err().to_string()
}

#[test]
fn a_bare_client_is_awss() {
    let pool = bare_pool();
    let bare = client(&pool, json!({}));
    assert_eq!(
        described(&pool, &bare),
        json!({
            "UserPoolId": "us-east-1_AbCdEfGhI", "ClientName": "c",
            "ClientId": "1example23456789abcdefghij", "RefreshTokenValidity": 30,
            "TokenValidityUnits": {}, "AllowedOAuthFlowsUserPoolClient": false,
            "EnableTokenRevocation": true, "EnablePropagateAdditionalUserContextData": false,
            "AuthSessionValidity": 3})
    );
    let rules = &bare.rules;
    assert_eq!(
        (rules.access_seconds, rules.id_seconds, rules.refresh_seconds),
        (3600, 3600, 30 * 86_400)
    );
    assert!(!rules.secret && !rules.hide_existence && rules.revocation && rules.oauth.is_none());
    let flows = Flows { user_srp: true, custom: true, refresh: true, ..Flows::default() };
    assert_eq!(rules.flows, flows);
}

/// Every settable member.
fn settable() -> Value {
    json!({
        "ClientName": "full", "RefreshTokenValidity": 10, "AccessTokenValidity": 20,
        "IdTokenValidity": 30, "TokenValidityUnits":
            {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "ReadAttributes": ["email", "custom:role", "dev:d"], "WriteAttributes": ["email"],
        "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"], "CallbackURLs": ["https://a.example/cb"],
        "LogoutURLs": ["https://a.example/out"], "DefaultRedirectURI": "https://a.example/cb",
        "AllowedOAuthFlows": ["code", "implicit"], "AllowedOAuthScopes": ["openid", "email"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {
            "ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/x",
            "UserDataShared": true},
        "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": true, "AuthSessionValidity": 15,
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}})
}

#[test]
fn every_member_is_stored() {
    let pool = bare_pool();
    let request = settable();
    let mut with_secret = map(request.clone());
    with_secret.insert("GenerateSecret".into(), true.into());
    let full = client(&pool, Value::Object(with_secret));
    let mut expected = request;
    expected["UserPoolId"] = pool.id.as_str().into();
    expected["ClientId"] = full.id.as_str().into();
    assert_eq!(described(&pool, &full), expected);

    let rules = &full.rules;
    assert_eq!((rules.access_seconds, rules.id_seconds), (1200, 1800));
    assert_eq!(rules.refresh_seconds, 864_000);
    assert_eq!(rules.rotation, Some(Rotation { grace_seconds: 60 }));
    assert!(rules.secret && rules.hide_existence && !rules.revocation && rules.propagate_context);
    let oauth = rules.oauth.as_ref().unwrap();
    assert!(oauth.code && oauth.implicit && !oauth.client_credentials);
    assert_eq!(rules.providers, ["COGNITO"]);
}

#[test]
fn no_member_of_the_model_is_forgotten() {
    let elsewhere = ["UserPoolId", "ClientId", "GenerateSecret", "ClientSecret"];
    for shape in ["CreateUserPoolClientRequest", "UpdateUserPoolClientRequest"] {
        for name in sample::members(shape) {
            let known = map(settable()).contains_key(&name) || elsewhere.contains(&name.as_str());
            assert!(known, "{shape}: {name}");
        }
    }
}

#[test]
fn update_resets_all_but_name_and_secret() {
    let pool = bare_pool();
    let full = client(
        &pool,
        json!({
        "ClientName": "kept", "ClientSecret": "abcdefghijklmnopqrstuvwxyz",
        "PreventUserExistenceErrors": "ENABLED", "AuthSessionValidity": 9,
        "ReadAttributes": ["email"], "ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}),
    );
    assert!(full.rules.secret && !full.document.contains_key("ClientSecret"));
    let document = client::update(&pool, &full, map(json!({})), &Known::default()).unwrap();
    let bare = client(&pool, json!({"ClientName": "kept", "GenerateSecret": true}));
    assert_eq!(document, bare.document);
    let renamed = map(json!({"ClientName": "new"}));
    let document = client::update(&pool, &full, renamed, &Known::default()).unwrap();
    assert_eq!(document["ClientName"], "new");
}

#[test]
fn flows_resolve_legacy_names_and_defaults() {
    let flows = |list: Value| client(&bare_pool(), json!({"ExplicitAuthFlows": list})).rules.flows;
    let legacy = Flows { user_srp: true, custom: true, refresh: true, ..Flows::default() };
    assert_eq!(flows(json!([])), legacy);
    assert_eq!(flows(json!(["ADMIN_NO_SRP_AUTH"])), Flows { admin_password: true, ..legacy });
    assert_eq!(flows(json!(["USER_PASSWORD_AUTH"])), Flows { user_password: true, ..legacy });
    assert_eq!(flows(json!(["CUSTOM_AUTH_FLOW_ONLY"])), Flows { user_srp: false, ..legacy });
    let only = |name: &str| flows(json!([name]));
    let none = Flows::default();
    assert_eq!(only("ALLOW_ADMIN_USER_PASSWORD_AUTH"), Flows { admin_password: true, ..none });
    assert_eq!(only("ALLOW_USER_AUTH"), Flows { user_auth: true, ..none });
    assert_eq!(only("ALLOW_REFRESH_TOKEN_AUTH"), Flows { refresh: true, ..none });
    assert_eq!(only("ALLOW_CLIENT_TOKEN_AUTH"), Flows { client_token: true, ..none });
    assert_eq!(
        only("ALLOW_TOKEN_EXCHANGE_DELEGATION"),
        Flows { exchange_delegation: true, ..none }
    );
    let rotating = client(&bare_pool(), json!({"RefreshTokenRotation": {"Feature": "ENABLED"}}));
    assert_eq!(rotating.rules.flows, Flows { refresh: false, ..legacy });
    assert_eq!(rotating.document["RefreshTokenRotation"]["RetryGracePeriodSeconds"], 0);
    let off = client(&bare_pool(), json!({"RefreshTokenRotation": {"Feature": "DISABLED"}}));
    assert_eq!(off.rules.rotation, None);
}

#[test]
fn zero_refresh_validity_is_thirty_days() {
    let zero =
        json!({"RefreshTokenValidity": 0, "TokenValidityUnits": {"RefreshToken": "minutes"}});
    let client = client(&bare_pool(), zero);
    assert_eq!(client.rules.refresh_seconds, 30 * 86_400);
    assert_eq!(client.document["RefreshTokenValidity"], 30);
}

#[test]
fn validity_has_ranges_in_every_unit() {
    let range = "InvalidParameterException: Invalid range for token validity.";
    let units =
        |access: &str, refresh: &str| json!({"AccessToken": access, "RefreshToken": refresh});
    for bad in [
        json!({"AccessTokenValidity": 299, "TokenValidityUnits": units("seconds", "days")}),
        json!({"AccessTokenValidity": 25}),
        json!({"AccessTokenValidity": 2, "TokenValidityUnits": units("days", "days")}),
        json!({"IdTokenValidity": 86400}),
        json!({"RefreshTokenValidity": 3651}),
        json!({"RefreshTokenValidity": 59, "TokenValidityUnits": units("hours", "minutes")}),
        json!({"RefreshTokenValidity": 315_360_000}),
    ] {
        assert_eq!(refused(bad.clone()), range, "{bad}");
    }
    for good in [
        json!({"AccessTokenValidity": 300, "TokenValidityUnits": units("seconds", "days")}),
        json!({"AccessTokenValidity": 1, "TokenValidityUnits": units("days", "days")}),
        json!({"RefreshTokenValidity": 3650}),
        json!({"RefreshTokenValidity": 60, "TokenValidityUnits": units("hours", "minutes")}),
    ] {
        assert!(try_client(&bare_pool(), good.clone()).is_ok(), "{good}");
    }
    let shorter = json!({
        "AccessTokenValidity": 2, "RefreshTokenValidity": 60,
        "TokenValidityUnits": units("hours", "minutes")});
    assert!(refused(shorter).contains("must not be shorter"));
}

#[test]
fn contradictions_are_refused() {
    let oauth = |extra: Value| {
        let mut request = json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://a.example/cb"]});
        for (name, value) in map(extra) {
            request[name] = value;
        }
        request
    };
    let cases = [
        (
            json!({"GenerateSecret": true, "ClientSecret": "abcdefghijklmnopqrstuvwxyz"}),
            "InvalidParameterException: GenerateSecret and ClientSecret",
        ),
        (
            json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "ALLOW_USER_AUTH"]}),
            "InvalidParameterException: ADMIN_NO_SRP_AUTH",
        ),
        (
            json!({"ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_USER_AUTH"]}),
            "InvalidParameterException: ALLOW_CLIENT_TOKEN_AUTH must be the only",
        ),
        (
            json!({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
                "RefreshTokenRotation": {"Feature": "ENABLED"}}),
            "InvalidParameterException: ALLOW_REFRESH_TOKEN_AUTH cannot be enabled",
        ),
        (
            json!({"EnablePropagateAdditionalUserContextData": true}),
            "InvalidParameterException: EnablePropagateAdditionalUserContextData needs",
        ),
        (
            json!({"SupportedIdentityProviders": ["COGNITO", "Google"]}),
            "InvalidParameterException: The provider Google does not exist for User Pool \
             us-east-1_AbCdEfGhI.",
        ),
        (
            json!({"ReadAttributes": ["custom:unknown"]}),
            "InvalidParameterException: Invalid read attributes specified while creating a client",
        ),
        (
            json!({"WriteAttributes": ["custom:unknown"]}),
            "InvalidParameterException: Invalid write attributes specified while creating a client",
        ),
        (
            json!({"WriteAttributes": ["email_verified"]}),
            "InvalidParameterException: Invalid write attributes specified while creating a client",
        ),
        (
            json!({"WriteAttributes": ["sub"]}),
            "InvalidParameterException: Invalid write attributes specified while creating a client",
        ),
        (
            json!({"WriteAttributes": ["dev:d"]}),
            "InvalidParameterException: Invalid write attributes specified while creating a client",
        ),
        (
            json!({"AnalyticsConfiguration": {"ApplicationId": "ab"}}),
            "InvalidParameterException: AnalyticsConfiguration needs",
        ),
        (
            json!({"AnalyticsConfiguration": {"ApplicationId": "ab", "ApplicationArn": "arn"}}),
            "InvalidParameterException: ApplicationArn cannot be combined",
        ),
        (
            json!({"CallbackURLs": ["https://a.example"]}),
            "InvalidParameterException: AllowedOAuthFlowsUserPoolClient must be true before \
             CallbackURLs",
        ),
        (
            json!({"DefaultRedirectURI": "https://a.example"}),
            "InvalidParameterException: AllowedOAuthFlowsUserPoolClient must be true before \
             DefaultRedirectURI",
        ),
        (
            oauth(json!({"AllowedOAuthScopes": []})),
            "InvalidOAuthFlowException: AllowedOAuthFlows and AllowedOAuthScopes are required",
        ),
        (
            oauth(json!({"AllowedOAuthFlows": ["code", "client_credentials"]})),
            "InvalidOAuthFlowException: client_credentials flow can not be selected along with",
        ),
        (
            oauth(json!({"AllowedOAuthFlows": ["client_credentials"]})),
            "InvalidOAuthFlowException: client_credentials flow can not be selected if client does",
        ),
        (
            oauth(json!({"AllowedOAuthFlows": ["client_credentials"], "GenerateSecret": true})),
            "InvalidOAuthFlowException: client_credentials flow can only be selected with custom",
        ),
        (
            oauth(json!({"AllowedOAuthScopes": ["openid", "api/read"]})),
            "ScopeDoesNotExistException: Invalid scope requested: api/read",
        ),
        (
            oauth(json!({"CallbackURLs": ["http://a.example"]})),
            "InvalidParameterException: http://a.example cannot use the HTTP protocol.",
        ),
        (
            oauth(json!({"DefaultRedirectURI": "https://b.example"})),
            "InvalidParameterException: DefaultRedirectURI must be in the list of CallbackURLs.",
        ),
    ];
    for (request, text) in cases {
        let refusal = refused(request.clone());
        assert!(refusal.starts_with(text), "{request}\n{refusal}");
    }
}

const GOOGLE: KnownProvider =
    KnownProvider { name: "Google", kind: Kind::Google, idp_initiated: false };

#[test]
fn known_providers_and_scopes_are_accepted() {
    let known = Known { providers: &[GOOGLE], scopes: &["api/read"] };
    let request = map(json!({
        "ClientName": "m2m", "GenerateSecret": true, "SupportedIdentityProviders": ["Google"],
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["api/read"]}));
    let document = client::create(&bare_pool(), request, &known).unwrap();
    let rules = sample::stored_client(document).rules;
    assert!(rules.oauth.unwrap().client_credentials);
}
