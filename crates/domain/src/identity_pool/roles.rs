//! Which role an identity's credentials are for, in the enhanced flow.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::member::{list, object, text};
use crate::{Map, Refusal, refusal};

use super::provider::{Provider, Site, iam_resource};
use super::settings::Settings;

/// Providers with a mapping, of one pool.
const MAPPINGS_MAX: usize = 10;
const RULES_MAX: usize = 25;

/// The roles of those whom no mapping says more about. ARNs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    pub authenticated: Option<String>,
    pub unauthenticated: Option<String>,
}

/// What decides about the logins of one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapping {
    /// By the claims `cognito:roles` and `cognito:preferred_role`.
    Token(Ambiguous),
    /// By rules, of which the first that holds counts.
    Rules(Vec<Rule>, Ambiguous),
}

/// When the mapping leaves it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ambiguous {
    AuthenticatedRole,
    Deny,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub claim: String,
    pub match_type: MatchType,
    pub value: String,
    pub role: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchType {
    Equals,
    Contains,
    StartsWith,
    NotEqual,
}

/// Why there is no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The pool has no role for this kind of identity.
    NoRole,
    /// The mapping denies, or the role that was asked for is not among those that it gives.
    Denied,
}

impl Roles {
    pub fn read(roles: Option<&Map>) -> Roles {
        let role = |name| roles.and_then(|roles| text(roles, name)).map(str::to_owned);
        Roles { authenticated: role("authenticated"), unauthenticated: role("unauthenticated") }
    }
}

/// The role of an authenticated identity. `mapping`: of the provider that decides, with its token's
/// claims; `None` where no login of the call has one. `custom`: the role that the caller asks for.
pub fn choose_role<'a>(
    roles: &'a Roles,
    mapping: Option<(&'a Mapping, &'a Map)>,
    custom: Option<&'a str>,
) -> Result<&'a str, Refused> {
    let default = || roles.authenticated.as_deref().ok_or(Refused::NoRole);
    let Some((mapping, claims)) = mapping else {
        // Only a mapping can give other roles than the pool's own.
        return match custom {
            None => default(),
            Some(_) => Err(Refused::Denied),
        };
    };
    let ambiguous = |how: &Ambiguous| match how {
        Ambiguous::AuthenticatedRole => default(),
        Ambiguous::Deny => Err(Refused::Denied),
    };
    match mapping {
        Mapping::Token(how) => {
            let given = roles_in(claims);
            let preferred = claims.get("cognito:preferred_role").and_then(Value::as_str);
            match (custom, preferred, given.as_slice()) {
                (Some(custom), _, given) => {
                    given.contains(&custom).then_some(custom).ok_or(Refused::Denied)
                }
                (None, Some(preferred), _) => Ok(preferred),
                (None, None, [only]) => Ok(only),
                (None, None, _) => ambiguous(how),
            }
        }
        Mapping::Rules(rules, how) => {
            let mut holding = rules.iter().filter(|rule| rule.holds(claims));
            match custom {
                Some(custom) => {
                    let given = holding.any(|rule| rule.role == custom);
                    given.then_some(custom).ok_or(Refused::Denied)
                }
                None => holding.next().map_or_else(|| ambiguous(how), |rule| Ok(&rule.role)),
            }
        }
    }
}

/// The role of an identity whose provider offers roles itself, as SAML providers do, where no mapping
/// decides. Of several the caller names one.
pub fn choose_offered<'a>(offered: &[&'a str], custom: Option<&str>) -> Result<&'a str, Refused> {
    let found = match (custom, offered) {
        (Some(custom), _) => offered.iter().find(|role| **role == custom).copied(),
        (None, [only]) => Some(*only),
        (None, _) => None,
    };
    found.ok_or(Refused::Denied)
}

/// `cognito:roles`: ID tokens carry an array, the documentation says a list separated by commas.
fn roles_in(claims: &Map) -> Vec<&str> {
    match claims.get("cognito:roles") {
        Some(Value::Array(roles)) => roles.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(roles)) => {
            let roles = roles.split(',').map(str::trim);
            roles.filter(|role| !role.is_empty()).collect()
        }
        _ => Vec::new(),
    }
}

impl Rule {
    /// A claim that is missing makes no rule hold, not even `NotEqual`. Of a list, any element counts;
    /// `NotEqual` wants that none is equal.
    fn holds(&self, claims: &Map) -> bool {
        let found = match claims.get(&self.claim) {
            None | Some(Value::Null) => return false,
            Some(Value::Array(items)) => items.iter().filter_map(plain).collect(),
            Some(other) => Vec::from_iter(plain(other)),
        };
        let any = |test: fn(&str, &str) -> bool| found.iter().any(|one| test(one, &self.value));
        match self.match_type {
            MatchType::Equals => any(|found, value| found == value),
            MatchType::Contains => any(|found, value| found.contains(value)),
            MatchType::StartsWith => any(|found, value| found.starts_with(value)),
            MatchType::NotEqual => !any(|found, value| found == value),
        }
    }
}

/// A claim as the text that rules and tags see.
pub(super) fn plain(claim: &Value) -> Option<String> {
    match claim {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// SetIdentityPoolRoles: the document with other roles and mappings. What the request leaves out is
/// removed.
pub fn set_roles(
    stored: &Map,
    settings: &Settings,
    request: &Map,
    site: Site<'_>,
) -> Result<Map, Refusal> {
    let roles = object(request, "Roles").cloned().unwrap_or_default();
    for (name, role) in &roles {
        if !["authenticated", "unauthenticated"].contains(&name.as_str()) {
            return Err(refusal::invalid_parameter(format!(
                "{name} is not a kind of role: give authenticated and unauthenticated."
            )));
        }
        check_role(role.as_str().unwrap_or_default())?;
    }
    let mappings = object(request, "RoleMappings").cloned().unwrap_or_default();
    if mappings.len() > MAPPINGS_MAX {
        return Err(refusal::invalid_parameter(format!(
            "An identity pool can have at most {MAPPINGS_MAX} role mappings."
        )));
    }
    for (key, mapping) in &mappings {
        if site.mapped(settings, key).is_none() {
            return Err(refusal::invalid_parameter(format!(
                "({key}) is not a valid RoleMapping ProviderName or is not a configured provider."
            )));
        }
        check_mapping(mapping.as_object().unwrap_or(&Map::new()))?;
    }
    let mut document = stored.clone();
    for (member, value) in [("Roles", roles), ("RoleMappings", mappings)] {
        match value.is_empty() {
            true => drop(document.remove(member)),
            false => drop(document.insert(member.to_owned(), value.into())),
        }
    }
    Ok(document)
}

/// Every role that a request of SetIdentityPoolRoles names, once.
pub fn roles_named(request: &Map) -> Vec<String> {
    let own = object(request, "Roles").into_iter().flatten().map(|(_, role)| role);
    let mappings = object(request, "RoleMappings").into_iter().flatten();
    let rules = mappings.filter_map(|(_, mapping)| {
        object(mapping.as_object()?, "RulesConfiguration").map(|rules| list(rules, "Rules"))
    });
    let of_rules = rules.flatten().filter_map(|rule| rule.get("RoleARN"));
    let mut named: Vec<String> =
        own.chain(of_rules).filter_map(Value::as_str).map(str::to_owned).collect();
    named.sort();
    named.dedup();
    named
}

fn check_role(arn: &str) -> Result<(), Refusal> {
    match iam_resource(arn, "role/") {
        Some(_) => Ok(()),
        None => Err(refusal::invalid_parameter(format!("{arn} is not the ARN of a role."))),
    }
}

fn check_mapping(mapping: &Map) -> Result<(), Refusal> {
    if text(mapping, "AmbiguousRoleResolution").is_none() {
        let text = "A role mapping of the type Token or Rules needs an AmbiguousRoleResolution.";
        return Err(refusal::invalid_parameter(text));
    }
    let rules = object(mapping, "RulesConfiguration").map(|rules| list(rules, "Rules"));
    match (text(mapping, "Type"), rules) {
        (Some("Rules"), None | Some([])) => Err(refusal::invalid_parameter(
            "A role mapping of the type Rules needs a RulesConfiguration.",
        )),
        (_, Some(rules)) if rules.len() > RULES_MAX => Err(refusal::invalid_parameter(format!(
            "A role mapping can have at most {RULES_MAX} rules."
        ))),
        (_, rules) => {
            let mut roles =
                rules.into_iter().flatten().filter_map(|rule| rule.get("RoleARN")?.as_str());
            roles.try_for_each(check_role)
        }
    }
}

pub(super) fn read_mappings(stored: Option<&Map>) -> Option<BTreeMap<String, Mapping>> {
    let entries = stored.into_iter().flatten();
    entries.map(|(key, mapping)| Some((key.clone(), read(mapping.as_object()?)?))).collect()
}

fn read(mapping: &Map) -> Option<Mapping> {
    let how = match text(mapping, "AmbiguousRoleResolution")? {
        "AuthenticatedRole" => Ambiguous::AuthenticatedRole,
        "Deny" => Ambiguous::Deny,
        _ => return None,
    };
    match text(mapping, "Type")? {
        "Token" => Some(Mapping::Token(how)),
        "Rules" => {
            let rules = list(object(mapping, "RulesConfiguration")?, "Rules");
            let rules =
                rules.iter().map(|rule| read_rule(rule.as_object()?)).collect::<Option<_>>();
            Some(Mapping::Rules(rules?, how))
        }
        _ => None,
    }
}

fn read_rule(rule: &Map) -> Option<Rule> {
    Some(Rule {
        claim: text(rule, "Claim")?.to_owned(),
        match_type: match text(rule, "MatchType")? {
            "Equals" => MatchType::Equals,
            "Contains" => MatchType::Contains,
            "StartsWith" => MatchType::StartsWith,
            "NotEqual" => MatchType::NotEqual,
            _ => return None,
        },
        value: text(rule, "Value")?.to_owned(),
        role: text(rule, "RoleARN")?.to_owned(),
    })
}

impl Settings {
    /// The mapping of a provider. `client`: of a user pool, the token's audience.
    pub fn mapping(
        &self,
        site: Site<'_>,
        provider: &Provider,
        client: Option<&str>,
    ) -> Option<&Mapping> {
        let fits = |key: &str| {
            site.mapped(self, key).is_some_and(|(mapped, of)| {
                mapped == *provider && of.is_none_or(|of| client == Some(of.as_str()))
            })
        };
        self.mappings.iter().find(|(key, _)| fits(key)).map(|(_, mapping)| mapping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity_pool::settings::tests::settings;
    use serde_json::json;

    const SITE: Site<'_> = Site { host: "auth.example" };
    const A: &str = "arn:aws:iam::123456789012:role/a";
    const B: &str = "arn:aws:iam::123456789012:role/b";
    const OWN: &str = "arn:aws:iam::123456789012:role/own";

    fn map(json: Value) -> Map {
        json.as_object().unwrap().clone()
    }

    fn rule(claim: &str, match_type: MatchType, value: &str, role: &str) -> Rule {
        Rule { claim: claim.into(), match_type, value: value.into(), role: role.into() }
    }

    /// Every branch of the selection.
    #[test]
    fn the_role_follows_from_mapping_claims_and_wish() {
        use Ambiguous::{AuthenticatedRole, Deny};
        let token = |how| Some(Mapping::Token(how));
        let rules = |how| {
            Some(Mapping::Rules(
                vec![
                    rule("custom:dept", MatchType::Equals, "sales", A),
                    rule("custom:dept", MatchType::StartsWith, "sa", B),
                ],
                how,
            ))
        };
        let both = json!({ "cognito:roles": [A, B] });
        let preferring = json!({ "cognito:roles": [A, B], "cognito:preferred_role": B });
        let sales = json!({ "custom:dept": "sales" });
        for (mapping, claims, custom, expected) in [
            (None, json!({}), None, Ok(OWN)),
            (None, json!({ "cognito:roles": [A] }), Some(A), Err(Refused::Denied)),
            (token(Deny), both.clone(), Some(A), Ok(A)),
            (token(Deny), json!({ "cognito:roles": format!("{A}, {B}") }), Some(B), Ok(B)),
            (token(AuthenticatedRole), both.clone(), Some(OWN), Err(Refused::Denied)),
            (token(Deny), preferring.clone(), None, Ok(B)),
            (token(Deny), preferring, Some(A), Ok(A)),
            (token(Deny), json!({ "cognito:roles": [A] }), None, Ok(A)),
            (token(Deny), json!({ "cognito:roles": A }), None, Ok(A)),
            (token(Deny), both.clone(), None, Err(Refused::Denied)),
            (token(AuthenticatedRole), both, None, Ok(OWN)),
            (token(Deny), json!({}), None, Err(Refused::Denied)),
            (token(AuthenticatedRole), json!({ "cognito:roles": [] }), None, Ok(OWN)),
            (rules(Deny), sales.clone(), None, Ok(A)),
            (rules(Deny), sales.clone(), Some(B), Ok(B)),
            (rules(Deny), sales, Some(OWN), Err(Refused::Denied)),
            (rules(Deny), json!({ "custom:dept": "safety" }), None, Ok(B)),
            (rules(Deny), json!({ "custom:dept": "safety" }), Some(A), Err(Refused::Denied)),
            (rules(Deny), json!({ "custom:dept": "dev" }), None, Err(Refused::Denied)),
            (rules(AuthenticatedRole), json!({}), None, Ok(OWN)),
        ] {
            let roles = Roles { authenticated: Some(OWN.into()), unauthenticated: None };
            let claims = map(claims);
            let mapping = mapping.as_ref().map(|mapping| (mapping, &claims));
            assert_eq!(choose_role(&roles, mapping, custom), expected, "{mapping:?} {custom:?}");
        }
        let none = Roles::default();
        assert_eq!(choose_role(&none, None, None), Err(Refused::NoRole));
        let mapping = Mapping::Token(AuthenticatedRole);
        assert_eq!(choose_role(&none, Some((&mapping, &Map::new())), None), Err(Refused::NoRole));
    }

    #[test]
    fn rules_look_at_claims_as_text() {
        use MatchType::{Contains, Equals, NotEqual, StartsWith};
        for (claim, kind, value, holds) in [
            (json!("Sales"), Equals, "sales", false),
            (json!("sales"), Equals, "sales", true),
            (json!(7), Equals, "7", true),
            (json!(true), Equals, "true", true),
            (json!(["a", "b"]), Equals, "b", true),
            (json!(["a", "b"]), Equals, "a,b", false),
            (json!(["alpha", "beta"]), Contains, "et", true),
            (json!("alpha"), Contains, "et", false),
            (json!(["alpha", "beta"]), StartsWith, "be", true),
            (json!("alpha"), StartsWith, "lp", false),
            (json!("a"), NotEqual, "b", true),
            (json!("a"), NotEqual, "a", false),
            (json!(["a", "b"]), NotEqual, "a", false),
            (json!(null), NotEqual, "a", false),
        ] {
            let claims = map(json!({ "c": claim }));
            assert_eq!(rule("c", kind, value, A).holds(&claims), holds, "{claim} {kind:?} {value}");
        }
        // A claim that is missing skips the rule.
        assert!(!rule("c", NotEqual, "a", A).holds(&Map::new()));
    }

    fn configured() -> Settings {
        settings(json!({
            "CognitoIdentityProviders": [{
                "ProviderName": "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A", "ClientId": "c",
            }],
            "SupportedLoginProviders": { "accounts.google.com": "g" },
        }))
    }

    const KEY: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A:c";

    #[test]
    fn roles_and_mappings_that_cannot_decide_are_refused() {
        let refused = |request: Value| {
            set_roles(&Map::new(), &configured(), &map(request), SITE).unwrap_err().message
        };
        let mapping = |mapping: Value| json!({ "Roles": {}, "RoleMappings": { KEY: mapping } });
        for (request, text) in [
            (
                json!({ "Roles": { "guest": A } }),
                "guest is not a kind of role: give authenticated and unauthenticated.",
            ),
            (
                json!({ "Roles": { "authenticated": "arn:aws:iam::123456789012:user/x" } }),
                "arn:aws:iam::123456789012:user/x is not the ARN of a role.",
            ),
            (
                json!({ "Roles": {}, "RoleMappings": { "https://accounts.google.com": {} } }),
                "(https://accounts.google.com) is not a valid RoleMapping ProviderName or is not a \
                 configured provider.",
            ),
            (
                mapping(json!({ "Type": "Token" })),
                "A role mapping of the type Token or Rules needs an AmbiguousRoleResolution.",
            ),
            (
                mapping(json!({ "Type": "Rules", "AmbiguousRoleResolution": "Deny" })),
                "A role mapping of the type Rules needs a RulesConfiguration.",
            ),
            (
                mapping(json!({
                    "Type": "Rules", "AmbiguousRoleResolution": "Deny",
                    "RulesConfiguration": { "Rules": vec![json!({ "RoleARN": A }); 26] },
                })),
                "A role mapping can have at most 25 rules.",
            ),
            (
                mapping(json!({
                    "Type": "Rules", "AmbiguousRoleResolution": "Deny",
                    "RulesConfiguration": { "Rules": [{ "RoleARN": "arn:aws:iam::x:role/longer" }] },
                })),
                "arn:aws:iam::x:role/longer is not the ARN of a role.",
            ),
        ] {
            assert_eq!(refused(request), text);
        }
    }

    #[test]
    fn setting_replaces_all_roles_and_names_each_once() {
        let rule = |role: &str| json!({ "Claim": "x", "MatchType": "Equals", "Value": "y", "RoleARN": role });
        let request = map(json!({
            "Roles": { "authenticated": A, "unauthenticated": B },
            "RoleMappings": { KEY: {
                "Type": "Rules", "AmbiguousRoleResolution": "Deny",
                "RulesConfiguration": { "Rules": [rule(OWN), rule(A)] },
            } },
        }));
        assert_eq!(roles_named(&request), [A, B, OWN]);
        let document = set_roles(&Map::new(), &configured(), &request, SITE).unwrap();
        let mut with_roles = configured();
        with_roles.mappings = read_mappings(object(&document, "RoleMappings")).unwrap();
        let pool = Provider::UserPool("eu-west-1_A".into());
        assert!(with_roles.mapping(SITE, &pool, Some("c")).is_some());
        assert!(with_roles.mapping(SITE, &pool, Some("d")).is_none());
        assert!(with_roles.mapping(SITE, &Provider::Social("accounts.google.com"), None).is_none());
        let emptied =
            set_roles(&document, &configured(), &map(json!({ "Roles": {} })), SITE).unwrap();
        assert!(emptied.is_empty());
    }
}
