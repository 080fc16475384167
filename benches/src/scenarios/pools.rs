//! Ten thousand pools on one node, of which a hundred issue tokens: what they need resident.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use serde_json::json;

use super::users::{PASSWORD, Pool};
use crate::api;
use crate::http::Connection;
use crate::load::{Until, Work, run as drive};
use crate::report::Figure;
use crate::server::Server;

const POOLS: u64 = 10_000;
const AT_WORK: u64 = 100;

pub fn run(server: &mut Server) -> Result<Vec<Figure>> {
    server.restart()?;
    let before = server.rss_mb()?;
    let (host, root) = (server.address.clone(), server.root.clone());
    let work = |_| -> Work {
        let (host, root) = (host.clone(), root.clone());
        Box::new(move |to| {
            let input = json!({ "PoolName": "one of many" });
            api::admin(to, &host, &root, "CreateUserPool", input).map(drop)
        })
    };
    // The limit on pools of an account is a setting.
    drive(&host, (0..8).map(work).collect(), Until::Done(POOLS - AT_WORK))?;
    let next = Arc::new(AtomicUsize::new(0));
    for _ in 0..AT_WORK {
        let pool = Pool::create(server)?;
        let mut to = Connection::open(&pool.host)?;
        let user = format!("user-{}", next.fetch_add(1, Ordering::Relaxed));
        let input = json!({ "Username": user, "MessageAction": "SUPPRESS" });
        pool.admin(&mut to, "AdminCreateUser", input)?;
        let input = json!({ "Username": user, "Password": PASSWORD, "Permanent": true });
        pool.admin(&mut to, "AdminSetUserPassword", input)?;
        pool.sign_in(&mut to, &user)?;
    }
    let after = server.rss_mb()?;
    let figure = Figure::new(format!("RSS with {POOLS} pools, {AT_WORK} at work"))
        .value("VmRSS", "MB", after)
        .value("idle before", "MB", before)
        .bound("raised by < 50 MB", after - before < 50.0);
    Ok(vec![figure])
}
