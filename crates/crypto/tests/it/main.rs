//! The crate as its users see it: vectors, an independent SRP client, attack tables.

mod certificate;
mod compact;
mod imported;
mod jwk;
mod jwt;
mod kek;
mod limits;
mod place;
mod printing;
mod seal;
mod secret_hash;
mod seeded;
mod signed_tokens;
mod signing_key;
mod srp_agreement;
mod srp_client;
mod srp_simulated;
mod srp_values;
mod srp_vectors;
mod totp;
mod webauthn;
