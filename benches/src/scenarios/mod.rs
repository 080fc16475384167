//! What is measured. One file each; `mod.rs` holds the list and what they share.

mod create_user;
mod deletion;
mod get_user;
mod groups;
mod identities;
mod import;
mod jwks;
mod listing;
mod lists;
mod memory;
mod outbox;
mod pages;
mod pools;
mod principals;
mod refresh;
mod roles;
mod sessions;
mod sign_in;
mod sign_in_srp;
mod sign_up;
mod signed;
mod start;
mod totp;
pub mod users;

use std::fmt;

use anyhow::Result;
use clap::ValueEnum;

use crate::limits::Limits;
use crate::load::{Measured, Until, Work, measure, run};
use crate::report::Figure;
use crate::server::Server;
use crate::sink::Sink;

/// In the order in which they run: memory before anything has filled it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// Resident memory of an idle server
    Idle,
    /// The pool's key set
    Jwks,
    /// USER_PASSWORD_AUTH
    Password,
    /// USER_PASSWORD_AUTH and a code of an authenticator app
    Totp,
    /// USER_SRP_AUTH, both steps
    Srp,
    /// REFRESH_TOKEN_AUTH
    Refresh,
    /// GetUser
    GetUser,
    /// What a signature and the policies of its principal cost
    Signed,
    /// AssumeRole
    AssumeRole,
    /// GetCredentialsForIdentity in a small and in a large pool
    Identities,
    /// AdminCreateUser on 32 connections
    CreateUser,
    /// From process to ready line, on an existing store
    Start,
    /// Resident memory with a large pool
    Memory,
    /// SignUp with a code to send, while nothing is delivered
    SignUp,
    /// Mails to a local server, alone and beside sign-ins
    Outbox,
    /// ListUsers in a large pool, and what that pool needs resident
    Lists,
    /// Groups and devices in a large pool
    Pages,
    /// ListUsersInGroup and DeleteGroup, small and large
    Groups,
    /// An import of a large file
    Import,
    /// A user with 10,000 sessions deleted
    Sessions,
    /// Ten thousand pools on one node
    Pools,
    /// A large pool deleted while another one signs in
    Deletion,
}

impl Scenario {
    pub const ALL: [Scenario; 22] = [
        Scenario::Idle,
        Scenario::Jwks,
        Scenario::Password,
        Scenario::Totp,
        Scenario::Srp,
        Scenario::Refresh,
        Scenario::GetUser,
        Scenario::Signed,
        Scenario::AssumeRole,
        Scenario::Identities,
        Scenario::CreateUser,
        Scenario::Start,
        Scenario::Memory,
        Scenario::SignUp,
        Scenario::Outbox,
        Scenario::Lists,
        Scenario::Pages,
        Scenario::Groups,
        Scenario::Import,
        Scenario::Sessions,
        Scenario::Pools,
        Scenario::Deletion,
    ];

    /// `users` is the size of large pools; mails go to the sink.
    pub fn run(
        self,
        server: &mut Server,
        sink: &Sink,
        seconds: f64,
        users: u64,
    ) -> Result<Vec<Figure>> {
        match self {
            Scenario::Idle => memory::idle(server),
            Scenario::Jwks => jwks::run(server, seconds),
            Scenario::Password => sign_in::run(server, seconds),
            Scenario::Totp => totp::run(server),
            Scenario::Srp => sign_in_srp::run(server, seconds),
            Scenario::Refresh => refresh::run(server, seconds),
            Scenario::GetUser => get_user::run(server, seconds),
            Scenario::Signed => signed::run(server, seconds),
            Scenario::AssumeRole => roles::run(server, seconds),
            Scenario::Identities => identities::run(server, seconds, users),
            Scenario::CreateUser => create_user::run(server, seconds),
            Scenario::Start => start::run(server),
            Scenario::Memory => memory::with_users(server, users),
            Scenario::SignUp => sign_up::run(server, sink, seconds),
            Scenario::Outbox => outbox::run(server, sink, seconds),
            Scenario::Lists => lists::run(server, seconds, users),
            Scenario::Pages => pages::run(server, seconds, users),
            Scenario::Groups => groups::run(server, seconds, users),
            Scenario::Import => import::run(server, users),
            Scenario::Sessions => sessions::run(server),
            Scenario::Pools => pools::run(server),
            Scenario::Deletion => deletion::run(server, seconds, users),
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value().expect("no scenario is hidden");
        to.write_str(value.get_name())
    }
}

/// Connections of the scenarios that do not name another number.
const CONNECTIONS: usize = 8;

/// Warms up, measures, and measures the machine's limits before and after.
fn steady(
    server: &Server,
    seconds: f64,
    works: impl Fn() -> Vec<Work>,
) -> Result<(Measured, Limits)> {
    let before = Limits::measure();
    run(&server.address, works(), Until::Seconds(1.0))?;
    let measured = measure(server, works(), Until::Seconds(seconds))?;
    Ok((measured, before.mean(Limits::measure())))
}

/// A kind of work, and the server that it is for.
type Kind<'a> = (&'a Server, &'a dyn Fn() -> Result<Vec<Work>>);

/// Several kinds of work in turns, so that all of them have the same neighbours on the machine; of each
/// the mean of its rounds.
fn in_turns<const KINDS: usize>(
    seconds: f64,
    works: [Kind<'_>; KINDS],
) -> Result<([Measured; KINDS], Limits)> {
    let before = Limits::measure();
    let mut rounds = [const { Vec::new() }; KINDS];
    for round in 0..=ROUNDS {
        for (kind, (server, works)) in works.iter().enumerate() {
            let until = Until::Seconds(if round == 0 { 0.5 } else { seconds / ROUNDS as f64 });
            let measured = measure(server, works()?, until)?;
            // The first round warms up.
            if round > 0 {
                rounds[kind].push(measured);
            }
        }
    }
    let means = rounds.map(|rounds| Measured::average(&rounds));
    Ok((means, before.mean(Limits::measure())))
}

const ROUNDS: usize = 4;

/// Work of eight connections, each of which sends its own requests, one after the other, again and again.
/// Every answer must be a success.
fn sending(requests: &[Vec<u8>]) -> Vec<Work> {
    let works = (0..CONNECTIONS).map(|connection| -> Work {
        let mine: Vec<Vec<u8>> = requests
            .iter()
            .cycle()
            .skip(connection)
            .step_by(CONNECTIONS)
            .take(OWN)
            .cloned()
            .collect();
        let mut turn = 0;
        Box::new(move |to| {
            turn = (turn + 1) % mine.len();
            let answer = to.exchange(&mine[turn])?;
            let text = || String::from_utf8_lossy(&answer.body).into_owned();
            anyhow::ensure!(answer.status == 200, "{}: {}", answer.status, text());
            Ok(())
        })
    });
    works.collect()
}

/// Requests of one connection.
const OWN: usize = 64;
