//! Structured logs on stderr (LG-1).
//!
//! What may be logged: names of operations, outcomes, ids, addresses, durations. Never bodies, headers,
//! query strings, tokens, codes or passwords. Libraries below Cognate log at `warn` unless named in
//! `log.level`; messages of the `log` crate are not collected at all.

use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

/// Sets the process's log up; if that was done before, it stays as it is. Fails on a bad level.
pub fn start(config: &Log) -> Result<(), String> {
    let registry = tracing_subscriber::registry().with(filter(&config.level)?);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // An error means that there is a log already.
    let _ = match config.format {
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init(),
        LogFormat::Pretty => {
            use std::io::IsTerminal;
            registry.with(lines.with_ansi(std::io::stderr().is_terminal())).try_init()
        }
    };
    std::panic::set_hook(Box::new(panicked));
    Ok(())
}

/// The filter for `log.level`: a level for Cognate's own crates, or directives as they are.
pub fn filter(level: &str) -> Result<EnvFilter, String> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let wrong = || "expected a level or directives such as info,cognate_core=debug".to_owned();
    // A word alone would be taken for a crate whose everything is to be logged.
    if !level.split(',').all(|part| LEVELS.contains(&part) || part.contains('=')) {
        return Err(wrong());
    }
    let directives = match level {
        // Targets are matched by prefix, so this names all of cognate_core, cognate_store, …
        "warn" | "info" | "debug" | "trace" => format!("warn,cognate={level}"),
        _ => level.to_owned(),
    };
    EnvFilter::builder().parse(&directives).map_err(|_| wrong())
}

/// A panic's place, and its message only if that is a literal: a formatted one may hold anything.
fn panicked(info: &PanicHookInfo<'_>) {
    let message = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("(formatted)");
    match info.location() {
        Some(place) => tracing::error!(%place, "panic: {message}"),
        None => tracing::error!("panic: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_directives() {
        for good in ["off", "info", "trace", "info,cognate_core=debug", "warn,h2=debug"] {
            assert!(filter(good).is_ok(), "{good}");
        }
        for bad in ["loud", "info,cognate_core=loud"] {
            assert!(filter(bad).is_err(), "{bad}");
        }
        assert_eq!(filter("debug").unwrap().to_string(), "cognate=debug,warn");
    }
}
