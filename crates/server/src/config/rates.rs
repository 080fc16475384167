//! `limits.rates`: a word, or a table of rates by category or operation.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use toml::Value;

use cognate_core::rates;

/// Most requests per second that can be configured.
const RATE_MAX: i64 = 1_000_000;

/// Request rates of AWS's categories of operations (RL-7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rates {
    Off,
    Aws,
    /// Requests per second by category, such as `UserAuthentication`, or by operation.
    Table(BTreeMap<String, i64>),
}

impl Rates {
    /// The error says what was expected.
    pub fn of(value: &Value) -> Result<Rates, String> {
        match value {
            Value::String(word) if word == "off" => Ok(Rates::Off),
            Value::String(word) if word == "aws" => Ok(Rates::Aws),
            Value::Table(table) => table_of(table).map(Rates::Table),
            _ => Err("expected \"off\", \"aws\" or a table such as { UserAuthentication = 120 }"
                .to_owned()),
        }
    }

    /// `off`, `aws`, or `UserAuthentication=120,UserCreation=50`.
    pub fn read(text: &str) -> Result<Value, String> {
        if !text.contains('=') {
            return Ok(Value::String(text.trim().to_owned()));
        }
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let table = pairs.map(|pair| {
            let (name, rate) = pair.split_once('=').ok_or_else(|| expected(pair))?;
            let rate = rate.trim().parse().map_err(|_| expected(name.trim()))?;
            Ok((name.trim().to_owned(), Value::Integer(rate)))
        });
        table.collect::<Result<toml::Table, String>>().map(Value::Table)
    }

    pub fn for_core(&self) -> Result<rates::Rates, rates::UnknownName> {
        match self {
            Rates::Off => Ok(rates::Rates::default()),
            Rates::Aws => Ok(rates::Rates::aws()),
            Rates::Table(table) => {
                rates::Rates::of(table.iter().map(|(name, rate)| (name.as_str(), *rate)))
            }
        }
    }
}

fn table_of(table: &toml::Table) -> Result<BTreeMap<String, i64>, String> {
    let mut rates = BTreeMap::new();
    for (name, value) in table {
        let rate = value.as_integer().filter(|rate| (1..=RATE_MAX).contains(rate));
        rates.insert(name.clone(), rate.ok_or_else(|| expected(name))?);
    }
    let named = rates.iter().map(|(name, rate)| (name.as_str(), *rate));
    match rates::Rates::of(named) {
        Ok(_) => Ok(rates),
        Err(rates::UnknownName(name)) => Err(format!(
            "{name} is neither a category of operations, such as UserAuthentication, nor an operation"
        )),
    }
}

fn expected(name: &str) -> String {
    format!("{name}: expected a whole number from 1 to {RATE_MAX}")
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Rates, D::Error> {
        Rates::of(&Value::deserialize(input)?).map_err(serde::de::Error::custom)
    }
}
