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

impl Allocations {
    /// None yet, with room for `rows`.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            transfer: Vec::with_capacity(rows),
            engagement: Vec::with_capacity(rows),
            month: Vec::with_capacity(rows),
            pass: Vec::with_capacity(rows),
            amount_fen: Vec::with_capacity(rows),
        }
    }

    /// Gives back the room that was not needed.
    pub fn shrink_to_fit(&mut self) {
        let Self { transfer, engagement, month, pass, amount_fen } = self;
        transfer.shrink_to_fit();
        engagement.shrink_to_fit();
        month.shrink_to_fit();
        pass.shrink_to_fit();
        amount_fen.shrink_to_fit();
    }
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
