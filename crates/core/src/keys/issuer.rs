//! The signing keys of the installation's own issuers: of identity pools' tokens, and of the account's
//! tokens for other services.
//!
//! They are made when they are first needed: one signs, one stands by, published ([`super::rotation`]).
//! Times decide, as with pools' keys: the key of a kind that was activated last signs.

use std::sync::Arc;

use bytes::Bytes;

use cognate_crypto::jwk::KeySet;
use cognate_crypto::jwt::{Algorithm, Signed};
use cognate_crypto::{Aad, EcSigningKey, Purpose, RsaHash, SigningKey};
use cognate_domain::Map;
use cognate_store::batch::{Batch, Statement};
use cognate_store::records::key_stock;
use cognate_store::records::signing_key::{self, Kind, State};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::pool_keys::PoolKeys;
use crate::keys::ring::INSTALLATION;
use crate::keys::rotation;
use crate::keys::stock::{make_pair, open_stocked};

const TRIES: usize = 4;

/// Who signs beside the user pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Issuer {
    IdentityPools,
    WebIdentity,
}

impl Issuer {
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Issuer::IdentityPools => &[Kind::IdentityToken],
            Issuer::WebIdentity => &[Kind::WebIdentityRsa, Kind::WebIdentityEc],
        }
    }
}

/// All keys of an issuer that are not revoked.
pub struct IssuerKeys {
    keys: Vec<IssuerKey>,
}

struct IssuerKey {
    kind: Kind,
    kid: String,
    pair: Pair,
    /// As the issuer publishes it.
    jwk: String,
    /// Of RSA keys: this one alone, for its one algorithm.
    verifying: KeySet,
    publish_at: i64,
    /// 0: stands by.
    activate_at: i64,
    /// 0: not planned.
    retire_at: i64,
}

enum Pair {
    Rsa(SigningKey, RsaHash),
    Ec(EcSigningKey),
}

impl IssuerKeys {
    /// Signs with the key of this kind whose turn it is.
    pub fn sign(&self, kind: Kind, now_ms: i64, claims_json: &[u8]) -> Result<String> {
        let active = |key: &&IssuerKey| key.kind == kind && (1..=now_ms).contains(&key.activate_at);
        let key = self.keys.iter().filter(active).max_by_key(|key| key.activate_at);
        let key = key.ok_or_else(|| Error::internal("the issuer has no active signing key"))?;
        Ok(match &key.pair {
            Pair::Rsa(pair, RsaHash::Sha512) => {
                pair.sign_token(RsaHash::Sha512, "JWS", claims_json)
            }
            Pair::Rsa(pair, hash) => pair.sign_token(*hash, "JWT", claims_json),
            Pair::Ec(pair) => pair.sign_token("JWT", claims_json),
        })
    }

    /// The claims of a token that a published RSA key of this kind has signed.
    pub fn verify<'a>(&self, kind: Kind, token: &'a Signed, now_ms: i64) -> Option<&'a Map> {
        let kid = token.kid.as_deref()?;
        let key = self.keys.iter().find(|key| key.kind == kind && key.kid == kid)?;
        if !key.is_published(now_ms) {
            return None;
        }
        token.verify(&key.verifying).ok()
    }

    /// The JWKS document.
    pub fn jwks(&self, now_ms: i64) -> Bytes {
        let published = self.keys.iter().filter(|key| key.is_published(now_ms));
        let keys: Vec<&str> = published.map(|key| key.jwk.as_str()).collect();
        Bytes::from(format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
    }
}

impl IssuerKey {
    fn is_published(&self, now_ms: i64) -> bool {
        self.publish_at <= now_ms && (self.retire_at == 0 || now_ms < self.retire_at)
    }
}

impl Cx {
    /// The issuer's keys; those that are missing are made.
    pub async fn issuer_keys(&self, issuer: Issuer) -> Result<Arc<IssuerKeys>> {
        let ring = self.keys();
        if let Some(keys) = ring.issuers.get(&issuer) {
            return Ok(keys);
        }
        let own = ring.installation().await?;
        for _ in 0..TRIES {
            let before = ring.changes();
            let mut rows = signing_key::of_pool(self.store(), INSTALLATION).await?;
            rows.retain(|row| issuer.kinds().contains(&row.kind));
            let mut batch = Batch::new();
            for kind in issuer.kinds() {
                let mut usable =
                    rows.iter().filter(|row| row.kind == *kind && row.state != State::Revoked);
                if !usable.clone().any(|row| row.activate_at != 0) {
                    batch.extend(next_key(self, *kind, &rows, true).await?);
                } else if !usable.any(|row| row.activate_at == 0) {
                    batch.extend(next_key(self, *kind, &rows, false).await?);
                }
            }
            if batch.is_empty() {
                rotation::turn(self, &rows, issuer.kinds()).await?;
                let keys = Arc::new(load(&own, ring.account(), &rows)?);
                ring.keep(&ring.issuers, issuer, keys.clone(), before);
                return Ok(keys);
            }
            // Unmet: another node made the same key, or took the same stock; look again. Made: what
            // stands by is made in the next round.
            self.store().write(batch).await?;
        }
        Err(Error::internal("the issuer's signing keys could not be made"))
    }
}

impl Cx {
    /// Whether the issuer has keys already.
    pub async fn has_issuer_keys(&self, issuer: Issuer) -> Result<bool> {
        if self.keys().issuers.contains_key(&issuer) {
            return Ok(true);
        }
        let rows = signing_key::of_pool(self.store(), INSTALLATION).await?;
        Ok(rows.iter().any(|row| issuer.kinds().contains(&row.kind)))
    }
}

/// The statements that add the kind's next key, which signs at once or stands by. `rows`: the issuer's
/// keys, or more. Unmet as `signing_key.absent` or `key_stock.taken` when another node was quicker.
pub async fn next_key(
    cx: &Cx,
    kind: Kind,
    rows: &[signing_key::SigningKey],
    active: bool,
) -> Result<Vec<Statement>> {
    let kid = next_kid(kind, &cx.config().region, rows);
    let mut statements = Vec::new();
    let (sealed, public) = match algorithm(kind)? {
        None => {
            let key = EcSigningKey::generate(&kid).map_err(Error::internal)?;
            (key.to_sealed_form(), key.jwk_json())
        }
        Some((_, algorithm)) => {
            let stocked = key_stock::some(cx.store(), cx.random().array(), 1).await?;
            let key = match stocked.first() {
                Some(stocked) => {
                    statements.push(key_stock::take(stocked.id));
                    open_stocked(cx, stocked).await?
                }
                None => make_pair().await?,
            };
            let key = key.renamed(&kid).map_err(Error::internal)?;
            (key.to_sealed_form(), key.public().jwk_json_for(algorithm))
        }
    };
    let own = cx.keys().installation().await?;
    let now_ms = cx.now_ms();
    let aad = aad(cx.keys().account(), &kid);
    statements.push(signing_key::insert(&signing_key::SigningKey {
        pool: INSTALLATION,
        sealed: own.sealer(Purpose::OpenIdToken).seal(cx.random(), &aad, &sealed),
        kid,
        kind,
        state: if active { State::Active } else { State::Published },
        public,
        created: now_ms,
        publish_at: now_ms,
        activate_at: if active { now_ms } else { 0 },
        retire_at: 0,
        version: 1,
    }));
    Ok(statements)
}

/// The name with the next number: `<region><n>` for identity pools, as AWS has it.
fn next_kid(kind: Kind, region: &str, rows: &[signing_key::SigningKey]) -> String {
    let prefix = match kind {
        Kind::WebIdentityEc => "EC384_",
        Kind::WebIdentityRsa => "RSA_",
        _ => region,
    };
    let number = |kid: &str| kid.strip_prefix(prefix)?.parse::<u64>().ok();
    let highest = rows.iter().filter_map(|row| number(&row.kid)).max();
    format!("{prefix}{}", highest.map_or(1, |highest| highest.saturating_add(1)))
}

/// None: ES384.
fn algorithm(kind: Kind) -> Result<Option<(RsaHash, Algorithm)>> {
    match kind {
        Kind::IdentityToken => Ok(Some((RsaHash::Sha512, Algorithm::Rs512))),
        Kind::WebIdentityRsa => Ok(Some((RsaHash::Sha256, Algorithm::Rs256))),
        Kind::WebIdentityEc => Ok(None),
        Kind::IdToken | Kind::AccessToken => Err(Error::internal("a user pool's key is none")),
    }
}

fn load(own: &PoolKeys, account: &str, rows: &[signing_key::SigningKey]) -> Result<IssuerKeys> {
    let sealer = own.sealer(Purpose::OpenIdToken);
    let mut keys = Vec::with_capacity(rows.len());
    for row in rows.iter().filter(|row| row.state != State::Revoked) {
        let plain = sealer.open(&aad(account, &row.kid), &row.sealed)?;
        let mut verifying = KeySet::default();
        let (pair, jwk) = match algorithm(row.kind)? {
            None => {
                let key = EcSigningKey::from_sealed_form(&plain).map_err(Error::internal)?;
                let jwk = key.jwk_json();
                (Pair::Ec(key), jwk)
            }
            Some((hash, algorithm)) => {
                let key = SigningKey::from_sealed_form(&plain).map_err(Error::internal)?;
                verifying.add_rsa(&key.public(), algorithm);
                let jwk = key.public().jwk_json_for(algorithm);
                (Pair::Rsa(key, hash), jwk)
            }
        };
        keys.push(IssuerKey {
            kind: row.kind,
            kid: row.kid.clone(),
            pair,
            jwk,
            verifying,
            publish_at: row.publish_at,
            activate_at: row.activate_at,
            retire_at: row.retire_at,
        });
    }
    Ok(IssuerKeys { keys })
}

fn aad<'a>(account: &'a str, kid: &'a str) -> Aad<'a> {
    let (table, column) = ("signing_key", "sealed");
    Aad { table, column, account, pool: INSTALLATION, row: kid.as_bytes(), version: 1 }
}
