//! A user with many sessions deleted, beside one with a single session.

use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::CONNECTIONS;
use super::users::{Pool, name};
use crate::http::Connection;
use crate::load::{Until, Work, run as drive};
use crate::report::Figure;
use crate::server::Server;

const SESSIONS: u64 = 10_000;

pub fn run(server: &Server) -> Result<Vec<Figure>> {
    let pool = Pool::with_users(server)?;
    let work = |_| -> Work {
        let pool = pool.clone();
        Box::new(move |to| pool.sign_in(to, &name(0)).map(drop))
    };
    drive(&server.address, (0..CONNECTIONS).map(work).collect(), Until::Done(SESSIONS))?;
    let mut to = Connection::open(&server.address)?;
    let mut deleted = |user| -> Result<f64> {
        pool.sign_in(&mut to, &name(user))?;
        let begun = Instant::now();
        pool.admin(&mut to, "AdminDeleteUser", json!({"Username": name(user)}))?;
        Ok(begun.elapsed().as_secs_f64() * 1e3)
    };
    let mut few: Vec<f64> = (1..10).map(&mut deleted).collect::<Result<_>>()?;
    few.sort_by(f64::total_cmp);
    let (few, many) = (few[few.len() / 2], deleted(0)?);
    let figure = Figure::new(format!("AdminDeleteUser, {SESSIONS} sessions"))
        .value("request", "ms", many)
        .value("with one session", "ms", few)
        .bound("≤ 2 × + 5 ms of one session", many <= few * 2.0 + 5.0);
    Ok(vec![figure])
}
