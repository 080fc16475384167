//! The resource servers of a pool, as whoever grants scopes needs them.

use std::collections::BTreeSet;
use std::sync::Arc;

use cognate_domain::{Pool, resource_server as rules};
use cognate_store::records::resource_server::{self, ResourceServer};

use crate::cx::Cx;
use crate::error::Result;

/// A pool's servers, and the full names of all their scopes.
pub struct ResourceServers {
    pub servers: Vec<ResourceServer>,
    scopes: BTreeSet<String>,
}

impl ResourceServers {
    fn of(pool: i64, servers: Vec<ResourceServer>) -> ResourceServers {
        let names = |server: &ResourceServer| rules::scopes(&server.identifier, &server.document);
        let scopes = servers.iter().flat_map(names).collect();
        debug_assert!(servers.iter().all(|server| server.pool == pool));
        ResourceServers { servers, scopes }
    }

    pub fn server(&self, identifier: &str) -> Option<&ResourceServer> {
        self.servers.iter().find(|server| server.identifier == identifier)
    }
}

impl Cx {
    /// The pool's resource servers. Reads nothing when they are at hand.
    pub async fn resource_servers(&self, pool: &Pool) -> Result<Arc<ResourceServers>> {
        let caches = self.caches();
        if caches.are_fresh(self.clock().wall_ms())
            && let Some(servers) = caches.resource_servers.get(&pool.key)
        {
            return Ok(servers);
        }
        let before = caches.changes();
        let servers = resource_server::of_pool(self.store(), pool.key).await?;
        let servers = Arc::new(ResourceServers::of(pool.key, servers));
        caches.keep(&caches.resource_servers, pool.key, servers.clone(), before);
        Ok(servers)
    }

    /// Those of a client's custom scopes that exist now: a client keeps the names of scopes and servers
    /// that are deleted, but they grant nothing. Built-in scopes are not asked for here.
    pub async fn living_scopes<'a>(
        &self,
        pool: &Pool,
        scopes: impl IntoIterator<Item = &'a str>,
    ) -> Result<Vec<&'a str>> {
        let servers = self.resource_servers(pool).await?;
        let registers = rules::managed(pool).is_some();
        let lives = |scope: &&str| {
            servers.scopes.contains(*scope) || registers && *scope == rules::REGISTER
        };
        Ok(scopes.into_iter().filter(lives).collect())
    }
}
