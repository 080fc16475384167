//! What PreTokenGeneration changes about tokens, within what it may (TK-4).
//!
//! A change that is not the function's to make is ignored: the claim stays as it is. An answer that
//! cannot be read is an error.
//!
//! Source: developer guide, "Pre token generation Lambda trigger".

use serde_json::{Value, json};

use crate::{Map, Refusal, refusal};

/// Claims and scopes together, as AWS limits them.
const CHANGES_MAX: usize = 5_000;

const GROUPS: &str = "cognito:groups";
const ROLES: &str = "cognito:roles";
const PREFERRED_ROLE: &str = "cognito:preferred_role";

/// Claims of either token that no function sets or suppresses; so is everything else of `cognito:`.
const RESERVED: [&str; 16] = [
    "acr",
    "act",
    "amr",
    "at_hash",
    "auth_time",
    "azp",
    "event_id",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "sub",
    "token_use",
];

/// The same of the ID token alone, and of the access token alone.
const RESERVED_ID: [&str; 2] = ["aud", "identities"];
const RESERVED_ACCESS: [&str; 6] =
    ["client_id", "device_key", "identities", "scope", "username", "version"];

/// The one scope of Cognito's own that a function may add.
const SIGN_IN_SCOPE: &str = "aws.cognito.signin.user.admin";

/// The changes; the default changes nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    id: Changes,
    access: Changes,
    scopes_added: Vec<String>,
    scopes_suppressed: Vec<String>,
    groups: Option<Groups>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Changes {
    added: Map,
    suppressed: Vec<String>,
}

/// `groupOverrideDetails`, in the place of everything that groups would say.
#[derive(Clone, Debug, Default, PartialEq)]
struct Groups {
    names: Vec<String>,
    roles: Vec<String>,
    preferred: Option<String>,
}

impl Overrides {
    /// Reads the function's `response`; `version` is its `LambdaVersion`.
    ///
    /// `InvalidLambdaResponseException` for what has another form, or too much.
    pub fn read(version: &str, response: &Value) -> Result<Overrides, Refusal> {
        let overrides = match version {
            "V1_0" => object(response, "claimsOverrideDetails")?.map(simple),
            _ => object(response, "claimsAndScopeOverrideDetails")?.map(whole),
        };
        let overrides = overrides.transpose()?.unwrap_or_default();
        if overrides.len() > CHANGES_MAX {
            return Err(unusable(&format!("more than {CHANGES_MAX} claims and scopes")));
        }
        Ok(overrides)
    }

    pub fn is_empty(&self) -> bool {
        *self == Overrides::default()
    }

    fn len(&self) -> usize {
        let of = |changes: &Changes| changes.added.len() + changes.suppressed.len();
        of(&self.id) + of(&self.access) + self.scopes_added.len() + self.scopes_suppressed.len()
    }

    /// The ID token's claims with the changes.
    pub fn of_id(&self, claims: &mut Map) {
        if let Some(groups) = &self.groups {
            groups.replace(claims);
            set(claims, ROLES, &groups.roles);
            claims.remove(PREFERRED_ROLE);
            if let Some(role) = &groups.preferred {
                claims.insert(PREFERRED_ROLE.into(), role.as_str().into());
            }
        }
        self.id.apply(claims, |name| RESERVED_ID.contains(&name));
    }

    /// The access token's claims with the changes.
    pub fn of_access(&self, claims: &mut Map, client_id: &str) {
        if let Some(groups) = &self.groups {
            groups.replace(claims);
        }
        self.access.apply(claims, |name| RESERVED_ACCESS.contains(&name) || name == "aud");
        if self.access.added.get("aud").is_some_and(|aud| aud == client_id) {
            claims.insert("aud".into(), client_id.into());
        }
        if self.scopes_added.is_empty() && self.scopes_suppressed.is_empty() {
            return;
        }
        let scope = claims.get("scope").and_then(Value::as_str).unwrap_or_default();
        let mut scopes: Vec<&str> = scope.split_ascii_whitespace().collect();
        for scope in self.scopes_added.iter().filter(|scope| may_add(scope)) {
            if !scopes.contains(&scope.as_str()) {
                scopes.push(scope);
            }
        }
        scopes.retain(|scope| !self.scopes_suppressed.iter().any(|gone| gone == scope));
        let scope = scopes.join(" ");
        match scope.is_empty() {
            true => drop(claims.remove("scope")),
            false => drop(claims.insert("scope".into(), scope.into())),
        }
    }
}

impl Changes {
    /// Suppressing wins over adding.
    fn apply(&self, claims: &mut Map, reserved: impl Fn(&str) -> bool) {
        let reserved = |name: &str| RESERVED.contains(&name) || reserved(name);
        for (name, value) in &self.added {
            let own = name.starts_with("cognito:") || name.starts_with("dev:");
            if !own && !reserved(name) {
                claims.insert(name.clone(), value.clone());
            }
        }
        for name in &self.suppressed {
            if name == GROUPS {
                for claim in [GROUPS, ROLES, PREFERRED_ROLE] {
                    claims.remove(claim);
                }
            } else if !name.starts_with("cognito:") && !reserved(name) {
                claims.remove(name);
            }
        }
    }
}

impl Groups {
    fn replace(&self, claims: &mut Map) {
        set(claims, GROUPS, &self.names);
    }
}

fn set(claims: &mut Map, name: &str, values: &[String]) {
    match values.is_empty() {
        true => drop(claims.remove(name)),
        false => drop(claims.insert(name.to_owned(), json!(values))),
    }
}

fn may_add(scope: &str) -> bool {
    let is_own = scope.starts_with("aws.cognito.");
    !scope.is_empty() && !scope.contains(char::is_whitespace) && (!is_own || scope == SIGN_IN_SCOPE)
}

/// `claimsOverrideDetails`: texts, and of the ID token; groups are of both.
fn simple(details: &Map) -> Result<Overrides, Refusal> {
    let id = changes(details)?;
    if !id.added.values().all(Value::is_string) {
        return Err(unusable("claimsToAddOrOverride may only hold strings"));
    }
    Ok(Overrides { id, groups: groups(details)?, ..Overrides::default() })
}

/// `claimsAndScopeOverrideDetails`
fn whole(details: &Map) -> Result<Overrides, Refusal> {
    let part =
        |name| -> Result<Map, Refusal> { Ok(member(details, name)?.cloned().unwrap_or_default()) };
    let (id, access) = (part("idTokenGeneration")?, part("accessTokenGeneration")?);
    Ok(Overrides {
        id: changes(&id)?,
        access: changes(&access)?,
        scopes_added: texts(&access, "scopesToAdd")?,
        scopes_suppressed: texts(&access, "scopesToSuppress")?,
        groups: groups(details)?,
    })
}

fn changes(part: &Map) -> Result<Changes, Refusal> {
    Ok(Changes {
        added: member(part, "claimsToAddOrOverride")?.cloned().unwrap_or_default(),
        suppressed: texts(part, "claimsToSuppress")?,
    })
}

/// Absent keeps the groups; null and `{}` take them away.
fn groups(details: &Map) -> Result<Option<Groups>, Refusal> {
    const DETAILS: &str = "groupOverrideDetails";
    if !details.contains_key(DETAILS) {
        return Ok(None);
    }
    let Some(given) = member(details, DETAILS)? else { return Ok(Some(Groups::default())) };
    let preferred = match given.get("preferredRole") {
        None | Some(Value::Null) => None,
        Some(Value::String(role)) => Some(role.clone()),
        Some(_) => return Err(unusable("preferredRole is no string")),
    };
    Ok(Some(Groups {
        names: texts(given, "groupsToOverride")?,
        roles: texts(given, "iamRolesToOverride")?,
        preferred,
    }))
}

fn object<'a>(response: &'a Value, name: &str) -> Result<Option<&'a Map>, Refusal> {
    match response {
        Value::Null => Ok(None),
        Value::Object(members) => member(members, name),
        _ => Err(unrecognizable()),
    }
}

fn member<'a>(map: &'a Map, name: &str) -> Result<Option<&'a Map>, Refusal> {
    match map.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(members)) => Ok(Some(members)),
        Some(_) => Err(unusable(&format!("{name} is no object"))),
    }
}

fn texts(map: &Map, name: &str) -> Result<Vec<String>, Refusal> {
    let list = match map.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(unusable(&format!("{name} is no list"))),
    };
    let text = |item: &Value| item.as_str().map(str::to_owned);
    let texts: Option<Vec<String>> = list.iter().map(text).collect();
    texts.ok_or_else(|| unusable(&format!("{name} may only hold strings")))
}

fn unrecognizable() -> Refusal {
    refusal::invalid_lambda_response("Unrecognizable lambda output")
}

fn unusable(problem: &str) -> Refusal {
    refusal::invalid_lambda_response(format!("Invalid lambda function output : {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "client";

    fn map(value: Value) -> Map {
        value.as_object().unwrap().clone()
    }

    fn id() -> Map {
        map(json!({
            "sub": "s", "aud": CLIENT, "email": "a@b", "dev:x": "1", "cognito:username": "alice",
            "cognito:groups": ["a", "b"], "cognito:roles": ["r"], "cognito:preferred_role": "r",
            "identities": [],
        }))
    }

    fn access() -> Map {
        map(json!({
            "sub": "s", "client_id": CLIENT, "username": "alice", "cognito:groups": ["a", "b"],
            "scope": "aws.cognito.signin.user.admin rs/read", "device_key": "d", "version": 2,
        }))
    }

    fn changed(version: &str, response: Value) -> (Map, Map) {
        let overrides = Overrides::read(version, &response).unwrap();
        let (mut id, mut access) = (id(), access());
        overrides.of_id(&mut id);
        overrides.of_access(&mut access, CLIENT);
        (id, access)
    }

    fn v2(id_part: Value, access_part: Value) -> Value {
        json!({ "claimsAndScopeOverrideDetails": {
            "idTokenGeneration": id_part, "accessTokenGeneration": access_part,
        }})
    }

    #[test]
    fn an_event_that_comes_back_changes_nothing() {
        for (version, response) in [
            ("V1_0", json!({ "claimsOverrideDetails": null })),
            ("V1_0", json!({ "claimsOverrideDetails": {} })),
            ("V1_0", json!(null)),
            ("V2_0", json!({ "claimsAndScopeOverrideDetails": null })),
            ("V3_0", json!({})),
            // The other version's member is not this one's.
            ("V2_0", json!({ "claimsOverrideDetails": { "claimsToSuppress": ["email"] } })),
        ] {
            assert!(Overrides::read(version, &response).unwrap().is_empty(), "{response}");
            assert_eq!(changed(version, response), (id(), access()));
        }
    }

    #[test]
    fn version_1_changes_the_id_token_and_suppressing_wins() {
        let (id, unchanged) = changed(
            "V1_0",
            json!({ "claimsOverrideDetails": {
                "claimsToAddOrOverride": { "tier": "gold", "email": "x", "gone": "y" },
                "claimsToSuppress": ["gone", "dev:x"],
            }}),
        );
        assert_eq!((id["tier"].as_str(), id["email"].as_str()), (Some("gold"), Some("x")));
        assert!(!id.contains_key("gone") && !id.contains_key("dev:x"));
        assert_eq!(unchanged, access());
    }

    #[test]
    fn tk_4_reserved_claims_stay_as_they_are() {
        let names: Vec<String> = RESERVED
            .iter()
            .chain(&["cognito:username", "cognito:anything", "dev:y"])
            .map(|name| (*name).to_owned())
            .collect();
        let all: Map = names.iter().map(|name| (name.clone(), json!("forged"))).collect();
        let mut id_part = all.clone();
        let mut access_part = all;
        id_part.extend(RESERVED_ID.map(|name| (name.to_owned(), json!("forged"))));
        access_part.extend(RESERVED_ACCESS.map(|name| (name.to_owned(), json!("forged"))));
        access_part.insert("aud".into(), json!("another client"));
        let suppressed = |part: &Map| part.keys().cloned().collect::<Vec<_>>();
        for response in [
            v2(
                json!({ "claimsToAddOrOverride": id_part }),
                json!({ "claimsToAddOrOverride": access_part }),
            ),
            v2(
                json!({ "claimsToSuppress": suppressed(&id_part) }),
                json!({ "claimsToSuppress": suppressed(&access_part) }),
            ),
        ] {
            assert_eq!(changed("V2_0", response), (id(), access()));
        }
    }

    #[test]
    fn later_versions_change_both_tokens_with_any_value_and_scopes() {
        let response = v2(
            json!({ "claimsToAddOrOverride": { "n": 1, "deep": { "a": [true, null] } } }),
            json!({
                "claimsToAddOrOverride": { "aud": CLIENT, "list": ["x"] },
                "scopesToAdd": ["rs/write", "rs/read", "a b", "aws.cognito.dcr/register", ""],
                "scopesToSuppress": ["aws.cognito.signin.user.admin"],
            }),
        );
        let (id, access) = changed("V3_0", response);
        assert_eq!((&id["n"], &id["deep"]), (&json!(1), &json!({ "a": [true, null] })));
        assert_eq!((&access["aud"], &access["list"]), (&json!(CLIENT), &json!(["x"])));
        assert_eq!(access["scope"], "rs/read rs/write");
        let all = json!({ "scopesToSuppress": ["aws.cognito.signin.user.admin", "rs/read"] });
        assert!(!changed("V2_0", v2(json!({}), all)).1.contains_key("scope"));
    }

    #[test]
    fn groups_are_replaced_taken_away_or_kept() {
        let with = |details: Value| {
            changed("V1_0", json!({ "claimsOverrideDetails": { "groupOverrideDetails": details } }))
        };
        let (id, access) = with(json!({
            "groupsToOverride": ["c"], "iamRolesToOverride": ["q"], "preferredRole": "q",
        }));
        assert_eq!(
            (&id[GROUPS], &id[ROLES], &id[PREFERRED_ROLE]),
            (&json!(["c"]), &json!(["q"]), &json!("q"))
        );
        assert_eq!(access[GROUPS], json!(["c"]));
        assert!(!access.contains_key(ROLES));
        for none in [json!(null), json!({})] {
            let (id, access) = with(none);
            for claim in [GROUPS, ROLES, PREFERRED_ROLE] {
                assert!(!id.contains_key(claim) && !access.contains_key(claim), "{claim}");
            }
        }
        let suppressed = json!({ "claimsToSuppress": [GROUPS] });
        let (id, access) = changed("V2_0", v2(suppressed, json!({})));
        assert!(!id.contains_key(GROUPS) && !id.contains_key(ROLES));
        assert_eq!(access[GROUPS], json!(["a", "b"]));
        let forged = json!({ "claimsToAddOrOverride": { GROUPS: ["admin"] } });
        let unchanged = (super::tests::id(), super::tests::access());
        assert_eq!(changed("V2_0", v2(forged.clone(), forged)), unchanged);
    }

    #[test]
    fn unreadable_answers_are_errors() {
        let many: Vec<String> = (0..=CHANGES_MAX).map(|n| n.to_string()).collect();
        for (version, response) in [
            ("V1_0", json!("yes")),
            ("V1_0", json!({ "claimsOverrideDetails": [] })),
            ("V1_0", json!({ "claimsOverrideDetails": { "claimsToAddOrOverride": { "n": 1 } } })),
            ("V1_0", json!({ "claimsOverrideDetails": { "claimsToSuppress": "email" } })),
            ("V1_0", json!({ "claimsOverrideDetails": { "groupOverrideDetails": [] } })),
            (
                "V1_0",
                json!({ "claimsOverrideDetails": {
                    "groupOverrideDetails": { "preferredRole": 1 } } }),
            ),
            ("V2_0", v2(json!([]), json!({}))),
            ("V2_0", v2(json!({}), json!({ "scopesToAdd": [1] }))),
            ("V2_0", v2(json!({ "claimsToSuppress": many }), json!({}))),
        ] {
            let refusal = Overrides::read(version, &response).unwrap_err();
            assert_eq!(refusal.code, "InvalidLambdaResponseException", "{response}");
        }
    }
}
