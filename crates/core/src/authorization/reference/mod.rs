//! The service authorization reference as data: which resources and condition keys each signed
//! operation is about. Actions bear the operations' names.

mod iam;
mod identity;
mod idp;
mod keys;
mod resource;
mod sts;

use cognate_access::policy::Value as KeyValue;
use cognate_wire::Value;

use super::Gathered;
use crate::call::Principal;
use crate::cx::Cx;
use crate::error::Result;

pub use resource::{Resource, role, user_pool};

/// What an operation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// No resource: only the resource `*` matches.
    Nothing,
    /// The operation decides itself, or nothing has a hold on it.
    Inside,
    /// The user pool named by `UserPoolId`.
    UserPool,
    /// The identity pool named by `IdentityPoolId`.
    IdentityPool,
    /// No resource; the pools of `IdentityId` or `IdentityIdsToDelete` are condition keys.
    Identity,
    Identities,
    /// The resource whose ARN the member has.
    Arn(&'static str),
    /// The user named by `UserName`, or the caller.
    User,
    Role,
    Group,
    Policy,
    InstanceProfile,
    OidcProvider,
    SamlProvider,
    /// The device named by `SerialNumber`.
    Mfa,
    /// The user whose key `AccessKeyId` is.
    OwnerOfKey,
    /// As it is and as it will be.
    RenamedUser,
    RenamedGroup,
    /// As it will be.
    NewUser,
    NewRole,
    NewServiceRole,
    NewGroup,
    NewPolicy,
    NewInstanceProfile,
    NewOidcProvider,
    NewSamlProvider,
    NewMfa,
    /// The role that a task deletes.
    ServiceRoleTask,
    /// All of a type, under `PathPrefix`.
    All(&'static str),
    /// The root, for `AssumeRoot`.
    Root,
    /// The federated user that `GetFederationToken` makes.
    FederatedUser,
}

/// One action on one resource that a request needs.
pub struct Needed {
    pub action: String,
    pub resource: String,
    pub keys: Vec<(String, KeyValue)>,
}

/// What the operation is about; None for one that is not signed, or unknown.
pub fn find(service: &str, operation: &str) -> Option<Of> {
    let table = match service {
        "cognito-idp" => idp::TABLE,
        "cognito-identity" => identity::TABLE,
        "sts" => sts::TABLE,
        "iam" => iam::TABLE,
        _ => return None,
    };
    let at = table.binary_search_by(|(name, _)| (*name).cmp(operation)).ok()?;
    Some(table[at].1)
}

/// Everything that a request must be allowed. `request` has passed the model's constraints.
pub async fn needed(
    cx: &Cx,
    principal: &Principal,
    gathered: &Gathered,
    request: &Value,
) -> Result<Vec<Needed>> {
    let (service, operation) = (cx.occurrence.service, cx.occurrence.operation);
    let Some(of) = find(service, operation) else {
        return Ok(vec![needed_of(service, operation, "*", Vec::new())]);
    };
    let resources = resource::of(cx, principal, gathered, of, request).await?;
    let asked = keys::of_request(cx, request);
    let mut all = Vec::new();
    for resource in &resources {
        let mut keys = resource.keys(gathered);
        keys.extend(asked.iter().cloned());
        all.push(needed_of(service, operation, &resource.arn, keys));
    }
    // Of tags whose keys differ in case only, policies see one: each is asked about.
    for others in keys::namesakes(&asked) {
        for resource in &resources {
            let mut keys = resource.keys(gathered);
            keys.extend(asked.iter().chain(&others).cloned());
            all.push(needed_of(service, operation, &resource.arn, keys));
        }
    }
    // Identities of several pools: each pool is asked about.
    for (at, key) in keys::identity_pools(cx, gathered, of, request).await?.into_iter().enumerate()
    {
        if at > 0 {
            all.push(needed_of(service, operation, "*", asked.clone()));
        }
        all[at].keys.push(key);
    }
    further(cx, gathered, request, &mut all).await?;
    Ok(all)
}

/// What an operation does besides what its name says.
async fn further(
    cx: &Cx,
    gathered: &Gathered,
    request: &Value,
    all: &mut Vec<Needed>,
) -> Result<()> {
    let Some(first) = all.first() else { return Ok(()) };
    let tags = matches!(request.get("Tags"), Some(Value::List(tags)) if !tags.is_empty());
    let also = |action: &str| {
        let Needed { resource, keys, .. } = first;
        Needed { action: action.to_owned(), resource: resource.clone(), keys: keys.clone() }
    };
    let more = match (cx.occurrence.service, cx.occurrence.operation) {
        ("sts", "GetFederationToken") if tags => also("sts:TagSession"),
        ("sts", "GetWebIdentityToken") if tags => also("sts:TagGetWebIdentityToken"),
        ("iam", operation) if tags => match tagging(operation) {
            Some(action) => also(action),
            None => return Ok(()),
        },
        ("iam", "AddRoleToInstanceProfile") => {
            let name = request.get("RoleName").and_then(Value::as_text).unwrap_or_default();
            let role = resource::role_named(cx, name).await?;
            let mut keys = role.keys(gathered);
            let service = KeyValue::One("ec2.amazonaws.com".to_owned());
            keys.push(("iam:PassedToService".to_owned(), service));
            Needed { action: "iam:PassRole".to_owned(), resource: role.arn, keys }
        }
        _ => return Ok(()),
    };
    all.push(more);
    Ok(())
}

/// Whoever makes something with tags must be allowed to tag it, too: tags are what other policies look at.
fn tagging(operation: &str) -> Option<&'static str> {
    match operation {
        "CreateInstanceProfile" => Some("iam:TagInstanceProfile"),
        "CreateOpenIDConnectProvider" => Some("iam:TagOpenIDConnectProvider"),
        "CreatePolicy" => Some("iam:TagPolicy"),
        "CreateRole" => Some("iam:TagRole"),
        "CreateSAMLProvider" => Some("iam:TagSAMLProvider"),
        "CreateUser" => Some("iam:TagUser"),
        "CreateVirtualMFADevice" => Some("iam:TagMFADevice"),
        _ => None,
    }
}

/// The condition keys that a resource brings along, by its ARN.
pub async fn keys_of(
    cx: &Cx,
    gathered: &Gathered,
    resource: &str,
) -> Result<Vec<(String, KeyValue)>> {
    Ok(resource::by_arn(cx, gathered, resource).await?.keys(gathered))
}

/// Another action that an operation's name stands for: what is denied there is denied here.
pub fn also_denied_by(service: &str, operation: &str) -> Option<&'static str> {
    match (service, operation) {
        ("cognito-idp", "DescribeTermsByClient") => Some("cognito-idp:DescribeTerms"),
        _ => None,
    }
}

fn needed_of(
    service: &str,
    operation: &str,
    resource: &str,
    keys: Vec<(String, KeyValue)>,
) -> Needed {
    Needed { action: format!("{service}:{operation}"), resource: resource.to_owned(), keys }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognate_shapes::operation::Auth;

    /// Every signed operation is somewhere in the tables, and nothing else is.
    #[test]
    fn the_tables_know_every_signed_operation() {
        use cognate_shapes::{iam as iam_shapes, identity as identity_shapes};
        use cognate_shapes::{idp as idp_shapes, sts as sts_shapes};
        let tables = [
            (&idp_shapes::SERVICE, idp::TABLE),
            (&identity_shapes::SERVICE, identity::TABLE),
            (&sts_shapes::SERVICE, sts::TABLE),
            (&iam_shapes::SERVICE, iam::TABLE),
        ];
        for (service, table) in tables {
            let signed: Vec<&str> = service
                .operations
                .iter()
                .filter(|operation| operation.auth == Auth::Signed)
                .map(|operation| operation.name)
                .collect();
            let known: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
            assert_eq!(known, signed, "{}", service.name);
        }
    }
}
