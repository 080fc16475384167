//! # ListWebAuthnCredentials
//!
//! Lists the passkeys of the signed-in user, in pages of at most 20.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: nothing.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; a password to be reset; an unconfirmed user; a
//! `NextToken` that this list did not give, or gave over an hour ago (InvalidParameterException).
//!
//! Differences from AWS: none known.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use cognate_core::page_token::{self, Listing};
use cognate_core::{Result, SignedIn};
use cognate_domain::passkey::{Attachment, PASSKEYS_MAX, Passkey};
use cognate_shapes::idp::{
    ListWebAuthnCredentialsRequest, ListWebAuthnCredentialsResponse, WebAuthnCredentialDescription,
};
use cognate_store::records::passkey;
use cognate_wire::Timestamp;

use crate::standing::may_act;

pub async fn list_web_authn_credentials(
    caller: SignedIn,
    req: ListWebAuthnCredentialsRequest,
) -> Result<ListWebAuthnCredentialsResponse> {
    may_act(&caller.user)?;
    let (pool, sub) = (caller.pool.key, caller.user.sub);
    let filter = sub.to_string();
    let list = Listing { pool, filter: &filter };
    let after = list.start(&caller, req.next_token.as_deref()).await?;
    let after = after.map(page_token::array).transpose()?.map(i64::from_be_bytes);
    let page = req.max_results.filter(|limit| *limit > 0).unwrap_or(PASSKEYS_MAX as i64);
    let found = passkey::page(caller.store(), pool, sub, after, page + 1).await?;
    let mut found: Vec<_> =
        found.into_iter().map(|passkey| (passkey.slot.to_be_bytes(), passkey)).collect();
    let next_token = list.cut(&caller, &mut found, page, |(slot, _)| slot).await?;
    let credentials = found.into_iter().map(|(_, passkey)| description(passkey)).collect();
    Ok(ListWebAuthnCredentialsResponse { credentials, next_token })
}

fn description(passkey: Passkey) -> WebAuthnCredentialDescription {
    WebAuthnCredentialDescription {
        credential_id: URL_SAFE_NO_PAD.encode(&passkey.id),
        friendly_credential_name: passkey.name,
        relying_party_id: passkey.rp_id,
        authenticator_attachment: passkey.attachment.map(Attachment::as_str).map(str::to_owned),
        authenticator_transports: passkey.transports,
        created_at: Timestamp(passkey.created),
    }
}
