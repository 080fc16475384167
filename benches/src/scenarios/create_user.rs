//! AdminCreateUser with a temporary password on 32 connections: each user durable before the answer.

use anyhow::Result;

use super::steady;
use super::users::Pool;
use crate::report::Figure;
use crate::server::Server;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::create(server)?;
    let works = || pool.creators(32);
    let (load, limits) = steady(server, seconds, works)?;
    let enough = load.per_second >= 1500.0;
    let figure = Figure::new("AdminCreateUser, 32 connections").load(load);
    let figure = figure.bound("≥ 1500/s on SQLite", enough);
    Ok(vec![figure.against(limits, 1.0, 0.0).ratio_at_most(1.0)])
}
