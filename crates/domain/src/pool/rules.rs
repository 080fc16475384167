//! The typed view of what decides. Every setting that could refuse, demand or reveal something is here,
//! whether or not its behaviour exists: who meets a rule it cannot honour fails closed.

use serde_json::Value;

use super::Unreadable;
use super::trigger::Functions;
use crate::attribute::Schema;
use crate::member::{flag, list, lists, object, text, texts, whole};
use crate::password::Policy;
use crate::tracking::Tracking;
use crate::{Map, acr};

/// What a pool's settings decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    pub password: Policy,
    /// `AllowedFirstAuthFactors`, never empty.
    pub first_factors: Vec<FirstFactor>,
    pub schema: Schema,
    pub case_sensitive: bool,
    /// `UsernameAttributes`: these are user names at once.
    pub username_attributes: Contacts,
    /// `AliasAttributes`: these are sign-in names once verified (preferred_username: once set).
    pub alias_attributes: Aliases,
    pub auto_verified: Contacts,
    /// `AttributesRequireVerificationBeforeUpdate`
    pub verify_before_update: Contacts,
    pub mfa: Mfa,
    /// `MfaSetup`: TOTP may be enrolled, whatever the mode.
    pub software_token_mfa: bool,
    pub sms_mfa: bool,
    pub email_mfa: bool,
    pub web_authn: Option<WebAuthn>,
    /// `SmsConfiguration` is present.
    pub sms_configured: bool,
    /// `EmailSendingAccount` is DEVELOPER.
    pub email_developer: bool,
    /// `DefaultEmailOption` is CONFIRM_WITH_LINK.
    pub confirm_by_link: bool,
    /// `None`: devices are not tracked.
    pub devices: Option<Devices>,
    pub tracking: Tracking,
    pub admin_create_only: bool,
    /// `None`: never set, the legacy order (phone, then e-mail).
    pub recovery: Option<Vec<Recovery>>,
    pub deletion_protection: bool,
    pub functions: Functions,
    pub tier: Tier,
    pub risk: RiskMode,
    /// `AdvancedSecurityAdditionalFlows.CustomAuthMode`
    pub risk_custom_auth: RiskMode,
    pub issuer: Issuer,
    /// ARN of the customer's key when `KeyType` is CUSTOMER_MANAGED_KEY.
    pub customer_key: Option<String>,
    /// Names of the levels 1 to 4.
    pub acr: [String; 4],
    pub registration: Option<DynamicRegistration>,
}

/// Which of the two contact attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    pub email: bool,
    pub phone: bool,
}

impl Contacts {
    pub fn any(self) -> bool {
        self.email || self.phone
    }

    /// By attribute name: `email` or `phone_number`.
    pub fn has(self, attribute: &str) -> bool {
        match attribute {
            "email" => self.email,
            "phone_number" => self.phone,
            _ => false,
        }
    }

    pub(crate) fn read(map: &Map, member: &str) -> Contacts {
        Contacts { email: lists(map, member, "email"), phone: lists(map, member, "phone_number") }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    pub email: bool,
    pub phone: bool,
    pub preferred_username: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstFactor {
    Password,
    EmailOtp,
    SmsOtp,
    WebAuthn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mfa {
    Off,
    On,
    Optional,
}

impl Mfa {
    pub fn as_str(self) -> &'static str {
        match self {
            Mfa::Off => "OFF",
            Mfa::On => "ON",
            Mfa::Optional => "OPTIONAL",
        }
    }
}

/// `WebAuthnConfiguration` of SetUserPoolMfaConfig.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAuthn {
    pub relying_party: Option<String>,
    pub verification_required: bool,
    /// MULTI_FACTOR_WITH_USER_VERIFICATION
    pub counts_as_mfa: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Devices {
    pub challenge_new: bool,
    pub remember_on_prompt: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    Email,
    Phone,
    AdminOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    Lite,
    Essentials,
    Plus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskMode {
    Off,
    Audit,
    Enforced,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuer {
    Original,
    Updated,
}

/// `DcrConfiguration` with its defaults filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicRegistration {
    pub enabled: bool,
    pub open: bool,
    pub authenticated_grants: Vec<String>,
    pub open_grants: Vec<String>,
    pub scopes: Vec<String>,
}

impl Rules {
    /// Reads a normalised document.
    pub fn read(document: &Map) -> Result<Rules, Unreadable> {
        let need = |name: &'static str| object(document, name).ok_or(Unreadable(name));
        let policies = need("Policies")?;
        let empty = Map::new();
        let setup = object(document, "MfaSetup").unwrap_or(&empty);
        let add_ons = object(document, "UserPoolAddOns").unwrap_or(&empty);
        let flows = object(add_ons, "AdvancedSecurityAdditionalFlows").unwrap_or(&empty);
        let usernames = object(document, "UsernameConfiguration");
        Ok(Rules {
            password: object(policies, "PasswordPolicy")
                .and_then(Policy::read)
                .ok_or(Unreadable("PasswordPolicy"))?,
            first_factors: first_factors(policies)?,
            schema: Schema::read(list(document, "SchemaAttributes"))
                .ok_or(Unreadable("SchemaAttributes"))?,
            case_sensitive: usernames.and_then(|u| flag(u, "CaseSensitive")).unwrap_or(true),
            username_attributes: Contacts::read(document, "UsernameAttributes"),
            alias_attributes: Aliases {
                email: lists(document, "AliasAttributes", "email"),
                phone: lists(document, "AliasAttributes", "phone_number"),
                preferred_username: lists(document, "AliasAttributes", "preferred_username"),
            },
            auto_verified: Contacts::read(document, "AutoVerifiedAttributes"),
            verify_before_update: Contacts::read(
                need("UserAttributeUpdateSettings")?,
                "AttributesRequireVerificationBeforeUpdate",
            ),
            mfa: mfa(document)?,
            software_token_mfa: object(setup, "SoftwareTokenMfaConfiguration")
                .and_then(|s| flag(s, "Enabled"))
                .unwrap_or(false),
            sms_mfa: super::mfa::sms_mfa(document),
            email_mfa: object(setup, "EmailMfaConfiguration").is_some(),
            web_authn: object(setup, "WebAuthnConfiguration").map(web_authn),
            sms_configured: object(document, "SmsConfiguration").is_some(),
            email_developer: text(need("EmailConfiguration")?, "EmailSendingAccount")
                == Some("DEVELOPER"),
            confirm_by_link: text(need("VerificationMessageTemplate")?, "DefaultEmailOption")
                == Some("CONFIRM_WITH_LINK"),
            devices: object(document, "DeviceConfiguration").map(|devices| Devices {
                challenge_new: flag(devices, "ChallengeRequiredOnNewDevice").unwrap_or(false),
                remember_on_prompt: flag(devices, "DeviceOnlyRememberedOnUserPrompt")
                    .unwrap_or(false),
            }),
            tracking: Tracking::read(document),
            admin_create_only: flag(need("AdminCreateUserConfig")?, "AllowAdminCreateUserOnly")
                .ok_or(Unreadable("AllowAdminCreateUserOnly"))?,
            recovery: object(document, "AccountRecoverySetting").map(recovery).transpose()?,
            deletion_protection: text(document, "DeletionProtection") != Some("INACTIVE"),
            functions: Functions::read(need("LambdaConfig")?),
            tier: match text(document, "UserPoolTier") {
                Some("LITE") => Tier::Lite,
                Some("ESSENTIALS") => Tier::Essentials,
                Some("PLUS") => Tier::Plus,
                _ => return Err(Unreadable("UserPoolTier")),
            },
            risk: risk_mode(text(add_ons, "AdvancedSecurityMode"))?,
            risk_custom_auth: risk_mode(text(flows, "CustomAuthMode"))?,
            issuer: match text(need("IssuerConfiguration")?, "Type") {
                Some("ORIGINAL") => Issuer::Original,
                Some("UPDATED") => Issuer::Updated,
                _ => return Err(Unreadable("IssuerConfiguration")),
            },
            customer_key: text(need("KeyConfiguration")?, "KmsKeyArn").map(str::to_owned),
            acr: acr::names(need("AcrConfiguration")?).ok_or(Unreadable("AcrConfiguration"))?,
            registration: object(document, "DcrConfiguration").map(registration),
        })
    }

    /// Whether a factor other than the password may open a sign-in.
    pub fn is_passwordless_possible(&self) -> bool {
        self.first_factors.iter().any(|factor| *factor != FirstFactor::Password)
    }
}

fn first_factors(policies: &Map) -> Result<Vec<FirstFactor>, Unreadable> {
    let unreadable = Unreadable("SignInPolicy");
    let policy = object(policies, "SignInPolicy").ok_or(unreadable.clone())?;
    let factor = |name: &str| match name {
        "PASSWORD" => Ok(FirstFactor::Password),
        "EMAIL_OTP" => Ok(FirstFactor::EmailOtp),
        "SMS_OTP" => Ok(FirstFactor::SmsOtp),
        "WEB_AUTHN" => Ok(FirstFactor::WebAuthn),
        _ => Err(unreadable.clone()),
    };
    let names = texts(policy, "AllowedFirstAuthFactors");
    if names.is_empty() {
        return Err(unreadable);
    }
    names.into_iter().map(factor).collect()
}

fn mfa(document: &Map) -> Result<Mfa, Unreadable> {
    match text(document, "MfaConfiguration") {
        Some("OFF") => Ok(Mfa::Off),
        Some("ON") => Ok(Mfa::On),
        Some("OPTIONAL") => Ok(Mfa::Optional),
        _ => Err(Unreadable("MfaConfiguration")),
    }
}

fn web_authn(config: &Map) -> WebAuthn {
    WebAuthn {
        relying_party: text(config, "RelyingPartyId").map(str::to_owned),
        verification_required: text(config, "UserVerification") == Some("required"),
        counts_as_mfa: text(config, "FactorConfiguration")
            == Some("MULTI_FACTOR_WITH_USER_VERIFICATION"),
    }
}

fn risk_mode(name: Option<&str>) -> Result<RiskMode, Unreadable> {
    match name {
        None | Some("OFF") => Ok(RiskMode::Off),
        Some("AUDIT") => Ok(RiskMode::Audit),
        Some("ENFORCED") => Ok(RiskMode::Enforced),
        Some(_) => Err(Unreadable("UserPoolAddOns")),
    }
}

/// The mechanisms, first priority first.
fn recovery(setting: &Map) -> Result<Vec<Recovery>, Unreadable> {
    let mut entries: Vec<&Map> =
        list(setting, "RecoveryMechanisms").iter().filter_map(Value::as_object).collect();
    entries.sort_by_key(|entry| whole(entry, "Priority"));
    let mechanism = |entry: &&Map| match text(entry, "Name") {
        Some("verified_email") => Ok(Recovery::Email),
        Some("verified_phone_number") => Ok(Recovery::Phone),
        Some("admin_only") => Ok(Recovery::AdminOnly),
        _ => Err(Unreadable("AccountRecoverySetting")),
    };
    entries.iter().map(mechanism).collect()
}

fn registration(config: &Map) -> DynamicRegistration {
    let owned = |member| texts(config, member).into_iter().map(str::to_owned).collect();
    DynamicRegistration {
        enabled: text(config, "EnableStatus") == Some("Enabled"),
        open: flag(config, "OpenDcrEnabled").unwrap_or(false),
        authenticated_grants: owned("AuthenticatedGrantTypes"),
        open_grants: owned("OpenDcrGrantTypes"),
        scopes: owned("AllowedScopes"),
    }
}
