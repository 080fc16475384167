//! Randomness as a parameter (KEY-7).

/// A source of unpredictable bytes.
///
/// Functions take `&dyn Random` instead of calling a generator, so that tests can replay a run.
/// Production code passes [`SystemRandom`] and nothing else.
pub trait Random: Send + Sync {
    /// Overwrites all of `out`.
    fn fill(&self, out: &mut [u8]);
}

impl dyn Random + '_ {
    /// `N` fresh bytes.
    pub fn array<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}

/// The operating system's generator, through AWS-LC.
///
/// AWS-LC reseeds from the kernel, detects `fork`, and mixes in fresh kernel entropy so that a
/// restored snapshot does not repeat itself.
#[derive(Clone, Copy, Default)]
pub struct SystemRandom;

#[expect(clippy::disallowed_methods, reason = "this is where randomness comes from")]
impl Random for SystemRandom {
    fn fill(&self, out: &mut [u8]) {
        // AWS-LC blocks until the kernel can answer and aborts the process if it never will, so
        // there is no error to hand to callers.
        aws_lc_rs::rand::fill(out).expect("the operating system's generator answers");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_7_system_random_fills_everything_and_does_not_repeat() {
        let random: &dyn Random = &SystemRandom;
        let (first, second) = (random.array::<64>(), random.array::<64>());
        assert_ne!(first, second);
        assert!(first[..32].iter().any(|b| *b != 0) && first[32..].iter().any(|b| *b != 0));
    }
}
