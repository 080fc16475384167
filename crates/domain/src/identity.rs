//! External identities of a user: the `identities` attribute, and the login names that follow from it.
//!
//! An identity is a provider and its subject there (OA-R5), never an e-mail address or a name. The
//! first identity of a federated profile is *primary*; the others were linked by an administrator.

mod link;

pub use link::{Given, LINKS_MAX, Source, Standing, link, source, unlink, without_password};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::User;
use crate::name::{Hash, LoginName, external, external_attribute};

/// The attribute's name.
pub const ATTRIBUTE: &str = "identities";

/// What a subject is called where a link may also name a mapped attribute.
pub const SUBJECT: &str = "Cognito_Subject";

/// The provider that is the pool itself.
pub const LOCAL: &str = "Cognito";

/// One entry of `identities`, in AWS's order of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The subject; for a link by a mapped attribute that nobody has used yet, the attribute's value.
    pub user_id: String,
    pub provider_name: String,
    pub provider_type: String,
    /// The entity id of a SAML provider.
    pub issuer: Option<String>,
    pub primary: bool,
    /// Milliseconds since the epoch.
    pub date_created: i64,
    /// The mapped attribute of a link that has not been used: its first sign-in replaces this by the
    /// subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_attribute_name: Option<String>,
}

impl Identity {
    /// The row that makes it nobody else's.
    pub fn login_name(&self, hash: Hash) -> LoginName {
        match &self.provider_attribute_name {
            None => external(&self.provider_name, &self.user_id, hash),
            Some(name) => external_attribute(&self.provider_name, name, &self.user_id, hash),
        }
    }
}

/// The user's identities; none when the attribute is not what this program writes.
pub fn of(user: &User) -> Vec<Identity> {
    let text = user.attribute(ATTRIBUTE);
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// Writes the attribute; without identities there is none.
pub fn set(user: &mut User, identities: &[Identity]) {
    if identities.is_empty() {
        user.attributes.remove(ATTRIBUTE);
        return;
    }
    let text = serde_json::to_string(identities).expect("texts and numbers are JSON");
    user.attributes.insert(ATTRIBUTE.to_owned(), text);
}

/// The claim of ID tokens: the attribute as a list, where flags and times are texts.
pub fn claim(attribute: &str) -> Option<Value> {
    let identities: Vec<Identity> = serde_json::from_str(attribute).ok()?;
    let claims = identities.iter().map(|identity| {
        json!({
            "userId": identity.user_id,
            "providerName": identity.provider_name,
            "providerType": identity.provider_type,
            "issuer": identity.issuer,
            "primary": identity.primary.to_string(),
            "dateCreated": identity.date_created.to_string(),
        })
    });
    Some(claims.collect())
}
