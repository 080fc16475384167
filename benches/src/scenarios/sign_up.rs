//! SignUp with a code to send: a password made into a verifier, a user, a code and a mail in the outbox,
//! all durable. The mail server is held back, so that delivery costs nothing here. A commit and its fsync
//! are shared by those that wait for it, so that it matters how many sign up at once.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::users::Pool;
use super::{CONNECTIONS, steady};
use crate::report::Figure;
use crate::server::Server;
use crate::sink::Sink;

/// As for AdminCreateUser.
const MANY_CONNECTIONS: usize = 32;

pub fn run(server: &Server, sink: &Sink, seconds: f64) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for connections in [MANY_CONNECTIONS, CONNECTIONS] {
        let figure = with_a_code(server, sink, seconds, connections)?;
        figures.push(figure.ratio_at_most(1.0));
    }
    figures.push(plain(server, seconds)?);
    Ok(figures)
}

fn with_a_code(server: &Server, sink: &Sink, seconds: f64, connections: usize) -> Result<Figure> {
    let pool = Pool::create_with(server, json!({"AutoVerifiedAttributes": ["email"]}))?;
    sink.hold();
    let before = sink.taken();
    let measured = steady(server, seconds, || pool.sign_ups(connections));
    sink.release();
    let (load, limits) = measured?;
    // All of them leave before anything else is measured.
    let waiting = pool.number() - super::users::FIRST_NUMBER;
    sink.wait_for(before + waiting, Duration::from_secs(120))?;
    let name = format!("SignUp, {connections} connections");
    Ok(Figure::new(name).load(load).against(limits, 1.0, 0.0))
}

/// In a pool that verifies nothing: what the code and its mail add is the difference.
fn plain(server: &Server, seconds: f64) -> Result<Figure> {
    let pool = Pool::create(server)?;
    let (load, limits) = steady(server, seconds, || pool.sign_ups(CONNECTIONS))?;
    Ok(Figure::new(format!("SignUp without a code, {CONNECTIONS} connections"))
        .load(load)
        .against(limits, 1.0, 0.0))
}
