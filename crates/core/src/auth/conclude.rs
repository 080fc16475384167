//! From a conclusion to an answer: commit first, then speak.

use cognate_domain::auth::{ChallengeName, Conclusion, Done, Grant, Machine, amr};
use cognate_domain::auth_event::Response;
use cognate_domain::{Session, User, refusal};
use cognate_store::batch::Statement;
use cognate_store::records::{session, tracked_session};

use crate::auth::questions::Seen;
use crate::auth::{
    Interrupted, Issued, Outcome, Scene, Secrets, device, effects, passkey, record, sealed, srp,
};
use crate::error::Error;
use crate::rounds::{ROUNDS, pause};
use crate::sessions;
use crate::token_function;
use crate::tokens::{self, SIGN_IN_SCOPE};

pub async fn conclude(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    done: Done,
) -> std::result::Result<Outcome, Interrupted> {
    let Done { conclusion, effects } = done;
    let commit = |also| effects::commit(scene, machine, secrets, seen, &effects, also);
    match conclusion {
        Conclusion::Refuse(refusal) => {
            let event = record::step(scene, machine, &effects, Response::Fail);
            commit(record::statement(event.as_ref()).into_iter().collect()).await?;
            record::committed(scene, machine, event).await;
            Err(Error::from(refusal).into())
        }
        Conclusion::Challenge(mut challenge) => {
            // Plain SRP, whose clients may go on without a session.
            let parks =
                challenge.name() == ChallengeName::DeviceSrpAuth && machine.session().is_none();
            let parked = match parks {
                true => device::park(scene, secrets, &challenge.session)?,
                false => None,
            };
            let event = record::step(scene, machine, &effects, Response::InProgress);
            let also = parked.into_iter().chain(record::statement(event.as_ref())).collect();
            let after =
                effects::commit_challenge(scene, machine, secrets, seen, &effects, also).await?;
            record::committed(scene, machine, event).await;
            // A password that was just set is the one that the session rests on.
            if let Some(after) = after.as_ref().or(seen.after.as_ref()) {
                challenge.session.credential_stamp = after.credential_stamp();
            }
            passkey::add_options(scene, machine, seen, &mut challenge)?;
            let session = sealed::session(scene, &challenge.session)?;
            fits(&session)?;
            Ok(Outcome::Challenge {
                name: challenge.name().as_str(),
                session: Some(session),
                parameters: challenge.parameters,
                available: names(&challenge.session.available),
            })
        }
        Conclusion::SrpChallenge { decoy, within } => {
            commit(Vec::new()).await?;
            let session =
                within.as_ref().map(|within| sealed::session(scene, within)).transpose()?;
            let available = within.as_ref().map(|within| names(&within.available));
            let parameters = srp::challenge(scene, machine, secrets, seen, decoy, within).await?;
            Ok(Outcome::Challenge {
                name: ChallengeName::PasswordVerifier.as_str(),
                session,
                parameters,
                available: available.unwrap_or_default(),
            })
        }
        Conclusion::DeviceSrpChallenge { within, .. } => {
            commit(Vec::new()).await?;
            let session = sealed::session(scene, &within)?;
            let parameters = device::challenge(scene, machine, secrets, seen, within).await?;
            Ok(Outcome::Challenge {
                name: ChallengeName::DevicePasswordVerifier.as_str(),
                session: Some(session),
                parameters,
                available: Vec::new(),
            })
        }
        Conclusion::Grant(grant) => {
            let user = effects::granted(machine, seen, &effects)?;
            let new_device = grant.new_device.then(|| device::fresh(scene, &user));
            let named = new_device.as_ref().map(|device| device.key.clone());
            let session = open_session(scene, &user, &grant, named.or(grant.device.clone()));
            let overrides = token_function::read(&scene.pool, grant.overrides.as_ref())?;
            // Signed while the batch is in flight, sent only after it has committed.
            let event = record::step(scene, machine, &effects, Response::Pass);
            let recorded = record::statement(event.as_ref());
            let (committed, issued) = tokio::join!(
                open(scene, &user, &session, recorded, commit),
                tokens::issue(&scene.cx, &scene.pool, scene.client(), &user, &session, &overrides),
            );
            committed?;
            record::committed(scene, machine, event).await;
            let tokens::Tokens { id, access, expires_in } = issued?;
            let refresh = tokens::refresh_token(&scene.cx, &scene.keys, &session, 1)?;
            let (refresh, device) = (Some(refresh), new_device);
            Ok(Outcome::Tokens(Issued { id, access, refresh, expires_in, device }))
        }
    }
}

/// Commits a new session; again, when somebody else's sign-in of the same user changed which sessions
/// have to make room.
async fn open<Commit, Committing>(
    scene: &Scene,
    user: &User,
    session: &Session,
    recorded: Option<Statement>,
    commit: Commit,
) -> std::result::Result<(), Interrupted>
where
    Commit: Fn(Vec<Statement>) -> Committing,
    Committing: Future<Output = std::result::Result<Option<User>, Interrupted>>,
{
    for round in 0..ROUNDS {
        pause(&scene.cx, round).await;
        let mut also = sessions::opened(&scene.cx, &scene.pool, user, session, None).await?;
        also.push(session::insert(session));
        also.extend(recorded.clone());
        match commit(also).await {
            Err(Interrupted::Moved(tracked_session::MOVED)) => {}
            committed => return committed.map(drop),
        }
    }
    Err(Error::too_many_requests().into())
}

/// What functions keep in a session must leave it short enough to be sent back.
fn fits(session: &str) -> std::result::Result<(), Error> {
    if session.len() <= sealed::SESSION_CHARS_MAX {
        return Ok(());
    }
    Err(refusal::invalid_lambda_response(
        "Invalid lambda function output : privateChallengeParameters and challengeMetadata are too \
         long to be kept",
    )
    .into())
}

fn names(available: &[ChallengeName]) -> Vec<&'static str> {
    available.iter().map(|challenge| challenge.as_str()).collect()
}

fn open_session(scene: &Scene, user: &User, grant: &Grant, device: Option<String>) -> Session {
    let now_ms = scene.cx.now_ms();
    Session {
        pool: scene.pool.key,
        sub: user.sub,
        id: cognate_domain::id::version_4(scene.cx.random().array()),
        client: scene.client().id.clone(),
        generation: 1,
        rotated_at: 0,
        grace_seconds: 0,
        user_epoch: user.epoch,
        store_epoch: scene.cx.store_epoch(),
        auth_time: now_ms.div_euclid(1_000),
        created: now_ms,
        expires: now_ms + scene.client().rules.refresh_seconds * 1_000,
        revoked: false,
        scope: SIGN_IN_SCOPE.to_owned(),
        device,
        event_id: grant.event_id,
        last_active: now_ms,
        amr: amr(&grant.proven).join(" "),
        acr: grant.level.map(|level| scene.pool.rules.acr[usize::from(level) - 1].clone()),
    }
}
