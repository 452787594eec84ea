//! The `[[deposit]]` rows of a file.

use rust_decimal::Decimal;

use super::super::day::Day;
use super::super::error::Result;
use super::super::region::Region;
use super::read::rate;
use super::value::{Cell, Section};
use super::words::DEPOSIT_KIND;
use super::{DepositClause, DepositKind, DepositRule, DepositTier, Policy};

/// What makes two rows the same: region, date, categories.
type Key = (Region, Day, Vec<u8>);

/// The rows of the policy below with those of the file added; same key: the file's.
pub(super) fn deposits(file: &mut Section<'_>, base: Option<&Policy>) -> Result<Vec<DepositRule>> {
    let mut rules = base.map(|base| base.deposit.clone()).unwrap_or_default();
    let mut rows: Vec<(Key, Section<'_>)> = Vec::new();
    for mut row in file.rows("deposit")? {
        let key: Key = (
            row.or("region", None, Cell::region)?,
            row.or("valid_from", None, Cell::date)?,
            row.or("categories", Some(Vec::new()), categories)?,
        );
        if let Some((other, _)) = rows.iter().find(|(other, _)| overlap(other, &key)) {
            return Err(row.refuse_row(
                format!("{} beside {}", shown(&key), shown(other)),
                "one row for each region, valid_from and category",
            ));
        }
        rows.push((key, row));
    }
    // National rows first, the earlier before the later: others take from them what they leave out.
    rows.sort_by(|(a, _), (b, _)| (a.0, a.2.len(), a.1, &a.2).cmp(&(b.0, b.2.len(), b.1, &b.2)));
    for (key, row) in rows {
        let taken = row.clone();
        let national = national_on(&rules, key.1).cloned();
        let rule = deposit(key, row, national.as_ref())?;
        rules.retain(|old| key_of(old) != key_of(&rule));
        let added = key_of(&rule);
        if let Some(old) = rules.iter().find(|old| overlap(&key_of(old), &added)) {
            return Err(taken.refuse_row(
                format!("{} beside the built-in {}", shown(&added), shown(&key_of(old))),
                "the same categories as the built-in row, to replace it, or others",
            ));
        }
        rules.push(rule);
    }
    rules.sort_by_key(key_of);
    if national_on(&rules, Day::OPEN).is_none() {
        return Err(file.refuse(
            "deposit",
            "no row for the whole country and all categories",
            "a row with region = \"\"; without `extends` a file must be complete",
        ));
    }
    Ok(rules)
}

fn key_of(rule: &DepositRule) -> Key {
    (rule.region, rule.valid_from, rule.categories.clone())
}

fn shown((region, valid_from, categories): &Key) -> String {
    format!("region \"{region}\" from {valid_from} for categories {categories:?}")
}

/// Whether neither of two rows is more special or later.
fn overlap(a: &Key, b: &Key) -> bool {
    let share = a.2.iter().any(|category| b.2.contains(category));
    a.0 == b.0 && a.1 == b.1 && (share || a.2.is_empty() && b.2.is_empty())
}

/// The row for the whole country and all categories in force on `day`, else the earliest one.
pub(super) fn national_on(rules: &[DepositRule], day: Day) -> Option<&DepositRule> {
    let national =
        || rules.iter().filter(|rule| rule.region.digits() == 0 && rule.categories.is_empty());
    let in_force = national().filter(|rule| rule.valid_from <= day);
    in_force
        .max_by_key(|rule| rule.valid_from)
        .or_else(|| national().min_by_key(|rule| rule.valid_from))
}

fn deposit(
    (region, valid_from, categories): Key,
    mut row: Section<'_>,
    national: Option<&DepositRule>,
) -> Result<DepositRule> {
    let clause_of = |clause: fn(&DepositRule) -> &Option<DepositClause>| {
        national.map(|national| clause(national).clone())
    };
    let several_projects =
        several_projects(&mut row, clause_of(|national| &national.several_projects))?;
    let rule = DepositRule {
        region,
        valid_from,
        categories,
        tiers: row.or("tiers", national.map(|national| national.tiers.clone()), tiers)?,
        scope_line: row.or(
            "scope_line",
            national.map(|national| national.scope_line),
            Cell::money,
        )?,
        annual: row.or("annual", national.map(|national| national.annual), Cell::bool)?,
        cap: row.or("cap", national.map(|national| national.cap), |cell| {
            if cell.is_word("none") { Ok(None) } else { cell.money_above_zero().map(Some) }
        })?,
        minimum: row.or("minimum", national.map(|national| national.minimum), Cell::money)?,
        several_projects,
        waiver_below: row.or(
            "waiver_below",
            national.map(|national| national.waiver_below),
            Cell::money,
        )?,
        waiver_months: row.or(
            "waiver_months",
            national.map(|national| national.waiver_months),
            |cell| cell.whole(0..=120),
        )?,
        clean_24_months: row.or(
            "clean_24_months",
            clause_of(|national| &national.clean_24_months),
            reduction,
        )?,
        clean_36_months: row.or(
            "clean_36_months",
            clause_of(|national| &national.clean_36_months),
            reduction,
        )?,
        arrears_24_months: row.or(
            "arrears_24_months",
            clause_of(|national| &national.arrears_24_months),
            penalty,
        )?,
        blacklisted: row.or("blacklisted", clause_of(|national| &national.blacklisted), penalty)?,
        floor_rate: row.or(
            "floor_rate",
            national.map(|national| national.floor_rate),
            legal_rate,
        )?,
        accepts: row.or("accepts", national.map(|national| national.accepts.clone()), accepts)?,
        provisional: row.or("provisional", Some(false), Cell::bool)?,
        amount: row.or("amount", Some(None), |cell| {
            if cell.is_word("none") { Ok(None) } else { cell.money().map(Some) }
        })?,
    };
    check_minimum(&row, &rule)?;
    row.finish()?;
    Ok(rule)
}

/// A minimum above a cap contradicts it.
fn check_minimum(row: &Section<'_>, rule: &DepositRule) -> Result<()> {
    let tier_caps = rule.tiers.iter().filter_map(|tier| tier.clause.cap);
    match rule.cap.into_iter().chain(tier_caps).min() {
        Some(cap) if cap < rule.minimum => Err(row.refuse(
            "minimum",
            format!("{} yuan beside a cap of {cap}", rule.minimum),
            "a minimum not above any cap of the row",
        )),
        _ => Ok(()),
    }
}

/// The band of 人社部发〔2021〕65号 Art. 11.
fn legal_rate(cell: Cell<'_>) -> Result<Decimal> {
    cell.between(Decimal::new(5, 3), Decimal::new(3, 2), 6)
}

fn categories(cell: Cell<'_>) -> Result<Vec<u8>> {
    let mut categories = Vec::new();
    for item in cell.list()? {
        let place = item.clone();
        let text = item.label()?;
        let is_code = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u8>() {
            Ok(category @ 1..=99) if is_code && !categories.contains(&category) => {
                categories.push(category);
            }
            _ => return Err(place.refuse("a category of works from \"01\" to \"99\", each once")),
        }
    }
    categories.sort_unstable();
    Ok(categories)
}

fn accepts(cell: Cell<'_>) -> Result<Option<Vec<DepositKind>>> {
    if cell.is_word("all") {
        return Ok(None);
    }
    let mut kinds = Vec::new();
    for item in cell.list()? {
        let kind = item.clone().word(DEPOSIT_KIND)?;
        if kinds.contains(&kind) {
            return Err(item.refuse("each kind once"));
        }
        kinds.push(kind);
    }
    kinds.sort_unstable();
    Ok(Some(kinds))
}

fn tiers(cell: Cell<'_>) -> Result<Vec<DepositTier>> {
    let whole = cell.clone();
    let items = cell.list()?;
    let count = items.len();
    let mut tiers: Vec<DepositTier> = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let mut section = item.section()?;
        let below = section.or("below", Some(None), |cell| {
            if cell.is_word("inf") { Ok(None) } else { cell.money_above_zero().map(Some) }
        })?;
        let last = tiers.last().and_then(|tier| tier.below);
        match below {
            Some(below) if at + 1 == count => {
                return Err(section.refuse(
                    "below",
                    format!("{below} in the last tier"),
                    "\"inf\": the last tier has no upper end",
                ));
            }
            Some(below) if last.is_some_and(|last| last >= below) => {
                return Err(section.refuse(
                    "below",
                    below.to_string(),
                    "more than the tier before it",
                ));
            }
            None if at + 1 < count => {
                return Err(section.refuse(
                    "below",
                    "no upper end",
                    "yuan: only the last tier is open",
                ));
            }
            _ => {}
        }
        let clause = clause_of_section(&mut section, legal_rate)?;
        if clause.cut.is_some() || clause.raise.is_some() {
            return Err(section.refuse_row(
                "`cut` or `raise`",
                "`rate` or `exempt`: a tier has no rate to change",
            ));
        }
        if clause.rate.is_none() && !clause.exempt {
            return Err(section.refuse(
                "rate",
                "nothing",
                "a rate from 0.005 to 0.03, like \"0.02\"",
            ));
        }
        section.finish()?;
        tiers.push(DepositTier { below, clause });
    }
    if tiers.is_empty() { Err(whole.refuse("at least one tier")) } else { Ok(tiers) }
}

fn several_projects(
    row: &mut Section<'_>,
    national: Option<Option<DepositClause>>,
) -> Result<Option<DepositClause>> {
    let short = row.take("several_projects_rate");
    match (row.take("several_projects"), short) {
        (Some(_), Some(short)) => Err(short.refuse_as(
            "this key beside `several_projects`",
            "one of the two: several_projects_rate = \"x\" is short for several_projects = \
             { rate = \"x\" }",
        )),
        (Some(cell), None) => reduction(cell),
        (None, Some(short)) => {
            let rate = Some(legal_rate(short)?);
            Ok(Some(DepositClause { rate, ..DepositClause::default() }))
        }
        (None, None) => row.or("several_projects", national, reduction),
    }
}

/// A clause whose rate stays within the legal band; "none": no such clause.
fn reduction(cell: Cell<'_>) -> Result<Option<DepositClause>> {
    let place = cell.clone();
    let clause = clause(cell, legal_rate)?;
    if clause.as_ref().is_some_and(|clause| clause.raise.is_some()) {
        return Err(place.refuse_as("`raise`", "rate, cut or exempt: this clause lowers the rate"));
    }
    Ok(clause)
}

/// A clause for arrears or blacklisting, whose rate may leave the legal band.
fn penalty(cell: Cell<'_>) -> Result<Option<DepositClause>> {
    clause(cell, rate)
}

fn clause(
    cell: Cell<'_>,
    rate: impl FnOnce(Cell<'_>) -> Result<Decimal>,
) -> Result<Option<DepositClause>> {
    if cell.is_word("none") {
        return Ok(None);
    }
    let mut section = cell.section()?;
    let clause = clause_of_section(&mut section, rate)?;
    section.finish()?;
    Ok(Some(clause))
}

fn clause_of_section(
    section: &mut Section<'_>,
    legal: impl FnOnce(Cell<'_>) -> Result<Decimal>,
) -> Result<DepositClause> {
    let clause = DepositClause {
        rate: section.take("rate").map(legal).transpose()?,
        cut: section.take("cut").map(rate).transpose()?,
        raise: section
            .take("raise")
            .map(|cell| cell.between(Decimal::ZERO, Decimal::TEN, 6))
            .transpose()?,
        cap: section.take("cap").map(Cell::money_above_zero).transpose()?,
        uncapped: section.or("uncapped", Some(false), Cell::bool)?,
        exempt: section.or("exempt", Some(false), Cell::bool)?,
        provisional: section.or("provisional", Some(false), Cell::bool)?,
    };
    let ways = [
        (clause.rate.is_some(), "rate"),
        (clause.cut.is_some(), "cut"),
        (clause.raise.is_some(), "raise"),
        (clause.exempt, "exempt"),
    ];
    let given: Vec<_> = ways.iter().filter(|(given, _)| *given).map(|&(_, word)| word).collect();
    if given.len() > 1 {
        return Err(
            section.refuse_row(given.join(" and "), "at most one of rate, cut, raise and exempt")
        );
    }
    if clause.cap.is_some() && clause.uncapped {
        return Err(section.refuse_row("cap and uncapped", "at most one of them"));
    }
    if clause.exempt && (clause.cap.is_some() || clause.uncapped) {
        return Err(section.refuse_row(
            "exempt and a cap",
            "exempt alone: where nothing is required there is nothing to cap",
        ));
    }
    Ok(clause)
}
