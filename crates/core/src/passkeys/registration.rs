//! StartWebAuthnRegistration and CompleteWebAuthnRegistration.

use serde_json::Value;

use cognate_crypto::webauthn::{Expected, Fault, Registered, challenge_of, verify_registration};
use cognate_domain::passkey::{Passkey, free_slot, friendly_name, is_allowed, refused};
use cognate_domain::{Pool, User, refusal};
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::{passkey, used_once, user};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::passkeys::credential::{self, RegistrationResponse};
use crate::passkeys::{
    challenge, enabled, options, relying_party, seal_key, verification_required,
};

/// `CredentialCreationOptions` for a user who is signed in at this client.
///
/// Errors, in order: passkeys not enabled; no relying party; the quota reached.
pub async fn start(cx: &Cx, pool: &Pool, client_id: &str, user: &User) -> Result<Value> {
    enabled(pool)?;
    let rp_id = relying_party(cx, pool).await?.ok_or_else(refused::configuration_missing)?;
    let mut present = passkey::of_user(cx.store(), pool.key, user.sub).await?;
    free_slot(&present).ok_or_else(quota_reached)?;
    present.retain(|passkey| passkey.rp_id == rp_id);
    let keys = cx.keys().pool(pool.key).await?;
    let challenge = challenge::seal(cx, &keys, user.sub, client_id, &rp_id)?;
    Ok(options::creation(pool, user, &rp_id, &challenge, &present))
}

/// What became of one attempt to keep a passkey.
pub enum Kept {
    Yes,
    /// A row is not as it was read: the user's, or their passkeys.
    Moved(&'static str),
}

/// Checks a credential and keeps it.
///
/// Errors, in order: passkeys not enabled; malformed; challenge unknown, expired or another user's;
/// another client's; a relying party that is not the pool's any more; origin; relying party; no
/// verification where it is demanded; algorithm or attestation not supported; signature; the quota
/// reached; challenge answered already; the credential known.
pub async fn complete(
    cx: &Cx,
    pool: &Pool,
    client_id: &str,
    user: &User,
    credential: &Value,
) -> Result<Kept> {
    enabled(pool)?;
    let response = credential::registration(credential)?;
    let keys = cx.keys().pool(pool.key).await?;
    let sealed = challenge_of(&response.client_data_json).map_err(refusal_of)?;
    let challenge = challenge::open(cx, &keys, user.sub, client_id, &sealed)?;
    if relying_party(cx, pool).await?.as_deref() != Some(challenge.rp_id.as_str()) {
        return Err(refused::relying_party_mismatch().into());
    }
    let registered = verified(pool, &response, &sealed, &challenge.rp_id)?;
    let present = passkey::of_user(cx.store(), pool.key, user.sub).await?;
    if present.iter().any(|passkey| passkey.id == registered.credential_id) {
        return Err(known());
    }
    let slot = free_slot(&present).ok_or_else(quota_reached)?;
    let id = registered.credential_id;
    let new = Passkey {
        pool: pool.key,
        sub: user.sub,
        slot,
        public_key: seal_key(cx, &keys, user.sub, &id, &registered.public_key),
        id,
        counter: registered.counter.into(),
        backup_eligible: registered.backup_eligible,
        backed_up: registered.backed_up,
        attachment: response.attachment,
        transports: response.transports,
        rp_id: challenge.rp_id,
        name: friendly_name(registered.aaguid, response.attachment).to_owned(),
        created: cx.now_ms(),
    };
    let batch = Batch::new()
        .with(user::check_unchanged(pool.key, user.sub, user.version))
        .with(used_once::insert(pool.key, &challenge.nonce, challenge.expires_ms))
        .with(passkey::insert(&new));
    match cx.store().write(batch).await? {
        Outcome::Committed => Ok(Kept::Yes),
        Outcome::Unmet("used_once.fresh") => Err(refused::challenge_not_found().into()),
        Outcome::Unmet(what) => {
            let now = passkey::of_user(cx.store(), pool.key, user.sub).await?;
            let slot_is_free = now.iter().all(|passkey| passkey.slot != slot);
            // Then it is the id that is taken, by somebody else in the pool.
            if what == passkey::TAKEN && slot_is_free {
                Err(known())
            } else {
                Ok(Kept::Moved(what))
            }
        }
    }
}

fn verified(
    pool: &Pool,
    response: &RegistrationResponse,
    challenge: &[u8],
    rp_id: &str,
) -> Result<Registered> {
    let expected = Expected {
        challenge,
        rp_id,
        origin: &|origin| is_allowed(origin, rp_id),
        user_verification: verification_required(pool),
    };
    let registered =
        verify_registration(&response.client_data_json, &response.attestation_object, &expected)
            .map_err(refusal_of)?;
    match registered.credential_id == response.id {
        true => Ok(registered),
        false => Err(Error::invalid_parameter("Invalid credential: it is for another id.")),
    }
}

fn refusal_of(fault: Fault) -> Error {
    let invalid = |what: &str| Error::invalid_parameter(format!("Invalid credential: {what}."));
    match fault {
        Fault::Challenge => refused::challenge_not_found().into(),
        Fault::Origin => refused::origin_not_allowed().into(),
        Fault::RelyingParty => refused::relying_party_mismatch().into(),
        Fault::Unsupported => refused::not_supported(
            "The credential's algorithm or attestation format is not supported.",
        )
        .into(),
        Fault::UserVerification => refused::not_supported(
            "The authenticator did not verify the user, as the user pool requires.",
        )
        .into(),
        Fault::Malformed => invalid("malformed"),
        Fault::Ceremony => invalid("it is no registration"),
        Fault::UserPresence => invalid("nobody was present"),
        Fault::BackupState => invalid("its backup state contradicts itself"),
        Fault::Signature => invalid("its attestation is not signed by what it names"),
    }
}

fn quota_reached() -> Error {
    refusal::limit_exceeded("The user has the maximum number of passkeys, 20.").into()
}

fn known() -> Error {
    Error::invalid_parameter("Invalid credential: it is registered already.")
}
