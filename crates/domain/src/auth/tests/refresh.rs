//! The decision over a refresh token, as a table.

use serde_json::json;

use super::play::*;
use crate::auth::refresh::*;
use crate::client::{Client, Rotation};
use crate::session::Session;
use crate::session::tests::session as sample;
use crate::user::{Status, User};

const NOW: i64 = 50_000;

/// A token of the third generation, its family, its user, and a client without rotation.
struct Scene {
    token: RefreshToken,
    client: Client,
    session: Option<Session>,
    user: Option<User>,
    store_epoch: i64,
    now_ms: i64,
}

impl Scene {
    fn new() -> Scene {
        let pool = new_pool(json!({}));
        let session = Session { user_epoch: 4, ..sample() };
        let token = RefreshToken {
            pool: 7,
            client: "client".into(),
            sub: SUB.0,
            session: session.id,
            generation: 3,
            expires_ms: session.expires,
        };
        let client = new_client(&pool, json!({}));
        let (session, user) = (Some(session), Some(user()));
        Scene { token, client, session, user, store_epoch: 0, now_ms: NOW }
    }

    fn rotating() -> Scene {
        let mut scene = Scene::new();
        scene.client.rules.rotation = Some(Rotation { grace_seconds: 20 });
        scene
    }

    fn session(&mut self) -> &mut Session {
        self.session.as_mut().unwrap()
    }

    fn user(&mut self) -> &mut User {
        self.user.as_mut().unwrap()
    }

    fn decide(&self) -> Result<Decision, (&'static str, String)> {
        let (session, user) = (self.session.as_ref(), self.user.as_ref());
        let epoch = self.store_epoch;
        decide(&self.token, &self.client, session, user, epoch, self.now_ms)
            .map_err(|refusal| (refusal.code, refusal.message))
    }
}

#[test]
fn refusals_in_their_order() {
    type Change = fn(&mut Scene);
    let not = "NotAuthorizedException";
    let cases: [(Change, &str, &str); 14] = [
        (|scene| scene.token.client = "other".into(), not, "Invalid Refresh Token"),
        (|scene| scene.token.expires_ms = NOW, not, "Refresh Token has expired"),
        (|scene| scene.session = None, not, "Refresh Token has been revoked"),
        (|scene| scene.user = None, not, "Refresh Token has been revoked"),
        (|scene| scene.session().client = "other".into(), not, "Invalid Refresh Token"),
        (|scene| scene.session().revoked = true, not, "Refresh Token has been revoked"),
        (|scene| scene.user().epoch = 5, not, "Refresh Token has been revoked"),
        // OTP-11: from before a restore.
        (|scene| scene.store_epoch = 1, not, "Refresh Token has been revoked"),
        (|scene| scene.session().expires = NOW, not, "Refresh Token has expired"),
        (|scene| scene.user().enabled = false, not, "User is disabled."),
        (
            |scene| {
                scene.user().enabled = false;
                scene.user().epoch = 5;
            },
            not,
            "User is disabled.",
        ),
        (
            |scene| scene.user().status = Status::Unconfirmed,
            "UserNotConfirmedException",
            "User is not confirmed.",
        ),
        (
            |scene| scene.user().status = Status::ResetRequired,
            "PasswordResetRequiredException",
            "Password reset required for the user",
        ),
        // Revocation is told before reuse.
        (
            |scene| {
                scene.token.generation = 1;
                scene.session().revoked = true;
            },
            not,
            "Refresh Token has been revoked",
        ),
    ];
    for (change, code, message) in cases {
        for mut scene in [Scene::new(), Scene::rotating()] {
            change(&mut scene);
            assert_eq!(scene.decide(), Err((code, message.to_owned())));
        }
    }
}

#[test]
fn the_current_token_reissues_or_rotates() {
    assert_eq!(Scene::new().decide(), Ok(Decision::Reissue));
    assert_eq!(Scene::rotating().decide(), Ok(Decision::Rotate { to: 4 }));
    for status in [Status::ForceChangePassword, Status::ExternalProvider] {
        let mut scene = Scene::new();
        scene.user().status = status;
        assert_eq!(scene.decide(), Ok(Decision::Reissue));
    }
}

#[test]
fn otp_9_the_replaced_token_has_its_grace_and_then_betrays_the_family() {
    for mut scene in [Scene::new(), Scene::rotating()] {
        // Rotated at 10 000 with 20 seconds of grace.
        scene.token.generation = 2;
        scene.now_ms = 29_999;
        assert_eq!(scene.decide(), Ok(Decision::Repeat { generation: 3 }));
        scene.now_ms = 30_000;
        assert_eq!(scene.decide(), Ok(Decision::Reuse));
        scene.now_ms = 10_001;
        for generation in [0, 1, 4] {
            scene.token.generation = generation;
            assert_eq!(scene.decide(), Ok(Decision::Reuse), "generation {generation}");
        }
    }
    assert_eq!(reuse().code, "RefreshTokenReuseException");
}
