//! # SignUp
//!
//! Makes a user who signs up, and sends a code that confirms it.
//!
//! Caller: anyone; a client with a secret proves it with `SecretHash`.
//!
//! Changes: the user with sign-in names and search rows; the pool's count; where the pool verifies a
//! contact that the user has, a code (phone first) and a message. With a PreSignUp function that
//! verifies a contact, an alias may move here, and its former holder's contact is no longer verified.
//!
//! Triggers and messages: PreSignUp (`PreSignUp_SignUp`), which may confirm the user and verify
//! contacts; CustomMessage (`CustomMessage_SignUp`) and the message, or PostConfirmation
//! (`PostConfirmation_ConfirmSignUp`) for a user who is confirmed already.
//!
//! Errors, in order: unknown client; secret hash; sign-up not permitted; password policy; attributes,
//! user name; PreSignUp; no usable sender; CustomMessage; user name taken; too many messages for the
//! destination today; PostConfirmation.
//!
//! Differences from AWS: `Session` is answered to clients that may use USER_AUTH, which takes it after
//! ConfirmSignUp, and only while the user waits to be confirmed. A message that cannot be sent is refused before anything is written, and
//! CustomMessage is called before it is known whether the name is taken. `AnalyticsMetadata` and
//! `UserContextData` have no consumer (no analytics, no risk score) and are ignored.

use cognate_core::auth::{Scene, signing_up};
use cognate_core::codes::{self, Destination, Issued};
use cognate_core::keys::PoolKeys;
use cognate_core::messages::{Letter, refuse_unless_usable};
use cognate_core::passwords::Password;
use cognate_core::{Anyone, Result, confirm, events, passwords, users};
use cognate_domain::attribute::{CONTACTS, Writer, verified_flag};
use cognate_domain::auth::Door;
use cognate_domain::auth_event::Kind;
use cognate_domain::code::Purpose;
use cognate_domain::message::{Medium, Reason};
use cognate_domain::user::Status;
use cognate_domain::{Pool, User, name, signup};
use cognate_shapes::idp::{SignUpRequest, SignUpResponse};
use cognate_store::batch::Statement;
use cognate_store::records::code;

use crate::newcomer::{self, Occasion, Taking};
use crate::{delivery, profile};

pub async fn sign_up(caller: Anyone, req: SignUpRequest) -> Result<SignUpResponse> {
    let (client, pool) = caller.client_and_pool(&req.client_id).await?;
    client.check_secret_hash(req.secret_hash.as_deref(), std::slice::from_ref(&req.username))?;
    signup::allowed(&pool.rules)?;
    let given = req.password.map(Password::new);
    let password = signup::password(&pool.rules, given.as_ref().map(|given| given.as_str()))?;
    let sub = users::new_sub(&caller);
    let attributes = profile::pairs(req.user_attributes);
    let writer = Writer::Client(&client.client.rules);
    let new = name::new_user(&pool.rules, &req.username, sub, &attributes, writer)?;
    let mut user = newcomer::user(&caller, &pool, sub, new, Status::Unconfirmed);

    let client_id = Some(client.client.id.as_str());
    let metadata = req.client_metadata.as_ref();
    let source = "PreSignUp_SignUp";
    let occasion = Occasion { source, client_id, validation: req.validation_data, metadata };
    let decided = newcomer::pre_sign_up(&caller, &pool, &user, occasion).await?;
    decided.verify(&mut user.attributes)?;
    // A contact that nobody has proved yet is marked so, as AWS does.
    for contact in CONTACTS {
        if user.attribute(contact).is_none() {
            continue;
        }
        user.attributes.entry(verified_flag(contact)).or_insert_with(|| "false".to_owned());
    }
    if decided.confirm {
        user.status = Status::Confirmed;
    }
    let taking = match decided.verify_email || decided.verify_phone {
        true => Taking::Aliases,
        false => Taking::Nothing,
    };

    let keys = caller.keys().pool(pool.key).await?;
    let medium = signup::medium(&pool.rules, &user.attributes).filter(|_| !decided.confirm);
    let mut rest = Vec::new();
    let mut told = None;
    if let Some((medium, to)) = medium.and_then(|medium| address(&user, medium)) {
        let letter = Letter {
            pool: &pool,
            keys: &keys,
            client_id,
            metadata,
            reason: Reason::SignUp,
            user: &user,
            destination: Destination { medium, to },
        };
        rest = message(&caller, &pool, &keys, &letter).await?;
        told = Some(delivery::details(&letter.delivery()));
    }
    if let Some(password) = password {
        let password = Password::new(password.to_owned());
        user.credential = Some(passwords::seal(&caller, &pool, &keys, &user, &password).await?);
    }
    let event = events::noted(&caller, &pool, &client.client.id, user.sub, Kind::SignUp);
    rest.extend(event.as_ref().map(events::statement));
    newcomer::insert(&caller, &pool, &user, taking, &rest, name::signed_up).await?;
    if let Some(event) = event {
        caller.export(&pool, &user, &event).await;
    }
    match decided.confirm {
        true => {
            let source = "PostConfirmation_ConfirmSignUp";
            confirm::post_confirmation(&caller, &pool, &user, client_id, metadata, source).await?;
        }
        false => caller.wake_outbox(),
    }
    let scene = Scene::new(&caller, Door::Public, pool, client, None).await?;
    let session = match decided.confirm {
        true => None,
        false => signing_up::signed_up(&scene, &user, &req.username)?,
    };
    Ok(SignUpResponse {
        user_confirmed: decided.confirm,
        code_delivery_details: told,
        user_sub: sub.to_string(),
        session,
    })
}

/// The code and its message.
async fn message(
    caller: &Anyone,
    pool: &Pool,
    keys: &PoolKeys,
    letter: &Letter<'_>,
) -> Result<Vec<Statement>> {
    refuse_unless_usable(caller, pool, letter.destination.medium)?;
    let whose = (pool.key, letter.user.sub);
    let issued: Issued = codes::issue(caller, keys, whose, Purpose::SignUp, letter.destination);
    let mut statements = letter.with_code(caller, &issued).await?;
    statements.push(code::replace(&issued.row));
    Ok(statements)
}

fn address(user: &User, medium: Medium) -> Option<(Medium, &str)> {
    user.attribute(medium.attribute()).map(|to| (medium, to))
}
