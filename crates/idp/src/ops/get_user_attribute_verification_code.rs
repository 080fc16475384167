//! # GetUserAttributeVerificationCode
//!
//! Sends the signed-in user a code that verifies an e-mail address or phone number: the value that
//! waits for verification if there is one, else the present one.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the code, in the place of an older one; the hour's number of codes.
//!
//! Triggers and messages: the code (`CustomMessage_VerifyUserAttribute`).
//!
//! Errors, in order: those of the access token; an attribute that is no contact
//! (InvalidParameterException); a password to be reset; an unconfirmed user; a contact that the user
//! does not have (InvalidParameterException); no sender (CodeDeliveryFailureException); codes sent in
//! this hour (LimitExceededException); function; the destination's messages of the day
//! (LimitExceededException).
//!
//! Differences from AWS: none known.

use cognate_core::codes::Destination;
use cognate_core::messages::{self, Letter};
use cognate_core::rounds::{ROUNDS, pause};
use cognate_core::{Error, Result, SignedIn, notify, pending, users};
use cognate_domain::code::QuotaKind;
use cognate_domain::message::Reason;
use cognate_shapes::idp::{
    GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse,
};
use cognate_store::batch::Outcome;
use cognate_store::records::code;

use crate::standing::may_act;
use crate::{delivery, verification};

pub async fn get_user_attribute_verification_code(
    caller: SignedIn,
    req: GetUserAttributeVerificationCodeRequest,
) -> Result<GetUserAttributeVerificationCodeResponse> {
    let medium = verification::medium(&req.attribute_name)?;
    let pool = &caller.pool;
    let keys = caller.keys().pool(pool.key).await?;
    for round in 0..ROUNDS {
        pause(&caller, round).await;
        let holder = verification::holder(&caller, medium, QuotaKind::AttributeSends).await?;
        let user = holder.user.as_ref().unwrap_or(&caller.user);
        may_act(user)?;
        let Some(contact) = verification::contact(&caller, &keys, &holder, medium)? else {
            let name = &req.attribute_name;
            return Err(Error::invalid_parameter(format!(
                "User does not have the attribute {name}."
            )));
        };
        messages::refuse_unless_usable(&caller, pool, medium)?;
        let counted = holder.spend(&caller)?;
        let destination = Destination { medium, to: &contact.value };
        let mut issued = holder.issue(&caller, &keys, destination);
        if contact.waits {
            issued.row.pending = Some(pending::seal(&caller, &keys, &issued.row, &contact.value));
        }
        let letter = Letter {
            pool,
            keys: &keys,
            client_id: Some(&caller.client.client.id),
            metadata: req.client_metadata.as_ref(),
            reason: Reason::VerifyUserAttribute,
            user,
            destination,
        };
        let mut statements = letter.with_code(&caller, &issued).await?;
        statements.extend([holder.check_unchanged(), counted, code::replace(&issued.row)]);
        match caller.store().write(users::batch(statements)).await? {
            Outcome::Committed => {
                caller.wake_outbox();
                let details = delivery::details(&letter.delivery());
                return Ok(GetUserAttributeVerificationCodeResponse {
                    code_delivery_details: Some(details),
                });
            }
            Outcome::Unmet(what) => {
                if let Some(error) = notify::refused(what) {
                    return Err(error);
                }
            }
        }
    }
    Err(Error::too_many_requests())
}
