//! The wage deposit a project must have, with the clause that decides (step 7.4).

use rust_decimal::Decimal;

use crate::basics::calendar::Calendar;
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::policy::{DepositRule, Policy};
use crate::intake::facts::{ContractorEvent, Project};
use crate::oversight::deposit::clause::{DepositClauseName, decision};
use crate::oversight::deposit::history::{History, histories, reference_day};
use crate::oversight::deposit::rate::fen_of_yuan;

/// Working days after permit or signing within which the deposit must be there.
pub const DEADLINE_WORKDAYS: u32 = 20;

/// What a deposit depends on.
///
/// Example: [`deposit_required`].
#[derive(Clone, Copy, Debug)]
pub struct DepositFacts<'a> {
    /// Projects; the position is the id.
    pub projects: &'a [Project],
    /// Sorted by contractor, day, kind.
    pub events: &'a [ContractorEvent],
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// The rules of the regions, and the width of a management area.
    pub policy: &'a Policy,
}

/// The deposit one project must have.
///
/// Example: [`deposit_required`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepositRequired {
    /// What the rate is or would be taken of, in fen; `None` where not known, and under
    /// `not_known`.
    pub base_fen: Option<i64>,
    /// The exact rate; `None` where none was taken.
    pub rate: Option<Decimal>,
    /// What is required, in fen; `None` where not known.
    pub required_fen: Option<i64>,
    /// What decided.
    pub clause: DepositClauseName,
    /// Last day on which it must be there, also where nothing is required; `None` where neither
    /// permit nor signing is known, or a year of the calendar is missing.
    pub deadline_day: Option<Day>,
    /// The year without calendar that hides the deadline: finding `calendar_year_missing`.
    pub deadline_year_missing: Option<i32>,
    /// Whether a figure it rests on is a stand-in.
    pub is_provisional: bool,
}

impl DepositRequired {
    const NOT_KNOWN: Self = Self {
        base_fen: None,
        rate: None,
        required_fen: None,
        clause: DepositClauseName::NotKnown,
        deadline_day: None,
        deadline_year_missing: None,
        is_provisional: false,
    };
}

/// The wage deposit required of each project on its reference date, one row a project.
///
/// Step 7.4. The questions in order: is there a reference date; is the project exempt; is it in
/// scope; is the deposit waived; what does the contractor's history make of the rate. Then
/// `rate × base`, half up, the cap unless lifted, the minimum.
///
/// Holds: `required_fen` is zero or more; it is zero for exempt, waived and out-of-scope projects.
///
/// **Basis:** 人社部发〔2021〕65号 Art. 8 (20 working days), 11 (rate, cap, several projects, waiver),
/// 12 (clean years, arrears, blacklist), 13 (the province sets the rates).
/// **Choice:** the clause that decides is named; an unknown amount makes the answer `not_known`
/// only where the answer needs it; while a penalty holds no reduction applies; a reduction never
/// raises the rate; works last from the start (else the reference date) to the planned end, both
/// days included; an annual base that is not given is not known; the deadline is given also where
/// nothing is required.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where an amount does not fit.
///
/// # Example
///
/// A contract of 100 million yuan in Guizhou, at 2 percent:
///
/// ```
/// use anxin::Day;
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::policy::Policy;
/// use anxin::basics::region::Region;
/// use anxin::intake::facts::Project;
/// use anxin::oversight::deposit::required::{DepositFacts, deposit_required};
///
/// let projects = [Project {
///     region: Region::parse("520102"),
///     contract_fen: Some(100_000_000_00),
///     permit_day: Day::from_ymd(2026, 2, 10),
///     ..Project::UNKNOWN
/// }];
/// let facts = DepositFacts {
///     projects: &projects,
///     events: &[],
///     calendar: &Calendar::builtin(),
///     policy: &Policy::default(),
/// };
/// let required = deposit_required(&facts).unwrap();
/// assert_eq!(required[0].required_fen, Some(2_000_000_00));
/// assert_eq!(required[0].clause.word(), "base_rate");
/// assert_eq!(required[0].deadline_day, Day::from_ymd(2026, 3, 16));
/// ```
pub fn deposit_required(facts: &DepositFacts<'_>) -> Result<Vec<DepositRequired>> {
    let histories = histories(facts.projects, facts.events, facts.policy.figures.area_digits);
    facts
        .projects
        .iter()
        .zip(&histories)
        .map(|(project, history)| {
            let Some(day) = reference_day(project) else {
                return Ok(DepositRequired::NOT_KNOWN);
            };
            let rule = facts.policy.deposit_rule(project.region, project.category, day);
            let mut required = of_project(project, rule, history, day)?;
            if let Some(from_day) = project.permit_day.or(project.signed_day) {
                required.deadline_day = facts.calendar.workdays_after(from_day, DEADLINE_WORKDAYS);
                if required.deadline_day.is_none() {
                    required.deadline_year_missing = Some(year_missing(facts.calendar, from_day));
                }
            }
            Ok(required)
        })
        .collect()
}

/// The first year after `day` that the calendar lacks; twenty workdays meet two years at most.
pub(super) fn year_missing(calendar: &Calendar, day: Day) -> i32 {
    let year = day.plus_days(1).ymd().0;
    if calendar.years().contains(&year) { year + 1 } else { year }
}

/// The answer for one project, deadline aside.
fn of_project(
    project: &Project,
    rule: &DepositRule,
    history: &History,
    reference_day: Day,
) -> Result<DepositRequired> {
    let days = works(project, reference_day);
    let base_fen = base(project, rule, days);
    let nothing = |clause, is_provisional| DepositRequired {
        base_fen,
        required_fen: Some(0),
        clause,
        is_provisional,
        ..DepositRequired::NOT_KNOWN
    };
    let not_known =
        DepositRequired { is_provisional: rule.provisional, ..DepositRequired::NOT_KNOWN };
    if project.deposit_exempt == Some(true) {
        return Ok(nothing(DepositClauseName::Exempt, false));
    }
    if let Some(amount) = rule.amount {
        let required_fen = Some(fen_of_yuan(amount)?);
        return Ok(DepositRequired {
            required_fen,
            ..nothing(DepositClauseName::FixedAmount, rule.provisional)
        });
    }
    let is_below_scope_line =
        project.contract_fen.map(|fen| Decimal::new(fen, 2) < rule.scope_line);
    let is_in_scope = project.permit_day.is_some() || is_below_scope_line == Some(false);
    if !is_in_scope && is_below_scope_line == Some(true) {
        return Ok(nothing(DepositClauseName::OutOfScope, rule.provisional));
    }
    if let Some(clause) = waiver(project, rule, history, days) {
        return Ok(nothing(clause, rule.provisional));
    }
    let has_systems = project.real_name_in_place == Some(true) && project.wage_account.is_some();
    // Without permit and amount the scope is not known: a clause may exempt, no rate can be taken.
    let rated_fen = base_fen.filter(|_| is_in_scope);
    let Some(decision) = decision(rule, history, has_systems, rated_fen)? else {
        return Ok(not_known);
    };
    Ok(DepositRequired {
        base_fen,
        rate: decision.rate,
        required_fen: Some(decision.required_fen),
        clause: decision.name,
        is_provisional: decision.is_provisional,
        ..not_known
    })
}

/// The amount the rate is taken of, in fen.
fn base(project: &Project, rule: &DepositRule, days: Option<Works>) -> Option<i64> {
    let is_long = days.is_some_and(|days| days.after_day > days.start_day.plus_months(12));
    if rule.annual && is_long { project.annual_contract_fen } else { project.contract_fen }
}

/// First day of the works and the day after their planned end.
#[derive(Clone, Copy)]
struct Works {
    start_day: Day,
    after_day: Day,
}

/// The works; without a start they begin on the reference date.
fn works(project: &Project, reference_day: Day) -> Option<Works> {
    let start_day = project.start_day.unwrap_or(reference_day);
    Some(Works { start_day, after_day: project.planned_end_day?.plus_days(1) })
}

/// The waiver that holds, if any.
fn waiver(
    project: &Project,
    rule: &DepositRule,
    history: &History,
    days: Option<Works>,
) -> Option<DepositClauseName> {
    if history.has_arrears_12_months {
        return None;
    }
    let is_small = project.contract_fen.is_some_and(|fen| Decimal::new(fen, 2) < rule.waiver_below);
    let is_short = rule.waiver_months > 0
        && i32::try_from(rule.waiver_months).is_ok_and(|months| {
            days.is_some_and(|days| days.after_day < days.start_day.plus_months(months))
        });
    match (is_small, is_short) {
        (true, _) => Some(DepositClauseName::WaivedAmount),
        (false, true) => Some(DepositClauseName::WaivedDuration),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::basics::ids::{ContractorId, NameId};
    use crate::basics::policy::{DepositClause, DepositTier};
    use crate::basics::region::Region;
    use crate::intake::facts::ContractorEventKind;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn rate(percent: i64, decimals: u32) -> Option<Decimal> {
        Some(Decimal::new(percent, decimals + 2).normalize())
    }

    fn at(rate: Option<Decimal>) -> DepositClause {
        DepositClause { rate, ..DepositClause::default() }
    }

    fn national() -> DepositRule {
        DepositRule {
            region: Region::EVERYWHERE,
            valid_from: day("2021-11-01"),
            categories: vec![],
            tiers: vec![DepositTier { below: None, clause: at(rate(2, 0)) }],
            scope_line: Decimal::from(3_000_000),
            annual: false,
            cap: None,
            minimum: Decimal::ZERO,
            several_projects: None,
            waiver_below: Decimal::ZERO,
            waiver_months: 0,
            clean_24_months: None,
            clean_36_months: None,
            arrears_24_months: None,
            blacklisted: None,
            floor_rate: Decimal::ZERO,
            accepts: None,
            provisional: false,
            amount: None,
        }
    }

    /// The rule of rules.md 2.2, row Guizhou.
    fn guizhou() -> DepositRule {
        DepositRule {
            cap: Some(Decimal::from(10_000_000)),
            several_projects: Some(at(rate(15, 1))),
            waiver_below: Decimal::from(4_000_000),
            clean_24_months: Some(at(rate(5, 1))),
            clean_36_months: Some(DepositClause { exempt: true, ..DepositClause::default() }),
            arrears_24_months: Some(at(rate(3, 0))),
            blacklisted: Some(DepositClause { uncapped: true, ..at(rate(4, 0)) }),
            floor_rate: Decimal::new(5, 3),
            ..national()
        }
    }

    /// The rule of rules.md 2.2, row Anhui.
    fn anhui() -> DepositRule {
        let tier = |below: Option<i64>, percent, cap: i64| DepositTier {
            below: below.map(Decimal::from),
            clause: DepositClause { cap: Some(Decimal::from(cap)), ..at(rate(percent, 0)) },
        };
        DepositRule {
            tiers: vec![tier(Some(300_000_000), 2, 3_000_000), tier(None, 1, 5_000_000)],
            cap: Some(Decimal::from(1)),
            ..national()
        }
    }

    fn project(contract_yuan: i64, signed: &str) -> Project {
        Project {
            contractor: ContractorId(0),
            region: Region::parse("520102"),
            contract_fen: Some(contract_yuan * 100),
            signed_day: Some(day(signed)),
            permit_day: Some(day(signed)),
            ..Project::UNKNOWN
        }
    }

    fn event(kind: ContractorEventKind, on: &str) -> ContractorEvent {
        ContractorEvent {
            contractor: ContractorId(0),
            kind,
            event_day: day(on),
            until_day: None,
            region: Region::EVERYWHERE,
        }
    }

    fn all(
        rule: &DepositRule,
        projects: &[Project],
        events: &[ContractorEvent],
    ) -> Vec<DepositRequired> {
        let policy = Policy { deposit: vec![rule.clone()], ..Policy::default() };
        let calendar = Calendar::builtin();
        let facts = DepositFacts { projects, events, calendar: &calendar, policy: &policy };
        deposit_required(&facts).unwrap()
    }

    /// Required yuan and clause of the last project.
    fn last(
        rule: &DepositRule,
        projects: &[Project],
        events: &[ContractorEvent],
    ) -> (Option<i64>, &'static str) {
        let rows = all(rule, projects, events);
        let row = rows.last().unwrap();
        assert!(row.required_fen.is_none_or(|fen| fen % 100 == 0));
        (row.required_fen.map(|fen| fen / 100), row.clause.word())
    }

    #[test]
    fn the_vectors_of_guizhou() {
        let of = |yuan| project(yuan, "2025-06-15");
        let rule = guizhou();
        assert_eq!(last(&rule, &[of(100_000_000)], &[]), (Some(2_000_000), "base_rate"));
        assert_eq!(last(&rule, &[of(800_000_000)], &[]), (Some(10_000_000), "base_rate"));
        let listed = [event(ContractorEventKind::Blacklisted, "2025-01-01")];
        assert_eq!(last(&rule, &[of(800_000_000)], &listed), (Some(32_000_000), "blacklisted"));
        assert_eq!(last(&rule, &[of(3_900_000)], &[]), (Some(0), "waived_amount"));
        let second = [project(5_000_000, "2025-01-01"), of(100_000_000)];
        assert_eq!(last(&rule, &second, &[]), (Some(1_500_000), "several_projects"));
    }

    #[test]
    fn the_built_in_policy_gives_the_same_vectors() {
        let calendar = Calendar::builtin();
        let policy = Policy::default();
        let required = |region: &str, yuan| {
            let of = Project { region: Region::parse(region), ..project(yuan, "2025-06-15") };
            let facts =
                DepositFacts { projects: &[of], events: &[], calendar: &calendar, policy: &policy };
            deposit_required(&facts).unwrap()[0].required_fen.map(|fen| fen / 100)
        };
        assert_eq!(required("520102", 100_000_000), Some(2_000_000));
        assert_eq!(required("520102", 800_000_000), Some(10_000_000));
        assert_eq!(required("520102", 3_900_000), Some(0));
        assert_eq!(required("340100", 299_000_000), Some(3_000_000));
        assert_eq!(required("340100", 300_000_000), Some(3_000_000));
        assert_eq!(required("340100", 600_000_000), Some(5_000_000));
    }

    #[test]
    fn the_vectors_of_anhui() {
        let required = |yuan| last(&anhui(), &[project(yuan, "2025-06-15")], &[]).0;
        assert_eq!(required(299_000_000), Some(3_000_000));
        assert_eq!(required(300_000_000), Some(3_000_000));
        assert_eq!(required(600_000_000), Some(5_000_000));
    }

    #[test]
    fn arrears_within_a_year_keep_a_small_contract_from_the_waiver() {
        let arrears = |on| [event(ContractorEventKind::Arrears, on)];
        let small = [project(3_900_000, "2025-06-15")];
        assert_eq!(
            last(&guizhou(), &small, &arrears("2024-06-15")),
            (Some(117_000), "arrears_24_months")
        );
        assert_eq!(last(&guizhou(), &small, &arrears("2024-06-14")), (Some(0), "waived_amount"));
        assert_eq!(last(&guizhou(), &[project(4_000_000, "2025-06-15")], &[]).1, "base_rate");
    }

    #[test]
    fn the_questions_are_asked_in_order() {
        let rule = guizhou();
        let undated = Project { signed_day: None, permit_day: None, ..project(1, "2025-06-15") };
        assert_eq!(all(&rule, &[undated], &[]), [DepositRequired::NOT_KNOWN]);
        let mut small = Project { permit_day: None, ..project(2_999_999, "2025-06-15") };
        assert_eq!(last(&rule, &[small.clone()], &[]), (Some(0), "out_of_scope"));
        small.deposit_exempt = Some(true);
        assert_eq!(last(&rule, &[small.clone()], &[]), (Some(0), "exempt"));
        small.contract_fen = Some(300_000_000);
        small.deposit_exempt = Some(false);
        assert_eq!(last(&rule, &[small], &[]).1, "waived_amount");
    }

    #[test]
    fn an_unknown_amount_matters_only_where_it_is_needed() {
        let unknown = Project { contract_fen: None, ..project(0, "2025-06-15") };
        assert_eq!(last(&guizhou(), from_ref(&unknown), &[]), (None, "not_known"));
        let mut out = Project { permit_day: None, ..unknown.clone() };
        out.annual_contract_fen = Some(100);
        out.planned_end_day = Some(day("2030-01-01"));
        let annual = DepositRule { annual: true, waiver_months: 3, ..guizhou() };
        assert_eq!(all(&annual, from_ref(&out), &[])[0].base_fen, None);
        assert_eq!(last(&annual, from_ref(&out), &[]), (None, "not_known"));
        out.planned_end_day = Some(day("2025-08-01"));
        assert_eq!(last(&annual, &[out], &[]), (Some(0), "waived_duration"));
        let exempt = Project { deposit_exempt: Some(true), ..unknown.clone() };
        assert_eq!(last(&guizhou(), &[exempt], &[]), (Some(0), "exempt"));
        let mut clean = unknown;
        clean.real_name_in_place = Some(true);
        clean.wage_account = NameId(0);
        let projects = [project(5_000_000, "2020-01-01"), clean];
        assert_eq!(last(&guizhou(), &projects, &[]), (Some(0), "clean_36_months_exempt"));
    }

    #[test]
    fn clean_years_need_the_systems_to_exempt_and_the_lower_reduction_counts() {
        let mut projects = [project(5_000_000, "2020-01-01"), project(10_000_000, "2025-06-15")];
        // Clean for 24 months: 0.5 percent, below the 1.5 of the second project.
        assert_eq!(last(&guizhou(), &projects, &[]), (Some(50_000), "clean_24_months"));
        projects[1].real_name_in_place = Some(true);
        assert_eq!(last(&guizhou(), &projects, &[]).1, "clean_24_months");
        projects[1].wage_account = NameId(3);
        assert_eq!(last(&guizhou(), &projects, &[]), (Some(0), "clean_36_months_exempt"));
        let arrears = [event(ContractorEventKind::Arrears, "2023-06-15")];
        assert_eq!(last(&guizhou(), &projects, &arrears), (Some(300_000), "arrears_24_months"));
    }

    #[test]
    fn a_reduction_stops_at_the_floor() {
        let rule = DepositRule {
            several_projects: Some(DepositClause { cut: rate(90, 0), ..DepositClause::default() }),
            ..guizhou()
        };
        let second = [project(5_000_000, "2025-01-01"), project(100_000_000, "2025-06-15")];
        assert_eq!(last(&rule, &second, &[]), (Some(500_000), "several_projects"));
    }

    #[test]
    fn of_two_penalties_the_higher_rate_counts_and_either_lifts_the_cap() {
        use ContractorEventKind::{Arrears, Blacklisted};
        let rule = DepositRule { arrears_24_months: Some(at(rate(5, 0))), ..guizhou() };
        let projects = [project(800_000_000, "2025-06-15")];
        let arrears = event(Arrears, "2024-01-01");
        let both = [arrears.clone(), event(Blacklisted, "2025-01-01")];
        assert_eq!(last(&rule, &projects, &both), (Some(40_000_000), "arrears_24_months"));
        assert_eq!(last(&rule, &projects, &[arrears]), (Some(10_000_000), "arrears_24_months"));
        let equal = DepositRule { arrears_24_months: Some(at(rate(4, 0))), ..guizhou() };
        assert_eq!(last(&equal, &projects, &both), (Some(32_000_000), "blacklisted"));
    }

    #[test]
    fn arrears_without_a_clause_still_bar_reductions() {
        let rule = DepositRule { arrears_24_months: None, ..guizhou() };
        let second = [project(5_000_000, "2025-01-01"), project(100_000_000, "2025-06-15")];
        let arrears = [event(ContractorEventKind::Arrears, "2024-01-01")];
        assert_eq!(last(&rule, &second, &arrears), (Some(2_000_000), "base_rate"));
    }

    #[test]
    fn works_are_measured_with_both_ends() {
        let rule = DepositRule { waiver_months: 3, annual: true, ..national() };
        let mut one = project(10_000_000, "2025-01-01");
        one.annual_contract_fen = Some(100_000_000);
        let mut required = |end: &str| {
            one.planned_end_day = Some(day(end));
            last(&rule, &[one.clone()], &[])
        };
        assert_eq!(required("2025-03-30"), (Some(0), "waived_duration"));
        assert_eq!(required("2025-03-31"), (Some(200_000), "base_rate"));
        assert_eq!(required("2025-12-31"), (Some(200_000), "base_rate"));
        assert_eq!(required("2026-01-01"), (Some(20_000), "base_rate"));
        one.annual_contract_fen = None;
        assert_eq!(last(&rule, from_ref(&one), &[]), (None, "not_known"));
        // Without signing the works begin on the permit.
        one.signed_day = None;
        one.permit_day = Some(day("2025-11-01"));
        assert_eq!(last(&rule, &[one], &[]), (Some(0), "waived_duration"));
    }

    #[test]
    fn the_minimum_comes_after_the_cap_and_the_half_fen_goes_up() {
        let rule = DepositRule { minimum: Decimal::from(500_000), ..guizhou() };
        assert_eq!(last(&rule, &[project(5_000_000, "2025-06-15")], &[]).0, Some(500_000));
        let odd = Project { contract_fen: Some(500_000_025), ..project(0, "2025-06-15") };
        // 2 percent of 5,000,000.25 yuan is 10,000,000.5 fen.
        assert_eq!(all(&guizhou(), &[odd], &[])[0].required_fen, Some(10_000_001));
    }

    #[test]
    fn the_deadline_is_twenty_working_days_after_the_permit_else_signing() {
        let deadline = |permit: Option<&str>, signed: &str| {
            let one = Project { permit_day: permit.map(day), ..project(5_000_000, signed) };
            let row = all(&guizhou(), &[one], &[])[0];
            (row.deadline_day, row.deadline_year_missing)
        };
        assert_eq!(deadline(Some("2026-02-10"), "2026-01-01"), (Some(day("2026-03-16")), None));
        assert_eq!(deadline(None, "2025-12-20"), (Some(day("2026-01-19")), None));
        assert_eq!(deadline(None, "2026-12-20"), (None, Some(2027)));
        assert_eq!(deadline(Some("2030-05-05"), "2026-12-20"), (None, Some(2030)));
        let exempt = Project { deposit_exempt: Some(true), ..project(5_000_000, "2026-01-01") };
        assert_eq!(all(&guizhou(), &[exempt], &[])[0].deadline_day, Some(day("2026-01-29")));
        let started = Project {
            signed_day: None,
            permit_day: None,
            start_day: Some(day("2026-01-01")),
            ..project(5_000_000, "2026-01-01")
        };
        assert_eq!(all(&guizhou(), &[started], &[])[0].deadline_day, None);
    }

    #[test]
    fn a_workshop_has_a_fixed_amount_and_needs_no_contract() {
        let policy = Policy::from_toml(
            "[[deposit]]\nregion = '3302'\nvalid_from = 2018-01-01\ncategories = ['99']\n\
             amount = '20000'",
            "our.toml",
        )
        .unwrap();
        let calendar = Calendar::builtin();
        let workshop = Project {
            region: Region::parse("330282"),
            category: 99,
            start_day: Some(day("2024-05-06")),
            ..Project::UNKNOWN
        };
        let of = |project: &Project| {
            let facts = DepositFacts {
                projects: from_ref(project),
                events: &[],
                calendar: &calendar,
                policy: &policy,
            };
            let row = deposit_required(&facts).unwrap()[0];
            (row.required_fen, row.clause.word())
        };
        assert_eq!(of(&workshop), (Some(2_000_000), "fixed_amount"));
        let housing = Project { category: 1, ..workshop.clone() };
        assert_eq!(of(&housing), (None, "not_known"));
        let exempt = Project { deposit_exempt: Some(true), ..workshop };
        assert_eq!(of(&exempt), (Some(0), "exempt"));
    }

    #[test]
    fn what_rests_on_a_stand_in_says_so() {
        let provisional = DepositRule { provisional: true, ..guizhou() };
        let is_provisional =
            |rule: &DepositRule, one: &Project| all(rule, from_ref(one), &[])[0].is_provisional;
        let one = project(5_000_000, "2025-06-15");
        assert!(is_provisional(&provisional, &one));
        assert!(!is_provisional(&guizhou(), &one));
        let exempt = Project { deposit_exempt: Some(true), ..one };
        assert!(!is_provisional(&provisional, &exempt));
    }
}
