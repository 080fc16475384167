//! The settings of a pool: what Create and Update write, and what decides.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::member::{flag, list, object, text};
use crate::pool::Unreadable;
use crate::{Map, Refusal, refusal};

use super::provider::{DEVELOPER_RESERVED, SOCIAL, Site, iam_resource};
use super::{Mapping, Roles, TagMap};

const TAGS_MAX: usize = 50;
const SOCIAL_MAX: usize = 10;

/// The members of a pool that requests set and Describe shows.
const SHOWN: [&str; 9] = [
    "IdentityPoolName",
    "AllowUnauthenticatedIdentities",
    "AllowClassicFlow",
    "SupportedLoginProviders",
    "DeveloperProviderName",
    "OpenIdConnectProviderARNs",
    "CognitoIdentityProviders",
    "SamlProviderARNs",
    "IdentityPoolTags",
];

/// Members that other operations write.
const KEPT: [&str; 3] = ["Roles", "RoleMappings", "PrincipalTagMaps"];

/// What decides, read from the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    pub name: String,
    /// Guests get identities and credentials.
    pub guests: bool,
    /// `None` was never set, and counts as allowed.
    pub classic: Option<bool>,
    /// App id, client id or key and secret, by provider.
    pub social: BTreeMap<String, String>,
    pub developer: Option<String>,
    /// ARNs of IAM's providers.
    pub oidc: Vec<String>,
    pub user_pools: Vec<UserPoolClient>,
    pub saml: Vec<String>,
    pub tags: BTreeMap<String, String>,
    pub roles: Roles,
    /// By provider as written.
    pub mappings: BTreeMap<String, Mapping>,
    pub tag_maps: BTreeMap<String, TagMap>,
}

/// An app client whose ID tokens are logins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPoolClient {
    pub pool_id: String,
    pub client_id: String,
    /// The user must be there, enabled and not signed out.
    pub server_side_check: bool,
}

impl Settings {
    /// `Unreadable` for a document that `create` did not write.
    pub fn read(document: &Map) -> Result<Settings, Unreadable> {
        let name = text(document, "IdentityPoolName").ok_or(Unreadable("IdentityPoolName"))?;
        let user_pools = list(document, "CognitoIdentityProviders")
            .iter()
            .map(user_pool_client)
            .collect::<Option<_>>()
            .ok_or(Unreadable("CognitoIdentityProviders"))?;
        Ok(Settings {
            name: name.to_owned(),
            guests: flag(document, "AllowUnauthenticatedIdentities").unwrap_or_default(),
            classic: flag(document, "AllowClassicFlow"),
            social: texts_by_key(object(document, "SupportedLoginProviders")),
            developer: text(document, "DeveloperProviderName").map(str::to_owned),
            oidc: owned(document, "OpenIdConnectProviderARNs"),
            user_pools,
            saml: owned(document, "SamlProviderARNs"),
            tags: texts_by_key(object(document, "IdentityPoolTags")),
            roles: Roles::read(object(document, "Roles")),
            mappings: super::roles::read_mappings(object(document, "RoleMappings"))
                .ok_or(Unreadable("RoleMappings"))?,
            tag_maps: super::principal_tags::read(object(document, "PrincipalTagMaps")),
        })
    }
}

/// CreateIdentityPool: the document of the new pool. `user_pools_max`: providers of that kind.
pub fn create(request: &Map, site: Site<'_>, user_pools_max: usize) -> Result<Map, Refusal> {
    normalise(request, site, user_pools_max)
}

/// UpdateIdentityPool: what is omitted goes back to its default, except the developer's provider, which
/// stays once it is set, and the tags, which have operations of their own.
pub fn update(
    stored: &Map,
    request: &Map,
    site: Site<'_>,
    user_pools_max: usize,
) -> Result<Map, Refusal> {
    let mut document = normalise(request, site, user_pools_max)?;
    match (text(stored, "DeveloperProviderName"), text(request, "DeveloperProviderName")) {
        (Some(stored), Some(given)) if stored != given => {
            return Err(refusal::invalid_parameter(
                "The developer provider name cannot be changed once it has been set.",
            ));
        }
        (Some(stored), _) => {
            document.insert("DeveloperProviderName".into(), stored.into());
        }
        _ => {}
    }
    if object(request, "IdentityPoolTags").is_none() {
        keep(&mut document, stored, "IdentityPoolTags");
    }
    for member in KEPT {
        keep(&mut document, stored, member);
    }
    Ok(document)
}

/// The pool as Describe shows it.
pub fn describe(id: &str, document: &Map) -> Map {
    let mut shown = Map::new();
    shown.insert("IdentityPoolId".into(), id.into());
    for member in SHOWN {
        keep(&mut shown, document, member);
    }
    shown.entry("IdentityPoolTags").or_insert_with(|| Map::new().into());
    shown
}

/// TagResource.
pub fn merge_tags(stored: &Map, given: &BTreeMap<String, String>) -> Result<Map, Refusal> {
    let mut document = stored.clone();
    let mut tags = object(stored, "IdentityPoolTags").cloned().unwrap_or_default();
    tags.extend(given.iter().map(|(key, value)| (key.clone(), value.as_str().into())));
    check_tags(&tags)?;
    document.insert("IdentityPoolTags".into(), tags.into());
    Ok(document)
}

/// UntagResource. Keys that are not there are ignored.
pub fn remove_tags(stored: &Map, keys: &[String]) -> Map {
    let mut document = stored.clone();
    if let Some(tags) = document.get_mut("IdentityPoolTags").and_then(Value::as_object_mut) {
        tags.retain(|key, _| !keys.contains(key));
    }
    document
}

fn normalise(request: &Map, site: Site<'_>, user_pools_max: usize) -> Result<Map, Refusal> {
    let mut document = Map::new();
    for member in ["IdentityPoolName", "AllowUnauthenticatedIdentities", "AllowClassicFlow"] {
        keep(&mut document, request, member);
    }
    if let Some(social) = object(request, "SupportedLoginProviders").filter(|map| !map.is_empty()) {
        check_social(social)?;
        document.insert("SupportedLoginProviders".into(), social.clone().into());
    }
    if let Some(name) = text(request, "DeveloperProviderName") {
        if DEVELOPER_RESERVED.contains(&name) || site.user_pool(name).is_some() {
            return Err(refusal::invalid_parameter(format!(
                "{name} is the name of another provider and cannot be a developer provider name."
            )));
        }
        document.insert("DeveloperProviderName".into(), name.into());
    }
    let user_pools = list(request, "CognitoIdentityProviders");
    check_user_pools(user_pools, site, user_pools_max)?;
    put(&mut document, "CognitoIdentityProviders", user_pools.iter().map(with_check).collect());
    for (member, kind) in
        [("OpenIdConnectProviderARNs", "oidc-provider/"), ("SamlProviderARNs", "saml-provider/")]
    {
        let arns = crate::member::texts(request, member);
        if let Some(wrong) = arns.iter().find(|arn| iam_resource(arn, kind).is_none()) {
            let kind = kind.trim_end_matches('/');
            return Err(refusal::invalid_parameter(format!("{wrong} is not the ARN of a {kind}.")));
        }
        put(&mut document, member, arns.into_iter().map(Value::from).collect());
    }
    if let Some(tags) = object(request, "IdentityPoolTags").filter(|tags| !tags.is_empty()) {
        check_tags(tags)?;
        document.insert("IdentityPoolTags".into(), tags.clone().into());
    }
    Ok(document)
}

fn check_social(social: &Map) -> Result<(), Refusal> {
    if social.len() > SOCIAL_MAX {
        return Err(refusal::invalid_parameter(format!(
            "SupportedLoginProviders has at most {SOCIAL_MAX} entries."
        )));
    }
    for (name, value) in social {
        if !SOCIAL.contains(&name.as_str()) {
            return Err(refusal::invalid_parameter(format!(
                "{name} is not a supported login provider."
            )));
        }
        let value = value.as_str().unwrap_or_default();
        let two = value.split(';').filter(|part| !part.is_empty()).count() == 2
            && value.matches(';').count() == 1;
        if name == "api.twitter.com" && !two {
            return Err(refusal::invalid_parameter(
                "The value of api.twitter.com must be the consumer key and the consumer secret, \
                 separated by a semicolon.",
            ));
        }
    }
    Ok(())
}

fn check_user_pools(given: &[Value], site: Site<'_>, max: usize) -> Result<(), Refusal> {
    if given.len() > max {
        return Err(refusal::limit_exceeded(format!(
            "An identity pool can have at most {max} user pool providers."
        )));
    }
    let mut seen = Vec::new();
    for provider in given {
        let member = |name: &str| provider.get(name).and_then(Value::as_str);
        let (Some(name), Some(client)) = (member("ProviderName"), member("ClientId")) else {
            return Err(refusal::invalid_parameter(
                "A Cognito identity provider needs a ProviderName and a ClientId.",
            ));
        };
        let Some(pool_id) = site.user_pool(name) else {
            return Err(refusal::invalid_parameter(format!(
                "{name} is not the provider name of a user pool."
            )));
        };
        if seen.contains(&(pool_id, client)) {
            return Err(refusal::invalid_parameter(format!(
                "{name} is configured twice for the client {client}."
            )));
        }
        seen.push((pool_id, client));
    }
    Ok(())
}

/// AWS answers the switch also where the request left it out.
fn with_check(provider: &Value) -> Value {
    let mut provider = provider.as_object().cloned().unwrap_or_default();
    provider.entry("ServerSideTokenCheck").or_insert(false.into());
    provider.into()
}

fn check_tags(tags: &Map) -> Result<(), Refusal> {
    if tags.len() > TAGS_MAX {
        return Err(refusal::invalid_parameter(format!(
            "An identity pool can have at most {TAGS_MAX} tags."
        )));
    }
    if tags.keys().any(|key| key.to_ascii_lowercase().starts_with("aws:")) {
        let text = "Tag keys starting with aws: are reserved for system use.";
        return Err(refusal::invalid_parameter(text));
    }
    Ok(())
}

fn user_pool_client(provider: &Value) -> Option<UserPoolClient> {
    let name = provider.get("ProviderName")?.as_str()?;
    Some(UserPoolClient {
        pool_id: name.rsplit_once('/')?.1.to_owned(),
        client_id: provider.get("ClientId")?.as_str()?.to_owned(),
        server_side_check: provider
            .get("ServerSideTokenCheck")
            .and_then(Value::as_bool)
            .unwrap_or_default(),
    })
}

fn keep(to: &mut Map, from: &Map, member: &str) {
    if let Some(value) = from.get(member) {
        to.insert(member.to_owned(), value.clone());
    }
}

/// An empty list counts as never set.
fn put(document: &mut Map, member: &str, values: Vec<Value>) {
    if !values.is_empty() {
        document.insert(member.to_owned(), values.into());
    }
}

pub(super) fn texts_by_key(map: Option<&Map>) -> BTreeMap<String, String> {
    let entries = map.into_iter().flatten();
    entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

fn owned(document: &Map, member: &str) -> Vec<String> {
    crate::member::texts(document, member).into_iter().map(str::to_owned).collect()
}

/// The document without what must not be stored in clear, and that, if there is any: a consumer's
/// secret stands in the value of its login provider.
pub fn without_secrets(document: &Map) -> (Map, Option<Map>) {
    let mut open = document.clone();
    let Some(social) = open.get_mut("SupportedLoginProviders").and_then(Value::as_object_mut)
    else {
        return (open, None);
    };
    let secret = |value: &Value| value.as_str().is_some_and(|text| text.contains(';'));
    let names: Vec<String> =
        social.iter().filter(|(_, value)| secret(value)).map(|(name, _)| name.clone()).collect();
    let secrets: Map =
        names.into_iter().filter_map(|name| social.remove(&name).map(|v| (name, v))).collect();
    (open, (!secrets.is_empty()).then_some(secrets))
}

/// The document as it was before [`without_secrets`].
#[must_use]
pub fn with_secrets(mut document: Map, secrets: Map) -> Map {
    if let Some(social) = document.get_mut("SupportedLoginProviders").and_then(Value::as_object_mut)
    {
        social.extend(secrets);
    }
    document
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::json;

    const SITE: Site<'_> = Site { host: "auth.example" };
    const USER_POOL: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A";

    fn map(json: Value) -> Map {
        json.as_object().unwrap().clone()
    }

    fn request(members: Value) -> Map {
        let mut request =
            map(json!({ "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": false }));
        request.extend(map(members));
        request
    }

    pub fn settings(members: Value) -> Settings {
        let kept: Map = map(members.clone())
            .into_iter()
            .filter(|(name, _)| KEPT.contains(&name.as_str()))
            .collect();
        let mut document = create(&request(members), SITE, 50).unwrap();
        document.extend(kept);
        Settings::read(&document).unwrap()
    }

    fn refused(members: Value) -> (&'static str, String) {
        let refusal = create(&request(members), SITE, 2).unwrap_err();
        (refusal.code, refusal.message)
    }

    #[test]
    fn what_was_never_set_is_not_shown() {
        let document = create(&request(json!({})), SITE, 50).unwrap();
        let shown = describe("r:u", &document);
        assert_eq!(
            Value::from(shown),
            json!({
                "IdentityPoolId": "r:u", "IdentityPoolName": "p",
                "AllowUnauthenticatedIdentities": false, "IdentityPoolTags": {},
            })
        );
        let read = Settings::read(&document).unwrap();
        assert_eq!((read.guests, read.classic, read.developer), (false, None, None));
    }

    #[test]
    fn settings_against_the_rules_are_refused() {
        let invalid = "InvalidParameterException";
        let provider =
            |name: &str, client: &str| json!({ "ProviderName": name, "ClientId": client });
        for (members, code, text) in [
            (
                json!({ "SupportedLoginProviders": { "login.example": "x" } }),
                invalid,
                "login.example is not a supported login provider.",
            ),
            (
                json!({ "SupportedLoginProviders": { "api.twitter.com": "key" } }),
                invalid,
                "The value of api.twitter.com must be the consumer key and the consumer secret, \
                 separated by a semicolon.",
            ),
            (
                json!({ "DeveloperProviderName": "accounts.google.com" }),
                invalid,
                "accounts.google.com is the name of another provider and cannot be a developer \
                 provider name.",
            ),
            (
                json!({ "CognitoIdentityProviders": [{ "ProviderName": USER_POOL }] }),
                invalid,
                "A Cognito identity provider needs a ProviderName and a ClientId.",
            ),
            (
                json!({ "CognitoIdentityProviders": [provider("idp.example/x", "c")] }),
                invalid,
                "idp.example/x is not the provider name of a user pool.",
            ),
            (
                json!({ "CognitoIdentityProviders": [
                    provider(USER_POOL, "c"), provider("auth.example/eu-west-1_A", "c"),
                ] }),
                invalid,
                "auth.example/eu-west-1_A is configured twice for the client c.",
            ),
            (
                json!({ "CognitoIdentityProviders": [
                    provider(USER_POOL, "a"), provider(USER_POOL, "b"), provider(USER_POOL, "c"),
                ] }),
                "LimitExceededException",
                "An identity pool can have at most 2 user pool providers.",
            ),
            (
                json!({ "OpenIdConnectProviderARNs": ["arn:aws:iam::123456789012:saml-provider/x"] }),
                invalid,
                "arn:aws:iam::123456789012:saml-provider/x is not the ARN of a oidc-provider.",
            ),
            (
                json!({ "SamlProviderARNs": ["arn:aws:iam::123456789012:role/x"] }),
                invalid,
                "arn:aws:iam::123456789012:role/x is not the ARN of a saml-provider.",
            ),
            (
                json!({ "IdentityPoolTags": { "AWS:x": "y" } }),
                invalid,
                "Tag keys starting with aws: are reserved for system use.",
            ),
            (
                json!({ "IdentityPoolTags":
                    (0..51).map(|n| (n.to_string(), "v".into())).collect::<Map>() }),
                invalid,
                "An identity pool can have at most 50 tags.",
            ),
        ] {
            assert_eq!(refused(members), (code, text.to_owned()));
        }
    }

    #[test]
    fn an_update_replaces_everything_but_what_stays() {
        let first = request(json!({
            "AllowClassicFlow": true,
            "DeveloperProviderName": "login.dev",
            "SupportedLoginProviders": { "accounts.google.com": "g" },
            "CognitoIdentityProviders": [{ "ProviderName": USER_POOL, "ClientId": "c" }],
            "OpenIdConnectProviderARNs": ["arn:aws:iam::123456789012:oidc-provider/a.b"],
            "IdentityPoolTags": { "team": "x" },
        }));
        let mut stored = create(&first, SITE, 50).unwrap();
        assert_eq!(stored["CognitoIdentityProviders"][0]["ServerSideTokenCheck"], false);
        stored.insert("Roles".into(), json!({ "authenticated": "arn" }));
        let after = update(&stored, &request(json!({})), SITE, 50).unwrap();
        assert_eq!(
            Value::from(after),
            json!({
                "IdentityPoolName": "p", "AllowUnauthenticatedIdentities": false,
                "DeveloperProviderName": "login.dev", "IdentityPoolTags": { "team": "x" },
                "Roles": { "authenticated": "arn" },
            })
        );
        let other = request(json!({ "DeveloperProviderName": "login.other" }));
        assert_eq!(
            update(&stored, &other, SITE, 50).unwrap_err().message,
            "The developer provider name cannot be changed once it has been set."
        );
        let none = update(&stored, &request(json!({ "IdentityPoolTags": {} })), SITE, 50).unwrap();
        assert_eq!(none.get("IdentityPoolTags"), None);
    }

    #[test]
    fn tags_are_added_and_removed() {
        let stored =
            create(&request(json!({ "IdentityPoolTags": { "a": "1" } })), SITE, 1).unwrap();
        let given = BTreeMap::from([("a".to_owned(), "2".to_owned()), ("b".into(), "3".into())]);
        let merged = merge_tags(&stored, &given).unwrap();
        assert_eq!(merged["IdentityPoolTags"], json!({ "a": "2", "b": "3" }));
        let left = remove_tags(&merged, &["a".into(), "x".into()]);
        assert_eq!(left["IdentityPoolTags"], json!({ "b": "3" }));
        let reserved = BTreeMap::from([("aws:x".to_owned(), String::new())]);
        assert!(merge_tags(&stored, &reserved).is_err());
    }

    #[test]
    fn consumer_secrets_are_kept_apart() {
        let social = json!({ "api.twitter.com": "key;secret", "accounts.google.com": "g" });
        let document =
            create(&request(json!({ "SupportedLoginProviders": social })), SITE, 1).unwrap();
        let (open, secrets) = without_secrets(&document);
        assert!(!Value::from(open.clone()).to_string().contains("secret"));
        assert_eq!(with_secrets(open, secrets.unwrap()), document);
        let plain = create(&request(json!({})), SITE, 1).unwrap();
        assert_eq!(without_secrets(&plain), (plain, None));
    }
}
