//! Mails to a local server: as fast as they go, and at a steady rate beside sign-ins.
//!
//! Mails are made while the server is held back, so that what is measured is their delivery alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use super::CONNECTIONS;
use super::users::{Pool, name, turns};
use crate::load::{Measured, Until, Work, measure, run as drive};
use crate::report::Figure;
use crate::server::Server;
use crate::sink::Sink;

const PER_SECOND: f64 = 500.0;
const MOST: Duration = Duration::from_secs(120);

pub fn run(server: &Server, sink: &Sink, seconds: f64) -> Result<Vec<Figure>> {
    let mailing = Pool::create_with(server, json!({"AutoVerifiedAttributes": ["email"]}))?;
    let signing_in = Pool::with_users(server)?;
    Ok(vec![alone(server, sink, &mailing)?, beside(server, sink, &mailing, &signing_in, seconds)?])
}

/// Nothing else happens: mails per second, and what one costs.
fn alone(server: &Server, sink: &Sink, mailing: &Arc<Pool>) -> Result<Figure> {
    let count = (PER_SECOND * 6.0) as u64;
    let target = pile_up(server, sink, mailing, count)?;
    let cpu = server.cpu_seconds()?;
    sink.release();
    let took = sink.wait_for(target, MOST)?.as_secs_f64();
    let cpu_ms = (server.cpu_seconds()? - cpu) * 1e3 / count as f64;
    let per_second = count as f64 / took;
    Ok(Figure::new("mails alone")
        .value("mails", "1/s", per_second)
        .value("CPU per mail", "ms", cpu_ms)
        .bound("≥ 500/s", per_second >= PER_SECOND)
        .bound("≤ 0.25 ms", cpu_ms <= 0.25))
}

/// Sign-ins at half of what the server can, without mails and while they leave.
fn beside(
    server: &Server,
    sink: &Sink,
    mailing: &Arc<Pool>,
    signing_in: &Arc<Pool>,
    seconds: f64,
) -> Result<Figure> {
    let most = measure(server, sign_ins(signing_in, None), Until::Seconds(seconds))?.per_second;
    let paced = |seconds| -> Result<Measured> {
        measure(server, sign_ins(signing_in, Some(most / 2.0)), Until::Seconds(seconds))
    };
    let quiet = paced(seconds)?;
    let count = (PER_SECOND * seconds * 2.0) as u64;
    let target = pile_up(server, sink, mailing, count)?;
    let before = sink.taken();
    // Not faster, or the pile would be gone in a moment that the sign-ins would feel.
    sink.pace(Some(PER_SECOND));
    sink.release();
    let begun = Instant::now();
    let busy = paced(seconds);
    let per_second = (sink.taken() - before) as f64 / begun.elapsed().as_secs_f64();
    sink.pace(None);
    let busy = busy?;
    sink.wait_for(target, MOST)?;
    let kept = busy.p99_ms <= quiet.p99_ms * 1.5;
    // A pace is met from below.
    let enough = per_second >= PER_SECOND * 0.95;
    Ok(Figure::new("mails beside sign-ins at half the maximum")
        .value("mails", "1/s", per_second)
        .value("p99 without mails", "ms", quiet.p99_ms)
        .value("p99 with mails", "ms", busy.p99_ms)
        .load(busy)
        .bound("≥ 500/s", enough)
        .bound("p99 ≤ 1.5 ×", kept))
}

/// Makes mails that wait; what the sink will have taken when all have left.
fn pile_up(server: &Server, sink: &Sink, pool: &Arc<Pool>, count: u64) -> Result<u64> {
    let taken = sink.taken();
    sink.hold();
    drive(&server.address, pool.sign_ups(CONNECTIONS), Until::Done(count))?;
    Ok(taken + count)
}

/// Without a rate as fast as it goes; with one at times decided beforehand.
fn sign_ins(pool: &Arc<Pool>, per_second: Option<f64>) -> Vec<Work> {
    let pause = per_second.map(|rate| Duration::from_secs_f64(CONNECTIONS as f64 / rate));
    let work = |connection| -> Work {
        let pool = pool.clone();
        let mut users = turns(connection, CONNECTIONS);
        let mut due = Instant::now() + pause.unwrap_or_default().mul_f64(connection as f64 / 8.0);
        Box::new(move |to| {
            if let Some(pause) = pause {
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                // Late ones are not made up for in a burst.
                due = (due + pause).max(Instant::now());
            }
            let user = name(users.next().expect("turns never end"));
            pool.sign_in(to, &user).map(drop)
        })
    };
    (0..CONNECTIONS).map(work).collect()
}
