//! PW-6: users who do not exist have a stable salt and a usable verifier.

use cognate_crypto::srp::{
    ClientPublic, ServerKey, Verifier, password_matches, session_key, simulated,
};

#[test]
fn pw_6_simulated_values_are_stable_and_distinct() {
    let ((salt, v), (again, w)) = (simulated(&[1; 32]), simulated(&[1; 32]));
    assert!(salt == again && v.0 == w.0);
    let (other_salt, other) = simulated(&[2; 32]);
    assert!(salt != other_salt && v.0 != other.0);
}

#[test]
fn pw_6_simulated_values_go_through_the_same_arithmetic() {
    for seed in 0..=255 {
        let (salt, v) = simulated(&[seed; 32]);
        assert_ne!(salt.0[0], 0);
        assert!(Verifier::from_padded(&v.0).is_ok());
    }
    let (salt, v) = simulated(&[3; 32]);
    assert!(!password_matches("pool", "ghost", "password", &salt, &v));
    let (key, client) = (ServerKey::from_bytes(&[7; 32]), ClientPublic::parse_hex("5").unwrap());
    assert!(session_key(&client, &key, &key.public(&v), &v).is_ok());
}
