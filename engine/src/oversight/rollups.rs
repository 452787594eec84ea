//! Kinds of works and kinds of investment: rows of `rollup_totals` (step 7).

use crate::basics::error::Result;
use crate::intake::facts::{Investment, Project};
use crate::oversight::totals::{ProjectTotals, Totals, grouped};

/// What projects are put together by.
///
/// Example: [`RollupKey::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// Kind of works.
    Category,
    /// Who pays for them.
    Investment,
}

impl Dimension {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 2] = [Self::Category, Self::Investment];

    /// The word in the column `dimension`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Investment => "investment",
        }
    }
}

/// What the projects of one line have in common.
///
/// Example: [`RollupKey::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollupKey {
    /// Kind of works, national list 1–99; 0 is not known.
    Category(u8),
    /// Who pays for them; `None` is not known.
    Investment(Option<Investment>),
}

impl RollupKey {
    /// The text in the column `key`; empty where not known.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::oversight::rollups::RollupKey;
    ///
    /// assert_eq!(RollupKey::Category(7).text(), "07");
    /// assert_eq!(RollupKey::Investment(None).text(), "");
    /// ```
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Category(0) => String::new(),
            Self::Category(category) => format!("{category:02}"),
            Self::Investment(investment) => investment.map_or("", word).to_owned(),
        }
    }

    /// Numbers in the order of the texts.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Category(category) => category,
            Self::Investment(investment) => investment.map_or(0, |investment| match investment {
                Investment::Government => 1,
                Investment::Private => 2,
                Investment::StateOwned => 3,
            }),
        }
    }
}

/// The word of the input.
const fn word(investment: Investment) -> &'static str {
    match investment {
        Investment::Government => "government",
        Investment::StateOwned => "state_owned",
        Investment::Private => "private",
    }
}

/// A row of `rollup_totals`.
///
/// Example: [`RollupKey::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollupTotals {
    /// By what its projects are put together.
    pub dimension: Dimension,
    /// What they have in common.
    pub key: RollupKey,
    /// The sums of its projects.
    pub totals: Totals,
}

/// Rows of `rollup_totals`, by dimension and key, the unknown first.
///
/// Holds: the sums of each dimension are the sums of all projects. The advance of split transfers
/// stands in the line of the unknown.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum or ratio does not fit.
///
/// Example: [`figures`](crate::oversight::figures).
pub fn rollup_totals(
    rows: &[ProjectTotals],
    projects: &[Project],
    split_advance_fen: i64,
) -> Result<Vec<RollupTotals>> {
    let mut found = Vec::new();
    for dimension in Dimension::ALL {
        let key = |row: &ProjectTotals| {
            let project = &projects[row.project.index()];
            match dimension {
                Dimension::Category => RollupKey::Category(project.category),
                Dimension::Investment => RollupKey::Investment(project.investment),
            }
        };
        let unknown = match dimension {
            Dimension::Category => RollupKey::Category(0),
            Dimension::Investment => RollupKey::Investment(None),
        };
        let order = |a: &RollupKey, b: &RollupKey| a.rank().cmp(&b.rank());
        let lines = grouped(rows, key, order, unknown, split_advance_fen)?;
        found.extend(lines.into_iter().map(|(key, totals)| RollupTotals {
            dimension,
            key,
            totals,
        }));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_the_order_of_their_texts() {
        let investments =
            [Investment::StateOwned, Investment::Private, Investment::Government].map(Some);
        let mut keys: Vec<_> =
            investments.into_iter().chain([None]).map(RollupKey::Investment).collect();
        keys.sort_by_key(|key| key.rank());
        let texts: Vec<_> = keys.into_iter().map(RollupKey::text).collect();
        assert_eq!(texts, ["", "government", "private", "state_owned"]);
        let texts: Vec<_> =
            [0, 9, 10, 99].map(|category| RollupKey::Category(category).text()).into();
        assert!(texts.is_sorted());
    }
}
