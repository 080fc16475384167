//! The key set of a pool, as every verifier of tokens fetches it.

use anyhow::Result;

use super::users::Pool;
use super::{CONNECTIONS, steady};
use crate::api;
use crate::load::Work;
use crate::report::Figure;
use crate::server::Server;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::create(server)?;
    let request = api::get(&pool.host, &format!("/{}/.well-known/jwks.json", pool.id));
    let works = || -> Vec<Work> {
        (0..CONNECTIONS)
            .map(|_| -> Work {
                let request = request.clone();
                Box::new(move |to| api::read(&to.exchange(&request)?).map(drop))
            })
            .collect()
    };
    let (load, _) = steady(server, seconds, works)?;
    Ok(vec![Figure::new("JWKS").load(load)])
}
