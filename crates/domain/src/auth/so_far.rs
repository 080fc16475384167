//! The sign-in as it stands between two requests.

use crate::auth::challenge::ChallengeName;
use crate::auth::continuation::{Continuation, Custom, State};
use crate::auth::flow::Flow;
use crate::auth::input::Input;
use crate::auth::machine::{Circumstances, Machine};
use crate::auth::proof::Proof;
use crate::auth::question::TokenSource;
use crate::auth::step_up::StepUp;
use crate::user::User;

/// The sign-in as it stands: what the next session carries on, and what the tokens say.
#[derive(Clone, Debug)]
pub(super) struct SoFar {
    pub origin: Flow,
    pub typed: String,
    pub event_id: [u8; 16],
    pub step: u8,
    pub proven: Vec<Proof>,
    pub source: TokenSource,
    pub device: Option<String>,
    pub custom: Option<Custom>,
    pub target: Option<StepUp>,
}

impl SoFar {
    pub fn new(input: &Input, around: &Circumstances) -> SoFar {
        let device = around.device.clone();
        let typed = input.typed().to_owned();
        if let Some(session) = input.session() {
            return SoFar {
                origin: session.origin,
                typed: session.typed.clone(),
                event_id: session.event_id,
                step: session.step,
                proven: session.proven.clone(),
                source: session.source,
                device: device.or_else(|| session.device.clone()),
                custom: session.custom.clone(),
                target: session.target.clone(),
            };
        }
        let fresh = SoFar {
            origin: around.flow,
            typed,
            event_id: around.event_id,
            step: 0,
            proven: Vec::new(),
            source: TokenSource::Authentication,
            device,
            custom: None,
            target: None,
        };
        match input {
            Input::SrpProof { state } | Input::DeviceProof { state } => SoFar {
                origin: Flow::UserSrp,
                event_id: state.event_id,
                device: fresh.device.or_else(|| state.device.clone()),
                ..fresh
            },
            Input::Choice(choice) => SoFar { target: choice.target.clone(), ..fresh },
            _ => fresh,
        }
    }
}

impl Machine<'_> {
    /// The session of a challenge that this request ends with.
    pub(super) fn next_session(&self, challenge: ChallengeName, state: State) -> Continuation {
        let user = self.facts.user.as_ref();
        let so_far = self.so_far.clone();
        let minutes = self.client.rules.auth_session_minutes;
        Continuation {
            pool: self.pool.key,
            client: self.client.id.clone(),
            sub: user.map(|user| user.sub.0),
            challenge,
            origin: so_far.origin,
            step: so_far.step.saturating_add(1),
            nonce: self.around.nonce,
            expires_ms: self.around.now_ms + minutes * 60_000,
            user_epoch: user.map_or(0, |user| user.epoch),
            credential_stamp: user.map_or(0, User::credential_stamp),
            store_epoch: self.around.store_epoch,
            typed: so_far.typed,
            event_id: so_far.event_id,
            proven: so_far.proven,
            source: so_far.source,
            device: so_far.device,
            code: None,
            state,
            custom: so_far.custom,
            target: so_far.target,
            available: Vec::new(),
        }
    }
}
