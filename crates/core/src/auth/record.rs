//! The event of a sign-in, in pools that record what users do: one row for all its steps, written with
//! what each of them settles.

use cognate_domain::auth::{Effect, Machine, Proof};
use cognate_domain::auth_event::{AuthEvent, Factor, Response};
use cognate_store::batch::Statement;

use crate::auth::Scene;
use crate::events;

/// What this step has made of the sign-in. None: nothing is recorded, or nobody is known who did it.
pub fn step(
    scene: &Scene,
    machine: &Machine<'_>,
    effects: &[Effect],
    response: Response,
) -> Option<AuthEvent> {
    if !events::are_recorded(&scene.pool) {
        return None;
    }
    let (user, kind) = (machine.user()?, cognate_domain::auth_event::Kind::SignIn);
    // A refusal that settles nothing was not about an answer.
    if response == Response::Fail && effects.is_empty() {
        return None;
    }
    let client = Some(scene.client().id.as_str());
    let mut event = events::event(&scene.cx, &scene.pool, client, user.sub, kind);
    event.id = machine.event_id();
    event.response = response;
    event.factors = machine.proven().iter().filter_map(proven).collect();
    let wrong = |effect: &Effect| matches!(effect, Effect::AttemptFailed(_) | Effect::WrongCode);
    if response == Response::Fail && effects.iter().any(wrong) {
        let factor = if event.factors.is_empty() { Factor::Password } else { Factor::Mfa };
        event.factors.push((factor, false));
    }
    Some(event)
}

/// For the batch of the step.
pub fn statement(event: Option<&AuthEvent>) -> Option<Statement> {
    event.map(events::statement)
}

/// After the batch has been committed.
pub async fn committed(scene: &Scene, machine: &Machine<'_>, event: Option<AuthEvent>) {
    if let (Some(event), Some(user)) = (event, machine.user()) {
        scene.cx.export(&scene.pool, user, &event).await;
    }
}

/// AWS knows two names.
fn proven(proof: &Proof) -> Option<(Factor, bool)> {
    match proof {
        Proof::Password => Some((Factor::Password, true)),
        Proof::Sms | Proof::EmailOtp | Proof::Totp | Proof::Passkey { .. } | Proof::Device => {
            Some((Factor::Mfa, true))
        }
        Proof::Custom | Proof::Federated => None,
    }
}
