//! Exact fractions; a result that does not fit in 128 bits is an error.

use std::cmp::Ordering;

/// What the caller is told when a number does not fit.
pub const TOO_LARGE: &str = "a number does not fit in 128 bits";

/// A fraction in lowest terms with a positive denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub over: i128,
    /// Below the line, above zero.
    pub under: i128,
}

fn common_divisor(left: i128, right: i128) -> i128 {
    if right == 0 { left.abs() } else { common_divisor(right, left % right) }
}

fn product(left: i128, right: i128) -> Result<i128, String> {
    left.checked_mul(right).ok_or_else(|| TOO_LARGE.to_string())
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Fraction = Fraction { over: 0, under: 1 };

    /// `over / under`; `under` is above zero.
    pub fn new(over: i128, under: i128) -> Fraction {
        let divisor = common_divisor(over, under).max(1);
        Fraction { over: over / divisor, under: under / divisor }
    }

    /// A whole number.
    pub fn whole(number: i128) -> Fraction {
        Fraction { over: number, under: 1 }
    }

    /// The sum.
    pub fn plus(self, other: Fraction) -> Result<Fraction, String> {
        let left = product(self.over, other.under)?;
        let right = product(other.over, self.under)?;
        let over = left.checked_add(right).ok_or_else(|| TOO_LARGE.to_string())?;
        Ok(Fraction::new(over, product(self.under, other.under)?))
    }

    /// The difference.
    pub fn minus(self, other: Fraction) -> Result<Fraction, String> {
        self.plus(Fraction { over: -other.over, under: other.under })
    }

    /// The product.
    pub fn times(self, other: Fraction) -> Result<Fraction, String> {
        let left = Fraction::new(self.over, other.under);
        let right = Fraction::new(other.over, self.under);
        Ok(Fraction::new(product(left.over, right.over)?, product(left.under, right.under)?))
    }

    /// The quotient; `other` is above zero.
    pub fn divided_by(self, other: Fraction) -> Result<Fraction, String> {
        self.times(Fraction { over: other.under, under: other.over })
    }

    /// Which is greater.
    pub fn compare(self, other: Fraction) -> Result<Ordering, String> {
        Ok(self.minus(other)?.over.cmp(&0))
    }

    /// The greater one.
    pub fn greater(self, other: Fraction) -> Result<Fraction, String> {
        Ok(if self.compare(other)? == Ordering::Less { other } else { self })
    }

    /// The smaller one.
    pub fn smaller(self, other: Fraction) -> Result<Fraction, String> {
        Ok(if self.compare(other)? == Ordering::Greater { other } else { self })
    }

    /// The nearest whole number, half up.
    pub fn half_up(self) -> Result<i128, String> {
        let twice = product(self.over, 2)?;
        let over = twice.checked_add(self.under).ok_or_else(|| TOO_LARGE.to_string())?;
        Ok(over.div_euclid(product(self.under, 2)?))
    }

    /// The whole number at or below.
    pub fn floor(self) -> i128 {
        self.over.div_euclid(self.under)
    }
}

/// Divides an amount in proportion to weights, in whole units by largest remainder; of equal
/// remainders the one that stands first wins. Nothing is divided where all weights are zero.
pub fn share(amount: i128, weights: &[i128]) -> Result<Vec<i128>, String> {
    let total: i128 = weights.iter().sum();
    if total == 0 {
        return Ok(vec![0; weights.len()]);
    }
    let mut shares = Vec::new();
    let mut remainders = Vec::new();
    for (place, weight) in weights.iter().enumerate() {
        let whole = product(amount, *weight)?;
        shares.push(whole / total);
        remainders.push((-(whole % total), place));
    }
    remainders.sort();
    let mut left = amount - shares.iter().sum::<i128>();
    for (_, place) in remainders {
        if left > 0 {
            shares[place] += 1;
            left -= 1;
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up_once() {
        assert_eq!(Fraction::new(5, 2).half_up(), Ok(3));
        assert_eq!(Fraction::new(-5, 2).half_up(), Ok(-2));
        assert_eq!(Fraction::new(7, 3).half_up(), Ok(2));
        assert_eq!(Fraction::new(i128::MAX, 1).half_up(), Err(TOO_LARGE.to_string()));
    }

    #[test]
    fn shares_add_up_and_ties_go_to_the_first() {
        assert_eq!(share(100, &[1, 1, 1]), Ok(vec![34, 33, 33]));
        assert_eq!(share(2, &[1, 1, 1]), Ok(vec![1, 1, 0]));
        assert_eq!(share(10, &[0, 3, 1]), Ok(vec![0, 8, 2]));
        assert_eq!(share(10, &[0, 0]), Ok(vec![0, 0]));
    }
}
