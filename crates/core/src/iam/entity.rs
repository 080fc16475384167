//! The members that entities of all kinds have in their documents, under AWS's names.

use serde_json::{Value as Json, json};

use cognate_domain::{Map, id};
use cognate_store::records::iam_entity::{self, Entity, Kind};

use super::arn;
use crate::cx::Cx;

/// A new entity: the name as written stands in the document, under the kind's member.
pub fn new(cx: &Cx, kind: Kind, name: &str, path: &str, rest: Map) -> Entity {
    let now_ms = cx.now_ms();
    let mut document = rest;
    document.insert(name_member(kind).to_owned(), json!(name));
    document.insert("Path".to_owned(), json!(path));
    Entity {
        kind,
        name: iam_entity::key(name),
        id: id::principal_id(id_prefix(kind), &cx.random().array()),
        document,
        version: 1,
        created: now_ms,
        modified: now_ms,
    }
}

/// The first letters of the unique ids of a kind.
pub fn id_prefix(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "AIDA",
        Kind::Role => "AROA",
        Kind::Group => "AGPA",
        Kind::Policy => "ANPA",
        Kind::InstanceProfile => "AIPA",
        // AWS shows no ids of these.
        Kind::OidcProvider => "AOPA",
        Kind::SamlProvider => "ASPA",
        Kind::MfaDevice => "AMFA",
        Kind::Account => "AACC",
    }
}

fn name_member(kind: Kind) -> &'static str {
    match kind {
        Kind::User => "UserName",
        Kind::Role => "RoleName",
        Kind::Group => "GroupName",
        Kind::Policy => "PolicyName",
        Kind::OidcProvider => "Url",
        Kind::SamlProvider => "Name",
        Kind::InstanceProfile => "InstanceProfileName",
        Kind::MfaDevice => "VirtualMFADeviceName",
        Kind::Account => "AccountName",
    }
}

pub fn text<'a>(entity: &'a Entity, member: &str) -> Option<&'a str> {
    entity.document.get(member).and_then(Json::as_str)
}

/// The name as written.
pub fn name(entity: &Entity) -> &str {
    text(entity, name_member(entity.kind)).unwrap_or(&entity.name)
}

/// Another name, or the same in another case.
pub fn rename(entity: &mut Entity, name: &str) {
    entity.name = iam_entity::key(name);
    entity.document.insert(name_member(entity.kind).to_owned(), json!(name));
}

pub fn path(entity: &Entity) -> &str {
    text(entity, "Path").unwrap_or("/")
}

/// The ARN, of the kinds that have one.
pub fn arn(account: &str, entity: &Entity) -> String {
    let (path, name) = (path(entity), name(entity));
    match entity.kind {
        Kind::User => arn::user(account, path, name),
        Kind::Role => arn::role(account, path, name),
        Kind::Group => arn::group(account, path, name),
        Kind::Policy => arn::policy(account, path, name),
        Kind::OidcProvider => arn::oidc_provider(account, name),
        Kind::SamlProvider => arn::saml_provider(account, name),
        Kind::InstanceProfile => arn::instance_profile(account, path, name),
        Kind::MfaDevice => arn::mfa(account, path, name),
        Kind::Account => format!("arn:aws:iam::{account}:root"),
    }
}

/// `Tags`, as keys and values.
pub fn tags(entity: &Entity) -> Vec<(String, String)> {
    let listed = entity.document.get("Tags").and_then(Json::as_array);
    let pair =
        |tag: &Json| Some((tag["Key"].as_str()?.to_owned(), tag["Value"].as_str()?.to_owned()));
    listed.into_iter().flatten().filter_map(pair).collect()
}

pub fn set_tags(entity: &mut Entity, tags: &[(String, String)]) {
    let listed = tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value }));
    entity.document.insert("Tags".to_owned(), listed.collect());
}

/// The inline policies: names and documents, in the order of names.
pub fn inline(entity: &Entity) -> impl Iterator<Item = (&str, &str)> {
    let policies = entity.document.get("InlinePolicies").and_then(Json::as_object);
    let texts = policies.into_iter().flatten();
    let mut all: Vec<(&str, &str)> =
        texts.filter_map(|(name, document)| Some((name.as_str(), document.as_str()?))).collect();
    all.sort_unstable();
    all.into_iter()
}

/// Puts an inline policy, or with None takes it away.
pub fn set_inline(entity: &mut Entity, name: &str, document: Option<&str>) {
    let policies =
        entity.document.entry("InlinePolicies").or_insert_with(|| Json::Object(Map::new()));
    let Json::Object(policies) = policies else { return };
    match document {
        Some(document) => policies.insert(name.to_owned(), json!(document)),
        None => policies.remove(name),
    };
}

/// The document of a policy's version; of the default one with None.
pub fn policy_document<'a>(policy: &'a Entity, version: Option<&str>) -> Option<&'a str> {
    let wanted = version.or_else(|| text(policy, "DefaultVersionId"))?;
    let versions = policy.document.get("Versions").and_then(Json::as_array)?;
    let found = versions.iter().find(|version| version["VersionId"] == wanted)?;
    found["Document"].as_str()
}
