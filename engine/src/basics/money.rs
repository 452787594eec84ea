//! Money in whole fen, and the only three ways it is ever divided.

use std::fmt;

use rust_decimal::Decimal;

/// An amount of money in whole fen (1 yuan = 100 fen).
///
/// Inside the engine columns of money are `Vec<i64>` whose names end in `_fen`; this type stands
/// where a person gives or gets a single amount.
///
/// # Example
///
/// ```
/// use anxin::Fen;
/// use rust_decimal::Decimal;
///
/// let wage = Fen::from_yuan(Decimal::new(123_456, 2)).unwrap();
/// assert_eq!(wage, Fen(123_456));
/// assert_eq!(wage.to_string(), "1234.56");
/// assert_eq!(wage.yuan(), Decimal::new(123_456, 2));
/// assert_eq!(Fen::from_yuan(Decimal::new(1, 3)), None); // a tenth of a fen is refused
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

impl Fen {
    /// The amount in yuan, with two decimals.
    #[must_use]
    pub fn yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// The whole fen of `yuan`; `None` where it has a part of a fen or does not fit.
    #[must_use]
    pub fn from_yuan(yuan: Decimal) -> Option<Self> {
        scaled(yuan, 2).and_then(|fen| i64::try_from(fen).ok()).map(Self)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

/// `value × 10^decimals` as a whole number; `None` where `value` has more decimals or it does not
/// fit.
///
/// # Example
///
/// ```
/// use anxin::basics::money::scaled;
/// use rust_decimal::Decimal;
///
/// assert_eq!(scaled(Decimal::new(2175, 2), 2), Some(2175));
/// assert_eq!(scaled(Decimal::new(15, 3), 2), None);
/// ```
#[must_use]
pub fn scaled(value: Decimal, decimals: u32) -> Option<i128> {
    let value = value.normalize();
    let missing = decimals.checked_sub(value.scale())?;
    value.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}

/// `numerator / denominator` rounded half up (away from zero at exactly one half).
///
/// `denominator` must be above zero.
///
/// # Example
///
/// ```
/// use anxin::basics::money::div_half_up;
///
/// assert_eq!(div_half_up(5, 2), 3);
/// assert_eq!(div_half_up(-5, 2), -3);
/// assert_eq!(div_half_up(4, 3), 1);
/// ```
#[must_use]
pub fn div_half_up(numerator: i128, denominator: i128) -> i128 {
    let (quotient, rest) = quotient(numerator, denominator);
    let rest = rest.abs();
    // `rest >= denominator - rest` cannot overflow, `2 * rest` could.
    if rest >= denominator - rest { quotient + numerator.signum() } else { quotient }
}

/// A whole `total_fen` divided in proportion to `weights`, fen by fen, by largest remainder.
///
/// Each share is first rounded down; the fen left over go to the largest remainders, the earlier
/// position first where remainders are equal: put the smaller id first. Nothing is divided where
/// all weights are zero. Weights and total must not be negative.
///
/// Holds: the shares add up to `total_fen` where any weight is above zero, and no share exceeds its
/// weight where `total_fen` is at most the sum of the weights.
///
/// # Example
///
/// ```
/// use anxin::basics::money::largest_remainder;
///
/// assert_eq!(largest_remainder(100, &[1, 1, 1]), vec![34, 33, 33]);
/// assert_eq!(largest_remainder(5, &[0, 0]), vec![0, 0]);
/// ```
#[must_use]
pub fn largest_remainder(total_fen: i64, weights: &[i64]) -> Vec<i64> {
    let mut shares = Vec::new();
    largest_remainder_into(total_fen, weights, &mut shares, &mut Vec::new());
    shares
}

/// As [`largest_remainder`], into buffers that are kept for the next division.
///
/// `shares` is overwritten and has the length of `weights` afterwards; `remainders` is scratch.
/// Linear in the number of weights.
///
/// # Example
///
/// ```
/// use anxin::basics::money::largest_remainder_into;
///
/// let (mut shares, mut scratch) = (Vec::new(), Vec::new());
/// largest_remainder_into(10, &[2, 1], &mut shares, &mut scratch);
/// assert_eq!(shares, [7, 3]);
/// largest_remainder_into(1, &[5, 5], &mut shares, &mut scratch);
/// assert_eq!(shares, [1, 0]);
/// ```
pub fn largest_remainder_into(
    total_fen: i64,
    weights: &[i64],
    shares: &mut Vec<i64>,
    remainders: &mut Vec<(i128, usize)>,
) {
    shares.clear();
    remainders.clear();
    let weight_sum: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if weight_sum == 0 {
        shares.resize(weights.len(), 0);
        return;
    }
    let mut left_fen = total_fen;
    for (position, &weight) in weights.iter().enumerate() {
        let product = i128::from(total_fen) * i128::from(weight);
        let (share, remainder) = quotient(product, weight_sum);
        // A share is at most the total, so it fits.
        let share = i64::try_from(share).unwrap_or(i64::MAX);
        shares.push(share);
        left_fen -= share;
        if remainder > 0 {
            remainders.push((remainder, position));
        }
    }
    let count = usize::try_from(left_fen).unwrap_or(0);
    if count > 0 && count < remainders.len() {
        remainders.select_nth_unstable_by(count, |a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    }
    for &(_, position) in remainders.iter().take(count) {
        shares[position] += 1;
    }
}

/// Quotient and remainder; in 64 bits where both fit and are not negative, which is much faster.
fn quotient(product: i128, divisor: i128) -> (i128, i128) {
    match (u64::try_from(product), u64::try_from(divisor)) {
        (Ok(product), Ok(divisor)) => {
            (i128::from(product / divisor), i128::from(product % divisor))
        }
        _ => (product / divisor, product % divisor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_fen_goes_up_and_less_goes_down() {
        assert_eq!(div_half_up(1, 2), 1);
        assert_eq!(div_half_up(49, 100), 0);
        assert_eq!(div_half_up(i128::MAX, 1), i128::MAX);
        assert_eq!(div_half_up(i128::MAX, i128::MAX), 1);
    }

    #[test]
    fn shares_add_up_and_never_exceed_their_weight() {
        for total in 0..=60 {
            let weights = [7, 0, 13, 40];
            let shares = largest_remainder(total, &weights);
            assert_eq!(shares.iter().sum::<i64>(), total);
            assert!(shares.iter().zip(weights).all(|(&share, weight)| share <= weight));
        }
    }

    #[test]
    fn the_fen_left_go_to_the_largest_remainders_in_order() {
        let weights = [9, 4, 9, 1, 4, 16, 9, 25, 4, 2];
        for total in 0..=83_i64 {
            let mut expected: Vec<i64> = weights.iter().map(|weight| total * weight / 83).collect();
            let mut order: Vec<usize> = (0..weights.len()).collect();
            order.sort_by_key(|&at| (-(total * weights[at] % 83), at));
            let left = total - expected.iter().sum::<i64>();
            for &at in order.iter().take(usize::try_from(left).unwrap()) {
                expected[at] += 1;
            }
            assert_eq!(largest_remainder(total, &weights), expected, "{total}");
        }
    }

    #[test]
    fn equal_remainders_favour_the_earlier() {
        assert_eq!(largest_remainder(1, &[5, 5]), vec![1, 0]);
    }

    #[test]
    fn text_has_two_decimals_and_the_sign() {
        assert_eq!(Fen(-5).to_string(), "-0.05");
        assert_eq!(Fen(i64::MIN).to_string(), "-92233720368547758.08");
    }
}
