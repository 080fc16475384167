//! A value that must not be printed and does not outlive its use (KEY-8).

use zeroize::Zeroize;

/// A secret: overwritten on drop; deliberately without `Debug`, `Display`, `Serialize` and `==`.
///
/// Compare the exposed bytes with [`crate::equal`].
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes the value over. A copy the caller keeps is the caller's to clear.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, named so that every use is easy to find.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::rc::Rc;

    struct Watched(Rc<Cell<bool>>);

    impl Zeroize for Watched {
        fn zeroize(&mut self) {
            self.0.set(true);
        }
    }

    #[test]
    fn key_8_a_dropped_secret_is_zeroised() {
        let cleared = Rc::new(Cell::new(false));
        let secret = Secret::new(Watched(cleared.clone()));
        assert!(!secret.expose().0.get());
        drop(secret);
        assert!(cleared.get());
    }
}
