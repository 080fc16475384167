//! Fair draws from a fixed number of random bytes.

/// The bytes read as one large number, from which draws are taken by division with remainder.
///
/// After draws worth `k` bits from `n` random bytes the bias is below 2^(k - 8n): for the identifiers
/// made here less than 2^-100, without the retry loop that rejection sampling would need.
pub struct Draw {
    /// Most significant first.
    number: Vec<u32>,
}

impl Draw {
    pub fn new(random: &[u8]) -> Draw {
        // What does not fill a word is the most significant part.
        let words = random.rchunks(4).rev();
        let word = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        Draw { number: words.map(word).collect() }
    }

    /// A number below `bound` (1 to 2^16).
    pub fn below(&mut self, bound: usize) -> usize {
        debug_assert!((1..=1 << 16).contains(&bound));
        let bound = bound as u64;
        let mut rest = 0_u64;
        for word in &mut self.number {
            let value = rest << 32 | u64::from(*word);
            *word = (value / bound) as u32;
            rest = value % bound;
        }
        rest as usize
    }

    pub fn pick(&mut self, from: &[u8]) -> u8 {
        from[self.below(from.len())]
    }

    /// Puts `items` in a random order (Fisher-Yates).
    pub fn shuffle(&mut self, items: &mut [u8]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_the_digits_of_the_number() {
        let mut draw = Draw::new(&[0, 0x04, 0xD2]); // 1234
        let digits: Vec<usize> = (0..5).map(|_| draw.below(10)).collect();
        assert_eq!(digits, [4, 3, 2, 1, 0]);
        assert_eq!(Draw::new(&[0xFF; 4]).below(1 << 16), 0xFFFF);
        let mut long = Draw::new(&[1, 0, 0, 0, 0, 9]); // 2^40 + 9
        assert_eq!([256, 1 << 16, 1 << 16, 256].map(|bound| long.below(bound)), [9, 0, 0, 1]);
    }
}
