//! SignUp with a code to send: a password made into a verifier, a user, a code and a mail in the outbox,
//! all durable. The mail server is held back, so that delivery costs nothing here.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::users::Pool;
use super::{CONNECTIONS, steady};
use crate::report::Figure;
use crate::server::Server;
use crate::sink::Sink;

pub fn run(server: &Server, sink: &Sink, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::create_with(server, json!({"AutoVerifiedAttributes": ["email"]}))?;
    sink.hold();
    let before = sink.taken();
    let measured = steady(server, seconds, || pool.sign_ups(CONNECTIONS));
    sink.release();
    let (load, limits) = measured?;
    let figure = Figure::new("SignUp").load(load).against(limits, 1.0, 0.0).ratio_at_most(1.0);
    // All of them leave before anything else is measured.
    let waiting = pool.number() - super::users::FIRST_NUMBER;
    sink.wait_for(before + waiting, Duration::from_secs(120))?;
    Ok(vec![figure, plain(server, seconds)?])
}

/// In a pool that verifies nothing: what the code and its mail add is the difference.
fn plain(server: &Server, seconds: f64) -> Result<Figure> {
    let pool = Pool::create(server)?;
    let (load, limits) = steady(server, seconds, || pool.sign_ups(CONNECTIONS))?;
    Ok(Figure::new("SignUp without a code").load(load).against(limits, 1.0, 0.0))
}
