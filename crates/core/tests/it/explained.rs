//! Decisions told to people.

use cognate_access::policy::{Effect, Layer, Value as Key, Verdict};
use cognate_core::iam::Source;
use cognate_core::operator::{administrator, explain};
use cognate_testkit::{AccessKey, Cognate, REGION, Value, allow, deny, json};

#[tokio::test]
async fn the_deciding_statements_are_told() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({ "UserPoolTags": { "team": "red" } })).await;
    let arn = format!("arn:aws:cognito-idp:{REGION}:123456789012:userpool/{pool}");
    let own = json!([allow("s3:*", "*"), {
        "Sid": "Red", "Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*",
        "Condition": { "StringEquals": { "aws:ResourceTag/team": "red" } },
    }]);
    cognate.iam_user("bob", own).await;
    // Named like the user's own.
    cognate.iam_group("staff", &["bob"], deny("cognito-idp:Delete*", "*")).await;
    let cx = cognate.cx();
    let bob = explain::principal(&cx, "bob").await.unwrap().unwrap();
    let ask = async |action: &str, resource: &str, keys: Vec<(String, Key)>| {
        explain::explain(&cx, &bob, action, resource, keys).await.unwrap()
    };
    let told = ask("cognito-idp:DescribeUserPool", &arn, vec![]).await;
    assert_eq!((told.verdict, told.refusal), (Verdict::Allow, None));
    let [statement] = &told.statements[..] else { panic!("one statement allows") };
    assert_eq!(statement.source, Some(Source::OfUser("bob".into())));
    assert_eq!((statement.statement, statement.sid.as_deref()), (1, Some("Red")));
    let text: Value = serde_json::from_str(&statement.text).unwrap();
    assert_eq!(text["Sid"], "Red");
    let other = vec![("aws:ResourceTag/team".to_owned(), Key::One("blue".into()))];
    let told = ask("cognito-idp:DescribeUserPool", &arn, other).await;
    assert_eq!((told.verdict, told.lacking), (Verdict::ImplicitDeny, Some(Layer::Identity)));
    let told = ask("cognito-idp:DeleteUserPool", &arn, vec![]).await;
    assert_eq!(told.verdict, Verdict::ExplicitDeny);
    assert_eq!(told.statements[0].source, Some(Source::OfGroup("staff".into())));
    assert_eq!(told.statements[0].effect, Effect::Deny);
    assert!(told.statements[0].text.contains("Delete*"), "{}", told.statements[0].text);
}

#[tokio::test]
async fn principals_go_by_many_names() {
    let cognate = Cognate::start().await;
    cognate.iam_user("bob", Value::Null).await;
    let trusted = json!({
        "Effect": "Allow", "Principal": { "AWS": "123456789012" }, "Action": "sts:AssumeRole",
    });
    cognate.iam_role("app", trusted, allow("sqs:*", "*")).await;
    let cx = cognate.cx();
    let user = "arn:aws:iam::123456789012:user/bob";
    let role = "arn:aws:sts::123456789012:assumed-role/app/explain";
    for (name, arn) in [
        ("bob", Some(user)),
        ("user/bob", Some(user)),
        (user, Some(user)),
        ("role/app", Some(role)),
        ("arn:aws:iam::123456789012:role/app", Some(role)),
        ("root", Some("arn:aws:iam::123456789012:root")),
        ("app", None),
        ("arn:aws:iam::123456789012:user/x/bob", None),
        ("arn:aws:iam::123456789012:group/bob", None),
    ] {
        let found = explain::principal(&cx, name).await.unwrap();
        assert_eq!(found.map(|found| found.arn).as_deref(), arn, "{name}");
    }
    let app = explain::principal(&cx, "role/app").await.unwrap().unwrap();
    let told = explain::explain(&cx, &app, "sqs:SendMessage", "*", vec![]).await.unwrap();
    assert_eq!(told.verdict, Verdict::Allow);
}

#[tokio::test]
async fn an_administrator_may_do_everything() {
    let cognate = Cognate::start().await;
    let cx = cognate.cx();
    let key = administrator::create(&cx, "ann").await.unwrap();
    let ann = AccessKey::new(key.id, key.secret.expose());
    cognate.admin_as(&ann, "ListUserPools", json!({ "MaxResults": 1 })).await.ok();
    let parameters = [("Action", "ListUsers"), ("Version", "2010-05-08")];
    assert_eq!(cognate.query_as(&ann, "iam", &parameters).await.status, 200);
    let taken = administrator::create(&cx, "Ann").await.err().unwrap();
    assert_eq!(taken.code, "EntityAlreadyExists");
    let bad = administrator::create(&cx, "a/b").await.err().unwrap();
    assert_eq!(bad.code, "ValidationError");
}
