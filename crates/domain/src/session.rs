//! A refresh-token family: one row per sign-in, the positive list. Absent means revoked.

use crate::Sub;

/// One token session. `id` is the `origin_jti` of all its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub pool: i64,
    pub sub: Sub,
    pub id: [u8; 16],
    /// App client id.
    pub client: String,
    /// Raised by each rotation; a refresh token names the generation it was issued for.
    pub generation: i64,
    /// When the current generation was issued; 0 before the first rotation.
    pub rotated_at: i64,
    /// How long the previous generation still works, as configured at the rotation (0-60).
    pub grace_seconds: i64,
    /// The user's epoch at sign-in.
    pub user_epoch: i64,
    /// The store's epoch at sign-in; a restore from backup raises it (OTP-11).
    pub store_epoch: i64,
    /// Seconds since the epoch, kept over refreshes.
    pub auth_time: i64,
    pub created: i64,
    /// Absolute end of the refresh token; rotation does not move it.
    pub expires: i64,
    pub revoked: bool,
    /// Space separated.
    pub scope: String,
    /// Device key.
    pub device: Option<String>,
    /// `event_id` of the sign-in, repeated in refreshed tokens.
    pub event_id: [u8; 16],
    pub last_active: i64,
    /// What the sign-in proved, as values of the `amr` claim separated by spaces.
    pub amr: String,
    /// The level that was asked for and reached: only then tokens say `acr` and `amr`.
    pub acr: Option<String>,
}

/// Whether a session still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Live,
    Revoked,
    Expired,
}

/// What a presented refresh token is to its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented {
    /// The current generation.
    Current,
    /// The one before, inside its grace period: reissue the current generation, write nothing.
    Grace,
    /// A spent one: RefreshTokenReuseException, and the family is revoked (OTP-9).
    Reused,
}

impl Session {
    /// Revocation is checked before expiry, so that a dead family says so for as long as its row lives.
    pub fn standing(&self, user_epoch: i64, now: i64) -> Standing {
        if self.revoked || self.user_epoch != user_epoch {
            Standing::Revoked
        } else if now >= self.expires {
            Standing::Expired
        } else {
            Standing::Live
        }
    }

    /// Access tokens die with their family but not with the refresh token's expiry: they have their own.
    pub fn admits_access_token(&self, user_epoch: i64) -> bool {
        !self.revoked && self.user_epoch == user_epoch
    }

    /// Judges the generation named by a refresh token.
    pub fn presented(&self, generation: i64, now: i64) -> Presented {
        if generation == self.generation {
            return Presented::Current;
        }
        let previous = generation + 1 == self.generation;
        if previous && now < self.rotated_at + self.grace_seconds * 1000 {
            Presented::Grace
        } else {
            Presented::Reused
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn session() -> Session {
        Session {
            pool: 1,
            sub: Sub([1; 16]),
            id: [2; 16],
            client: "client".into(),
            generation: 3,
            rotated_at: 10_000,
            grace_seconds: 20,
            user_epoch: 7,
            store_epoch: 0,
            auth_time: 1,
            created: 1_000,
            expires: 100_000,
            revoked: false,
            scope: String::new(),
            device: None,
            event_id: [3; 16],
            last_active: 1_000,
            amr: "pwd".into(),
            acr: None,
        }
    }

    #[test]
    fn standing_depends_on_epoch_flag_and_expiry() {
        let live = session();
        assert_eq!(live.standing(7, 99_999), Standing::Live);
        assert_eq!(live.standing(7, 100_000), Standing::Expired);
        assert_eq!(live.standing(8, 50_000), Standing::Revoked);
        assert!(live.admits_access_token(7) && !live.admits_access_token(8));
        let revoked = Session { revoked: true, ..session() };
        assert_eq!(revoked.standing(7, 200_000), Standing::Revoked);
        assert!(!revoked.admits_access_token(7));
    }

    #[test]
    fn otp_9_only_the_previous_generation_has_grace() {
        let s = session();
        assert_eq!(s.presented(3, 90_000), Presented::Current);
        assert_eq!(s.presented(2, 29_999), Presented::Grace);
        assert_eq!(s.presented(2, 30_000), Presented::Reused);
        assert_eq!(s.presented(1, 10_001), Presented::Reused);
        assert_eq!(s.presented(4, 10_001), Presented::Reused);
        let none = Session { grace_seconds: 0, ..session() };
        assert_eq!(none.presented(2, 10_000), Presented::Reused);
    }
}
