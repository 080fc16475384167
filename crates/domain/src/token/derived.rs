//! Claims of tokens that no sign-in gives: of clients themselves, and of token exchange.
//!
//! Source: developer guide, "Scopes, M2M, and resource servers"; RFC 8693 §4.1.

use serde_json::{Value, json};

use crate::{Map, id};

/// What the token of a client is made of. Times are seconds since the epoch.
pub struct ClientFacts<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub scopes: &'a [String],
    pub issued: i64,
    pub lifetime_seconds: i64,
}

/// The access token of a client that acts for itself: its subject is the client, whose id no user has.
pub fn client_claims(facts: &ClientFacts, jti: [u8; 16]) -> Map {
    let mut claims = Map::new();
    claims.insert("sub".into(), facts.client_id.into());
    claims.insert("token_use".into(), "access".into());
    if !facts.scopes.is_empty() {
        claims.insert("scope".into(), facts.scopes.join(" ").into());
    }
    claims.insert("auth_time".into(), facts.issued.into());
    claims.insert("iss".into(), facts.issuer.into());
    claims.insert("exp".into(), (facts.issued + facts.lifetime_seconds).into());
    claims.insert("iat".into(), facts.issued.into());
    claims.insert("version".into(), 2.into());
    claims.insert("jti".into(), id::uuid(&jti).into());
    claims.insert("client_id".into(), facts.client_id.into());
    claims
}

/// How deep a chain of actors may be.
pub const ACTORS_MAX: usize = 8;

/// The `act` claim: the actor, and behind it those who acted before. None: the chain is too long.
pub fn act(actor: &Actor, before: Option<&Value>) -> Option<Value> {
    let mut depth = 1;
    let mut next = before;
    while let Some(act) = next {
        depth += 1;
        next = act.get("act");
    }
    if depth > ACTORS_MAX {
        return None;
    }
    let mut claim = json!({ "sub": actor.sub, "iss": actor.issuer, "client_id": actor.client_id });
    if let Some(before) = before {
        claim["act"] = before.clone();
    }
    Some(claim)
}

/// Who acts on the subject's behalf.
#[derive(Clone, Debug)]
pub struct Actor {
    pub sub: String,
    pub issuer: String,
    pub client_id: String,
}

/// The scopes of an exchanged token: those asked for (none: the subject's), as far as the subject has
/// them and the client may have them.
pub fn granted(asked: Option<&[String]>, subject: &[String], client: &[String]) -> Vec<String> {
    let mut granted: Vec<String> = Vec::new();
    for scope in asked.unwrap_or(subject) {
        if subject.contains(scope) && client.contains(scope) && !granted.contains(scope) {
            granted.push(scope.clone());
        }
    }
    granted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn scopes_are_never_more_than_subject_and_client_have() {
        let (subject, client) = (texts(&["a", "b", "c"]), texts(&["b", "c", "d"]));
        assert_eq!(granted(None, &subject, &client), ["b", "c"]);
        let asked = texts(&["c", "d", "a", "c"]);
        assert_eq!(granted(Some(&asked), &subject, &client), ["c"]);
        assert!(granted(Some(&[]), &subject, &client).is_empty());
    }

    #[test]
    fn actors_stand_one_behind_the_other() {
        let actor =
            |sub: &str| Actor { sub: sub.into(), issuer: "i".into(), client_id: "c".into() };
        let first = act(&actor("one"), None).unwrap();
        let second = act(&actor("two"), Some(&first)).unwrap();
        assert_eq!(second["sub"], "two");
        assert_eq!(second["act"]["sub"], "one");
        let mut chain = first;
        for _ in 1..ACTORS_MAX {
            chain = act(&actor("more"), Some(&chain)).unwrap();
        }
        assert_eq!(act(&actor("one too many"), Some(&chain)), None);
    }
}
