//! `cognate iam explain`: the decision of the policy engine, in words.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use cognate_access::policy::{Effect, Layer, Value, Verdict};
use cognate_core::Cx;
use cognate_core::authorization::{Deciding, Explained};
use cognate_core::iam::Source;
use cognate_core::operator::explain;

use super::told;

#[derive(Args, Clone, Debug)]
pub struct ExplainArgs {
    /// Who: a user's name, role/NAME, root, or an ARN
    #[arg(long, value_name = "WHO")]
    pub principal: String,
    /// What: SERVICE:Operation
    #[arg(long, value_name = "ACTION")]
    pub action: String,
    /// On what: an ARN; without it, actions on no resource
    #[arg(long, value_name = "ARN", default_value = "*")]
    pub resource: String,
    /// A condition key, such as aws:SourceIp=203.0.113.9; may be repeated
    ///
    /// aws:TagKeys=[a,b] sets several values. What is not set is absent, but for what every request has
    /// and what is known of the resource.
    #[arg(long, value_name = "KEY=VALUE")]
    pub context: Vec<String>,
}

pub async fn run(cx: &Cx, args: &ExplainArgs) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(args.action.contains(':'), "an action is SERVICE:Operation");
    let keys = keys(&args.context)?;
    let principal = explain::principal(cx, &args.principal).await.map_err(told)?;
    let principal = principal.with_context(|| format!("there is no {}", args.principal))?;
    let is_root = principal.is_root();
    let explained = explain::explain(cx, &principal, &args.action, &args.resource, keys);
    let explained = explained.await.map_err(told)?;
    print!("{}", report(args, &principal.arn, is_root, &explained));
    let allowed = explained.verdict == Verdict::Allow;
    Ok(if allowed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `KEY=VALUE` and `KEY=[VALUE,VALUE]`; a key that is repeated has several values.
fn keys(written: &[String]) -> anyhow::Result<Vec<(String, Value)>> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut many = BTreeMap::new();
    for one in written {
        let (key, value) = one.split_once('=').with_context(|| format!("{one} is no KEY=VALUE"))?;
        let list = value.strip_prefix('[').and_then(|value| value.strip_suffix(']'));
        let values = all.entry(key).or_default();
        match list {
            Some(list) => values.extend(list.split(',').map(|value| value.trim().to_owned())),
            None => values.push(value.to_owned()),
        }
        many.insert(key, list.is_some() || values.len() > 1);
    }
    let value = |(key, mut values): (&str, Vec<String>)| {
        let value = match many.get(key) {
            Some(false) => Value::One(values.remove(0)),
            _ => Value::Many(values),
        };
        (key.to_owned(), value)
    };
    Ok(all.into_iter().map(value).collect())
}

fn report(args: &ExplainArgs, arn: &str, is_root: bool, explained: &Explained) -> String {
    let verdict = match explained.verdict {
        Verdict::Allow => "ALLOWED",
        Verdict::ImplicitDeny => "DENIED: nothing allows it",
        Verdict::ExplicitDeny => "DENIED by a statement",
    };
    let mut out = format!("{verdict}\n\n");
    let mut line = |name: &str, value: &str| out.push_str(&format!("  {name:<10} {value}\n"));
    line("principal", arn);
    line("action", &args.action);
    line("resource", &args.resource);
    if let Some(layer) = explained.lacking {
        line("lacking", &format!("an allow in the {}", noun(layer)));
    }
    if let Some(allows) = explained.allowed_by_boundary {
        line("boundary", if allows { "allows" } else { "does not allow" });
    }
    if let Some(refusal) = &explained.refusal {
        line("answer", refusal);
    }
    if is_root && explained.statements.is_empty() && explained.verdict == Verdict::Allow {
        out.push_str("\nThe root may do everything.\n");
    }
    for statement in &explained.statements {
        out.push_str(&format!("\n{}\n", heading(statement)));
        out.push_str(&indented(&statement.text));
    }
    out
}

fn heading(statement: &Deciding) -> String {
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    let place = match (&statement.source, statement.layer) {
        (Some(Source::OfUser(name)), _) => {
            format!("inline policy {} of user {name}", statement.policy)
        }
        (Some(Source::OfRole(name)), _) => {
            format!("inline policy {} of role {name}", statement.policy)
        }
        (Some(Source::OfGroup(name)), _) => {
            format!("inline policy {} of group {name}", statement.policy)
        }
        (_, layer) => format!("{} {}", noun(layer), statement.policy),
    };
    let sid = statement.sid.as_ref().map(|sid| format!(" ({sid})")).unwrap_or_default();
    if statement.text.is_empty() && statement.effect == Effect::Deny {
        return format!("{effect}: {place} does not parse, or is gone, and denies everything");
    }
    format!("{effect}: {place}, statement {}{sid}", statement.statement + 1)
}

fn noun(layer: Layer) -> &'static str {
    match layer {
        Layer::Identity => "identity-based policy",
        Layer::Boundary => "permissions boundary",
        Layer::Session => "session policy",
        Layer::Resource => "resource-based policy",
        Layer::Trust => "role trust policy",
    }
}

/// A statement, laid out anew.
fn indented(text: &str) -> String {
    let parsed: Result<serde_json::Value, _> = serde_json::from_str(text);
    let pretty = parsed.and_then(|json| serde_json::to_string_pretty(&json));
    let text = pretty.unwrap_or_else(|_| text.to_owned());
    text.lines().map(|line| format!("    {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_value_or_several() {
        let written = ["a=1", "b=[x, y]", "c=1", "c=2", "d=[z]", "e=p=q"].map(str::to_owned);
        let many =
            |values: &[&str]| Value::Many(values.iter().map(|it| (*it).to_owned()).collect());
        let keys = keys(&written).unwrap();
        assert_eq!(
            keys,
            [
                ("a".to_owned(), Value::One("1".into())),
                ("b".to_owned(), many(&["x", "y"])),
                ("c".to_owned(), many(&["1", "2"])),
                ("d".to_owned(), many(&["z"])),
                ("e".to_owned(), Value::One("p=q".into())),
            ]
        );
        assert!(super::keys(&["nothing".to_owned()]).is_err());
    }
}
