//! Pages of 60 groups and of 60 devices in a large pool.

use std::sync::Arc;

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::users::{Pool, name, text};
use crate::api;
use crate::http::Connection;
use crate::load::{Measured, Until, Work, measure};
use crate::report::Figure;
use crate::server::Server;

const GROUPS: usize = 1_000;
const DEVICES: usize = 120;
const CONNECTIONS: usize = 2;

pub fn run(server: &Server, seconds: f64, users: u64) -> Result<Vec<Figure>> {
    let devices = json!({ "DeviceConfiguration": { "DeviceOnlyRememberedOnUserPrompt": false } });
    let pool = Pool::create_with(server, devices)?;
    pool.add_users()?;
    pool.fill(users)?;
    let mut to = Connection::open(&pool.host)?;
    for n in 0..GROUPS {
        pool.admin(&mut to, "CreateGroup", json!({ "GroupName": format!("group-{n}") }))?;
    }
    register(&pool, &mut to)?;
    let groups = pages(server, &pool, seconds, "ListGroups", "Groups", "NextToken")?;
    let devices = pages(server, &pool, seconds, "AdminListDevices", "Devices", "PaginationToken")?;
    let figure = |name: &str, load: Measured| {
        let holds = load.p99_ms < 10.0;
        Figure::new(format!("{name}, {users} users"))
            .load(load)
            .bound("p99 < 10 ms on SQLite", holds)
    };
    Ok(vec![figure("ListGroups by 60", groups), figure("AdminListDevices by 60", devices)])
}

/// One user signs in on many devices.
fn register(pool: &Pool, to: &mut Connection) -> Result<()> {
    for n in 0..DEVICES {
        let result = pool.sign_in(to, &name(0))?;
        let verifier = json!({
            "PasswordVerifier": STANDARD.encode([7; 384]), "Salt": STANDARD.encode([7; 16]),
        });
        let input = json!({
            "AccessToken": text(&result["AccessToken"])?,
            "DeviceKey": text(&result["NewDeviceMetadata"]["DeviceKey"])?,
            "DeviceName": format!("device {n}"),
            "DeviceSecretVerifierConfig": verifier,
        });
        api::public(to, &pool.host, "ConfirmDevice", &input)?;
    }
    Ok(())
}

/// First and following pages in turn.
fn pages(
    server: &Server,
    pool: &Arc<Pool>,
    seconds: f64,
    operation: &'static str,
    list: &'static str,
    token: &'static str,
) -> Result<Measured> {
    let work = |_| -> Work {
        let pool = pool.clone();
        let mut next = json!(null);
        Box::new(move |to| {
            let mut input = json!({ "Limit": 60, token: next });
            if operation == "AdminListDevices" {
                input["Username"] = name(0).into();
            }
            let mut page = pool.admin(to, operation, input)?;
            let count = page[list].as_array().map_or(0, Vec::len);
            ensure!(count > 0, "an empty page of {operation}");
            next = page[token].take();
            Ok(())
        })
    };
    measure(server, (0..CONNECTIONS).map(work).collect(), Until::Seconds(seconds))
}
