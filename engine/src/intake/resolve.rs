//! Transfers get their verdicts: what became of each, and whose it is (steps 4.1 and 4.2).

use super::keyed::Keyed;
use super::read::parallel::each;
use super::rows::{NAME_NULL, Rows};
use super::settled::Settled;
use super::tables::transfers as columns;
use super::transfers::{CameBack, Fate, MatchRule, SparseFen, Transfers};
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::ForeignPayee;

/// Look-up tables of ids, sorted by their first column.
#[derive(Debug)]
pub struct Lookup {
    /// Wage account → project.
    project_of_account: Vec<(u32, u32)>,
    /// Registered account → worker.
    worker_of_account: Vec<(u32, u32)>,
    /// Project → engagement.
    engagement_of_project: Vec<(u32, u32)>,
    /// Payroll sheet → engagement and month of its used lines; the last says whether it is back
    /// pay.
    line_of_sheet: Vec<(u32, u32, Month, bool)>,
}

impl Lookup {
    /// Tables over the keyed data set.
    #[must_use]
    pub fn new(keyed: &Keyed) -> Self {
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let known = |names: &mut dyn Iterator<Item = (usize, NameId)>| {
            let mut pairs: Vec<(u32, u32)> = names
                .filter(|(_, name)| name.is_some())
                .map(|(place, name)| (name.0, number(place)))
                .collect();
            pairs.sort_unstable();
            pairs
        };
        let accounts = keyed.projects.iter().map(|project| project.wage_account);
        let mut engagement_of_project: Vec<(u32, u32)> = (keyed.engagements.project.iter())
            .enumerate()
            .map(|(place, project)| (project.0, number(place)))
            .collect();
        engagement_of_project.sort_unstable();
        let mut line_of_sheet = Vec::with_capacity(keyed.payroll.rows.len());
        for place in 0..keyed.engagements.len() {
            let engagement = EngagementId(number(place));
            line_of_sheet.extend(
                keyed
                    .payroll
                    .of(engagement)
                    .iter()
                    .map(|line| (line.sheet.0, engagement.0, line.month, line.is_back_pay)),
            );
        }
        line_of_sheet.sort_unstable();
        Self {
            project_of_account: known(&mut accounts.enumerate()),
            worker_of_account: known(&mut keyed.pay_account.iter().copied().enumerate()),
            engagement_of_project,
            line_of_sheet,
        }
    }

    /// The month that the lines of a sheet have for the engagements for which `is_own` holds, back
    /// pay aside, if it is one.
    fn month_of_sheet(&self, sheet: u32, is_own: impl Fn(EngagementId) -> bool) -> Option<Month> {
        let start = self.line_of_sheet.partition_point(|line| line.0 < sheet);
        let lines = self.line_of_sheet[start..].iter().take_while(|line| line.0 == sheet);
        let mut months =
            lines.filter(|line| !line.3 && is_own(EngagementId(line.1))).map(|line| line.2);
        let first = months.next()?;
        months.all(|month| month == first).then_some(first)
    }
}

/// The pairs that begin with `key`.
fn of(pairs: &[(u32, u32)], key: u32) -> &[(u32, u32)] {
    let start = pairs.partition_point(|pair| pair.0 < key);
    let length = pairs[start..].partition_point(|pair| pair.0 == key);
    &pairs[start..start + length]
}

/// What a transfer says about whose it is; [`NAME_NULL`] where it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hints {
    /// The worker.
    pub worker: u32,
    /// The project.
    pub project: u32,
    /// The account that paid.
    pub payer_account: u32,
    /// The account that was paid.
    pub payee_account: u32,
    /// The name that was paid.
    pub payee_name: u32,
    /// The payroll sheet.
    pub sheet: u32,
}

impl Hints {
    /// Whether what is given is enough to ask a rule, and nothing given forbids it.
    #[must_use]
    pub const fn asks(&self, rule: MatchRule) -> bool {
        let has_worker = self.worker != NAME_NULL;
        let has_project = self.project != NAME_NULL;
        let has_payer = self.payer_account != NAME_NULL;
        let has_payee = self.payee_account != NAME_NULL;
        match rule {
            MatchRule::WorkerAndProject => has_worker && has_project,
            MatchRule::WorkerAndWageAccount => has_worker && !has_project && has_payer,
            MatchRule::WorkerOnly => has_worker && !has_project,
            MatchRule::PayeeAccount => !has_worker && has_payee,
            MatchRule::PayrollLine => self.sheet != NAME_NULL,
            MatchRule::NameAndProject => self.payee_name != NAME_NULL && (has_project || has_payer),
            MatchRule::WorkerSplit => !has_project && (has_worker || has_payee),
            MatchRule::BatchPayout | MatchRule::None => false,
        }
    }
}

/// What the rules found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The rule that found it; `None` where none did.
    pub rule: MatchRule,
    /// Whose it is.
    pub worker: WorkerId,
    /// The engagement it is bound to; none of a split.
    pub engagement: EngagementId,
    /// As in the table `transfer_fates`.
    pub candidates: u32,
}

/// Columns of the table of transfers after step 1, sorted, each with its fate and its engagement.
///
/// Steps 4.1 and 4.2. In: the rows of the table, with names already ranked. Out: one row per row
/// that passed step 1; `advance_fen` is still zero.
///
/// `settled` is empty, or what is known of each row where the data set is a part of a larger one.
///
/// Choice: see `docs/choices.md` 22 to 24 and 27.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where reversals of one transfer do not fit in 64 bits of fen.
pub fn resolve(
    rows: &Rows,
    order: &[u32],
    keyed: &Keyed,
    lookup: &Lookup,
    foreign_payee: ForeignPayee,
    settled: &[Settled],
) -> Result<Transfers> {
    let mut transfers = Transfers::with_capacity(order.len());
    for &row in order {
        push_unmatched(&mut transfers, rows, row as usize);
    }
    let reversed = match settled {
        [] => reversals(&transfers, rows)?,
        settled => settled_reversals(&transfers, settled),
    };
    take_back(&mut transfers, &reversed);
    let matching = Matching { rows, keyed, lookup, foreign_payee, settled };
    let came_back = each(parts(&mut transfers), |part| Ok(matching.settle(part)))?;
    transfers.came_back = came_back.concat();
    transfers.came_back.sort_by_key(|back| (back.worker, back.paid_day));
    Ok(transfers)
}

/// Transfers that are matched by one thread.
const PART_ROWS: usize = 16_384;

/// Neighbouring transfers: what is known of them, and what matching adds.
struct Part<'a> {
    row: &'a [u32],
    amount_fen: &'a [i64],
    paid_day: &'a [Day],
    /// Of all transfers, and the place of the first of these.
    taken_back_fen: &'a SparseFen,
    first: usize,
    fate: &'a mut [Fate],
    rule: &'a mut [MatchRule],
    candidates: &'a mut [u32],
    worker: &'a mut [WorkerId],
    engagement: &'a mut [EngagementId],
    project: &'a mut [ProjectId],
    named_month: &'a mut [Option<Month>],
}

/// All transfers, part by part.
fn parts(transfers: &mut Transfers) -> Vec<Part<'_>> {
    let mut fate = transfers.fate.chunks_mut(PART_ROWS);
    let mut rule = transfers.rule.chunks_mut(PART_ROWS);
    let mut candidates = transfers.candidates.chunks_mut(PART_ROWS);
    let mut worker = transfers.worker.chunks_mut(PART_ROWS);
    let mut engagement = transfers.engagement.chunks_mut(PART_ROWS);
    let mut project = transfers.project.chunks_mut(PART_ROWS);
    let mut named_month = transfers.named_month.chunks_mut(PART_ROWS);
    let known = transfers.row.chunks(PART_ROWS).zip(transfers.amount_fen.chunks(PART_ROWS));
    let known = known.zip(transfers.paid_day.chunks(PART_ROWS));
    let taken_back_fen = &transfers.taken_back_fen;
    known
        .enumerate()
        .map_while(|(place, ((row, amount_fen), paid_day))| {
            Some(Part {
                row,
                amount_fen,
                paid_day,
                taken_back_fen,
                first: place * PART_ROWS,
                fate: fate.next()?,
                rule: rule.next()?,
                candidates: candidates.next()?,
                worker: worker.next()?,
                engagement: engagement.next()?,
                project: project.next()?,
                named_month: named_month.next()?,
            })
        })
        .collect()
}

/// What transfers are matched by.
struct Matching<'a> {
    rows: &'a Rows,
    keyed: &'a Keyed,
    lookup: &'a Lookup,
    foreign_payee: ForeignPayee,
    settled: &'a [Settled],
}

impl Matching<'_> {
    /// Matches neighbouring transfers; gives what came back of them.
    fn settle(&self, part: Part<'_>) -> Vec<CameBack> {
        let mut came_back = Vec::new();
        let mut matcher = Matcher::new(self.keyed, self.lookup);
        for place in 0..part.fate.len() {
            let came_back_fen = match part.fate[place] {
                Fate::Returned | Fate::Failed => part.amount_fen[place],
                Fate::Reversed | Fate::Counted => part.taken_back_fen[part.first + place],
                _ => continue,
            };
            let row = part.row[place] as usize;
            let hints = hints(self.rows, row);
            let known = self.settled.get(row).and_then(|settled| settled.found.as_ref());
            let found =
                known.map_or_else(|| matcher.find(&hints), |found| found.in_numbers(self.keyed));
            let named = || named_month(self.rows, row, &hints, &found, self.keyed, self.lookup);
            if came_back_fen > 0 && found.rule != MatchRule::None {
                came_back.push(CameBack {
                    worker: found.worker,
                    engagement: found.engagement,
                    named_month: named(),
                    paid_day: part.paid_day[place],
                    amount_fen: came_back_fen,
                });
            }
            if part.fate[place] != Fate::Counted {
                continue;
            }
            part.candidates[place] = found.candidates;
            if found.rule == MatchRule::None {
                part.fate[place] = Fate::Unmatched;
                continue;
            }
            part.rule[place] = found.rule;
            part.worker[place] = found.worker;
            part.engagement[place] = found.engagement;
            part.project[place] = match found.engagement.get() {
                Some(engagement) => self.keyed.engagements.project[engagement.index()],
                None => ProjectId::NONE,
            };
            part.named_month[place] = named();
            if self.foreign_payee == ForeignPayee::SetAside
                && is_foreign(self.keyed, found.worker, NameId(hints.payee_account))
            {
                part.fate[place] = Fate::PayeeNotWorker;
            }
        }
        came_back
    }
}

/// An engagement that a transfer may be bound to, and the month that it names there.
pub(crate) type Candidate = (EngagementId, Option<Month>);

/// The engagements between which a rule cannot choose for a row: those that the rule leaves that
/// leaves the fewest, two or more; the first such rule. Those whose money would be set aside as
/// another's are none.
///
/// Choice: see `docs/choices.md` 24 and 251.
pub(crate) fn candidates(
    rows: &Rows,
    row: usize,
    (keyed, lookup): (&Keyed, &Lookup),
    foreign_payee: ForeignPayee,
) -> Vec<Candidate> {
    let hints = hints(rows, row);
    let left = Matcher::new(keyed, lookup).left_by_each(&hints).into_iter();
    let of_rules = left.filter(|(rule, left)| *rule != MatchRule::WorkerSplit && left.len() > 1);
    let fewest = of_rules.min_by_key(|(_, left)| left.len());
    let candidate = |engagement: u32| {
        let worker = keyed.engagements.worker[engagement as usize];
        let engagement = EngagementId(engagement);
        let found = Match { rule: MatchRule::None, worker, engagement, candidates: 1 };
        let is_set_aside = foreign_payee == ForeignPayee::SetAside
            && is_foreign(keyed, worker, NameId(hints.payee_account));
        let month = named_month(rows, row, &hints, &found, keyed, lookup);
        (!is_set_aside).then_some((engagement, month))
    };
    fewest.map_or_else(Vec::new, |(_, left)| left.into_iter().filter_map(candidate).collect())
}

/// The month a row names for the engagement it is matched to: its own, else that of its sheet.
fn named_month(
    rows: &Rows,
    row: usize,
    hints: &Hints,
    found: &Match,
    keyed: &Keyed,
    lookup: &Lookup,
) -> Option<Month> {
    let own = rows.small_value(columns::PERIOD, row).map(Month);
    if own.is_some() || hints.sheet == NAME_NULL {
        return own;
    }
    lookup.month_of_sheet(hints.sheet, |engagement| match found.engagement.get() {
        Some(own) => own == engagement,
        None => keyed.engagements.worker[engagement.index()] == found.worker,
    })
}

/// Whether money went to another account than the one registered for the worker.
#[must_use]
pub fn is_foreign(keyed: &Keyed, worker: WorkerId, payee_account: NameId) -> bool {
    let own = keyed.pay_account[worker.index()];
    own.is_some() && payee_account.is_some() && own != payee_account
}

/// Rows that passed step 1, in the order of transfer id, then of what counts, then position.
///
/// `compare` is the canonical order of two rows with one id.
#[must_use]
pub fn in_order(rows: &Rows, compare: impl Fn(usize, usize) -> std::cmp::Ordering) -> Vec<u32> {
    let passed = |row: &usize| {
        matches!(
            rows.verdict[*row],
            None | Some(Code::AfterAsOf | Code::Duplicate | Code::ConflictingDuplicate)
        )
    };
    let mut order: Vec<u32> =
        (0..rows.len()).filter(passed).map(|row| u32::try_from(row).unwrap_or(u32::MAX)).collect();
    let id = |row: u32| rows.name(columns::TRANSFER_ID, row as usize);
    if !order.is_sorted_by(|&a, &b| id(a) < id(b)) {
        order.sort_unstable_by_key(|&row| (id(row), row));
        let mut start = 0;
        while start < order.len() {
            let same = order[start..].partition_point(|&row| id(row) == id(order[start]));
            if same > 1 {
                order[start..start + same].sort_by(|&a, &b| compare(a as usize, b as usize));
            }
            start += same;
        }
    }
    order
}

/// Appends a row with the fate that it has before matching.
pub(crate) fn push_unmatched(transfers: &mut Transfers, rows: &Rows, row: usize) {
    let is_reversal = rows.name(columns::REVERSES, row) != NAME_NULL;
    let amount_fen = rows.number(columns::AMOUNT, row).unwrap_or(0).saturating_abs();
    let fate = match (rows.verdict[row], rows.word(columns::STATUS, row)) {
        (Some(Code::AfterAsOf), _) => Fate::AfterAsOf,
        (Some(Code::Duplicate), _) => Fate::Duplicate,
        (Some(_), _) => Fate::ConflictingDuplicate,
        (None, Some("pending")) => Fate::Pending,
        (None, Some("returned")) => Fate::Returned,
        (None, Some("failed")) => Fate::Failed,
        (None, _) if is_reversal => Fate::Reversal,
        (None, _) => Fate::Counted,
    };
    transfers.id.push(NameId(rows.name(columns::TRANSFER_ID, row)));
    transfers.row.push(u32::try_from(row).unwrap_or(u32::MAX));
    transfers.amount_fen.push(amount_fen);
    transfers.paid_day.push(Day(rows.small_value(columns::PAID_DATE, row).unwrap_or(0)));
    transfers.worker.push(WorkerId(rows.name(columns::WORKER_ID, row)));
    transfers.project.push(ProjectId(rows.name(columns::PROJECT_ID, row)));
    transfers.engagement.push(EngagementId::NONE);
    transfers.named_month.push(rows.small_value(columns::PERIOD, row).map(Month));
    transfers.fate.push(fate);
    transfers.rule.push(MatchRule::None);
    transfers.candidates.push(u32::MAX);
    if fate == Fate::Reversal {
        transfers.taken_back_fen.set(transfers.len() - 1, amount_fen);
    }
}

/// The settled transfer that a reversal takes back, if there is one.
#[must_use]
pub fn original(transfers: &Transfers, reverses: NameId) -> Option<usize> {
    let start = transfers.id.partition_point(|&id| id < reverses);
    (start..transfers.len())
        .take_while(|&place| transfers.id[place] == reverses)
        .find(|&place| transfers.fate[place] >= Fate::Reversed)
}

/// The transfers that reversals name, with what all of these take back of each, in fen.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where reversals of one transfer do not fit in 64 bits of fen.
pub(crate) fn reversals(transfers: &Transfers, rows: &Rows) -> Result<Vec<(usize, i64)>> {
    let mut taken: Vec<(usize, i64)> = Vec::new();
    for place in 0..transfers.len() {
        if transfers.fate[place] == Fate::Reversal {
            let reverses = rows.name(columns::REVERSES, transfers.row[place] as usize);
            if let Some(original) = original(transfers, NameId(reverses)) {
                taken.push((original, transfers.amount_fen[place]));
            }
        }
    }
    taken.sort_unstable();
    let sum = |group: &[(usize, i64)]| {
        let sum = group.iter().try_fold(0_i64, |sum, part| sum.checked_add(part.1));
        let sum = sum.ok_or(Error::AmountOverflow { what: "reversals of a transfer" })?;
        Ok((group[0].0, sum))
    };
    taken.chunk_by(|a, b| a.0 == b.0).map(sum).collect()
}

/// The same, as it was found before.
fn settled_reversals(transfers: &Transfers, settled: &[Settled]) -> Vec<(usize, i64)> {
    let of_row = |row: u32| settled.get(row as usize).and_then(|settled| settled.reversed_fen);
    let rows = transfers.row.iter().enumerate();
    rows.filter_map(|(place, &row)| Some((place, of_row(row)?))).collect()
}

/// Step 4.1: reversals take back what they name, up to its amount.
fn take_back(transfers: &mut Transfers, reversed: &[(usize, i64)]) {
    let mut taken_back = Vec::new();
    for &(place, sum) in reversed {
        let amount_fen = transfers.amount_fen[place];
        taken_back.push((u32::try_from(place).unwrap_or(u32::MAX), sum.min(amount_fen)));
        if sum >= amount_fen {
            transfers.fate[place] = Fate::Reversed;
        }
    }
    transfers.taken_back_fen.extend(taken_back);
}

/// What a row says about whose it is.
fn hints(rows: &Rows, row: usize) -> Hints {
    Hints {
        worker: rows.name(columns::WORKER_ID, row),
        project: rows.name(columns::PROJECT_ID, row),
        payer_account: rows.name(columns::PAYER_ACCOUNT, row),
        payee_account: rows.name(columns::PAYEE_ACCOUNT, row),
        payee_name: rows.name(columns::PAYEE_NAME, row),
        sheet: rows.name(columns::PAYROLL_ID, row),
    }
}

/// The rules of step 4.2, with room for the engagements they leave.
#[derive(Debug)]
pub struct Matcher<'a> {
    keyed: &'a Keyed,
    lookup: &'a Lookup,
    /// Engagements that the rule at hand leaves.
    left: Vec<u32>,
    /// Room for narrowing them.
    next: Vec<u32>,
    /// Smallest number above zero that a rule left; 0 where none left any.
    least: u32,
}

/// Leaves the engagements that a rule allows.
type Leave<'a> = fn(&mut Matcher<'a>, &Hints);

impl<'a> Matcher<'a> {
    /// The rules that leave engagements, in their order; the split comes after them.
    const RULES: [(MatchRule, Leave<'a>); 6] = [
        (MatchRule::WorkerAndProject, Self::worker_and_project),
        (MatchRule::WorkerAndWageAccount, Self::worker_and_wage_account),
        (MatchRule::WorkerOnly, Self::worker_only),
        (MatchRule::PayeeAccount, Self::payee_account),
        (MatchRule::PayrollLine, Self::payroll_line),
        (MatchRule::NameAndProject, Self::name_and_project),
    ];

    /// A matcher over the keyed data set.
    #[must_use]
    pub const fn new(keyed: &'a Keyed, lookup: &'a Lookup) -> Self {
        Self { keyed, lookup, left: Vec::new(), next: Vec::new(), least: 0 }
    }

    /// The first rule that leaves exactly one engagement, else the split, else nothing.
    pub fn find(&mut self, hints: &Hints) -> Match {
        self.least = 0;
        for (rule, leave) in Self::RULES {
            self.leave(rule, leave, hints);
            if let [engagement] = self.left[..] {
                let worker = self.keyed.engagements.worker[engagement as usize];
                let engagement = EngagementId(engagement);
                return Match { rule, worker, engagement, candidates: 1 };
            }
            let count = u32::try_from(self.left.len()).unwrap_or(u32::MAX);
            if count > 0 && (self.least == 0 || count < self.least) {
                self.least = count;
            }
        }
        self.worker_split(hints)
    }

    /// What each of the seven rules leaves, whether or not an earlier one has found it: the
    /// engagements, sorted; of the split those it would pay.
    pub fn left_by_each(&mut self, hints: &Hints) -> Vec<(MatchRule, Vec<u32>)> {
        let mut all = Vec::with_capacity(Self::RULES.len() + 1);
        for (rule, leave) in Self::RULES {
            self.leave(rule, leave, hints);
            all.push((rule, self.left.clone()));
        }
        let split = self.worker_split(hints);
        self.left.clear();
        if split.rule == MatchRule::WorkerSplit {
            self.push_worker(split.worker.0);
        }
        all.push((MatchRule::WorkerSplit, self.left.clone()));
        all
    }

    /// Leaves what one rule leaves, sorted.
    fn leave(&mut self, rule: MatchRule, leave: Leave<'a>, hints: &Hints) {
        self.left.clear();
        if hints.asks(rule) {
            leave(self, hints);
            self.left.sort_unstable();
            self.left.dedup();
        }
    }

    /// Rule 1.
    fn worker_and_project(&mut self, hints: &Hints) {
        let engagements = &self.keyed.engagements;
        let found = engagements.find(WorkerId(hints.worker), ProjectId(hints.project));
        self.left.extend(found.get().map(|engagement| engagement.0));
    }

    /// Rule 2: the worker on the projects whose wage account paid.
    fn worker_and_wage_account(&mut self, hints: &Hints) {
        self.push_worker(hints.worker);
        self.keep_paid_from(hints.payer_account);
    }

    /// Rule 3: the worker has one engagement.
    fn worker_only(&mut self, hints: &Hints) {
        self.push_worker(hints.worker);
    }

    /// Rule 4: the account is a worker's registered one.
    fn payee_account(&mut self, hints: &Hints) {
        let lookup = self.lookup;
        for &(_, worker) in of(&lookup.worker_of_account, hints.payee_account) {
            self.push_worker(worker);
        }
        if hints.project != NAME_NULL {
            let project = &self.keyed.engagements.project;
            self.left.retain(|&place| project[place as usize].0 == hints.project);
            return;
        }
        self.next.clone_from(&self.left);
        self.keep_paid_from(hints.payer_account);
        if self.left.is_empty() {
            std::mem::swap(&mut self.left, &mut self.next);
        }
    }

    /// Rule 5: lines of the payroll sheet that agree with what is given.
    fn payroll_line(&mut self, hints: &Hints) {
        let lines = &self.lookup.line_of_sheet;
        let start = lines.partition_point(|line| line.0 < hints.sheet);
        let agrees = |own: u32, given: u32| own == NAME_NULL || given == NAME_NULL || own == given;
        for &(sheet, engagement, ..) in &lines[start..] {
            if sheet != hints.sheet {
                break;
            }
            let worker = self.keyed.engagements.worker[engagement as usize];
            if agrees(worker.0, hints.worker)
                && agrees(self.keyed.engagements.project[engagement as usize].0, hints.project)
                && agrees(self.keyed.pay_account[worker.index()].0, hints.payee_account)
                && agrees(self.keyed.worker_name[worker.index()].0, hints.payee_name)
            {
                self.left.push(engagement);
            }
        }
    }

    /// Rule 6: the worker of that name on the project, else on the projects whose wage account
    /// paid.
    fn name_and_project(&mut self, hints: &Hints) {
        let lookup = self.lookup;
        let mut push = |project: u32| {
            for &(_, engagement) in of(&lookup.engagement_of_project, project) {
                let worker = self.keyed.engagements.worker[engagement as usize];
                if self.keyed.worker_name[worker.index()].0 == hints.payee_name
                    && (hints.worker == NAME_NULL || worker.0 == hints.worker)
                {
                    self.left.push(engagement);
                }
            }
        };
        if hints.project != NAME_NULL {
            push(hints.project);
        } else {
            for &(_, project) in of(&lookup.project_of_account, hints.payer_account) {
                push(project);
            }
        }
    }

    /// Rule 7: the worker is known and no project is given: all his engagements as one pool.
    fn worker_split(&mut self, hints: &Hints) -> Match {
        let unmatched = Match {
            rule: MatchRule::None,
            worker: WorkerId::NONE,
            engagement: EngagementId::NONE,
            candidates: self.least,
        };
        if !hints.asks(MatchRule::WorkerSplit) {
            return unmatched;
        }
        let worker = if hints.worker != NAME_NULL {
            hints.worker
        } else {
            match of(&self.lookup.worker_of_account, hints.payee_account) {
                [(_, worker)] => *worker,
                _ => return unmatched,
            }
        };
        let worker = WorkerId(worker);
        match u32::try_from(self.keyed.engagements.of(worker).len()) {
            Ok(0) | Err(_) => unmatched,
            Ok(candidates) => {
                Match { rule: MatchRule::WorkerSplit, worker, candidates, ..unmatched }
            }
        }
    }

    /// All engagements of a worker.
    fn push_worker(&mut self, worker: u32) {
        let range = self.keyed.engagements.of(WorkerId(worker));
        self.left.extend(range.map(|place| u32::try_from(place).unwrap_or(u32::MAX)));
    }

    /// Keeps the engagements on projects whose wage account is `account`.
    fn keep_paid_from(&mut self, account: u32) {
        if account == NAME_NULL {
            self.left.clear();
            return;
        }
        let paid = of(&self.lookup.project_of_account, account);
        let project = &self.keyed.engagements.project;
        self.left
            .retain(|&place| paid.binary_search(&(account, project[place as usize].0)).is_ok());
    }
}
