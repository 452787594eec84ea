//! Exact rates: parts of an amount, ratios of two amounts, clauses that change a rate.

use rust_decimal::Decimal;

use crate::basics::error::{Error, Result};
use crate::basics::money::div_half_up;
use crate::basics::policy::DepositClause;

/// `rate × amount_fen` in fen, rounded once, half up.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where it does not fit.
///
/// # Example
///
/// ```
/// use anxin::oversight::deposit::rate::part_of;
/// use rust_decimal::Decimal;
///
/// assert_eq!(part_of(Decimal::new(15, 3), 101).unwrap(), 2); // 1.5 % of 1.01 yuan: 1.515 fen
/// ```
pub fn part_of(rate: Decimal, amount_fen: i64) -> Result<i64> {
    let rate = rate.normalize();
    10_i128
        .checked_pow(rate.scale())
        .zip(rate.mantissa().checked_mul(i128::from(amount_fen)))
        .and_then(|(unit, product)| i64::try_from(div_half_up(product, unit)).ok())
        .ok_or(Error::AmountOverflow { what: "deposit required" })
}

/// An amount of a policy in yuan as fen, half up.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where it does not fit.
///
/// # Example
///
/// ```
/// use anxin::oversight::deposit::rate::fen_of_yuan;
/// use rust_decimal::Decimal;
///
/// assert_eq!(fen_of_yuan(Decimal::new(12_345, 3)).unwrap(), 1_235); // 12.345 yuan
/// assert!(fen_of_yuan(Decimal::MAX).is_err());
/// ```
pub fn fen_of_yuan(yuan: Decimal) -> Result<i64> {
    part_of(yuan, 100)
}

/// `numerator_fen / denominator_fen` in ten-thousandths, half up; `None` where the denominator is
/// zero.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where the ratio does not fit.
///
/// # Example
///
/// ```
/// use anxin::oversight::deposit::rate::ratio_e4;
///
/// assert_eq!(ratio_e4(4_171, 4_524).unwrap(), Some(9_220)); // 92.197 %
/// assert_eq!(ratio_e4(1, 0).unwrap(), None);
/// ```
pub fn ratio_e4(numerator_fen: i64, denominator_fen: i64) -> Result<Option<i64>> {
    if denominator_fen <= 0 {
        return Ok(None);
    }
    let ratio = div_half_up(i128::from(numerator_fen) * 10_000, i128::from(denominator_fen));
    i64::try_from(ratio).map(Some).map_err(|_| Error::AmountOverflow { what: "ratio of two sums" })
}

/// A rate in ten-thousandths, half up, as the tables print it.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where it does not fit.
///
/// # Example
///
/// ```
/// use anxin::oversight::deposit::rate::rate_e4;
/// use rust_decimal::Decimal;
///
/// assert_eq!(rate_e4(Decimal::new(225, 4)).unwrap(), 225); // 2.25 %
/// ```
pub fn rate_e4(rate: Decimal) -> Result<i64> {
    part_of(rate, 10_000)
}

/// The rate a clause makes of `rate`: replaced, then lowered, then raised.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where it does not fit.
///
/// # Example
///
/// ```
/// use anxin::basics::policy::DepositClause;
/// use anxin::oversight::deposit::rate::rate_under;
/// use rust_decimal::Decimal;
///
/// let clause = DepositClause { raise: Some(Decimal::new(5, 1)), ..DepositClause::default() };
/// assert_eq!(rate_under(&clause, Decimal::new(15, 3)).unwrap(), Decimal::new(225, 4));
/// ```
pub fn rate_under(clause: &DepositClause, rate: Decimal) -> Result<Decimal> {
    if clause.exempt {
        return Ok(Decimal::ZERO);
    }
    let one = Decimal::ONE;
    let mut rate = clause.rate.unwrap_or(rate);
    for factor in [clause.cut.map(|cut| one - cut), clause.raise.map(|raise| one + raise)]
        .into_iter()
        .flatten()
    {
        rate =
            rate.checked_mul(factor).ok_or(Error::AmountOverflow { what: "rate of a deposit" })?;
    }
    Ok(rate.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_rounded_once_half_up() {
        let rate = Decimal::new(5, 3);
        assert_eq!(part_of(rate, 100).unwrap(), 1);
        assert_eq!(part_of(rate, 99).unwrap(), 0);
        assert_eq!(part_of(Decimal::new(4, 2), 80_000_000_000).unwrap(), 3_200_000_000);
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert!(part_of(Decimal::from(2), i64::MAX).is_err());
        assert!(part_of(Decimal::MAX, i64::MAX).is_err());
        assert!(ratio_e4(i64::MAX, 1).is_err());
        assert!(
            rate_under(
                &DepositClause { raise: Some(Decimal::from(9)), ..DepositClause::default() },
                Decimal::MAX
            )
            .is_err()
        );
    }

    #[test]
    fn a_rate_is_printed_with_four_decimals() {
        assert_eq!(rate_e4(Decimal::new(12_345, 6)).unwrap(), 123);
        assert_eq!(rate_e4(Decimal::new(12_350, 6)).unwrap(), 124);
        assert_eq!(fen_of_yuan(Decimal::new(10_000_000, 0)).unwrap(), 1_000_000_000);
    }

    #[test]
    fn an_empty_clause_changes_nothing_and_a_cut_lowers() {
        let rate = Decimal::new(2, 2);
        assert_eq!(rate_under(&DepositClause::default(), rate).unwrap(), rate);
        let half = DepositClause { cut: Some(Decimal::new(5, 1)), ..DepositClause::default() };
        assert_eq!(rate_under(&half, rate).unwrap(), Decimal::new(1, 2));
    }
}
