//! WebAuthn: what a relying party checks of a registration and of a signature.
//!
//! Every byte comes from strangers: the CBOR reader is bounded, and whatever is not understood is
//! refused. Attestation statements `none` and `packed` are read; the signature of a `packed` one is
//! checked, but its signer is not asked for (the trust policy is "none", as the service's).
//!
//! Source: Web Authentication Level 3, sections 7.1 and 7.2; the steps are named where they are taken.

mod assertion;
mod attestation;
mod authenticator_data;
mod cbor;
mod certificate;
mod client_data;
mod cose;
mod fault;
mod registration;

pub use assertion::{Asserted, Assertion, verify_assertion};
pub use authenticator_data::CREDENTIAL_ID_BYTES_MAX;
pub use client_data::challenge_of;
pub use fault::Fault;
pub use registration::{Registered, verify_registration};

/// COSE numbers of the signature algorithms that are accepted, best first: ES256, EdDSA, RS256.
pub const ALGORITHMS: [i64; 3] = [cose::ES256, cose::EDDSA, cose::RS256];

/// What the relying party knows and demands of a ceremony.
pub struct Expected<'a> {
    /// The bytes that were sent as `challenge`.
    pub challenge: &'a [u8],
    /// The relying party's id: a domain name.
    pub rp_id: &'a str,
    /// Whether pages of this origin may take part.
    pub origin: &'a dyn Fn(&str) -> bool,
    /// Must the authenticator have verified the user (PIN, biometrics)?
    pub user_verification: bool,
}
