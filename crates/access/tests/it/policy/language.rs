//! What may stand in a document, and how a refusal names the place.

use cognate_access::policy::{Kind, Malformed, Policy, size};

fn refused(kind: Kind, document: &str) -> String {
    match Policy::parse(document, kind, "aws") {
        Ok(_) => "taken".to_owned(),
        Err(refused) => refused.to_string(),
    }
}

/// One statement, its members between the braces.
fn statement(kind: Kind, members: &str) -> String {
    refused(kind, &format!(r#"{{"Version":"2012-10-17","Statement":[{{{members}}}]}}"#))
}

#[test]
fn documents_that_are_taken() {
    for (kind, document) in [
        (
            Kind::Identity,
            r#"{"Statement":{"Effect":"Deny","NotAction":"iam:*","NotResource":"arn:aws:s3:::b"}}"#,
        ),
        (
            Kind::Identity,
            r#"{"Id":"x","Version":"2008-10-17","Statement":[{"Sid":"","Effect":"Allow","Action":["S3:*"],"Resource":["*"],"Condition":{}}]}"#,
        ),
        (
            Kind::Identity,
            r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":[1,"2",true]}}}]}"#,
        ),
        (
            Kind::Identity,
            r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${"}]}"#,
        ),
        (
            Kind::Resource,
            r#"{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["*"]},"Action":"s3:*","Resource":"*"}]}"#,
        ),
        (
            Kind::Resource,
            r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"a.amazonaws.com","AWS":"*"},"Action":"ecr:*"}]}"#,
        ),
        (
            Kind::Trust,
            r#"{"Statement":[{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"]}]}"#,
        ),
    ] {
        assert_eq!(refused(kind, document), "taken", "{document}");
    }
}

#[test]
fn refusals_name_text_and_place() {
    use Kind::{Identity, Resource, Trust};
    let ok = r#""Effect":"Allow","Action":"s3:*","Resource":"*""#;
    for (kind, members, text) in [
        (Identity, r#""Effekt":"Allow""#, "Syntax errors in policy. (Statement[0].Effekt)"),
        (Identity, r#""Effect":"allow""#, "Syntax errors in policy. (Statement[0].Effect)"),
        (
            Identity,
            r#""Action":"*","Resource":"*""#,
            "Missing required field Effect. (Statement[0])",
        ),
        (
            Identity,
            r#""Effect":"Allow","Resource":"*""#,
            "Policy statement must contain actions. (Statement[0])",
        ),
        (
            Identity,
            r#""Effect":"Allow","Action":"*""#,
            "Policy statement must contain resources. (Statement[0])",
        ),
        (
            Identity,
            r#""Effect":"Allow","Action":[],"Resource":"*""#,
            "Syntax errors in policy. (Statement[0].Action)",
        ),
        (
            Identity,
            r#""Effect":"Allow","Action":["s3:*",1],"Resource":"*""#,
            "Syntax errors in policy. (Statement[0].Action[1])",
        ),
        (
            Identity,
            r#""Effect":"Allow","Action":"GetObject","Resource":"*""#,
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (Statement[0].Action)",
        ),
        (
            Identity,
            r#""Effect":"Allow","Action":"s3:*","Resource":["*","b"]"#,
            "Resource b must be in ARN format or \"*\". (Statement[0].Resource[1])",
        ),
        (
            Identity,
            r#""Effect":"Allow","Action":"*","NotAction":"s3:*","Resource":"*""#,
            "Syntax errors in policy. (Statement[0].NotAction)",
        ),
        (
            Identity,
            r#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#,
            "Policy document should not specify a principal. (Statement[0].Principal)",
        ),
        (
            Identity,
            r#""Sid":"a-b""#,
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]* (Statement[0].Sid)",
        ),
        (Resource, ok, "Missing required field Principal. (Statement[0])"),
        (
            Resource,
            r#""Principal":{"AWS":["111111111111","bob"]}"#,
            "Invalid principal in policy: \"AWS\":\"bob\" (Statement[0].Principal.AWS[1])",
        ),
        (
            Resource,
            r#""Principal":{"Other":"x"}"#,
            "Syntax errors in policy. (Statement[0].Principal.Other)",
        ),
        (Resource, r#""Principal":{}"#, "Syntax errors in policy. (Statement[0].Principal)"),
        (
            Resource,
            r#""Principal":"111111111111""#,
            "Invalid principal in policy: \"AWS\":\"111111111111\" (Statement[0].Principal)",
        ),
        (
            Trust,
            ok,
            "AssumeRole policy may only specify STS AssumeRole actions. (Statement[0].Action)",
        ),
        (Trust, r#""Resource":"*""#, "Has prohibited field Resource. (Statement[0].Resource)"),
        (
            Trust,
            r#""NotPrincipal":"*""#,
            "Has prohibited field NotPrincipal. (Statement[0].NotPrincipal)",
        ),
        (
            Trust,
            r#""NotAction":"sts:AssumeRole""#,
            "AssumeRole policy may only specify STS AssumeRole actions. (Statement[0].NotAction)",
        ),
        (
            Trust,
            r#""Effect":"Allow","Action":"sts:AssumeRole""#,
            "Missing required field Principal. (Statement[0])",
        ),
    ] {
        assert_eq!(statement(kind, members), text, "{members}");
    }
}

#[test]
fn refusals_name_the_place_in_conditions() {
    for (condition, text) in [
        (
            r#"{"StringEqual":{"aws:username":"a"}}"#,
            "Syntax errors in policy. (Statement[0].Condition.StringEqual)",
        ),
        (
            r#"{"StringEquals":{"aws:usrname":"a"}}"#,
            "Condition key aws:usrname does not exist. (Statement[0].Condition.StringEquals.aws:usrname)",
        ),
        (
            r#"{"StringEquals":{"username":"a"}}"#,
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (Statement[0].Condition.StringEquals.username)",
        ),
        (
            r#"{"StringEquals":{"aws:username":["a",null]}}"#,
            "Syntax errors in policy. (Statement[0].Condition.StringEquals.aws:username[1])",
        ),
        (
            r#"{"StringEquals":{"aws:username":[]}}"#,
            "Syntax errors in policy. (Statement[0].Condition.StringEquals.aws:username)",
        ),
        (
            r#"{"StringEquals":{}}"#,
            "Syntax errors in policy. (Statement[0].Condition.StringEquals)",
        ),
        (
            r#"{"StringLike":{"aws:username":["a","${aws:x}"]}}"#,
            "Condition key aws:x does not exist. (Statement[0].Condition.StringLike.aws:username[1])",
        ),
        (r#"[]"#, "Syntax errors in policy. (Statement[0].Condition)"),
        // Bool has no variables: this is text, and matches nothing.
        (r#"{"Bool":{"aws:SecureTransport":"${aws:x}"}}"#, "taken"),
    ] {
        let members =
            format!(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}"#);
        assert_eq!(statement(Kind::Identity, &members), text, "{condition}");
    }
}

#[test]
fn refusals_of_whole_documents() {
    for (document, text) in [
        ("", "Syntax errors in policy. (line 1, column 1)"),
        ("[]", "Syntax errors in policy."),
        ("{}", "Missing required field Statement."),
        (r#"{"Statement":[]}"#, "Syntax errors in policy. (Statement)"),
        (r#"{"Statement":[1]}"#, "Syntax errors in policy. (Statement[0])"),
        (
            r#"{"Version":"2012-10-18"}"#,
            "The policy must contain a valid version string. (Version)",
        ),
        (r#"{"Version":20121017}"#, "The policy must contain a valid version string. (Version)"),
        (r#"{"statement":[]}"#, "Syntax errors in policy. (statement)"),
        ("{\"Statement\":\u{100}}", "Syntax errors in policy."),
        (
            r#"{"Statement":[{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}]}"#,
            "Statement IDs (SID) in a single policy must be unique. (Statement[1].Sid)",
        ),
    ] {
        assert_eq!(refused(Kind::Identity, document), text, "{document}");
    }
    assert_ne!(refused(Kind::Identity, &" ".repeat(131_073)), "taken");
}

#[test]
fn sizes_leave_white_space_out() {
    assert_eq!(size("{ \"a\" :\n\t\"é b\" }\r\n"), 10);
}

#[test]
fn keys_are_listed_as_written() {
    let document = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*",
        "Resource":"arn:aws:s3:::b/${aws:username}",
        "Condition":{"StringLike":{"s3:prefix":["${aws:PrincipalTag/Team, 'x'}"]}}}]}"#;
    let policy = Policy::parse(document, Kind::Identity, "aws").unwrap();
    let keys: Vec<&str> = policy.context_keys().collect();
    assert_eq!(keys, ["aws:PrincipalTag/Team", "aws:username", "s3:prefix"]);
}

#[test]
fn unknown_users_and_roles_are_refused_when_a_policy_is_bound() {
    let document = r#"{"Statement":[
        {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole"},
        {"Effect":"Allow","Principal":{"AWS":["arn:aws:sts::111111111111:assumed-role/app/s",
            "arn:aws:iam::111111111111:user/bob"]},"Action":"sts:AssumeRole"}]}"#;
    let parse = || Policy::parse(document, Kind::Trust, "aws").unwrap();
    let mut asked = Vec::new();
    let bound = parse().bind(|arn| {
        asked.push(arn.to_owned());
        Some("AIDABOBEXAMPLE2222222".to_owned())
    });
    assert!(bound.is_ok());
    assert_eq!(asked, ["arn:aws:iam::111111111111:user/bob"]);
    let expected = Malformed {
        message: "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111111111111:user/bob\""
            .into(),
        place: "Statement[1]".into(),
    };
    assert_eq!(parse().bind(|_| None).err(), Some(expected));
}
