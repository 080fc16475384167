//! The table of decisions: every row with its policies, request and whole context.

use cognate_access::policy::{
    Attached, Context, Kind, OfResource, Policies, Policy, Principal, Request, Verdict, decide,
};
use serde_json::Value;

fn table() -> Vec<Value> {
    let table: Value = serde_json::from_str(include_str!("../../data/iam-decisions.json")).unwrap();
    let rows = table["rows"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 160);
    rows
}

#[test]
fn every_request_of_the_table_is_decided_as_it_says() {
    let rows = table();
    let rows: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "authorize").collect();
    assert_eq!(rows.len(), 150);
    for row in rows {
        authorize(row);
    }
}

#[test]
fn every_document_that_the_table_refuses_is_refused() {
    let rows = table();
    let rows: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "validate").collect();
    assert_eq!(rows.len(), 10);
    for row in rows {
        assert_eq!(row["expected"], "MalformedPolicyDocument");
        let kind = match text(&row["policyType"]) {
            "identity" => Kind::Identity,
            "trust" => Kind::Trust,
            "resource" => Kind::Resource,
            other => panic!("{other}"),
        };
        let refused = Policy::parse(text(&row["documentText"]), kind, "aws").err();
        assert!(refused.is_some_and(|refused| !refused.place.is_empty()), "row {}", row["id"]);
    }
}

fn authorize(row: &Value) {
    let id = &row["id"];
    let parse = |document: &Value, kind| {
        Policy::parse(&document.to_string(), kind, "aws")
            .unwrap_or_else(|refused| panic!("row {id}: {refused}"))
    };
    let of = &row["policies"];
    let list = |name: &str, unwrap: fn(&Value) -> &Value| -> Option<Vec<Policy>> {
        let list = of.get(name)?.as_array()?;
        Some(list.iter().map(|entry| parse(unwrap(entry), Kind::Identity)).collect())
    };
    let one = |name: &str, kind| of.get(name).map(|document| parse(document, kind));
    let identity = list("identity", |entry| &entry["document"]).unwrap_or_default();
    let session = list("session", |entry| entry);
    let boundary = one("boundary", Kind::Identity);
    let (resource, trust) = (one("resource", Kind::Resource), one("trust", Kind::Trust));
    let policies = Policies {
        identity: identity.iter().map(attached).collect(),
        boundary: boundary.as_ref().map(attached),
        session: session.as_ref().map(|session| session.iter().map(attached).collect()),
        resource: match (&resource, &trust) {
            (Some(policy), None) => OfResource::Policy(attached(policy)),
            (None, Some(policy)) => OfResource::Trust(attached(policy)),
            (None, None) => OfResource::Silent,
            _ => panic!("row {id}"),
        },
    };
    let (principal, context) = (principal(&row["principal"]), context(&row["context"]));
    let mut worst = Verdict::Allow;
    for asked in row["requests"].as_array().unwrap() {
        let request = Request {
            principal: &principal,
            action: text(&asked["action"]),
            resource: text(&asked["resource"]),
            resource_account: text(&row["resourceAccount"]),
            context: &context,
        };
        let verdict = decide(&request, &policies).verdict;
        if let Some(expected) = asked.get("expected") {
            assert_eq!(spelt(verdict), expected, "row {id}, {}", asked["action"]);
        }
        let only_denies = asked["denyOnly"] == true && verdict != Verdict::ExplicitDeny;
        if !only_denies && worst != Verdict::ExplicitDeny && verdict != Verdict::Allow {
            worst = verdict;
        }
    }
    assert_eq!(spelt(worst), row["expected"], "row {id}: {}", row["title"]);
}

fn attached(policy: &Policy) -> Attached<'_> {
    Attached { id: "p", policy }
}

fn spelt(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        denied => denied.as_str(),
    }
}

fn principal(of: &Value) -> Principal {
    let take = |name: &str| of.get(name).map_or(String::new(), |value| text(value).to_owned());
    let (account, arn) = (take("account"), take("arn"));
    match text(&of["type"]) {
        "user" => Principal::User { account, arn, id: take("uniqueId") },
        "roleSession" => Principal::RoleSession {
            account,
            arn,
            role_arn: take("roleArn"),
            role_id: take("roleId"),
        },
        "federatedUser" => Principal::FederatedUser {
            account,
            arn,
            user_arn: take("federatedBy"),
            user_id: "AIDABOBEXAMPLE2222222".into(),
        },
        "webIdentity" => Principal::Federated { provider: take("provider") },
        "anonymous" => Principal::Anonymous,
        other => panic!("{other}"),
    }
}

fn context(of: &Value) -> Context {
    let mut context = Context::default();
    for (key, value) in of.as_object().unwrap() {
        match value {
            Value::Array(values) => {
                context.set_all(key, values.iter().map(|value| text(value).to_owned()).collect());
            }
            value => context.set(key, text(value)),
        }
    }
    context
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}
