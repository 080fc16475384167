//! The logins of a call: each verified, and what they say together.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cognate_core::identity_pools::{self, IdentityPool};
use cognate_core::web_identity::{self, Verified};
use cognate_core::{Cx, Error, Result, saml};
use cognate_domain::Map;
use cognate_domain::identity_pool::{Claimed, Login, Mapping, OWN, Provider, tags_of};
use cognate_domain::sts::assertion;
use cognate_store::records::identity_login;

/// `Logins`: tokens by provider.
pub type Logins = BTreeMap<String, String>;

/// AWS's number, which its model does not tell.
pub const LOGINS_MAX: usize = 10;

/// A login that stands.
#[derive(Debug)]
pub struct Proved {
    pub claimed: Claimed,
    /// Of the token; of access tokens, what the provider says about them.
    pub claims: Map,
    pub login: Login,
    /// ARNs of the roles that the provider itself offers, as SAML providers do.
    pub offered: Vec<String>,
}

/// Verifies all logins: one that does not stand refuses the call. Those of the developer only a backend
/// vouches for: here they are not supported.
///
/// Errors, in order, for each login: its provider is not the pool's; its token does not stand.
pub async fn proved(cx: &Cx, pool: &IdentityPool, logins: &Logins) -> Result<Vec<Proved>> {
    if logins.len() > LOGINS_MAX {
        let text = format!("A request has at most {LOGINS_MAX} logins.");
        return Err(Error::invalid_parameter(text));
    }
    let mut proved = Vec::with_capacity(logins.len());
    for (key, token) in logins {
        proved.push(one(cx, pool, key, token).await?);
    }
    Ok(proved)
}

async fn one(cx: &Cx, pool: &IdentityPool, key: &str, token: &str) -> Result<Proved> {
    let provider = identity_pools::site(cx).login(&pool.settings, key);
    match provider.ok_or_else(unsupported)? {
        Provider::Own | Provider::Developer(_) => Err(unsupported()),
        Provider::Saml(arn) => asserted(cx, pool, arn, token).await,
        provider => {
            let verified = web_identity::verify_login(cx, key, token, &pool.accepted()).await;
            let verified = verified.map_err(|problem| problem.for_identity_pool())?;
            let audience = audience(&verified, &provider)?;
            let Verified { subject, claims, .. } = verified;
            let login = identity_login::login(pool.key(), &provider, &subject);
            let claimed = Claimed { provider, key: key.to_owned(), subject, audience };
            Ok(Proved { claimed, claims, login, offered: Vec::new() })
        }
    }
}

/// A login of a SAML provider, which goes by its ARN.
async fn asserted(cx: &Cx, pool: &IdentityPool, arn: String, response: &str) -> Result<Proved> {
    let asserted = saml::verify(cx, &arn, response).await;
    let asserted = asserted.map_err(|problem| problem.for_identity_pool())?;
    // Without the attribute, the pool's own roles are what there is.
    let roles = assertion::roles(&asserted.assertion()).unwrap_or_default();
    let offered = roles.into_iter().filter(|(_, provider)| *provider == arn).map(|(role, _)| role);
    let provider = Provider::Saml(arn.clone());
    Ok(Proved {
        login: identity_login::login(pool.key(), &provider, &asserted.subject),
        claims: asserted.claims(),
        offered: offered.collect(),
        claimed: Claimed {
            provider,
            key: arn,
            subject: asserted.subject,
            audience: asserted.recipient,
        },
    })
}

/// The application that the token is for. ST-R2: what vouches is what the key names.
fn audience(verified: &Verified, provider: &Provider) -> Result<String> {
    let party = || verified.authorized_party.clone().or_else(|| verified.audience.first().cloned());
    match (&verified.provider, provider) {
        (web_identity::Provider::UserPool { pool, client_id }, Provider::UserPool(id)) => {
            if pool.id == *id { Ok(client_id.clone()) } else { Err(unsupported()) }
        }
        (web_identity::Provider::Oidc { .. }, Provider::Oidc(_) | Provider::Social(_)) => {
            Ok(party().unwrap_or_default())
        }
        (web_identity::Provider::WellKnown(name), Provider::Social(key)) if name == key => {
            Ok(party().unwrap_or_default())
        }
        _ => Err(unsupported()),
    }
}

/// The login of a developer's user, for whom the backend that signed the request vouches.
pub fn vouched(pool: &IdentityPool, name: &str, subject: &str) -> Proved {
    let provider = Provider::Developer(name.to_owned());
    let login = identity_login::login(pool.key(), &provider, subject);
    let claimed = Claimed {
        provider,
        key: name.to_owned(),
        subject: subject.to_owned(),
        audience: String::new(),
    };
    Proved { claimed, claims: Map::new(), login, offered: Vec::new() }
}

/// What `amr` is made of.
pub fn claimed(proved: &[Proved]) -> Vec<Claimed> {
    proved.iter().map(|one| one.claimed.clone()).collect()
}

/// The mapping that decides about the role, with the claims it looks at: that of the first login that
/// has one.
///
/// Roles in tokens count where they follow from the groups of a user pool (ST-R2): whoever set them was
/// allowed to pass them. Another provider could name whatever role trusts the pool.
pub fn mapping<'a>(
    cx: &Cx,
    pool: &'a IdentityPool,
    proved: &'a [Proved],
) -> Option<(&'a Mapping, &'a Map)> {
    static NO_CLAIMS: LazyLock<Map> = LazyLock::new(Map::new);
    let site = identity_pools::site(cx);
    proved.iter().find_map(|one| {
        let Claimed { provider, audience, .. } = &one.claimed;
        let mapping = pool.settings.mapping(site, provider, Some(audience))?;
        let claims = match (mapping, provider) {
            (Mapping::Token(_), Provider::UserPool(_)) | (Mapping::Rules(..), _) => &one.claims,
            (Mapping::Token(_), _) => &NO_CLAIMS,
        };
        Some((mapping, claims))
    })
}

/// The roles that providers offer, each once.
pub fn offered(proved: &[Proved]) -> Vec<&str> {
    let mut roles: Vec<&str> = Vec::new();
    for role in proved.iter().flat_map(|one| &one.offered) {
        if !roles.contains(&role.as_str()) {
            roles.push(role);
        }
    }
    roles
}

/// The session tags that the pool makes of the logins' claims; of two with one key the first counts.
pub fn tags(cx: &Cx, pool: &IdentityPool, proved: &[Proved]) -> Vec<(String, String)> {
    let site = identity_pools::site(cx);
    let mut tags: Vec<(String, String)> = Vec::new();
    for one in proved {
        let maps = pool.settings.tag_maps.iter();
        let of_provider = maps.filter(|(name, _)| {
            site.tagged(&pool.settings, name).as_ref() == Some(&one.claimed.provider)
        });
        for (_, map) in of_provider {
            for (key, value) in tags_of(map, &one.claimed.provider, &one.claims) {
                if !tags.iter().any(|(known, _)| known.eq_ignore_ascii_case(&key)) {
                    tags.push((key, value));
                }
            }
        }
    }
    tags
}

/// The pool's own token, when that is the only login.
pub fn own_token(logins: &Logins) -> Option<&str> {
    let only = if logins.len() == 1 { logins.first_key_value() } else { None };
    only.filter(|(key, _)| *key == OWN).map(|(_, token)| token.as_str())
}

/// The provider is not one of the pool's.
pub fn unsupported() -> Error {
    Error::not_authorized("Token is not from a supported provider of this identity pool.")
}
