//! Those who are there, and those who are not: addresses of one form, drawn at random.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use cognate_crypto::{Random, SystemRandom};
use serde_json::{Value, json};

use super::Probe;
use crate::api;
use crate::http::Connection;
use crate::load::{Until, Work, run};
use crate::scenarios::users::{PASSWORD, Pool};
use crate::server::Server;
use crate::srp::Client;

/// Requests before anything is measured, of each kind.
const WARM_UP: usize = 200;

pub struct People {
    pub host: String,
    pub client: String,
    pub srp_a: String,
    pub existing: Vec<String>,
    pub missing: Vec<String>,
    /// Of both kinds, in turn.
    pub warm_up: Vec<String>,
    fresh: AtomicU64,
}

impl People {
    /// A pool in which this operation can be asked about `each` people of each kind.
    pub fn prepare(server: &Server, probe: Probe, each: usize) -> Result<People> {
        let pool = Pool::create_with(server, settings(probe))?;
        let mut existing: Vec<String> = (0..each + WARM_UP).map(|_| address()).collect();
        let mut missing: Vec<String> = (0..each + WARM_UP).map(|_| address()).collect();
        make(&pool, probe, &existing)?;
        if let Some(operation) = probe.asked_before() {
            for_all(
                &pool,
                &[existing.clone(), missing.clone()].concat(),
                move |pool, to, name| {
                    let input = json!({"ClientId": pool.client, "Username": name});
                    api::public(to, &pool.host, operation, &input).map(drop)
                },
            )?;
        }
        let first = existing.split_off(each);
        let second = missing.split_off(each);
        let warm_up = first.into_iter().zip(second).flat_map(|(one, two)| [one, two]).collect();
        let mut a = [0; 32];
        SystemRandom.fill(&mut a);
        Ok(People {
            host: pool.host.clone(),
            client: pool.client.clone(),
            srp_a: Client::new(&a).public_hex().to_owned(),
            existing,
            missing,
            warm_up,
            fresh: AtomicU64::new(0),
        })
    }

    /// A user name of its own for each sign-up.
    pub fn fresh_name(&self) -> String {
        format!("new-{:08}", self.fresh.fetch_add(1, Ordering::Relaxed))
    }
}

fn settings(probe: Probe) -> Value {
    match probe {
        Probe::SignUp => json!({"AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}),
        _ => json!({"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}),
    }
}

/// The people who exist, in the state that the operation is about.
fn make(pool: &Arc<Pool>, probe: Probe, names: &[String]) -> Result<()> {
    for_all(pool, names, move |pool, to, name| {
        if matches!(probe, Probe::Resend | Probe::Confirm | Probe::ConfirmAsked) {
            let input = json!({"ClientId": pool.client, "Username": name, "Password": PASSWORD});
            return api::public(to, &pool.host, "SignUp", &input).map(drop);
        }
        let user = match probe {
            Probe::SignUp => name.split('@').next().unwrap_or_default(),
            _ => name,
        };
        let input = json!({
            "Username": user,
            "MessageAction": "SUPPRESS",
            "UserAttributes": [
                {"Name": "email", "Value": name},
                {"Name": "email_verified", "Value": "true"},
            ],
        });
        pool.admin(to, "AdminCreateUser", input)?;
        let input = json!({"Username": user, "Password": PASSWORD, "Permanent": true});
        pool.admin(to, "AdminSetUserPassword", input).map(drop)
    })
}

/// Does something for every name, over several connections.
fn for_all(
    pool: &Arc<Pool>,
    names: &[String],
    act: impl Fn(&Pool, &mut Connection, &str) -> Result<()> + Clone + Send + 'static,
) -> Result<()> {
    let names: Arc<Vec<String>> = Arc::new(names.to_vec());
    let next = Arc::new(AtomicU64::new(0));
    let work = |_| -> Work {
        let (pool, names, next, act) = (pool.clone(), names.clone(), next.clone(), act.clone());
        Box::new(move |to| {
            let at = next.fetch_add(1, Ordering::Relaxed) as usize;
            act(&pool, to, &names[at])
        })
    };
    run(&pool.host, (0..16).map(work).collect(), Until::Done(names.len() as u64)).map(drop)
}

/// All of one length.
fn address() -> String {
    let random: &dyn Random = &SystemRandom;
    format!("{}@example.com", hex::encode(random.array::<8>()))
}
