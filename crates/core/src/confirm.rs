//! Confirming a sign-up by its code: ConfirmSignUp, and the page that a link leads to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use cognate_domain::auth::secret_hash_names;
use cognate_domain::code::Purpose;
use cognate_domain::message::Medium;
use cognate_domain::pool::Trigger;
use cognate_domain::standing::Standing;
use cognate_domain::{Pool, Sub, User, name, signup};
use cognate_store::batch::{Outcome, Statement};

use crate::auth::signing_up;
use crate::clients::ClientEntry;
use crate::codes::{self, Holder, Judged};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;
use crate::rounds::{ROUNDS, pause};
use crate::{aliases, slot, triggers, users};

/// A sign-up to be confirmed.
pub struct Confirmation<'a> {
    pub pool: &'a Arc<Pool>,
    pub client: &'a ClientEntry,
    pub username: &'a str,
    pub code: &'a str,
    /// `SECRET_HASH`; the outer None where the door asks for none.
    pub secret_hash: Option<Option<&'a str>>,
    /// `ForceAliasCreation`: a verified contact may be taken from another user.
    pub force: bool,
    /// Whose sign-up the request's `Session` is of, where it brought one: nobody else is confirmed.
    pub session_of: Option<Sub>,
    /// `ClientMetadata`
    pub metadata: Option<&'a BTreeMap<String, String>>,
}

/// A user as confirmed just now.
pub struct Confirmed {
    pub user: User,
    /// How the code came.
    pub medium: Option<Medium>,
}

/// The user is confirmed, the contact that received the code is verified and, where the pool has such
/// aliases, signs in; then PostConfirmation is called, whose failure takes nothing back.
///
/// Errors, in order: secret hash; a session of another user; unknown or disabled user, a user in another
/// state; too many answers in this hour; no code, a dead or a wrong one; an alias that another user holds; function.
pub async fn sign_up(cx: &Cx, confirmation: &Confirmation<'_>) -> Result<Confirmed> {
    slot::padded(confirm(cx, confirmation)).await
}

async fn confirm(cx: &Cx, confirmation: &Confirmation<'_>) -> Result<Confirmed> {
    let pool = confirmation.pool;
    let keys = cx.keys().pool(pool.key).await?;
    for round in 0..ROUNDS {
        pause(cx, round).await;
        if let Some(confirmed) = attempt(cx, confirmation, &keys).await? {
            let client_id = Some(confirmation.client.client.id.as_str());
            let (user, metadata) = (&confirmed.user, confirmation.metadata);
            let source = "PostConfirmation_ConfirmSignUp";
            post_confirmation(cx, pool, user, client_id, metadata, source).await?;
            return Ok(confirmed);
        }
    }
    Err(Error::too_many_requests())
}

/// The user as confirmed; None when a row moved.
async fn attempt(
    cx: &Cx,
    confirmation: &Confirmation<'_>,
    keys: &PoolKeys,
) -> Result<Option<Confirmed>> {
    let Confirmation { pool, client, username, .. } = confirmation;
    let purpose = Purpose::SignUp;
    let holder = cx.code_holder(pool, keys, username, purpose, purpose.answers()).await?;
    let user = holder.user.as_ref();
    if let Some(given) = confirmation.secret_hash {
        let names = secret_hash_names(username, user.map(|u| (u.username.as_str(), u.sub)));
        client.check_secret_hash(given, &names)?;
    }
    if confirmation.session_of.is_some_and(|sub| user.is_none_or(|user| user.sub != sub)) {
        return Err(signing_up::invalid());
    }
    let medium = holder.code.as_ref().and_then(|code| Medium::from_code(code.medium));
    let hides = client.client.rules.hide_existence;
    let destination = match signup::confirm(user, hides) {
        Standing::Refuse(refusal) => return Err(refusal.into()),
        Standing::Pretend => None,
        Standing::Go(()) => {
            medium.and_then(|medium| user.and_then(|user| user.attribute(medium.attribute())))
        }
    };
    let judged = match hides {
        true => codes::judge_as_sent(cx, keys, &holder, destination, confirmation.code).await?,
        false => codes::judge(cx, keys, &holder, destination, confirmation.code).await?,
    };
    match judged {
        Judged::Moved => Ok(None),
        Judged::Refused(error) => Err(error),
        Judged::Right => {
            let before = user.ok_or_else(|| Error::internal("nobody had the right code"))?;
            let mut after = signup::confirmed(before, medium);
            after.modified = cx.now_ms();
            let done = commit(cx, confirmation, &holder, before, &after).await?;
            Ok(done.then_some(Confirmed { user: after, medium }))
        }
    }
}

/// False when a row moved meanwhile.
async fn commit(
    cx: &Cx,
    confirmation: &Confirmation<'_>,
    holder: &Holder,
    before: &User,
    after: &User,
) -> Result<bool> {
    let pool = confirmation.pool;
    let write = async |mut statements: Vec<Statement>| {
        statements.push(holder.redeem());
        cx.store().write(users::batch(statements)).await
    };
    let mut unmet = match write(users::update(pool, before, after)).await? {
        Outcome::Committed => return Ok(true),
        Outcome::Unmet(what) => what,
    };
    let moves = |kind| confirmation.force && aliases::contact(pool, kind).is_some();
    if users::taken(unmet).is_some_and(moves) {
        unmet = match write(aliases::update_taking(cx, pool, before, after).await?).await? {
            Outcome::Committed => return Ok(true),
            Outcome::Unmet(what) => what,
        };
    }
    match users::taken(unmet).filter(|kind| !moves(*kind)) {
        Some(kind) => refuse(cx, holder, name::alias_claimed(kind).into()).await,
        None => Ok(false),
    }
}

/// The code was right, and stays good for another try; that much may be said once it is settled.
async fn refuse(cx: &Cx, holder: &Holder, error: Error) -> Result<bool> {
    if holder.try_used(cx).await? { Err(error) } else { Ok(false) }
}

/// Tells the function that a user is confirmed, who is so already.
///
/// `source`: `PostConfirmation_ConfirmSignUp` or `PostConfirmation_ConfirmForgotPassword`.
pub async fn post_confirmation(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    client_id: Option<&str>,
    metadata: Option<&BTreeMap<String, String>>,
    source: &str,
) -> Result<()> {
    let mut request = json!({ "userAttributes": triggers::user_attributes(user) });
    if let Some(metadata) = metadata {
        request["clientMetadata"] = json!(metadata);
    }
    let occasion = triggers::Occasion {
        source,
        region: &pool.region,
        username: &user.username,
        client_id,
        request,
        response: json!({}),
    };
    triggers::call(cx.functions(), pool, Trigger::PostConfirmation, occasion).await?;
    Ok(())
}
