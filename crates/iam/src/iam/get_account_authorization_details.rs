//! # GetAccountAuthorizationDetails
//!
//! Shows all users, groups, roles and managed policies with what they hold, in this order, each kind by
//! name; `Filter` chooses among the kinds.
//!
//! Caller: an IAM principal allowed `iam:GetAccountAuthorizationDetails` on `*`.
//!
//! Changes: none.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: a `Marker` that this list did not give, or gave over an hour ago
//! (ValidationError).
//!
//! Differences from AWS: of AWS's policies those known here are shown, each with one version.

use cognate_core::{Admin, Result};
use cognate_shapes::iam::{
    EntityType, GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse,
};

use crate::inventory::{self, Item};
use crate::paging::Asked;

/// The order in which kinds are shown.
const KINDS: [EntityType; 5] = [
    EntityType::User,
    EntityType::Group,
    EntityType::Role,
    EntityType::LocalManagedPolicy,
    EntityType::AWSManagedPolicy,
];

pub async fn get_account_authorization_details(
    caller: Admin,
    req: GetAccountAuthorizationDetailsRequest,
) -> Result<GetAccountAuthorizationDetailsResponse> {
    let wanted = req.filter.filter(|wanted| !wanted.is_empty());
    let is_wanted = |kind: &EntityType| wanted.as_ref().is_none_or(|list| list.contains(kind));
    let kinds: Vec<EntityType> = KINDS.into_iter().filter(is_wanted).collect();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let filter = names.join(" ");
    let asked = Asked::new(req.marker.as_deref(), req.max_items, &filter);
    let page = inventory::page(&caller, &kinds, asked).await?;

    let is_truncated = page.is_truncated();
    let (mut users, mut groups, mut roles, mut policies) = (vec![], vec![], vec![], vec![]);
    for item in &page.items {
        match item {
            Item::User(user) => users.push(inventory::user(&caller, user).await?),
            Item::Group(group) => groups.push(inventory::group(&caller, group).await?),
            Item::Role(role) => roles.push(inventory::role(&caller, role).await?),
            Item::Policy(policy) => policies.push(inventory::policy(&caller, policy).await?),
            Item::OfAws(policy) => policies.push(inventory::of_aws(&caller, policy).await?),
        }
    }
    Ok(GetAccountAuthorizationDetailsResponse {
        user_detail_list: Some(users),
        group_detail_list: Some(groups),
        role_detail_list: Some(roles),
        policies: Some(policies),
        is_truncated,
        marker: page.marker,
    })
}
