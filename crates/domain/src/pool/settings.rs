//! The members that CreateUserPool and UpdateUserPool share, normalised.

use serde_json::{Value, json};

use super::{delivery, functions, message, mfa, policies, recovery, registration, tags, tier};
use crate::member::{flag, lists, object, text, texts, whole};
use crate::{Map, Refusal, acr, refusal, tracking};

/// Builds the shared members from a request. `stored` is the document of an existing pool: its name,
/// tier, MFA mode and set-up, level names, issuer form and key stay when the request leaves them out.
/// (Issuer and key: an old client that does not know these members must not change what every token
/// and every row depends on.)
pub(super) fn normalise(request: &Map, stored: Option<&Map>) -> Result<Map, Refusal> {
    let mut document = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            document.insert(name.to_owned(), value);
        }
    };
    let kept = |name: &str| stored.and_then(|stored| stored.get(name)).cloned();
    let given = |name: &str| request.get(name).cloned();
    let given_object = |name: &str| object(request, name).cloned().map(Value::Object);

    set("Name", given("PoolName").or_else(|| kept("Name")));
    let temporary_days = policies::temporary_days(request)?;
    set("Policies", Some(policies::normalise(object(request, "Policies"), temporary_days)?.into()));
    let protection = text(request, "DeletionProtection").unwrap_or("INACTIVE");
    set("DeletionProtection", Some(protection.into()));
    set("LambdaConfig", Some(functions::normalise(object(request, "LambdaConfig"))?.into()));
    set("AutoVerifiedAttributes", list_if_any(request, "AutoVerifiedAttributes"));
    let template = message::template(request)?;
    for (legacy, member) in message::MIRRORED {
        set(legacy, template.get(member).cloned());
    }
    set("VerificationMessageTemplate", Some(template.into()));
    set("SmsAuthenticationMessage", given("SmsAuthenticationMessage"));
    set("UserAttributeUpdateSettings", Some(update_settings(request)?));
    set("MfaConfiguration", given("MfaConfiguration").or_else(|| kept("MfaConfiguration")));
    set("MfaSetup", kept("MfaSetup"));
    set(tracking::POOL_MEMBER, kept(tracking::POOL_MEMBER));
    set("DeviceConfiguration", object(request, "DeviceConfiguration").map(devices));
    set("EmailConfiguration", Some(delivery::email(object(request, "EmailConfiguration"))?.into()));
    let sms = object(request, "SmsConfiguration").map(delivery::sms).transpose()?;
    set("SmsConfiguration", sms.map(Value::Object));
    set("UserPoolTags", tags::normalise(object(request, "UserPoolTags"))?.map(Value::Object));
    set("AdminCreateUserConfig", Some(admin_create(request, temporary_days)));
    set("UserPoolAddOns", given_object("UserPoolAddOns"));
    let registration = object(request, "DcrConfiguration").map(registration::normalise);
    set("DcrConfiguration", registration.map(Value::Object));
    let recovery =
        object(request, "AccountRecoverySetting").map(recovery::normalise).transpose()?;
    set("AccountRecoverySetting", recovery.flatten().map(Value::Object));
    let tier = given("UserPoolTier").or_else(|| kept("UserPoolTier"));
    set("UserPoolTier", tier.or(Some("ESSENTIALS".into())));
    set("KeyConfiguration", Some(key(object(request, "KeyConfiguration"), stored)?));
    let issuer = object(request, "IssuerConfiguration").and_then(|i| text(i, "Type"));
    let issuer = issuer.map(|form| json!({ "Type": form }));
    let issuer = issuer.or_else(|| kept("IssuerConfiguration"));
    set("IssuerConfiguration", issuer.or(Some(json!({ "Type": "ORIGINAL" }))));
    let levels = stored.and_then(|stored| object(stored, "AcrConfiguration"));
    let levels = acr::merge(levels, object(request, "AcrConfiguration"))?;
    set("AcrConfiguration", Some(levels.into()));

    document.entry("MfaConfiguration").or_insert("OFF".into());
    let before = |name| stored.and_then(|stored| text(stored, name));
    mfa::check(&document, before("MfaConfiguration"))?;
    tier::check(&document, before("UserPoolTier"))?;
    Ok(document)
}

/// A list without duplicates; an empty one counts as never set.
pub(super) fn list_if_any(request: &Map, name: &str) -> Option<Value> {
    let items = texts(request, name);
    (!items.is_empty()).then(|| items.into())
}

/// Only what is verified automatically can be verified before an update.
fn update_settings(request: &Map) -> Result<Value, Refusal> {
    const ATTRIBUTES: &str = "AttributesRequireVerificationBeforeUpdate";
    let settings = object(request, "UserAttributeUpdateSettings");
    let attributes = settings.map(|s| texts(s, ATTRIBUTES)).unwrap_or_default();
    for attribute in &attributes {
        if !lists(request, "AutoVerifiedAttributes", attribute) {
            return Err(refusal::invalid_parameter(format!(
                "{ATTRIBUTES} can only hold auto-verified attributes, {attribute} is not in \
                 AutoVerifiedAttributes."
            )));
        }
    }
    Ok(json!({ ATTRIBUTES: attributes }))
}

fn devices(given: &Map) -> Value {
    let member = |name: &str| flag(given, name).unwrap_or(false);
    json!({
        "ChallengeRequiredOnNewDevice": member("ChallengeRequiredOnNewDevice"),
        "DeviceOnlyRememberedOnUserPrompt": member("DeviceOnlyRememberedOnUserPrompt"),
    })
}

/// `UnusedAccountValidityDays` is the old name of `TemporaryPasswordValidityDays` and shows the same.
fn admin_create(request: &Map, temporary_days: i64) -> Value {
    let given = object(request, "AdminCreateUserConfig");
    let admin_only = given.and_then(|g| flag(g, "AllowAdminCreateUserOnly")).unwrap_or(false);
    let mut config = json!({
        "AllowAdminCreateUserOnly": admin_only,
        "UnusedAccountValidityDays": temporary_days,
    });
    if let Some(template) = given.and_then(|g| object(g, "InviteMessageTemplate")) {
        config["InviteMessageTemplate"] = template.clone().into();
    }
    config
}

fn key(given: Option<&Map>, stored: Option<&Map>) -> Result<Value, Refusal> {
    let Some(given) = given else {
        let kept = stored.and_then(|stored| stored.get("KeyConfiguration")).cloned();
        return Ok(kept.unwrap_or_else(|| json!({ "KeyType": "AWS_OWNED_KEY" })));
    };
    let arn = text(given, "KmsKeyArn");
    match (text(given, "KeyType").unwrap_or("AWS_OWNED_KEY"), arn) {
        ("CUSTOMER_MANAGED_KEY", None) => Err(refusal::invalid_parameter(
            "KmsKeyArn is required when KeyType is CUSTOMER_MANAGED_KEY.",
        )),
        ("CUSTOMER_MANAGED_KEY", Some(arn)) => {
            Ok(json!({ "KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": arn }))
        }
        (_, Some(_)) => Err(refusal::invalid_parameter(
            "KmsKeyArn is only allowed when KeyType is CUSTOMER_MANAGED_KEY.",
        )),
        (key_type, None) => Ok(json!({ "KeyType": key_type })),
    }
}

/// The days a temporary password works, from both of its names. 0 means the default.
pub(super) fn days(map: Option<&Map>, name: &str) -> Option<i64> {
    map.and_then(|map| whole(map, name))
}
