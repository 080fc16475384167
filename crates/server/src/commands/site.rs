//! An installation opened beside the servers that use it.

use std::path::PathBuf;

use anyhow::Context;

use cognate_core::logs::LogSink;
use cognate_core::{Cx, Error, install};
use cognate_crypto::Kek;
use cognate_domain::Pool;
use cognate_store::Store;

use super::options::StoreOptions;
use crate::cognate;
use crate::config::{Config, Environment, place};
use crate::{keyfile, storage};

/// What a command works with.
pub struct Site {
    pub cx: Cx,
    pub installation_id: [u8; 16],
    pub keks: Vec<Kek>,
    pub data_dir: PathBuf,
    pub dev: bool,
}

impl Site {
    /// `what`: the command, for logs and audit.
    pub async fn open(
        options: &StoreOptions,
        dev: bool,
        config: Config,
        environment: &Environment,
        logs: Box<dyn LogSink>,
        what: &'static str,
    ) -> anyhow::Result<Site> {
        let data_dir = place::data_dir(&config, dev, environment).map_err(anyhow::Error::msg)?;
        let store = Store::visit_to_write(storage::config(&config, &data_dir)).await?;
        let identity =
            install::identity(&store).await?.context("there is no installation here yet")?;
        let descriptor = keyfile::descriptor(options.kek_fd, environment)?;
        let keks = cognate::keks(&config, environment, &data_dir, &identity, descriptor, dev)?;
        let node = cognate::visiting_node(&config, &identity, store, keks.clone(), logs).await?;
        let cx = Cx::background(node, what);
        Ok(Site { cx, installation_id: identity.id, keks, data_dir, dev })
    }

    pub async fn pool(&self, id: &str) -> anyhow::Result<std::sync::Arc<Pool>> {
        let pool = self.cx.any_pool(id).await.map_err(told)?;
        pool.with_context(|| format!("there is no user pool {id}"))
    }
}

/// An error of the core for people.
pub fn told(error: Error) -> anyhow::Error {
    match error.cause() {
        Some(cause) => anyhow::anyhow!("{}: {cause}", error.message),
        None => anyhow::anyhow!("{}", error.message),
    }
}
