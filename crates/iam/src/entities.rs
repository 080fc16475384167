//! What the operations on users, roles, groups, policies and providers share.

use cognate_core::iam::{arn, entity};
use cognate_core::{Cx, Error, Result};
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_wire::Timestamp;

use crate::{faults, profiles};

/// Nobody has more of anything.
const COUNT_MAX: i64 = 1_000_000;

/// Whom a request means.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    User(&'a str),
    Role(&'a str),
    Group(&'a str),
    /// A customer managed policy, by its ARN.
    Policy(&'a str),
    InstanceProfile(&'a str),
    /// An MFA device, by its serial number, which is its ARN.
    Device(&'a str),
    /// By its ARN.
    OidcProvider(&'a str),
    /// By its ARN.
    SamlProvider(&'a str),
}

impl Whose<'_> {
    /// As it is in the store.
    ///
    /// Errors, in order: an ARN that is none (`InvalidInput`); nobody of that name (`NoSuchEntity`).
    pub async fn found(self, cx: &Cx) -> Result<Entity> {
        let name = match self {
            Whose::User(name) | Whose::Role(name) | Whose::Group(name) => name,
            Whose::InstanceProfile(name) => name,
            Whose::Policy(arn) => policy_name(arn)?.1,
            Whose::Device(serial) => device_name(serial).ok_or_else(|| self.unknown())?,
            Whose::OidcProvider(arn) | Whose::SamlProvider(arn) => provider_name(self.word(), arn)?,
        };
        let found = iam_entity::find(cx.store(), self.kind(), name).await?;
        let account = &cx.config().account;
        let is_it = |found: &Entity| match self {
            Whose::Policy(arn)
            | Whose::Device(arn)
            | Whose::OidcProvider(arn)
            | Whose::SamlProvider(arn) => entity::arn(account, found) == arn,
            Whose::User(_) | Whose::Role(_) | Whose::Group(_) | Whose::InstanceProfile(_) => true,
        };
        found.filter(is_it).ok_or_else(|| self.unknown())
    }

    pub fn kind(self) -> Kind {
        match self {
            Whose::User(_) => Kind::User,
            Whose::Role(_) => Kind::Role,
            Whose::Group(_) => Kind::Group,
            Whose::Policy(_) => Kind::Policy,
            Whose::InstanceProfile(_) => Kind::InstanceProfile,
            Whose::Device(_) => Kind::MfaDevice,
            Whose::OidcProvider(_) => Kind::OidcProvider,
            Whose::SamlProvider(_) => Kind::SamlProvider,
        }
    }

    /// As it stands in ARNs.
    pub fn word(self) -> &'static str {
        match self {
            Whose::User(_) => "user",
            Whose::Role(_) => "role",
            Whose::Group(_) => "group",
            Whose::Policy(_) => "policy",
            Whose::InstanceProfile(_) => "instance-profile",
            Whose::Device(_) => "mfa",
            Whose::OidcProvider(_) => "oidc-provider",
            Whose::SamlProvider(_) => "saml-provider",
        }
    }

    pub fn unknown(self) -> Error {
        faults::no_such_entity(match self {
            Whose::User(name) | Whose::Role(name) | Whose::Group(name) => {
                format!("The {} with name {name} cannot be found.", self.word())
            }
            Whose::Policy(arn) => format!("Policy {arn} was not found."),
            Whose::InstanceProfile(name) => format!("Instance Profile {name} cannot be found."),
            Whose::Device(serial) => {
                format!("VirtualMFADevice with serial number {serial} does not exist.")
            }
            Whose::OidcProvider(arn) => format!("OpenIDConnect Provider not found for arn {arn}"),
            Whose::SamlProvider(arn) => format!("Manifest not found for arn {arn}"),
        })
    }
}

/// Account and name in the ARN of a managed policy; `InvalidInput` for another text.
pub fn policy_name(policy_arn: &str) -> Result<(&str, &str)> {
    let named = arn::parse(policy_arn).filter(|named| named.kind == "policy");
    let invalid = || faults::invalid_input(format!("ARN {policy_arn} is not valid."));
    named.map(|named| (named.account, named.name)).ok_or_else(invalid)
}

/// What follows `<word>/` in the ARN of a provider: of OIDC providers that has slashes of its own.
/// `InvalidInput` for another text.
fn provider_name<'a>(word: &str, provider_arn: &'a str) -> Result<&'a str> {
    let resource = provider_arn.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(':'));
    let named = resource.and_then(|(_, resource)| resource.split_once('/'));
    let name = named.filter(|(kind, name)| *kind == word && !name.is_empty());
    let invalid = || faults::invalid_input(format!("ARN {provider_arn} is not valid."));
    name.map(|(_, name)| name).ok_or_else(invalid)
}

/// The name in the serial number of a virtual MFA device; None for another text.
fn device_name(serial: &str) -> Option<&str> {
    arn::parse(serial).filter(|named| named.kind == "mfa").map(|named| named.name)
}

/// `EntityAlreadyExists` where there is one of that name, then `LimitExceeded` where there are as many
/// as there may be.
pub async fn room_for(cx: &Cx, kind: Kind, name: &str) -> Result<()> {
    if iam_entity::find(cx.store(), kind, name).await?.is_some() {
        return Err(taken(kind, name));
    }
    room(cx, kind).await
}

/// `LimitExceeded` where there are as many as there may be.
pub async fn room(cx: &Cx, kind: Kind) -> Result<()> {
    let limits = &cx.config().limits.iam;
    let (quota, max) = match kind {
        Kind::User => ("UsersPerAccount", limits.users_max),
        Kind::Role => ("RolesPerAccount", limits.roles_max),
        Kind::Group => ("GroupsPerAccount", limits.groups_max),
        Kind::Policy => ("PoliciesPerAccount", limits.policies_max),
        Kind::InstanceProfile => ("InstanceProfilesPerAccount", profiles::PER_ACCOUNT_MAX),
        // As many as users, as AWS has it.
        Kind::MfaDevice => ("MFADevicesPerAccount", limits.users_max),
        Kind::OidcProvider => ("OpenIdConnectProvidersPerAccount", limits.oidc_providers_max),
        Kind::SamlProvider => ("SAMLProvidersPerAccount", limits.saml_providers_max),
        _ => return Ok(()),
    };
    if iam_entity::count(cx.store(), kind, max).await? >= max {
        return Err(faults::quota(quota, max));
    }
    Ok(())
}

pub fn taken(kind: Kind, name: &str) -> Error {
    faults::already_exists(match kind {
        Kind::User => format!("User with name {name} already exists."),
        Kind::Role => format!("Role with name {name} already exists."),
        Kind::Group => format!("Group with name {name} already exists."),
        Kind::InstanceProfile => format!("Instance Profile {name} already exists."),
        Kind::MfaDevice => "MFADevice entity at the same path and name already exists.".to_owned(),
        Kind::OidcProvider => format!("Provider with url https://{name} already exists."),
        Kind::SamlProvider => format!("Provider with name {name} already exists."),
        _ => format!("A policy called {name} already exists. Duplicate names are not allowed."),
    })
}

/// How many there are.
pub async fn count(cx: &Cx, kind: Kind) -> Result<i64> {
    Ok(iam_entity::count(cx.store(), kind, COUNT_MAX).await?)
}

/// The path of a new entity, or its new one.
pub fn path(given: Option<&str>) -> &str {
    given.unwrap_or("/")
}

/// As IAM shows times: whole seconds.
pub fn shown_at(ms: i64) -> Timestamp {
    Timestamp(ms - ms.rem_euclid(1_000))
}

/// RFC 3986, as documents stand in answers.
pub fn encoded(document: &str) -> String {
    let mut out = String::with_capacity(document.len() * 3 / 2);
    for byte in document.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_encoded_for_every_client() {
        assert_eq!(
            encoded(r#"{"a": "b/c-_.~*+é"}"#),
            "%7B%22a%22%3A%20%22b%2Fc-_.~%2A%2B%C3%A9%22%7D"
        );
    }

    #[test]
    fn times_are_whole_seconds() {
        assert_eq!(shown_at(1_700_000_000_999), Timestamp(1_700_000_000_000));
    }
}
