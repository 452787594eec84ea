//! Which clause of a rule decides a deposit, and what it makes of it (step 7.4, history and rate).

use rust_decimal::Decimal;

use crate::basics::error::Result;
use crate::basics::policy::{DepositClause, DepositRule};
use crate::oversight::deposit::history::History;
use crate::oversight::deposit::rate::{fen_of_yuan, part_of, rate_under};

/// The clause that decided what is required.
///
/// Example: [`decision`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DepositClauseName {
    /// No reference date, or an amount that the answer needs is not known.
    NotKnown,
    /// No permit, and the contract is below the scope line.
    OutOfScope,
    /// The project or its tier is exempt.
    Exempt,
    /// Waived: a small contract.
    WaivedAmount,
    /// Waived: short works.
    WaivedDuration,
    /// Clean for 36 months: nothing is required.
    Clean36MonthsExempt,
    /// Clean for 36 months: a lower rate.
    Clean36Months,
    /// Clean for 24 months.
    Clean24Months,
    /// Not the first project in progress in the area.
    SeveralProjects,
    /// Arrears in the 24 months before.
    Arrears24Months,
    /// Blacklisted.
    Blacklisted,
    /// The rate of the tier, unchanged.
    BaseRate,
    /// A fixed amount, whatever the contract.
    FixedAmount,
}

impl DepositClauseName {
    /// All names, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::NotKnown,
        Self::OutOfScope,
        Self::Exempt,
        Self::WaivedAmount,
        Self::WaivedDuration,
        Self::Clean36MonthsExempt,
        Self::Clean36Months,
        Self::Clean24Months,
        Self::SeveralProjects,
        Self::Arrears24Months,
        Self::Blacklisted,
        Self::BaseRate,
        Self::FixedAmount,
    ];

    /// The word of the output column `deposit_clause`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotKnown => "not_known",
            Self::OutOfScope => "out_of_scope",
            Self::Exempt => "exempt",
            Self::WaivedAmount => "waived_amount",
            Self::WaivedDuration => "waived_duration",
            Self::Clean36MonthsExempt => "clean_36_months_exempt",
            Self::Clean36Months => "clean_36_months",
            Self::Clean24Months => "clean_24_months",
            Self::SeveralProjects => "several_projects",
            Self::Arrears24Months => "arrears_24_months",
            Self::Blacklisted => "blacklisted",
            Self::BaseRate => "base_rate",
            Self::FixedAmount => "fixed_amount",
        }
    }
}

/// What a rule asks for once scope and waivers are settled.
///
/// Example: [`decision`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The clause that decided.
    pub name: DepositClauseName,
    /// The exact rate; `None` where the clause exempts.
    pub rate: Option<Decimal>,
    /// What is required, in fen. Zero or more.
    pub required_fen: i64,
    /// Whether a figure it rests on is a stand-in.
    pub is_provisional: bool,
}

/// What the tier and the history make of a deposit; `None` where base or tier are needed and not
/// known.
///
/// Worst first: a penalty that holds bars every reduction, of two the higher rate counts. Else the
/// lowest reduction counts, not below the floor. The cap is the clause's, else the tier's, else the
/// rule's; a penalty that lifts it does so whenever it holds. The minimum comes last.
///
/// `has_systems`: real name and wage account are in place.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where an amount does not fit.
///
/// # Example
///
/// ```
/// use anxin::basics::region::Region;
/// use anxin::oversight::deposit::clause::{DepositClauseName, decision};
/// use anxin::oversight::deposit::history::History;
/// use anxin::{Day, Policy};
///
/// let policy = Policy::default();
/// let rule = policy.deposit_rule(Region::parse("52"), 0, Day::from_ymd(2025, 6, 1).unwrap());
/// let listed = History { is_blacklisted: true, ..History::default() };
/// let decided = decision(rule, &listed, true, Some(10_000_000_00))?.unwrap();
/// assert_eq!(decided.name, DepositClauseName::Blacklisted);
/// assert_eq!(decided.name.word(), "blacklisted");
/// let plain = decision(rule, &History::default(), true, Some(10_000_000_00))?.unwrap();
/// assert_eq!(plain.name, DepositClauseName::BaseRate);
/// assert!(decided.required_fen > plain.required_fen);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn decision(
    rule: &DepositRule,
    history: &History,
    has_systems: bool,
    base_fen: Option<i64>,
) -> Result<Option<Decision>> {
    let tier = base_fen.and_then(|fen| tier_of(rule, Decimal::new(fen, 2)));
    let tier_rate = tier.and_then(|tier| if tier.exempt { Some(Decimal::ZERO) } else { tier.rate });
    // Without a tier the clauses are still looked at: one may exempt whatever the amount.
    let penalties = penalties(rule, history, tier_rate.unwrap_or_default())?;
    let reductions = reductions(rule, history, has_systems, tier_rate.unwrap_or_default())?;
    if let Some(one) = reductions.iter().flatten().find(|one| one.clause.exempt) {
        return Ok(Some(exempted(one.name, one.clause, rule)));
    }
    let (Some(base_fen), Some(tier), Some(tier_rate)) = (base_fen, tier, tier_rate) else {
        return Ok(None);
    };
    // Of equal rates the first counts: blacklisted.
    let highest =
        penalties.iter().flatten().copied().reduce(|a, b| if b.rate > a.rate { b } else { a });
    let chosen = highest
        .or_else(|| lowest(&reductions, tier_rate, rule.floor_rate))
        .unwrap_or(Candidate { name: DepositClauseName::BaseRate, clause: tier, rate: tier_rate });
    if chosen.clause.exempt {
        return Ok(Some(exempted(DepositClauseName::Exempt, tier, rule)));
    }
    let cap = if penalties.iter().flatten().any(|penalty| penalty.clause.uncapped) {
        None
    } else {
        cap_of(chosen.clause).or_else(|| cap_of(tier)).unwrap_or(rule.cap)
    };
    let mut required_fen = part_of(chosen.rate, base_fen)?;
    if let Some(cap) = cap {
        required_fen = required_fen.min(fen_of_yuan(cap)?);
    }
    Ok(Some(Decision {
        name: chosen.name,
        rate: Some(chosen.rate),
        required_fen: required_fen.max(fen_of_yuan(rule.minimum)?),
        is_provisional: rule.provisional || tier.provisional || chosen.clause.provisional,
    }))
}

/// A clause that holds, its name, and the rate it makes.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    name: DepositClauseName,
    clause: &'a DepositClause,
    rate: Decimal,
}

/// What a clause says of the cap: nothing, that there is none (`Some(None)`), or how high it is.
fn cap_of(clause: &DepositClause) -> Option<Option<Decimal>> {
    if clause.uncapped { Some(None) } else { clause.cap.map(Some) }
}

/// The penalties that hold, the worst first.
fn penalties<'a>(
    rule: &'a DepositRule,
    history: &History,
    tier_rate: Decimal,
) -> Result<[Option<Candidate<'a>>; 2]> {
    use DepositClauseName::{Arrears24Months, Blacklisted};
    let blacklisted = rule.blacklisted.as_ref().filter(|_| history.is_blacklisted);
    let arrears = rule.arrears_24_months.as_ref().filter(|_| history.has_arrears_24_months);
    Ok([
        candidate(Blacklisted, blacklisted, tier_rate)?,
        candidate(Arrears24Months, arrears, tier_rate)?,
    ])
}

/// The reductions that hold, the longest clean time first; none beside a reason for a penalty.
fn reductions<'a>(
    rule: &'a DepositRule,
    history: &History,
    has_systems: bool,
    tier_rate: Decimal,
) -> Result<[Option<Candidate<'a>>; 3]> {
    use DepositClauseName::{Clean24Months, Clean36Months, SeveralProjects};
    if history.is_blacklisted || history.has_arrears_24_months {
        return Ok([None; 3]);
    }
    let is_clean_36 = history.is_clean_36_months && has_systems;
    let clean_36 = rule.clean_36_months.as_ref().filter(|_| is_clean_36);
    let clean_24 = rule.clean_24_months.as_ref().filter(|_| history.is_clean_24_months);
    let several = rule.several_projects.as_ref().filter(|_| history.has_several_projects);
    Ok([
        candidate(Clean36Months, clean_36, tier_rate)?,
        candidate(Clean24Months, clean_24, tier_rate)?,
        candidate(SeveralProjects, several, tier_rate)?,
    ])
}

/// A clause that holds, with its rate.
fn candidate(
    name: DepositClauseName,
    clause: Option<&DepositClause>,
    tier_rate: Decimal,
) -> Result<Option<Candidate<'_>>> {
    clause
        .map(|clause| Ok(Candidate { name, clause, rate: rate_under(clause, tier_rate)? }))
        .transpose()
}

/// The tier a base in yuan falls in; the last where none is high enough.
fn tier_of(rule: &DepositRule, base: Decimal) -> Option<&DepositClause> {
    rule.tiers
        .iter()
        .find(|tier| tier.below.is_none_or(|below| base < below))
        .or(rule.tiers.last())
        .map(|tier| &tier.clause)
}

/// The reduction with the lowest rate, raised to the floor; `None` where that is above
/// the tier's rate.
fn lowest<'a>(
    reductions: &[Option<Candidate<'a>>],
    tier_rate: Decimal,
    floor_rate: Decimal,
) -> Option<Candidate<'a>> {
    // Of equal rates the first counts: the longer clean time.
    let found =
        reductions.iter().flatten().copied().reduce(|a, b| if b.rate < a.rate { b } else { a })?;
    let rate = found.rate.max(floor_rate);
    (rate <= tier_rate).then_some(Candidate { rate, ..found })
}

/// Nothing is required, because a clause exempts.
fn exempted(name: DepositClauseName, clause: &DepositClause, rule: &DepositRule) -> Decision {
    let name = match name {
        DepositClauseName::Clean36Months => DepositClauseName::Clean36MonthsExempt,
        name => name,
    };
    let is_provisional = rule.provisional || clause.provisional;
    Decision { name, rate: None, required_fen: 0, is_provisional }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_once() {
        let mut words: Vec<_> = DepositClauseName::ALL.iter().map(|name| name.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), DepositClauseName::ALL.len());
    }

    #[test]
    fn a_tier_may_exempt_and_a_clause_may_lift_or_set_the_cap() {
        let national = crate::basics::policy::Policy::default()
            .deposit_rule(None, 0, crate::basics::day::Day(20_000))
            .clone();
        let with = |tier: DepositClause, several: Option<DepositClause>| {
            let rule = DepositRule {
                tiers: vec![crate::basics::policy::DepositTier { below: None, clause: tier }],
                several_projects: several,
                cap: Some(Decimal::from(5)),
                floor_rate: Decimal::ZERO,
                minimum: Decimal::ZERO,
                ..national.clone()
            };
            let history = History { has_several_projects: true, ..History::default() };
            let decision = decision(&rule, &history, false, Some(100_000)).unwrap().unwrap();
            (decision.name.word(), decision.required_fen)
        };
        let two = DepositClause { rate: Some(Decimal::new(2, 2)), ..DepositClause::default() };
        let one = DepositClause { rate: Some(Decimal::new(1, 2)), ..DepositClause::default() };
        let exempt = DepositClause { exempt: true, ..DepositClause::default() };
        let free = DepositClause { uncapped: true, ..two.clone() };
        let own = DepositClause { cap: Some(Decimal::from(7)), ..one.clone() };
        assert_eq!(with(two.clone(), None), ("base_rate", 500));
        assert_eq!(with(exempt.clone(), None), ("exempt", 0));
        assert_eq!(with(free.clone(), None), ("base_rate", 2_000));
        assert_eq!(with(free, Some(own)), ("several_projects", 700));
        assert_eq!(with(two.clone(), Some(one)), ("several_projects", 500));
        assert_eq!(with(two, Some(exempt)), ("several_projects", 0));
    }
}
