//! From a request to the ARNs it is about.
//!
//! Names know no case, policies do: a resource that exists goes by the name it was given when it was
//! made, however the request writes it.

use std::sync::Arc;

use cognate_access::arn::Arn;
use cognate_access::policy::Value as KeyValue;
use cognate_store::records::iam_entity::{Entity, Kind};
use cognate_wire::Value;

use super::Of;
use crate::authorization::Gathered;
use crate::call::{Principal, Who};
use crate::cx::Cx;
use crate::error::Result;
use crate::iam::{Subject, arn, entity};

/// A resource, and what policies may ask about it.
pub struct Resource {
    pub arn: String,
    /// Whose it is.
    pub account: String,
    tags: Vec<(String, String)>,
    /// The permissions boundary of a user or role.
    boundary: Option<String>,
}

const TAG_KEYS: [&str; 2] = ["aws:resourcetag/", "iam:resourcetag/"];

/// Do policies ask for tags of resources? They are not read otherwise.
pub fn tags_matter(gathered: &Gathered) -> bool {
    gathered.mention(|key| {
        let tags = key.get(..TAG_KEYS[0].len());
        tags.is_some_and(|start| TAG_KEYS.iter().any(|tags| start.eq_ignore_ascii_case(tags)))
    })
}

impl Resource {
    fn named(arn: impl ToString, account: &str) -> Resource {
        Resource { arn: arn.to_string(), account: account.to_owned(), tags: vec![], boundary: None }
    }

    fn nothing(cx: &Cx) -> Resource {
        Resource::named("*", &cx.config().account)
    }

    fn subject(cx: &Cx, subject: &Arc<Subject>) -> Resource {
        Resource {
            tags: subject.tags.clone(),
            boundary: subject.boundary.as_ref().map(|boundary| boundary.id.clone()),
            ..Resource::named(&subject.arn, &cx.config().account)
        }
    }

    /// The condition keys that it brings along.
    pub fn keys(&self, gathered: &Gathered) -> Vec<(String, KeyValue)> {
        let mut keys = Vec::new();
        let one = |value: &str| KeyValue::One(value.to_owned());
        if self.arn != "*" {
            keys.push(("aws:ResourceAccount".to_owned(), one(&self.account)));
        }
        if let Some(boundary) = &self.boundary {
            keys.push(("iam:PermissionsBoundary".to_owned(), one(boundary)));
        }
        if !self.tags.is_empty() && tags_matter(gathered) {
            let of_iam = self.arn.split(':').nth(2) == Some("iam");
            for (key, value) in &self.tags {
                keys.push((format!("aws:ResourceTag/{key}"), one(value)));
                if of_iam {
                    keys.push((format!("iam:ResourceTag/{key}"), one(value)));
                }
            }
        }
        keys
    }
}

/// The resources of a request; none where the operation decides itself.
pub async fn of(
    cx: &Cx,
    principal: &Principal,
    gathered: &Gathered,
    of: Of,
    request: &Value,
) -> Result<Vec<Resource>> {
    let text = |member: &str| request.get(member).and_then(Value::as_text);
    let name = |member: &str| text(member).unwrap_or_default();
    let account = &cx.config().account;
    let region = &cx.occurrence.region;
    let own = |arn: Arn| Resource::named(arn, account);
    let path = text("Path").unwrap_or("/");
    let one = match of {
        Of::Inside => return Ok(Vec::new()),
        Of::Nothing | Of::Identity | Of::Identities => Resource::nothing(cx),
        Of::UserPool => user_pool(cx, gathered, name("UserPoolId")).await?,
        Of::IdentityPool => {
            identity_pool(cx, gathered, (region, account, name("IdentityPoolId"))).await?
        }
        Of::Arn(member) => match text(member) {
            Some(arn) => by_arn(cx, gathered, arn).await?,
            None => Resource::nothing(cx),
        },
        Of::User => user(cx, principal, text("UserName")).await?,
        Of::Role => role_named(cx, name("RoleName")).await?,
        Of::Group => by_name(cx, Kind::Group, name("GroupName")).await?,
        Of::InstanceProfile => {
            by_name(cx, Kind::InstanceProfile, name("InstanceProfileName")).await?
        }
        Of::Policy => by_arn(cx, gathered, name("PolicyArn")).await?,
        Of::OidcProvider => by_arn(cx, gathered, name("OpenIDConnectProviderArn")).await?,
        Of::SamlProvider => by_arn(cx, gathered, name("SAMLProviderArn")).await?,
        Of::Mfa => by_arn(cx, gathered, name("SerialNumber")).await?,
        Of::OwnerOfKey => match owner(cx, name("AccessKeyId")).await? {
            Some(user) => Resource::subject(cx, &user),
            None => Resource::nothing(cx),
        },
        Of::RenamedUser => {
            let before = user(cx, principal, text("UserName")).await?;
            return Ok(renamed(before, "user", text("NewPath"), text("NewUserName")));
        }
        Of::RenamedGroup => {
            let before = by_name(cx, Kind::Group, name("GroupName")).await?;
            return Ok(renamed(before, "group", text("NewPath"), text("NewGroupName")));
        }
        Of::NewUser => own(Arn::user(account, path, name("UserName"))),
        Of::NewRole => own(Arn::role(account, path, name("RoleName"))),
        Of::NewServiceRole => {
            let path = format!("/aws-service-role/{}/", name("AWSServiceName"));
            own(Arn::role(account, &path, "*"))
        }
        Of::NewGroup => own(Arn::group(account, path, name("GroupName"))),
        Of::NewPolicy => own(Arn::policy(account, path, name("PolicyName"))),
        Of::NewInstanceProfile => {
            let arn = arn::instance_profile(account, path, name("InstanceProfileName"));
            Resource::named(arn, account)
        }
        Of::NewOidcProvider => {
            let url = name("Url");
            own(Arn::oidc_provider(account, url.split_once("://").map_or(url, |(_, rest)| rest)))
        }
        Of::NewSamlProvider => own(Arn::saml_provider(account, name("Name"))),
        Of::NewMfa => {
            Resource::named(arn::mfa(account, path, name("VirtualMFADeviceName")), account)
        }
        Of::ServiceRoleTask => {
            // task/aws-service-role/<service>/<role>/<uuid>
            let task = name("DeletionTaskId").strip_prefix("task/").unwrap_or_default();
            let deleted = task.rsplit_once('/').map_or("", |(role, _)| role);
            role(cx, &iam_arn(account, "role", &format!("/{deleted}"))).await?
        }
        Of::All(kind) => {
            let under = text("PathPrefix").unwrap_or("/");
            Resource::named(iam_arn(account, kind, under), account)
        }
        Of::Root => own(Arn::root(account)),
        Of::FederatedUser => own(Arn::federated_user(account, name("Name"))),
    };
    Ok(vec![one])
}

fn iam_arn(account: &str, kind: &str, path_and_name: &str) -> String {
    format!("arn:aws:iam::{account}:{kind}{path_and_name}")
}

/// The user pool of this id, in the region of the request.
pub async fn user_pool(cx: &Cx, gathered: &Gathered, id: &str) -> Result<Resource> {
    pool_in(cx, gathered, (&cx.occurrence.region, &cx.config().account, id)).await
}

async fn pool_in(
    cx: &Cx,
    gathered: &Gathered,
    (region, account, id): (&str, &str, &str),
) -> Result<Resource> {
    let mut resource = Resource::named(Arn::user_pool(region, account, id), account);
    if tags_matter(gathered)
        && let Ok(pool) = cx.pool(id).await
    {
        resource.tags = texts(pool.document.get("UserPoolTags"));
    }
    Ok(resource)
}

async fn identity_pool(
    cx: &Cx,
    gathered: &Gathered,
    (region, account, id): (&str, &str, &str),
) -> Result<Resource> {
    let mut resource = Resource::named(Arn::identity_pool(region, account, id), account);
    if tags_matter(gathered)
        && let Some(pool) = cx.any_identity_pool(id).await?
    {
        resource.tags = pool.settings.tags.clone().into_iter().collect();
    }
    Ok(resource)
}

async fn user(cx: &Cx, principal: &Principal, name: Option<&str>) -> Result<Resource> {
    let account = &cx.config().account;
    match (name, &principal.who) {
        (Some(name), _) => Ok(match cx.iam_user(name).await? {
            Some(user) => Resource::subject(cx, &user),
            None => Resource::named(Arn::user(account, "/", name), account),
        }),
        (None, Who::User { user, .. }) => Ok(Resource::subject(cx, user)),
        (None, Who::Root { .. }) => Ok(Resource::named(Arn::root(account), account)),
        (None, _) => Ok(Resource::nothing(cx)),
    }
}

/// A role of the account by its name.
pub async fn role_named(cx: &Cx, name: &str) -> Result<Resource> {
    let account = &cx.config().account;
    Ok(match cx.iam_role(name).await? {
        Some(role) => Resource::subject(cx, &role),
        None => Resource::named(Arn::role(account, "/", name), account),
    })
}

/// A role by its ARN; one that does not exist as it is written.
pub async fn role(cx: &Cx, arn: &str) -> Result<Resource> {
    let Ok(parsed) = arn.parse::<Arn>() else {
        return Ok(Resource::named(arn, &cx.config().account));
    };
    let as_written = Resource::named(arn, &parsed.account);
    if parsed.account != cx.config().account {
        return Ok(as_written);
    }
    let name = parsed.resource.rsplit('/').next().unwrap_or_default();
    Ok(match cx.iam_role(name).await? {
        Some(role) if role.arn.eq_ignore_ascii_case(arn) => Resource::subject(cx, &role),
        _ => as_written,
    })
}

async fn owner(cx: &Cx, key_id: &str) -> Result<Option<Arc<Subject>>> {
    match cx.access_key(key_id).await? {
        Some(key) => match &key.user {
            Some(id) => cx.iam_user_by_id(id).await,
            None => Ok(None),
        },
        None => Ok(None),
    }
}

/// What a change of name or path is about: source and target.
fn renamed(
    before: Resource,
    kind: &str,
    new_path: Option<&str>,
    new_name: Option<&str>,
) -> Vec<Resource> {
    if new_path.is_none() && new_name.is_none() {
        return vec![before];
    }
    let (head, name) = before.arn.rsplit_once('/').unwrap_or((&before.arn, ""));
    let start = iam_arn(&before.account, kind, "");
    let path = head.strip_prefix(&start).unwrap_or_default();
    let path = new_path.map_or_else(|| format!("{path}/"), str::to_owned);
    let after = iam_arn(&before.account, kind, &format!("{path}{}", new_name.unwrap_or(name)));
    let after = Resource { tags: before.tags.clone(), ..Resource::named(after, &before.account) };
    vec![before, after]
}

/// A group or an instance profile.
async fn by_name(cx: &Cx, kind: Kind, name: &str) -> Result<Resource> {
    let account = &cx.config().account;
    let as_written = || match kind {
        Kind::Group => arn::group(account, "/", name),
        _ => arn::instance_profile(account, "/", name),
    };
    Ok(match cx.iam_entity(kind, name).await? {
        Some(found) => of_entity(account, &found),
        None => Resource::named(as_written(), account),
    })
}

fn of_entity(account: &str, found: &Entity) -> Resource {
    Resource { tags: entity::tags(found), ..Resource::named(entity::arn(account, found), account) }
}

/// A resource by its ARN; what does not exist as it is written.
pub async fn by_arn(cx: &Cx, gathered: &Gathered, arn: &str) -> Result<Resource> {
    let account = &cx.config().account;
    let Ok(parsed) = arn.parse::<Arn>() else { return Ok(Resource::named(arn, account)) };
    let (kind, rest) = parsed.resource.split_once('/').unwrap_or((&parsed.resource, ""));
    let place = (parsed.region.as_str(), parsed.account.as_str(), rest);
    match (parsed.service.as_str(), kind) {
        ("cognito-idp", "userpool") => return pool_in(cx, gathered, place).await,
        ("cognito-identity", "identitypool") => return identity_pool(cx, gathered, place).await,
        ("iam", _) if parsed.account == *account => {}
        _ => return Ok(Resource::named(arn, &parsed.account)),
    }
    let last = rest.rsplit('/').next().unwrap_or_default();
    let found = match kind {
        "user" => cx.iam_user(last).await?.map(|user| Resource::subject(cx, &user)),
        "role" => cx.iam_role(last).await?.map(|role| Resource::subject(cx, &role)),
        _ => {
            let (kind, name) = match kind {
                "group" => (Kind::Group, last),
                "policy" => (Kind::Policy, last),
                "mfa" => (Kind::MfaDevice, last),
                "instance-profile" => (Kind::InstanceProfile, last),
                "saml-provider" => (Kind::SamlProvider, last),
                "oidc-provider" => (Kind::OidcProvider, rest),
                _ => return Ok(Resource::named(arn, account)),
            };
            cx.iam_entity(kind, name).await?.map(|found| of_entity(account, &found))
        }
    };
    // Under another path it is another resource, which does not exist.
    let same = found.filter(|found| found.arn.eq_ignore_ascii_case(arn));
    Ok(same.unwrap_or_else(|| Resource::named(arn, account)))
}

/// Tags as pools keep them: a map.
fn texts(map: Option<&serde_json::Value>) -> Vec<(String, String)> {
    let members = map.and_then(|map| map.as_object()).into_iter().flatten();
    members.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}
