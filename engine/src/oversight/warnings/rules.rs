//! Rules of a policy, each with the figure it compares.

use super::figures::{self, AccountRow, Figure, PeriodRow, ProjectRow, TotalsRow, WorkerRow};
use super::people::{self, ContractorRow, EmployerRow};
use super::value::{Asked, Value, ValueKind};
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::policy::{Policy, WarningRule, WarningSubject};

/// How a figure is read from a row of its subject.
///
/// Example: [`WarningRules::of_policy`].
#[derive(Clone, Copy, Debug)]
pub enum Read {
    /// Of a project.
    Project(fn(&ProjectRow) -> Option<Value>),
    /// Of a line of totals.
    Totals(fn(&TotalsRow) -> Option<Value>),
    /// Of a contractor in an area.
    Contractor(fn(&ContractorRow) -> Option<Value>),
    /// Of an employer.
    Employer(fn(&EmployerRow) -> Option<Value>),
    /// Of a worker.
    Worker(fn(&WorkerRow) -> Option<Value>),
    /// Of a worker-period.
    WorkerPeriod(fn(&PeriodRow) -> Option<Value>),
    /// Of an account.
    Account(fn(&AccountRow) -> Option<Value>),
    /// The number of findings of a code about a project or worker.
    Findings(Code),
}

/// An enabled rule.
///
/// Example: [`WarningRules::of_policy`].
#[derive(Clone, Copy, Debug)]
pub struct Rule<'p> {
    /// Its position in the policy.
    pub place: usize,
    /// The rule.
    pub rule: &'p WarningRule,
    /// What its figure is.
    pub kind: ValueKind,
    /// How its figure is read.
    pub read: Read,
    /// What it asks of its figure.
    pub asked: Asked<'p>,
}

impl Rule<'_> {
    /// Whether a value raises a warning.
    pub(super) fn holds(&self, value: Value) -> bool {
        debug_assert!(value.is_of(self.kind), "{value} is no {}", self.kind.word());
        self.asked.is_met_by(value)
    }
}

/// The enabled rules of a policy, those of a subject side by side in the order of the policy.
///
/// Example: [`WarningRules::of_policy`].
#[derive(Clone, Debug)]
pub struct WarningRules<'p> {
    rules: Vec<Rule<'p>>,
}

impl<'p> WarningRules<'p> {
    /// The enabled rules of `policy` with their figures.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where a figure is none of its subject, with those it has, or cannot be
    /// compared in this way.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Policy;
    /// use anxin::oversight::warnings::rules::WarningRules;
    ///
    /// let rule = "[[warning]]\ncode = 'late'\nlevel = 'key'\nsubject = 'project'\n\
    ///             figure = 'areas'\nabove = 0\nmend_days = 5\nbasis = 'Art. 12'\n";
    /// let policy = Policy::from_toml(rule, "ours.toml").unwrap();
    /// let error = WarningRules::of_policy(&policy).unwrap_err().to_string();
    /// assert!(error.contains("`areas`") && error.contains("arrears"));
    /// ```
    pub fn of_policy(policy: &'p Policy) -> Result<Self> {
        let mut rules = Vec::new();
        for (place, rule) in policy.warning.iter().enumerate().filter(|(_, rule)| rule.enabled) {
            let refuse = |key: &str, met: String, expected: String| Error::Policy {
                place: policy.name.clone(),
                key: format!("warning `{}`, {key}", rule.code),
                met,
                expected,
            };
            let Some((kind, read)) = find(rule.subject, &rule.figure) else {
                return Err(refuse("figure", format!("`{}`", rule.figure), known(rule.subject)));
            };
            if !kind.fits(&rule.comparison) {
                let met = format!("`{}`", rule.comparison.word());
                let expected = match kind {
                    ValueKind::Word | ValueKind::Bool => "`is`",
                    _ => "above, at_least, below or at_most",
                };
                let expected = format!("{expected} for `{}`, {}", rule.figure, kind.word());
                return Err(refuse("comparison", met, expected));
            }
            let asked = Asked::of(&rule.comparison, kind);
            rules.push(Rule { place, rule, kind, read, asked });
        }
        rules.sort_by_key(|rule| rule.rule.subject);
        Ok(Self { rules })
    }

    /// The rule at a position of the policy.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&Rule<'p>> {
        self.rules.iter().find(|rule| rule.place == place)
    }

    /// The rules of a subject.
    pub(super) fn of(&self, subject: WarningSubject) -> &[Rule<'p>] {
        let upto = |end: &Rule<'_>| end.rule.subject <= subject;
        let own = &self.rules[..self.rules.partition_point(upto)];
        &own[own.partition_point(|rule| rule.rule.subject < subject)..]
    }

    /// Whether a rule names a figure.
    pub(super) fn reads(&self, figure: &str) -> bool {
        self.rules.iter().any(|rule| rule.rule.figure == figure)
    }
}

/// What a figure of a subject is and how it is read.
///
/// Example: [`WarningRules::of_policy`].
#[must_use]
pub fn find(subject: WarningSubject, name: &str) -> Option<(ValueKind, Read)> {
    type Reader<R> = fn(&R) -> Option<Value>;
    fn of<R>(
        list: &[Figure<R>],
        name: &str,
        read: fn(Reader<R>) -> Read,
    ) -> Option<(ValueKind, Read)> {
        let figure = list.iter().find(|figure| figure.name == name)?;
        Some((figure.kind, read(figure.read)))
    }
    let of_totals = |name| {
        let plain = of(figures::TOTALS, name, Read::Totals);
        plain.or_else(|| of(people::PEOPLE, name, Read::Totals))
    };
    let own = match subject {
        WarningSubject::Project => {
            of(figures::PROJECT, name, Read::Project).or_else(|| of_totals(name))
        }
        WarningSubject::Contractor => {
            of(people::CONTRACTOR, name, Read::Contractor).or_else(|| of_totals(name))
        }
        WarningSubject::Employer => of(people::EMPLOYER, name, Read::Employer),
        WarningSubject::Region => of_totals(name),
        WarningSubject::Worker => of(figures::WORKER, name, Read::Worker),
        WarningSubject::WorkerPeriod => of(figures::WORKER_PERIOD, name, Read::WorkerPeriod),
        WarningSubject::Account => of(figures::ACCOUNT, name, Read::Account),
    };
    own.or_else(|| {
        let has_findings = figures::WITH_FINDINGS.contains(&subject);
        let code = Code::ALL.into_iter().find(|code| has_findings && code.word() == name)?;
        Some((ValueKind::Count, Read::Findings(code)))
    })
}

/// The figures of a subject, for a message.
fn known(subject: WarningSubject) -> String {
    let names: Vec<_> = figures::listed(subject).into_iter().map(|figure| figure.0).collect();
    let findings = if figures::WITH_FINDINGS.contains(&subject) {
        ", or a finding code, whose findings are counted"
    } else {
        ""
    };
    format!("a figure of {}: {}{findings}", subject.word(), names.join(", "))
}
