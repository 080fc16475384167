//! AssumeRole: two decisions, by the caller's policies and the role's trust policy, and a sealed token.

use anyhow::Result;

use super::principals::Principals;
use super::{sending, steady};
use crate::query::STS;
use crate::report::Figure;
use crate::server::Server;

const BOUND_MS: f64 = 0.3;

pub fn run(server: &Server, seconds: f64) -> Result<Vec<Figure>> {
    let host = server.address.clone();
    let mut principals = Principals::on(server)?;
    let user = principals.user()?;
    let role = principals.role_of_account()?;
    let plain = [("RoleArn", role.as_str()), ("RoleSessionName", "bench")];
    let requests = [STS.signed(&host, "AssumeRole", &plain, &user)?];
    let (load, limits) = steady(server, seconds, || sending(&requests))?;
    let holds = load.cpu_ms < BOUND_MS;
    let figure = Figure::new("AssumeRole, 5 policies of 40 statements").load(load);
    Ok(vec![figure.against(limits, 0.0, 1.0).bound("< 0.3 ms", holds)])
}
