//! A published rate beside its counts: recomputed, and the difference (step 7.8).

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;

use crate::basics::money::div_half_up;

/// What became of a published rate.
///
/// Example: [`check_published_rate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedCheck {
    /// The rate from the counts, in percent with four decimals, half up.
    pub computed_percent: Decimal,
    /// Whether the published rate is that, rounded to its own decimals.
    pub is_right: bool,
}

/// The rate that counts give, beside a published one in percent; `None` where there is nothing to
/// divide by, or the counts are too large to.
///
/// A published rate is right when it is the exact rate rounded half up to the decimals it is
/// written with: `92.2` of 92.197 %, but not `92.0`.
///
/// **Basis:** a published report gives 4,171 of 4,524 as 91.4 %; rates are always made from counts.
///
/// # Example
///
/// ```
/// use anxin::oversight::published::check_published_rate;
///
/// let check = check_published_rate(4_171, 4_524, "91.4".parse().unwrap()).unwrap();
/// assert_eq!(check.computed_percent.to_string(), "92.1972");
/// assert!(!check.is_right);
/// assert!(check_published_rate(4_171, 4_524, "92.20".parse().unwrap()).unwrap().is_right);
/// assert_eq!(check_published_rate(1, 0, "100".parse().unwrap()), None);
/// ```
#[must_use]
pub fn check_published_rate(
    numerator: u64,
    denominator: u64,
    published_percent: Decimal,
) -> Option<PublishedCheck> {
    if denominator == 0 {
        return None;
    }
    let decimals = published_percent.scale().min(8);
    let percent = |decimals: u32| {
        let scale = 100_i128.checked_mul(10_i128.checked_pow(decimals)?)?;
        let rate = div_half_up(i128::from(numerator).checked_mul(scale)?, i128::from(denominator));
        Decimal::try_from_i128_with_scale(rate, decimals).ok()
    };
    let published = published_percent.round_dp_with_strategy(decimals, MidpointAwayFromZero);
    Some(PublishedCheck {
        computed_percent: percent(4)?,
        is_right: percent(decimals)? == published,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_right(numerator: u64, denominator: u64, published: &str) -> bool {
        check_published_rate(numerator, denominator, published.parse().unwrap()).unwrap().is_right
    }

    #[test]
    fn a_rate_is_compared_with_the_decimals_it_is_written_with() {
        for right in ["92", "92.2", "92.20", "92.197", "92.1972"] {
            assert!(is_right(4_171, 4_524, right), "{right}");
        }
        for wrong in ["91.4", "92.0", "92.1", "92.19", "93"] {
            assert!(!is_right(4_171, 4_524, wrong), "{wrong}");
        }
    }

    #[test]
    fn halves_go_up_and_rates_may_pass_one_hundred() {
        assert!(is_right(1, 8, "12.5"));
        assert!(is_right(1, 8, "13") && !is_right(1, 8, "12"));
        assert!(is_right(3, 2, "150"));
        assert!(is_right(0, 7, "0"));
        assert!(is_right(3, 1_000, "0.3"), "3 per mille");
    }

    #[test]
    fn counts_beyond_the_numbers_are_not_checked() {
        let huge = check_published_rate(u64::MAX, 1, Decimal::ONE);
        assert_eq!(huge.map(|check| check.is_right), Some(false));
    }
}
