//! What a decision says: the reasons, what was lacking, and AWS's words for it.

use cognate_access::policy::{
    Attached, Context, Decision, Effect, Kind, Layer, OfResource, Policies, Policy, Principal,
    Request, Verdict, decide,
};

const BOB: &str = "arn:aws:iam::111111111111:user/bob";
const APP: &str = "arn:aws:iam::111111111111:role/app";

fn bob(id: &str) -> Principal {
    Principal::User { account: "111111111111".into(), arn: BOB.into(), id: id.into() }
}

fn document(statements: &str) -> String {
    format!("{{\"Statement\":[{statements}]}}")
}

fn parse(kind: Kind, statements: &str) -> Policy {
    Policy::parse(&document(statements), kind, "aws").unwrap()
}

fn ask<'p>(principal: &Principal, action: &str, policies: &Policies<'p>) -> Decision<'p> {
    let request = Request {
        principal,
        action,
        resource: APP,
        resource_account: "111111111111",
        context: &Context::default(),
    };
    decide(&request, policies)
}

fn named<'p>(id: &'p str, policy: &'p Policy) -> Attached<'p> {
    Attached { id, policy }
}

#[test]
fn reasons_name_policy_and_statement() {
    let statements = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"},
        {"Sid":"all","Effect":"Allow","Action":"iam:*","Resource":"*"}"#;
    let group = parse(Kind::Identity, statements);
    let user = parse(Kind::Identity, r#"{"Effect":"Deny","Action":"iam:Delete*","Resource":"*"}"#);
    let identity = vec![named("group", &group), named("user", &user)];
    let policies = Policies { identity, ..Policies::default() };
    let allowed = ask(&bob("AIDA1"), "iam:GetRole", &policies);
    let [reason] = &allowed.reasons[..] else { panic!("{allowed:?}") };
    assert_eq!((allowed.verdict, reason.policy, reason.statement), (Verdict::Allow, "group", 1));
    assert_eq!((reason.layer, reason.sid), (Layer::Identity, Some("all")));
    assert_eq!(&document(statements)[reason.span.clone()][..13], r#"{"Sid":"all","#);
    let denied = ask(&bob("AIDA1"), "iam:DeleteRole", &policies);
    let [reason] = &denied.reasons[..] else { panic!("{denied:?}") };
    assert_eq!((denied.verdict, denied.lacking), (Verdict::ExplicitDeny, None));
    assert_eq!((reason.policy, reason.statement, reason.effect), ("user", 0, Effect::Deny));
}

#[test]
fn refusals_use_aws_words() {
    let all = parse(Kind::Identity, r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    let none = parse(Kind::Identity, r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    let deny = parse(Kind::Identity, r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#);
    let trust = parse(
        Kind::Trust,
        r#"{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"},
           {"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:TagSession"}"#,
    );
    let (all, none, deny) = (named("all", &all), named("none", &none), named("deny", &deny));
    let trust = OfResource::Trust(named("trust", &trust));
    let cases = [
        (
            Policies::default(),
            "iam:GetRole",
            "because no identity-based policy allows the iam:GetRole action",
        ),
        (
            Policies { identity: vec![all, deny], ..Policies::default() },
            "iam:GetRole",
            "with an explicit deny in an identity-based policy",
        ),
        (
            Policies { identity: vec![all], boundary: Some(none), ..Policies::default() },
            "iam:GetRole",
            "because no permissions boundary allows the iam:GetRole action",
        ),
        (
            Policies { identity: vec![all], boundary: Some(deny), ..Policies::default() },
            "iam:GetRole",
            "with an explicit deny in a permissions boundary",
        ),
        (
            Policies { identity: vec![all], session: Some(vec![none]), ..Policies::default() },
            "iam:GetRole",
            "because no session policy allows the iam:GetRole action",
        ),
        (
            Policies { identity: vec![all], session: Some(vec![]), ..Policies::default() },
            "iam:GetRole",
            "because no session policy allows the iam:GetRole action",
        ),
        (
            Policies { identity: vec![all], resource: trust, ..Policies::default() },
            "sts:AssumeRole",
            "with an explicit deny in the role trust policy",
        ),
        (
            Policies { identity: vec![all], resource: trust, ..Policies::default() },
            "sts:TagSession",
            "because no role trust policy allows the sts:TagSession action",
        ),
    ];
    for (policies, action, words) in cases {
        let text = ask(&bob("AIDA1"), action, &policies).refusal(BOB, action, APP);
        let head = format!("User: {BOB} is not authorized to perform: {action} on resource: {APP}");
        assert_eq!(text, format!("{head} {words}"));
    }
}

#[test]
fn a_bound_policy_knows_the_user_and_not_the_namesake() {
    let statement =
        format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{BOB}"}},"Action":"sts:AssumeRole"}}"#);
    let trust = parse(Kind::Trust, &statement).bind(|_| Some("AIDA1".to_owned())).unwrap();
    let resource = OfResource::Trust(named("trust", &trust));
    let policies = Policies { resource, ..Policies::default() };
    assert!(ask(&bob("AIDA1"), "sts:AssumeRole", &policies).is_allowed());
    assert!(!ask(&bob("AIDA2"), "sts:AssumeRole", &policies).is_allowed());
}

#[test]
fn a_role_open_to_everyone_is_assumed_with_permission_and_never_unasked() {
    let trust =
        parse(Kind::Trust, r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#);
    let all = parse(Kind::Identity, r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    let resource = OfResource::Trust(named("trust", &trust));
    let alone = Policies { resource, ..Policies::default() };
    let both = Policies { identity: vec![named("all", &all)], resource, ..Policies::default() };
    assert_eq!(ask(&bob("AIDA1"), "sts:AssumeRole", &alone).lacking, Some(Layer::Identity));
    assert!(ask(&bob("AIDA1"), "sts:AssumeRole", &both).is_allowed());
    assert!(!ask(&Principal::Anonymous, "sts:AssumeRole", &alone).is_allowed());
}

#[test]
fn root_is_bound_by_session_policies_and_resources() {
    let root = Principal::Root { account: "111111111111".into() };
    let s3 = parse(Kind::Identity, r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#);
    assert!(ask(&root, "iam:GetRole", &Policies::default()).is_allowed());
    let session = Policies { session: Some(vec![named("task", &s3)]), ..Policies::default() };
    assert_eq!(ask(&root, "iam:GetRole", &session).lacking, Some(Layer::Session));
    let other = Principal::Root { account: "222222222222".into() };
    assert_eq!(ask(&other, "iam:GetRole", &Policies::default()).lacking, Some(Layer::Resource));
}
