//! `cargo xtask compat [--check]`: COMPAT.md from the models and the doc comments of operations.
//!
//! An operation is missing when it has no file. Otherwise what its file says under "Differences from
//! AWS" is the truth about it; "none" makes it complete.

mod absent;
mod page;

use std::path::Path;

use anyhow::{Context, bail};

use crate::codegen::names;

/// One operation as the page shows it.
pub struct Row {
    pub name: String,
    /// None: not built.
    pub differences: Option<String>,
}

/// One service of the page.
pub struct Section {
    pub title: &'static str,
    pub rows: Vec<Row>,
    /// Operations of the model that are not served at all.
    pub outside: Vec<String>,
}

/// Service title, model file, and the folder with one file per operation.
const SERVICES: [(&str, &str, &str); 4] = [
    ("User pools (`cognito-idp`)", "cognito-idp", "crates/idp/src/ops"),
    ("Identity pools (`cognito-identity`)", "cognito-identity", "crates/identity/src/ops"),
    ("STS", "sts", "crates/iam/src/sts"),
    ("IAM (the subset that Cognito stacks use)", "iam", "crates/iam/src/iam"),
];

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace's root")?;
    let sections = SERVICES
        .iter()
        .map(|(title, model, folder)| section(root, title, model, folder))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let made = page::page(&sections, &absent::lines(root)?);
    let path = root.join("COMPAT.md");
    if arguments.iter().any(|argument| argument == "--check") {
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        if there != made {
            bail!("COMPAT.md is not what the operations say: run `cargo xtask compat`");
        }
        println!("COMPAT.md is what the operations say");
        return Ok(());
    }
    std::fs::write(&path, made)?;
    println!("COMPAT.md written");
    Ok(())
}

fn section(root: &Path, title: &'static str, model: &str, folder: &str) -> anyhow::Result<Section> {
    let text = std::fs::read_to_string(root.join(format!("models/{model}.json")))?;
    let parsed: serde_json::Value = serde_json::from_str(&text)?;
    let operations = parsed["operations"].as_object().context("a model has operations")?;
    let subset = (model == "iam")
        .then(|| std::fs::read_to_string(root.join("models/iam-operations.txt")))
        .transpose()?;
    let wanted = |name: &str| {
        subset.as_ref().is_none_or(|list| list.lines().any(|line| line.trim() == name))
    };
    let mut rows = Vec::new();
    for name in operations.keys().filter(|name| wanted(name)) {
        let file = root.join(folder).join(format!("{}.rs", names::field(name)));
        let differences = match std::fs::read_to_string(&file) {
            Ok(source) => Some(differences(&source).with_context(|| name.clone())?),
            Err(_) => None,
        };
        rows.push(Row { name: name.clone(), differences });
    }
    let outside = operations.keys().filter(|name| !wanted(name)).cloned().collect();
    Ok(Section { title, rows, outside })
}

/// The text under "Differences from AWS:" in a file's module doc.
fn differences(source: &str) -> anyhow::Result<String> {
    const HEADING: &str = "Differences from AWS:";
    let doc: Vec<&str> = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .skip_while(|line| !line.starts_with(HEADING))
        .collect();
    let first = doc.first().context("the module doc has no \"Differences from AWS:\"")?;
    let mut words = vec![first.trim_start_matches(HEADING).trim()];
    words.extend(doc[1..].iter().take_while(|line| !line.is_empty()));
    Ok(words.join(" ").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_the_paragraph_under_their_heading() {
        let source = "//! # X\n//!\n//! Differences from AWS: one\n//! two.\n//!\n//! More.\n\nfn";
        assert_eq!(differences(source).unwrap(), "one two.");
        assert!(differences("//! # X\n").is_err());
    }
}
