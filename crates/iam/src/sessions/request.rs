//! Members of requests in the core's terms.

use cognate_core::Result;
use cognate_domain::sts::{SessionTags, checked};
use cognate_shapes::sts::{PolicyDescriptorType, Tag};

/// Session tags. `ValidationError` for keys that are reserved or repeated in another case, and for
/// transitive keys that are no tag's.
pub fn passed(tags: Option<Vec<Tag>>, transitive: Option<Vec<String>>) -> Result<SessionTags> {
    let tags = tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect();
    let checked = checked(tags, transitive.unwrap_or_default());
    checked.map_err(|problem| cognate_domain::Refusal::from(problem).into())
}

/// The ARNs of managed session policies.
pub fn arns(policies: Option<Vec<PolicyDescriptorType>>) -> Vec<String> {
    policies.unwrap_or_default().into_iter().filter_map(|policy| policy.arn).collect()
}

/// `MinimumSessionTokenSize`: in characters; the model allows no negative one.
pub fn length(asked: Option<i64>) -> usize {
    asked.and_then(|length| usize::try_from(length).ok()).unwrap_or_default()
}
