//! The measurements use the clock they are given.

use crate::seeded::Seeded;
use cognate_crypto::{SigningKey, limits};

#[test]
fn a_measurement_is_the_mean_over_its_iterations() {
    let mut readings = [10.0, 13.0].into_iter();
    let mut clock = || readings.next().expect("two readings");
    assert!((limits::exponentiation_seconds(4, &mut clock) - 0.75).abs() < 1e-9);
    let mut readings = [0.0, 2.0].into_iter();
    let mut clock = || readings.next().expect("two readings");
    assert!((limits::fixed_base_seconds(0, &mut clock) - 2.0).abs() < 1e-9);
    let key = SigningKey::generate(&Seeded::new(1));
    let mut readings = [1.0, 2.0].into_iter();
    let mut clock = || readings.next().expect("two readings");
    assert!((limits::signature_seconds(&key, 2, &mut clock) - 0.5).abs() < 1e-9);
}
