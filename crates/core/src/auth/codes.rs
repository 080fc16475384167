//! Codes of sign-ins: read with their user, compared, and sent.

use cognate_domain::auth::{Machine, Sending, State, To};
use cognate_domain::code::{Purpose, QuotaKind};
use cognate_domain::message::{Medium, Reason};
use cognate_domain::user::Status;
use cognate_domain::{Sub, User, refusal};
use cognate_store::batch::Statement;
use cognate_store::records::code::{self, Code};
use cognate_store::records::user::StandIn;
use cognate_store::records::{attempt, quota, user};

use crate::auth::questions::Seen;
use crate::auth::{Scene, Secrets};
use crate::codes::{self, Destination, Issued};
use crate::decoys::decoy;
use crate::error::{Error, Result};
use crate::messages::{self, Letter};
use crate::notify;
use crate::users::Named;

/// Who holds a code, and the code that is out. Read by the name that was typed, as who is nobody must
/// be (CT-2); by id only where the name has gone to another meanwhile.
pub async fn read(
    scene: &Scene,
    typed: &str,
    sub: Option<Sub>,
    purpose: Purpose,
) -> Result<(Named, Option<Code>)> {
    let (cx, pool) = (&scene.cx, &scene.pool);
    let counter = QuotaKind::SignInSends;
    let held = cx.code_holder(pool, &scene.keys, typed, purpose, counter).await?;
    let (mut user, attempts, key) = (held.user, held.attempts, held.key);
    let mut stand_in = held.stand_in;
    match sub {
        // The first step promised a challenge to nobody: whoever has the name by now stays unknown.
        None => stand_in = user.take().map(StandIn::from).or(stand_in),
        Some(sub) if user.as_ref().is_none_or(|user| user.sub != sub) => {
            let (purpose, counter) = (purpose.code(), counter.code());
            let store = cx.store();
            let found =
                user::with_session_and_code(store, pool.key, sub, [0; 16], purpose, counter);
            let key = attempt::Key::User(sub);
            return Ok(match found.await? {
                Some(found) => {
                    let user = Some(found.user);
                    (Named { user, attempts: found.attempts, key, stand_in: None }, found.code)
                }
                None => {
                    let attempts = Default::default();
                    (Named { user: None, attempts, key, stand_in: None }, None)
                }
            });
        }
        Some(_) => {}
    }
    Ok((Named { user, attempts, key, stand_in }, held.code))
}

/// Is the code of this request the one that was loaded?
pub fn fits(scene: &Scene, machine: &Machine<'_>, secrets: &Secrets, seen: &Seen) -> Result<bool> {
    let code = seen.code.as_ref();
    let purpose = code.and_then(|code| Purpose::from_code(code.purpose));
    let purpose = purpose.unwrap_or(Purpose::SmsMfa);
    let medium = code.and_then(|code| Medium::from_code(code.medium)).unwrap_or(Medium::Sms);
    let attribute = machine.user().and_then(|user| user.attribute(medium.attribute()));
    let destination = match machine.session().map(|session| &session.state) {
        Some(State::Email { address }) => Some(address.as_str()),
        _ => attribute,
    };
    let answer = secrets.code.as_ref().ok_or_else(|| Error::internal("no code was given"))?;
    Ok(codes::fits(&scene.keys, (home(seen)?, purpose), code, destination, answer))
}

/// The statements that make and send a code.
pub async fn send(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    after: Option<&User>,
    sending: &Sending,
) -> Result<Vec<Statement>> {
    let (cx, pool, keys) = (&scene.cx, &scene.pool, &scene.keys);
    let Sending { id, purpose, medium, to, expires_ms } = sending;
    let home = home(seen)?;
    let whose = (pool.key, home);
    let decoy = match to {
        To::User(_) => None,
        To::Nobody(shown) => {
            Some(decoy(cx, keys, pool, machine.typed(), shown.clone(), Status::Confirmed))
        }
    };
    let destination = match (to, &decoy) {
        (To::User(to), _) => Destination { medium: *medium, to },
        (To::Nobody(_), Some(decoy)) => decoy.destination(),
        (To::Nobody(_), None) => return Err(Error::internal("a decoy was not made")),
    };
    let Issued { mut row, digits, mut carried } =
        codes::issue_as(cx, keys, whose, *purpose, destination, *id);
    row.expires = *expires_ms;
    if matches!(to, To::Nobody(_)) {
        // The message depends on another code than the one that is out: it is never delivered.
        carried.id = cx.random().array();
    }
    let decoy = decoy.as_ref().map(|decoy| &decoy.user);
    let user = decoy.or(after).or(seen.after.as_ref()).or(machine.user());
    let user = user.ok_or_else(|| Error::internal("a code was sent to nobody"))?;
    let letter = Letter {
        pool,
        keys,
        client_id: Some(&scene.client().id),
        // InitiateAuth keeps its metadata from this function.
        metadata: Some(&scene.metadata)
            .filter(|metadata| secrets.answered_by.is_some() && !metadata.is_empty()),
        reason: Reason::Authentication,
        user,
        destination,
    };
    let replace = code::replace(&row);
    let issued = Issued { row, digits, carried };
    let mut statements = letter.with_code(cx, &issued).await?;
    statements.push(replace);
    statements.push(count(scene, seen).await?);
    Ok(statements)
}

/// One message more in this hour.
async fn count(scene: &Scene, seen: &Seen) -> Result<Statement> {
    let (cx, pool) = (&scene.cx, scene.pool.key);
    let kind = QuotaKind::SignInSends;
    let key = seen.key.ok_or_else(|| Error::internal("a code is counted for nobody"))?;
    let was = quota::find(cx.store(), pool, key, kind.code()).await?;
    let was = cognate_domain::code::Quota { started: was.started, n: was.n, version: was.version };
    let max = cx.config().limits.hourly.max(kind);
    let next = was.take(cx.now_ms(), max).ok_or_else(Error::too_many_requests)?;
    let next = quota::Quota { started: next.started, n: next.n, version: next.version };
    Ok(quota::record(pool, key, kind.code(), &next))
}

/// Under whose id the code is kept.
fn home(seen: &Seen) -> Result<Sub> {
    match seen.key.ok_or_else(|| Error::internal("a code is kept for nobody"))? {
        attempt::Key::User(sub) => Ok(sub),
        attempt::Key::Name(mac) => Ok(code::home_of_name(mac)),
    }
}

/// Refuses a code that could not be delivered, in the words that sign-ins declare.
pub fn refuse_unless_usable(scene: &Scene, medium: Medium) -> Result<()> {
    messages::refuse_unless_usable(&scene.cx, &scene.pool, medium)
        .map_err(|error| worded(error, medium))
}

/// Sign-ins declare neither `CodeDeliveryFailureException` nor `LimitExceededException`.
pub fn worded(error: Error, medium: Medium) -> Error {
    match (error.code.as_ref(), medium) {
        ("CodeDeliveryFailureException", Medium::Email) => {
            refusal::invalid_email_role_access_policy(error.message).into()
        }
        ("CodeDeliveryFailureException", Medium::Sms) => {
            refusal::invalid_sms_role_access_policy(error.message).into()
        }
        ("LimitExceededException", _) => Error::too_many_requests(),
        _ => error,
    }
}

/// What an unmet condition of [`send`] means for the caller; None when it was none of its own.
pub fn refused(unmet: &str) -> Option<Error> {
    notify::refused(unmet).map(|_| Error::too_many_requests())
}
