//! The shell of the auth machine: it answers the machine's questions, commits what it concludes and
//! only then lets an answer out (RL-2).
//!
//! InitiateAuth, AdminInitiateAuth, RespondToAuthChallenge and their twins all end in [`start`] or
//! [`respond`]; refreshes end in [`refresh`].

mod choice;
mod codes;
mod conclude;
mod custom;
mod device;
mod effects;
mod events;
mod passkey;
mod questions;
mod reckoned;
mod record;
mod refresh;
mod respond;
mod sealed;
pub mod signing_up;
pub mod software_token;
mod srp;
mod start;

use std::collections::BTreeMap;
use std::sync::Arc;

use cognate_domain::auth::{Circumstances, Door, Flow, Input, Machine, Next};
use cognate_domain::{Client, Pool, id};

use crate::clients::ClientEntry;
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;
use crate::passwords::Password;
use crate::rounds::{ROUNDS, pause};

pub use refresh::{Presented, refresh};
pub use respond::{Response, respond};
pub use start::{Request, start};

/// What a sign-in request was answered.
pub enum Outcome {
    Tokens(Issued),
    Challenge {
        name: &'static str,
        /// None for `PASSWORD_VERIFIER` of plain SRP, whose secret block carries the state.
        session: Option<String>,
        parameters: BTreeMap<String, String>,
        /// `AvailableChallenges`; empty where there was no choice.
        available: Vec<&'static str>,
    },
}

/// Tokens of a completed sign-in or refresh.
pub struct Issued {
    pub id: String,
    pub access: String,
    pub refresh: Option<String>,
    pub expires_in: i64,
    /// `NewDeviceMetadata`
    pub device: Option<NewDevice>,
}

/// A device that the client may confirm.
pub struct NewDevice {
    pub key: String,
    pub group_key: String,
}

/// Where a request stands: through which door, in which pool, for which client.
pub struct Scene {
    pub cx: Cx,
    pub door: Door,
    pub pool: Arc<Pool>,
    pub client: Arc<ClientEntry>,
    pub keys: Arc<PoolKeys>,
    /// `ClientMetadata`.
    pub metadata: BTreeMap<String, String>,
}

impl Scene {
    pub async fn new(
        cx: &Cx,
        door: Door,
        pool: Arc<Pool>,
        client: Arc<ClientEntry>,
        metadata: Option<BTreeMap<String, String>>,
    ) -> Result<Scene> {
        cx.refuse_blocked(&pool, &client.client.id, cx.occurrence.source).await?;
        let keys = cx.keys().pool(pool.key).await?;
        let metadata = metadata.unwrap_or_default();
        Ok(Scene { cx: cx.clone(), door, pool, client, keys, metadata })
    }

    pub fn client(&self) -> &Client {
        &self.client.client
    }
}

/// The secrets of a request, which the machine never sees.
#[derive(Default)]
struct Secrets {
    password: Option<Password>,
    client_public: Option<cognate_crypto::srp::ClientPublic>,
    proof: Option<srp::Proof>,
    secret_hash: Option<String>,
    /// A code of any kind, or the `ANSWER` to a custom challenge.
    code: Option<zeroize::Zeroizing<String>>,
    /// The `CREDENTIAL` of WEB_AUTHN, a JSON text.
    credential: Option<String>,
    /// The `USERNAME` of an answer, to be compared with whose state it answers.
    answered_by: Option<String>,
}

/// What a request says beside its [`Input`].
struct Aside {
    /// Of a first request; answers go on with the flow of their session.
    flow: Flow,
    /// `DEVICE_KEY`
    device: Option<String>,
}

/// Why the loop was left early.
enum Interrupted {
    /// A row moved between reading and committing: read again and decide again.
    Moved(&'static str),
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Interrupted {
    fn from(error: E) -> Interrupted {
        Interrupted::Failed(error.into())
    }
}

/// Runs a machine to its end; again from the start when what it read has moved.
async fn drive(scene: &Scene, input: Input, aside: &Aside, secrets: &Secrets) -> Result<Outcome> {
    let mut moved = "";
    for round in 0..ROUNDS {
        pause(&scene.cx, round).await;
        match attempt(scene, input.clone(), aside, secrets).await {
            Ok(outcome) => return Ok(outcome),
            Err(Interrupted::Failed(error)) => return Err(error),
            Err(Interrupted::Moved(what)) => moved = what,
        }
    }
    tracing::warn!(moved, "a sign-in kept being overtaken");
    Err(Error::too_many_requests())
}

async fn attempt(
    scene: &Scene,
    input: Input,
    aside: &Aside,
    secrets: &Secrets,
) -> std::result::Result<Outcome, Interrupted> {
    let cx = &scene.cx;
    let now_ms = cx.now_ms();
    // Drawn together: the generator costs by the call.
    let mut drawn = [[0; 16]; 3];
    cx.random().fill(drawn.as_flattened_mut());
    let [event_id, nonce, code_id] = drawn;
    let around = Circumstances {
        now_ms,
        store_epoch: cx.store_epoch(),
        event_id: id::version_4(event_id),
        nonce: id::in_time(now_ms, nonce),
        code_id,
        passkey_challenge: cx.random().array(),
        flow: aside.flow,
        device: aside.device.clone(),
        limits: cx.config().limits.attempts,
    };
    let mut machine = Machine::new(&scene.pool, scene.client(), input, around);
    let mut seen = questions::Seen::default();
    let mut next = machine.begin();
    loop {
        match next {
            Next::Ask(question) => {
                let answer =
                    questions::answer(scene, &machine, secrets, &mut seen, question).await?;
                next = machine.step(answer);
            }
            Next::Done(done) => {
                return conclude::conclude(scene, &machine, secrets, &seen, done).await;
            }
        }
    }
}
