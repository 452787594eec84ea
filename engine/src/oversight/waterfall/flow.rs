//! The state of the waterfall: what is still uncovered, and who has received what.

use crate::basics::error::{Error, Result};
use crate::basics::ids::{EngagementId, NameId, ProjectId};
use crate::basics::money::largest_remainder_into;

/// Overdue arrears grouped by project; only engagements that are owed something.
///
/// Example: [`Owed::new`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// The rows of project `p` are `offsets[p]..offsets[p + 1]`.
    pub offsets: Vec<usize>,
    /// The engagement, rising within a project, so that workers stand in their order.
    pub engagement: Vec<EngagementId>,
    /// What it is owed, in fen. Above zero.
    pub arrears_fen: Vec<i64>,
}

impl Owed {
    /// Groups the arrears of engagements by project; one pass to count, one to fill.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::ids::{EngagementId, ProjectId};
    /// use anxin::oversight::waterfall::Owed;
    ///
    /// let projects = [ProjectId(1), ProjectId(0), ProjectId(1), ProjectId(1)];
    /// let owed = Owed::new(2, &projects, &[50, 70, 0, 20]);
    /// assert_eq!(owed.offsets, [0, 1, 3]);
    /// assert_eq!(owed.engagement, [EngagementId(1), EngagementId(0), EngagementId(3)]);
    /// assert_eq!(owed.arrears_fen, [70, 50, 20]);
    /// ```
    #[must_use]
    pub fn new(
        project_count: usize,
        project_of_engagement: &[ProjectId],
        arrears_fen: &[i64],
    ) -> Self {
        let mut offsets = vec![0; project_count + 1];
        let owed = || {
            (0_u32..)
                .zip(project_of_engagement.iter().zip(arrears_fen))
                .filter(|(_, (_, fen))| **fen > 0)
        };
        for (_, (project, _)) in owed() {
            offsets[project.index() + 1] += 1;
        }
        for position in 0..project_count {
            offsets[position + 1] += offsets[position];
        }
        let mut next = offsets.clone();
        let count = offsets[project_count];
        let mut grouped = Self {
            offsets,
            engagement: vec![EngagementId::NONE; count],
            arrears_fen: vec![0; count],
        };
        for (engagement, (project, &fen)) in owed() {
            let row = next[project.index()];
            next[project.index()] += 1;
            grouped.engagement[row] = EngagementId(engagement);
            grouped.arrears_fen[row] = fen;
        }
        grouped
    }
}

/// Where money that covers arrears comes from.
///
/// Example: [`figures`](crate::oversight::figures).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Step 1: this wage account.
    WageAccount(NameId),
    /// Step 2: the deposit at this position, which stands for one project.
    ProjectDeposit(u32),
    /// Step 3: the deposit at this position, which stands for a contractor.
    ContractorDeposit(u32),
    /// Step 4: what the owner of this project still owes for the works.
    OwnerUnsettled(ProjectId),
    /// Step 4: the payment guarantee at this position.
    PaymentGuarantee(u32),
    /// Step 5: the emergency fund at this position.
    EmergencyFund(u32),
}

impl Source {
    /// The word of the output column `source`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WageAccount(_) => "wage_account",
            Self::ProjectDeposit(_) => "project_deposit",
            Self::ContractorDeposit(_) => "contractor_deposit",
            Self::OwnerUnsettled(_) => "owner_unsettled",
            Self::PaymentGuarantee(_) => "payment_guarantee",
            Self::EmergencyFund(_) => "emergency_fund",
        }
    }
}

/// What covers one engagement, one row an engagement and source.
///
/// Example: [`figures`](crate::oversight::figures).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cover {
    /// Whose arrears.
    pub engagement: EngagementId,
    /// By what.
    pub source: Source,
    /// How much, in fen. Above zero.
    pub amount_fen: i64,
}

/// What covers the overdue arrears of one project, in fen. All zero or more.
///
/// Example: [`waterfall`](super::waterfall()).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Step 1.
    pub by_wage_account_fen: i64,
    /// Step 2.
    pub by_project_deposit_fen: i64,
    /// Step 3.
    pub by_contractor_deposit_fen: i64,
    /// Step 4: unsettled amount and payment guarantees.
    pub by_owner_fen: i64,
    /// Step 5.
    pub by_emergency_fund_fen: i64,
    /// All steps together.
    pub covered_fen: i64,
    /// What no source meets.
    pub uncovered_fen: i64,
}

impl Covered {
    fn of_step(&mut self, source: Source) -> &mut i64 {
        match source {
            Source::WageAccount(_) => &mut self.by_wage_account_fen,
            Source::ProjectDeposit(_) => &mut self.by_project_deposit_fen,
            Source::ContractorDeposit(_) => &mut self.by_contractor_deposit_fen,
            Source::OwnerUnsettled(_) | Source::PaymentGuarantee(_) => &mut self.by_owner_fen,
            Source::EmergencyFund(_) => &mut self.by_emergency_fund_fen,
        }
    }
}

/// The funding waterfall of all projects.
///
/// Example: [`waterfall`](super::waterfall()).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waterfall {
    /// One row a project.
    pub project: Vec<Covered>,
    /// What is covered of each row of [`Owed`], in fen; the rest of its arrears is uncovered.
    pub covered_fen: Vec<i64>,
    /// By engagement, then step, then source; empty unless asked for.
    pub cover: Vec<Cover>,
}

/// What a project has received from a source in the step that is under way.
#[derive(Clone, Copy)]
struct Receipt {
    project: ProjectId,
    source: Source,
    amount_fen: i64,
}

/// What is still uncovered while sources are drawn on.
pub(super) struct Flow<'a> {
    owed: &'a Owed,
    /// By row of `owed`; as it was when the step began.
    left_fen: Vec<i64>,
    /// By project; less the receipts of the step.
    project_left_fen: Vec<i64>,
    project: Vec<Covered>,
    cover: Option<Vec<Cover>>,
    /// Of the step under way, in the order of its sources.
    receipts: Vec<Receipt>,
    weights: Vec<i64>,
    project_shares: Vec<i64>,
    parts: Vec<i64>,
    shares: Vec<i64>,
    remainders: Vec<(i128, usize)>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(owed: &'a Owed, project_count: usize, with_cover: bool) -> Result<Self> {
        assert_eq!(owed.offsets.len(), project_count + 1, "arrears are grouped by these projects");
        let mut project_left_fen = Vec::with_capacity(project_count);
        for rows in owed.offsets.windows(2) {
            let sum = owed.arrears_fen[rows[0]..rows[1]]
                .iter()
                .try_fold(0_i64, |sum, &fen| sum.checked_add(fen))
                .ok_or(Error::AmountOverflow { what: "arrears of a project" })?;
            project_left_fen.push(sum);
        }
        Ok(Self {
            owed,
            left_fen: owed.arrears_fen.clone(),
            project_left_fen,
            project: vec![Covered::default(); project_count],
            cover: with_cover.then(Vec::new),
            receipts: Vec::new(),
            weights: Vec::new(),
            project_shares: Vec::new(),
            parts: Vec::new(),
            shares: Vec::new(),
            remainders: Vec::new(),
        })
    }

    /// Divides a source among projects in proportion to what is still uncovered there.
    pub(super) fn share(&mut self, projects: &[ProjectId], source: Source, available_fen: i64) {
        if available_fen <= 0 {
            return;
        }
        self.weights.clear();
        self.weights.extend(projects.iter().map(|project| self.project_left_fen[project.index()]));
        let wanted: i128 = self.weights.iter().map(|&fen| i128::from(fen)).sum();
        let total_fen = i64::try_from(wanted).map_or(available_fen, |fen| fen.min(available_fen));
        let mut shares = std::mem::take(&mut self.project_shares);
        largest_remainder_into(total_fen, &self.weights, &mut shares, &mut self.remainders);
        for (&project, &share_fen) in projects.iter().zip(&shares) {
            self.pay(project, source, share_fen);
        }
        self.project_shares = shares;
    }

    /// Lays money of a source against what is uncovered in one project.
    pub(super) fn pay(&mut self, project: ProjectId, source: Source, available_fen: i64) {
        let at = project.index();
        let amount_fen = available_fen.min(self.project_left_fen[at]);
        if amount_fen <= 0 {
            return;
        }
        self.receipts.push(Receipt { project, source, amount_fen });
        self.project_left_fen[at] -= amount_fen;
        let covered = &mut self.project[at];
        *covered.of_step(source) += amount_fen;
        covered.covered_fen += amount_fen;
    }

    /// Divides what each project has received in the step among its workers, in one go.
    pub(super) fn finish_step(&mut self) {
        let mut receipts = std::mem::take(&mut self.receipts);
        // Stable: within a project the sources stay in their order.
        receipts.sort_by_key(|receipt| receipt.project);
        for received in receipts.chunk_by(|a, b| a.project == b.project) {
            self.hand_to_workers(received);
        }
        receipts.clear();
        self.receipts = receipts;
    }

    /// Divides the receipts of one project in proportion to what is uncovered of its workers.
    fn hand_to_workers(&mut self, received: &[Receipt]) {
        let at = received[0].project.index();
        let rows = self.owed.offsets[at]..self.owed.offsets[at + 1];
        let left_fen = &mut self.left_fen[rows.clone()];
        // At most what was uncovered when the step began, so it fits.
        let total_fen: i64 = received.iter().map(|receipt| receipt.amount_fen).sum();
        let mut parts = std::mem::take(&mut self.parts);
        largest_remainder_into(total_fen, left_fen, &mut parts, &mut self.remainders);
        for (left, part_fen) in left_fen.iter_mut().zip(&parts) {
            *left -= part_fen;
        }
        if self.cover.is_some() {
            for receipt in received {
                self.fill(receipt, &mut parts, rows.start);
            }
        }
        self.parts = parts;
    }

    /// Fills the workers' still open parts from one source; their rows begin at `first_row`.
    fn fill(&mut self, receipt: &Receipt, parts: &mut [i64], first_row: usize) {
        largest_remainder_into(receipt.amount_fen, parts, &mut self.shares, &mut self.remainders);
        for ((part_fen, &share_fen), row) in parts.iter_mut().zip(&self.shares).zip(first_row..) {
            *part_fen -= share_fen;
            if let Some(cover) = &mut self.cover
                && share_fen > 0
            {
                let engagement = self.owed.engagement[row];
                cover.push(Cover { engagement, source: receipt.source, amount_fen: share_fen });
            }
        }
    }

    pub(super) fn finish(mut self) -> Waterfall {
        for (covered, &left_fen) in self.project.iter_mut().zip(&self.project_left_fen) {
            covered.uncovered_fen = left_fen;
        }
        for (left_fen, &arrears_fen) in self.left_fen.iter_mut().zip(&self.owed.arrears_fen) {
            *left_fen = arrears_fen - *left_fen;
        }
        let mut cover = self.cover.unwrap_or_default();
        cover.sort_unstable();
        Waterfall { project: self.project, covered_fen: self.left_fen, cover }
    }
}
