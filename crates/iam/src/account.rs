//! What the account itself has: an alias, and numbers.

use std::collections::BTreeMap;

use cognate_core::iam::{Change, Done, TRIES, entity};
use cognate_core::{Admin, Cx, Error, Result};
use cognate_domain::Map;
use cognate_store::records::access_key;
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_store::records::iam_link::{self, Relation};

use crate::documents::{
    MANAGED_CHARACTERS_MAX, OF_GROUP_CHARACTERS_MAX, OF_ROLE_CHARACTERS_MAX, OF_USER_CHARACTERS_MAX,
};
use crate::{entities, groups, policies, profiles, users};

/// Rows read at once.
const CHUNK_ROWS: i64 = 500;

/// Versions of managed policies in an account: AWS's number, which nobody reaches.
const POLICY_VERSIONS_MAX: i64 = 10_000;

/// The account's row, once something was written there.
pub async fn find(cx: &Cx) -> Result<Option<Entity>> {
    Ok(iam_entity::find(cx.store(), Kind::Account, "").await?)
}

pub fn alias(account: Option<&Entity>) -> Option<String> {
    entity::text(account?, "AccountAlias").map(str::to_owned)
}

/// Changes the account's row, which is made if need be.
pub async fn change(caller: &Admin, changed: impl Fn(&mut Entity) -> Result<()>) -> Result<()> {
    for _ in 0..TRIES {
        let found = find(caller).await?;
        let is_new = found.is_none();
        let new = || entity::new(caller, Kind::Account, "", "/", Map::new());
        let mut account = found.unwrap_or_else(new);
        changed(&mut account)?;
        let change = Change::new(caller);
        let change = if is_new { change.insert(&account) } else { change.update(&account) };
        if change.commit(&caller.principal, "account").await? == Done::Committed {
            return Ok(());
        }
    }
    Err(Error::too_many_requests())
}

/// `SummaryMap` of GetAccountSummary.
pub async fn summary(cx: &Cx) -> Result<BTreeMap<String, i64>> {
    let limits = &cx.config().limits.iam;
    let count = async |kind| entities::count(cx, kind).await;
    let providers = count(Kind::OidcProvider).await? + count(Kind::SamlProvider).await?;
    let usage = iam_link::usage(cx.store()).await?;
    let of_users = usage.iter().filter(|((relation, _), _)| *relation == Relation::MfaOf);
    let root_keys = access_key::of_owner(cx.store(), None, 1).await?;
    let numbers = [
        ("Users", count(Kind::User).await?),
        ("UsersQuota", limits.users_max),
        ("Groups", count(Kind::Group).await?),
        ("GroupsQuota", limits.groups_max),
        ("Roles", count(Kind::Role).await?),
        ("RolesQuota", limits.roles_max),
        ("Policies", count(Kind::Policy).await?),
        ("PoliciesQuota", limits.policies_max),
        ("PolicyVersionsInUse", policy_versions(cx).await?),
        ("PolicyVersionsInUseQuota", POLICY_VERSIONS_MAX),
        ("VersionsPerPolicyQuota", policies::VERSIONS_MAX as i64),
        ("PolicySizeQuota", MANAGED_CHARACTERS_MAX as i64),
        ("UserPolicySizeQuota", OF_USER_CHARACTERS_MAX as i64),
        ("GroupPolicySizeQuota", OF_GROUP_CHARACTERS_MAX as i64),
        ("RolePolicySizeQuota", OF_ROLE_CHARACTERS_MAX as i64),
        ("AssumeRolePolicySizeQuota", limits.trust_policy_characters_max as i64),
        ("AttachedPoliciesPerUserQuota", limits.policies_per_user_max as i64),
        ("AttachedPoliciesPerGroupQuota", limits.policies_per_group_max as i64),
        ("AttachedPoliciesPerRoleQuota", limits.policies_per_role_max as i64),
        ("GroupsPerUserQuota", groups::PER_USER_MAX as i64),
        ("AccessKeysPerUserQuota", users::ACCESS_KEYS_PER_USER_MAX as i64),
        ("AccountAccessKeysPresent", root_keys.len() as i64),
        ("InstanceProfiles", count(Kind::InstanceProfile).await?),
        ("InstanceProfilesQuota", profiles::PER_ACCOUNT_MAX),
        ("Providers", providers),
        ("MFADevices", count(Kind::MfaDevice).await?),
        ("MFADevicesInUse", of_users.map(|(_, count)| count).sum()),
        ("GlobalEndpointTokenVersion", 2),
        ("AccountMFAEnabled", 0),
        ("AccountPasswordPresent", 0),
        ("AccountSigningCertificatesPresent", 0),
        ("ServerCertificates", 0),
        ("ServerCertificatesQuota", 0),
        ("SigningCertificatesPerUserQuota", 0),
    ];
    Ok(numbers.map(|(name, number)| (name.to_owned(), number)).into_iter().collect())
}

async fn policy_versions(cx: &Cx) -> Result<i64> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let rows = iam_entity::page(cx.store(), Kind::Policy, &after, CHUNK_ROWS).await?;
        count += rows.iter().map(|policy| policies::versions(policy).len()).sum::<usize>();
        match rows.last() {
            Some(last) if rows.len() as i64 == CHUNK_ROWS => after.clone_from(&last.name),
            _ => return Ok(count as i64),
        }
    }
}
