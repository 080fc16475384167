//! Log delivery: which events of a pool go where, and the records that are delivered.
//!
//! Source: API reference, `SetLogDeliveryConfiguration`; developer guide, "Exporting user pool logs".

use serde_json::{Value, json};

use crate::member::{object, text};
use crate::pool::Tier;
use crate::{Map, Refusal, refusal};

/// What is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Messages that could not be delivered.
    UserNotification,
    /// Sign-ins and what leads to them.
    UserAuthEvents,
}

impl Source {
    pub fn as_str(self) -> &'static str {
        match self {
            Source::UserNotification => "userNotification",
            Source::UserAuthEvents => "userAuthEvents",
        }
    }

    /// How records name it.
    fn in_records(self) -> &'static str {
        match self {
            Source::UserNotification => "USER_NOTIFICATION",
            Source::UserAuthEvents => "USER_ACTIVITY",
        }
    }

    fn level(self) -> &'static str {
        match self {
            Source::UserNotification => "ERROR",
            Source::UserAuthEvents => "INFO",
        }
    }
}

/// The three kinds of targets, and the member with the ARN of each.
const TARGETS: [(&str, &str); 3] = [
    ("CloudWatchLogsConfiguration", "LogGroupArn"),
    ("S3Configuration", "BucketArn"),
    ("FirehoseConfiguration", "StreamArn"),
];

/// Errors, in order, for each configuration: a source twice; a level that the source does not have; a
/// number of targets that is not one, a target without an ARN; messages to another target than a log
/// group; sign-ins of a pool that is not in the tier PLUS.
pub fn check(configurations: &[Value], tier: Tier) -> Result<(), Refusal> {
    let invalid = |text: String| refusal::invalid_parameter(text);
    let mut seen = Vec::new();
    for configuration in configurations.iter().filter_map(Value::as_object) {
        let source = text(configuration, "EventSource").unwrap_or_default();
        if seen.contains(&source) {
            return Err(invalid(format!("There is more than one configuration of {source}.")));
        }
        seen.push(source);
        let known = [Source::UserNotification, Source::UserAuthEvents];
        let Some(known) = known.into_iter().find(|known| known.as_str() == source) else {
            return Err(invalid(format!("{source} is not a source of events.")));
        };
        if text(configuration, "LogLevel") != Some(known.level()) {
            return Err(invalid(format!("The LogLevel of {source} must be {}.", known.level())));
        }
        let Some((kind, _)) = target(configuration) else {
            return Err(invalid(format!(
                "{source} must have exactly one destination with its ARN."
            )));
        };
        if known == Source::UserNotification && kind != TARGETS[0].0 {
            return Err(invalid(format!("{source} can be delivered to a log group only.")));
        }
        if known == Source::UserAuthEvents && tier != Tier::Plus {
            return Err(refusal::feature_unavailable_in_tier(format!(
                "{source} can be exported in the PLUS tier only."
            )));
        }
    }
    Ok(())
}

/// The one target: kind and ARN.
fn target(configuration: &Map) -> Option<(&'static str, &str)> {
    let mut given = TARGETS.iter().filter_map(|(kind, member)| {
        object(configuration, kind).map(|target| (*kind, text(target, member)))
    });
    match (given.next(), given.next()) {
        (Some((kind, Some(arn))), None) => Some((kind, arn)),
        _ => None,
    }
}

/// Where events of a source go: the ARN.
pub fn destination(configurations: &[Value], source: Source) -> Option<String> {
    let configuration = configurations.iter().filter_map(Value::as_object);
    let mut of_source =
        configuration.filter(|entry| text(entry, "EventSource") == Some(source.as_str()));
    of_source.find_map(target).map(|(_, arn)| arn.to_owned())
}

/// A record as it is delivered.
pub fn record(source: Source, pool_id: &str, message: Map, now_ms: i64) -> Value {
    json!({
        "eventTimestamp": now_ms.to_string(),
        "eventSource": source.in_records(),
        "logLevel": source.level(),
        "message": message,
        "logSourceId": { "userPoolId": pool_id },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "arn:aws:logs:eu-central-1:123456789012:log-group:users";

    fn entry(source: &str, level: &str, target: Value) -> Value {
        let mut entry = json!({ "EventSource": source, "LogLevel": level });
        entry.as_object_mut().unwrap().extend(target.as_object().unwrap().clone());
        entry
    }

    #[test]
    fn each_source_has_one_destination() {
        let group = json!({ TARGETS[0].0: { "LogGroupArn": GROUP } });
        let bucket = json!({ TARGETS[1].0: { "BucketArn": "arn:aws:s3:::logs" } });
        let both = json!({ TARGETS[0].0: { "LogGroupArn": GROUP }, TARGETS[2].0: {} });
        let mail = entry("userNotification", "ERROR", group.clone());
        let events = entry("userAuthEvents", "INFO", bucket.clone());
        let fine = [mail.clone(), events.clone()];
        assert_eq!(check(&fine, Tier::Plus), Ok(()));
        assert_eq!(destination(&fine, Source::UserNotification).as_deref(), Some(GROUP));
        assert_eq!(
            destination(&fine, Source::UserAuthEvents).as_deref(),
            Some("arn:aws:s3:::logs")
        );
        assert_eq!(
            check(&fine, Tier::Essentials).unwrap_err().code,
            "FeatureUnavailableInTierException"
        );
        for bad in [
            vec![mail.clone(), mail],
            vec![entry("userNotification", "INFO", group.clone())],
            vec![entry("userNotification", "ERROR", bucket)],
            vec![entry("userNotification", "ERROR", json!({}))],
            vec![entry("userNotification", "ERROR", json!({ TARGETS[0].0: {} }))],
            vec![entry("userAuthEvents", "INFO", both)],
        ] {
            assert!(check(&bad, Tier::Plus).is_err(), "{bad:?}");
        }
    }
}
