//! GetUser with a good access token: a verified signature, a read, no writing.

use anyhow::Result;
use serde_json::json;

use super::users::Pool;
use super::{CONNECTIONS, steady};
use crate::api;
use crate::load::Work;
use crate::report::Figure;
use crate::server::Server;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::with_users(server)?;
    let tokens = pool.tokens("AccessToken")?;
    let works = || -> Vec<Work> {
        (0..CONNECTIONS)
            .map(|connection| -> Work {
                let host = pool.host.clone();
                let requests: Vec<Vec<u8>> = tokens
                    .iter()
                    .skip(connection)
                    .step_by(CONNECTIONS)
                    .map(|token| api::request(&host, "GetUser", &json!({"AccessToken": token})))
                    .collect();
                let mut turn = 0;
                Box::new(move |to| {
                    turn = (turn + 1) % requests.len();
                    api::read(&to.exchange(&requests[turn])?).map(drop)
                })
            })
            .collect()
    };
    let (load, _) = steady(server, seconds, works)?;
    let holds = load.cpu_ms <= 0.15;
    Ok(vec![Figure::new("GetUser").load(load).bound("≤ 0.15 ms", holds)])
}
