//! Linking identities to users, and taking links away again.

use super::{Identity, LOCAL, SUBJECT, of, set};
use crate::provider::{Kind, Provider};
use crate::user::Status;
use crate::{Refusal, User, refusal};

/// Identities of one user, at most; the primary one of a federated profile does not count.
pub const LINKS_MAX: usize = 5;

/// How long an external subject or value may be, in characters: what an attribute holds.
const VALUE_CHARS_MAX: usize = 2_048;

/// `ProviderUserIdentifierType` with everything that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    pub provider: &'a str,
    /// None where AWS ignores it.
    pub attribute: Option<&'a str>,
    pub value: &'a str,
}

impl<'a> Given<'a> {
    /// `what` is the request's member. Every part must be there.
    pub fn of(
        what: &str,
        provider: Option<&'a str>,
        attribute: Option<&'a str>,
        value: Option<&'a str>,
    ) -> Result<Given<'a>, Refusal> {
        let missing = |part: &str| refusal::missing_parameter(&format!("{what}.{part}"));
        let provider = provider.ok_or_else(|| missing("ProviderName"))?;
        let value = value.ok_or_else(|| missing("ProviderAttributeValue"))?;
        if value.is_empty() || value.chars().count() > VALUE_CHARS_MAX {
            return Err(refusal::invalid_parameter(format!(
                "Invalid {what}: ProviderAttributeValue must have 1 to {VALUE_CHARS_MAX} characters."
            )));
        }
        Ok(Given { provider, attribute, value })
    }

    pub fn is_local(&self) -> bool {
        self.provider.eq_ignore_ascii_case(LOCAL)
    }
}

/// The identity that a link is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub provider: String,
    pub kind: Kind,
    pub issuer: Option<String>,
    /// None: the subject.
    pub attribute: Option<String>,
    pub value: String,
}

impl Source {
    pub fn identity(&self, now_ms: i64) -> Identity {
        Identity {
            user_id: self.value.clone(),
            provider_name: self.provider.clone(),
            provider_type: self.kind.as_str().to_owned(),
            issuer: self.issuer.clone(),
            primary: false,
            date_created: now_ms,
            provider_attribute_name: self.attribute.clone(),
        }
    }

    fn is(&self, identity: &Identity) -> bool {
        identity.provider_name == self.provider
            && identity.user_id == self.value
            && identity.provider_attribute_name == self.attribute
    }
}

/// The source of a link at this provider: its subject, or (not for social providers) an attribute of
/// the pool that the provider's claims are mapped to.
pub fn source(provider: &Provider, given: &Given, what: &str) -> Result<Source, Refusal> {
    let named = given
        .attribute
        .ok_or_else(|| refusal::missing_parameter(&format!("{what}.ProviderAttributeName")))?;
    let attribute = match named {
        SUBJECT => None,
        _ if provider.kind.is_social() => {
            return Err(refusal::invalid_parameter(format!(
                "Invalid {what}: ProviderAttributeName must be {SUBJECT} for {} users.",
                provider.kind.as_str()
            )));
        }
        name if name != "username" && provider.mapping.contains_key(name) => Some(name.to_owned()),
        name => {
            return Err(refusal::invalid_parameter(format!(
                "Invalid {what}: {name} is not in the attribute mapping of provider {}.",
                provider.name
            )));
        }
    };
    Ok(Source {
        provider: provider.name.clone(),
        kind: provider.kind,
        issuer: provider.metadata.as_ref().map(|metadata| metadata.entity_id.clone()),
        attribute,
        value: given.value.to_owned(),
    })
}

/// Whose the source is before it is linked.
pub enum Standing<'a> {
    Nobodys,
    Held(&'a User),
}

/// The destination with the link. `links_max` counts those that were linked.
pub fn link(
    destination: &User,
    source: &Source,
    standing: Standing,
    links_max: usize,
    now_ms: i64,
) -> Result<User, Refusal> {
    let mut identities = of(destination);
    if let Standing::Held(holder) = standing {
        return Err(held(destination, source, holder));
    }
    if identities.iter().filter(|identity| !identity.primary).count() >= links_max {
        return Err(refusal::limit_exceeded(format!(
            "A user can have at most {links_max} linked identities."
        )));
    }
    identities.push(source.identity(now_ms));
    let mut after = destination.clone();
    set(&mut after, &identities);
    after.modified = now_ms;
    Ok(after)
}

fn held(destination: &User, source: &Source, holder: &User) -> Refusal {
    let own = of(holder);
    let primary = own.iter().any(|identity| identity.primary && source.is(identity));
    if holder.sub == destination.sub && !primary {
        return linked_already();
    }
    if primary || !own.iter().any(|identity| source.is(identity)) {
        return refusal::invalid_parameter(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in \
             order to link",
        );
    }
    refusal::alias_exists("SourceUser is already linked to another user.")
}

fn linked_already() -> Refusal {
    refusal::invalid_parameter("SourceUser is already linked to DestinationUser")
}

/// The user without this identity; `None` when they do not have it. A federated profile without its
/// own identity cannot sign in: its user name stays taken.
pub fn unlink(user: &User, source: &Source, now_ms: i64) -> Option<User> {
    let mut identities = of(user);
    let before = identities.len();
    identities.retain(|identity| !source.is(identity));
    if identities.len() == before {
        return None;
    }
    let mut after = user.clone();
    set(&mut after, &identities);
    after.modified = now_ms;
    Some(after)
}

/// The local user without a password: from now on only linked identities sign in.
pub fn without_password(user: &User, now_ms: i64) -> User {
    let mut after = user.clone();
    after.status = Status::ExternalProvider;
    after.credential = None;
    after.modified = now_ms;
    after
}
