//! The keys of other issuers: found by discovery (OpenID Connect Discovery 1.0 §4), and kept.
//!
//! A copy is good for an hour. Then, and when a token names a key that is not in it, the issuer is asked
//! again, but not more than every 30 seconds, whatever came of it (EG-4), and by one request at a time.
//! Where it cannot be asked, the last good copy serves for a day.

use std::sync::Arc;

use moka::sync::Cache;
use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;

use cognate_crypto::jwk::KeySet;
use cognate_crypto::jwt::{BadToken, Signed};
use cognate_domain::Map;

use super::ask::{self, NoDocument};
use super::{Checked, TokenProblem};
use crate::cx::Cx;

/// Issuers remembered; an account has 100 OIDC providers at most.
const ISSUERS_MAX: u64 = 1_000;
const FRESH_MS: i64 = 3_600_000;
const STALE_MS: i64 = 24 * 3_600_000;
const ASKED_EVERY_MS: i64 = 30_000;
const URL_BYTES_MAX: usize = 2_048;

/// Who is asked.
pub(super) struct Source<'a> {
    /// What the discovery document must say.
    pub issuer: &'a str,
    /// Where it is: the issuer itself, unless the operator has redirected it.
    pub base: &'a str,
}

/// What this node knows of other issuers.
pub struct Issuers(Cache<String, Arc<Known>>);

#[derive(Default)]
struct Known {
    state: Mutex<State>,
    /// Held by the one that asks.
    asking: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct State {
    copy: Option<Copy>,
    /// Milliseconds since the epoch; None: never.
    asked: Option<i64>,
    /// Why the last time brought nothing.
    failure: Option<String>,
}

#[derive(Clone)]
struct Copy {
    keys: Arc<KeySet>,
    /// Milliseconds since the epoch.
    fetched: i64,
    /// Counts the copies.
    number: u64,
}

impl Default for Issuers {
    fn default() -> Issuers {
        Issuers(Cache::new(ISSUERS_MAX))
    }
}

impl Issuers {
    pub fn forget_all(&self) {
        self.0.invalidate_all();
    }

    /// The claims of a token that a key of the issuer has signed.
    pub(super) async fn verify<'a>(
        &self,
        cx: &Cx,
        source: &Source<'_>,
        token: &'a Signed,
    ) -> Checked<&'a Map> {
        let place = format!("{}\n{}", source.issuer, source.base);
        let known = self.0.get_with(place, Arc::default);
        let copy = known.copy(cx, source).await?;
        match token.verify(&copy.keys) {
            Ok(claims) => return Ok(claims),
            Err(BadToken::UnknownKey) => {}
            Err(_) => return Err(TokenProblem::Signature),
        }
        let newer = known.newer(cx, source, copy.number).await?;
        let newer = newer.ok_or(TokenProblem::Signature)?;
        token.verify(&newer.keys).map_err(|_| TokenProblem::Signature)
    }
}

impl Known {
    /// A copy that is good, or at least the best there is.
    async fn copy(self: &Arc<Self>, cx: &Cx, source: &Source<'_>) -> Checked<Copy> {
        if let Some(copy) = self.state.lock().younger_than(FRESH_MS, cx.now_ms()) {
            return Ok(copy);
        }
        let usable = self.state.lock().younger_than(STALE_MS, cx.now_ms());
        let asking = match (self.asking.clone().try_lock_owned(), usable) {
            (Ok(asking), _) => asking,
            // Somebody asks already; nobody else waits for that.
            (Err(_), Some(copy)) => return Ok(copy),
            (Err(_), None) => self.asking.clone().lock_owned().await,
        };
        self.ask_unless_lately(cx, source, asking).await;
        let state = self.state.lock();
        let usable = state.younger_than(STALE_MS, cx.now_ms());
        usable.ok_or_else(|| TokenProblem::Unreachable(state.why(source)))
    }

    /// A copy made after `seen`, if the issuer may be asked again. None: it has nothing newer.
    async fn newer(
        self: &Arc<Self>,
        cx: &Cx,
        source: &Source<'_>,
        seen: u64,
    ) -> Checked<Option<Copy>> {
        let asking = self.asking.clone().lock_owned().await;
        let asked = self.ask_unless_lately(cx, source, asking).await;
        let state = self.state.lock();
        if asked && state.failure.is_some() {
            return Err(TokenProblem::Unreachable(state.why(source)));
        }
        Ok(state.copy.clone().filter(|copy| copy.number > seen))
    }

    /// Whether it was asked.
    async fn ask_unless_lately(
        self: &Arc<Self>,
        cx: &Cx,
        source: &Source<'_>,
        asking: OwnedMutexGuard<()>,
    ) -> bool {
        let now_ms = cx.now_ms();
        {
            let mut state = self.state.lock();
            if state.asked.is_some_and(|asked| now_ms - asked < ASKED_EVERY_MS) {
                return false;
            }
            state.asked = Some(now_ms);
        }
        let (known, cx) = (self.clone(), cx.clone());
        let (issuer, base) = (source.issuer.to_owned(), source.base.to_owned());
        // A task of its own: whoever hangs up does not take the answer from the others.
        let asked = tokio::spawn(async move {
            let _asking = asking;
            let fetched = fetch(&cx, &Source { issuer: &issuer, base: &base }).await;
            known.settle(&issuer, fetched, now_ms);
        });
        asked.await.is_ok()
    }

    fn settle(&self, issuer: &str, fetched: Result<KeySet, String>, now_ms: i64) {
        let mut state = self.state.lock();
        match fetched {
            Ok(keys) => {
                let number = state.copy.as_ref().map_or(0, |copy| copy.number) + 1;
                state.copy = Some(Copy { keys: Arc::new(keys), fetched: now_ms, number });
                state.failure = None;
            }
            Err(failure) => {
                tracing::warn!(issuer, failure, "an issuer's keys cannot be had");
                metrics::counter!("cognate_issuer_failures_total").increment(1);
                state.failure = Some(failure);
            }
        }
    }
}

impl State {
    fn younger_than(&self, age_ms: i64, now_ms: i64) -> Option<Copy> {
        self.copy.clone().filter(|copy| now_ms - copy.fetched < age_ms)
    }

    fn why(&self, source: &Source<'_>) -> String {
        let failure = self.failure.as_deref().unwrap_or("its keys are too old");
        format!("{}: {failure}", source.issuer)
    }
}

async fn fetch(cx: &Cx, source: &Source<'_>) -> Result<KeySet, String> {
    let said = |no: NoDocument| match no {
        NoDocument::Refused => "the document is not there".to_owned(),
        NoDocument::Failed(text) => text,
    };
    let base = source.base.strip_suffix('/').unwrap_or(source.base);
    let url = format!("{base}/.well-known/openid-configuration");
    let document = ask::object(cx, &url, None).await.map_err(said)?;
    let text = |member: &str| document.get(member).and_then(serde_json::Value::as_str);
    if text("issuer") != Some(source.issuer) {
        return Err("its discovery document names another issuer".into());
    }
    let keys = text("jwks_uri").ok_or("its discovery document names no keys")?;
    // Where the document came over TLS, the keys do too.
    let safe = keys.starts_with("https://") || base.starts_with("http://");
    if !safe || keys.len() > URL_BYTES_MAX {
        return Err("the address of its keys is no https URL".into());
    }
    let body = ask::body(cx, keys, None).await.map_err(said)?;
    let keys = KeySet::parse(&body).map_err(|bad| format!("its key set is unusable: {bad}"))?;
    if keys.is_empty() {
        return Err("its key set has no usable key".into());
    }
    Ok(keys)
}
