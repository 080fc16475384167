//! What a password or a proof is reckoned with. The user's own credential and a made-up one are made ready
//! for everybody, so that who exists makes no difference to the work (CT-2, PW-6).

use cognate_domain::{User, name};

use crate::auth::Scene;
use crate::auth::questions::Seen;
use crate::credentials::{self, Credential};

pub struct Reckoned {
    pub credential: Credential,
    /// Under whose name passwords are digested.
    pub user_id: String,
    /// The user's own: nothing fits any other.
    pub is_real: bool,
}

/// `typed`: the name of the sign-in; `user`: None for decoys.
pub fn reckoned(scene: &Scene, seen: &Seen, typed: &str, user: Option<&User>) -> Reckoned {
    let folded = name::typed_fold(&scene.pool.rules, typed);
    let made_up = credentials::simulated(&scene.keys, &folded);
    let made_up_id = credentials::simulated_user_id(&scene.keys, &folded);
    let own = user.and(seen.credential.as_ref());
    Reckoned {
        credential: own.cloned().unwrap_or(made_up),
        user_id: own
            .and_then(|own| own.user_id.clone())
            .or_else(|| user.map(|user| user.username.clone()))
            .unwrap_or(made_up_id),
        is_real: own.is_some(),
    }
}
