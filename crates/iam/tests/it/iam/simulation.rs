//! The policy simulator.

use super::{done, elements, iam, iam_as, refused, sound};
use cognate_core::call::Principal;
use cognate_core::iam::{Change, Done, entity};
use cognate_store::records::iam_entity::Kind;
use cognate_testkit::{Answer, Cognate, allow, deny, json, policy};

const ADA: &str = "arn:aws:iam::123456789012:user/ada";
const KEY: &str = "arn:aws:s3:::b/k";

type Parameters<'a> = Vec<(&'a str, &'a str)>;

async fn custom(cognate: &Cognate, parameters: &[(&str, &str)]) -> Answer {
    iam(cognate, "SimulateCustomPolicy", parameters).await
}

async fn principal(cognate: &Cognate, parameters: &[(&str, &str)]) -> Answer {
    let source = [("PolicySourceArn", ADA)];
    iam(cognate, "SimulatePrincipalPolicy", &[&source[..], parameters].concat()).await
}

fn action(name: &str) -> (&str, &str) {
    ("ActionNames.member.1", name)
}

fn resource(arn: &str) -> (&str, &str) {
    ("ResourceArns.member.1", arn)
}

fn input(document: &str) -> (&str, &str) {
    ("PolicyInputList.member.1", document)
}

fn entry<'a>(name: &'a str, kind: &'a str, value: &'a str) -> Parameters<'a> {
    vec![
        ("ContextEntries.member.1.ContextKeyName", name),
        ("ContextEntries.member.1.ContextKeyType", kind),
        ("ContextEntries.member.1.ContextKeyValues.member.1", value),
    ]
}

fn decision(answer: Answer) -> String {
    done(answer).element("EvalDecision").to_owned()
}

#[tokio::test]
async fn policies_as_text_decide() {
    let cognate = Cognate::start().await;
    let read = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \
                \"Action\": \"s3:Get*\",\n      \"Resource\": \"*\"\n    }\n  ]\n}";
    let simulated = done(custom(&cognate, &[input(read), action("s3:GetObject")]).await);
    assert!(simulated.text().contains(
        "<SimulateCustomPolicyResult><EvaluationResults><member>\
         <EvalActionName>s3:GetObject</EvalActionName><EvalResourceName>*</EvalResourceName>\
         <EvalDecision>allowed</EvalDecision><MatchedStatements><member>\
         <SourcePolicyId>PolicyInputList.1</SourcePolicyId><SourcePolicyType>none</SourcePolicyType>\
         <StartPosition><Line>3</Line><Column>17</Column></StartPosition>\
         <EndPosition><Line>8</Line><Column>6</Column></EndPosition></member></MatchedStatements>\
         <MissingContextValues></MissingContextValues></member></EvaluationResults>\
         <IsTruncated>false</IsTruncated>"
    ), "{}", simulated.text());
    let silent = done(custom(&cognate, &[input(read), action("s3:PutObject")]).await);
    assert_eq!(silent.element("EvalDecision"), "implicitDeny");
    assert!(silent.text().contains("<MatchedStatements></MatchedStatements>"));

    // What denies is named alone, whatever allows.
    let no = policy(&json!([deny("s3:*", "arn:aws:s3:::secret/*")]));
    let both = [input(read), ("PolicyInputList.member.2", &no), action("s3:GetObject")];
    let denied =
        custom(&cognate, &[&both[..], &[resource("arn:aws:s3:::secret/k")]].concat()).await;
    let denied = done(denied);
    assert_eq!(denied.element("EvalDecision"), "explicitDeny");
    assert_eq!(elements(&denied, "SourcePolicyId"), ["PolicyInputList.2", "PolicyInputList.2"]);
    assert_eq!(denied.element("EvalResourceName"), "arn:aws:s3:::secret/k");
    assert!(denied.text().contains("<EvalDecisionDetails></EvalDecisionDetails>"));
    sound(&cognate).await;
}

#[tokio::test]
async fn several_resources_have_results_of_their_own() {
    let cognate = Cognate::start().await;
    let mixed =
        policy(&json!([allow("s3:*", "arn:aws:s3:::a/*"), deny("s3:*", "arn:aws:s3:::c/*"),]));
    let about = [
        input(&mixed),
        action("s3:GetObject"),
        resource("arn:aws:s3:::a/k"),
        ("ResourceArns.member.2", "arn:aws:s3:::b/k"),
    ];
    let two = done(custom(&cognate, &about).await);
    assert_eq!(elements(&two, "EvalDecision"), ["implicitDeny"]);
    assert_eq!(elements(&two, "EvalResourceDecision"), ["allowed", "implicitDeny"]);
    assert_eq!(elements(&two, "EvalResourceName"), ["arn:aws:s3:::a/k", "arn:aws:s3:::b/k"]);
    let third = [("ResourceArns.member.3", "arn:aws:s3:::c/k")];
    let three = done(custom(&cognate, &[&about[..], &third[..]].concat()).await);
    assert_eq!(three.element("EvalDecision"), "explicitDeny");
    assert_eq!(
        elements(&three, "EvalResourceDecision"),
        ["allowed", "implicitDeny", "explicitDeny"]
    );
    sound(&cognate).await;
}

#[tokio::test]
async fn keys_that_nobody_gave_are_missing() {
    let cognate = Cognate::start().await;
    let mut asking = allow("s3:*", "arn:aws:s3:::b/${aws:username}/*");
    asking["Condition"] = json!({
        "StringEquals": { "aws:RequestedRegion": "eu-west-1" },
        "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] },
    });
    let asking = policy(&json!([asking]));
    let mine = [input(&asking), action("s3:GetObject"), resource("arn:aws:s3:::b/ada/k")];
    let missing = done(custom(&cognate, &mine).await);
    assert_eq!(missing.element("EvalDecision"), "implicitDeny");
    assert!(
        missing.text().contains(
            "<MissingContextValues><member>aws:RequestedRegion</member><member>aws:TagKeys</member>\
         <member>aws:username</member></MissingContextValues>"
        ),
        "{}",
        missing.text()
    );

    let second = |name, kind, value| {
        vec![
            ("ContextEntries.member.2.ContextKeyName", name),
            ("ContextEntries.member.2.ContextKeyType", kind),
            ("ContextEntries.member.2.ContextKeyValues.member.1", value),
        ]
    };
    let region = entry("AWS:requestedregion", "string", "eu-west-1");
    let keys = second("aws:TagKeys", "stringList", "a");
    let caller = [("CallerArn", ADA)];
    let given = [&mine[..], &region, &keys, &caller].concat();
    let allowed = done(custom(&cognate, &given).await);
    assert_eq!(allowed.element("EvalDecision"), "allowed");
    assert!(allowed.text().contains("<MissingContextValues></MissingContextValues>"));
    // One value is not a list of one.
    let keys = second("aws:TagKeys", "string", "a");
    assert_eq!(
        decision(custom(&cognate, &[&mine[..], &region, &keys, &caller].concat()).await),
        "allowed"
    );
    let other = entry("aws:RequestedRegion", "string", "eu-west-2");
    let keys = second("aws:TagKeys", "stringList", "a");
    let given = [&mine[..], &other, &keys, &caller].concat();
    assert_eq!(decision(custom(&cognate, &given).await), "implicitDeny");
    sound(&cognate).await;
}

#[tokio::test]
async fn what_a_user_holds_decides() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!([allow("s3:GetObject", "*")])).await;
    cognate.iam_group("staff", &["ada"], json!([allow("s3:PutObject", "*")])).await;
    let source = async |name: &str| {
        let simulated = done(principal(&cognate, &[action(name)]).await);
        let of = |element| simulated.element(element).to_owned();
        (of("EvalDecision"), of("SourcePolicyId"), of("SourcePolicyType"))
    };
    let expected = |id: &str, kind: &str| ("allowed".to_owned(), id.to_owned(), kind.to_owned());
    assert_eq!(source("s3:GetObject").await, expected("user_ada_own", "user"));
    assert_eq!(source("s3:PutObject").await, expected("group_staff_own", "group"));
    let admin = [("UserName", "ada"), ("PolicyArn", "arn:aws:iam::aws:policy/IAMReadOnlyAccess")];
    done(iam(&cognate, "AttachUserPolicy", &admin).await);
    assert_eq!(source("iam:GetUser").await, expected("IAMReadOnlyAccess", "aws-managed"));
    let own = policy(&json!([allow("sqs:*", "*")]));
    let made = [("PolicyName", "queues"), ("Path", "/a/"), ("PolicyDocument", own.as_str())];
    let made = done(iam(&cognate, "CreatePolicy", &made).await);
    let attach = [("UserName", "ada"), ("PolicyArn", made.element("Arn"))];
    done(iam(&cognate, "AttachUserPolicy", &attach).await);
    assert_eq!(source("sqs:SendMessage").await, expected("queues", "user-managed"));

    // A further policy, and the user's own name.
    let further = policy(&json!([allow("sns:*", "arn:aws:sns:*:*:${aws:username}")]));
    let about = [action("sns:Publish"), input(&further), resource("arn:aws:sns:r:1:ada")];
    assert_eq!(decision(principal(&cognate, &about).await), "allowed");

    // Groups and roles.
    let group =
        [("PolicySourceArn", "arn:aws:iam::123456789012:group/staff"), action("s3:PutObject")];
    assert_eq!(decision(iam(&cognate, "SimulatePrincipalPolicy", &group).await), "allowed");
    let trusted =
        json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": ADA } });
    cognate.iam_role("app", trusted, json!([allow("s3:*", "*")])).await;
    let role = [("PolicySourceArn", "arn:aws:iam::123456789012:role/app"), action("s3:PutObject")];
    let role = done(iam(&cognate, "SimulatePrincipalPolicy", &role).await);
    assert_eq!(role.element("SourcePolicyId"), "role_app_own");
    assert_eq!(role.element("SourcePolicyType"), "role");
    sound(&cognate).await;
}

#[tokio::test]
async fn boundaries_bound_simulations() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!([allow("s3:*", "*")])).await;
    let about = [action("s3:PutObject")];
    let free = done(principal(&cognate, &about).await);
    assert!(!free.text().contains("PermissionsBoundaryDecisionDetail"));
    cognate.iam_boundary(Kind::User, "ada", json!([allow("s3:Get*", "*")])).await;
    let bound = done(principal(&cognate, &about).await);
    assert_eq!(bound.element("EvalDecision"), "implicitDeny");
    assert_eq!(bound.element("AllowedByPermissionsBoundary"), "false");
    let wide = policy(&json!([allow("s3:*", "*")]));
    let other = [about[0], ("PermissionsBoundaryPolicyInputList.member.1", wide.as_str())];
    let other = done(principal(&cognate, &other).await);
    assert_eq!(other.element("EvalDecision"), "allowed");
    assert_eq!(other.element("AllowedByPermissionsBoundary"), "true");
    let matched = elements(&other, "SourcePolicyId");
    assert_eq!(matched, ["user_ada_own", "PermissionsBoundaryPolicyInputList.1"]);
    let without = [about[0], ("PolicyExclusionList.member.1.PolicyType", "permission-boundary")];
    assert_eq!(decision(principal(&cognate, &without).await), "allowed");
    sound(&cognate).await;
}

#[tokio::test]
async fn policies_can_be_left_out() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!([allow("s3:*", "*")])).await;
    cognate.iam_group("staff", &["ada"], json!([allow("s3:*", "*")])).await;
    let admin = [("UserName", "ada"), ("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess")];
    done(iam(&cognate, "AttachUserPolicy", &admin).await);
    let left = async |exclusions: &[(&str, &str)]| {
        let parameters = [&[action("s3:PutObject")][..], exclusions].concat();
        elements(&done(principal(&cognate, &parameters).await), "SourcePolicyId")
    };
    let (user, group, aws) = ("user_ada_own", "group_staff_own", "AdministratorAccess");
    let all = left(&[]).await;
    assert!(all.len() == 3 && [user, group, aws].iter().all(|id| all.contains(&(*id).to_owned())));
    assert_eq!(left(&[("PolicyExclusionList.member.1.PolicyType", "inline")]).await, [aws]);
    assert_eq!(left(&[("PolicyExclusionList.member.1.PolicyType", "scp")]).await.len(), 3);
    let managed = "PolicyExclusionList.member.1.PolicyArn";
    assert_eq!(left(&[(managed, "arn:aws:iam::aws:policy/Adm*ccess")]).await.len(), 2);
    assert_eq!(left(&[(managed, "arn:aws:iam::123456789012:policy/*")]).await.len(), 3);
    let inline = "PolicyExclusionList.member.2.InlinePolicyIdentifier";
    let (name, kind, holder) = (
        format!("{inline}.PolicyName"),
        format!("{inline}.AttachmentType"),
        format!("{inline}.AttachmentName"),
    );
    let of_group = [
        ("PolicyExclusionList.member.1.PolicyType", "aws-managed"),
        (&*name, "own"),
        (&*kind, "group"),
        (&*holder, "st?f*"),
    ];
    assert_eq!(left(&of_group).await, [user]);

    for exclusions in [
        vec![(managed, "arn:aws:iam::aws:role/x")],
        vec![(managed, "arn:aws:iam::*:policy/x")],
        vec![(managed, "arn:aws:iam::aws:policy/*x*")],
        vec![
            (managed, "arn:aws:iam::aws:policy/x"),
            ("PolicyExclusionList.member.1.PolicyType", "inline"),
        ],
        vec![(&*name, "own"), (&*kind, "user"), (&*holder, "**")],
    ] {
        let parameters = [&[action("s3:PutObject")][..], &exclusions].concat();
        principal(&cognate, &parameters).await.expect_code("InvalidInput");
    }
    sound(&cognate).await;
}

#[tokio::test]
async fn a_resource_may_have_its_own_say() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!(null)).await;
    let mut granted = allow("s3:GetObject", "arn:aws:s3:::b/*");
    granted["Principal"] = json!({ "AWS": ADA });
    let granted = policy(&json!([granted]));
    let about = [action("s3:GetObject"), resource(KEY), ("ResourcePolicy", granted.as_str())];
    let allowed = done(principal(&cognate, &about).await);
    assert_eq!(allowed.element("EvalDecision"), "allowed");
    assert_eq!(allowed.element("SourcePolicyId"), "ResourcePolicy");
    assert_eq!(allowed.element("SourcePolicyType"), "resource");

    // Of another account: both must allow.
    for owner in ["arn:aws:iam::210987654321:root", "210987654321"] {
        let foreign = [&about[..], &[("ResourceOwner", owner)]].concat();
        let foreign = done(principal(&cognate, &foreign).await);
        assert_eq!(foreign.element("EvalDecision"), "implicitDeny");
        let details = "<EvalDecisionDetails>\
            <entry><key>IAM Policy</key><value>implicitDeny</value></entry>\
            <entry><key>Resource Policy</key><value>allowed</value></entry></EvalDecisionDetails>";
        assert_eq!(foreign.text().matches(details).count(), 2, "{}", foreign.text());
    }
    let own = policy(&json!([allow("s3:*", "*")]));
    let both = [&about[..], &[("ResourceOwner", "210987654321"), input(&own)]].concat();
    assert_eq!(decision(principal(&cognate, &both).await), "allowed");
    // Another caller with the same policies.
    let bob = [&about[..], &[("CallerArn", "arn:aws:iam::210987654321:user/bob")]].concat();
    assert_eq!(decision(principal(&cognate, &bob).await), "implicitDeny");

    let needed = "CallerArn must be the ARN of a user when a ResourcePolicy is given.";
    let nobody = [&about[..], &[input(&own)]].concat();
    refused(&custom(&cognate, &nobody).await, 400, "InvalidInput", needed);
    let role = [&nobody[..], &[("CallerArn", "arn:aws:iam::123456789012:role/r")]].concat();
    let text = "Simulation of resource-based policies is not supported for roles.";
    refused(&custom(&cognate, &role).await, 400, "InvalidInput", text);
    sound(&cognate).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_simulation_is_said() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!(null)).await;
    let own = policy(&json!([allow("s3:*", "*")]));
    let about = [input(&own), action("s3:GetObject")];
    let no_entry = "A context entry needs a name, a type and values.";
    let wrong = |parameters: &[(&'static str, &'static str)]| parameters.to_vec();
    for (parameters, text) in [
        (
            wrong(&[("ResourceHandlingOption", "EC2-VPC-EBS")]),
            "ResourceHandlingOption EC2-VPC-EBS is not supported: there is no EC2 here.",
        ),
        (
            wrong(&[("PolicyInputList.member.2", "{}")]),
            "PolicyInputList.2: Missing required field Statement.",
        ),
        (
            wrong(&[("PermissionsBoundaryPolicyInputList.member.1", "{}")]),
            "PermissionsBoundaryPolicyInputList.1: Missing required field Statement.",
        ),
        (
            wrong(&[
                ("PermissionsBoundaryPolicyInputList.member.1", "{}"),
                ("PermissionsBoundaryPolicyInputList.member.2", "{}"),
            ]),
            "You can input only one permissions boundary policy.",
        ),
        (
            wrong(&[("ActionNames.member.2", "GetObject")]),
            "The action GetObject does not name its service, as in iam:CreateUser.",
        ),
        (wrong(&[("ResourcePolicy", "{}")]), "ResourcePolicy: Missing required field Statement."),
        (
            wrong(&[("CallerArn", "arn:aws:sts::123456789012:assumed-role/r/s")]),
            "CallerArn arn:aws:sts::123456789012:assumed-role/r/s is not the ARN of a user, group or role.",
        ),
        (wrong(&[("ResourceOwner", "me")]), "ResourceOwner me is not an account."),
        (wrong(&[("ContextEntries.member.1.ContextKeyName", "aws:username")]), no_entry),
        (
            wrong(&[
                ("ContextEntries.member.1.ContextKeyName", "aws:username"),
                ("ContextEntries.member.1.ContextKeyType", "string"),
                ("ContextEntries.member.1.ContextKeyValues.member.1", "a"),
                ("ContextEntries.member.1.ContextKeyValues.member.2", "b"),
            ]),
            "The context key aws:username is not of a list type: it has one value.",
        ),
        (
            wrong(&[
                ("ContextEntries.member.1.ContextKeyName", "aws:username"),
                ("ContextEntries.member.1.ContextKeyType", "string"),
                ("ContextEntries.member.1.ContextKeyValues.member.1", "a"),
                ("ContextEntries.member.2.ContextKeyName", "AWS:UserName"),
                ("ContextEntries.member.2.ContextKeyType", "string"),
                ("ContextEntries.member.2.ContextKeyValues.member.1", "b"),
            ]),
            "The context key AWS:UserName is given more than once.",
        ),
    ] {
        let all = [&about[..], &parameters].concat();
        refused(&custom(&cognate, &all).await, 400, "InvalidInput", text);
        refused(&principal(&cognate, &all).await, 400, "InvalidInput", text);
    }
    let scp = [(
        "OrderedOrganizationPolicyInputList.member.1.ServiceControlPolicyInputList.member.1",
        "{}",
    )];
    let answer = custom(&cognate, &[&about[..], &scp].concat()).await;
    let text = "Service control policies are not supported: there is no organization here.";
    refused(&answer, 400, "InvalidInput", text);
    let foreign = [&about[..], &[("Marker", "x")]].concat();
    custom(&cognate, &foreign).await.expect_code("ValidationError");

    let many: Vec<String> = (1..=1_001).map(|n| format!("ResourceArns.member.{n}")).collect();
    let many: Parameters = many.iter().map(|name| (name.as_str(), "*")).collect();
    let answer = custom(&cognate, &[&about[..], &many].concat()).await;
    refused(&answer, 400, "InvalidInput", "There are more than 1000 resources.");
    sound(&cognate).await;
}

#[tokio::test]
async fn sources_are_users_groups_and_roles() {
    let cognate = Cognate::start().await;
    for operation in ["SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy"] {
        for arn in [
            "arn:aws:iam::123456789012:root",
            "arn:aws:sts::123456789012:assumed-role/r/s",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "not an arn, but twenty long",
        ] {
            let parameters = [("PolicySourceArn", arn), action("s3:GetObject")];
            refused(
                &iam(&cognate, operation, &parameters).await,
                400,
                "InvalidInput",
                &format!("Invalid Entity Arn: {arn} does not clearly define entity type and name."),
            );
        }
        cognate.iam_user(&format!("ada{operation}"), json!(null)).await;
        for (kind, text) in [
            ("user/bob", "The user with name bob cannot be found."),
            ("role/bob", "The role with name bob cannot be found."),
            ("group/bob", "The group with name bob cannot be found."),
        ] {
            let arn = format!("arn:aws:iam::123456789012:{kind}");
            let parameters = [("PolicySourceArn", arn.as_str()), action("s3:GetObject")];
            refused(&iam(&cognate, operation, &parameters).await, 404, "NoSuchEntity", text);
        }
        // Under another path, or in another account, is somebody else.
        for arn in [
            format!("arn:aws:iam::123456789012:user/x/ada{operation}"),
            format!("arn:aws:iam::210987654321:user/ada{operation}"),
        ] {
            let parameters = [("PolicySourceArn", arn.as_str()), action("s3:GetObject")];
            iam(&cognate, operation, &parameters).await.expect_code("NoSuchEntity");
        }
    }
    sound(&cognate).await;
}

/// A policy that an older version wrote and this one does not understand.
#[tokio::test]
async fn broken_policies_are_not_weighed() {
    let cognate = Cognate::start().await;
    cognate.iam_user("ada", json!([allow("s3:*", "*")])).await;
    let cx = cognate.cx();
    let mut ada = cognate.entity(Kind::User, "ada").await;
    entity::set_inline(&mut ada, "broken", Some("{"));
    let change = Change::new(&cx).update(&ada);
    let root = Principal::root("123456789012", None);
    assert_eq!(change.commit(&root, "test").await.unwrap(), Done::Committed);
    let answer = principal(&cognate, &[action("s3:GetObject")]).await;
    answer.expect_code("PolicyEvaluation");
    assert_eq!(answer.status, 500);
    assert!(answer.element("Message").starts_with("user_ada_broken is stored broken: "));
    let parameters = [
        action("s3:GetObject"),
        ("PolicyExclusionList.member.1.InlinePolicyIdentifier.PolicyName", "broken"),
        ("PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentType", "user"),
        ("PolicyExclusionList.member.1.InlinePolicyIdentifier.AttachmentName", "*"),
    ];
    assert_eq!(decision(principal(&cognate, &parameters).await), "allowed");
    let keys = iam(&cognate, "GetContextKeysForPrincipalPolicy", &[("PolicySourceArn", ADA)]).await;
    done(keys);
    sound(&cognate).await;
}

#[tokio::test]
async fn simulations_have_pages() {
    let cognate = Cognate::start().await;
    let own = policy(&json!([allow("s3:*", "*")]));
    let about = [
        input(&own),
        action("s3:GetObject"),
        ("ActionNames.member.2", "s3:PutObject"),
        ("ActionNames.member.3", "s3:ListBucket"),
    ];
    let first = done(custom(&cognate, &[&about[..], &[("MaxItems", "2")]].concat()).await);
    assert_eq!(elements(&first, "EvalActionName"), ["s3:GetObject", "s3:PutObject"]);
    assert_eq!(first.element("IsTruncated"), "true");
    let next = [("Marker", first.element("Marker"))];
    let rest = done(custom(&cognate, &[&about[..], &next].concat()).await);
    assert_eq!(elements(&rest, "EvalActionName"), ["s3:ListBucket"]);
    assert_eq!(rest.element("IsTruncated"), "false");
    // Of another question.
    let other = [&about[..3], &next].concat();
    custom(&cognate, &other).await.expect_code("ValidationError");

    // Much work is cut into pages, too.
    let statements: Vec<_> = (0..200).map(|_| deny("s3:X", "*")).collect();
    let long = policy(&json!(statements));
    let many: Vec<String> = (1..=200).map(|n| format!("ResourceArns.member.{n}")).collect();
    let many: Parameters = many.iter().map(|name| (name.as_str(), KEY)).collect();
    let answer = custom(&cognate, &[&[input(&long)], &about[1..], &many].concat()).await;
    let answer = done(answer);
    assert_eq!(elements(&answer, "EvalActionName"), ["s3:GetObject"]);
    assert_eq!(answer.element("IsTruncated"), "true");
    sound(&cognate).await;
}

#[tokio::test]
async fn context_keys_are_named() {
    let cognate = Cognate::start().await;
    let mut asking = allow("s3:*", "arn:aws:s3:::b/${aws:UserName}/*");
    asking["Condition"] = json!({ "Bool": { "aws:SecureTransport": "true" } });
    let one = policy(&json!([asking.clone()]));
    let mut other = allow("s3:*", "arn:aws:s3:::b/${AWS:username}/*");
    other["Condition"] = json!({ "StringLike": { "s3:prefix": "x" } });
    let other = policy(&json!([other]));
    let both = [input(&one), ("PolicyInputList.member.2", other.as_str())];
    let keys = done(iam(&cognate, "GetContextKeysForCustomPolicy", &both).await);
    assert_eq!(elements(&keys, "member"), ["aws:SecureTransport", "aws:UserName", "s3:prefix"]);
    refused(
        &iam(&cognate, "GetContextKeysForCustomPolicy", &[input("[]")]).await,
        400,
        "InvalidInput",
        "PolicyInputList.1: Syntax errors in policy.",
    );

    cognate.iam_user("ada", json!([asking])).await;
    let mut bound = allow("s3:*", "*");
    bound["Condition"] = json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } });
    cognate.iam_boundary(Kind::User, "ada", json!([bound])).await;
    let source = [("PolicySourceArn", ADA), input(&other)];
    let keys = done(iam(&cognate, "GetContextKeysForPrincipalPolicy", &source).await);
    assert_eq!(
        elements(&keys, "member"),
        ["aws:SecureTransport", "aws:SourceIp", "aws:UserName", "s3:prefix"]
    );
    let broken = [("PolicySourceArn", ADA), input("{}")];
    let answer = iam(&cognate, "GetContextKeysForPrincipalPolicy", &broken).await;
    answer.expect_code("InvalidInput");
    sound(&cognate).await;
}

/// The same question to the simulator and to the door.
#[tokio::test]
async fn simulations_say_what_requests_meet() {
    let cognate = Cognate::start().await;
    let ada =
        cognate.iam_user("ada", json!([allow("iam:Get*", "*"), deny("iam:GetGroup", "*")])).await;
    done(iam(&cognate, "CreateGroup", &[("GroupName", "g")]).await);
    for (operation, parameter, expected) in [
        ("GetUser", ("UserName", "ada"), "allowed"),
        ("GetGroup", ("GroupName", "g"), "explicitDeny"),
        ("ListUserTags", ("UserName", "ada"), "implicitDeny"),
    ] {
        let name = format!("iam:{operation}");
        assert_eq!(decision(principal(&cognate, &[action(&name)]).await), expected);
        let real = iam_as(&cognate, &ada, operation, &[parameter]).await;
        assert_eq!(real.status == 200, expected == "allowed", "{operation}");
    }
    // Its own policies are not everybody's to read.
    let own = [("PolicySourceArn", ADA), action("s3:GetObject")];
    let answer = iam_as(&cognate, &ada, "SimulatePrincipalPolicy", &own).await;
    answer.expect_code("AccessDenied");
    let simulate = allow("iam:SimulatePrincipalPolicy", ADA);
    cognate.iam_policy("ada", "simulate", json!([simulate])).await;
    done(iam_as(&cognate, &ada, "SimulatePrincipalPolicy", &own).await);
    sound(&cognate).await;
}
