//! `cognate user-pool clone`

use clap::Args;
use comfy_table::Table;

use cognate_core::Cx;
use cognate_core::operator::clone::{Clone as Made, clone};

use super::{pool, told};

#[derive(Args, Clone, Debug)]
pub struct CloneArgs {
    /// The user pool's id
    pub pool: String,
    /// Name of the new pool
    #[arg(long)]
    pub name: String,
}

pub async fn run(cx: &Cx, args: &CloneArgs) -> anyhow::Result<()> {
    let original = pool(cx, &args.pool).await?;
    let Made { pool, clients, groups, resource_servers } =
        clone(cx, &original, &args.name).await.map_err(told)?;
    println!("user pool {}: {groups} groups, {resource_servers} resource servers", pool.id);
    if !clients.is_empty() {
        let mut table = Table::new();
        table.set_header(["client", "its clone"]);
        table.add_rows(clients.iter().map(|(old, new)| [old, new]));
        println!("{table}");
    }
    println!("not cloned: users, secrets of clients, identity providers, domains, styles");
    Ok(())
}
