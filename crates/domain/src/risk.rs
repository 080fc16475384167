//! Risk configuration: what to do at which risk, and which addresses are beyond question.
//!
//! Source: API reference, `SetRiskConfiguration`; developer guide, "Advanced security with threat
//! protection".

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use crate::member::{flag, list, object, text};
use crate::{Map, Refusal, refusal};

const PARTS: [&str; 3] = [
    "CompromisedCredentialsRiskConfiguration",
    "AccountTakeoverRiskConfiguration",
    "RiskExceptionConfiguration",
];

/// What a compromised-credentials check looks at unless it is told.
const ALL_EVENTS: [&str; 3] = ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"];

const LEVELS: [&str; 3] = ["LowAction", "MediumAction", "HighAction"];

/// What somebody's address decides by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions {
    pub blocked: Vec<IpNet>,
    pub skipped: Vec<IpNet>,
}

impl Exceptions {
    pub fn read(document: &Map) -> Exceptions {
        let Some(lists) = object(document, PARTS[2]) else { return Exceptions::default() };
        let ranges = |name| {
            let texts = list(lists, name).iter().filter_map(Value::as_str);
            texts.filter_map(range).collect()
        };
        Exceptions { blocked: ranges("BlockedIPRangeList"), skipped: ranges("SkippedIPRangeList") }
    }

    pub fn blocks(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.blocked.iter().any(|range| range.contains(&address))
    }
}

/// The document of a request. Empty: the request resets, because it has none of the parts.
///
/// Errors, in order: a notification without a sender; address ranges that are none, or in both lists.
pub fn accept(request: &Map) -> Result<Map, Refusal> {
    let mut document = Map::new();
    for part in PARTS {
        if let Some(given) = object(request, part) {
            document.insert(part.into(), given.clone().into());
        }
    }
    if let Some(Value::Object(compromised)) = document.get_mut(PARTS[0])
        && list(compromised, "EventFilter").is_empty()
    {
        compromised.insert("EventFilter".into(), ALL_EVENTS.to_vec().into());
    }
    if let Some(takeover) = object(&document, PARTS[1]) {
        check_notices(takeover)?;
    }
    if let Some(exceptions) = object(&document, PARTS[2]) {
        check_ranges(exceptions)?;
    }
    Ok(document)
}

fn check_notices(takeover: &Map) -> Result<(), Refusal> {
    let actions = object(takeover, "Actions");
    let notifies = LEVELS.iter().any(|level| {
        let action = actions.and_then(|actions| object(actions, level));
        action.and_then(|action| flag(action, "Notify")) == Some(true)
    });
    let Some(notice) = object(takeover, "NotifyConfiguration") else {
        return match notifies {
            true => Err(refusal::invalid_parameter(
                "NotifyConfiguration is required when an action has Notify set to true.",
            )),
            false => Ok(()),
        };
    };
    for name in ["From", "ReplyTo"] {
        if text(notice, name).is_some_and(|address| !address.contains('@')) {
            return Err(refusal::invalid_parameter(format!("{name} is not an e-mail address.")));
        }
    }
    Ok(())
}

fn check_ranges(exceptions: &Map) -> Result<(), Refusal> {
    let read = |name: &str| -> Result<Vec<IpNet>, Refusal> {
        let texts = list(exceptions, name).iter().filter_map(Value::as_str);
        let parse = |text: &str| {
            range(text).ok_or_else(|| {
                refusal::invalid_parameter(format!(
                    "{name} has an entry that is no address range in CIDR notation: {text}"
                ))
            })
        };
        texts.map(parse).collect()
    };
    let (blocked, skipped) = (read("BlockedIPRangeList")?, read("SkippedIPRangeList")?);
    match blocked.iter().find(|range| skipped.contains(range)) {
        Some(range) => Err(refusal::invalid_parameter(format!(
            "{range} cannot be both in BlockedIPRangeList and in SkippedIPRangeList."
        ))),
        None => Ok(()),
    }
}

/// `192.0.2.0/24`, `2001:db8::/32`, or one address.
fn range(text: &str) -> Option<IpNet> {
    let range: IpNet = match text.parse::<IpAddr>() {
        Ok(address) => address.into(),
        Err(_) => text.parse().ok()?,
    };
    Some(range.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map {
        value.as_object().unwrap().clone()
    }

    fn ranges(blocked: &[&str], skipped: &[&str]) -> Map {
        map(json!({ PARTS[2]: {
            "BlockedIPRangeList": blocked, "SkippedIPRangeList": skipped,
        } }))
    }

    #[test]
    fn ranges_block_addresses_of_either_family() {
        let document = accept(&ranges(&["192.0.2.9/24", "2001:db8::/32"], &["198.51.100.7"]));
        let exceptions = Exceptions::read(&document.unwrap());
        for (address, blocked) in [
            ("192.0.2.200", true),
            ("::ffff:192.0.2.200", true),
            ("2001:db8:1::1", true),
            ("192.0.3.1", false),
            ("198.51.100.7", false),
        ] {
            assert_eq!(exceptions.blocks(address.parse().unwrap()), blocked, "{address}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert!(accept(&ranges(&["192.0.2.0/33"], &[])).is_err());
        assert!(accept(&ranges(&["example.com"], &[])).is_err());
        assert!(accept(&ranges(&["192.0.2.1/24"], &["192.0.2.0/24"])).is_err());
        let action = |notify| json!({ "Notify": notify, "EventAction": "BLOCK" });
        let takeover =
            |notify| map(json!({ PARTS[1]: { "Actions": { "HighAction": action(notify) } } }));
        assert!(accept(&takeover(true)).is_err());
        assert!(accept(&takeover(false)).is_ok());
        assert_eq!(accept(&Map::new()), Ok(Map::new()));
    }

    #[test]
    fn compromised_credentials_are_looked_for_everywhere_by_default() {
        let given = map(json!({ PARTS[0]: { "Actions": { "EventAction": "BLOCK" } } }));
        let document = accept(&given).unwrap();
        assert_eq!(document[PARTS[0]]["EventFilter"], json!(ALL_EVENTS));
    }
}
