//! The section `[batch_payouts]` of a file.

use super::super::error::Result;
use super::value::Section;

/// Step 4.4: how far a debit looks for the lines that it pays, and how long.
///
/// # Example
///
/// ```
/// use anxin::Policy;
///
/// assert_eq!(Policy::default().batch_payouts.window_days, 45);
/// let policy = Policy::from_toml("batch_payouts.steps = 1000", "our.toml")?;
/// assert_eq!(policy.batch_payouts.steps, 1000);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchPayoutRules {
    /// Days after the end of a wage month within which a debit that names no sheet may pay it.
    pub window_days: u32,
    /// Steps of work that one payout may take.
    pub steps: u32,
}

/// Reads the section.
pub(super) fn batch_payouts(
    mut file: Section<'_>,
    base: Option<&BatchPayoutRules>,
) -> Result<BatchPayoutRules> {
    let rules = BatchPayoutRules {
        window_days: file.whole_or("window_days", base.map(|base| base.window_days), 0..=366)?,
        steps: file.whole_or("steps", base.map(|base| base.steps), 1..=1_000_000_000)?,
    };
    file.finish()?;
    Ok(rules)
}
