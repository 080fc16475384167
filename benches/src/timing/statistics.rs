//! Two samples: do they come from one distribution?

/// How often labels are dealt anew for the test of medians.
const DEALS: usize = 2_000;

#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// Medians, in the unit of the samples.
    pub first: f64,
    pub second: f64,
    /// The chance that one of the first sample is larger than one of the second: 0.5 tells nothing.
    pub larger: f64,
    /// Mann-Whitney: the chance of ranks at least as uneven, were there no difference.
    pub p_ranks: f64,
    /// Permutations: the chance of medians at least as far apart, were there no difference.
    pub p_medians: f64,
}

/// Compares two samples. `seed` decides how labels are dealt.
pub fn compare(first: &[f64], second: &[f64], seed: u64) -> Comparison {
    let (larger, p_ranks) = mann_whitney(first, second);
    let (one, other) = (median(&mut first.to_vec()), median(&mut second.to_vec()));
    let p_medians = permutations(first, second, seed);
    Comparison { first: one, second: other, larger, p_ranks, p_medians }
}

/// Reorders the values.
pub fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let (middle, odd) = (values.len() / 2, values.len() % 2 == 1);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if odd {
        return upper;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (lower + upper) / 2.0
}

/// The chance that a value of the first is larger (ties count half), and the two-sided p of the normal
/// approximation, good from some twenty values each.
fn mann_whitney(first: &[f64], second: &[f64]) -> (f64, f64) {
    let mut all: Vec<(f64, bool)> = first.iter().map(|value| (*value, true)).collect();
    all.extend(second.iter().map(|value| (*value, false)));
    all.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (mut ranks, mut ties, mut at) = (0.0, 0.0, 0);
    while at < all.len() {
        let same = all[at..].iter().take_while(|one| one.0 == all[at].0).count();
        // The mean of the ranks (from 1) that the equal values share.
        let rank = at as f64 + (same as f64 + 1.0) / 2.0;
        ranks += rank * all[at..at + same].iter().filter(|one| one.1).count() as f64;
        ties += (same as f64).powi(3) - same as f64;
        at += same;
    }
    let (n, m) = (first.len() as f64, second.len() as f64);
    let u = ranks - n * (n + 1.0) / 2.0;
    let total = n + m;
    let variance = n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)));
    if variance <= 0.0 {
        return (0.5, 1.0);
    }
    let z = (u - n * m / 2.0) / variance.sqrt();
    (u / (n * m), two_sided(z))
}

/// How often dealt labels bring the medians at least as far apart as the true ones.
fn permutations(first: &[f64], second: &[f64], seed: u64) -> f64 {
    let apart = |first: &mut [f64], second: &mut [f64]| (median(first) - median(second)).abs();
    let seen = apart(&mut first.to_vec(), &mut second.to_vec());
    let mut all = [first, second].concat();
    let mut dice = Dice::new(seed);
    let mut as_far = 0;
    for _ in 0..DEALS {
        for at in 0..first.len() {
            let other = at + (dice.next() % (all.len() - at) as u64) as usize;
            all.swap(at, other);
        }
        let mut dealt = all.clone();
        let (left, right) = dealt.split_at_mut(first.len());
        as_far += usize::from(apart(left, right) >= seen);
    }
    (as_far as f64 + 1.0) / (DEALS as f64 + 1.0)
}

/// xorshift64*: good enough to deal labels, and the same for the same seed.
struct Dice(u64);

impl Dice {
    /// Neighbouring seeds give sequences that have nothing to do with each other (SplitMix64).
    fn new(seed: u64) -> Dice {
        let mixed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Dice((mixed ^ (mixed >> 31)) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }
}

/// The chance that a standard normal value is at least as far from zero.
fn two_sided(z: f64) -> f64 {
    // Abramowitz and Stegun 7.1.26, with the error function of z/√2.
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let terms = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let polynomial = terms.iter().fold(0.0, |sum, term| (sum + term) * t);
    (polynomial * (-x * x).exp()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(seed: u64, count: usize, shift: f64) -> Vec<f64> {
        let mut dice = Dice::new(seed);
        (0..count).map(|_| (dice.next() % 10_000) as f64 / 10.0 + shift).collect()
    }

    #[test]
    fn medians() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median(&mut [7.0]), 7.0);
        assert!(median(&mut []).is_nan());
    }

    #[test]
    fn ranks_of_a_textbook_example() {
        let (larger, _) = mann_whitney(&[19.0, 22.0, 16.0, 29.0, 24.0], &[20.0, 11.0, 17.0, 12.0]);
        // U = 17 of 20.
        assert!((larger - 17.0 / 20.0).abs() < 1e-12);
        assert_eq!(mann_whitney(&[1.0, 1.0], &[1.0, 1.0]), (0.5, 1.0));
    }

    #[test]
    fn tails_of_the_normal_distribution() {
        for (z, p) in [(0.0, 1.0), (1.0, 0.3173), (1.96, 0.0500), (2.576, 0.0100)] {
            assert!((two_sided(z) - p).abs() < 2e-4, "{z}");
            assert!((two_sided(-z) - p).abs() < 2e-4, "{z}");
        }
    }

    #[test]
    fn a_shift_is_found_and_chance_is_not() {
        let (one, other) = (sample(1, 2_000, 0.0), sample(2, 2_000, 0.0));
        let same = compare(&one, &other, 3);
        assert!(same.p_ranks > 0.01 && same.p_medians > 0.01, "{same:?}");
        let shifted = compare(&one, &sample(2, 2_000, 60.0), 3);
        assert!(shifted.p_ranks < 1e-6 && shifted.p_medians < 0.001, "{shifted:?}");
        assert!(shifted.larger < 0.5);
    }

    #[test]
    fn as_many_false_alarms_as_promised() {
        let alarms = (0..400u64)
            .filter(|run| {
                let (one, other) = (sample(run * 2 + 5, 60, 0.0), sample(run * 7 + 9_999, 60, 0.0));
                mann_whitney(&one, &other).1 < 0.05
            })
            .count();
        assert!((8..=36).contains(&alarms), "{alarms} of 400 at a level of 5 %");
    }
}
