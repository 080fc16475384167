//! GetCredentialsForIdentity with logins of a user pool, and of guests, in a pool of ten identities and
//! in a large one: what a request costs must not depend on how many identities there are.

use std::sync::Arc;

use anyhow::{Result, ensure};
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::principals::Principals;
use super::users::{Pool, text};
use super::{in_turns, sending};
use crate::api::{IDENTITY_POOLS, REGION};
use crate::http::Connection;
use crate::load::{Measured, Until, Work, run as drive};
use crate::report::Figure;
use crate::server::Server;

/// Users and guests of the small pool; in the large one there are guests besides.
const SMALL: usize = 5;
/// Guests of the large pool whose credentials are asked for, all over it.
const AT_WORK: usize = 512;
const BOUND_MS: f64 = 0.25;
/// What two measurements of the same may differ by.
const SAME: f64 = 1.1;

pub fn run(server: &Server, seconds: f64, identities: u64) -> Result<Vec<Figure>> {
    let users = Pool::with_users(server)?;
    let tokens = users.tokens("IdToken")?;
    let mut principals = Principals::on(server)?;
    let mut pool = |guests: u64, checked: bool| {
        IdentityPool::create(&users, &mut principals, &tokens[..SMALL], guests, checked)
    };
    let small = pool(SMALL as u64, false)?;
    let checked = pool(SMALL as u64, true)?;
    let large = pool(identities.saturating_sub(SMALL as u64), false)?;

    let works: [&dyn Fn() -> _; 5] = [
        &|| Ok(sending(&small.of_users)),
        &|| Ok(sending(&checked.of_users)),
        &|| Ok(sending(&large.of_users)),
        &|| Ok(sending(&small.of_guests)),
        &|| Ok(sending(&large.of_guests)),
    ];
    let ([of_small, of_checked, of_large, guests_of_small, guests_of_large], limits) =
        in_turns(server, seconds, works)?;

    let figure = |name: String, load: Measured| {
        let holds = load.cpu_ms < BOUND_MS;
        Figure::new(name).load(load).against(limits, 0.0, 1.0).bound("< 0.25 ms", holds)
    };
    let same = |name: String, load: Measured, small: &Measured| {
        let holds = load.cpu_ms <= small.cpu_ms * SAME;
        let times = load.cpu_ms / small.cpu_ms;
        figure(name, load)
            .value("of that in the small pool", "x", times)
            .bound(format!("≤ {SAME} × of the small pool"), holds)
    };
    let name = "GetCredentialsForIdentity";
    Ok(vec![
        figure(format!("{name}, user"), of_small.clone()),
        figure(format!("{name}, user, server-side token check"), of_checked),
        same(format!("{name}, user, {identities} identities"), of_large, &of_small),
        figure(format!("{name}, guest"), guests_of_small.clone()),
        same(format!("{name}, guest, {identities} identities"), guests_of_large, &guests_of_small),
    ])
}

/// The requests that are sent to an identity pool.
struct IdentityPool {
    of_users: Vec<Vec<u8>>,
    of_guests: Vec<Vec<u8>>,
}

impl IdentityPool {
    /// An identity for each of the tokens, and so many guests. `checked`: with the server-side check.
    fn create(
        users: &Pool,
        principals: &mut Principals,
        tokens: &[String],
        guests: u64,
        checked: bool,
    ) -> Result<IdentityPool> {
        let (host, root) = (users.host.as_str(), &users.root);
        let mut to = Connection::open(host)?;
        let provider = format!("cognito-idp.{REGION}.amazonaws.com/{}", users.id);
        let mut admin =
            |name: &str, input: Value| IDENTITY_POOLS.admin(&mut to, host, root, name, &input);
        let made = admin(
            "CreateIdentityPool",
            json!({
                "IdentityPoolName": "bench",
                "AllowUnauthenticatedIdentities": true,
                "CognitoIdentityProviders": [{
                    "ProviderName": provider,
                    "ClientId": users.client,
                    "ServerSideTokenCheck": checked,
                }],
            }),
        )?;
        let id = text(&made["IdentityPoolId"])?;
        let roles = json!({
            "authenticated": principals.role(&trust(&id, "authenticated"))?,
            "unauthenticated": principals.role(&trust(&id, "unauthenticated"))?,
        });
        admin("SetIdentityPoolRoles", json!({ "IdentityPoolId": id, "Roles": roles }))?;

        let ask = |input: &Value| IDENTITY_POOLS.request(host, "GetCredentialsForIdentity", input);
        let mut of_users = Vec::new();
        for token in tokens {
            let logins = json!({ provider.as_str(): token });
            let asked = json!({ "IdentityPoolId": id, "Logins": logins });
            let made = IDENTITY_POOLS.public(&mut to, host, "GetId", &asked)?;
            of_users.push(ask(&json!({ "IdentityId": made["IdentityId"], "Logins": logins })));
        }
        let guests = add_guests(host, &id, guests)?;
        let every = guests.len().div_ceil(AT_WORK).max(1);
        let guests = guests.iter().step_by(every);
        let of_guests: Vec<_> = guests.map(|guest| ask(&json!({ "IdentityId": guest }))).collect();
        ensure!(!of_guests.is_empty(), "the identity pool has no guests");
        Ok(IdentityPool { of_users, of_guests })
    }
}

/// New guests' identities, made over 32 connections.
fn add_guests(host: &str, pool: &str, guests: u64) -> Result<Vec<String>> {
    let made = Arc::new(Mutex::new(Vec::new()));
    let request = IDENTITY_POOLS.request(host, "GetId", &json!({ "IdentityPoolId": pool }));
    let work = |_| -> Work {
        let (made, request) = (made.clone(), request.clone());
        Box::new(move |to| {
            let guest = crate::api::read(&to.exchange(&request)?)?;
            made.lock().push(text(&guest["IdentityId"])?);
            Ok(())
        })
    };
    drive(host, (0..32).map(work).collect(), Until::Done(guests))?;
    Ok(std::mem::take(&mut made.lock()))
}

/// Identities of the pool with this `amr`.
fn trust(pool: &str, amr: &str) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Federated": "cognito-identity.amazonaws.com" },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": { "cognito-identity.amazonaws.com:aud": pool },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": amr },
        },
    })
}
