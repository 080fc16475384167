//! The model's constraints and AWS's sentences about them.
//!
//! `Value 'x' at 'userAttributes.1.member.name' failed to satisfy constraint: Member must …`. The forms
//! are those AWS gives: structures in lists have paths of their own; strings in lists and maps are
//! judged together, with all rules listed, at the path of the list or map. A sensitive value is left
//! out (`Value at 'password' failed …`, as AWS itself words it).

use super::{PROBLEMS_MAX, Problems};
use crate::Value;
use crate::schema::{Kind, Member, Schema, TextRules};

/// Longest echo of a refused value, in characters.
const ECHO_MAX: usize = 1024;

pub(super) fn check(value: &Value, schema: &Schema) -> Problems {
    let mut check = Check { path: String::new(), sensitive: false, problems: Problems::default() };
    check.value(value, schema);
    check.problems
}

struct Check {
    path: String,
    sensitive: bool,
    problems: Problems,
}

impl Check {
    fn value(&mut self, value: &Value, schema: &Schema) {
        let outer = self.sensitive;
        self.sensitive |= holds_secret(schema);
        for breach in breaches(value, schema) {
            self.report(value, &breach);
        }
        match (&schema.kind, value) {
            (Kind::Structure(members), _) => self.structure(value, members),
            (Kind::List { member, .. }, Value::List(items)) => self.items(value, items, member),
            (Kind::Map { key, value: item, .. }, Value::Map(members)) => {
                self.keys(value, members, key);
                self.map_values(value, members, item);
            }
            _ => {}
        }
        self.sensitive = outer;
    }

    fn structure(&mut self, value: &Value, members: &[Member]) {
        for member in members {
            let found = value.get(member.name);
            let length = self.path.len();
            if length > 0 {
                self.path.push('.');
            }
            push_camel(&mut self.path, member.name);
            match found {
                Some(found) => self.value(found, member.schema),
                None if member.required => self.report(&Value::Null, "Member must not be null"),
                None => {}
            }
            self.path.truncate(length);
        }
    }

    fn items(&mut self, list: &Value, items: &[Value], member: &Schema) {
        if is_scalar(member) {
            let breached = items.iter().any(|item| !breaches(item, member).is_empty());
            self.report_rules(breached, list, "Member must satisfy constraint", member);
            return;
        }
        for (at, item) in items.iter().enumerate() {
            self.nested(&(at + 1).to_string(), item, member);
        }
    }

    fn keys(&mut self, map: &Value, members: &[(String, Value)], key: &Schema) {
        let Kind::Text(rules) = &key.kind else { return };
        let breached = members.iter().any(|(name, _)| !text_breaches(name, rules).is_empty());
        self.report_rules(breached, map, "Map keys must satisfy constraint", key);
    }

    fn map_values(&mut self, map: &Value, members: &[(String, Value)], item: &Schema) {
        if is_scalar(item) {
            let breached = members.iter().any(|(_, value)| !breaches(value, item).is_empty());
            self.report_rules(breached, map, "Map value must satisfy constraint", item);
            return;
        }
        for (key, value) in members {
            let shown = if self.sensitive { "****".to_owned() } else { cut(key) };
            self.nested(&shown, value, item);
        }
    }

    fn nested(&mut self, name: &str, value: &Value, schema: &Schema) {
        let length = self.path.len();
        self.path.push_str(&format!(".{name}.member"));
        self.value(value, schema);
        self.path.truncate(length);
    }

    fn report_rules(&mut self, breached: bool, value: &Value, lead: &str, schema: &Schema) {
        if breached {
            self.report(value, &format!("{lead}: [{}]", rules(schema).join(", ")));
        }
    }

    fn report(&mut self, value: &Value, breach: &str) {
        if self.problems.0.len() >= PROBLEMS_MAX {
            return;
        }
        let shown = match value {
            Value::Null => " null".to_owned(),
            _ if self.sensitive => String::new(),
            _ => echo(value).map_or(String::new(), |text| format!(" '{}'", cut(&text))),
        };
        let path = &self.path;
        self.problems
            .0
            .push(format!("Value{shown} at '{path}' failed to satisfy constraint: {breach}"));
    }
}

/// What the value itself breaches, without looking inside it.
fn breaches(value: &Value, schema: &Schema) -> Vec<String> {
    match (&schema.kind, value) {
        (Kind::Text(rules), Value::Text(text)) => text_breaches(text, rules),
        (Kind::Integer { min, max } | Kind::Long { min, max }, Value::Int(it)) => {
            out_of(*it, *min, *max, "value")
        }
        (Kind::Blob { min, max }, Value::Bytes(bytes)) => length_breach(bytes.len(), *min, *max),
        (Kind::List { min, max, .. }, Value::List(items)) => length_breach(items.len(), *min, *max),
        (Kind::Map { min, max, .. }, Value::Map(members)) => {
            length_breach(members.len(), *min, *max)
        }
        _ => Vec::new(),
    }
}

fn text_breaches(text: &str, rules: &TextRules) -> Vec<String> {
    let mut found = Vec::new();
    if !rules.values.is_empty() && !rules.values.contains(&text) {
        found.push(enum_rule(rules.values));
    }
    if let Some(pattern) = rules.pattern
        && !pattern.matches(text)
    {
        found.push(pattern_rule(pattern.text()));
    }
    found.extend(length_breach(text.chars().count(), rules.min, rules.max));
    found
}

fn length_breach(length: usize, min: Option<u64>, max: Option<u64>) -> Vec<String> {
    out_of(length as u64, min, max, "length")
}

fn out_of<T: PartialOrd + std::fmt::Display>(
    it: T,
    min: Option<T>,
    max: Option<T>,
    what: &str,
) -> Vec<String> {
    match (min, max) {
        (Some(min), _) if it < min => vec![min_rule(what, min)],
        (_, Some(max)) if it > max => vec![max_rule(what, max)],
        _ => Vec::new(),
    }
}

/// All rules of a string or number, in the order in which AWS lists them.
fn rules(schema: &Schema) -> Vec<String> {
    let bounds = |what: &str, min: Option<String>, max: Option<String>| {
        let max = max.map(|max| max_rule(what, max));
        max.into_iter().chain(min.map(|min| min_rule(what, min))).collect::<Vec<_>>()
    };
    match &schema.kind {
        Kind::Text(text) => {
            let text_of = |bound: Option<u64>| bound.map(|it| it.to_string());
            let mut all = bounds("length", text_of(text.min), text_of(text.max));
            all.extend(text.pattern.map(|pattern| pattern_rule(pattern.text())));
            if !text.values.is_empty() {
                all.push(enum_rule(text.values));
            }
            all
        }
        Kind::Blob { min, max } => {
            bounds("length", min.map(|it| it.to_string()), max.map(|it| it.to_string()))
        }
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            bounds("value", min.map(|it| it.to_string()), max.map(|it| it.to_string()))
        }
        _ => Vec::new(),
    }
}

fn min_rule(what: &str, min: impl std::fmt::Display) -> String {
    format!("Member must have {what} greater than or equal to {min}")
}

fn max_rule(what: &str, max: impl std::fmt::Display) -> String {
    format!("Member must have {what} less than or equal to {max}")
}

fn pattern_rule(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

fn enum_rule(values: &[&str]) -> String {
    format!("Member must satisfy enum value set: [{}]", values.join(", "))
}

/// Whether a value of this shape must not be shown, be it for its own sake or for what an echo of it
/// would contain. (Structures are never echoed.)
fn holds_secret(schema: &Schema) -> bool {
    schema.sensitive
        || match &schema.kind {
            Kind::List { member, .. } => holds_secret(member),
            Kind::Map { key, value, .. } => key.sensitive || holds_secret(value),
            _ => false,
        }
}

fn is_scalar(schema: &Schema) -> bool {
    !matches!(schema.kind, Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. })
}

/// The value as Java prints it; nothing for structures and bytes, which AWS prints with class names.
fn echo(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(it) => Some(it.to_string()),
        Value::Float(it) => Some(it.to_string()),
        Value::Bool(it) => Some(it.to_string()),
        Value::List(items) => {
            let shown: Option<Vec<_>> = items.iter().map(scalar_echo).collect();
            Some(format!("[{}]", shown?.join(", ")))
        }
        Value::Map(members) => {
            let shown: Option<Vec<_>> = members
                .iter()
                .map(|(key, value)| scalar_echo(value).map(|value| format!("{key}={value}")))
                .collect();
            Some(format!("{{{}}}", shown?.join(", ")))
        }
        _ => None,
    }
}

fn scalar_echo(value: &Value) -> Option<String> {
    if matches!(value, Value::List(_) | Value::Map(_)) { None } else { echo(value) }
}

fn cut(text: &str) -> String {
    text.chars().take(ECHO_MAX).collect()
}

fn push_camel(path: &mut String, name: &str) {
    let mut chars = name.chars();
    path.extend(chars.next().map(|first| first.to_ascii_lowercase()));
    path.push_str(chars.as_str());
}
