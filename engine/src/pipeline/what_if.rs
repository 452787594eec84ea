//! Many policies over one data set that is taken in once.

use super::standing::{Left, StandingRun};
use super::{Run, earlier};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::policy::{AttendanceRules, Policy};
use crate::intake::key::Names;
use crate::intake::read::parallel::with_threads;
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::intake::take_in::TakenIn;
use crate::intake::transfer_step::{TransferRules, TransferStep};
use crate::oversight::warnings::rules::WarningRules;
use crate::reconciliation::Reconciliation;

/// Told a result: the place of its policy among those asked, and the result.
///
/// Example: [`Run::what_if`].
pub type OnResult<'a> = dyn FnMut(usize, &Reconciliation) -> Result<()> + 'a;

impl Run {
    /// Reconciles one data set under each of several policies. Each result is, byte for byte in
    /// every table, what [`Run::reconcile`] gives under its policy.
    ///
    /// Tables are read and attendance is folded once. A policy that reads them otherwise has
    /// them read anew: another `accept_float_money`, or other rules of attendance where there are
    /// punches. Step 4 is done anew where it differs, step 3 where another amount or day may be
    /// due, step 5 where a worker's money may go otherwise, steps 6 to 8 for every policy. Results
    /// are handed over one at a time, so that memory is that of one run: in the order of
    /// `policies`, those that read the tables alike together. An error of `on_result` ends it.
    ///
    /// # Errors
    ///
    /// As [`Run::reconcile`]; that a policy has a rule of early warning that cannot be followed is
    /// said before anything is read.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::{Day, Format, Inputs, Policy, Run, Source, TableName};
    ///
    /// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
    /// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
    /// let inputs = Inputs::default().with(TableName::Payroll, source);
    /// let later = "name = \"later\"\n[wages]\ndefault_pay_month_offset = 12\n";
    /// let policies = [Policy::default(), Policy::from_toml(later, "later.toml")?];
    ///
    /// let mut arrears = vec![String::new(); 2];
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// Run::default().what_if(&inputs, &policies, as_of, &mut |place, result| {
    ///     arrears[place] = result.summary()?.totals.arrears;
    ///     Ok(())
    /// })?;
    /// assert_eq!(arrears, ["4500.00", "0.00"]);
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn what_if(
        &self,
        inputs: &Inputs,
        policies: &[Policy],
        as_of: Day,
        on_result: &mut OnResult<'_>,
    ) -> Result<()> {
        policies.iter().try_for_each(|policy| WarningRules::of_policy(policy).map(drop))?;
        let has_punches = inputs.get(TableName::Punches).is_some();
        let mut groups: Vec<(Reading, Vec<usize>)> = Vec::new();
        for (place, policy) in policies.iter().enumerate() {
            let reading = Reading::of(policy, has_punches);
            match groups.iter_mut().find(|group| group.0 == reading) {
                Some(group) => group.1.push(place),
                None => groups.push((reading, vec![place])),
            }
        }
        let threads = self.threads();
        for (_, places) in groups {
            let mut shared: Option<Shared> = None;
            for place in places {
                let policy = &policies[place];
                let taken = match shared.take() {
                    Some(shared) => shared,
                    None => Shared::new(with_threads(threads, || {
                        self.taken_in(inputs, policy, as_of, (threads, true))
                    })?),
                };
                let (result, rest, left) = with_threads(threads, || {
                    let earlier = earlier(inputs, policy)?;
                    let (taken, rest, standing) = taken.under(policy)?;
                    let taken = (taken, earlier);
                    let made = self.after_intake(inputs, policy, as_of, taken, standing)?;
                    Ok((made.0, rest, made.1))
                })?;
                on_result(place, &result)?;
                shared = Some(rest.with(result, left));
            }
        }
        Ok(())
    }
}

impl Run {
    /// As [`Run::reconcile`], with step 4 kept beside the result.
    pub(crate) fn reconcile_keeping_step(
        &self,
        inputs: &Inputs,
        policy: &Policy,
        as_of: Day,
    ) -> Result<(Reconciliation, Option<TransferStep>)> {
        let threads = self.threads();
        with_threads(threads, || {
            let earlier = earlier(inputs, policy)?;
            let taken = self.taken_in(inputs, policy, as_of, (threads, true))?;
            let (taken, rest, _) = Shared::new(taken).under(policy)?;
            Ok((self.after_intake(inputs, policy, as_of, (taken, earlier), None)?.0, rest.step))
        })
    }
}

/// What the policy says to reading and folding.
#[derive(Debug, PartialEq, Eq)]
struct Reading {
    accept_float_money: bool,
    punches: Option<AttendanceRules>,
}

impl Reading {
    fn of(policy: &Policy, has_punches: bool) -> Self {
        Self {
            accept_float_money: policy.money.accept_float_money,
            punches: has_punches.then(|| policy.attendance.clone()),
        }
    }
}

/// A data set that was taken in, between two policies.
struct Shared {
    taken: TakenIn,
    rest: Rest,
    /// What the policy before made.
    standing: Option<StandingRun>,
}

/// What of it waits while a result holds the rest.
struct Rest {
    step: Option<TransferStep>,
    /// What intake says but for step 4.
    findings: Vec<Finding>,
    accounting: Vec<AccountingLine>,
    deposit_rows: Vec<u64>,
    /// Names of transfers, where batch payouts may add some.
    transfer_names: Option<Names>,
}

impl Shared {
    fn new(mut taken: TakenIn) -> Self {
        let mut accounting = std::mem::take(&mut taken.accounting);
        accounting.retain(|line| !TransferStep::counts(line));
        let rest = Rest {
            step: taken.step.take(),
            findings: std::mem::take(&mut taken.findings),
            accounting,
            deposit_rows: std::mem::take(&mut taken.deposit_rows),
            transfer_names: None,
        };
        Self { taken, rest, standing: None }
    }

    /// What intake gives under a policy, what waits, and what of the policy before may stand.
    fn under(self, policy: &Policy) -> Result<(TakenIn, Rest, Option<StandingRun>)> {
        let Self { mut taken, mut rest, standing } = self;
        taken.findings.clone_from(&rest.findings);
        taken.accounting.clone_from(&rest.accounting);
        taken.deposit_rows.clone_from(&rest.deposit_rows);
        if let Some(step) = &mut rest.step {
            let (findings, lines) = step.again(&mut taken.keyed, TransferRules::of(policy))?;
            taken.findings.extend_from_slice(findings);
            taken.accounting.extend(lines);
            taken.accounting.sort_unstable();
        }
        let is_asked = !taken.keyed.batch_debits.is_empty();
        rest.transfer_names = is_asked.then(|| taken.keyed.names.transfers.clone());
        Ok((taken, rest, standing))
    }
}

impl Rest {
    /// The data set as it was before a result took it.
    fn with(mut self, result: Reconciliation, left: Left) -> Shared {
        let has_payments = !result.payouts.payments.is_empty();
        let Reconciliation { mut keyed, calendar, opened, fingerprints, chunks, policy, .. } =
            result;
        keyed.transfers.advance_fen = Default::default();
        if has_payments && let Some(step) = &mut self.step {
            step.is_changed();
        }
        if let Some(names) = self.transfer_names.take() {
            keyed.names.transfers = names;
        }
        let taken = TakenIn {
            keyed,
            calendar,
            findings: Vec::new(),
            accounting: Vec::new(),
            deposit_rows: Vec::new(),
            opened,
            fingerprints: fingerprints.into_inner(),
            step: None,
            rank: None,
        };
        Shared { taken, rest: self, standing: Some(StandingRun { chunks, left, policy }) }
    }
}
