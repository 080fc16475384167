//! Pages of 60 groups and of 60 devices in a large pool.

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::listing::Listing;
use super::users::{Pool, name, text};
use crate::api;
use crate::http::Connection;
use crate::load::Measured;
use crate::report::Figure;
use crate::server::Server;

const GROUPS: usize = 1_000;
const DEVICES: usize = 120;

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
    let groups = Listing {
        operation: "ListGroups",
        input: json!({ "Limit": 60 }),
        list: "Groups",
        token: "NextToken",
    };
    let groups = groups.measure(server, &pool, seconds)?;
    let devices = Listing {
        operation: "AdminListDevices",
        input: json!({ "Limit": 60, "Username": name(0) }),
        list: "Devices",
        token: "PaginationToken",
    };
    let devices = devices.measure(server, &pool, seconds)?;
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
