//! A second evaluator, written from the same rules in the plainest way: it walks the documents for
//! every request, compiles nothing, and shares no code with the first.

use std::net::IpAddr;

use cognate_access::policy::{Principal, Verdict};
use serde_json::Value;

use super::world::{Asked, DATES, Documents};

/// Key, whether it is multi-valued, values.
#[derive(Default)]
pub struct Facts(pub Vec<(&'static str, bool, Vec<String>)>);

impl Facts {
    fn find(&self, key: &str) -> Option<(bool, &Vec<String>)> {
        let found = self.0.iter().find(|(name, ..)| name.eq_ignore_ascii_case(key));
        found.map(|(_, many, values)| (*many, values))
    }
}

pub fn decide(documents: &Documents, asked: &Asked) -> Verdict {
    let signed = account(&asked.principal).is_some();
    let action = asked.action.to_lowercase();
    if signed && (action == "sts:getcalleridentity" || action == "sts:getsessiontoken") {
        return Verdict::Allow;
    }
    let own = |list: &[Value]| {
        let mut sum = (0, false);
        for document in list {
            let (allow, deny) = weigh(document, asked, false);
            sum = (sum.0.max(allow), sum.1 || deny);
        }
        sum
    };
    let one = |document: &Option<Value>| document.as_ref().map(|d| own(std::slice::from_ref(d)));
    let identity = own(&documents.identity);
    let boundary = one(&documents.boundary);
    let session = documents.session.as_ref().map(|list| own(list));
    let trusted = documents.trust.is_some();
    let theirs = match (&documents.resource, &documents.trust) {
        (Some(document), _) => weigh(document, asked, false),
        (_, Some(document)) => weigh(document, asked, true),
        _ => (0, false),
    };
    let layers = [Some(identity), boundary, session, Some(theirs)];
    if layers.into_iter().flatten().any(|(_, deny)| deny) {
        return Verdict::ExplicitDeny;
    }
    let allowed = if !signed {
        theirs.0 > 0 && !(trusted && asked.principal == Principal::Anonymous)
    } else {
        let same = account(&asked.principal) == Some(asked.resource_account);
        let base = identity.0 > 0
            || (same && theirs.0 == 2)
            || matches!(asked.principal, Principal::Root { .. });
        let federated = matches!(asked.principal, Principal::FederatedUser { .. });
        let within = boundary.is_none_or(|boundary| boundary.0 > 0)
            && session.map_or(!federated, |session| session.0 > 0);
        let asked_of_them = if same && !trusted { true } else { theirs.0 > 0 };
        (same && theirs.0 == 3) || (base && within && asked_of_them)
    };
    if allowed { Verdict::Allow } else { Verdict::ImplicitDeny }
}

/// How closely it allows (0 not, 1 account, 2 role or user behind, 3 the principal), and whether it
/// denies.
fn weigh(document: &Value, asked: &Asked, trust: bool) -> (u8, bool) {
    let variables = document["Version"] == "2012-10-17";
    let mut sum = (0, false);
    for statement in document["Statement"].as_array().unwrap() {
        if !actions(statement, asked)
            || !resources(statement, asked, variables)
            || !conditions(statement, asked, variables)
        {
            continue;
        }
        let closeness = closeness(statement, &asked.principal, trust);
        match statement["Effect"].as_str() {
            Some("Deny") => sum.1 |= closeness > 0,
            _ => sum.0 = sum.0.max(closeness),
        }
    }
    sum
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Null => Vec::new(),
        other => vec![other.to_string()],
    }
}

fn actions(statement: &Value, asked: &Asked) -> bool {
    let hit =
        |pattern: &String| like(&plain(&pattern.to_lowercase()), &asked.action.to_lowercase());
    match statement.get("NotAction") {
        Some(not) => !texts(not).iter().any(hit),
        None => texts(&statement["Action"]).iter().any(hit),
    }
}

fn resources(statement: &Value, asked: &Asked, variables: bool) -> bool {
    let hit = |pattern: &String| {
        pattern == "*" || arn_like(pattern, asked.resource, variables, &asked.facts)
    };
    match (statement.get("Resource"), statement.get("NotResource")) {
        (Some(list), _) => texts(list).iter().any(hit),
        (_, Some(list)) => !texts(list).iter().any(hit),
        _ => true,
    }
}

fn account(principal: &Principal) -> Option<&str> {
    match principal {
        Principal::Root { account }
        | Principal::User { account, .. }
        | Principal::RoleSession { account, .. }
        | Principal::FederatedUser { account, .. } => Some(account),
        _ => None,
    }
}

fn closeness(statement: &Value, principal: &Principal, trust: bool) -> u8 {
    let of = |list: &Value| -> Vec<u8> {
        let entries: Vec<(String, String)> = match list {
            Value::Object(kinds) => kinds
                .iter()
                .flat_map(|(kind, list)| texts(list).into_iter().map(|text| (kind.clone(), text)))
                .collect(),
            _ => vec![("AWS".to_owned(), "*".to_owned())],
        };
        entries.iter().map(|(kind, text)| named(kind, text, principal, trust)).collect()
    };
    if let Some(list) = statement.get("Principal") {
        return of(list).into_iter().max().unwrap();
    }
    let Some(list) = statement.get("NotPrincipal") else { return 3 };
    let hits = of(list);
    let exempt = if statement["Effect"] == "Allow" {
        hits.iter().any(|hit| *hit > 0)
    } else {
        let needed: &[u8] = match principal {
            Principal::Root { .. } => &[1],
            Principal::User { .. } => &[1, 3],
            Principal::RoleSession { .. } | Principal::FederatedUser { .. } => &[1, 2, 3],
            _ => &[3],
        };
        texts(list).contains(&"*".to_owned())
            || list.get("AWS").is_some_and(|list| texts(list).contains(&"*".to_owned()))
            || needed.iter().all(|level| hits.contains(level))
    };
    if exempt { 0 } else { 3 }
}

fn named(kind: &str, text: &str, principal: &Principal, trust: bool) -> u8 {
    let none = String::new();
    let (itself, behind) = match principal {
        Principal::User { arn, id, .. } => ([arn, id], [&none, &none]),
        Principal::RoleSession { arn, role_arn, role_id, .. } => {
            ([arn, &none], [role_arn, role_id])
        }
        Principal::FederatedUser { arn, user_arn, user_id, .. } => {
            ([arn, &none], [user_arn, user_id])
        }
        Principal::Federated { provider } if kind == "Federated" => ([provider, &none], [&none; 2]),
        Principal::Service { name } if kind == "Service" => ([name, &none], [&none; 2]),
        _ => ([&none; 2], [&none; 2]),
    };
    let root = account(principal).map(|account| format!("arn:aws:iam::{account}:root"));
    if kind == "AWS" && text == "*" {
        if trust { 1 } else { 3 }
    } else if itself.iter().any(|own| *own == text) {
        3
    } else if behind.iter().any(|own| *own == text) {
        2
    } else if kind == "AWS" && (account(principal) == Some(text) || root.as_deref() == Some(text)) {
        1
    } else {
        0
    }
}

fn conditions(statement: &Value, asked: &Asked, variables: bool) -> bool {
    let Some(operators) = statement.get("Condition") else { return true };
    operators.as_object().unwrap().iter().all(|(operator, keys)| {
        keys.as_object().unwrap().iter().all(|(key, operands)| {
            condition(&operator.to_lowercase(), key, &texts(operands), asked, variables)
        })
    })
}

fn condition(name: &str, key: &str, operands: &[String], asked: &Asked, variables: bool) -> bool {
    let found = asked.facts.find(key);
    if name == "null" {
        let wanted = if found.is_none() { "true" } else { "false" };
        return operands.iter().any(|operand| operand.to_lowercase() == wanted);
    }
    let every = name.starts_with("forallvalues:");
    let some = name.starts_with("foranyvalue:");
    let name = name.rsplit(':').next().unwrap();
    let if_exists = name.ends_with("ifexists");
    let base = name.trim_end_matches("ifexists");
    let negated = base.contains("not");
    let base = base.replace("not", "");
    let Some((many, values)) = found else {
        return if_exists || every || (!some && negated);
    };
    let facts = &asked.facts;
    let holds = |value: &String| {
        let hit = operands.iter().any(|operand| compare(&base, value, operand, variables, facts));
        hit != negated
    };
    if every {
        values.iter().all(|value| value.is_empty() || holds(value))
    } else if some {
        values.iter().any(holds)
    } else {
        !many && holds(&values[0])
    }
}

fn compare(base: &str, value: &str, operand: &str, variables: bool, facts: &Facts) -> bool {
    let resolved = || resolve(operand, variables, facts);
    let text = || resolved().map(|marks| marks.iter().map(|mark| mark.0).collect::<String>());
    match base {
        "stringequals" => text().is_some_and(|text| text == value),
        "stringequalsignorecase" => {
            text().is_some_and(|text| text.to_lowercase() == value.to_lowercase())
        }
        "stringlike" => resolved().is_some_and(|marks| like(&marks, value)),
        "arnequals" | "arnlike" => arn_like(operand, value, variables, facts),
        "bool" => {
            let (value, operand) = (value.to_lowercase(), operand.to_lowercase());
            value == operand && (value == "true" || value == "false")
        }
        // The only text of the world's that is base64 and equals itself by bytes.
        "binaryequals" => value == operand && value.len() == 8,
        "ipaddress" => in_network(value, operand),
        _ => {
            let ordered = match base.strip_prefix("numeric") {
                Some(_) => {
                    let parse = |text: &str| text.parse::<f64>().ok();
                    parse(value).zip(parse(operand)).and_then(|(a, b)| a.partial_cmp(&b))
                }
                None => {
                    let find = |text: &str| match DATES.iter().find(|date| date.0 == text) {
                        Some(date) => date.1,
                        None => text.parse::<u32>().ok().map(i64::from),
                    };
                    find(value).zip(find(operand)).map(|(a, b)| a.cmp(&b))
                }
            };
            let Some(ordered) = ordered else { return false };
            match base.trim_start_matches("numeric").trim_start_matches("date") {
                "equals" => ordered.is_eq(),
                "lessthan" => ordered.is_lt(),
                "lessthanequals" => ordered.is_le(),
                "greaterthan" => ordered.is_gt(),
                "greaterthanequals" => ordered.is_ge(),
                other => panic!("{other}"),
            }
        }
    }
}

fn in_network(value: &str, operand: &str) -> bool {
    let (network, length) = match operand.split_once('/') {
        Some((network, length)) => (network, length.parse::<u32>().ok()),
        None => (operand, None),
    };
    match (value.parse::<IpAddr>(), network.parse::<IpAddr>()) {
        (Ok(IpAddr::V4(a)), Ok(IpAddr::V4(b))) => {
            let drop = 32 - length.unwrap_or(32);
            u64::from(a.to_bits()) >> drop == u64::from(b.to_bits()) >> drop
        }
        (Ok(IpAddr::V6(a)), Ok(IpAddr::V6(b))) => {
            let drop = 128 - length.unwrap_or(128);
            a.to_bits() >> drop == b.to_bits() >> drop
        }
        _ => false,
    }
}

/// A character, and whether it may be a wildcard.
type Mark = (char, bool);

fn plain(text: &str) -> Vec<Mark> {
    text.chars().map(|character| (character, true)).collect()
}

fn resolve(text: &str, variables: bool, facts: &Facts) -> Option<Vec<Mark>> {
    if !variables {
        return Some(plain(text));
    }
    let mut marks = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        marks.extend(plain(&rest[..at]));
        let end = at + rest[at..].find('}').unwrap();
        let inside = &rest[at + 2..end];
        rest = &rest[end + 1..];
        let value = match inside {
            "*" | "?" | "$" => inside.to_owned(),
            _ => {
                let (key, default) = match inside.split_once(", ") {
                    Some((key, default)) => (key, Some(default.trim_matches('\'').to_owned())),
                    None => (inside, None),
                };
                match facts.find(key) {
                    Some((true, _)) => return None,
                    Some((false, values)) => values[0].clone(),
                    None => default?,
                }
            }
        };
        marks.extend(value.chars().map(|character| (character, false)));
    }
    marks.extend(plain(rest));
    Some(marks)
}

/// By the table of all beginnings of the pattern against all beginnings of the text.
fn like(pattern: &[Mark], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut row: Vec<bool> = vec![false; text.len() + 1];
    row[0] = true;
    let mut next = row.clone();
    for mark in pattern {
        for end in 0..=text.len() {
            next[end] = match mark {
                ('*', true) => row[end] || (end > 0 && next[end - 1]),
                ('?', true) => end > 0 && row[end - 1],
                (character, _) => end > 0 && row[end - 1] && text[end - 1] == *character,
            };
        }
        std::mem::swap(&mut row, &mut next);
    }
    row[text.len()]
}

fn arn_like(pattern: &str, arn: &str, variables: bool, facts: &Facts) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    // No variable of the world's stands before the fifth colon.
    let patterns: Vec<&str> = pattern.splitn(6, ':').collect();
    if parts.len() < 6 || patterns.len() < 6 || parts[0] != "arn" {
        return false;
    }
    patterns.iter().zip(parts).all(|(pattern, part)| {
        resolve(pattern, variables, facts).is_some_and(|marks| like(&marks, part))
    })
}
