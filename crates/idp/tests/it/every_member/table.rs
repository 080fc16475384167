//! The rows. Add yours; the order is that of the model's families.

use cognate_testkit::{Value, json};

use super::{LeftOut, Row};
use crate::{clients, pools};

/// Operations whose members are read back by a test elsewhere, with its file: what they set is shown in
/// another shape than it was given, or has no reader of its own.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("AddCustomAttributes", "pools"),
    ("AddUserPoolClientSecret", "secrets"),
    ("AdminAddUserToGroup", "groups"),
    ("AdminCreateUser", "users"),
    ("AdminSetUserMFAPreference", "factors"),
    ("AdminSetUserPassword", "users"),
    ("AdminSetUserSettings", "factors"),
    ("AdminUpdateAuthEventFeedback", "threat_protection"),
    ("AdminUpdateDeviceStatus", "devices"),
    ("AdminUpdateUserAttributes", "attributes"),
    ("CreateIdentityProvider", "identity_providers"),
    ("CreateManagedLoginBranding", "branding"),
    ("CreateResourceServer", "resource_servers"),
    ("CreateTerms", "terms"),
    ("CreateUserImportJob", "import"),
    ("CreateUserPoolDomain", "domains"),
    ("CreateUserPoolReplica", "replicas"),
    ("SetLogDeliveryConfiguration", "log_delivery"),
    ("SetRiskConfiguration", "threat_protection"),
    ("SetUICustomization", "branding"),
    ("SetUserMFAPreference", "factors"),
    ("SetUserPoolClientSessionConfiguration", "sessions"),
    ("SetUserPoolSessionConfiguration", "sessions"),
    ("SetUserSettings", "factors"),
    ("TagResource", "tags"),
    ("UpdateAuthEventFeedback", "threat_protection"),
    ("UpdateDeviceStatus", "devices"),
    ("UpdateIdentityProvider", "identity_providers"),
    ("UpdateManagedLoginBranding", "branding"),
    ("UpdateProvisionedLimit", "limits"),
    ("UpdateResourceServer", "resource_servers"),
    ("UpdateTerms", "terms"),
    ("UpdateUserAttributes", "attributes"),
    ("UpdateUserPoolDomain", "domains"),
    ("UpdateUserPoolReplica", "replicas"),
];

pub fn rows() -> Vec<Row> {
    vec![
        create_user_pool(),
        update_user_pool(),
        set_user_pool_mfa_config(),
        create_user_pool_client(),
        update_user_pool_client(),
        create_group(),
        update_group(),
    ]
}

const OWN_KEYS: (&str, &str) =
    ("KeyConfiguration.KmsKeyArn", "refused: this installation encrypts with its own key");

fn with(base: Value, members: Value) -> Value {
    let (Value::Object(mut base), Value::Object(members)) = (base, members) else {
        panic!("members are an object")
    };
    base.extend(members);
    Value::Object(base)
}

fn create_user_pool() -> Row {
    let name = json!({ "PoolName": "all" });
    let usernames = json!({ "UsernameAttributes": ["email"] });
    Row {
        operation: "CreateUserPool",
        samples: vec![
            with(with(name.clone(), pools::settings()), pools::at_creation()),
            with(name.clone(), pools::other_settings()),
            with(name, usernames),
        ],
        twin: "DescribeUserPool",
        ask: json!({ "UserPoolId": "{/UserPool/Id}" }),
        shown: "/UserPool",
        renamed: &[("PoolName", "Name")],
        unshown: &[
            OWN_KEYS,
            ("Schema", "shown as SchemaAttributes, among the standard ones: pools"),
        ],
        left_out: LeftOut::Created,
    }
}

fn update_user_pool() -> Row {
    let keys = json!({ "UserPoolId": "{pool}" });
    let name = json!({ "PoolName": "renamed" });
    Row {
        operation: "UpdateUserPool",
        samples: vec![
            with(with(keys.clone(), pools::settings()), name),
            with(keys.clone(), pools::other_settings()),
        ],
        twin: "DescribeUserPool",
        ask: keys.clone(),
        shown: "/UserPool",
        renamed: &[("PoolName", "Name")],
        unshown: &[OWN_KEYS],
        left_out: LeftOut::Reset(
            keys,
            &[
                "/Name",
                "/UserPoolTier",
                "/IssuerConfiguration/Type",
                "/AcrConfiguration/Level1/AcrValue",
            ],
        ),
    }
}

fn set_user_pool_mfa_config() -> Row {
    let keys = json!({ "UserPoolId": "{pool}" });
    let sender = pools::other_settings()["SmsConfiguration"].take();
    let everything = json!({
        "MfaConfiguration": "ON",
        "SmsMfaConfiguration": {
            "SmsAuthenticationMessage": "mfa {####}",
            "SmsConfiguration": pools::settings()["SmsConfiguration"],
        },
        "SoftwareTokenMfaConfiguration": { "Enabled": true },
        "EmailMfaConfiguration": { "Message": "mfa {####}", "Subject": "mfa" },
        "WebAuthnConfiguration": {
            "RelyingPartyId": "auth.example.com", "UserVerification": "required",
            "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        },
    });
    let other = json!({
        "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": { "SmsConfiguration": sender },
    });
    Row {
        operation: "SetUserPoolMfaConfig",
        samples: vec![with(keys.clone(), everything), with(keys.clone(), other)],
        twin: "GetUserPoolMfaConfig",
        ask: keys.clone(),
        shown: "",
        renamed: &[],
        unshown: &[],
        left_out: LeftOut::Reset(keys, &[]),
    }
}

fn create_user_pool_client() -> Row {
    let keys = json!({ "UserPoolId": "{pool}" });
    let secret = json!({ "ClientName": "c", "ClientSecret": "0123456789abcdefghijklmn" });
    let generated = json!({ "ClientName": "c", "GenerateSecret": true });
    let samples = [clients::settings(), clients::other_settings(), secret, generated];
    Row {
        operation: "CreateUserPoolClient",
        samples: samples.into_iter().map(|sample| with(keys.clone(), sample)).collect(),
        twin: "DescribeUserPoolClient",
        ask: json!({ "UserPoolId": "{pool}", "ClientId": "{/UserPoolClient/ClientId}" }),
        shown: "/UserPoolClient",
        renamed: &[],
        unshown: &[("GenerateSecret", "the secret itself is shown: clients")],
        left_out: LeftOut::Created,
    }
}

fn update_user_pool_client() -> Row {
    let keys = json!({ "UserPoolId": "{pool}", "ClientId": "{client}" });
    Row {
        operation: "UpdateUserPoolClient",
        samples: vec![
            with(keys.clone(), clients::settings()),
            with(keys.clone(), clients::other_settings()),
        ],
        twin: "DescribeUserPoolClient",
        ask: keys.clone(),
        shown: "/UserPoolClient",
        renamed: &[],
        unshown: &[],
        left_out: LeftOut::Reset(keys, &["/ClientName"]),
    }
}

fn group_settings() -> Value {
    json!({
        "Description": "people", "RoleArn": "arn:aws:iam::123456789012:role/people",
        "Precedence": 7,
    })
}

fn create_group() -> Row {
    let keys = json!({ "UserPoolId": "{pool}", "GroupName": "made" });
    Row {
        operation: "CreateGroup",
        samples: vec![with(keys.clone(), group_settings())],
        twin: "GetGroup",
        ask: keys,
        shown: "/Group",
        renamed: &[],
        unshown: &[],
        left_out: LeftOut::Created,
    }
}

fn update_group() -> Row {
    let keys = json!({ "UserPoolId": "{pool}", "GroupName": "{group}" });
    Row {
        operation: "UpdateGroup",
        samples: vec![with(keys.clone(), group_settings())],
        twin: "GetGroup",
        ask: keys.clone(),
        shown: "/Group",
        renamed: &[],
        unshown: &[],
        left_out: LeftOut::Kept(keys),
    }
}
