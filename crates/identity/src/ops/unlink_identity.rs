//! # UnlinkIdentity
//!
//! Takes logins from an identity: whoever comes with one of them is new when it is seen again. An
//! identity without logins is reached by nobody any more; it never becomes a guest.
//!
//! Caller: anyone; a signature is ignored. The logins, each of which must be the identity's, prove it; so
//! does a token of the pool.
//!
//! Changes: the identity's logins.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown identity (ResourceNotFoundException); a login that is not of a provider of
//! the pool, or does not stand (NotAuthorizedException), whose provider cannot be asked
//! (ExternalServiceException), or that is not the identity's (NotAuthorizedException); a login to remove
//! that the identity does not have, or that a developer vouches for (InvalidParameterException); others
//! kept changing the identity meanwhile (TooManyRequestsException).
//!
//! Differences from AWS: the logins of developers' users are removed by UnlinkDeveloperIdentity only.

use cognate_core::identity_pools::{self, IdentityPool};
use cognate_core::{Anyone, Error, Result};
use cognate_domain::identity_pool::{self as rules, Provider, Standing, no_match};
use cognate_shapes::identity::UnlinkIdentityInput;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::identity::{self, Identity};
use cognate_store::records::identity_login;

use crate::settle::TRIES;
use crate::{logins, session};

pub async fn unlink_identity(caller: Anyone, req: UnlinkIdentityInput) -> Result<()> {
    let (pool, mut seen) = caller.identity(&req.identity_id).await?;
    let own = match logins::own_token(&req.logins) {
        Some(token) => {
            let own = session::own(&caller, &pool, &req.identity_id, seen.clone(), token).await?;
            !rules::is_guest(&own.amr) && own.identity.id == seen.id
        }
        None => false,
    };
    let proved = match own {
        true => Vec::new(),
        false => logins::proved(&caller, &pool, &req.logins).await?,
    };
    for _ in 0..TRIES {
        let is_its = |hash| seen.logins.iter().any(|linked| linked.hash == hash);
        let all_its = !proved.is_empty() && proved.iter().all(|one| is_its(one.login.hash));
        if !(own || all_its) || seen.standing != Standing::Authenticated {
            return Err(no_match().into());
        }
        let mut batch = Batch::new().with(identity::touch(&seen, caller.now_ms()));
        let mut hashes = Vec::new();
        for key in &req.logins_to_remove {
            hashes.push(linked(&caller, &pool, &seen, key)?);
        }
        hashes.sort_unstable();
        hashes.dedup();
        batch.extend(
            hashes.into_iter().map(|hash| identity_login::delete(pool.key(), seen.id, hash)),
        );
        match caller.store().write(batch).await? {
            Outcome::Committed => return Ok(()),
            // Somebody else changed it: read again.
            Outcome::Unmet(_) => seen = caller.identity(&req.identity_id).await?.1,
        }
    }
    Err(Error::too_many_requests())
}

/// The hash of the identity's login that a key names.
fn linked(
    caller: &Anyone,
    pool: &IdentityPool,
    identity: &Identity,
    key: &str,
) -> Result<[u8; 32]> {
    let provider = identity_pools::site(caller).login(&pool.settings, key);
    // Of a provider that the pool no longer has, too.
    let name = match &provider {
        Some(Provider::Developer(_)) => None,
        Some(provider) => Some(provider.key()),
        None => Some(key.to_owned()),
    };
    let mut public = identity.logins.iter().filter(|login| login.subject.is_none());
    let found = public.find(|login| Some(&login.provider) == name.as_ref());
    found.map(|login| login.hash).ok_or_else(|| {
        Error::invalid_parameter(format!("The identity has no login of the provider ({key})."))
    })
}
