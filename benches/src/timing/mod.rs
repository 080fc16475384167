//! Whether the time of an answer tells who exists (CT-2): people who are there and people who are not
//! are asked about in random order over one connection, and their times compared.
//!
//! Every name is used once, as somebody would who tries a list of addresses, so that no limit answers
//! instead. Both kinds are split into two halves at random; the halves of one kind differ by nothing, so
//! comparing them shows what chance and this machine do (the control).

mod document;
mod people;
mod probe;
pub mod statistics;

pub use document::document;
pub use probe::Probe;

use std::time::Duration;

use anyhow::Result;
use cognate_crypto::{Random, SystemRandom};

use crate::http::Connection;
use crate::server::Server;
use people::People;
use statistics::{Comparison, compare};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Existing,
    Missing,
}

/// What was seen of one operation.
#[derive(Clone, Debug)]
pub struct Finding {
    pub probe: Probe,
    pub each: usize,
    /// Existing against missing.
    pub verdict: Comparison,
    /// Half of the existing against the other half, and the same of the missing.
    pub controls: [Comparison; 2],
    /// The request that follows one about somebody existing, against those that follow the others:
    /// whether work after the answer tells.
    pub next: Comparison,
}

impl Finding {
    /// Neither test of ranks nor of medians finds a difference that chance would not make.
    pub fn is_even(&self, significance: f64) -> bool {
        self.verdict.p_ranks >= significance && self.verdict.p_medians >= significance
    }
}

/// One time, and what was asked about.
struct Sample {
    kind: Kind,
    half: bool,
    wait: Duration,
    previous: Option<Kind>,
}

/// Asks `each` times about people of each kind.
pub fn measure(server: &Server, probe: Probe, each: usize) -> Result<Finding> {
    let people = People::prepare(server, probe, each)?;
    let mut to = Connection::open(&server.address)?;
    for name in &people.warm_up {
        probe.ask(&people, &mut to, name)?;
    }
    to.take_waited();
    let mut samples = Vec::with_capacity(2 * each);
    let mut previous = None;
    for (kind, half, name) in order(&people) {
        probe.ask(&people, &mut to, name)?;
        samples.push(Sample { kind, half, wait: to.take_waited(), previous });
        previous = Some(kind);
    }
    Ok(evaluate(probe, each, &samples))
}

/// All names in random order; halves by lot.
fn order(people: &People) -> Vec<(Kind, bool, &str)> {
    let existing = people.existing.iter().map(|name| (Kind::Existing, name));
    let missing = people.missing.iter().map(|name| (Kind::Missing, name));
    let mut all: Vec<(Kind, bool, &str)> = existing
        .chain(missing)
        .map(|(kind, name)| (kind, drawn().is_multiple_of(2), name.as_str()))
        .collect();
    for at in (1..all.len()).rev() {
        all.swap(at, (drawn() % (at as u64 + 1)) as usize);
    }
    all
}

fn drawn() -> u64 {
    let random: &dyn Random = &SystemRandom;
    u64::from_be_bytes(random.array())
}

fn evaluate(probe: Probe, each: usize, samples: &[Sample]) -> Finding {
    let times = |wanted: &dyn Fn(&Sample) -> bool| -> Vec<f64> {
        let chosen = samples.iter().filter(|sample| wanted(sample));
        chosen.map(|sample| sample.wait.as_secs_f64() * 1e6).collect()
    };
    let of = |kind| times(&|sample: &Sample| sample.kind == kind);
    let control = |kind| {
        let half = |half| times(&|one: &Sample| one.kind == kind && one.half == half);
        compare(&half(true), &half(false), drawn())
    };
    let after = |kind| times(&|sample: &Sample| sample.previous == Some(kind));
    Finding {
        probe,
        each,
        verdict: compare(&of(Kind::Existing), &of(Kind::Missing), drawn()),
        controls: [control(Kind::Existing), control(Kind::Missing)],
        next: compare(&after(Kind::Existing), &after(Kind::Missing), drawn()),
    }
}
