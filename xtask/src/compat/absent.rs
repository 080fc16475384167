//! Declared errors that operations never answer here, and why: `models/cognito-idp-absent-errors.json`.
//! Tests provoke all others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

/// One line of the page.
#[derive(Deserialize)]
struct Group {
    reason: String,
    errors: Vec<String>,
    operations: Operations,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Operations {
    /// `*`: all that declare the error.
    All(String),
    These(Vec<String>),
}

/// Why, and what each line says of errors and operations.
pub type Line = (String, String);

pub fn lines(root: &Path) -> anyhow::Result<Vec<Line>> {
    let read = |name: &str| std::fs::read_to_string(root.join("models").join(name));
    let groups: Vec<Group> = serde_json::from_str(&read("cognito-idp-absent-errors.json")?)?;
    let model: Value = serde_json::from_str(&read("cognito-idp.json")?)?;
    judged(groups, &declared(&model)?)
}

/// The operations that declare each error.
fn declared(model: &Value) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let mut declared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let operations = model["operations"].as_object().context("a model has operations")?;
    for (name, operation) in operations {
        for error in operation["errors"].as_array().into_iter().flatten() {
            let error = error["shape"].as_str().context("an error has a shape")?;
            declared.entry(error.to_owned()).or_default().insert(name.clone());
        }
    }
    Ok(declared)
}

/// Every pair must be declared, and is listed once.
fn judged(
    groups: Vec<Group>,
    declared: &BTreeMap<String, BTreeSet<String>>,
) -> anyhow::Result<Vec<Line>> {
    let mut listed = BTreeSet::new();
    let mut lines = Vec::with_capacity(groups.len());
    for Group { reason, errors, operations } in groups {
        for error in &errors {
            let all = declared.get(error).with_context(|| format!("nothing declares {error}"))?;
            let these: Vec<&String> = match &operations {
                Operations::All(all_of_them) if all_of_them == "*" => all.iter().collect(),
                Operations::All(other) => bail!("operations are a list or \"*\", not {other:?}"),
                Operations::These(these) => these.iter().collect(),
            };
            for operation in these {
                ensure!(all.contains(operation), "{operation} does not declare {error}");
                let is_new = listed.insert((error.clone(), operation.clone()));
                ensure!(is_new, "{operation} and {error} are listed twice");
            }
        }
        let of = match &operations {
            Operations::All(_) => "every operation that declares it".to_owned(),
            Operations::These(these) => these.join(", "),
        };
        lines.push((reason, format!("{}: {of}", errors.join(", "))));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_declared_and_listed_once() {
        let model = serde_json::json!({ "operations": {
            "A": { "errors": [{ "shape": "X" }, { "shape": "Y" }] }, "B": { "errors": [{ "shape": "X" }] },
        } });
        let declared = declared(&model).unwrap();
        let judge = |groups: &str| judged(serde_json::from_str(groups).unwrap(), &declared);
        let lines = judge(
            r#"[{ "reason": "r", "errors": ["X"], "operations": "*" },
                { "reason": "s", "errors": ["Y"], "operations": ["A"] }]"#,
        );
        let all = "X: every operation that declares it".to_owned();
        assert_eq!(lines.unwrap(), [("r".to_owned(), all), ("s".to_owned(), "Y: A".to_owned())]);
        for bad in [
            r#"[{ "reason": "r", "errors": ["Z"], "operations": "*" }]"#,
            r#"[{ "reason": "r", "errors": ["Y"], "operations": ["B"] }]"#,
            r#"[{ "reason": "r", "errors": ["X"], "operations": "signed" }]"#,
            r#"[{ "reason": "r", "errors": ["X"], "operations": "*" },
                { "reason": "s", "errors": ["X"], "operations": ["A"] }]"#,
        ] {
            assert!(judge(bad).is_err(), "{bad}");
        }
    }
}
