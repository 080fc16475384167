//! USER_SRP_AUTH, both steps: two generic exponentiations, one power of g, two signatures, one durable
//! session.
//!
//! In three phases: many challenges are asked for, then answered in arithmetic while the server rests,
//! then the answers are sent. A driver that computed between its requests would compete with the
//! server for the processor, at several times the server's own cost.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use cognate_crypto::{Random, SystemRandom};
use serde_json::{Value, json};

use super::CONNECTIONS;
use super::users::{PASSWORD, Pool, name, turns};
use crate::api;
use crate::limits::Limits;
use crate::load::{Measured, Until, Work, measure};
use crate::report::Figure;
use crate::server::Server;
use crate::srp::Client;

/// Few enough to be answered before their challenges expire.
const SIGN_INS_PER_SECOND: f64 = 400.0;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::with_users(server)?;
    let mut a = [0; 32];
    SystemRandom.fill(&mut a);
    let client = Arc::new(Client::new(&a));
    round(server, &pool, &client, 100)?;
    let before = Limits::measure();
    let load = round(server, &pool, &client, (SIGN_INS_PER_SECOND * seconds) as u64)?;
    let limits = before.mean(Limits::measure());
    let figure = Figure::new("SRP sign-in, both steps").load(load);
    Ok(vec![figure.against(limits, 2.0, 2.0).ratio_at_most(1.5)])
}

/// This many sign-ins; the costs of both steps together.
fn round(server: &Server, pool: &Arc<Pool>, client: &Arc<Client>, count: u64) -> Result<Measured> {
    let challenges = Arc::new(Mutex::new(Vec::new()));
    let asked = measure(server, askers(pool, client, &challenges), Until::Done(count))?;
    let challenges = std::mem::take(&mut *challenges.lock().expect("the askers ended well"));
    let answers = Arc::new(Mutex::new(answer(pool, client, &challenges)?));
    let answered = measure(server, answerers(pool, &answers), Until::Done(count))?;
    Ok(asked.then(&answered))
}

fn askers(pool: &Arc<Pool>, client: &Arc<Client>, to: &Arc<Mutex<Vec<Value>>>) -> Vec<Work> {
    let asker = |connection| -> Work {
        let (pool, client, challenges) = (pool.clone(), client.clone(), to.clone());
        let mut users = turns(connection, CONNECTIONS);
        Box::new(move |to| {
            let user = name(users.next().expect("turns never end"));
            let parameters = json!({"USERNAME": user, "SRP_A": client.public_hex()});
            let mut answer = pool.initiate(to, "USER_SRP_AUTH", parameters)?;
            let challenge = answer["ChallengeParameters"].take();
            challenges.lock().expect("no asker panics while holding it").push(challenge);
            Ok(())
        })
    };
    (0..CONNECTIONS).map(asker).collect()
}

/// The responses to all challenges, computed on every core.
fn answer(pool: &Pool, client: &Client, challenges: &[Value]) -> Result<Vec<Value>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let part = challenges.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = challenges
            .chunks(part)
            .map(|part| {
                scope.spawn(move || -> Result<Vec<Value>> {
                    part.iter().map(|one| client.answer(&pool.id, PASSWORD, one)).collect()
                })
            })
            .collect();
        let mut answers = Vec::new();
        for part in parts {
            answers.extend(part.join().expect("the arithmetic does not panic")?);
        }
        Ok(answers)
    })
}

fn answerers(pool: &Arc<Pool>, from: &Arc<Mutex<Vec<Value>>>) -> Vec<Work> {
    let answerer = |_| -> Work {
        let (pool, answers) = (pool.clone(), from.clone());
        Box::new(move |to| {
            let responses = answers.lock().expect("no answerer panics while holding it").pop();
            let input = json!({
                "ClientId": pool.client,
                "ChallengeName": "PASSWORD_VERIFIER",
                "ChallengeResponses": responses,
            });
            let answer = api::public(to, &pool.host, "RespondToAuthChallenge", &input)?;
            anyhow::ensure!(answer["AuthenticationResult"].is_object(), "{answer}");
            Ok(())
        })
    };
    (0..CONNECTIONS).map(answerer).collect()
}
