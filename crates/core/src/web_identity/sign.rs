//! Tokens that this installation makes beside those of user pools.

use cognate_domain::{Map, id};
use cognate_store::records::signing_key::Kind;

use super::Signature;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::Issuer;
use crate::node::Node;

/// The issuer of identity pools' tokens, with scheme.
pub fn identity_issuer(node: &Node) -> &str {
    &node.config().identity_pools.issuer
}

/// The issuer of GetWebIdentityToken's tokens, with scheme: one per account, as AWS has it.
pub fn outbound_issuer(node: &Node) -> String {
    format!("{}/{}", node.config().base_url, outbound_id(node))
}

/// The part of the issuer that names the account, a UUID. It never changes.
pub(crate) fn outbound_id(node: &Node) -> String {
    let named = [
        b"outbound web identity".as_slice(),
        node.keys().installation_id(),
        node.config().account.as_bytes(),
    ];
    let digest = cognate_crypto::sha256(&named.concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    id::uuid(&id::version_4(bytes))
}

/// The token of an identity: RS512. The claims are taken as they are, `iss` included.
pub async fn sign_identity_token(cx: &Cx, claims: &Map) -> Result<String> {
    sign(cx, Issuer::IdentityPools, Kind::IdentityToken, claims).await
}

/// A token for other services. The claims are taken as they are, `iss` included.
pub async fn sign_web_identity_token(
    cx: &Cx,
    claims: &Map,
    signature: Signature,
) -> Result<String> {
    let kind = match signature {
        Signature::Rs256 => Kind::WebIdentityRsa,
        Signature::Es384 => Kind::WebIdentityEc,
    };
    sign(cx, Issuer::WebIdentity, kind, claims).await
}

async fn sign(cx: &Cx, issuer: Issuer, kind: Kind, claims: &Map) -> Result<String> {
    let keys = cx.issuer_keys(issuer).await?;
    let claims = serde_json::to_vec(claims).map_err(Error::internal)?;
    let now_ms = cx.now_ms();
    cx.workers().run(move || keys.sign(kind, now_ms, &claims)).await?
}
