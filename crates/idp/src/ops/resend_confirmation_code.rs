//! # ResendConfirmationCode
//!
//! Sends an unconfirmed user another code, which replaces the older one.
//!
//! Caller: anyone; a client with a secret proves it with `SecretHash`.
//!
//! Changes: the code; the hour's counter of the user, or of the unknown name; the message.
//!
//! Triggers and messages: CustomMessage (`CustomMessage_ResendCode`), and the message.
//!
//! Errors, in order: unknown client; secret hash; a pool that verifies nothing; unknown or disabled
//! user, a user who is not unconfirmed; too many in this hour (5); no usable sender; CustomMessage; too
//! many messages for the destination today.
//!
//! Differences from AWS: where existence is hidden, a user who is not unconfirmed is answered like one
//! who does not exist, with a simulated delivery, and CustomMessage is asked about simulated users as
//! about real ones. `AnalyticsMetadata` and `UserContextData` have no consumer and are ignored.

use cognate_core::rounds::{ROUNDS, pause};
use cognate_core::{Anyone, Error, Result, decoys, slot};
use cognate_domain::code::Purpose;
use cognate_domain::message::Reason;
use cognate_domain::signup;
use cognate_domain::standing::Standing;
use cognate_domain::user::Status;
use cognate_shapes::idp::{ResendConfirmationCodeRequest, ResendConfirmationCodeResponse};

use crate::asked::{Addressee, Asked, Simulated};
use crate::delivery;

pub async fn resend_confirmation_code(
    caller: Anyone,
    req: ResendConfirmationCodeRequest,
) -> Result<ResendConfirmationCodeResponse> {
    slot::padded(send(&caller, req)).await
}

async fn send(
    caller: &Anyone,
    req: ResendConfirmationCodeRequest,
) -> Result<ResendConfirmationCodeResponse> {
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
        reason: Reason::ResendCode,
    };
    let seed = decoys::seed(&keys, &pool, typed);
    let delivery = signup::simulated(&pool.rules, typed, &seed);
    let simulated = Simulated { delivery, status: Status::Unconfirmed };
    let purpose = Purpose::SignUp;
    for round in 0..ROUNDS {
        pause(caller, round).await;
        let holder = caller.code_holder(&pool, &keys, typed, purpose, purpose.sends()).await?;
        let user = holder.user.as_ref();
        asked.check_secret_hash(user)?;
        let addressee = match (signup::resend(&pool.rules, user, asked.hides_existence()), user) {
            (Standing::Refuse(refusal), _) => return Err(refusal.into()),
            (Standing::Go(medium), Some(user)) => Addressee::User(user, medium),
            (Standing::Go(_) | Standing::Pretend, _) => Addressee::Nobody,
        };
        if let Some(told) = asked.send(caller, &holder, addressee, &simulated).await? {
            let code_delivery_details = Some(delivery::details(&told));
            return Ok(ResendConfirmationCodeResponse { code_delivery_details });
        }
    }
    Err(Error::too_many_requests())
}
