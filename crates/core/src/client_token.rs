//! Tokens of clients that act for themselves (machine to machine).

use std::collections::BTreeMap;

use cognate_domain::pool::Trigger;
use cognate_domain::token::{ClientFacts, Overrides, client_claims};
use cognate_domain::{Pool, Refusal, id, refusal};
use cognate_store::records::signing_key::Kind;
use serde_json::json;

use crate::clients::ClientEntry;
use crate::cx::Cx;
use crate::discovery;
use crate::error::{Error, Result};
use crate::token_function;

pub struct ClientToken {
    pub access: String,
    /// Seconds.
    pub expires_in: i64,
}

/// An access token of a client, which has been authenticated and may ask for one.
///
/// `asked`: scopes of the pool's resource servers; none means all that the client has.
/// Errors, in order: a scope that the client does not have, or no resource server knows; function.
pub async fn issue(
    cx: &Cx,
    pool: &Pool,
    client: &ClientEntry,
    asked: Option<Vec<String>>,
    metadata: &BTreeMap<String, String>,
) -> Result<ClientToken> {
    let client = &client.client;
    let allowed = client.rules.oauth.as_ref().map_or(&[][..], |oauth| &oauth.scopes);
    let allowed = cx.living_scopes(pool, allowed.iter().map(String::as_str)).await?;
    let scopes: Vec<String> = match asked.filter(|asked| !asked.is_empty()) {
        Some(asked) => {
            if let Some(scope) = asked.iter().find(|scope| !allowed.contains(&scope.as_str())) {
                return Err(invalid_scope(scope).into());
            }
            asked
        }
        None => allowed.into_iter().map(str::to_owned).collect(),
    };
    let overrides = call_function(cx, pool, &client.id, &scopes, metadata).await?;
    // Before the time is read: a new pool's keys sign from the moment they are made.
    let set = cx.signing_set(pool.key).await?;
    let now_ms = cx.now_ms();
    let issuer = discovery::issuer(cx, pool);
    let facts = ClientFacts {
        issuer: &issuer,
        client_id: &client.id,
        scopes: &scopes,
        issued: now_ms.div_euclid(1_000),
        lifetime_seconds: client.rules.access_seconds,
    };
    let mut claims = client_claims(&facts, id::version_4(cx.random().array()));
    overrides.of_access(&mut claims, &client.id);
    let claims = serde_json::to_vec(&claims).map_err(Error::internal)?;
    let signed = cx.workers().run(move || -> Result<String> {
        Ok(set.signer(Kind::AccessToken, now_ms)?.sign_jwt(&claims))
    });
    Ok(ClientToken { access: signed.await??, expires_in: client.rules.access_seconds })
}

fn invalid_scope(scope: &str) -> Refusal {
    refusal::invalid_parameter(format!("Invalid scope requested: {scope}"))
}

/// Only functions of version V3_0 are told of tokens without a user.
async fn call_function(
    cx: &Cx,
    pool: &Pool,
    client_id: &str,
    scopes: &[String],
    metadata: &BTreeMap<String, String>,
) -> Result<Overrides> {
    match pool.rules.functions.get(Trigger::PreTokenGeneration) {
        Some(function) if function.version == "V3_0" => {}
        _ => return Ok(Overrides::default()),
    }
    let occasion = token_function::Occasion {
        source: "TokenGeneration_ClientCredentials",
        client_id,
        user: None,
        groups: &[],
        scope: &scopes.join(" "),
        metadata: (!metadata.is_empty()).then(|| json!(metadata)),
    };
    token_function::call(cx, pool, occasion).await
}
