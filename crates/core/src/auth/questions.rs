//! Answers to the machine's questions.

use serde_json::Value;

use cognate_domain::attempt::Attempts;
use cognate_domain::auth::{Answer, Facts, Machine, Question, Who, secret_hash_names, who_answers};
use cognate_domain::name;
use cognate_domain::pool::Trigger;
use cognate_domain::{Sub, User};
use cognate_store::records::{attempt, user};

use crate::auth::{Interrupted, Scene, Secrets, effects, events, srp};
use crate::credentials;
use crate::error::{Error, Result};
use crate::passwords;
use crate::triggers;

/// What has been learned while answering, for the conclusion.
#[derive(Default)]
pub struct Seen {
    /// Whose counter guards this sign-in.
    pub key: Option<attempt::Key>,
    /// The sign-in string as typed, where there was one.
    pub typed: Option<String>,
}

pub async fn answer(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &mut Seen,
    question: Question,
) -> std::result::Result<Answer, Interrupted> {
    Ok(match question {
        Question::Load(who) => Answer::Loaded(load(scene, secrets, seen, who).await?),
        Question::CheckPassword { against_decoy } => {
            Answer::Proof(check_password(scene, machine, secrets, seen, against_decoy).await?)
        }
        Question::CheckSrp { against_decoy } => {
            let user = machine.user().filter(|_| !against_decoy);
            let proof = secrets.proof.as_ref().ok_or_else(|| Error::internal("no proof"))?;
            Answer::Proof(srp::check(scene, user, proof).await?)
        }
        Question::CheckHistory => {
            let user = loaded(machine)?;
            let password = password(secrets)?;
            let (pool, keys) = (&scene.pool, &scene.keys);
            Answer::UsedBefore(passwords::used_before(&scene.cx, pool, keys, user, password).await?)
        }
        Question::Call { trigger, user_not_found } => {
            call(scene, machine, secrets, seen, trigger, user_not_found).await?
        }
        Question::Settle(effects) => {
            effects::commit(scene, machine, secrets, seen, &effects, None).await?;
            Answer::Settled
        }
    })
}

/// One read trip; then the checks that need the user's names: `SECRET_HASH`, and who answers.
async fn load(scene: &Scene, secrets: &Secrets, seen: &mut Seen, who: Who) -> Result<Facts> {
    let (cx, pool) = (&scene.cx, &scene.pool);
    let (user, attempts, key) = match &who {
        Who::Named(typed) => {
            let named = cx.user_by_name(pool, &scene.keys, typed).await?;
            (named.user, named.attempts, named.key)
        }
        Who::Known(sub) => known(scene, *sub).await?,
        // Somebody may have the name and no password: the counter is the one of the first leg
        // (CT-5), the person stays unknown.
        Who::Nobody(typed) => {
            let named = cx.user_by_name(pool, &scene.keys, typed).await?;
            (None, named.attempts, named.key)
        }
    };
    seen.key = Some(key);
    seen.typed = match who {
        Who::Named(typed) | Who::Nobody(typed) => Some(typed),
        Who::Known(_) => None,
    };
    check_names(scene, secrets, seen, user.as_ref())?;
    let credential_set_ms = match user.as_ref().and_then(|user| user.credential.as_deref()) {
        Some(sealed) => {
            let sub = user.as_ref().map_or(Sub([0; 16]), |user| user.sub);
            let account = &cx.config().account;
            Some(credentials::open(&scene.keys, account, pool.key, sub, sealed)?.set_ms)
        }
        None => None,
    };
    Ok(Facts { user, attempts, credential_set_ms })
}

async fn known(scene: &Scene, sub: Sub) -> Result<(Option<User>, Attempts, attempt::Key)> {
    let found = user::with_session(scene.cx.store(), scene.pool.key, sub, [0; 16]).await?;
    let key = attempt::Key::User(sub);
    Ok(match found {
        Some(found) => (Some(found.user), found.attempts, key),
        None => (None, Attempts::default(), key),
    })
}

fn check_names(scene: &Scene, secrets: &Secrets, seen: &Seen, user: Option<&User>) -> Result<()> {
    let given = secrets.answered_by.as_deref().or(seen.typed.as_deref()).unwrap_or_default();
    let known = user.map(|user| (user.username.as_str(), user.sub));
    let names = secret_hash_names(given, known);
    scene.client.check_secret_hash(secrets.secret_hash.as_deref(), &names)?;
    let Some(answered_by) = &secrets.answered_by else { return Ok(()) };
    let case_sensitive = scene.pool.rules.case_sensitive;
    let state = secrets.proof.as_ref().map(|proof| &proof.state);
    let right = match (user, state) {
        (Some(user), state) => {
            let typed = state.map_or(answered_by.as_str(), |state| &state.typed);
            state.is_none() || who_answers(answered_by, typed, user, case_sensitive)
        }
        (None, Some(state)) => {
            let fold = |text| name::typed_fold(&scene.pool.rules, text);
            fold(answered_by) == fold(&state.typed) || *answered_by == state.user_id_for_srp
        }
        (None, None) => true,
    };
    if right { Ok(()) } else { Err(Error::not_authorized("Invalid session for the user.")) }
}

async fn check_password(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    against_decoy: bool,
) -> Result<bool> {
    let password = password(secrets)?;
    if let (false, Some(user)) = (against_decoy, machine.user()) {
        return passwords::matches(&scene.cx, &scene.pool, &scene.keys, user, password).await;
    }
    // The same arithmetic against a verifier that nobody's password fits (PW-6).
    let typed = name::typed_fold(&scene.pool.rules, seen.typed.as_deref().unwrap_or_default());
    let decoy = credentials::simulated(&scene.keys, &typed);
    let user_id = credentials::simulated_user_id(&scene.keys, &typed);
    let (pool_id, password) = (scene.pool.id.clone(), password.clone());
    scene
        .cx
        .workers()
        .run(move || {
            let pool_name = cognate_domain::id::pool_name(&pool_id);
            let matches = cognate_crypto::srp::password_matches;
            matches(pool_name, &user_id, &password, &decoy.salt, &decoy.verifier)
        })
        .await?;
    Ok(false)
}

async fn call(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &Seen,
    trigger: Trigger,
    user_not_found: bool,
) -> Result<Answer> {
    if scene.pool.rules.functions.get(trigger).is_none() {
        return Ok(Answer::Returned(Value::Null));
    }
    let groups = match (trigger, machine.user()) {
        (Trigger::PreTokenGeneration, Some(user)) => scene.cx.token_groups(user).await?,
        _ => Vec::new(),
    };
    let occasion =
        events::occasion(scene, machine, secrets, seen, trigger, user_not_found, &groups);
    let port = scene.cx.functions();
    Ok(match triggers::call(port, &scene.pool, trigger, occasion.borrowed(scene)).await {
        Ok(response) => Answer::Returned(response.unwrap_or_default()),
        Err(refusal) => Answer::Failed(refusal),
    })
}

pub fn loaded<'a>(machine: &'a Machine<'_>) -> Result<&'a User> {
    machine.user().ok_or_else(|| Error::internal("a step for a user came without one"))
}

pub fn password(secrets: &Secrets) -> Result<&passwords::Password> {
    secrets.password.as_ref().ok_or_else(|| Error::internal("a password step came without one"))
}
