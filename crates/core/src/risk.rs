//! Risk configuration as sign-ins need it.

use std::net::IpAddr;
use std::sync::Arc;

use cognate_domain::Pool;
use cognate_domain::pool::RiskMode;
use cognate_domain::refusal;
use cognate_domain::risk::Exceptions;
use cognate_store::records::risk_configuration;

use crate::cx::Cx;
use crate::error::Result;

/// A configuration in memory. `None`: the client, or the pool, has none of its own.
pub type Copy = Option<Arc<Exceptions>>;

impl Cx {
    /// What applies to a client: its own configuration as a whole, or the pool's.
    async fn exceptions(&self, pool: &Pool, client: &str) -> Result<Copy> {
        let caches = self.caches();
        let (own, general) = ((pool.key, client.to_owned()), (pool.key, String::new()));
        if caches.are_fresh(self.clock().wall_ms())
            && let (Some(of_client), Some(of_pool)) =
                (caches.risk.get(&own), caches.risk.get(&general))
        {
            return Ok(of_client.or(of_pool));
        }
        let before = caches.changes();
        let (of_client, of_pool) =
            risk_configuration::for_client(self.store(), pool.key, client).await?;
        let read = |row: Option<risk_configuration::RiskConfiguration>| -> Copy {
            row.map(|row| Arc::new(Exceptions::read(&row.document)))
        };
        let (of_client, of_pool) = (read(of_client), read(of_pool));
        caches.keep(&caches.risk, own, of_client.clone(), before);
        caches.keep(&caches.risk, general, of_pool.clone(), before);
        Ok(of_client.or(of_pool))
    }

    /// Refuses a sign-in from an address in `BlockedIPRangeList`, where threat protection is enforced.
    ///
    /// `NotAuthorizedException`
    pub async fn refuse_blocked(&self, pool: &Pool, client: &str, address: IpAddr) -> Result<()> {
        if pool.rules.risk != RiskMode::Enforced {
            return Ok(());
        }
        match self.exceptions(pool, client).await? {
            Some(exceptions) if exceptions.blocks(address) => {
                Err(refusal::not_authorized("Unable to login because of security reasons.").into())
            }
            Some(_) | None => Ok(()),
        }
    }
}
