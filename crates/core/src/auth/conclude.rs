//! From a conclusion to an answer: commit first, then speak.

use cognate_domain::auth::{Conclusion, Done, Grant, Machine};
use cognate_domain::{Session, User, refusal};

use crate::auth::questions::Seen;
use crate::auth::{Interrupted, Issued, Outcome, Scene, Secrets, effects, sealed, srp};
use crate::error::Error;
use crate::tokens::{self, SIGN_IN_SCOPE};

pub async fn conclude(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    done: Done,
) -> std::result::Result<Outcome, Interrupted> {
    let Done { conclusion, effects } = done;
    let commit = |opens| effects::commit(scene, machine, secrets, seen, &effects, opens);
    match conclusion {
        Conclusion::Refuse(refusal) => {
            commit(None).await?;
            Err(Error::from(refusal).into())
        }
        Conclusion::Challenge(challenge) => {
            commit(None).await?;
            let session = sealed::session(scene, &challenge.session)?;
            let name = challenge.name().as_str();
            Ok(Outcome::Challenge {
                name,
                session: Some(session),
                parameters: challenge.parameters,
            })
        }
        Conclusion::SrpChallenge { decoy } => {
            let parameters = srp::challenge(scene, machine, secrets, seen, decoy).await?;
            let name = "PASSWORD_VERIFIER";
            Ok(Outcome::Challenge { name, session: None, parameters })
        }
        Conclusion::Grant(grant) => {
            let user = effects::user_after(machine, &effects)
                .ok_or_else(|| Error::internal("tokens were granted to nobody"))?;
            let session = open_session(scene, &user, &grant);
            refuse_overrides(&grant)?;
            // Signed while the batch is in flight, sent only after it has committed.
            let (committed, issued) = tokio::join!(
                commit(Some(&session)),
                tokens::issue(&scene.cx, &scene.pool, scene.client(), &user, &session),
            );
            committed?;
            let tokens::Tokens { id, access, expires_in } = issued?;
            let refresh = tokens::refresh_token(&scene.cx, &scene.keys, &session, 1)?;
            Ok(Outcome::Tokens(Issued { id, access, refresh: Some(refresh), expires_in }))
        }
    }
}

fn open_session(scene: &Scene, user: &User, grant: &Grant) -> Session {
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
        device: None,
        event_id: grant.event_id,
        last_active: now_ms,
    }
}

/// No port can return claims yet; should one, they are not dropped in silence.
fn refuse_overrides(grant: &Grant) -> std::result::Result<(), Error> {
    match &grant.overrides {
        Some(response) if overrides(response) => Err(refusal::invalid_lambda_response(
            "PreTokenGeneration answered, and this server cannot apply its answer.",
        )
        .into()),
        Some(_) | None => Ok(()),
    }
}

/// Does the function want other claims? An event that comes back as it was wants none.
pub(super) fn overrides(response: &serde_json::Value) -> bool {
    ["claimsOverrideDetails", "claimsAndScopeOverrideDetails"]
        .iter()
        .any(|details| response.get(details).is_some_and(|details| !details.is_null()))
}
