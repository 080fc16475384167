//! GetCredentialsForIdentity with logins of a user pool, and of guests, on a server that has ten
//! identities and on one that has many: what a request costs must not depend on how many there are. All
//! identities of a server are in one table, so a small pool beside the large one shows little: on
//! PostgreSQL, of which there is only one, it must do.

use std::sync::Arc;

use anyhow::Result;
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

/// Users and guests who ask, as many in the small and the large pool.
const SMALL: usize = 5;
/// Guests who ask from all over the large pool, so that not all of their rows are at hand.
const ALL_OVER: usize = 512;
const BOUND_MS: f64 = 0.25;
/// What two measurements of the same may differ by.
const SAME: f64 = 1.1;

pub fn run(server: &Server, seconds: f64, identities: u64) -> Result<Vec<Figure>> {
    let mut other = server.is_embedded().then(|| server.in_development()).transpose()?;
    let of_ten = other.as_ref().unwrap_or(server);
    let small = IdentityPool::create(of_ten, 2 * SMALL as u64, false)?;
    let large = IdentityPool::create(server, identities, false)?;
    let checked = IdentityPool::create(server, 2 * SMALL as u64, true)?;

    let ([of_small, of_large, of_checked, guests_of_small, guests_of_large, all_over], limits) =
        in_turns(
            seconds,
            [
                (of_ten, &|| Ok(sending(&small.of_users))),
                (server, &|| Ok(sending(&large.of_users))),
                (server, &|| Ok(sending(&checked.of_users))),
                (of_ten, &|| Ok(sending(&small.of_guests[..SMALL]))),
                (server, &|| Ok(sending(&large.of_guests[..SMALL]))),
                (server, &|| Ok(sending(&large.of_guests))),
            ],
        )?;
    other.as_mut().map_or(Ok(()), Server::stop)?;

    let figure = |who: String, load: Measured| {
        let holds = load.cpu_ms < BOUND_MS;
        let figure = Figure::new(format!("GetCredentialsForIdentity, {who}")).load(load);
        figure.against(limits, 0.0, 1.0).bound("< 0.25 ms", holds)
    };
    let same = |who: &str, load: Measured, small: &Measured| {
        let (times, holds) = (load.cpu_ms / small.cpu_ms, load.cpu_ms <= small.cpu_ms * SAME);
        figure(format!("{who} of {identities} identities"), load)
            .value("of that among ten", "x", times)
            .bound(format!("≤ {SAME} × of that among ten"), holds)
    };
    Ok(vec![
        figure("a user of ten identities".to_owned(), of_small.clone()),
        same("a user", of_large, &of_small),
        figure("a user, with the server-side token check".to_owned(), of_checked),
        figure("a guest of ten identities".to_owned(), guests_of_small.clone()),
        same("a guest", guests_of_large, &guests_of_small),
        figure(format!("guests all over {identities} identities"), all_over),
    ])
}

/// The requests that are sent to an identity pool.
struct IdentityPool {
    of_users: Vec<Vec<u8>>,
    of_guests: Vec<Vec<u8>>,
}

impl IdentityPool {
    /// With some users of a new user pool, and guests. `checked`: with the server-side token check.
    fn create(server: &Server, identities: u64, checked: bool) -> Result<IdentityPool> {
        let users = Pool::with_users(server)?;
        let tokens = users.tokens("IdToken")?;
        let mut principals = Principals::on(server)?;
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
        for token in &tokens[..SMALL] {
            let logins = json!({ provider.as_str(): token });
            let asked = json!({ "IdentityPoolId": id, "Logins": logins });
            let made = IDENTITY_POOLS.public(&mut to, host, "GetId", &asked)?;
            of_users.push(ask(&json!({ "IdentityId": made["IdentityId"], "Logins": logins })));
        }
        let guests = add_guests(host, &id, identities.max(2 * SMALL as u64) - SMALL as u64)?;
        let every = guests.len().div_ceil(ALL_OVER);
        let guests = guests.iter().step_by(every);
        let of_guests: Vec<_> = guests.map(|guest| ask(&json!({ "IdentityId": guest }))).collect();
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
