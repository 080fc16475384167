//! IAM.

mod account;
mod devices;
mod groups;
mod inventory;
mod linked_roles;
mod names;
mod policies;
mod probes;
mod profiles;
mod providers;
mod race;
mod roles;
mod simulation;
mod trust;
mod users;

use cognate_store::verify;
use cognate_testkit::{AccessKey, Answer, Cognate};

pub const READ: &str = r#"{"Version": "2012-10-17", "Statement":
    {"Effect": "Allow", "Action": "cognito-idp:ListUserPools", "Resource": "*"}}"#;

/// A policy of at least this many characters.
pub fn long(characters: usize) -> String {
    let pieces =
        (0..=characters / 1_000).map(|n| format!("\"arn:aws:s3:::{n}{}\"", "x".repeat(1_000)));
    let resources: Vec<String> = pieces.collect();
    READ.replace("\"*\"", &format!("[{}]", resources.join(",")))
}

/// Lets Lambda in.
pub const LAMBDA: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}}"#;

/// A call of IAM by the root.
pub async fn iam(cognate: &Cognate, operation: &str, parameters: &[(&str, &str)]) -> Answer {
    iam_as(cognate, &cognate.root, operation, parameters).await
}

pub async fn iam_as(
    cognate: &Cognate,
    key: &AccessKey,
    operation: &str,
    parameters: &[(&str, &str)],
) -> Answer {
    let mut all = vec![("Action", operation), ("Version", "2010-05-08")];
    all.extend_from_slice(parameters);
    cognate.query_as(key, "iam", &all).await
}

/// One that succeeds.
#[track_caller]
pub fn done(answer: Answer) -> Answer {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// Exactly this error, under this status.
#[track_caller]
pub fn refused(answer: &Answer, status: u16, code: &str, message: &str) {
    answer.expect_error(code, &escaped(message));
    assert_eq!(answer.status, status);
}

/// As text stands in XML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('\'', "&apos;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// All rows say what they must, and no error was answered that its operation does not declare.
pub async fn sound(cognate: &Cognate) {
    let report = verify::verify(cognate.node.store(), &mut |_| {}).await.unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(cognate.node.undeclared_errors(), 0);
}

/// The texts of all elements of a name, in their order.
pub fn elements(answer: &Answer, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = answer.text().split(&open).skip(1);
    parts.map(|part| part.split(&close).next().unwrap().to_owned()).collect()
}
