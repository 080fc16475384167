//! # ForgotPassword
//!
//! Sends a code with which the user sets a new password.
//!
//! Caller: anyone; a client with a secret proves it with `SecretHash`.
//!
//! Changes: the code, which replaces an older one; the hour's counter of the user, or of the unknown
//! name; the message. The password stays good until the code is used.
//!
//! Triggers and messages: UserMigration (`UserMigration_ForgotPassword`) for a name that nobody has;
//! CustomMessage (`CustomMessage_ForgotPassword`), and the message.
//!
//! Errors, in order: unknown client; secret hash; recovery by administrators only; too many in this
//! hour (5); UserMigration; unknown or disabled user, a status that does not allow it, no verified
//! contact; no usable sender; CustomMessage; a budget of messages that is spent for today.
//!
//! Differences from AWS: the limit is 5 per hour; with the 15 wrong answers that ConfirmForgotPassword
//! hears, that is the upper end of the 5 to 20 that AWS allows both together. A user whom
//! UserMigration finds gets no welcome message. Where existence is hidden, CustomMessage is asked about
//! simulated users as about real ones. `AnalyticsMetadata` and `UserContextData` have no consumer and
//! are ignored.

use std::sync::Arc;

use serde_json::json;

use cognate_core::keys::PoolKeys;
use cognate_core::rounds::{ROUNDS, pause};
use cognate_core::{Anyone, Error, Result, decoys, factors, migration, slot, triggers};
use cognate_domain::code::Purpose;
use cognate_domain::message::Reason;
use cognate_domain::pool::Trigger;
use cognate_domain::recovery;
use cognate_domain::signup::Migrated;
use cognate_domain::standing::Standing;
use cognate_domain::user::Status;
use cognate_domain::{Pool, Refusal};
use cognate_shapes::idp::{ForgotPasswordRequest, ForgotPasswordResponse};

use crate::asked::{Addressee, Asked, Simulated};
use crate::delivery;

pub async fn forgot_password(
    caller: Anyone,
    req: ForgotPasswordRequest,
) -> Result<ForgotPasswordResponse> {
    slot::padded(send(&caller, req)).await
}

async fn send(caller: &Anyone, req: ForgotPasswordRequest) -> Result<ForgotPasswordResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    let keys = caller.keys().pool(pool.key).await?;
    let typed = req.username.as_str();
    let asked = Asked {
        pool: &pool,
        client: &client,
        keys: &keys,
        typed,
        secret_hash: req.secret_hash.as_deref(),
        metadata: req.client_metadata.as_ref(),
        reason: Reason::ForgotPassword,
    };
    let seed = decoys::seed(&keys, &pool, typed);
    let delivery = recovery::simulated(&pool.rules, typed, &seed);
    let simulated = Simulated { delivery, status: Status::Confirmed };
    let purpose = Purpose::Reset;
    let mut knows = false;
    for round in 0..ROUNDS {
        pause(caller, round).await;
        let holder = caller.code_holder(&pool, &keys, typed, purpose, purpose.sends()).await?;
        let user = holder.user.as_ref();
        asked.check_secret_hash(user)?;
        let factors = user.map(|user| factors::by_message(caller, &keys, &pool, user));
        let factors = factors.transpose()?.unwrap_or_default();
        let standing = recovery::ask(&pool.rules, user, factors, asked.hides_existence());
        if user.is_none() && pool.rules.functions.get(Trigger::UserMigration).is_some() {
            // The function, too, would tell who exists.
            holder.spend(caller)?;
            if !knows && migrate(caller, &pool, &keys, &asked).await? {
                // Once: whom the function makes under another name is not who was asked for.
                knows = true;
                continue;
            }
        }
        let addressee = match (standing, user) {
            (Standing::Refuse(refusal), _) => return Err(refusal.into()),
            (Standing::Go(medium), Some(user)) => Addressee::User(user, medium),
            (Standing::Go(_) | Standing::Pretend, _) => Addressee::Nobody,
        };
        if let Some(told) = asked.send(caller, &holder, addressee, &simulated).await? {
            let code_delivery_details = Some(delivery::details(&told));
            return Ok(ForgotPasswordResponse { code_delivery_details });
        }
    }
    Err(Error::too_many_requests())
}

/// Asks the function for a user whom nobody knows here, and makes them. False: it knows none, or its
/// failure must not be told.
async fn migrate(
    caller: &Anyone,
    pool: &Arc<Pool>,
    keys: &Arc<PoolKeys>,
    asked: &Asked<'_>,
) -> Result<bool> {
    let mut request = json!({ "password": null, "validationData": null });
    if let Some(metadata) = asked.metadata {
        request["clientMetadata"] = json!(metadata);
    }
    let occasion = triggers::Occasion {
        source: "UserMigration_ForgotPassword",
        region: &asked.pool.region,
        username: asked.typed,
        client_id: Some(&asked.client.client.id),
        request,
        response: Migrated::unanswered(),
    };
    let functions = caller.functions();
    let answered =
        match triggers::call(functions, asked.pool, Trigger::UserMigration, occasion).await {
            Err(refusal) => return told(asked, refusal),
            Ok(answered) => answered.unwrap_or_default(),
        };
    let renames = !asked.pool.rules.username_attributes.any();
    let Some(migrated) = Migrated::read(asked.typed, renames, &answered)? else {
        return Ok(false);
    };
    let client_id = &asked.client.client.id;
    match migration::make(caller, pool, keys, client_id, &migrated, None).await? {
        Ok(()) => Ok(true),
        Err(refusal) => told(asked, refusal),
    }
}

fn told(asked: &Asked<'_>, refusal: Refusal) -> Result<bool> {
    if asked.hides_existence() { Ok(false) } else { Err(refusal.into()) }
}
