//! What is owed on a day, and how old it is (step 6).

use crate::basics::day::Day;

/// What a worker-period still lacks on a day.
///
/// Step 6. `overdue_days` is there exactly where something is overdue.
///
/// Basis: Decree 724 Art. 3 and 12: wages are paid on time and in full; there is no period of
/// grace. Choice: a payment on the due date itself, until 24:00 Beijing time, is on time.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::wages::arrears::{Arrears, arrears};
///
/// let due_day = Day(100);
/// assert_eq!(arrears(900, 300, due_day, Day(100)).not_yet_due_fen, 600);
/// assert_eq!(
///     arrears(900, 300, due_day, Day(131)),
///     Arrears { arrears_fen: 600, not_yet_due_fen: 0, overdue_days: Some(31) }
/// );
/// assert_eq!(arrears(900, 900, due_day, Day(131)).overdue_days, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrears {
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Unpaid and not yet due, in fen.
    pub not_yet_due_fen: i64,
    /// Days since the due date, where something is overdue.
    pub overdue_days: Option<i32>,
}

/// What is left of `due_fen` on `as_of`: overdue after the due date, not yet due up to it.
///
/// See [`Arrears`] for the rule and an example.
///
/// Example: [`Arrears`].
#[must_use]
pub fn arrears(due_fen: i64, paid_fen: i64, due_day: Day, as_of: Day) -> Arrears {
    let left_fen = due_fen - paid_fen;
    if as_of <= due_day {
        return Arrears { arrears_fen: 0, not_yet_due_fen: left_fen, overdue_days: None };
    }
    let overdue_days = (left_fen > 0).then(|| as_of.0 - due_day.0);
    Arrears { arrears_fen: left_fen, not_yet_due_fen: 0, overdue_days }
}

/// The bracket of an age, counted from 0: the first whose end is not below it, else the last one.
///
/// # Example
///
/// ```
/// use anxin::wages::arrears::bracket;
///
/// let ends = [30, 90, 180, 365];
/// assert_eq!((bracket(30, &ends), bracket(31, &ends), bracket(366, &ends)), (0, 1, 4));
/// ```
#[must_use]
pub fn bracket(overdue_days: i32, brackets_days: &[u32]) -> usize {
    brackets_days.partition_point(|&end| i64::from(end) < i64::from(overdue_days))
}
