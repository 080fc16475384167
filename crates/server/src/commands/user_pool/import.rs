//! `cognate user-pool import`

use std::io::BufRead;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;

use cognate_core::transfer::{Import, ImportResult};
use cognate_crypto::passphrase as phrase;

use super::super::site::{Site, told};
use super::{csv, passphrase};

/// The longest line of an export: attributes of 2,048 characters each, and what is sealed, up to 1,000
/// devices with it.
const LINE_BYTES_MAX: u64 = 16 << 20;

#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// The user pool's id
    pub pool: String,
    /// The file to read
    pub file: PathBuf,
    /// File with the passphrase under which the export was written
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

pub async fn run(site: &Site, bar: &ProgressBar, args: &ImportArgs) -> anyhow::Result<()> {
    let (pool, file) = (site.pool(&args.pool).await?, &args.file);
    let opened = std::fs::File::open(file).with_context(|| format!("{}", file.display()))?;
    bar.set_length(opened.metadata()?.len());
    let mut from = std::io::BufReader::new(opened);
    let mut line = String::new();
    // A file of another form may well be no text at all.
    let head = match read_line(&mut from, &mut line) {
        Ok(_) => Import::head(&line),
        Err(_) => None,
    };
    let Some(head) = head else {
        return csv::run(site, bar, &pool, file).await;
    };
    let keks = match (head.passphrase_salt(), &args.passphrase_file) {
        (Some(salt), Some(file)) => vec![phrase::kek(&passphrase(file)?, &salt)],
        (Some(_), None) => {
            anyhow::bail!("the file is sealed with a passphrase: name it with --passphrase-file")
        }
        (None, _) => site.keks.clone(),
    };
    let mut import = Import::begin(&site.cx, &pool, &head, &keks).await.map_err(told)?;
    let mut read = line.len() as u64;
    loop {
        let length = read_line(&mut from, &mut line)?;
        if length == 0 {
            break;
        }
        import.line(&line).await.map_err(told)?;
        read += length;
        bar.set_position(read);
    }
    let result = import.finish().await.map_err(told)?;
    bar.finish_and_clear();
    shown(&result)
}

fn read_line(from: &mut impl BufRead, line: &mut String) -> std::io::Result<u64> {
    line.clear();
    Ok(std::io::Read::take(from, LINE_BYTES_MAX).read_line(line)? as u64)
}

fn shown(result: &ImportResult) -> anyhow::Result<()> {
    for (username, why) in &result.failed {
        eprintln!("{username}: {why}");
    }
    println!(
        "{} users imported, {} exist already, {} failed",
        result.imported,
        result.skipped,
        result.failed.len()
    );
    anyhow::ensure!(result.failed.is_empty(), "some users could not be imported");
    Ok(())
}
