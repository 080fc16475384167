//! Values that a schema accepts.

use cognate_wire::{Kind, Schema, TextRules, Value};

/// How much of a structure an example fills in.
#[derive(Clone, Copy, PartialEq)]
pub enum Extent {
    /// Required members only.
    Minimal,
    /// All members, lists and maps not empty.
    Full,
}

pub fn of(schema: &Schema, extent: Extent) -> Value {
    match &schema.kind {
        Kind::Structure(members) => Value::Map(
            members
                .iter()
                .filter(|member| member.required || extent == Extent::Full)
                .map(|member| (member.name.to_owned(), of(member.schema, extent)))
                .collect(),
        ),
        Kind::List { member, min, .. } => {
            let count = min.unwrap_or(0).max(u64::from(extent == Extent::Full));
            Value::List((0..count).map(|_| of(member, extent)).collect())
        }
        Kind::Map { key, value, min, .. } => {
            let count = min.unwrap_or(0).max(u64::from(extent == Extent::Full));
            assert!(count <= 1, "{} needs distinct keys", schema.name);
            let key = of(key, extent).as_text().expect("keys are texts").to_owned();
            Value::Map((0..count).map(|_| (key.clone(), of(value, extent))).collect())
        }
        Kind::Text(rules) => Value::Text(text(schema.name, rules)),
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            Value::Int(min.unwrap_or(0).max(0).min(max.unwrap_or(i64::MAX)))
        }
        Kind::Double => Value::Float(0.5),
        Kind::Boolean => Value::Bool(true),
        Kind::Blob { min, .. } => Value::Bytes(vec![7; min.unwrap_or(1) as usize]),
        Kind::Timestamp => Value::Time(1_700_000_000_123),
        Kind::Document => Value::Map(vec![("any".to_owned(), Value::Int(1))]),
    }
}

fn text(name: &str, rules: &TextRules) -> String {
    let min = rules.min.unwrap_or(1).max(1) as usize;
    let candidates = ["a", "1", "A", "/", "-", "0a"].map(|unit| unit.repeat(min));
    let shaped = [
        "a",
        "eu-west-1_a1",
        "eu-west-1:0-a",
        "eu-west-1_0a",
        "a@example.org",
        "arn:aws:iam::123456789012:role/name",
        "arn:aws:kms:eu-west-1:123456789012:key/name",
        "arn:aws:s3:::bucket",
        "import-1",
        "{####}",
        "{##a##}",
        "{####}{####}",
        "code {####}",
        "terms-of-use",
        "cognito:default",
        "Level1",
        "tkn0123456789abcdefghijklmno",
        "tkn0123456789abcdefghijklm",
        "0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a",
        "authenticated",
        "https://example.org/",
        "v1",
        "//",
    ]
    .map(str::to_owned);
    let values = rules.values.iter().map(|value| (*value).to_owned());
    let mut all = values.chain(candidates).chain(shaped);
    all.find(|text| fits(text, rules))
        .unwrap_or_else(|| panic!("no example fits {name}: {:?}", rules.pattern))
}

fn fits(text: &str, rules: &TextRules) -> bool {
    let length = text.chars().count() as u64;
    (rules.values.is_empty() || rules.values.contains(&text))
        && rules.min.is_none_or(|min| length >= min)
        && rules.max.is_none_or(|max| length <= max)
        && rules.pattern.is_none_or(|pattern| pattern.matches(text))
}
