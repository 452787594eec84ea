//! The wage deposit a project has on a day (step 7.5).

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::ids::ProjectId;
use crate::basics::money::largest_remainder_into;
use crate::basics::policy::DepositKind;
use crate::intake::facts::{Deposit, DepositScope};
use crate::oversight::area::{ByContractor, contractor_projects};
use crate::oversight::deposit::history::reference_day;
use crate::oversight::deposit::required::{DepositFacts, DepositRequired};

/// The wage deposits held, by project, and the deposits that hold less than nothing.
///
/// Example: [`deposit_held`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepositHeld {
    /// What counts for each project, in fen. Zero or more.
    pub held_fen: Vec<i64>,
    /// Deposits of which more was drawn than they hold, by position: finding `overdrawn_deposit`.
    pub overdrawn: Vec<OverdrawnDeposit>,
}

/// A deposit of which more was drawn than it holds.
///
/// Example: [`deposit_held`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OverdrawnDeposit {
    /// Its position among the deposits.
    pub deposit: u32,
    /// What was drawn beyond its amount, in fen. Above zero.
    pub excess_fen: i64,
}

/// Whether a kind is a wage deposit; payment guarantees and emergency funds are not.
///
/// # Example
///
/// ```
/// use anxin::basics::policy::DepositKind;
/// use anxin::oversight::deposit::held::is_wage_deposit;
///
/// assert!(is_wage_deposit(DepositKind::BankGuarantee));
/// assert!(!is_wage_deposit(DepositKind::PaymentGuarantee));
/// ```
#[must_use]
pub fn is_wage_deposit(kind: DepositKind) -> bool {
    kind <= DepositKind::OtherSecurity
}

/// What a deposit still holds on `as_of`, in fen; zero where it is not in force.
///
/// **Choice:** a draw after `as_of` has not happened; one without a date has.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::ProjectId;
/// use anxin::basics::policy::DepositKind;
/// use anxin::intake::facts::{Deposit, DepositScope};
/// use anxin::oversight::deposit::held::available_fen;
///
/// let deposit = Deposit {
///     kind: DepositKind::Cash,
///     amount_fen: 1_000,
///     drawn_fen: 300,
///     drawn_day: None,
///     valid_from_day: Some(Day(10)),
///     valid_to_day: None,
///     scope: DepositScope::Project(ProjectId(0)),
/// };
/// assert_eq!(available_fen(&deposit, Day(10)), 700);
/// assert_eq!(available_fen(&deposit, Day(9)), 0);
/// ```
#[must_use]
pub fn available_fen(deposit: &Deposit, as_of: Day) -> i64 {
    let is_in_force = deposit.valid_from_day.is_none_or(|day| day <= as_of)
        && deposit.valid_to_day.is_none_or(|day| as_of <= day);
    if is_in_force {
        deposit.amount_fen.saturating_sub(drawn_fen(deposit, as_of)).max(0)
    } else {
        0
    }
}

/// What was drawn by `as_of`, in fen.
fn drawn_fen(deposit: &Deposit, as_of: Day) -> i64 {
    if deposit.drawn_day.is_some_and(|day| day > as_of) { 0 } else { deposit.drawn_fen }
}

/// The wage deposits held for each project on `as_of`, one row a project.
///
/// Step 7.5. Cash, bank guarantees, insurance bonds and other security count where they are in
/// force and the rule of the project accepts their kind. One that stands for a contractor is
/// divided among all his projects in its area in proportion to what they require, fen by largest
/// remainder, the smaller id first; a share counts where its kind is accepted.
///
/// Holds: what is held adds up to at most what is available.
///
/// **Basis:** 人社部发〔2021〕65号 Art. 2, 15, 17. **Choice:** where no project requires anything (or no
/// requirement is known), a deposit that stands for a contractor counts for none; a project without
/// reference date is asked by the rule in force on `as_of`.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where the sum of one project does not fit.
///
/// # Example
///
/// ```
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::ids::ProjectId;
/// use anxin::basics::policy::DepositKind;
/// use anxin::intake::facts::{Deposit, DepositScope, Project};
/// use anxin::oversight::deposit::held::deposit_held;
/// use anxin::oversight::deposit::required::{DepositFacts, deposit_required};
/// use anxin::{Day, Policy};
///
/// let cash = |amount_fen, drawn_fen| Deposit {
///     kind: DepositKind::Cash,
///     amount_fen,
///     drawn_fen,
///     drawn_day: None,
///     valid_from_day: None,
///     valid_to_day: None,
///     scope: DepositScope::Project(ProjectId(0)),
/// };
/// let facts = DepositFacts {
///     projects: &[Project::UNKNOWN],
///     events: &[],
///     calendar: &Calendar::builtin(),
///     policy: &Policy::default(),
/// };
/// let required = deposit_required(&facts)?;
/// let held = deposit_held(&[cash(1_000, 300), cash(50, 80)], &facts, &required, Day(10))?;
/// assert_eq!(held.held_fen, [700]);
/// assert_eq!((held.overdrawn[0].deposit, held.overdrawn[0].excess_fen), (1, 30));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn deposit_held(
    deposits: &[Deposit],
    facts: &DepositFacts<'_>,
    required: &[DepositRequired],
    as_of: Day,
) -> Result<DepositHeld> {
    let mut held = DepositHeld { held_fen: vec![0; facts.projects.len()], overdrawn: Vec::new() };
    let by_contractor = ByContractor::new(facts.projects);
    let (mut weights, mut shares, mut remainders) = (Vec::new(), Vec::new(), Vec::new());
    let mut scope = Vec::new();
    for (number, deposit) in (0_u32..).zip(deposits) {
        let excess_fen = drawn_fen(deposit, as_of).saturating_sub(deposit.amount_fen);
        if excess_fen > 0 {
            held.overdrawn.push(OverdrawnDeposit { deposit: number, excess_fen });
        }
        let available_fen = available_fen(deposit, as_of);
        if available_fen == 0 || !is_wage_deposit(deposit.kind) {
            continue;
        }
        match deposit.scope {
            DepositScope::Project(project) => {
                add(&mut held, facts, project, deposit.kind, available_fen, as_of)?;
            }
            DepositScope::Contractor(contractor, region) => {
                let area = region.prefix(facts.policy.figures.area_digits);
                contractor_projects(facts.projects, &by_contractor, contractor, area, &mut scope);
                weights.clear();
                weights.extend(
                    scope.iter().map(|project| required[project.index()].required_fen.unwrap_or(0)),
                );
                largest_remainder_into(available_fen, &weights, &mut shares, &mut remainders);
                for (&project, &share_fen) in scope.iter().zip(&shares) {
                    add(&mut held, facts, project, deposit.kind, share_fen, as_of)?;
                }
            }
            DepositScope::Region(_) => {}
        }
    }
    Ok(held)
}

/// Adds a deposit or share to a project whose rule accepts its kind.
fn add(
    held: &mut DepositHeld,
    facts: &DepositFacts<'_>,
    project: ProjectId,
    kind: DepositKind,
    amount_fen: i64,
    as_of: Day,
) -> Result<()> {
    if accepts(facts, project, kind, as_of) {
        let at = project.index();
        held.held_fen[at] = held.held_fen[at]
            .checked_add(amount_fen)
            .ok_or(Error::AmountOverflow { what: "deposits held for a project" })?;
    }
    Ok(())
}

/// Whether the rule of a project accepts a kind: the one on its reference date, else on `as_of`.
///
/// # Example
///
/// ```
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::ids::ProjectId;
/// use anxin::basics::policy::DepositKind;
/// use anxin::intake::facts::Project;
/// use anxin::oversight::deposit::held::accepts;
/// use anxin::oversight::deposit::required::DepositFacts;
/// use anxin::{Day, Policy};
///
/// let mut policy = Policy::default();
/// policy.deposit.iter_mut().for_each(|rule| rule.accepts = Some(vec![DepositKind::Cash]));
/// let facts = DepositFacts {
///     projects: &[Project::UNKNOWN],
///     events: &[],
///     calendar: &Calendar::builtin(),
///     policy: &policy,
/// };
/// assert!(accepts(&facts, ProjectId(0), DepositKind::Cash, Day(20_000)));
/// assert!(!accepts(&facts, ProjectId(0), DepositKind::InsuranceBond, Day(20_000)));
/// ```
#[must_use]
pub fn accepts(
    facts: &DepositFacts<'_>,
    project: ProjectId,
    kind: DepositKind,
    as_of: Day,
) -> bool {
    let of = &facts.projects[project.index()];
    let day = reference_day(of).unwrap_or(as_of);
    let rule = facts.policy.deposit_rule(of.region, of.category, day);
    rule.accepts.as_ref().is_none_or(|kinds| kinds.contains(&kind))
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::basics::calendar::Calendar;
    use crate::basics::ids::ContractorId;
    use crate::basics::policy::{DepositRule, Policy};
    use crate::basics::region::Region;
    use crate::intake::facts::Project;
    use crate::oversight::deposit::clause::DepositClauseName;

    /// The national rule with other accepted kinds, for a region.
    fn rule(region: &str, accepts: Option<Vec<DepositKind>>) -> DepositRule {
        let national = Policy::default().deposit_rule(None, 0, Day(20_000)).clone();
        DepositRule {
            region: Region::parse(region).unwrap(),
            valid_from: Day(0),
            accepts,
            ..national
        }
    }

    fn project(region: &str) -> Project {
        Project {
            contractor: ContractorId(0),
            region: Region::parse(region),
            start_day: Some(Day(1)),
            ..Project::UNKNOWN
        }
    }

    fn deposit(kind: DepositKind, amount_fen: i64, scope: DepositScope) -> Deposit {
        Deposit {
            kind,
            amount_fen,
            drawn_fen: 0,
            drawn_day: None,
            valid_from_day: None,
            valid_to_day: None,
            scope,
        }
    }

    fn required(required_fen: Option<i64>) -> DepositRequired {
        DepositRequired {
            base_fen: None,
            rate: None,
            required_fen,
            clause: DepositClauseName::BaseRate,
            deadline_day: None,
            deadline_year_missing: None,
            is_provisional: false,
        }
    }

    /// Three projects of one contractor, two in 5201 and one in 5203; bonds count in 5201 alone.
    fn held(deposits: &[Deposit], required_fen: [Option<i64>; 3]) -> DepositHeld {
        let projects = [project("520102"), project("520103"), project("520301")];
        let rules = vec![rule("52", None), rule("5203", Some(vec![DepositKind::Cash]))];
        let policy = Policy { deposit: rules, ..Policy::default() };
        let calendar = Calendar::builtin();
        let facts =
            DepositFacts { projects: &projects, events: &[], calendar: &calendar, policy: &policy };
        deposit_held(deposits, &facts, &required_fen.map(required), Day(100)).unwrap()
    }

    const ALL: DepositScope = DepositScope::Contractor(ContractorId(0), Region::EVERYWHERE);

    #[test]
    fn a_contractors_deposit_is_divided_by_what_is_required() {
        let cash = deposit(DepositKind::Cash, 100, ALL);
        assert_eq!(held(from_ref(&cash), [Some(1), Some(1), Some(1)]).held_fen, [34, 33, 33]);
        assert_eq!(held(from_ref(&cash), [Some(3), None, Some(1)]).held_fen, [75, 0, 25]);
        assert_eq!(held(&[cash], [Some(0), None, Some(0)]).held_fen, [0, 0, 0]);
    }

    #[test]
    fn it_counts_in_its_management_area_and_where_its_kind_is_accepted() {
        let county = Region::parse("520102").unwrap();
        let here = DepositScope::Contractor(ContractorId(0), county);
        let cash = deposit(DepositKind::Cash, 100, here);
        assert_eq!(held(&[cash], [Some(1), Some(1), Some(1)]).held_fen, [50, 50, 0]);
        // The share of the project that accepts cash alone is lost, not given to the others.
        let bond = deposit(DepositKind::InsuranceBond, 90, ALL);
        assert_eq!(held(&[bond], [Some(1), Some(1), Some(1)]).held_fen, [30, 30, 0]);
    }

    #[test]
    fn only_wage_deposits_in_force_count_with_what_is_left() {
        let mine = DepositScope::Project(ProjectId(1));
        let mut cash = deposit(DepositKind::Cash, 100, mine);
        let amount = |one: &Deposit| held(from_ref(one), [None; 3]).held_fen[1];
        assert_eq!(amount(&cash), 100);
        cash.valid_to_day = Some(Day(100));
        cash.valid_from_day = Some(Day(100));
        assert_eq!(amount(&cash), 100);
        cash.drawn_fen = 60;
        assert_eq!(amount(&cash), 40);
        cash.drawn_day = Some(Day(101));
        assert_eq!(amount(&cash), 100);
        cash.valid_to_day = Some(Day(99));
        assert_eq!(amount(&cash), 0);
        assert_eq!(amount(&deposit(DepositKind::PaymentGuarantee, 100, mine)), 0);
        assert_eq!(amount(&deposit(DepositKind::EmergencyFund, 100, mine)), 0);
    }

    #[test]
    fn an_overdrawn_deposit_holds_nothing_and_is_named() {
        let mut cash = deposit(DepositKind::Cash, 100, DepositScope::Project(ProjectId(0)));
        cash.drawn_fen = 130;
        let other = deposit(DepositKind::Cash, 7, DepositScope::Project(ProjectId(0)));
        let held = held(&[other, cash], [None; 3]);
        assert_eq!(held.held_fen[0], 7);
        assert_eq!(held.overdrawn, [OverdrawnDeposit { deposit: 1, excess_fen: 30 }]);
    }
}
