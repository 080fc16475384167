//! `cognate iam list-keys`

use std::process::ExitCode;

use comfy_table::Table;

use cognate_core::Cx;
use cognate_store::records::access_key::{self, AccessKey};
use cognate_store::records::last_use;
use cognate_wire::timestamp::to_iso;

use super::told;

/// Keys read at a time.
const PAGE: i64 = 200;

pub async fn run(cx: &Cx) -> anyhow::Result<ExitCode> {
    let mut table = Table::new();
    table.set_header(["access key", "of", "status", "created", "last used"]);
    let mut after = String::new();
    loop {
        let keys = access_key::page(cx.store(), &after, PAGE).await?;
        let Some(last) = keys.last() else { break };
        after.clone_from(&last.id);
        for key in &keys {
            table.add_row(row(cx, key).await?);
        }
    }
    println!("{table}");
    Ok(ExitCode::SUCCESS)
}

async fn row(cx: &Cx, key: &AccessKey) -> anyhow::Result<[String; 5]> {
    let of = match &key.owner {
        None => "root".to_owned(),
        Some(id) => match cx.iam_user_by_id(id).await.map_err(told)? {
            Some(user) => format!("user{}{}", user.path, user.name),
            None => format!("{id} (gone)"),
        },
    };
    let used = match last_use::find(cx.store(), &key.id).await? {
        Some(used) => format!("{} for {} in {}", to_iso(used.at), used.service, used.region),
        None => "-".to_owned(),
    };
    let status = if key.active { "active" } else { "inactive" };
    Ok([key.id.clone(), of, status.to_owned(), to_iso(key.created), used])
}
