//! # VerifyUserAttribute
//!
//! Takes the code that was sent to the signed-in user's e-mail address or phone number, which is
//! verified from now on. A value that waited for this takes the place of the present one.
//!
//! Caller: the bearer of an access token with the scope `aws.cognito.signin.user.admin`.
//!
//! Changes: the attribute and its verification; in pools with such aliases or user names, the user
//! signs in with it; the code is used up. After a wrong code, its count and the hour's.
//!
//! Triggers and messages: none.
//!
//! Errors, in order: those of the access token; an attribute that is no contact
//! (InvalidParameterException); a password to be reset; an unconfirmed user; too many answers in this
//! hour (LimitExceededException); no code, or a dead one (ExpiredCodeException); a wrong one
//! (CodeMismatchException); a name that another user holds (AliasExistsException).
//!
//! Differences from AWS: a code is dead after five wrong answers, and only answers that are not right
//! count against the 15 per hour.

use cognate_core::codes::{self, Judged};
use cognate_core::rounds::{ROUNDS, pause};
use cognate_core::{Error, Result, SignedIn, users};
use cognate_domain::attribute::verified_flag;
use cognate_domain::code::Purpose;
use cognate_domain::name;
use cognate_shapes::idp::{VerifyUserAttributeRequest, VerifyUserAttributeResponse};
use cognate_store::batch::Outcome;

use crate::standing::may_act;
use crate::verification;

pub async fn verify_user_attribute(
    caller: SignedIn,
    req: VerifyUserAttributeRequest,
) -> Result<VerifyUserAttributeResponse> {
    let medium = verification::medium(&req.attribute_name)?;
    let pool = &caller.pool;
    let keys = caller.keys().pool(pool.key).await?;
    for round in 0..ROUNDS {
        pause(&caller, round).await;
        let counter = Purpose::verify(medium).answers();
        let holder = verification::holder(&caller, medium, counter).await?;
        let user = holder.user.as_ref().unwrap_or(&caller.user);
        may_act(user)?;
        let contact = verification::contact(&caller, &keys, &holder, medium)?;
        let value = contact.map(|contact| contact.value);
        match codes::judge(&caller, &keys, &holder, value.as_deref(), &req.code).await? {
            Judged::Moved => continue,
            Judged::Refused(error) => return Err(error),
            Judged::Right => {}
        }
        let mut after = user.clone();
        after.modified = caller.now_ms();
        // A right answer was judged against a destination.
        after.attributes.insert(medium.attribute().to_owned(), value.unwrap_or_default());
        after.attributes.insert(verified_flag(medium.attribute()), "true".to_owned());
        let mut statements = users::update(pool, user, &after);
        statements.push(holder.redeem());
        match caller.store().write(users::batch(statements)).await? {
            Outcome::Committed => return Ok(VerifyUserAttributeResponse {}),
            Outcome::Unmet(what) => match users::taken(what) {
                // The code stays good, in case the other user gives the name up.
                Some(kind) if holder.try_used(&caller).await? => {
                    return Err(name::alias_updated(kind).into());
                }
                Some(_) | None => {}
            },
        }
    }
    Err(Error::too_many_requests())
}
