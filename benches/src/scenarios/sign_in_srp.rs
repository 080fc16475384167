//! USER_SRP_AUTH, both steps: two generic exponentiations, one power of g, two signatures, one durable
//! session. The client's arithmetic is done here and not counted in the waits.

use anyhow::Result;
use cognate_crypto::{Random, SystemRandom};
use serde_json::json;

use super::users::{PASSWORD, Pool, name, turns};
use super::{CONNECTIONS, steady};
use crate::api;
use crate::load::Work;
use crate::report::Figure;
use crate::server::Server;
use crate::srp::Client;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::with_users(server)?;
    let works = || -> Vec<Work> {
        (0..CONNECTIONS)
            .map(|connection| -> Work {
                let pool = pool.clone();
                let mut users = turns(connection, CONNECTIONS);
                let mut a = [0; 32];
                SystemRandom.fill(&mut a);
                let client = Client::new(&a);
                Box::new(move |to| {
                    let user = name(users.next().expect("turns never end"));
                    let parameters = json!({"USERNAME": user, "SRP_A": client.public_hex()});
                    let challenge = pool.initiate(to, "USER_SRP_AUTH", parameters)?;
                    let responses =
                        client.answer(&pool.id, PASSWORD, &challenge["ChallengeParameters"])?;
                    let input = json!({
                        "ClientId": pool.client,
                        "ChallengeName": "PASSWORD_VERIFIER",
                        "ChallengeResponses": responses,
                    });
                    let answer = api::public(to, &pool.host, "RespondToAuthChallenge", &input)?;
                    anyhow::ensure!(answer["AuthenticationResult"].is_object(), "{answer}");
                    Ok(())
                })
            })
            .collect()
    };
    let (load, limits) = steady(server, seconds, works)?;
    let figure = Figure::new("SRP sign-in, both steps").load(load);
    Ok(vec![figure.against(limits, 2.0, 2.0).ratio_at_most(1.5)])
}
