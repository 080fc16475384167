//! `cognate user-pool export`

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;

use cognate_core::transfer::Export;
use cognate_crypto::{SystemRandom, passphrase as phrase};
use cognate_store::records::user_count;

use super::super::site::{Site, told};
use super::passphrase;

#[derive(Args, Clone, Debug)]
pub struct ExportArgs {
    /// The user pool's id
    pub pool: String,
    /// The file to write; it must not exist
    pub file: PathBuf,
    /// File with a passphrase to seal with, instead of the installation's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

pub async fn run(site: &Site, bar: &ProgressBar, args: &ExportArgs) -> anyhow::Result<()> {
    let (pool, file) = (site.pool(&args.pool).await?, &args.file);
    let (kek, salt) = match &args.passphrase_file {
        Some(from) => {
            let random: &dyn cognate_crypto::Random = &SystemRandom;
            let salt = random.array();
            (phrase::kek(&passphrase(from)?, &salt), Some(salt))
        }
        None => {
            let kek = site.keks.first().context("this installation has no key")?;
            (kek.clone(), None)
        }
    };
    let begun = Export::begin(&site.cx, &pool, &kek, salt).await;
    let (mut export, head) = begun.map_err(told)?;
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let opened = opened.with_context(|| format!("{}", file.display()))?;
    let mut to = std::io::BufWriter::new(opened);
    writeln!(to, "{head}")?;
    for line in export.groups().await.map_err(told)? {
        writeln!(to, "{line}")?;
    }
    let estimated = user_count::sum(site.cx.store(), pool.key).await?;
    bar.set_length(u64::try_from(estimated).unwrap_or(0));
    let mut users = 0;
    loop {
        let lines = export.next().await.map_err(told)?;
        if lines.is_empty() {
            break;
        }
        for line in &lines {
            writeln!(to, "{line}")?;
        }
        users += lines.len() as u64;
        bar.set_position(users);
    }
    writeln!(to, "{}", export.end().map_err(told)?)?;
    to.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    bar.finish_and_clear();
    println!("{users} users written to {}", file.display());
    Ok(())
}
