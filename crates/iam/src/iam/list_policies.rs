//! # ListPolicies
//!
//! Lists managed policies: the customer's, AWS's, or both; all, or those that somebody holds.
//!
//! Caller: an IAM principal allowed `iam:ListPolicies` on `*`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago (ValidationError).
//!
//! Differences from AWS: of the policies of AWS, those that stacks around user and identity pools attach
//! are there. Order: AWS's first, then by name.

use cognate_core::iam::{aws, entity};
use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    ListPoliciesRequest, ListPoliciesResponse, Policy, PolicyScopeType, PolicyUsageType,
};
use cognate_store::records::iam_entity::{self, Kind};
use cognate_store::records::iam_link::{self, Relation};

use crate::paging::Asked;
use crate::policies::{self, OfAws};

/// Policies read at once.
const CHUNK_ROWS: i64 = 500;

pub async fn list_policies(
    caller: Admin,
    req: ListPoliciesRequest,
) -> Result<ListPoliciesResponse> {
    let prefix = req.path_prefix.as_deref().unwrap_or("/");
    let filter =
        format!("{:?} {:?} {:?} {prefix}", req.scope, req.only_attached, req.policy_usage_filter);
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &filter);
    let usage = iam_link::usage(caller.store()).await?;
    let used = |arn: &str| {
        let count = |relation| usage.get(&(relation, arn.to_owned())).copied().unwrap_or(0);
        (count(Relation::Attached), count(Relation::Boundary))
    };
    let wanted = |policy: &Policy| {
        let attached = policy.attachment_count > Some(0);
        let bounds = policy.permissions_boundary_usage_count > Some(0);
        policy.path.as_deref().is_some_and(|path| path.starts_with(prefix))
            && match req.policy_usage_filter {
                Some(PolicyUsageType::PermissionsPolicy) => attached,
                Some(PolicyUsageType::PermissionsBoundary) => bounds,
                None => true,
            }
            && (attached || bounds || req.only_attached != Some(true))
    };
    let mut all = Vec::new();
    if req.scope != Some(PolicyScopeType::Local) {
        let of_aws = aws::SHIPPED.iter().map(OfAws::shipped);
        all.extend(of_aws.map(|policy| policy.shown(used(&policy.arn))));
    }
    if req.scope != Some(PolicyScopeType::Aws) {
        let mut after = String::new();
        loop {
            let rows = iam_entity::page(caller.store(), Kind::Policy, &after, CHUNK_ROWS).await?;
            let Some(last) = rows.last() else { break };
            after.clone_from(&last.name);
            let account = &caller.config().account;
            all.extend(rows.iter().map(|policy| {
                policies::shown(&caller, policy, used(&entity::arn(account, policy)), true)
            }));
        }
    }
    let ids = |policy: &Policy| policy.policy_id.clone().unwrap_or_default().into_bytes();
    let mut shown: Vec<(Vec<u8>, Policy)> =
        all.into_iter().filter(wanted).map(|policy| (ids(&policy), policy)).collect();
    if let Some(after) = asked.start(&caller).await? {
        let next = shown.iter().position(|(id, _)| *id == after).map_or(shown.len(), |at| at + 1);
        shown.drain(..next);
    }
    let page = asked.cut(&caller, shown, |(id, _)| id).await?;
    Ok(ListPoliciesResponse {
        is_truncated: page.is_truncated(),
        policies: Some(page.items.into_iter().map(|(_, policy)| policy).collect()),
        marker: page.marker,
    })
}
