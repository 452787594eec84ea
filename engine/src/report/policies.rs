//! Figures of one data set under several policies, side by side.

use std::fmt::Write as _;

use super::run_sums::RunSums;
use super::summary::{FigureSums, WarningCounts, yuan};
use crate::reconciliation::Reconciliation;

/// The totals of a data set under one policy after the other, and their differences to the first.
///
/// # Example
///
/// ```
/// use anxin::report::policies::Policies;
/// use anxin::{Day, Format, Inputs, Policy, Run, Source, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let later = "name = \"later\"\n[wages]\ndefault_pay_month_offset = 12\n";
/// let policies = [Policy::default(), Policy::from_toml(later, "later.toml")?];
///
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let mut side_by_side = Policies::of(&policies);
/// Run::default().what_if(&inputs, &policies, as_of, &mut |place, result| {
///     side_by_side.set(place, result);
///     Ok(())
/// })?;
/// let fingerprint = policies[1].fingerprint();
/// let line = format!("1,later,{fingerprint},arrears,0.00,-4500.00\n");
/// assert!(side_by_side.to_csv().contains(&line));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Policies {
    rows: Vec<Row>,
}

/// What one policy comes to.
#[derive(Clone, Debug)]
struct Row {
    name: String,
    fingerprint: String,
    /// By the places of [`FIGURES`], in fen or as a number; empty as long as it is not known.
    values: Vec<i128>,
}

/// A figure: its word, and whether it is money.
const FIGURES: [(&str, bool); 20] = [
    ("due", true),
    ("paid", true),
    ("arrears", true),
    ("covered", true),
    ("uncovered", true),
    ("not_yet_due", true),
    ("advance", true),
    ("worker_periods", false),
    ("workers_owed", false),
    ("projects_in_arrears", false),
    ("deposit_required", true),
    ("deposit_held", true),
    ("deposit_shortfall", true),
    ("warnings_key", false),
    ("warnings_general", false),
    ("warnings_overdue", false),
    ("projects_red", false),
    ("projects_yellow", false),
    ("projects_blue", false),
    ("projects_green", false),
];

impl Policies {
    /// The words of the figures, in their order.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::report::policies::Policies;
    ///
    /// assert!(Policies::figures().any(|figure| figure == "arrears"));
    /// ```
    pub fn figures() -> impl Iterator<Item = &'static str> {
        FIGURES.iter().map(|figure| figure.0)
    }

    /// Room for the figures of these policies.
    ///
    /// Example: [`Policies`].
    #[must_use]
    pub fn of(policies: &[crate::Policy]) -> Self {
        let row = |policy: &crate::Policy| Row {
            name: policy.name.clone(),
            fingerprint: policy.fingerprint(),
            values: Vec::new(),
        };
        Self { rows: policies.iter().map(row).collect() }
    }

    /// Sets the figures of the policy at a place.
    ///
    /// Example: [`Policies`].
    pub fn set(&mut self, place: usize, result: &Reconciliation) {
        let (run, figures) = (RunSums::of(result), FigureSums::of(result));
        let warnings = WarningCounts::of(result);
        let counts = [
            run.counts.worker_periods,
            run.counts.workers_owed,
            figures.projects_in_arrears,
            warnings.key,
            warnings.general,
            warnings.overdue,
            warnings.projects_red,
            warnings.projects_yellow,
            warnings.projects_blue,
            warnings.projects_green,
        ];
        let mut counts = counts.into_iter().map(i128::from);
        let mut money = [
            run.due_fen,
            run.paid_fen,
            run.arrears_fen,
            figures.covered_fen,
            figures.uncovered_fen,
            run.not_yet_due_fen,
            run.advance_fen,
            figures.required_fen,
            figures.held_fen,
            figures.shortfall_fen,
        ]
        .into_iter();
        let values = FIGURES.iter().filter_map(|figure| match figure.1 {
            true => money.next(),
            false => counts.next(),
        });
        if let Some(row) = self.rows.get_mut(place) {
            row.values = values.collect();
        }
    }

    /// Value of a figure under the policy at a place and its difference to the first policy, as
    /// text; `None` where it is not known.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Policy;
    /// use anxin::report::policies::Policies;
    ///
    /// // Nothing was reconciled yet.
    /// assert_eq!(Policies::of(&[Policy::default()]).value(0, "due"), None);
    /// ```
    #[must_use]
    pub fn value(&self, place: usize, figure: &str) -> Option<(String, String)> {
        let at = FIGURES.iter().position(|known| known.0 == figure)?;
        let value = *self.rows.get(place)?.values.get(at)?;
        let first = *self.rows.first()?.values.get(at)?;
        let text = |value: i128| if FIGURES[at].1 { yuan(value) } else { value.to_string() };
        Some((text(value), text(value - first)))
    }

    /// Canonical CSV: one line a policy and figure, in this order; `place` counts policies from 0,
    /// `difference` is the value less that of the first policy.
    ///
    /// Example: [`Policies`].
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = String::from("place,policy,fingerprint,figure,value,difference\n");
        for (place, row) in self.rows.iter().enumerate() {
            for figure in Self::figures() {
                let Some((value, difference)) = self.value(place, figure) else { continue };
                let mut name = String::new();
                super::changes::quoted(&mut name, &row.name);
                let fingerprint = &row.fingerprint;
                // A `String` takes all that is written.
                let _infallible =
                    writeln!(text, "{place},{name},{fingerprint},{figure},{value},{difference}");
            }
        }
        text
    }
}
