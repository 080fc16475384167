//! A pool of many users deleted in one request, while sign-ins of another pool go on.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::users::{Pool, name, turns};
use crate::api;
use crate::http::Connection;
use crate::load::{Measured, Until, Work, measure};
use crate::report::Figure;
use crate::server::Server;

/// Few, so that the machine is not full and the deletion's work would show.
const CONNECTIONS: usize = 2;

pub fn run(server: &Server, seconds: f64, users: u64) -> Result<Vec<Figure>> {
    let (large, other) = (Pool::create(server)?, Pool::with_users(server)?);
    large.fill(users)?;
    let quiet = sign_ins(server, &other, seconds)?;
    let begun = Instant::now();
    let mut to = Connection::open(&large.host)?;
    let input = json!({"UserPoolId": large.id});
    api::admin(&mut to, &large.host, &large.root, "DeleteUserPool", input)?;
    let took = begun.elapsed().as_secs_f64() * 1e3;
    let busy = sign_ins(server, &other, seconds)?;
    let kept = busy.p99_ms <= quiet.p99_ms * 1.5 + 5.0;
    let figure = Figure::new(format!("deletion of {users} users"))
        .value("request", "ms", took)
        .value("p99 before", "ms", quiet.p99_ms)
        .value("p99 during", "ms", busy.p99_ms)
        .bound("request < 100 ms", took < 100.0)
        .bound("p99 kept (≤ 1.5 × + 5 ms)", kept);
    Ok(vec![figure.load(busy)])
}

fn sign_ins(server: &Server, pool: &Arc<Pool>, seconds: f64) -> Result<Measured> {
    let work = |connection| -> Work {
        let pool = pool.clone();
        let mut users = turns(connection, CONNECTIONS);
        Box::new(move |to| {
            let user = name(users.next().expect("turns never end"));
            pool.sign_in(to, &user).map(drop)
        })
    };
    measure(server, (0..CONNECTIONS).map(work).collect(), Until::Seconds(seconds))
}
