//! Answers to the machine's questions.

use serde_json::Value;

use cognate_crypto::totp;
use cognate_domain::auth::{
    Answer, Facts, KnownDevice, Machine, Proof, Question, Who, With, secret_hash_names, who_answers,
};
use cognate_domain::code::Outstanding;
use cognate_domain::factor::Factors;
use cognate_domain::name;
use cognate_domain::pool::Trigger;
use cognate_domain::{Sub, User};
use cognate_store::records::code::Code;
use cognate_store::records::device::Device;
use cognate_store::records::user::StandIn;
use cognate_store::records::{attempt, user};

use crate::auth::reckoned::{Reckoned, reckoned};
use crate::auth::{Interrupted, Scene, Secrets, codes, device, effects, events, passkey, srp};
use crate::credentials::{self, Credential};
use crate::decoys;
use crate::error::{Error, Result};
use crate::factors;
use crate::migration;
use crate::passwords;
use crate::triggers;
use crate::users::Named;

/// What has been learned while answering, for the conclusion.
#[derive(Default)]
pub struct Seen {
    /// Whose counter guards this sign-in.
    pub key: Option<attempt::Key>,
    /// The sign-in string as typed, where there was one.
    pub typed: Option<String>,
    /// Of the user who was loaded, known to the machine or not.
    pub credential: Option<Credential>,
    /// The code that is out, of the purpose that was asked for.
    pub code: Option<Code>,
    /// The device that the sign-in named.
    pub device: Option<Device>,
    /// The user's passkeys.
    pub passkeys: Option<passkey::Held>,
    /// The password was right, and what it was compared with came from another system: from now on
    /// it is a verifier of ours.
    pub proven_foreign: bool,
    /// The user as a settlement has left them.
    pub after: Option<User>,
}

pub async fn answer(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &mut Seen,
    question: Question,
) -> std::result::Result<Answer, Interrupted> {
    Ok(match question {
        Question::Load { who, with } => {
            Answer::Loaded(load(scene, machine, secrets, seen, who, with).await?)
        }
        Question::CheckPassword { against_decoy } => {
            Answer::Proof(check_password(scene, machine, secrets, seen, against_decoy).await?)
        }
        Question::CheckSrp { against_decoy } => {
            let user = machine.user().filter(|_| !against_decoy);
            let proof = secrets.proof.as_ref().ok_or_else(|| Error::internal("no proof"))?;
            Answer::Proof(srp::check(scene, seen, user, proof).await?)
        }
        Question::CheckCode => Answer::Proof(codes::fits(scene, machine, secrets, seen)?),
        Question::CheckTotp { secret } => {
            let code = secrets.code.as_ref().ok_or_else(|| Error::internal("no code was given"))?;
            Answer::Totp(totp::matching_step(&secret.0, code, scene.cx.now_ms()))
        }
        Question::CheckDevice { .. } => {
            Answer::Proof(device::check(scene, machine, secrets, seen).await?)
        }
        Question::CheckPasskey { challenge, against_decoy } => Answer::Passkey(passkey::check(
            scene,
            machine,
            secrets,
            seen,
            &challenge,
            against_decoy,
        )?),
        Question::CheckHistory => {
            let user = loaded(machine)?;
            let password = password(secrets)?;
            let (pool, keys) = (&scene.pool, &scene.keys);
            Answer::UsedBefore(passwords::used_before(&scene.cx, pool, keys, user, password).await?)
        }
        Question::Call { trigger, user_not_found } => {
            call(scene, machine, secrets, seen, trigger, user_not_found).await?
        }
        Question::Migrate(migrated) => {
            let (cx, pool, keys) = (&scene.cx, &scene.pool, &scene.keys);
            let (client, password) = (&scene.client().id, Some(password(secrets)?));
            match migration::make(cx, pool, keys, client, &migrated, password).await? {
                Ok(()) => {
                    let who = Who::Named(machine.typed().to_owned());
                    Answer::Loaded(load(scene, machine, secrets, seen, who, With::default()).await?)
                }
                Err(refusal) => Answer::Failed(refusal),
            }
        }
        Question::Settle(effects) => {
            seen.after =
                effects::commit(scene, machine, secrets, seen, &effects, Vec::new()).await?;
            Answer::Settled
        }
    })
}

/// One read trip; then the checks that need the user's names: `SECRET_HASH`, and who answers. A
/// credential is opened for everybody, in the last resort somebody else's (CT-2).
async fn load(
    scene: &Scene,
    machine: &Machine<'_>,
    secrets: &Secrets,
    seen: &mut Seen,
    who: Who,
    with: With,
) -> Result<Facts> {
    let sub = match &who {
        Who::Known(sub) => Some(*sub),
        Who::Named(_) | Who::Nobody(_) => None,
    };
    let Named { user, attempts, key, stand_in } = match (&who, with.code) {
        (Who::Known(_) | Who::Nobody(_), Some(purpose)) => {
            let (named, code) = codes::read(scene, machine.typed(), sub, purpose).await?;
            seen.code = code;
            named
        }
        (Who::Named(typed), _) => named(scene, typed).await?,
        (Who::Known(sub), None) => known(scene, machine, secrets, *sub).await?,
        // Somebody may have the name and no password: the counter is the one of the first leg
        // (CT-5), the person stays unknown.
        (Who::Nobody(typed), None) => {
            let named = named(scene, typed).await?;
            let hidden = named.user.map(StandIn::from);
            Named { user: None, stand_in: hidden.or(named.stand_in), ..named }
        }
    };
    seen.key = Some(key);
    seen.typed = match who {
        Who::Named(typed) | Who::Nobody(typed) => Some(typed),
        Who::Known(_) => None,
    };
    check_names(scene, secrets, seen, user.as_ref())?;
    let factors;
    (seen.credential, factors) = match (&user, &stand_in) {
        (Some(User { sub, credential, factors, .. }), _) => {
            unseal(scene, *sub, credential.as_deref(), factors.as_deref())?
        }
        (None, Some(StandIn { sub, credential, factors })) => {
            drop(unseal(scene, *sub, credential.as_deref(), factors.as_deref()));
            <_>::default()
        }
        (None, None) => <_>::default(),
    };
    let credential_set_ms = seen.credential.as_ref().map(|credential| credential.set_ms);
    if let Some(id) = with.device {
        seen.device = device::load(scene, user.as_ref(), id).await?;
    }
    let device = seen.device.as_ref().map(|device| KnownDevice { remembered: device.remembered });
    let code = seen.code.as_ref().map(|code| {
        let Code { id, attempts, expires, store_epoch, .. } = *code;
        (id, Outstanding { attempts, expires, store_epoch })
    });
    let simulated = decoys::seed(&scene.keys, &scene.pool, machine.typed());
    let folded = name::typed_fold(&scene.pool.rules, machine.typed());
    let simulated_id = credentials::simulated_user_id(&scene.keys, &folded);
    let known = user.as_ref().filter(|user| user.enabled);
    if with.passkeys {
        seen.passkeys = Some(passkey::load(scene, machine.typed(), known).await?);
    }
    // Somebody who is not might have one wherever they can be used.
    let has = |held: &passkey::Held| match known {
        Some(_) => held.any(),
        None => held.has_relying_party(),
    };
    let passkeys = seen.passkeys.as_ref().is_some_and(has);
    Ok(Facts {
        user,
        attempts,
        credential_set_ms,
        factors,
        code,
        device,
        passkeys,
        simulated,
        simulated_id,
        former_name: seen.credential.as_ref().and_then(|own| own.user_id.clone()),
    })
}

async fn named(scene: &Scene, typed: &str) -> Result<Named> {
    scene.cx.user_by_name(&scene.pool, &scene.keys, typed).await
}

/// Who answers a secret block is read by the name that was typed, as who is nobody must be; by id only
/// where the name has gone to another meanwhile. Nobody proves a factor: who has proven one is read
/// without what makes up for a name.
async fn known(scene: &Scene, machine: &Machine<'_>, secrets: &Secrets, sub: Sub) -> Result<Named> {
    if let Some(proof) = &secrets.proof {
        let named = named(scene, &proof.state.typed).await?;
        if named.user.as_ref().is_some_and(|user| user.sub == sub) {
            return Ok(named);
        }
    }
    let (store, pool) = (scene.cx.store(), scene.pool.key);
    let found = match machine.proven().iter().any(|proof| *proof != Proof::Custom) {
        true => user::with_attempts(store, pool, sub).await?,
        false => {
            let found = user::with_session(store, pool, sub, [0; 16]).await?;
            found.map(|found| (found.user, found.attempts))
        }
    };
    let (user, attempts) = found.unzip();
    let attempts = attempts.unwrap_or_default();
    Ok(Named { user, attempts, key: attempt::Key::User(sub), stand_in: None })
}

/// What is kept sealed of one user.
fn unseal(
    scene: &Scene,
    sub: Sub,
    credential: Option<&[u8]>,
    factors: Option<&[u8]>,
) -> Result<(Option<Credential>, Factors)> {
    let Scene { cx, keys, .. } = scene;
    let open = |sealed| credentials::open(keys, &cx.config().account, keys.pool, sub, sealed);
    Ok((credential.map(open).transpose()?, factors::open_sealed(cx, keys, sub, factors)?))
}

fn check_names(scene: &Scene, secrets: &Secrets, seen: &Seen, user: Option<&User>) -> Result<()> {
    let secret_hash = secrets.secret_hash.as_deref();
    let names = match secret_hash {
        Some(_) => {
            let typed = seen.typed.as_deref();
            let given = secrets.answered_by.as_deref().or(typed).unwrap_or_default();
            secret_hash_names(given, user.map(|user| (user.username.as_str(), user.sub)))
        }
        None => Vec::new(),
    };
    scene.client.check_secret_hash(secret_hash, &names)?;
    let Some(answered_by) = &secrets.answered_by else { return Ok(()) };
    let case_sensitive = scene.pool.rules.case_sensitive;
    let state = secrets.proof.as_ref().map(|proof| &proof.state);
    let right = match (user, state) {
        (Some(user), state) => {
            let typed = state.map_or(answered_by.as_str(), |state| &state.typed);
            state.is_none_or(|state| *answered_by == state.user_id_for_srp)
                || who_answers(answered_by, typed, user, case_sensitive)
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
    seen: &mut Seen,
    against_decoy: bool,
) -> Result<bool> {
    let password = password(secrets)?;
    let user = machine.user().filter(|_| !against_decoy);
    let Reckoned { credential, user_id, is_real } =
        reckoned(scene, seen, seen.typed.as_deref().unwrap_or_default(), user);
    // The first right password is kept in our own form, under the present name.
    let is_foreign = credential.foreign.is_some() || credential.user_id.is_some();
    let (pool_id, password) = (scene.pool.id.clone(), password.clone());
    let fits = scene
        .cx
        .workers()
        .run(move || {
            let pool_name = cognate_domain::id::pool_name(&pool_id);
            credential.matches(pool_name, &user_id, &password)
        })
        .await?;
    seen.proven_foreign = fits & is_real & is_foreign;
    Ok(fits & is_real)
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
