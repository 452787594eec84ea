//! Which fen of which transfer paid which period (step 5).

use crate::basics::day::Month;
use crate::basics::ids::EngagementId;

/// Allocations of a chunk of workers, in the order in which they were made.
///
/// Example: [`allocated`](crate::wages::allocated::allocated).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allocations {
    /// Position of the transfer in the table of transfers (which is in the order of their ids).
    pub transfer: Vec<u32>,
    /// Whose period was paid.
    pub engagement: Vec<EngagementId>,
    /// The period.
    pub month: Vec<Month>,
    /// Named period or oldest debt.
    pub pass: Vec<Pass>,
    /// Amount in fen, above zero.
    pub amount_fen: Vec<i64>,
}

/// How an allocation came about.
///
/// Example: [`allocated`](crate::wages::allocated::allocated).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pass {
    /// The transfer names the period.
    Named,
    /// The debt that fell due first (Civil Code Art. 560).
    Oldest,
}

impl Pass {
    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Oldest => "oldest",
        }
    }
}
