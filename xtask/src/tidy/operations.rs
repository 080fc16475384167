//! One operation, one file: named after it, with a function of the same name and the headings that
//! the reference pages are made from.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Problem, Source};
use crate::codegen::names;

/// Folders of operation files, each with the model that names the operations.
const FOLDERS: [(&str, &str); 4] = [
    ("crates/idp/src/ops/", "models/cognito-idp.json"),
    ("crates/identity/src/ops/", "models/cognito-identity.json"),
    ("crates/iam/src/sts/", "models/sts.json"),
    ("crates/iam/src/iam/", "models/iam.json"),
];

/// In this order, each on one line or more.
const HEADINGS: [&str; 5] =
    ["Caller:", "Changes:", "Triggers and messages:", "Errors, in order:", "Differences from AWS:"];

pub fn check(tree: &[Source]) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for (folder, model) in FOLDERS {
        let operations = tree
            .iter()
            .find(|source| source.path == model)
            .with_context(|| format!("there is no {model}"))
            .and_then(|source| operations(&source.text).with_context(|| model.to_owned()))?;
        for source in tree {
            if let Some(name) = operation_file(&source.path, folder) {
                problems.extend(check_file(source, name, operations.get(name)));
            }
        }
    }
    Ok(problems)
}

/// File names to operations: `set_user_mfa_preference` to `SetUserMFAPreference`.
fn operations(model: &str) -> Result<BTreeMap<String, String>> {
    let model: Value = serde_json::from_str(model)?;
    let operations = model["operations"].as_object().context("the model has no operations")?;
    Ok(operations.keys().map(|name| (names::field(name), name.clone())).collect())
}

fn operation_file<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let name = path.strip_prefix(folder)?.strip_suffix(".rs")?;
    (name != "mod" && !name.contains('/')).then_some(name)
}

fn check_file(source: &Source, name: &str, operation: Option<&String>) -> Vec<Problem> {
    let Some(operation) = operation else {
        let text = format!("no operation of the model is spelled {name} in Rust");
        return vec![Problem::whole(source, text)];
    };
    let mut problems = Vec::new();
    let function = format!("pub async fn {name}");
    let has_function = source
        .text
        .lines()
        .any(|line| line.strip_prefix(&function).is_some_and(|rest| rest.starts_with(['(', '<'])));
    if !has_function {
        problems.push(Problem::whole(source, format!("has no `{function}(`")));
    }
    let docs: Vec<&str> =
        source.text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let title = format!("# {operation}");
    if docs.first() != Some(&title.as_str()) {
        problems.push(Problem::at(source, 1, format!("the first line must be `//! {title}`")));
    }
    problems.extend(check_headings(source, &docs));
    problems
}

fn check_headings(source: &Source, docs: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut previous = 0;
    for heading in HEADINGS {
        let Some(at) = docs.iter().position(|line| line.starts_with(heading)) else {
            problems.push(Problem::whole(source, format!("the docs have no `//! {heading}`")));
            continue;
        };
        let next = docs.get(at + 1).copied().unwrap_or_default();
        let follows = !next.is_empty() && !HEADINGS.iter().any(|other| next.starts_with(other));
        if docs[at] == heading && !follows {
            problems.push(Problem::at(source, at + 1, format!("`{heading}` says nothing")));
        }
        if at < previous {
            let order = format!("`{heading}` stands too early; the order is {HEADINGS:?}");
            problems.push(Problem::at(source, at + 1, order));
        }
        previous = previous.max(at);
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
//! # SetUserMFAPreference
//!
//! Chooses the factors of the caller.
//!
//! Caller: signed in
//! Changes: factors
//! Triggers and messages: none
//! Errors, in order:
//! - NotAuthorizedException
//! Differences from AWS: none

pub async fn set_user_mfa_preference(caller: SignedIn) -> Result<()> {}
";

    fn complaints(path: &str, text: &str) -> Vec<String> {
        let tree = [
            Source::new("models/cognito-idp.json", r#"{"operations":{"SetUserMFAPreference":{}}}"#),
            Source::new("models/cognito-identity.json", r#"{"operations":{"GetId":{}}}"#),
            Source::new("models/sts.json", r#"{"operations":{"AssumeRoleWithSAML":{}}}"#),
            Source::new("models/iam.json", r#"{"operations":{"CreateRole":{}}}"#),
            Source::new(path, text),
        ];
        check(&tree).unwrap().iter().map(|problem| problem.text.clone()).collect()
    }

    fn idp(text: &str) -> Vec<String> {
        complaints("crates/idp/src/ops/set_user_mfa_preference.rs", text)
    }

    #[test]
    fn a_good_file_passes() {
        assert_eq!(idp(GOOD), [""; 0]);
        let sts = GOOD
            .replace("SetUserMFAPreference", "AssumeRoleWithSAML")
            .replace("set_user_mfa_preference", "assume_role_with_saml");
        assert_eq!(complaints("crates/iam/src/sts/assume_role_with_saml.rs", &sts), [""; 0]);
        assert_eq!(complaints("crates/idp/src/ops/mod.rs", ""), [""; 0]);
        assert_eq!(complaints("crates/idp/src/lib.rs", ""), [""; 0]);
    }

    #[test]
    fn names_must_agree() {
        assert_eq!(
            complaints("crates/idp/src/ops/set_mfa.rs", GOOD),
            ["no operation of the model is spelled set_mfa in Rust"]
        );
        for other in ["pub async fn set(", "async fn set_user_mfa_preference(", "pub fn x("] {
            let text = GOOD.replace("pub async fn set_user_mfa_preference(", other);
            assert_eq!(idp(&text), ["has no `pub async fn set_user_mfa_preference(`"]);
        }
        let text = GOOD.replace("# SetUserMFAPreference", "# SetUserMfaPreference");
        assert_eq!(idp(&text), ["the first line must be `//! # SetUserMFAPreference`"]);
    }

    #[test]
    fn headings_must_be_there_and_say_something() {
        for heading in HEADINGS {
            let text = GOOD.replace(&format!("//! {heading}"), "//! Other:");
            assert_eq!(idp(&text), [format!("the docs have no `//! {heading}`")]);
        }
        for empty in ["//! Changes:\n", "//! Changes:\n//!\n"] {
            let text = GOOD.replace("//! Changes: factors\n", empty);
            assert_eq!(idp(&text), ["`Changes:` says nothing"]);
        }
        let swapped = "Changes: factors\n//! Caller: signed in\n";
        let text = GOOD.replace("Caller: signed in\n//! Changes: factors\n", swapped);
        assert!(idp(&text)[0].starts_with("`Changes:` stands too early"), "{:?}", idp(&text));
    }
}
