//! Session tags and the source identity inside a web identity token.
//!
//! `https://aws.amazon.com/tags` holds `principal_tags` and `transitive_tag_keys`; providers that
//! cannot nest claims write `https://aws.amazon.com/tags/principal_tags/<key>` instead.

use serde_json::Value;

use super::tags::{SessionTags, Tag, TagProblem, checked};
use crate::Map;

const TAGS: &str = "https://aws.amazon.com/tags";
const FLAT_TAG: &str = "https://aws.amazon.com/tags/principal_tags/";
const FLAT_TRANSITIVE: &str = "https://aws.amazon.com/tags/transitive_tag_keys";
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";

/// The tags that a token asks for.
pub fn tags(claims: &Map) -> Result<SessionTags, TagProblem> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut transitive: Vec<String> = Vec::new();
    if let Some(nested) = claims.get(TAGS) {
        let nested = nested.as_object().ok_or_else(|| malformed(TAGS))?;
        if let Some(principal_tags) = nested.get("principal_tags") {
            let pairs = principal_tags.as_object().ok_or_else(|| malformed("principal_tags"))?;
            for (key, value) in pairs {
                tags.push((key.clone(), one(key, value)?));
            }
        }
        transitive.extend(list(nested.get("transitive_tag_keys"))?);
    }
    for (name, value) in claims {
        if let Some(key) = name.strip_prefix(FLAT_TAG) {
            tags.push((key.to_owned(), one(key, value)?));
        }
    }
    transitive.extend(list(claims.get(FLAT_TRANSITIVE))?);
    checked(tags, transitive)
}

/// The source identity, if it is one: 2 to 64 of AWS's characters, not beginning with `aws:`.
pub fn source_identity(claims: &Map) -> Result<Option<String>, TagProblem> {
    let Some(claim) = claims.get(SOURCE_IDENTITY) else { return Ok(None) };
    let name = claim.as_str().filter(|name| {
        let spelt = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        (2..=64).contains(&name.len()) && name.bytes().all(spelt)
    });
    name.map(|name| Some(name.to_owned())).ok_or_else(|| malformed(SOURCE_IDENTITY))
}

/// A text, or a list of exactly one.
fn one(key: &str, value: &Value) -> Result<String, TagProblem> {
    let text = match value {
        Value::Array(values) if values.len() == 1 => values[0].as_str(),
        value => value.as_str(),
    };
    text.map(str::to_owned).ok_or_else(|| malformed(key))
}

fn list(value: Option<&Value>) -> Result<Vec<String>, TagProblem> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let keys = value.as_array().ok_or_else(|| malformed("transitive_tag_keys"))?;
    let texts = keys.iter().map(|key| key.as_str().map(str::to_owned));
    texts.collect::<Option<_>>().ok_or_else(|| malformed("transitive_tag_keys"))
}

fn malformed(claim: &str) -> TagProblem {
    let claim: String = claim.chars().filter(|shown| !shown.is_control()).take(128).collect();
    TagProblem::Malformed(format!("the claim {claim} has the wrong form"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn nested_and_flat_claims_say_the_same() {
        let nested = tags(&map(json!({ TAGS: {
            "principal_tags": { "Project": ["Automation"] }, "transitive_tag_keys": ["Project"],
        }})));
        let flat = tags(&map(json!({
            "https://aws.amazon.com/tags/principal_tags/Project": "Automation",
            "https://aws.amazon.com/tags/transitive_tag_keys": ["Project"],
        })));
        let expected = SessionTags {
            tags: vec![("Project".into(), "Automation".into())],
            transitive: vec!["Project".into()],
        };
        assert_eq!(nested, Ok(expected.clone()));
        assert_eq!(flat, Ok(expected));
        assert_eq!(tags(&map(json!({ "sub": "x" }))), Ok(SessionTags::default()));
    }

    #[test]
    fn refuses_other_forms() {
        for claims in [
            json!({ TAGS: "x" }),
            json!({ TAGS: { "principal_tags": { "a": [] } } }),
            json!({ TAGS: { "principal_tags": { "a": ["1", "2"] } } }),
            json!({ TAGS: { "principal_tags": { "a": 1 } } }),
            json!({ TAGS: { "principal_tags": {}, "transitive_tag_keys": "a" } }),
        ] {
            assert!(
                matches!(tags(&map(claims.clone())), Err(TagProblem::Malformed(_))),
                "{claims}"
            );
        }
        let twice = json!({
            TAGS: { "principal_tags": { "a": ["1"] } },
            "https://aws.amazon.com/tags/principal_tags/A": "2",
        });
        assert_eq!(tags(&map(twice)), Err(TagProblem::Repeated));
    }

    #[test]
    fn reads_the_source_identity() {
        let of = |name: Value| source_identity(&map(json!({ SOURCE_IDENTITY: name })));
        assert_eq!(of(json!("ada@x")), Ok(Some("ada@x".into())));
        assert_eq!(source_identity(&Map::new()), Ok(None));
        for bad in [json!("a"), json!(["ada"]), json!("a b"), json!("aws:x")] {
            assert!(of(bad.clone()).is_err(), "{bad}");
        }
    }
}
