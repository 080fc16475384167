//! `AcrConfiguration`: the names of the four authentication levels.

use serde_json::json;

use crate::member::{object, text};
use crate::{Map, Refusal, refusal};

const LEVELS: [&str; 4] = ["Level1", "Level2", "Level3", "Level4"];

/// The given names merged with `base` (the stored configuration, or the defaults), all four shown.
/// They must differ.
pub(crate) fn merge(base: Option<&Map>, given: Option<&Map>) -> Result<Map, Refusal> {
    let mut merged = Map::new();
    let mut names: Vec<&str> = Vec::new();
    let defaults: Vec<String> = (1..=4).map(|n| format!("urn:cognito:loa:{n}")).collect();
    for (level, default) in LEVELS.into_iter().zip(&defaults) {
        let set = |config: Option<&'_ Map>| config.and_then(|c| value(c, level)).map(str::to_owned);
        let name = set(given).or_else(|| set(base)).unwrap_or_else(|| default.clone());
        merged.insert(level.to_owned(), json!({ "AcrValue": name }));
    }
    for level in LEVELS {
        let name = value(&merged, level).unwrap_or_default();
        if names.contains(&name) {
            return Err(refusal::invalid_parameter(format!(
                "AcrConfiguration values must be unique, found more than once: {name}"
            )));
        }
        names.push(name);
    }
    Ok(merged)
}

/// The four names of a merged configuration.
pub(crate) fn names(config: &Map) -> Option<[String; 4]> {
    let name = |level| value(config, level).map(str::to_owned);
    Some([name("Level1")?, name("Level2")?, name("Level3")?, name("Level4")?])
}

fn value<'a>(config: &'a Map, level: &str) -> Option<&'a str> {
    object(config, level).and_then(|entry| text(entry, "AcrValue"))
}
