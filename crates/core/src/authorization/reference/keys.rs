//! The condition keys that a request itself sets.

use std::collections::{BTreeMap, BTreeSet};

use cognate_access::policy::Value as KeyValue;
use cognate_wire::Value;

use super::Of;
use crate::authorization::Gathered;
use crate::cx::Cx;
use crate::error::Result;
use crate::identity_pools;

const IDENTITY_POOL_ARN: &str = "cognito-identity:IdentityPoolArn";

const REQUEST_TAG: &str = "aws:RequestTag/";

/// Where tags stand in requests.
const TAG_MEMBERS: [&str; 3] = ["Tags", "UserPoolTags", "IdentityPoolTags"];

pub fn of_request(cx: &Cx, request: &Value) -> Vec<(String, KeyValue)> {
    let mut keys = Vec::new();
    tags(request, &mut keys);
    let text = |member: &str| request.get(member).and_then(Value::as_text);
    let mut set = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            keys.push((key.to_owned(), KeyValue::One(value.to_owned())));
        }
    };
    let operation = cx.occurrence.operation;
    match cx.occurrence.service {
        "iam" => {
            if operation.starts_with("Attach") || operation.starts_with("Detach") {
                set("iam:PolicyARN", text("PolicyArn"));
            }
            set("iam:PermissionsBoundary", text("PermissionsBoundary"));
            set("iam:AWSServiceName", text("AWSServiceName"));
        }
        "sts" => {
            set("sts:SigningAlgorithm", text("SigningAlgorithm"));
            let task = request.get("TaskPolicyArn").and_then(|task| task.get("arn"));
            set("sts:TaskPolicyArn", task.and_then(Value::as_text));
            if operation == "GetWebIdentityToken" {
                let seconds = match request.get("DurationSeconds") {
                    Some(Value::Int(seconds)) => *seconds,
                    _ => 300,
                };
                set("sts:DurationSeconds", Some(&seconds.to_string()));
                keys.push(("sts:IdentityTokenAudience".to_owned(), many(request.get("Audience"))));
            }
        }
        _ => {}
    }
    keys
}

/// `cognito-identity:IdentityPoolArn` of each pool that the identities of a request belong to; none where
/// no policy asks for it. Identities that do not exist have none.
pub async fn identity_pools(
    cx: &Cx,
    gathered: &Gathered,
    of: Of,
    request: &Value,
) -> Result<Vec<(String, KeyValue)>> {
    let ids: Vec<&str> = match (of, request.get("IdentityId"), request.get("IdentityIdsToDelete")) {
        (Of::Identity, Some(Value::Text(id)), _) => vec![id],
        (Of::Identities, _, Some(Value::List(ids))) => {
            ids.iter().filter_map(Value::as_text).collect()
        }
        _ => return Ok(Vec::new()),
    };
    if !gathered.mention(|key| key.eq_ignore_ascii_case(IDENTITY_POOL_ARN)) {
        return Ok(Vec::new());
    }
    let mut arns = BTreeSet::new();
    for id in ids {
        match cx.identity(id).await {
            Ok((pool, _)) => {
                arns.insert(identity_pools::arn(cx, pool.id()));
            }
            Err(error) if error.status >= 500 => return Err(error),
            Err(_) => {}
        }
    }
    let key = |arn| (IDENTITY_POOL_ARN.to_owned(), KeyValue::One(arn));
    Ok(arns.into_iter().map(key).collect())
}

/// `aws:RequestTag/…` and `aws:TagKeys`, from maps, from lists of keys and values, and from lists of keys.
fn tags(request: &Value, keys: &mut Vec<(String, KeyValue)>) {
    let mut names: Vec<String> = Vec::new();
    for tags in TAG_MEMBERS.iter().filter_map(|member| request.get(member)) {
        let pairs: Vec<(&str, &str)> = match tags {
            Value::Map(tags) => {
                tags.iter().filter_map(|(key, value)| Some((&key[..], value.as_text()?))).collect()
            }
            Value::List(tags) => tags.iter().filter_map(pair).collect(),
            _ => Vec::new(),
        };
        for (key, value) in pairs {
            names.push(key.to_owned());
            keys.push((format!("{REQUEST_TAG}{key}"), KeyValue::One(value.to_owned())));
        }
    }
    if let Some(Value::List(removed)) = request.get("TagKeys") {
        names.extend(removed.iter().filter_map(Value::as_text).map(str::to_owned));
    }
    if !names.is_empty() {
        keys.push(("aws:TagKeys".to_owned(), KeyValue::Many(names)));
    }
}

/// Tags of a request whose keys are the same to policies, which know no case, other than the last of each:
/// in every part one of each. Nothing where all keys differ, as they do nearly always.
pub fn namesakes(asked: &[(String, KeyValue)]) -> Vec<Vec<(String, KeyValue)>> {
    let mut parts: Vec<Vec<(String, KeyValue)>> = Vec::new();
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for (key, value) in asked.iter().rev().filter(|(key, _)| key.starts_with(REQUEST_TAG)) {
        match last.get_mut(&key.to_lowercase()) {
            None => drop(last.insert(key.to_lowercase(), 0)),
            Some(part) => {
                if parts.len() <= *part {
                    parts.push(Vec::new());
                }
                parts[*part].push((key.clone(), value.clone()));
                *part += 1;
            }
        }
    }
    parts
}

fn pair(tag: &Value) -> Option<(&str, &str)> {
    let value = tag.get("Value").and_then(Value::as_text).unwrap_or_default();
    Some((tag.get("Key")?.as_text()?, value))
}

fn many(list: Option<&Value>) -> KeyValue {
    let texts = match list {
        Some(Value::List(list)) => list.iter().filter_map(Value::as_text).collect(),
        _ => Vec::new(),
    };
    KeyValue::Many(texts.into_iter().map(str::to_owned).collect())
}
