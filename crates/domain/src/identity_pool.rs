//! An identity pool: its settings as a document under AWS's names, what decides read from it, and the
//! rules of its flows: whose login an identity is, which role it gets, what its session says of it.
//!
//! Requests have passed the model's constraints already.

mod amr;
mod logins;
mod principal_tags;
mod provider;
mod roles;
mod settings;

pub use amr::{AUTHENTICATED, Claimed, UNAUTHENTICATED, amr, is_guest};
pub use logins::{
    Decision, Flow, Held, Linked, Login, Standing, Survivor, decide, merge, no_match,
};
pub use principal_tags::{TagMap, check_tags, set_tag_map, tags_of};
pub use provider::{DEVELOPER_RESERVED, OWN, Provider, Site, user_pool_key};
pub use roles::{
    Ambiguous, Mapping, MatchType, Refused, Roles, Rule, choose_offered, choose_role, roles_named,
    set_roles,
};
pub use settings::{
    Settings, UserPoolClient, create, describe, merge_tags, remove_tags, update, with_secrets,
    without_secrets,
};

use crate::Map;
use crate::pool::Unreadable;

/// A pool as loaded. `settings` is derived from `document`; use [`Pool::assemble`].
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    pub head: Head,
    /// All settable members under AWS's names, plus `Roles`, `RoleMappings` and `PrincipalTagMaps`.
    pub document: Map,
    pub settings: Settings,
}

/// The columns of a pool besides its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Random 63-bit key that leads all rows of the pool; never shown.
    pub key: i64,
    /// `<region>:<uuid>`
    pub id: String,
    pub region: String,
    pub version: i64,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
    pub deleting: bool,
}

impl Pool {
    /// Puts a stored pool together.
    pub fn assemble(head: Head, document: Map) -> Result<Pool, Unreadable> {
        let settings = Settings::read(&document)?;
        Ok(Pool { head, document, settings })
    }

    pub fn id(&self) -> &str {
        &self.head.id
    }

    pub fn key(&self) -> i64 {
        self.head.key
    }
}

/// `<region>:<uuid>`, the form of the ids of pools and of identities.
pub fn id(region: &str, uuid: &[u8; 16]) -> String {
    format!("{region}:{}", crate::id::uuid(uuid))
}

/// Region and UUID of an id; `None` when the text is no such id.
pub fn parse_id(id: &str) -> Option<(&str, [u8; 16])> {
    let (region, uuid) = id.split_once(':')?;
    let uuid = crate::id::parse_uuid(uuid)?;
    (!region.is_empty()).then_some((region, uuid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_a_region_and_a_uuid() {
        let made = id("eu-central-1", &[0xAB; 16]);
        assert_eq!(made, "eu-central-1:abababab-abab-abab-abab-abababababab");
        assert_eq!(parse_id(&made), Some(("eu-central-1", [0xAB; 16])));
        for wrong in ["", ":", "x", "eu:abab", ":abababab-abab-abab-abab-abababababab"] {
            assert_eq!(parse_id(wrong), None, "{wrong}");
        }
        assert_eq!(parse_id("eu:ABABABAB-abab-abab-abab-abababababab"), None);
    }
}
