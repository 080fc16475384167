//! What must hold for all policies and requests.

use std::fmt::Write as _;

use cognate_access::policy::{Kind, Policy, Verdict};
use serde_json::{Value, json};

use super::random::World;
use super::world::{Asked, Dice, Documents, Sort, document, documents, request};

const ROUNDS: usize = 4000;

fn copy(documents: &Documents) -> Documents {
    Documents {
        identity: documents.identity.clone(),
        boundary: documents.boundary.clone(),
        session: documents.session.clone(),
        resource: documents.resource.clone(),
        trust: documents.trust.clone(),
    }
}

/// Requests in a world, and the same requests in the world that `change` makes of it.
fn for_all(
    seed: u64,
    change: impl Fn(&mut Dice, &mut Documents),
    check: impl Fn(&Asked, Verdict, Verdict),
) {
    let mut dice = Dice(seed);
    for _ in 0..ROUNDS {
        let documents = documents(&mut dice);
        let mut changed = copy(&documents);
        change(&mut dice, &mut changed);
        let (before, after) = (World::new(documents), World::new(changed));
        for _ in 0..4 {
            let asked = request(&mut dice);
            check(&asked, before.decide(&asked), after.decide(&asked));
        }
    }
}

fn with_effect(dice: &mut Dice, effect: &str) -> Value {
    let mut document = document(dice, Sort::Identity);
    for statement in document["Statement"].as_array_mut().unwrap() {
        statement["Effect"] = json!(effect);
    }
    document
}

#[test]
fn a_deny_more_allows_nothing() {
    let deny = |dice: &mut Dice, documents: &mut Documents| {
        let more = with_effect(dice, "Deny");
        documents.identity.push(more);
    };
    for_all(11, deny, |_, before, after| {
        assert!(after == before || after == Verdict::ExplicitDeny);
    });
}

#[test]
fn an_allow_more_refuses_nothing_and_overrules_no_deny() {
    let allow = |dice: &mut Dice, documents: &mut Documents| {
        let more = with_effect(dice, "Allow");
        documents.identity.push(more);
    };
    for_all(12, allow, |_, before, after| match before {
        Verdict::ImplicitDeny => assert_ne!(after, Verdict::ExplicitDeny),
        settled => assert_eq!(after, settled),
    });
}

#[test]
fn a_session_policy_allows_nothing_that_was_not_allowed() {
    use cognate_access::policy::Principal;
    let session = |dice: &mut Dice, documents: &mut Documents| {
        documents.session = Some(vec![document(dice, Sort::Identity)]);
    };
    let mut dice = Dice(13);
    for _ in 0..ROUNDS {
        let mut without = documents(&mut dice);
        without.session = None;
        let mut with = copy(&without);
        session(&mut dice, &mut with);
        let (without, with) = (World::new(without), World::new(with));
        let asked = request(&mut dice);
        // A federated user has nothing without one.
        if !matches!(asked.principal, Principal::FederatedUser { .. }) {
            let allowed = with.decide(&asked) == Verdict::Allow;
            assert!(!allowed || without.decide(&asked) == Verdict::Allow);
        }
    }
}

#[test]
fn order_of_statements_and_members_does_not_matter() {
    let turn = |_: &mut Dice, documents: &mut Documents| {
        let Documents { identity, boundary, session, resource, trust } = documents;
        identity.reverse();
        let all = identity.iter_mut().chain(boundary).chain(session.iter_mut().flatten());
        for document in all.chain(resource).chain(trust) {
            reverse(document);
        }
    };
    for_all(14, turn, |_, before, after| assert_eq!(before, after));
}

/// Lists; the order of members is turned round by [`written_backwards`].
fn reverse(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.reverse();
            list.iter_mut().for_each(reverse);
        }
        Value::Object(members) => members.values_mut().for_each(reverse),
        _ => {}
    }
}

#[test]
fn order_of_members_does_not_matter_to_the_parser() {
    let mut dice = Dice(15);
    for _ in 0..ROUNDS {
        let mut text = String::new();
        written_backwards(&document(&mut dice, Sort::Resource), &mut text);
        assert!(Policy::parse(&text, Kind::Resource, "aws").is_ok(), "{text}");
    }
}

fn written_backwards(value: &Value, out: &mut String) {
    let Value::Object(members) = value else {
        return write!(out, "{value}").unwrap();
    };
    out.push('{');
    for (at, (name, value)) in members.iter().rev().enumerate() {
        write!(out, "{}{}: ", if at > 0 { ",\n" } else { "" }, json!(name)).unwrap();
        written_backwards(value, out);
    }
    out.push('}');
}

/// IM-R1: patterns that make backtracking matchers hang.
#[test]
fn wicked_patterns_take_no_time() {
    let long = "a".repeat(100_000);
    let wicked = [
        "a*".repeat(1000),
        "*a?".repeat(600),
        format!("*{}b", "?".repeat(2000)),
        "*a".repeat(1000),
    ];
    for pattern in wicked {
        let condition = json!({ "StringLike": { "s3:prefix": format!("{pattern}c") } });
        let statement =
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition });
        let mut world = documents(&mut Dice(16));
        world.identity = vec![json!({ "Statement": [statement] })];
        let world = World::new(world);
        let mut asked = request(&mut Dice(17));
        asked.facts.0 = vec![("s3:prefix", false, vec![long.clone()])];
        for _ in 0..20 {
            world.decide(&asked);
        }
    }
}

/// No text makes the parser panic, and cutting a document anywhere makes it no policy.
#[test]
fn broken_documents_are_refused() {
    let mut dice = Dice(18);
    for _ in 0..300 {
        let text = document(&mut dice, Sort::Resource).to_string();
        for cut in 0..text.len() {
            assert!(Policy::parse(&text[..cut], Kind::Resource, "aws").is_err());
        }
        for _ in 0..50 {
            let mut bytes = text.clone().into_bytes();
            let at = dice.below(bytes.len());
            bytes[at] = b"{}[]\",:\\*$1 "[dice.below(12)];
            let _ = Policy::parse(&String::from_utf8(bytes).unwrap(), Kind::Resource, "aws");
        }
    }
}
