//! Resident memory: idle, and with a large pool on which every write has just happened.

use anyhow::Result;

use super::users::{Pool, name};
use crate::http::Connection;
use crate::report::Figure;
use crate::server::Server;

pub fn idle(server: &mut Server) -> Result<Vec<Figure>> {
    server.restart()?;
    let rss = server.rss_mb()?;
    Ok(vec![Figure::new("RSS idle").value("VmRSS", "MB", rss).bound("< 30 MB", rss < 30.0)])
}

pub fn with_users(server: &mut Server, users: u64) -> Result<Vec<Figure>> {
    let pool = Pool::create(server)?;
    let begun = std::time::Instant::now();
    pool.fill(users)?;
    let filled_in = begun.elapsed().as_secs_f64();
    let after_load = server.rss_mb()?;
    server.restart()?;
    read_some(server, &pool.id)?;
    let after_restart = server.rss_mb()?;
    let most = if users <= 100_000 { 60.0 } else { 100.0 };
    let figure = Figure::new(format!("RSS with {users} users"))
        .value("VmRSS", "MB", after_load)
        .value("after a restart", "MB", after_restart)
        .value("filled in", "s", filled_in)
        .bound(format!("< {most} MB"), after_load < most);
    Ok(vec![figure])
}

/// A thousand users all over the table, so that what they cost to read is resident.
fn read_some(server: &Server, pool: &str) -> Result<()> {
    let mut to = Connection::open(&server.address)?;
    for number in (1_000_000..1_001_000).map(name) {
        let input = serde_json::json!({"UserPoolId": pool, "Username": number});
        crate::api::admin(&mut to, &server.address, &server.root, "AdminGetUser", input)?;
    }
    Ok(())
}
