//! Replicas: further regions in which a pool answers.
//!
//! All sites of an installation share one (distributed) database, so a replica copies nothing: it is
//! the permission to answer for the pool at another site. As on AWS, a secondary region reads, signs
//! in and refreshes, and changes neither users nor settings; those are the primary region's.

use cognate_domain::{Pool, refusal};
use cognate_store::records::replica::{self, Replica};

use crate::cx::Cx;
use crate::error::Result;

/// What end users, and clients for themselves, may do in a secondary region.
const FOR_USERS: [&str; 12] = [
    "GetClientToken",
    "GetTokensFromRefreshToken",
    "GetUser",
    "GetUserAuthFactors",
    "GlobalSignOut",
    "InitiateAuth",
    "ListDevices",
    "ListUserSessions",
    "ListWebAuthnCredentials",
    "RespondToAuthChallenge",
    "RevokeToken",
    "RevokeUserSession",
];

/// What administrators may do there on users' behalf, once the replica is active.
const FOR_USERS_BY_ADMIN: [&str; 2] = ["AdminInitiateAuth", "AdminRespondToAuthChallenge"];

impl Cx {
    /// The pool's replicas, the primary region not among them.
    pub async fn replicas_of(&self, pool: &Pool) -> Result<Vec<Replica>> {
        Ok(replica::of_pool(self.store(), pool.key).await?)
    }

    /// A signed request in a region that is not the pool's: its replica there. None: there is none.
    ///
    /// `OperationNotEnabledException` for what a secondary region does not do.
    pub(crate) async fn through_replica(&self, pool: &Pool) -> Result<Option<Replica>> {
        let region = &self.occurrence.region;
        if !self.config().sites.contains(region) {
            return Ok(None);
        }
        let replicas = self.replicas_of(pool).await?;
        let Some(replica) = replicas.into_iter().find(|replica| replica.region == *region) else {
            return Ok(None);
        };
        let operation = self.occurrence.operation;
        let signs_in = FOR_USERS_BY_ADMIN.contains(&operation);
        if signs_in && !replica.active {
            return Err(inactive(region));
        }
        let reads = ["Describe", "Get", "List", "AdminGet", "AdminList"];
        let reads = reads.iter().any(|verb| operation.starts_with(verb));
        match reads || signs_in || operation == "UpdateUserPoolReplica" {
            true => Ok(Some(replica)),
            false => Err(secondary(operation)),
        }
    }

    /// An unsigned request at the site of this node: the pool is at home here, or has an active replica
    /// here. Without declared sites, every node is every region.
    ///
    /// `OperationNotEnabledException` for what a secondary region does not do.
    pub async fn at_this_site(&self, pool: &Pool) -> Result<()> {
        let (config, region) = (self.config(), &self.config().region);
        if pool.region == *region || !config.sites.contains(region) {
            return Ok(());
        }
        // A pool of a region without nodes is at home everywhere.
        if !config.sites.contains(&pool.region) {
            return Ok(());
        }
        let replicas = self.replicas_of(pool).await?;
        if !replicas.iter().any(|replica| replica.region == *region && replica.active) {
            return Err(inactive(region));
        }
        let operation = self.occurrence.operation;
        match FOR_USERS.contains(&operation) {
            true => Ok(()),
            false => Err(secondary(operation)),
        }
    }
}

fn inactive(region: &str) -> crate::Error {
    refusal::operation_not_enabled(format!("The user pool has no active replica in {region}."))
        .into()
}

fn secondary(operation: &str) -> crate::Error {
    refusal::operation_not_enabled(format!(
        "{operation} is not available in a secondary region. Call it in the user pool's primary \
         region."
    ))
    .into()
}
