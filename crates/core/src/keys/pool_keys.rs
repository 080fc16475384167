//! The working keys of one pool, derived once from its data key.

use cognate_crypto::{DataKey, MacKey, Purpose, RefreshKey, Sealer};

/// One pool's keys by purpose. Pool 0 is the installation itself.
pub struct PoolKeys {
    pub pool: i64,
    pub version: i64,
    data: DataKey,
    /// Credentials: SRP salt and verifier.
    pub srp: Sealer,
    /// Further factors: TOTP seeds.
    pub factors: Sealer,
    pub challenge_session: Sealer,
    pub secret_block: Sealer,
    pub client_secret: Sealer,
    pub jwt_sign: Sealer,
    pub page_token: Sealer,
    pub outbox: Sealer,
    /// Session tokens of temporary credentials; used of the installation's keys only.
    pub sts_session: Sealer,
    pub refresh: RefreshKey,
    /// Names the attempt counters of names that no user has (CT-5).
    pub attempt: MacKey,
    /// Salts and verifiers of users that do not exist (PW-6).
    pub fake_user: MacKey,
}

impl PoolKeys {
    pub fn derive(pool: i64, version: i64, data: DataKey) -> PoolKeys {
        let sealer = |purpose| data.sealer(purpose, pool, version);
        let mac = |purpose| data.mac(purpose, pool, version);
        PoolKeys {
            pool,
            version,
            srp: sealer(Purpose::Srp),
            factors: sealer(Purpose::Totp),
            challenge_session: sealer(Purpose::ChallengeSession),
            secret_block: sealer(Purpose::SecretBlock),
            client_secret: sealer(Purpose::ClientSecret),
            jwt_sign: sealer(Purpose::JwtSign),
            page_token: sealer(Purpose::PageToken),
            outbox: sealer(Purpose::Outbox),
            sts_session: sealer(Purpose::StsSession),
            refresh: data.refresh_key(pool, version),
            attempt: mac(Purpose::AttemptMac),
            fake_user: mac(Purpose::FakeUser),
            data,
        }
    }

    /// For purposes that are not on a hot path.
    pub fn mac(&self, purpose: Purpose) -> MacKey {
        self.data.mac(purpose, self.pool, self.version)
    }

    /// For purposes that are not on a hot path.
    pub fn sealer(&self, purpose: Purpose) -> Sealer {
        self.data.sealer(purpose, self.pool, self.version)
    }
}
