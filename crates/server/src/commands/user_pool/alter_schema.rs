//! `cognate user-pool alter-schema`

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use comfy_table::Table;
use indicatif::ProgressBar;
use serde::Deserialize;

use cognate_core::Cx;
use cognate_core::operator::schema::{Mode, Report, alter};
use cognate_domain::schema_change::Change;

use super::{pool, told};

#[derive(Args, Clone, Debug)]
pub struct AlterSchemaArgs {
    /// The user pool's id
    pub pool: String,
    /// TOML file with the changes
    pub changes: PathBuf,
    /// Do it; otherwise only tell what would happen
    #[arg(long)]
    pub apply: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    change: Vec<Change>,
}

pub async fn run(cx: &Cx, args: &AlterSchemaArgs) -> anyhow::Result<()> {
    let name = args.changes.display();
    let text = std::fs::read_to_string(&args.changes).with_context(|| format!("{name}"))?;
    let file: File = toml::from_str(&text).with_context(|| format!("{name}"))?;
    let pool = pool(cx, &args.pool).await?;
    let mode = if args.apply { Mode::Apply } else { Mode::DryRun };
    let bar = ProgressBar::new_spinner();
    let mut progress = |users: u64| {
        bar.set_message(format!("{users} users"));
        bar.tick();
    };
    let report = alter(cx, &pool, &file.change, mode, &mut progress).await;
    bar.finish_and_clear();
    print(&report.map_err(told)?, mode);
    Ok(())
}

fn print(report: &Report, mode: Mode) {
    let (did, done) = match mode {
        Mode::DryRun => ("would change", "nothing was changed: add --apply to do it"),
        Mode::Apply => ("changed", "the schema is changed"),
    };
    println!("{} users looked at, {} {did}", report.users, report.changed);
    if report.skipped > 0 {
        println!("{} users kept changing and were left: run it again", report.skipped);
    }
    if !report.problems.is_empty() {
        let mut table = Table::new();
        table.set_header(["attribute", "problem", "users"]);
        for ((attribute, problem), users) in &report.problems {
            table.add_row([attribute.clone(), (*problem).to_owned(), users.to_string()]);
        }
        println!("{table}");
    }
    println!("{done}");
}
