//! `LambdaConfig`.

use serde_json::json;

use crate::member::{object, text};
use crate::{Map, Refusal, refusal};

/// The two names of the token function show the same ARN; custom senders need a key to encrypt with.
pub(super) fn normalise(given: Option<&Map>) -> Result<Map, Refusal> {
    let mut config = given.cloned().unwrap_or_default();
    let plain = text(&config, "PreTokenGeneration").map(str::to_owned);
    let versioned = object(&config, "PreTokenGenerationConfig")
        .and_then(|c| text(c, "LambdaArn"))
        .map(str::to_owned);
    match (plain, versioned) {
        (Some(plain), Some(versioned)) if plain != versioned => {
            return Err(refusal::invalid_parameter(
                "The ARNs of PreTokenGeneration and PreTokenGenerationConfig must be the same.",
            ));
        }
        (Some(plain), None) => {
            let config_of_plain = json!({ "LambdaVersion": "V1_0", "LambdaArn": plain });
            config.insert("PreTokenGenerationConfig".into(), config_of_plain);
        }
        (None, Some(versioned)) => {
            config.insert("PreTokenGeneration".into(), versioned.into());
        }
        _ => {}
    }
    let has_sender =
        ["CustomSMSSender", "CustomEmailSender"].iter().any(|s| config.contains_key(*s));
    if has_sender && !config.contains_key("KMSKeyID") {
        return Err(refusal::invalid_parameter(
            "KMSKeyID is required when CustomSMSSender or CustomEmailSender is configured.",
        ));
    }
    Ok(config)
}
