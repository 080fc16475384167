//! Stores to test on, and records to put into them.

use std::collections::BTreeMap;

use cognate_crypto::sha256;
use cognate_domain::name::login_names;
use cognate_domain::user::Status;
use cognate_domain::{Client, Map, Pool, Session, Sub, User, client, pool, search};
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::code::{self, Code};
use cognate_store::records::data_key::{self, DataKey};
use cognate_store::records::domain::Domain;
use cognate_store::records::group::Group;
use cognate_store::records::outbox::Message;
use cognate_store::records::user::{self, SearchColumns};
use cognate_store::records::{app_client, login_name, user_count, user_pool, user_search};
use cognate_store::{Store, verify};
use serde_json::json;

pub use crate::harness::each;

pub const POOL: i64 = 0x1234_5678_9abc;

/// Commits the statements, or says which was unmet.
pub async fn write(store: &Store, statements: impl IntoIterator<Item = Statement>) -> Outcome {
    let mut batch = Batch::new();
    batch.extend(statements);
    store.write(batch).await.expect("the store answers")
}

pub async fn commit(store: &Store, statements: impl IntoIterator<Item = Statement>) {
    assert_eq!(write(store, statements).await, Outcome::Committed);
}

/// The invariants hold.
pub async fn assert_sound(store: &Store) {
    assert_eq!(verify::verify(store, &mut |_| {}).await.unwrap(), verify::Report::default());
}

/// A case-insensitive pool with e-mail and preferred_username as aliases.
pub fn a_pool() -> Pool {
    let request = object(json!({
        "PoolName": "fixture",
        "AliasAttributes": ["email", "preferred_username"],
        "UsernameConfiguration": {"CaseSensitive": false},
    }));
    let head = pool::Head {
        key: POOL,
        id: "eu-central-1_AbCdEfGhI".into(),
        region: "eu-central-1".into(),
        version: 1,
        created: 1_000,
        modified: 1_000,
        deleting: false,
        fold_version: 1,
    };
    Pool::assemble(head, pool::create(request).unwrap()).unwrap()
}

pub fn a_client(pool: &Pool) -> Client {
    let request = object(json!({"ClientName": "fixture", "UserPoolId": pool.id}));
    let head = client::Head {
        pool: pool.key,
        id: "1example23456789012345678a".into(),
        version: 1,
        created: 1_000,
        modified: 1_000,
    };
    let document = client::create(pool, request, &client::Known::default()).unwrap();
    Client::assemble(head, document).unwrap()
}

fn object(value: serde_json::Value) -> Map {
    match value {
        serde_json::Value::Object(map) => map,
        _ => Map::new(),
    }
}

pub fn a_data_key(pool: i64) -> DataKey {
    DataKey { pool, version: 1, kek: vec![1; 8], wrapped: vec![2; 60], created: 1_000 }
}

/// A user whose sub begins with `n`, so that subs order by it.
pub fn a_user(n: u8) -> User {
    let mut sub = [0xAA; 16];
    sub[0] = n;
    let attributes = [
        ("email", format!("User{n}@example.com")),
        ("email_verified", "true".into()),
        ("given_name", "Ünal".into()),
    ];
    User {
        pool: POOL,
        sub: Sub(sub),
        username: format!("User{n}"),
        status: Status::Confirmed,
        enabled: true,
        version: 1,
        epoch: 0,
        created: 1_000,
        modified: 1_000,
        attributes: BTreeMap::from(attributes.map(|(name, value)| (name.to_owned(), value))),
        credential: Some(vec![7; 40]),
        groups: vec![[1; 16], [2; 16]],
        factors: None,
        fold_version: 1,
    }
}

pub fn a_session(user: &User, n: u8) -> Session {
    Session {
        pool: user.pool,
        sub: user.sub,
        id: [n; 16],
        client: "1example23456789012345678a".into(),
        generation: 1,
        rotated_at: 0,
        grace_seconds: 0,
        user_epoch: user.epoch,
        store_epoch: 0,
        auth_time: 1,
        created: 1_000,
        expires: 1_000_000,
        revoked: false,
        scope: "aws.cognito.signin.user.admin".into(),
        device: None,
        event_id: [9; 16],
        last_active: 1_000,
        amr: "pwd mfa".into(),
        acr: Some("urn:cognito:loa:3".into()),
    }
}

pub fn a_code(user: &User, purpose: i64, n: u8) -> Code {
    Code {
        pool: user.pool,
        sub: user.sub,
        purpose,
        id: [n; 16],
        mac: [n; 32],
        medium: code::medium::EMAIL,
        attempts: 0,
        issued: 1_000,
        expires: 90_000,
        pending: None,
        store_epoch: 0,
    }
}

pub fn a_message(n: u8) -> Message {
    Message {
        id: [n; 16],
        pool: POOL,
        sub: None,
        code: None,
        channel: code::medium::EMAIL,
        sealed: vec![n; 300],
        destination: "u***@e***".into(),
        due: 1_000,
        created: 1_000,
        expires: 90_000,
        tries: 0,
        last_error: None,
    }
}

pub fn a_group(n: u8) -> Group {
    Group {
        pool: POOL,
        uid: [n; 16],
        name: format!("group {n}"),
        description: None,
        role: None,
        precedence: None,
        created: 1_000,
        modified: 1_000,
        version: 1,
    }
}

pub fn a_domain(domain: &str) -> Domain {
    Domain {
        domain: domain.into(),
        pool: POOL,
        document: object(json!({"Domain": domain})),
        version: 1,
        created: 1_000,
        modified: 1_000,
    }
}

/// Everything that a user's row demands of other tables.
pub fn inserts(pool: &Pool, user: &User) -> Vec<Statement> {
    let sensitive = pool.rules.case_sensitive;
    let mut all = vec![
        user::insert(user, &SearchColumns::of(user, sensitive)),
        user_count::add(pool.key, 0, 1),
    ];
    let names = login_names(&pool.rules, user, &sha256);
    all.extend(names.iter().map(|name| login_name::insert(pool.key, name, user.sub)));
    let values = search::values(user, sensitive);
    all.extend(values.iter().map(|value| user_search::insert(pool.key, user.sub, value)));
    all
}

/// A pool with its key, a client and users.
pub async fn populated(store: &Store, users: &[User]) -> Pool {
    let pool = a_pool();
    commit(
        store,
        [
            user_pool::insert(&pool),
            data_key::insert(&a_data_key(pool.key)),
            app_client::insert(&a_client(&pool)),
        ],
    )
    .await;
    for user in users {
        commit(store, inserts(&pool, user)).await;
    }
    pool
}
