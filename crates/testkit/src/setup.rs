//! What a Cognate is started with.

use cognate_core::config::{Config, Dev, IdentityPools, Limits};
use cognate_store::config as store;

use crate::cognate::Cognate;
use crate::fixture::REGION;

/// The choices; [`Setup::default`] is a production instance on SQLite.
pub struct Setup {
    pub config: Config,
    /// None: SQLite in a temporary directory.
    pub store: Option<store::Config>,
    pub seed: u64,
    /// Other nodes write to the same store.
    pub shared_store: bool,
    /// No sender is configured.
    pub mute: bool,
}

impl Default for Setup {
    fn default() -> Setup {
        let config = Config {
            account: "123456789012".into(),
            region: REGION.into(),
            regions: Vec::new(),
            sites: Vec::new(),
            base_url: "https://cognate.example".into(),
            dev: None,
            identity_pools: IdentityPools::default(),
            limits: Limits::default(),
        };
        Setup { config, store: None, seed: 1, shared_store: false, mute: false }
    }
}

impl Setup {
    /// Development mode, with no further origins.
    #[must_use]
    pub fn dev(mut self) -> Setup {
        self.config.dev = Some(Dev::default());
        self
    }

    /// On this store, for example a database of `cognate_pgtest`.
    #[must_use]
    pub fn on(mut self, store: store::Config) -> Setup {
        self.store = Some(store);
        self
    }

    #[must_use]
    pub fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Setup {
        change(&mut self.config.limits);
        self
    }

    /// Without senders: nothing can be delivered.
    #[must_use]
    pub fn mute(mut self) -> Setup {
        self.mute = true;
        self
    }

    pub async fn start(self) -> Cognate {
        Cognate::from(self).await
    }
}
