//! REFRESH_TOKEN_AUTH without rotation: two signatures, nothing written.

use anyhow::Result;
use serde_json::json;

use super::users::Pool;
use super::{CONNECTIONS, steady};
use crate::load::Work;
use crate::report::Figure;
use crate::server::Server;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::with_users(server)?;
    let tokens = pool.tokens("RefreshToken")?;
    let works = || -> Vec<Work> {
        (0..CONNECTIONS)
            .map(|connection| -> Work {
                let pool = pool.clone();
                let mine: Vec<String> =
                    tokens.iter().skip(connection).step_by(CONNECTIONS).cloned().collect();
                let mut turn = 0;
                Box::new(move |to| {
                    turn = (turn + 1) % mine.len();
                    let parameters = json!({"REFRESH_TOKEN": mine[turn]});
                    let answer = pool.initiate(to, "REFRESH_TOKEN_AUTH", parameters)?;
                    anyhow::ensure!(answer["AuthenticationResult"].is_object(), "{answer}");
                    Ok(())
                })
            })
            .collect()
    };
    let (load, limits) = steady(server, seconds, works)?;
    Ok(vec![Figure::new("refresh").load(load).against(limits, 0.0, 2.0).ratio_at_most(1.4)])
}
