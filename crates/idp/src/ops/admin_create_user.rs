//! # AdminCreateUser
//!
//! Creates a user, with a temporary password or, where the pool lets users in without one, none.
//!
//! Caller: an IAM principal allowed `cognito-idp:AdminCreateUser` on the pool.
//!
//! Changes: the user with sign-in names and search rows; the pool's count; an audit row. With
//! `ForceAliasCreation` a verified alias moves here, and its former holder's contact is no longer
//! verified.
//!
//! Triggers and messages: PreSignUp (`PreSignUp_AdminCreateUser`), whose answer decides only by
//! failing. No message is sent in this version; see below.
//!
//! Errors, in order: unknown pool; with `RESEND` unknown user, a user in another state, then as for
//! delivery; password policy; attributes, user name; an invitation that would have to be delivered;
//! function; user name or alias taken.
//!
//! Differences from AWS: an invitation cannot be delivered yet. A request that asks for one
//! (`MessageAction` absent, and the user has the attribute of a desired medium) or for another one
//! (`RESEND`) is refused before anything is written. Required attributes may be missing, as AWS's
//! reference says: the user supplies them with the new password.

use std::collections::BTreeMap;

use serde_json::json;

use cognate_core::passwords::Password;
use cognate_core::pools::not_found;
use cognate_core::{Admin, Cx, Error, Result, aliases, audit, passwords, triggers, users};
use cognate_domain::attribute::{CONTACTS, Writer, verified_flag};
use cognate_domain::pool::{FirstFactor, Trigger};
use cognate_domain::user::Status;
use cognate_domain::{Pool, Refusal, User, name, refusal};
use cognate_shapes::idp::{
    AdminCreateUserRequest, AdminCreateUserResponse, DeliveryMediumType, MessageActionType,
};
use cognate_store::batch::Outcome;
use cognate_store::records::{login_name, user, user_pool};

use crate::profile;

pub async fn admin_create_user(
    caller: Admin,
    req: AdminCreateUserRequest,
) -> Result<AdminCreateUserResponse> {
    let pool = caller.pool(&req.user_pool_id).await?;
    if req.message_action == Some(MessageActionType::Resend) {
        return Err(resend(&caller, &pool, &req.username).await?.into());
    }
    let given = temporary(&pool, req.temporary_password)?;
    let sub = users::new_sub(&caller);
    let attributes = profile::pairs(req.user_attributes);
    let name::NewUser { username, attributes } =
        name::new_user(&pool.rules, &req.username, sub, &attributes, Writer::Admin)?;
    let attributes = sound_flags(attributes)?;
    if req.message_action.is_none() && invites(req.desired_delivery_mediums, &attributes) {
        return Err(undeliverable().into());
    }
    let password = match given {
        None if receives_codes(&pool, &attributes) => None,
        None => Some(passwords::generate(&caller, &pool)),
        given => given,
    };
    let status = if password.is_some() { Status::ForceChangePassword } else { Status::Confirmed };
    let now_ms = caller.now_ms();
    let mut user = User {
        pool: pool.key,
        sub,
        username,
        status,
        enabled: true,
        version: 1,
        epoch: 0,
        created: now_ms,
        modified: now_ms,
        attributes,
        credential: None,
        groups: Vec::new(),
        factors: None,
        fold_version: pool.fold_version,
    };
    let validation = req.validation_data.map(|list| profile::pairs(Some(list)));
    call_function(&caller, &pool, &user, validation, req.client_metadata).await?;
    if let Some(password) = &password {
        let keys = caller.keys().pool(pool.key).await?;
        user.credential = Some(passwords::seal(&caller, &pool, &keys, &user, password).await?);
    }
    insert(&caller, &pool, &user, req.force_alias_creation.unwrap_or(false)).await?;
    caller.counts().add(pool.key, 1);
    Ok(AdminCreateUserResponse { user: Some(profile::user_type(&user)) })
}

/// A new temporary password would have to be told to somebody.
async fn resend(caller: &Admin, pool: &Pool, username: &str) -> Result<Refusal> {
    let user = caller.user(pool, username).await?;
    Ok(match user.status {
        Status::ForceChangePassword => undeliverable(),
        _ => refusal::unsupported_user_state(format!(
            "Resend not possible. {} status is not FORCE_CHANGE_PASSWORD",
            user.username
        )),
    })
}

fn undeliverable() -> Refusal {
    refusal::code_delivery_failure(
        "Invitations cannot be delivered in this version of Cognate. Set MessageAction to SUPPRESS, \
         and pass the temporary password on yourself; AdminSetUserPassword sets another one.",
    )
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
fn sound_flags(mut attributes: BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
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
    Ok(attributes)
}

/// Would a welcome message have somewhere to go? The default medium is SMS.
fn invites(
    mediums: Option<Vec<DeliveryMediumType>>,
    attributes: &BTreeMap<String, String>,
) -> bool {
    let mediums = mediums.filter(|list| !list.is_empty());
    mediums.unwrap_or_else(|| vec![DeliveryMediumType::Sms]).iter().any(|medium| {
        attributes.contains_key(match medium {
            DeliveryMediumType::Sms => "phone_number",
            DeliveryMediumType::Email => "email",
        })
    })
}

/// Can the user sign in by a code instead of a password?
fn receives_codes(pool: &Pool, attributes: &BTreeMap<String, String>) -> bool {
    pool.rules.first_factors.iter().any(|factor| match factor {
        FirstFactor::EmailOtp => attributes.contains_key("email"),
        FirstFactor::SmsOtp => attributes.contains_key("phone_number"),
        FirstFactor::Password | FirstFactor::WebAuthn => false,
    })
}

/// PreSignUp may refuse. Confirming and verifying are not its to decide here, so that what it
/// answers is not looked at.
async fn call_function(
    cx: &Cx,
    pool: &Pool,
    user: &User,
    validation: Option<Vec<(String, String)>>,
    metadata: Option<BTreeMap<String, String>>,
) -> Result<()> {
    let validation: Option<BTreeMap<String, String>> =
        validation.map(|pairs| pairs.into_iter().collect());
    let mut request = json!({ "userAttributes": user.attributes, "validationData": validation });
    if let Some(metadata) = metadata {
        request["clientMetadata"] = json!(metadata);
    }
    let occasion = triggers::Occasion {
        source: "PreSignUp_AdminCreateUser",
        region: &pool.region,
        username: &user.username,
        client_id: None,
        request,
        response: json!({
            "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false,
        }),
    };
    triggers::call(cx.functions(), pool, Trigger::PreSignUp, occasion).await?;
    Ok(())
}

/// One write trip, and no read before it: who has a name is known to the names' own keys. Only an
/// alias that moves by force is read first.
async fn insert(caller: &Admin, pool: &Pool, new: &User, force: bool) -> Result<()> {
    let mut statements = users::insert(pool, new);
    let mut moved = "";
    for _ in 0..users::TRIES {
        statements.push(user_pool::check_live(&pool.id));
        statements.push(audit::event(caller, &caller.principal, Some(&pool.id), &new.username));
        match caller.store().write(users::batch(statements)).await? {
            Outcome::Committed => return Ok(()),
            Outcome::Unmet("user_pool.live") => return Err(not_found(&pool.id)),
            Outcome::Unmet(what) => match users::taken(what) {
                Some(kind) if !force || aliases::contact(pool, kind).is_none() => {
                    return Err(name::created_by_admin(kind).into());
                }
                Some(_) => moved = what,
                None if matches!(what, login_name::MOVED | user::MOVED) => moved = what,
                None => return Err(users::moved(what)),
            },
        }
        statements = aliases::insert_taking(caller, pool, new).await?;
    }
    Err(users::moved(moved))
}
