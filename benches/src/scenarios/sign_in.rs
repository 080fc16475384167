//! USER_PASSWORD_AUTH with the right password: one exponentiation (by a table, so cheaper than the
//! limit's), two signatures, one durable session.

use anyhow::Result;

use super::users::{Pool, name, turns};
use super::{CONNECTIONS, steady};
use crate::load::Work;
use crate::report::Figure;
use crate::server::Server;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let pool = Pool::with_users(server)?;
    let works = || -> Vec<Work> {
        (0..CONNECTIONS)
            .map(|connection| -> Work {
                let pool = pool.clone();
                let mut users = turns(connection, CONNECTIONS);
                Box::new(move |to| {
                    let user = name(users.next().expect("turns never end"));
                    pool.sign_in(to, &user).map(drop)
                })
            })
            .collect()
    };
    let (load, limits) = steady(server, seconds, works)?;
    let figure = Figure::new("password sign-in").load(load);
    Ok(vec![figure.against(limits, 1.0, 2.0).ratio_at_most(1.0)])
}
