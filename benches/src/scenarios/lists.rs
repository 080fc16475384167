//! ListUsers in a large pool by what people look for, and what the server needs resident meanwhile.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::users::{FIRST_NUMBER, Pool, name};
use crate::http::Connection;
use crate::load::{Measured, Until, Work, measure};
use crate::report::Figure;
use crate::server::Server;

/// Few: the question is how long one page takes, not how many fit.
const CONNECTIONS: usize = 2;
/// The slowest hundredth shows whatever else the machine does; filling such a pool again takes long.
const ROUNDS: usize = 3;

pub fn run(server: &Server, seconds: f64, users: u64) -> Result<Vec<Figure>> {
    let pool = Pool::left_or_filled(server, &format!("lists of {users}"), |pool| {
        pool.add_users()?;
        pool.fill(users)
    })?;
    let subs = subs(&pool, users)?;
    let mut figures = Vec::new();
    let by = |what: &str, filter: &dyn Fn(u64) -> String, at_least: usize| -> Result<Figure> {
        let once = |_| pages(server, &pool, seconds, users, filter, at_least);
        let load = quietest((0..ROUNDS).map(once).collect::<Result<_>>()?);
        let holds = load.p99_ms < 5.0;
        Ok(Figure::new(format!("ListUsers by {what}, {users} users"))
            .load(load)
            .bound("p99 < 5 ms on SQLite", holds))
    };
    let user = |turn: u64| name(FIRST_NUMBER + turn % users);
    figures.push(by("e-mail", &|turn| format!("email = \"{}@example.com\"", user(turn)), 1)?);
    figures.push(by("prefix", &|turn| format!("email ^= \"{}\"", &user(turn)[..10]), 1)?);
    figures.push(by("long prefix", &|_| "email ^= \"user-\"".to_owned(), 60)?);
    figures.push(by("rare status", &|_| "cognito:user_status = \"CONFIRMED\"".to_owned(), 60)?);
    figures.push(by(
        "frequent status",
        &|_| "cognito:user_status = \"FORCE_CHANGE_PASSWORD\"".to_owned(),
        60,
    )?);
    figures.push(by("no status", &|_| "cognito:user_status = \"UNCONFIRMED\"".to_owned(), 0)?);
    figures.push(by("sub", &|turn| format!("sub = \"{}\"", subs[turn as usize % subs.len()]), 1)?);
    figures.push(by("nothing", &|_| String::new(), 60)?);
    let rss = server.rss_mb()?;
    let figure = Figure::new(format!("RSS after lists, {users} users"));
    figures.push(figure.value("VmRSS", "MB", rss).bound("< 100 MB", rss < 100.0));
    Ok(figures)
}

/// The round with the lowest p99.
fn quietest(mut rounds: Vec<Measured>) -> Measured {
    rounds.sort_by(|one, other| one.p99_ms.total_cmp(&other.p99_ms));
    rounds.swap_remove(0)
}

/// Pages of one filter, each asked for with another number.
fn pages(
    server: &Server,
    pool: &std::sync::Arc<Pool>,
    seconds: f64,
    users: u64,
    filter: &dyn Fn(u64) -> String,
    at_least: usize,
) -> Result<Measured> {
    let works = (0..CONNECTIONS)
        .map(|connection| -> Work {
            let pool = pool.clone();
            // All over the pool, and of each connection others.
            let step = users / 1009 + 1;
            let filters: Vec<String> =
                (0..500).map(|turn| filter((turn * 2 + connection as u64) * step)).collect();
            let mut turn = 0;
            Box::new(move |to| {
                turn = (turn + 1) % filters.len();
                let found = pool.admin(to, "ListUsers", json!({"Filter": filters[turn]}))?;
                let count = found["Users"].as_array().map_or(0, Vec::len);
                ensure!(count >= at_least, "{count} users for {}", filters[turn]);
                Ok(())
            })
        })
        .collect();
    measure(server, works, Until::Seconds(seconds))
}

/// Of a hundred users all over the pool.
fn subs(pool: &Pool, users: u64) -> Result<Vec<String>> {
    let mut to = Connection::open(&pool.host)?;
    let mut sub = |number| -> Result<String> {
        let user = pool.admin(&mut to, "AdminGetUser", json!({"Username": name(number)}))?;
        let attributes = user["UserAttributes"].as_array().cloned().unwrap_or_default();
        let sub = attributes.iter().find(|one| one["Name"] == "sub").map(|one| &one["Value"]);
        super::users::text(sub.unwrap_or(&Value::Null))
    };
    (0..100).map(|at| sub(FIRST_NUMBER + at * users / 100)).collect()
}
