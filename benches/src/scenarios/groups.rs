//! A group of half the pool beside one of fifty: their pages, and their deletion.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::listing::Listing;
use super::users::{FIRST_NUMBER, Pool, name};
use crate::http::Connection;
use crate::load::{Measured, Until, Work, run as drive};
use crate::report::Figure;
use crate::server::Server;

const SMALL: u64 = 50;

pub fn run(server: &Server, seconds: f64, users: u64) -> Result<Vec<Figure>> {
    let large = (users / 2).max(SMALL);
    let pool = Pool::left_or_filled(server, &format!("groups of {large}"), |pool| {
        pool.fill(large)?;
        for (group, members) in [("small", SMALL), ("large", large)] {
            let mut to = Connection::open(&pool.host)?;
            pool.admin(&mut to, "CreateGroup", json!({"GroupName": group}))?;
            join(pool, group, members)?;
        }
        Ok(())
    })?;
    let small = pages(server, &pool, "small", seconds)?;
    let big = pages(server, &pool, "large", seconds)?;
    let same = big.p50_ms <= small.p50_ms * 1.2 && big.cpu_ms <= small.cpu_ms * 1.2;
    let lists = Figure::new(format!("ListUsersInGroup, {large} members"))
        .value("p50 with 50 members", "ms", small.p50_ms)
        .value("CPU with 50 members", "ms", small.cpu_ms)
        .load(big)
        .bound("≤ 1.2 × of a group of 50", same);
    let mut to = Connection::open(&pool.host)?;
    let mut deleted = |group| -> Result<f64> {
        let begun = Instant::now();
        pool.admin(&mut to, "DeleteGroup", json!({"GroupName": group}))?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    };
    let (small, big) = (deleted("small")?, deleted("large")?);
    let deletion = Figure::new(format!("DeleteGroup, {large} members"))
        .value("request", "ms", big)
        .value("with 50 members", "ms", small)
        .bound("≤ 2 × + 5 ms of a group of 50", big <= small * 2.0 + 5.0);
    Ok(vec![lists, deletion])
}

/// The first so many users of the pool become members, over 32 connections.
fn join(pool: &Arc<Pool>, group: &'static str, members: u64) -> Result<()> {
    let next = Arc::new(AtomicU64::new(0));
    let work = |_| -> Work {
        let (pool, next) = (pool.clone(), next.clone());
        Box::new(move |to| {
            let user = name(FIRST_NUMBER + next.fetch_add(1, Ordering::Relaxed));
            let input = json!({"GroupName": group, "Username": user});
            pool.admin(to, "AdminAddUserToGroup", input).map(drop)
        })
    };
    drive(&pool.host, (0..32).map(work).collect(), Until::Done(members)).map(drop)
}

/// Half of 50 a page, so that the small group has a following page, and all pages are full.
fn pages(server: &Server, pool: &Arc<Pool>, group: &str, seconds: f64) -> Result<Measured> {
    let members = Listing {
        operation: "ListUsersInGroup",
        input: json!({"GroupName": group, "Limit": 25}),
        list: "Users",
        token: "NextToken",
    };
    members.measure(server, pool, seconds)
}
