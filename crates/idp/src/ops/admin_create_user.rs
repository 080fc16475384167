//! # AdminCreateUser
//!
//! Creates a user with a temporary password or, where the pool lets users in without one, none; and
//! invites them. With `MessageAction` RESEND: invites a user again, with a new temporary password.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminCreateUser` on the pool.
//!
//! Changes: the user with sign-in names and search rows; the pool's count; the messages; an audit row.
//! With `ForceAliasCreation` a verified alias moves here, and its former holder's contact is no longer
//! verified. With RESEND only the credential, with a new validity window, the password history, the
//! messages and the audit row.
//!
//! Triggers and messages: PreSignUp (`PreSignUp_AdminCreateUser`), whose answer decides only by
//! failing; then, unless `MessageAction` is SUPPRESS, CustomMessage (`CustomMessage_AdminCreateUser`)
//! and an invitation by each of `DesiredDeliveryMediums` (SMS when there are none) for which the user
//! has an address.
//!
//! Errors, in order: unknown pool; with RESEND unknown user, a user in another state; password policy;
//! attributes, user name; no usable sender, with RESEND no address; PreSignUp; CustomMessage; user name
//! or alias taken; too many messages for the destination today.
//!
//! Differences from AWS: required attributes may be missing, as AWS's reference says: the user supplies
//! them with the new password. A message that cannot be sent is refused before anything is written, and
//! so is a RESEND that would reach nobody. With RESEND, `UserAttributes` and `ForceAliasCreation` are
//! not looked at: the user stays as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use cognate_core::passwords::Password;
use cognate_core::{Admin, Error, Result, audit, notify, passwords, users};
use cognate_domain::attribute::{CONTACTS, Writer, verified_flag};
use cognate_domain::pool::FirstFactor;
use cognate_domain::user::Status;
use cognate_domain::{Pool, User, name, refusal};
use cognate_shapes::idp::{
    AdminCreateUserRequest, AdminCreateUserResponse, AttributeType, MessageActionType,
};
use cognate_store::batch::Outcome;

use crate::invitation::{self, Invitation};
use crate::newcomer::{self, Occasion, Taking};
use crate::profile;

pub async fn admin_create_user(
    caller: Admin,
    mut req: AdminCreateUserRequest,
) -> Result<AdminCreateUserResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    let given = req.temporary_password.take();
    let user = match req.message_action {
        Some(MessageActionType::Resend) => invite_again(&caller, &pool, req, given).await?,
        Some(MessageActionType::Suppress) | None => create(&caller, &pool, req, given).await?,
    };
    let keys = caller.keys().pool(pool.key).await?;
    Ok(AdminCreateUserResponse { user: Some(profile::user_type(&caller, &keys, &user)?) })
}

async fn create(
    caller: &Admin,
    pool: &Arc<Pool>,
    req: AdminCreateUserRequest,
    given: Option<String>,
) -> Result<User> {
    let given = temporary(pool, given)?;
    let sub = users::new_sub(caller);
    let attributes = profile::pairs(req.user_attributes);
    let mut new = name::new_user(&pool.rules, &req.username, sub, &attributes, Writer::Admin)?;
    sound_flags(&mut new.attributes)?;
    let password = match given {
        None if receives_codes(pool, &new.attributes) => None,
        None => Some(passwords::generate(caller, pool)),
        given => given,
    };
    let status = if password.is_some() { Status::ForceChangePassword } else { Status::Confirmed };
    let mut user = newcomer::user(caller, pool, sub, new, status);
    let keys = caller.keys().pool(pool.key).await?;
    let desired = invitation::desired(req.desired_delivery_mediums);
    let metadata = req.client_metadata.as_ref();
    let invitation = Invitation { pool, keys: &keys, user: &user, desired: &desired, metadata };
    let is_invited = req.message_action.is_none();
    if is_invited {
        invitation.refuse_unless_usable(caller)?;
    }
    let occasion = occasion(req.validation_data, metadata);
    newcomer::pre_sign_up(caller, pool, &user, occasion).await?;
    let mut rest = vec![audit::event(caller, &caller.principal, Some(&pool.id), &user.username)];
    if is_invited {
        rest.extend(invitation.statements(caller, password.as_ref()).await?);
    }
    if let Some(password) = &password {
        user.credential = Some(passwords::seal(caller, pool, &keys, &user, password).await?);
    }
    let taking = match req.force_alias_creation {
        Some(true) => Taking::Aliases,
        Some(false) | None => Taking::Nothing,
    };
    newcomer::insert(caller, pool, &user, taking, &rest, name::created_by_admin)
        .await
        .map_err(invitation::declared)?;
    caller.wake_outbox();
    Ok(user)
}

/// Another invitation, and with it another temporary password: nobody can read the former one.
async fn invite_again(
    caller: &Admin,
    pool: &Arc<Pool>,
    req: AdminCreateUserRequest,
    given: Option<String>,
) -> Result<User> {
    let keys = caller.keys().pool(pool.key).await?;
    let desired = invitation::desired(req.desired_delivery_mediums);
    let metadata = req.client_metadata.as_ref();
    let mut user = caller.user(pool, &req.username).await?;
    resendable(&user)?;
    let password = match temporary(pool, given)? {
        Some(given) => given,
        None => passwords::generate(caller, pool),
    };
    let mut validation = req.validation_data;
    let mut moved = "";
    for round in 0..users::TRIES {
        let invitation = Invitation { pool, keys: &keys, user: &user, desired: &desired, metadata };
        if !invitation.has_address() {
            return Err(refusal::code_delivery_failure(
                "The user has no address for the desired delivery mediums.",
            )
            .into());
        }
        invitation.refuse_unless_usable(caller)?;
        if round == 0 {
            let occasion = occasion(validation.take(), metadata);
            newcomer::pre_sign_up(caller, pool, &user, occasion).await?;
        }
        let messages = invitation.statements(caller, Some(&password)).await?;
        let status = Status::ForceChangePassword;
        let change = passwords::change(caller, pool, &keys, &user, status, &password).await?;
        let mut batch = users::batch(change);
        batch.extend(messages);
        batch.push(audit::event(caller, &caller.principal, Some(&pool.id), &user.username));
        match caller.store().write(batch).await? {
            Outcome::Committed => {
                caller.wake_outbox();
                return Ok(User { modified: caller.now_ms(), ..user });
            }
            Outcome::Unmet(what) => match notify::refused(what) {
                Some(error) => return Err(invitation::declared(error)),
                None => moved = what,
            },
        }
        user = caller.user(pool, &req.username).await?;
        resendable(&user)?;
    }
    Err(users::moved(moved))
}

fn resendable(user: &User) -> Result<()> {
    match user.status {
        Status::ForceChangePassword => Ok(()),
        _ => Err(refusal::unsupported_user_state(format!(
            "Resend not possible. {} status is not FORCE_CHANGE_PASSWORD",
            user.username
        ))
        .into()),
    }
}

fn occasion(
    validation: Option<Vec<AttributeType>>,
    metadata: Option<&BTreeMap<String, String>>,
) -> Occasion<'_> {
    Occasion { source: "PreSignUp_AdminCreateUser", client_id: None, validation, metadata }
}

/// The password as given; a blank one counts as none.
fn temporary(pool: &Pool, given: Option<String>) -> Result<Option<Password>> {
    let given = given.filter(|password| !password.is_empty()).map(Password::new);
    if let Some(password) = &given {
        pool.rules.password.check(password)?;
    }
    Ok(given)
}

/// A flag needs its contact: "true" without one is refused, "false" says nothing.
fn sound_flags(attributes: &mut BTreeMap<String, String>) -> Result<()> {
    for (contact, text) in CONTACTS.into_iter().zip([
        "Email is required to verify/un-verify an email",
        "Phone number is required to verify/un-verify a phone number",
    ]) {
        let flag = verified_flag(contact);
        if !attributes.contains_key(contact)
            && attributes.remove(&flag).is_some_and(|v| v == "true")
        {
            return Err(Error::invalid_parameter(text));
        }
    }
    Ok(())
}

/// Can the user sign in by a code instead of a password?
fn receives_codes(pool: &Pool, attributes: &BTreeMap<String, String>) -> bool {
    pool.rules.first_factors.iter().any(|factor| match factor {
        FirstFactor::EmailOtp => attributes.contains_key("email"),
        FirstFactor::SmsOtp => attributes.contains_key("phone_number"),
        FirstFactor::Password | FirstFactor::WebAuthn => false,
    })
}
