//! One key under one operator of a statement's `Condition`.

use std::collections::BTreeSet;

use super::context::{Context, Value};
use super::json::{Json, Node};
use super::keys;
use super::malformed::Malformed;
use super::operator::{Operator, Values};
use super::test::Test;

pub(super) struct Condition {
    pub(super) operator: Operator,
    /// In lower case.
    pub(super) key: String,
    pub(super) test: Test,
}

impl Condition {
    /// Of the whole element. All of them must hold. `seen` gathers keys as they are written.
    pub(super) fn parse_all(
        node: Node,
        variables: bool,
        seen: &mut BTreeSet<String>,
    ) -> Result<Vec<Condition>, Malformed> {
        let Json::Object(operators) = node.json else { return Err(Malformed::syntax()) };
        let mut conditions = Vec::new();
        for (name, node) in operators {
            let operator =
                Operator::parse(&name).ok_or_else(|| Malformed::syntax().within(&name))?;
            let Json::Object(keys) = node.json else {
                return Err(Malformed::syntax().within(&name));
            };
            if keys.is_empty() {
                return Err(Malformed::syntax().within(&name));
            }
            for (key, node) in keys {
                let condition = Condition::parse(operator, &key, node, variables, seen);
                let condition = condition.map_err(|refused| refused.within(&key).within(&name))?;
                seen.insert(key);
                conditions.push(condition);
            }
        }
        Ok(conditions)
    }

    fn parse(
        operator: Operator,
        key: &str,
        node: Node,
        variables: bool,
        seen: &mut BTreeSet<String>,
    ) -> Result<Condition, Malformed> {
        let lower = keys::accept(key)?;
        let operands = scalars(node)?;
        let test = Test::compile(operator.family, &operands, variables, seen)?;
        Ok(Condition { operator, key: lower, test })
    }

    pub(super) fn holds(&self, context: &Context) -> bool {
        let value = context.of_lower(&self.key);
        if let Test::Null(absent) = &self.test {
            return absent.contains(&value.is_none());
        }
        let Some(value) = value else { return self.holds_without() };
        let one = |value: &String| self.test.matches(value, context) != self.operator.negated;
        let values = match value {
            Value::One(value) => std::slice::from_ref(value),
            Value::Many(values) => values,
        };
        match self.operator.values {
            Values::One => matches!(value, Value::One(_)) && values.iter().all(one),
            // An empty value counts as none.
            Values::All => values.iter().filter(|value| !value.is_empty()).all(one),
            Values::Any => values.iter().any(one),
        }
    }

    fn holds_without(&self) -> bool {
        self.operator.if_exists
            || match self.operator.values {
                Values::One => self.operator.negated,
                Values::All => true,
                Values::Any => false,
            }
    }
}

/// One or more texts, numbers or booleans, as their text.
fn scalars(node: Node) -> Result<Vec<String>, Malformed> {
    let nodes = match node.json {
        Json::List(nodes) if !nodes.is_empty() => nodes,
        Json::List(_) => return Err(Malformed::syntax()),
        _ => vec![node],
    };
    let texts = nodes.into_iter().enumerate().map(|(at, node)| match node.json {
        Json::Text(text) | Json::Number(text) => Ok(text),
        Json::Bool(truth) => Ok(truth.to_string()),
        _ => Err(Malformed::syntax().nth(at)),
    });
    texts.collect()
}
