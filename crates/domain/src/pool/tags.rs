//! `UserPoolTags`.

use crate::{Map, Refusal, refusal};

const TAGS_MAX: usize = 50;

/// The tags of CreateUserPool and UpdateUserPool; an empty set counts as never set.
pub(super) fn normalise(given: Option<&Map>) -> Result<Option<Map>, Refusal> {
    let Some(tags) = given.filter(|tags| !tags.is_empty()) else { return Ok(None) };
    match problem(tags) {
        Some(problem) => Err(refusal::user_pool_tagging(problem)),
        None => Ok(Some(tags.clone())),
    }
}

/// The stored tags with those of TagResource, which declares no error of its own for bad tags.
pub(super) fn merge(stored: Option<&Map>, given: &Map) -> Result<Map, Refusal> {
    let mut tags = stored.cloned().unwrap_or_default();
    tags.extend(given.clone());
    match problem(&tags) {
        Some(problem) => Err(refusal::invalid_parameter(problem)),
        None => Ok(tags),
    }
}

fn problem(tags: &Map) -> Option<String> {
    if tags.len() > TAGS_MAX {
        return Some(format!("A user pool can have at most {TAGS_MAX} tags."));
    }
    let reserved = tags.keys().any(|key| key.to_ascii_lowercase().starts_with("aws:"));
    reserved.then(|| "Tag keys starting with aws: are reserved for system use.".to_owned())
}
