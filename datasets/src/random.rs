//! Random numbers that are the same everywhere and for ever.

/// A small generator (SplitMix64): one seed gives one sequence, on every machine and in every
/// version.
///
/// # Example
///
/// ```
/// use anxin_datasets::Random;
/// let (mut a, mut b) = (Random::new(7), Random::new(7));
/// assert_eq!(a.next(), b.next());
/// assert!(a.below(10) < 10);
/// ```
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The generator of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    #[expect(clippy::should_implement_trait, reason = "an endless source, not an iterator")]
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `bound − 1`; 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * (bound as u128);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// A whole number of the closed range `low..=high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1);
        let product = u128::from(self.next()) * u128::from(width);
        low + i64::try_from(product >> 64).unwrap_or(0)
    }

    /// Whether something that happens `permille` times in a thousand happens now.
    pub fn chance(&mut self, permille: u32) -> bool {
        self.between(0, 999) < i64::from(permille)
    }

    /// One of the values. The list must not be empty.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    /// Puts the values in a random order.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_of_seed_zero_is_the_published_one() {
        let mut random = Random::new(0);
        assert_eq!(random.next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.next(), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn both_ends_of_a_range_occur_and_nothing_beyond() {
        let mut random = Random::new(1);
        let seen: Vec<i64> = (0..200).map(|_| random.between(-2, 2)).collect();
        assert_eq!((seen.iter().min(), seen.iter().max()), (Some(&-2), Some(&2)));
    }
}
