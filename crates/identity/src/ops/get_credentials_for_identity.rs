//! # GetCredentialsForIdentity
//!
//! Gives an identity credentials of a role for an hour: the enhanced flow. Which role follows from the
//! pool's roles and role mappings and from what the logins' tokens say.
//!
//! Caller: anyone; a signature is ignored. The logins prove the identity; a guest's id is proof enough.
//!
//! Changes: logins that nobody had, by which a guest becomes a user under the same id; identities that
//! are merged.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: unknown identity (ResourceNotFoundException); without logins: no guests, the
//! identity is no guest's (NotAuthorizedException); a login that is not of a provider of the pool, or
//! does not stand (NotAuthorizedException), whose provider cannot be asked (ExternalServiceException); no
//! login of the identity (NotAuthorizedException); two logins of one provider, more than an identity may
//! have (ResourceConflictException); no role for such identities
//! (InvalidIdentityPoolConfigurationException); the role mapping denies, or does not give the role that
//! was asked for; a SAML provider offers several roles, and none or another one was asked for
//! (NotAuthorizedException); the role does not trust the identity, or not with its tags
//! (InvalidIdentityPoolConfigurationException); others kept changing the identities meanwhile
//! (TooManyRequestsException).
//!
//! Differences from AWS: encrypted SAML assertions are refused. Rules look at every element of a claim that
//! is a list. A mapping of the type Token takes roles from tokens of user pools only, where they follow from
//! groups; those of others count as ambiguous, as does a token of the pool itself, which carries no claims.

use cognate_core::identity_pools::IdentityPool;
use cognate_core::{Anyone, Cx, Error, Result};
use cognate_domain::Map;
use cognate_domain::identity_pool::{self as rules, Flow, Mapping, Refused};
use cognate_shapes::identity::{GetCredentialsForIdentityInput, GetCredentialsForIdentityResponse};
use cognate_store::records::identity::Identity;

use crate::credentials::{Asked, assumed, misconfigured};
use crate::logins::{self, Logins};
use crate::session;
use crate::settle::{Call, settle};

/// The pool and the identity as they were read for the request.
struct Named<'a> {
    cx: &'a Cx,
    pool: &'a IdentityPool,
    /// As the request spells it.
    id: &'a str,
    custom: Option<&'a str>,
}

pub async fn get_credentials_for_identity(
    caller: Anyone,
    req: GetCredentialsForIdentityInput,
) -> Result<GetCredentialsForIdentityResponse> {
    let (pool, identity) = caller.identity(&req.identity_id).await?;
    let custom = req.custom_role_arn.as_deref();
    let named = Named { cx: &caller, pool: &pool, id: &req.identity_id, custom };
    let logins = req.logins.unwrap_or_default();
    let asked = match logins::own_token(&logins) {
        _ if logins.is_empty() => named.guest(&identity, rules::amr(pool.id(), &[]))?,
        Some(token) => named.with_own_token(identity, token).await?,
        None => named.with_logins(identity, &logins).await?,
    };
    let credentials = assumed(&caller, &pool, &asked).await?;
    Ok(GetCredentialsForIdentityResponse {
        identity_id: Some(asked.identity),
        credentials: Some(credentials),
    })
}

impl Named<'_> {
    fn guest(&self, identity: &Identity, amr: Vec<String>) -> Result<Asked> {
        session::check_guest(self.pool, self.id, identity)?;
        if self.custom.is_some() {
            return Err(denied());
        }
        let role = self.pool.settings.roles.unauthenticated.clone().ok_or_else(misconfigured)?;
        Ok(Asked { identity: self.id.to_owned(), amr, tags: Vec::new(), role, guest: true })
    }

    async fn with_own_token(&self, identity: Identity, token: &str) -> Result<Asked> {
        let own = session::own(self.cx, self.pool, self.id, identity, token).await?;
        if rules::is_guest(&own.amr) {
            return self.guest(&own.identity, own.amr);
        }
        let no_claims = Map::new();
        let mapping = session::mapping_named(self.cx, self.pool, &own.amr);
        let role = self.role(mapping.map(|mapping| (mapping, &no_claims)), &[])?;
        let identity = self.shown(own.identity.id);
        Ok(Asked { identity, amr: own.amr, tags: own.tags, role, guest: false })
    }

    async fn with_logins(&self, identity: Identity, logins: &Logins) -> Result<Asked> {
        let proved = logins::proved(self.cx, self.pool, logins).await?;
        let call = Call { pool: self.pool, flow: Flow::Named, principal: None };
        let settled = settle(self.cx, call, Some(identity), &proved).await?;
        Ok(Asked {
            identity: self.shown(settled),
            amr: rules::amr(self.pool.id(), &logins::claimed(&proved)),
            tags: logins::tags(self.cx, self.pool, &proved),
            role: self
                .role(logins::mapping(self.cx, self.pool, &proved), &logins::offered(&proved))?,
            guest: false,
        })
    }

    /// `offered`: by the providers themselves.
    fn role(&self, mapping: Option<(&Mapping, &Map)>, offered: &[&str]) -> Result<String> {
        let chosen = match (mapping, offered) {
            (None, [_, ..]) => rules::choose_offered(offered, self.custom),
            _ => rules::choose_role(&self.pool.settings.roles, mapping, self.custom),
        };
        match chosen {
            Ok(role) => Ok(role.to_owned()),
            Err(Refused::NoRole) => Err(misconfigured()),
            Err(Refused::Denied) => Err(denied()),
        }
    }

    fn shown(&self, identity: [u8; 16]) -> String {
        rules::id(&self.pool.head.region, &identity)
    }
}

fn denied() -> Error {
    Error::not_authorized("Access to the role is denied.")
}
