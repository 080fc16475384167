//! Trust policies are bound to the ids of the users and roles that they name when they are written: a
//! namesake made later is somebody else.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use cognate_access::policy::{
    Kind as PolicyKind, Malformed, Policy, unknown_identity, with_principals,
};
use cognate_store::records::iam_entity::{self, Entity, Kind};

use super::{PARTITION, arn, entity};
use crate::cx::Cx;
use crate::error::{Error, Result};

/// `Invalid principal in policy: "AWS":"…"`, or what else is wrong with the document.
pub enum Refused {
    Malformed(Malformed),
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        Refused::Failed(error)
    }
}

impl From<Malformed> for Refused {
    fn from(malformed: Malformed) -> Refused {
        Refused::Malformed(malformed)
    }
}

/// A trust policy that may be written, and the ids of those it names.
pub async fn bound(
    cx: &Cx,
    document: &str,
) -> std::result::Result<(Policy, BTreeMap<String, String>), Refused> {
    let policy = Policy::parse(document, PolicyKind::Trust, PARTITION)?;
    let mut ids = BTreeMap::new();
    for named in policy.identities() {
        let id = id_of(cx, named).await?.ok_or_else(|| unknown_identity(named))?;
        ids.insert(named.to_owned(), id);
    }
    let policy = policy.bind(|named| ids.get(named).cloned())?;
    Ok((policy, ids))
}

/// The id behind the ARN of a user or role, or behind an id: of someone who exists.
async fn id_of(cx: &Cx, named: &str) -> Result<Option<String>> {
    let account = &cx.config().account;
    let Some(parsed) = arn::parse(named) else {
        let found = iam_entity::find_by_id(cx.store(), named).await?;
        return Ok(found.map(|found| found.id));
    };
    let kind = match parsed.kind {
        "user" => Kind::User,
        "role" => Kind::Role,
        _ => return Ok(None),
    };
    let found = iam_entity::find(cx.store(), kind, parsed.name).await?;
    Ok(found.filter(|found| entity::arn(account, found) == named).map(|found| found.id))
}

/// `TrustIds` of a role: ARNs as its trust policy has them, and ids.
pub fn ids(role: &Entity) -> impl Iterator<Item = (&str, &str)> {
    let ids = role.document.get("TrustIds").and_then(Json::as_object);
    ids.into_iter().flatten().filter_map(|(arn, id)| Some((arn.as_str(), id.as_str()?)))
}

/// Gives a role another trust policy.
pub fn set(role: &mut Entity, document: &str, ids: &BTreeMap<String, String>) {
    role.document.insert("AssumeRolePolicyDocument".to_owned(), json!(document));
    role.document.insert("TrustIds".to_owned(), json!(ids));
}

/// The trust policy as it reads now: who was renamed appears under the new ARN, who was deleted as an id.
pub async fn shown(cx: &Cx, role: &Entity) -> Result<String> {
    let document = entity::text(role, "AssumeRolePolicyDocument").unwrap_or_default();
    let mut now = BTreeMap::new();
    for (named, id) in ids(role) {
        let found = iam_entity::find_by_id(cx.store(), id).await?;
        let shown = found.map(|found| entity::arn(&cx.config().account, &found));
        let shown = shown.unwrap_or_else(|| id.to_owned());
        if shown != named {
            now.insert(named, shown);
        }
    }
    if now.is_empty() {
        return Ok(document.to_owned());
    }
    Ok(with_principals(document, |named| now.get(named).map(String::as_str)))
}
