//! Ages of arrears as words (step 6).

use crate::basics::day::Day;
use crate::basics::policy::AgeingRules;

/// The brackets of the policy and their words.
///
/// # Example
///
/// ```
/// use anxin::basics::policy::AgeingRules;
/// use anxin::report::tables::Brackets;
///
/// let brackets = Brackets::new(&AgeingRules { brackets_days: vec![30, 90] });
/// assert_eq!(brackets.words(), ["1-30", "31-90", "over_90"]);
/// assert_eq!([1, 30, 31, 91].map(|days| brackets.position(days)), [0, 0, 1, 2]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brackets {
    upper_days: Vec<u32>,
    words: Vec<String>,
}

impl Brackets {
    /// The brackets of a policy; their upper ends rise.
    #[must_use]
    pub fn new(rules: &AgeingRules) -> Self {
        let upper_days = rules.brackets_days.clone();
        let mut first_day = 1;
        let mut words = Vec::with_capacity(upper_days.len() + 1);
        for &upper in &upper_days {
            words.push(format!("{first_day}-{upper}"));
            first_day = upper.saturating_add(1);
        }
        words.push(format!("over_{}", first_day - 1));
        Self { upper_days, words }
    }

    /// The words, the youngest bracket first.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Position of the bracket of arrears that are `overdue_days` old.
    #[must_use]
    pub fn position(&self, overdue_days: u32) -> usize {
        self.upper_days.partition_point(|&upper| upper < overdue_days)
    }
}

/// Days from `due_day` to `as_of`, which is not before it.
pub(crate) fn overdue_days(due_day: Day, as_of: Day) -> u32 {
    as_of.0.saturating_sub(due_day.0).max(0).cast_unsigned()
}
