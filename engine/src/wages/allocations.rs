//! Which fen of which transfer paid which period (step 5).

use std::ops::Range;

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

    /// Whether a row is that of another list.
    pub(crate) fn is_same_row(&self, row: usize, other: &Self, at: usize) -> bool {
        self.transfer[row] == other.transfer[at]
            && self.engagement[row] == other.engagement[at]
            && self.month[row] == other.month[at]
            && self.pass[row] == other.pass[at]
            && self.amount_fen[row] == other.amount_fen[at]
    }

    /// Appends rows of another list.
    pub(crate) fn push_rows(&mut self, other: &Self, rows: Range<usize>) {
        self.transfer.extend_from_slice(&other.transfer[rows.clone()]);
        self.engagement.extend_from_slice(&other.engagement[rows.clone()]);
        self.month.extend_from_slice(&other.month[rows.clone()]);
        self.pass.extend_from_slice(&other.pass[rows.clone()]);
        self.amount_fen.extend_from_slice(&other.amount_fen[rows]);
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
