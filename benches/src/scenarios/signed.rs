//! What it costs to verify who signed a request, and to decide whether their policies allow it: the same
//! cheap operation unsigned, by a user, and by sessions of a role. In development mode, where unsigned
//! requests are the root's, whom no policy concerns; all else is verified there as everywhere.

use anyhow::Result;
use serde_json::json;

use super::principals::{Principals, document};
use super::users::Pool;
use super::{in_turns, sending};
use crate::api::{self, Key};
use crate::http::Connection;
use crate::load::Measured;
use crate::query::{STS, key};
use crate::report::Figure;
use crate::server::Server;

const BOUND_MS: f64 = 0.060;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let mut server = server.in_development()?;
    let host = server.address.clone();
    let pool = Pool::create(&server)?;
    let mut principals = Principals::on(&server)?;
    let user = principals.user()?;
    let role = principals.role_of_account()?;
    let policy = document(&json!([{
        "Effect": "Allow", "Action": ["cognito-idp:Describe*", "s3:*"], "Resource": "*",
    }]));
    let mut to = Connection::open(&host)?;
    let mut session = |limits: &[(&str, &str)]| -> Result<Key> {
        let asked = [&[("RoleArn", role.as_str()), ("RoleSessionName", "bench")], limits].concat();
        key(&STS.call(&mut to, &host, &user, "AssumeRole", &asked)?)
    };
    let plain = session(&[])?;
    let limited = session(&[("Policy", &policy)])?;

    let input = json!({ "UserPoolId": pool.id, "ClientId": pool.client });
    let unsigned = || {
        let request = api::request(&host, "DescribeUserPoolClient", &input);
        Ok(sending(std::slice::from_ref(&request)))
    };
    let of = |key: &Key| Ok(sending(&[api::signed(&host, "DescribeUserPoolClient", &input, key)?]));
    let kinds: [&dyn Fn() -> _; 4] = [&unsigned, &|| of(&user), &|| of(&plain), &|| of(&limited)];
    let ([unsigned, user, plain, limited], limits) =
        in_turns(seconds, kinds.map(|kind| (&server, kind)))?;
    server.stop()?;

    let figure = |who: &str, load: Measured| {
        let more_ms = load.cpu_ms - unsigned.cpu_ms;
        Figure::new(format!("DescribeUserPoolClient, 5 policies of 40 statements, {who}"))
            .load(load)
            .value("unsigned", "ms", unsigned.cpu_ms)
            .value("verifying and deciding", "us", more_ms * 1e3)
            .part_against(more_ms, limits, 0.0, 1.0)
            .bound("< 60 us more than unsigned", more_ms < BOUND_MS)
    };
    Ok(vec![
        figure("a user", user),
        figure("a role's session", plain),
        figure("a role's session with a policy", limited),
    ])
}
