//! What a role's trust policy is asked about.

use cognate_access::policy::{
    Attached, Context, OfResource, Policies, Principal, Request, Value, decide,
};
use cognate_domain::sts::{SessionTags, Tag, overlaid};

use crate::iam::Subject;

/// What a request brings along that policies of roles may look at.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub session_name: &'a str,
    pub external_id: Option<&'a str>,
    /// Of the session to be made.
    pub source_identity: Option<&'a str>,
    /// Passed in the request.
    pub passed: &'a SessionTags,
    /// All that are transitive, with those of the session before.
    pub transitive: &'a [String],
    /// Transitive tags of the session before, which stand before the role's own.
    pub inherited: &'a [Tag],
}

/// The condition keys of a request to assume `role`; None for a role that does not exist.
pub fn request_keys(asked: &Asked<'_>, role: Option<&Subject>) -> Vec<(String, Value)> {
    let mut keys: Vec<(String, Value)> = Vec::new();
    let mut one = |key: &str, value: &str| keys.push((key.into(), Value::One(value.into())));
    one("sts:RoleSessionName", asked.session_name);
    if let Some(external_id) = asked.external_id {
        one("sts:ExternalId", external_id);
    }
    if let Some(name) = asked.source_identity {
        one("sts:SourceIdentity", name);
    }
    for (key, value) in &asked.passed.tags {
        one(&format!("aws:RequestTag/{key}"), value);
    }
    let of_role = role.map_or(&[][..], |role| &role.tags);
    for (key, value) in overlaid(of_role, asked.inherited) {
        one(&format!("aws:ResourceTag/{key}"), &value);
        one(&format!("iam:ResourceTag/{key}"), &value);
    }
    let tag_keys: Vec<String> = asked.passed.tags.iter().map(|(key, _)| key.clone()).collect();
    keys.push(("aws:TagKeys".into(), Value::Many(tag_keys)));
    keys.push(("sts:TransitiveTagKeys".into(), Value::Many(asked.transitive.to_vec())));
    keys
}

/// Does the role let in whom `provider` vouches for? There are no identity policies: the trust policy
/// alone decides. One that no longer parses lets nobody in.
pub(super) fn lets_in(
    role: &Subject,
    account: &str,
    provider: &str,
    action: &str,
    context: &Context,
) -> bool {
    let Some(trust) = &role.trust else { return false };
    let Ok(policy) = &trust.policy else {
        tracing::warn!(role = role.arn, "a trust policy does not parse and lets nobody in");
        return false;
    };
    let principal = Principal::Federated { provider: provider.to_owned() };
    let request = Request {
        principal: &principal,
        action,
        resource: &role.arn,
        resource_account: account,
        context,
    };
    let attached = Attached { id: &trust.id, policy };
    let policies = Policies { resource: OfResource::Trust(attached), ..Policies::default() };
    decide(&request, &policies).is_allowed()
}
