//! A small world in which random policies and requests often meet.

use cognate_access::policy::Principal;
use serde_json::{Map, Value, json};

use super::naive::Facts;

/// SplitMix64: the same worlds on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    pub fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// The documents of one world; its requests are drawn from [`request`].
pub struct Documents {
    pub identity: Vec<Value>,
    pub boundary: Option<Value>,
    pub session: Option<Vec<Value>>,
    pub resource: Option<Value>,
    pub trust: Option<Value>,
}

pub struct Asked {
    pub principal: Principal,
    pub action: &'static str,
    pub resource: &'static str,
    pub resource_account: &'static str,
    pub facts: Facts,
}

const ACTIONS: [&str; 9] = [
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListBucket",
    "iam:PassRole",
    "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:GetCallerIdentity",
    "S3:getobject",
];
const ACTION_PATTERNS: [&str; 12] = [
    "*",
    "s3:*",
    "S3:GET*",
    "s3:?etObject",
    "s3:*t",
    "s3:*t*b*",
    "s3:GetObject",
    "iam:*",
    "sts:*",
    "sts:AssumeRole*",
    "s3:L???Bucket",
    "ec2:*",
];
const OF_ROLES: [&str; 4] = ["sts:AssumeRole", "sts:*", "STS:assumeRole*", "sts:TagSession"];
const RESOURCES: [&str; 9] = [
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/bob/k",
    "arn:aws:s3:::b/red/k",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/a:b/k",
    "arn:aws:s3:::B/bob/k",
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:sqs:us-east-1:111111111111:q",
    "*",
];
const RESOURCE_PATTERNS: [&str; 15] = [
    "*",
    "*",
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b*",
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:s3:::b/${aws:PrincipalTag/team}/?",
    "arn:aws:s3:::b/${AWS:principaltag/TEAM, 'red'}/*",
    "arn:aws:s3:::b/${aws:TagKeys}*",
    "arn:aws:s3:::b/${*}",
    "arn:aws:s3:::?/*/k",
    "arn:*:s3:::*:b/k",
    "arn:aws:iam::*:role/a*",
    "arn:aws:sqs:us-*-1:1?1111111111:q",
    "arn:aws:sqs:*:*:q",
];
const TEXTS: [&str; 14] = [
    "bob",
    "Bob",
    "red",
    "r*d",
    "r?d",
    "rd",
    "",
    "a",
    "ab",
    "abab",
    "*",
    "${aws:username}",
    "b",
    "bbaabb",
];
const TEXT_PATTERNS: [&str; 18] = [
    "bob",
    "red",
    "r*d",
    "r?d",
    "",
    "*",
    "?",
    "a*b",
    "*a?b*",
    "*b?a*b",
    "${aws:username}",
    "${aws:PrincipalTag/team}",
    "${aws:PrincipalTag/team, 'red'}",
    "${aws:TagKeys}",
    "r${*}d",
    "r${?}${$}",
    "x${aws:username}*",
    "*${aws:PrincipalTag/team}",
];
const NUMBERS: [&str; 9] = ["0", "5", "5.0", "-3", "10", "1e1", "3600", "many", "0.5"];
/// With their seconds since the epoch. Four digits are a year.
pub const DATES: [(&str, Option<i64>); 8] = [
    ("2026-01-15T12:00:00Z", Some(1_768_478_400)),
    ("1768478400", Some(1_768_478_400)),
    ("2026-01-15T14:00:00+02:00", Some(1_768_478_400)),
    ("2026-01-15", Some(1_768_435_200)),
    ("2026-01-15T12:00:01Z", Some(1_768_478_401)),
    ("0", Some(0)),
    ("3600", Some(51_437_808_000)),
    ("soon", None),
];
const BOOLEANS: [&str; 5] = ["true", "false", "True", "FALSE", "perhaps"];
const BINARIES: [&str; 4] = ["aGVsbG8=", "aGVsbG9v", "aGVsbG8", "!"];
const ADDRESSES: [&str; 7] = [
    "203.0.113.9",
    "203.0.113.0/24",
    "203.0.113.0/29",
    "2001:db8::1",
    "2001:db8::/32",
    "0.0.0.0/0",
    "here",
];
const ARNS: [&str; 8] = [
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:iam::111111111111:user/bob",
    "arn:aws:iam::*:role/*",
    "arn:aws:*:111111111111:*",
    "arn:aws:iam::111111111111:user/${aws:username}",
    "arn:aws:x:r:9:a:111111111111:f/d",
    "*",
    "bob",
];
const KEYS: [&str; 12] = [
    "aws:username",
    "aws:PrincipalTag/team",
    "s3:prefix",
    "aws:TagKeys",
    "cognito-identity.amazonaws.com:amr",
    "aws:MultiFactorAuthAge",
    "aws:CurrentTime",
    "aws:MultiFactorAuthPresent",
    "s3:blob",
    "aws:SourceIp",
    "aws:PrincipalArn",
    "sts:ExternalId",
];
const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];
const NAMED: [(&str, &str); 15] = [
    ("AWS", "*"),
    ("AWS", "111111111111"),
    ("AWS", "arn:aws:iam::111111111111:root"),
    ("AWS", "arn:aws:iam::222222222222:root"),
    ("AWS", "arn:aws:iam::111111111111:user/bob"),
    ("AWS", "arn:aws:iam::222222222222:user/carol"),
    ("AWS", "arn:aws:iam::111111111111:role/app"),
    ("AWS", "arn:aws:sts::111111111111:assumed-role/app/s1"),
    ("AWS", "arn:aws:sts::111111111111:federated-user/x"),
    ("AWS", "AIDABOBEXAMPLE2222222"),
    ("AWS", "AROAAPPEXAMPLE2222222"),
    ("Federated", "cognito-identity.amazonaws.com"),
    ("Federated", "accounts.google.com"),
    ("Service", "cognito-idp.amazonaws.com"),
    ("Service", "lambda.amazonaws.com"),
];

pub fn documents(dice: &mut Dice) -> Documents {
    let trust = dice.one_in(4);
    let some = |dice: &mut Dice, from: usize, to: usize| from + dice.below(to - from + 1);
    Documents {
        identity: (0..some(dice, 0, 3)).map(|_| document(dice, Sort::Identity)).collect(),
        boundary: dice.one_in(4).then(|| document(dice, Sort::Identity)),
        session: dice
            .one_in(4)
            .then(|| (0..some(dice, 0, 2)).map(|_| document(dice, Sort::Identity)).collect()),
        resource: (!trust && dice.one_in(2)).then(|| document(dice, Sort::Resource)),
        trust: trust.then(|| document(dice, Sort::Trust)),
    }
}

#[derive(Clone, Copy, PartialEq)]
pub enum Sort {
    Identity,
    Resource,
    Trust,
}

pub fn document(dice: &mut Dice, sort: Sort) -> Value {
    let mut document = Map::new();
    match dice.below(8) {
        0 => {}
        1 => drop(document.insert("Version".into(), json!("2008-10-17"))),
        _ => drop(document.insert("Version".into(), json!("2012-10-17"))),
    }
    let count = 1 + dice.below(3);
    let statements = (0..count).map(|_| statement(dice, sort)).collect();
    document.insert("Statement".into(), Value::Array(statements));
    Value::Object(document)
}

fn statement(dice: &mut Dice, sort: Sort) -> Value {
    let mut statement = Map::new();
    let effect = if dice.one_in(4) { "Deny" } else { "Allow" };
    statement.insert("Effect".into(), json!(effect));
    if sort == Sort::Trust {
        statement.insert("Action".into(), one_or_more(dice, &OF_ROLES));
    } else {
        let not = dice.one_in(8);
        let name = if not { "NotAction" } else { "Action" };
        statement.insert(name.into(), one_or_more(dice, &ACTION_PATTERNS));
        if sort == Sort::Identity || !dice.one_in(8) {
            let name = if dice.one_in(8) { "NotResource" } else { "Resource" };
            statement.insert(name.into(), one_or_more(dice, &RESOURCE_PATTERNS));
        }
    }
    if sort != Sort::Identity {
        let not = sort == Sort::Resource && dice.one_in(6);
        let name = if not { "NotPrincipal" } else { "Principal" };
        let list = if not { 4 } else { 2 };
        statement.insert(name.into(), principals(dice, list));
    }
    if dice.one_in(2) {
        let mut operators = Map::new();
        for _ in 0..=dice.below(2) {
            let (operator, keys) = condition(dice);
            operators.insert(operator, keys);
        }
        statement.insert("Condition".into(), Value::Object(operators));
    }
    Value::Object(statement)
}

fn principals(dice: &mut Dice, most: usize) -> Value {
    if dice.one_in(6) {
        return json!("*");
    }
    let mut kinds = Map::new();
    for _ in 0..=dice.below(most) {
        let (kind, name) = NAMED[dice.below(NAMED.len())];
        let list = kinds.entry(kind).or_insert_with(|| json!([]));
        list.as_array_mut().unwrap().push(json!(name));
    }
    Value::Object(kinds)
}

fn one_or_more(dice: &mut Dice, from: &[&str]) -> Value {
    if dice.one_in(2) {
        return json!(dice.pick(from));
    }
    (0..=dice.below(3)).map(|_| json!(dice.pick(from))).collect()
}

fn condition(dice: &mut Dice) -> (String, Value) {
    let base = dice.pick(&OPERATORS);
    let mut operator = base.to_owned();
    if base != "Null" {
        if dice.one_in(4) {
            operator += "IfExists";
        }
        match dice.below(5) {
            0 => operator = format!("ForAllValues:{operator}"),
            1 => operator = format!("ForAnyValue:{operator}"),
            _ => {}
        }
    }
    if dice.one_in(6) {
        operator = operator.to_uppercase();
    }
    let mut keys = Map::new();
    for _ in 0..=dice.below(6) / 5 {
        let keys_of = if dice.one_in(3) { &KEYS } else { fitting(base) };
        let key = dice.pick(keys_of);
        let key = if dice.one_in(6) { key.to_uppercase() } else { key.to_owned() };
        keys.insert(key, one_or_more(dice, operands(base)));
    }
    (operator, Value::Object(keys))
}

/// Keys that hold what the operator compares.
fn fitting(operator: &str) -> &'static [&'static str] {
    match operator {
        _ if operator.starts_with("String") => &KEYS[..5],
        _ if operator.starts_with("Numeric") => &KEYS[5..6],
        _ if operator.starts_with("Date") => &KEYS[6..7],
        "Bool" => &KEYS[7..8],
        "BinaryEquals" => &KEYS[8..9],
        "IpAddress" | "NotIpAddress" => &KEYS[9..10],
        "Null" => &KEYS,
        _ => &KEYS[10..11],
    }
}

fn operands(operator: &str) -> &'static [&'static str] {
    match operator {
        _ if operator.starts_with("String") => &TEXT_PATTERNS,
        _ if operator.starts_with("Numeric") => &NUMBERS,
        _ if operator.starts_with("Date") => {
            const TEXTS: [&str; DATES.len()] = {
                let mut texts = [""; DATES.len()];
                let mut at = 0;
                while at < DATES.len() {
                    texts[at] = DATES[at].0;
                    at += 1;
                }
                texts
            };
            &TEXTS
        }
        "Bool" | "Null" => &BOOLEANS,
        "BinaryEquals" => &BINARIES,
        "IpAddress" | "NotIpAddress" => &ADDRESSES,
        _ => &ARNS,
    }
}

pub fn request(dice: &mut Dice) -> Asked {
    let account = "111111111111".to_owned();
    let bob = "arn:aws:iam::111111111111:user/bob".to_owned();
    let principal = match dice.below(12) {
        0 => Principal::Root { account },
        1 => Principal::Anonymous,
        2 => Principal::Service { name: "cognito-idp.amazonaws.com".into() },
        3 => Principal::Federated { provider: "cognito-identity.amazonaws.com".into() },
        4 => Principal::User {
            account: "222222222222".into(),
            arn: "arn:aws:iam::222222222222:user/carol".into(),
            id: "AIDACAROLEXAMPLE22222".into(),
        },
        5 | 6 => Principal::FederatedUser {
            account,
            arn: "arn:aws:sts::111111111111:federated-user/x".into(),
            user_arn: bob,
            user_id: "AIDABOBEXAMPLE2222222".into(),
        },
        7..=9 => Principal::RoleSession {
            account,
            arn: "arn:aws:sts::111111111111:assumed-role/app/s1".into(),
            role_arn: "arn:aws:iam::111111111111:role/app".into(),
            role_id: "AROAAPPEXAMPLE2222222".into(),
        },
        _ => Principal::User { account, arn: bob, id: "AIDABOBEXAMPLE2222222".into() },
    };
    let mut facts = Facts::default();
    for key in KEYS {
        if !dice.one_in(3) {
            set(dice, &mut facts, key);
        }
    }
    Asked {
        principal,
        action: dice.pick(&ACTIONS),
        resource: dice.pick(&RESOURCES),
        resource_account: if dice.one_in(5) { "222222222222" } else { "111111111111" },
        facts,
    }
}

fn set(dice: &mut Dice, facts: &mut Facts, key: &'static str) {
    let from: &[&str] = match key {
        "aws:TagKeys" | "cognito-identity.amazonaws.com:amr" => {
            let values = (0..=dice.below(2)).map(|_| dice.pick(&TEXTS).to_owned()).collect();
            facts.0.push((key, true, values));
            return;
        }
        "aws:MultiFactorAuthAge" => &NUMBERS,
        "aws:CurrentTime" => operands("Date"),
        "aws:MultiFactorAuthPresent" => &BOOLEANS,
        "s3:blob" => &BINARIES,
        "aws:SourceIp" => &ADDRESSES,
        "aws:PrincipalArn" => &ARNS,
        _ => &TEXTS,
    };
    facts.0.push((key, false, vec![dice.pick(from).to_owned()]));
}
