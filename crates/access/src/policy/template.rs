//! Texts of policies with the variables in them: `${aws:username}`, `${key, 'default'}`, and `${*}`,
//! `${?}`, `${$}` for those characters themselves.

use std::collections::BTreeSet;

use super::context::{Context, Value};
use super::glob::Token;
use super::keys;
use super::malformed::Malformed;

pub(super) struct Template(Vec<Part>);

enum Part {
    /// As written; whether `*` and `?` are wildcards is the operator's business.
    Text(String),
    /// Never a wildcard.
    Literal(char),
    /// The key in lower case.
    Variable { key: String, default: Option<String> },
}

/// An ARN is shorter, and so is every value that a condition can meet.
const CHARACTERS_MAX: usize = 2048;

impl Template {
    /// A text in which `${` means nothing: policies of version 2008-10-17, and operators without
    /// variables.
    pub(super) fn literal(text: &str) -> Result<Template, Malformed> {
        if text.chars().count() > CHARACTERS_MAX {
            return Err(Malformed::new(format!(
                "A value is longer than {CHARACTERS_MAX} characters."
            )));
        }
        Ok(Template(vec![Part::Text(text.to_owned())]))
    }

    /// `keys` gathers the names of the variables as they are written.
    pub(super) fn parse(text: &str, keys: &mut BTreeSet<String>) -> Result<Template, Malformed> {
        Template::literal(text)?;
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            parts.push(Part::Text(before.to_owned()));
            let (part, after) = variable(after, keys)?;
            parts.push(part);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Template(parts))
    }

    pub(super) fn has_variables(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Variable { .. }))
    }

    /// What every text begins with that it matches as a pattern.
    pub(super) fn prefix(&self) -> String {
        let mut prefix = String::new();
        for part in &self.0 {
            match part {
                Part::Text(written) => {
                    let plain = written.split(['*', '?']).next().unwrap_or_default();
                    prefix.push_str(plain);
                    if plain.len() < written.len() {
                        break;
                    }
                }
                Part::Literal(character) => prefix.push(*character),
                Part::Variable { .. } => break,
            }
        }
        prefix
    }

    /// The six parts of an ARN: cut at the first five colons outside variables. None if there are
    /// fewer.
    pub(super) fn split_arn(self) -> Option<[Template; 6]> {
        let mut cut: Vec<Template> = vec![Template(Vec::new())];
        for part in self.0 {
            let Part::Text(mut text) = part else {
                cut.last_mut()?.0.push(part);
                continue;
            };
            while let Some((before, after)) = text.split_once(':').filter(|_| cut.len() < 6) {
                cut.last_mut()?.0.push(Part::Text(before.to_owned()));
                cut.push(Template(Vec::new()));
                text = after.to_owned();
            }
            cut.last_mut()?.0.push(Part::Text(text));
        }
        cut.try_into().ok()
    }

    /// The text for this request. None if a variable without default has no value or several.
    pub(super) fn text(&self, context: &Context) -> Option<String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(written) => text.push_str(written),
                Part::Literal(character) => text.push(*character),
                Part::Variable { key, default } => text.push_str(value(key, default, context)?),
            }
        }
        Some(text)
    }

    /// The pattern for this request. What variables bring in is text, never a wildcard.
    pub(super) fn tokens(&self, context: &Context) -> Option<Vec<Token>> {
        let mut tokens = Vec::new();
        for part in &self.0 {
            match part {
                Part::Text(written) => tokens.extend(written.chars().map(Token::wild)),
                Part::Literal(character) => tokens.push(Token::Char(*character)),
                Part::Variable { key, default } => {
                    tokens.extend(value(key, default, context)?.chars().map(Token::Char));
                }
            }
        }
        Some(tokens)
    }
}

/// What stands after `${`, and what follows its brace.
fn variable<'t>(text: &'t str, keys: &mut BTreeSet<String>) -> Result<(Part, &'t str), Malformed> {
    let broken = || Malformed::new("A policy variable is not closed or not well formed.");
    for literal in ['*', '?', '$'] {
        if let Some(after) = text.strip_prefix(literal).and_then(|text| text.strip_prefix('}')) {
            return Ok((Part::Literal(literal), after));
        }
    }
    let end = text.find([',', '}']).ok_or_else(broken)?;
    let (written, after) = text.split_at(end);
    let key = keys::accept(written)?;
    keys.insert(written.to_owned());
    if let Some(after) = after.strip_prefix('}') {
        return Ok((Part::Variable { key, default: None }, after));
    }
    let (default, after) = after
        .strip_prefix(", '")
        .and_then(|text| text.split_once('\''))
        .and_then(|(default, after)| Some((default, after.strip_prefix('}')?)))
        .ok_or_else(broken)?;
    Ok((Part::Variable { key, default: Some(default.to_owned()) }, after))
}

fn value<'c>(key: &str, default: &'c Option<String>, context: &'c Context) -> Option<&'c str> {
    match context.of_lower(key) {
        Some(Value::One(value)) => Some(value),
        Some(Value::Many(_)) => None,
        None => default.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str) -> Option<String> {
        let mut context = Context::default();
        context.set("aws:username", "bob");
        context.set("aws:PrincipalTag/a:b", "x:y");
        context.set_all("aws:TagKeys", vec!["k".into()]);
        Template::parse(text, &mut BTreeSet::new()).unwrap().text(&context)
    }

    #[test]
    fn puts_values_in() {
        for (text, expected) in [
            ("a/${aws:username}/b", Some("a/bob/b")),
            ("${AWS:UserName}${aws:username}", Some("bobbob")),
            ("${aws:userid, 'it is ${*}'}", Some("it is ${*}")),
            ("${aws:username, 'x'}", Some("bob")),
            ("${aws:userid, ''}", Some("")),
            ("${$}{x} ${*} ${?} $x }", Some("${x} * ? $x }")),
            ("${aws:userid}", None),
            ("${aws:TagKeys}", None),
            ("${aws:TagKeys, 'x'}", None),
        ] {
            assert_eq!(resolve(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn refuses_broken_variables_and_unknown_keys() {
        for text in [
            "${",
            "${}",
            "${username}",
            "${aws:username",
            "${aws:usernme}",
            "${aws:username,'x'}",
            "${aws:username, x}",
            "${aws:username, 'x}",
            "${aws:username, 'x' }",
            "${ aws:username}",
            &"x".repeat(2049),
        ] {
            assert!(Template::parse(text, &mut BTreeSet::new()).is_err(), "{text}");
        }
    }

    #[test]
    fn cuts_arns_outside_variables() {
        let text = "arn:aws:${aws:PrincipalTag/a:b}::1:x:${aws:username}:y";
        let mut context = Context::default();
        context.set("aws:PrincipalTag/a:b", "x:y");
        context.set("aws:username", "bob");
        let parts = Template::parse(text, &mut BTreeSet::new()).unwrap().split_arn().unwrap();
        let parts = parts.map(|part| part.text(&context).unwrap());
        assert_eq!(parts, ["arn", "aws", "x:y", "", "1", "x:bob:y"]);
        assert!(Template::literal("arn:aws:s3::x").unwrap().split_arn().is_none());
    }
}
