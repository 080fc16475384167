//! KEY-8: what holds secrets cannot be printed. Does not compile when one of them can.

use cognate_crypto::srp::{Key16, ServerKey, Verifier};
use cognate_crypto::{DataKey, Kek, MacKey, RefreshKey, Sealer, Secret, SigningKey};
use std::fmt::{Debug, Display};

/// Implemented once for a type that cannot be printed, and more often, hence ambiguously, for one
/// that can.
trait Unprintable<Marker> {
    fn holds() {}
}

struct WithDebug;
struct WithDisplay;
struct WithSerialize;

impl<T: ?Sized> Unprintable<()> for T {}
impl<T: ?Sized + Debug> Unprintable<WithDebug> for T {}
impl<T: ?Sized + Display> Unprintable<WithDisplay> for T {}
impl<T: ?Sized + serde::Serialize> Unprintable<WithSerialize> for T {}

#[test]
fn key_8_secret_types_cannot_be_printed() {
    <Secret<[u8; 32]> as Unprintable<_>>::holds();
    <Secret<String> as Unprintable<_>>::holds();
    <Kek as Unprintable<_>>::holds();
    <DataKey as Unprintable<_>>::holds();
    <Sealer as Unprintable<_>>::holds();
    <MacKey as Unprintable<_>>::holds();
    <RefreshKey as Unprintable<_>>::holds();
    <SigningKey as Unprintable<_>>::holds();
    <Verifier as Unprintable<_>>::holds();
    <ServerKey as Unprintable<_>>::holds();
    <Key16 as Unprintable<_>>::holds();
}

#[test]
fn key_8_verifiers_zeroise() {
    fn zeroises<T: zeroize::ZeroizeOnDrop>() {}
    zeroises::<Verifier>();
}
