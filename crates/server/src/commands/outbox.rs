//! `cognate outbox`: looking at messages that have not left yet, also while servers run.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use cognate_core::notify::Channel;
use cognate_store::Store;
use cognate_store::records::outbox::{self, Waiting};
use comfy_table::Table;

use super::store::{StoreArgs, run, visit};
use crate::config::Environment;

const PAGE: i64 = 500;
/// Rows shown at most; a queue that long has one cause.
const SHOWN_MAX: usize = 5_000;

#[derive(Args, Clone, Debug)]
pub struct OutboxArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    #[command(subcommand)]
    pub command: OutboxCommand,
}

#[derive(Subcommand, Clone, Debug)]
pub enum OutboxCommand {
    /// Show the messages that wait: channel, masked destination, age, tries, last error
    ///
    /// Messages leave within milliseconds. One that stays was refused: it is tried again after growing
    /// pauses until it expires.
    List,
}

pub fn show(args: &OutboxArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    let OutboxCommand::List = args.command;
    run(&args.store, environment, async |config| {
        let store = visit(config).await?;
        let listed = list(&store, crate::clock::now_ms()).await;
        store.close().await;
        listed.map(|()| ExitCode::SUCCESS)
    })
}

async fn list(store: &Store, now_ms: i64) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.set_header(["channel", "to", "age", "tries", "next try", "expires in", "last error"]);
    let mut after = None;
    let mut shown = 0;
    loop {
        let page = outbox::page(store, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        shown += page.len();
        table.add_rows(page.iter().map(|waiting| row(waiting, now_ms)));
        if shown >= SHOWN_MAX {
            break;
        }
    }
    match shown {
        0 => println!("no message waits"),
        SHOWN_MAX.. => println!("{table}\nand perhaps more"),
        _ => println!("{table}"),
    }
    Ok(())
}

fn row(waiting: &Waiting, now_ms: i64) -> [String; 7] {
    let channel = Channel::from_number(waiting.channel).map_or("unknown", Channel::as_str);
    // Refused for good: there is no next try, it only stays to be seen.
    let next = match waiting.due {
        due if due >= waiting.expires => "never".to_owned(),
        due if due <= now_ms => "now".to_owned(),
        due => format!("in {}", duration(due - now_ms)),
    };
    [
        channel.to_owned(),
        waiting.destination.clone(),
        duration(now_ms - waiting.created),
        waiting.tries.to_string(),
        next,
        duration(waiting.expires - now_ms),
        waiting.last_error.clone().unwrap_or_else(|| "-".to_owned()),
    ]
}

/// The two largest units: `3 s`, `4 min 5 s`, `2 h 3 min`, `6 d 1 h`.
fn duration(ms: i64) -> String {
    let seconds = (ms / 1_000).max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min {} s", seconds % 60),
        (0, _, _) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        let shown = [-5, 900, 59_999, 65_000, 7_380_000, 523_000_000].map(duration);
        assert_eq!(shown, ["0 s", "0 s", "59 s", "1 min 5 s", "2 h 3 min", "6 d 1 h"]);
    }
}
