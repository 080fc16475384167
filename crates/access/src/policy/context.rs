//! What is known of a request: condition keys and their values.

use std::collections::BTreeMap;

/// The condition keys of one request. Names know no case; a key that was not set is absent, which is
/// not the same as empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// By names in lower case.
    values: BTreeMap<String, Value>,
}

/// What a key holds. Numbers, dates, booleans and addresses are text in the forms that conditions
/// take; binary values are base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    One(String),
    /// Of a key that is multi-valued by definition (`aws:TagKeys`), be it one value. Never empty.
    Many(Vec<String>),
}

impl Context {
    /// A context that knows nothing but the time: `aws:CurrentTime` and `aws:EpochTime`.
    /// `now_ms` is in milliseconds since the epoch.
    pub fn at(now_ms: i64) -> Context {
        let mut context = Context::default();
        let basic = crate::sigv4::amz_date(now_ms);
        let part = |from: usize, to: usize| &basic[from..to];
        let date = format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8));
        let time = format!("{}:{}:{}", part(9, 11), part(11, 13), part(13, 15));
        context.set("aws:CurrentTime", format!("{date}T{time}Z"));
        context.set("aws:EpochTime", now_ms.div_euclid(1000).to_string());
        context
    }

    /// Sets a single-valued key.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.values.insert(key.to_lowercase(), Value::One(value.into()));
    }

    /// Sets a multi-valued key. One without values is absent.
    pub fn set_all(&mut self, key: &str, values: Vec<String>) {
        if values.is_empty() {
            self.values.remove(&key.to_lowercase());
        } else {
            self.values.insert(key.to_lowercase(), Value::Many(values));
        }
    }

    /// The value of a key, in whatever case it is written.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.of_lower(&key.to_lowercase())
    }

    /// All keys, in lower case and their order, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(key, value)| (&key[..], value))
    }

    pub(super) fn of_lower(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_time() {
        let context = Context::at(1_768_478_400_999);
        assert_eq!(
            context.get("AWS:currenttime"),
            Some(&Value::One("2026-01-15T12:00:00Z".into()))
        );
        assert_eq!(context.get("aws:EpochTime"), Some(&Value::One("1768478400".into())));
    }

    #[test]
    fn keys_without_values_are_absent() {
        let mut context = Context::default();
        context.set_all("aws:TagKeys", vec!["a".into()]);
        context.set_all("aws:tagkeys", vec![]);
        assert_eq!(context, Context::default());
    }
}
