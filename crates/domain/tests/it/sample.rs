//! Pools, clients and users for the tests.

use std::collections::BTreeMap;

use cognate_domain::client::{self, Client, Known};
use cognate_domain::pool::{self, Pool};
use cognate_domain::user::{Status, User};
use cognate_domain::{Map, Refusal, Sub};
use serde_json::Value;

pub const SUB: Sub = Sub([0x11; 16]);

pub fn map(value: Value) -> Map {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

/// A pool from the members of CreateUserPool; `PoolName` is added.
pub fn try_pool(request: Value) -> Result<Pool, Refusal> {
    let mut request = map(request);
    request.entry("PoolName").or_insert("p".into());
    Ok(stored_pool(pool::create(request)?))
}

pub fn pool(request: Value) -> Pool {
    try_pool(request).unwrap()
}

/// Through text, as the store does it.
pub fn stored_pool(document: Map) -> Pool {
    let text = serde_json::to_string(&document).unwrap();
    let head = pool::Head {
        key: 7,
        id: "us-east-1_AbCdEfGhI".into(),
        region: "us-east-1".into(),
        version: 1,
        created: 1_700_000_000_123,
        modified: 1_700_000_000_123,
        deleting: false,
        fold_version: cognate_domain::fold::VERSION,
    };
    Pool::assemble(head, serde_json::from_str(&text).unwrap()).unwrap()
}

/// A client from the members of CreateUserPoolClient; `ClientName` is added.
pub fn try_client(pool: &Pool, request: Value) -> Result<Client, Refusal> {
    let mut request = map(request);
    request.entry("ClientName").or_insert("c".into());
    Ok(stored_client(client::create(pool, request, &Known::default())?))
}

pub fn client(pool: &Pool, request: Value) -> Client {
    try_client(pool, request).unwrap()
}

pub fn stored_client(document: Map) -> Client {
    let text = serde_json::to_string(&document).unwrap();
    let head = client::Head {
        pool: 7,
        id: "1example23456789abcdefghij".into(),
        version: 1,
        created: 1,
        modified: 1,
    };
    Client::assemble(head, serde_json::from_str(&text).unwrap()).unwrap()
}

pub fn user(username: &str, attributes: &[(&str, &str)]) -> User {
    User {
        pool: 7,
        sub: SUB,
        username: username.into(),
        status: Status::Confirmed,
        enabled: true,
        version: 1,
        epoch: 0,
        created: 1,
        modified: 1,
        attributes: owned(attributes).into_iter().collect::<BTreeMap<_, _>>(),
        credential: None,
        groups: Vec::new(),
        factors: None,
        fold_version: 1,
    }
}

pub fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Stands in for SHA-256: shows the hashed text in tests.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out[31] = bytes.len() as u8;
    for (i, byte) in bytes.iter().enumerate() {
        out[i % 31] = out[i % 31].rotate_left(3) ^ byte;
    }
    out
}

/// The members of a shape in the pinned API model.
pub fn members(shape: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/cognito-idp.json");
    let model: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    model["shapes"][shape]["members"].as_object().unwrap().keys().cloned().collect()
}
