//! Attributes for access control: claims of a login's token as tags of the session.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::member::{flag, object};
use crate::{Map, Refusal, refusal};

use super::Provider;
use super::provider::{AMAZON, FACEBOOK};

const TAGS_MAX: usize = 50;
const KEY_CHARS_MAX: usize = 128;
const ATTRIBUTES_BYTES_MAX: usize = 460;

const SAML_NAME_IDENTIFIER: &str =
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";
const SAML_NAME: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name";

/// What a provider's claims become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagMap {
    /// `username` and `client`, whatever else was set.
    pub use_defaults: bool,
    /// Claim by tag key.
    pub tags: BTreeMap<String, String>,
}

pub(super) fn read(stored: Option<&Map>) -> BTreeMap<String, TagMap> {
    let entries = stored.into_iter().flatten();
    entries
        .filter_map(|(name, map)| {
            let map = map.as_object()?;
            let tags = super::settings::texts_by_key(object(map, "PrincipalTags"));
            let use_defaults = flag(map, "UseDefaults").unwrap_or_default();
            Some((name.clone(), TagMap { use_defaults, tags }))
        })
        .collect()
}

/// SetPrincipalTagAttributeMap: the document with another map for the provider.
pub fn set_tag_map(stored: &Map, provider: &str, map: &TagMap) -> Result<Map, Refusal> {
    check_tags(&map.tags)?;
    let tags: Map =
        map.tags.iter().map(|(key, claim)| (key.clone(), claim.as_str().into())).collect();
    let mut maps = object(stored, "PrincipalTagMaps").cloned().unwrap_or_default();
    let value = serde_json::json!({ "UseDefaults": map.use_defaults, "PrincipalTags": tags });
    maps.insert(provider.to_owned(), value);
    let mut document = stored.clone();
    document.insert("PrincipalTagMaps".into(), maps.into());
    Ok(document)
}

/// What STS takes as session tags, of a map or of a developer's request.
pub fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let refused = |text: String| Err(refusal::invalid_parameter(text));
    if tags.len() > TAGS_MAX {
        return refused(format!("There can be at most {TAGS_MAX} principal tags."));
    }
    let mut seen = HashSet::new();
    for key in tags.keys() {
        if key.chars().count() > KEY_CHARS_MAX {
            return refused(format!("A principal tag has at most {KEY_CHARS_MAX} characters."));
        }
        let folded = key.to_lowercase();
        if folded.starts_with("aws:") {
            return refused("Tag keys starting with aws: are reserved for system use.".into());
        }
        if !seen.insert(folded) {
            return refused(format!(
                "The principal tag {key} is given twice: case does not count."
            ));
        }
    }
    if tags.values().map(String::len).sum::<usize>() > ATTRIBUTES_BYTES_MAX {
        return refused(format!(
            "The values of principal tags have at most {ATTRIBUTES_BYTES_MAX} bytes together."
        ));
    }
    Ok(())
}

/// The tags of a session, from the claims of one login. A claim that is missing gives no tag; a list
/// gives none, because a tag has one value.
pub fn tags_of(map: &TagMap, provider: &Provider, claims: &Map) -> Vec<(String, String)> {
    let defaults = default_map(provider);
    let wanted: Vec<(&str, &str)> = match map.use_defaults {
        true => defaults.to_vec(),
        false => map.tags.iter().map(|(key, claim)| (key.as_str(), claim.as_str())).collect(),
    };
    let value = |claim: &str| match claims.get(claim)? {
        // An audience in a list of one is that one.
        Value::Array(items) => match (claim, items.as_slice()) {
            ("aud", [only]) => super::roles::plain(only),
            _ => None,
        },
        Value::Object(_) => None,
        claim => super::roles::plain(claim),
    };
    wanted.iter().filter_map(|(key, claim)| Some(((*key).to_owned(), value(claim)?))).collect()
}

fn default_map(provider: &Provider) -> [(&'static str, &'static str); 2] {
    match provider {
        Provider::Social(AMAZON) => [("username", "user_id"), ("client", "aud")],
        Provider::Social(FACEBOOK) => [("username", "user_id"), ("client", "app_id")],
        Provider::Saml(_) => [("username", SAML_NAME_IDENTIFIER), ("client", SAML_NAME)],
        _ => [("username", "sub"), ("client", "aud")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, claim)| ((*key).to_owned(), (*claim).to_owned())).collect()
    }

    fn made(map: &TagMap, provider: &Provider, claims: Value) -> Vec<(String, String)> {
        tags_of(map, provider, claims.as_object().unwrap())
    }

    #[test]
    fn claims_become_tags() {
        let pool = Provider::UserPool("eu-west-1_A".into());
        let own = TagMap {
            use_defaults: false,
            tags: tags(&[
                ("department", "custom:department"),
                ("groups", "cognito:groups"),
                ("level", "custom:level"),
                ("missing", "custom:none"),
            ]),
        };
        let claims = json!({
            "sub": "s", "aud": "c", "custom:department": "sales", "cognito:groups": ["a"],
            "custom:level": 7,
        });
        let pairs =
            |pairs: &[(&str, &str)]| -> Vec<(String, String)> { tags(pairs).into_iter().collect() };
        assert_eq!(
            made(&own, &pool, claims.clone()),
            pairs(&[("department", "sales"), ("level", "7")])
        );
        let mut defaults = TagMap { use_defaults: true, ..own };
        let of = |provider: &Provider, claims: Value| {
            let mut made = made(&defaults, provider, claims);
            made.sort();
            made
        };
        assert_eq!(of(&pool, claims), pairs(&[("username", "s"), ("client", "c")]));
        let oidc = Provider::Oidc("a.b".into());
        assert_eq!(of(&oidc, json!({ "sub": "s", "aud": ["c"] })).len(), 2);
        assert_eq!(of(&oidc, json!({ "sub": "s", "aud": ["c", "d"] })).len(), 1);
        assert_eq!(
            of(&Provider::Social(FACEBOOK), json!({ "user_id": 12, "app_id": "3" })),
            pairs(&[("username", "12"), ("client", "3")])
        );
        assert_eq!(
            of(&Provider::Social(AMAZON), json!({ "user_id": "u", "aud": "c", "sub": "x" })),
            pairs(&[("username", "u"), ("client", "c")])
        );
        assert_eq!(
            of(&Provider::Saml("arn".into()), json!({ SAML_NAME: "n" })),
            pairs(&[("client", "n")])
        );
        defaults.use_defaults = false;
        defaults.tags.clear();
        assert!(made(&defaults, &pool, json!({ "sub": "s" })).is_empty());
    }

    #[test]
    fn maps_are_kept_by_provider_within_limits() {
        let one = TagMap { use_defaults: true, tags: tags(&[("a", "b")]) };
        let document = set_tag_map(&Map::new(), "p", &one).unwrap();
        let document = set_tag_map(&document, "q", &TagMap::default()).unwrap();
        let stored = read(object(&document, "PrincipalTagMaps"));
        assert_eq!(stored, BTreeMap::from([("p".into(), one), ("q".into(), TagMap::default())]));
        let refused = |tags: BTreeMap<String, String>| check_tags(&tags).unwrap_err().message;
        let many = (0..51).map(|n| (n.to_string(), String::new())).collect();
        assert_eq!(refused(many), "There can be at most 50 principal tags.");
        assert_eq!(
            refused(tags(&[("Aws:x", "y")])),
            "Tag keys starting with aws: are reserved for system use."
        );
        assert_eq!(
            refused(tags(&[("Team", "y"), ("team", "z")])),
            "The principal tag team is given twice: case does not count."
        );
        let long = "x".repeat(231);
        assert_eq!(
            refused(tags(&[("a", &long), ("b", &long)])),
            "The values of principal tags have at most 460 bytes together."
        );
        assert_eq!(
            refused(tags(&[(&"k".repeat(129), "y")])),
            "A principal tag has at most 128 characters."
        );
    }
}
