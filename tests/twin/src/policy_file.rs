//! A policy file: what it changes of the built-in policy. Unknown keys and words are errors.

use toml::{Table, Value};

use crate::cells;
use crate::fraction::Fraction;
use crate::policy::{self, Clause, DepositRow, MinimumWage, Policy, Tier};

/// The rules of early warning are nothing but data: they are read where they stand.
const BUILT_IN: &str = include_str!("../../../engine/policies/cn.toml");

/// The built-in policy with the changes of a file.
pub fn read(text: Option<&str>) -> Result<Policy, String> {
    let mut policy = Policy::built_in();
    let built_in: Table = BUILT_IN.parse().map_err(|error| format!("cn.toml: {error}"))?;
    for row in built_in.get("warning").map_or(Ok(Vec::new()), |value| rows("warning", value))? {
        add_warning(&mut policy, row)?;
    }
    let Some(text) = text else { return Ok(policy) };
    let file: Table = text.parse().map_err(|error| format!("policy: {error}"))?;
    for (key, value) in &file {
        match key.as_str() {
            "name" => {
                string(key, value)?;
            }
            "extends" => {
                one_of(key, value, &["cn"])?;
            }
            "wages" => wages(&mut policy, table(key, value)?)?,
            "attendance" => attendance(&mut policy, table(key, value)?)?,
            "money" => money_section(table(key, value)?)?,
            "ageing" => ageing(&mut policy, table(key, value)?)?,
            "figures" => figures(&mut policy, table(key, value)?)?,
            "minimum_wage" => {
                for row in rows(key, value)? {
                    add_minimum_wage(&mut policy, row)?;
                }
            }
            "deposit" => {
                for row in rows(key, value)? {
                    add_deposit(&mut policy, row)?;
                }
            }
            "credit" => credit(&mut policy, table(key, value)?)?,
            "crime" => {
                for row in rows(key, value)? {
                    add_crime(&mut policy, row)?;
                }
            }
            "batch_payouts" => batch_payouts(&mut policy, table(key, value)?)?,
            "warning" => {
                for row in rows(key, value)? {
                    add_warning(&mut policy, row)?;
                }
            }
            _ => return Err(unknown(key)),
        }
    }
    Ok(policy)
}

fn unknown(key: &str) -> String {
    format!("policy: unknown key {key}")
}

fn wrong(key: &str, expected: &str) -> String {
    format!("policy: {key}: expected {expected}")
}

fn table<'a>(key: &str, value: &'a Value) -> Result<&'a Table, String> {
    value.as_table().ok_or_else(|| wrong(key, "a table"))
}

fn rows<'a>(key: &str, value: &'a Value) -> Result<Vec<&'a Table>, String> {
    let rows = value.as_array().ok_or_else(|| wrong(key, "rows"))?;
    rows.iter().map(|row| table(key, row)).collect()
}

fn string<'a>(key: &str, value: &'a Value) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| wrong(key, "text"))
}

fn strings(key: &str, value: &Value) -> Result<Vec<String>, String> {
    let values = value.as_array().ok_or_else(|| wrong(key, "a list of text"))?;
    values.iter().map(|value| Ok(string(key, value)?.to_string())).collect()
}

fn one_of(key: &str, value: &Value, words: &[&str]) -> Result<String, String> {
    let word = string(key, value)?;
    let expected = || wrong(key, &words.join(" | "));
    words.contains(&word).then(|| word.to_string()).ok_or_else(expected)
}

fn whole(key: &str, value: &Value, least: i128, most: i128) -> Result<i128, String> {
    let number = value.as_integer().map(i128::from);
    let fits = number.filter(|number| (least..=most).contains(number));
    fits.ok_or_else(|| wrong(key, &format!("a whole number from {least} to {most}")))
}

fn yes(key: &str, value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| wrong(key, "true or false"))
}

fn decimal(key: &str, value: &Value) -> Result<Fraction, String> {
    let text = match value {
        Value::Integer(number) => number.to_string(),
        other => string(key, other)?.to_string(),
    };
    let fits = policy::decimal(&text).filter(|number| number.over >= 0);
    fits.ok_or_else(|| wrong(key, "a decimal, zero or more, as text"))
}

fn fen(key: &str, value: &Value) -> Result<i128, String> {
    let fen = decimal(key, value)?.times(Fraction::whole(100))?;
    if fen.under == 1 { Ok(fen.over) } else { Err(wrong(key, "money with two decimals")) }
}

fn day(key: &str, value: &Value) -> Result<i128, String> {
    let text = match value {
        Value::Datetime(date) => date.to_string(),
        other => string(key, other)?.to_string(),
    };
    cells::day(&text).ok_or_else(|| wrong(key, "a date"))
}

fn wages(policy: &mut Policy, section: &Table) -> Result<(), String> {
    for (key, value) in section {
        match key.as_str() {
            "default_hours_system" => {
                let words = ["standard", "comprehensive", "flexible", "none"];
                policy.default_hours_system = one_of(key, value, &words)?;
            }
            "overtime_workday" => policy.overtime_workday = whole(key, value, 100, 1000)?,
            "overtime_rest_day" => policy.overtime_rest_day = whole(key, value, 100, 1000)?,
            "overtime_holiday" => policy.overtime_holiday = whole(key, value, 100, 1000)?,
            "paid_days_per_month" => policy.paid_days_per_month = above_zero(key, value)?,
            "monthly_proration" => {
                let words = ["deduct_absence", "paid_days", "hours_worked"];
                policy.monthly_proration = one_of(key, value, &words)?;
            }
            "due_source" => {
                let words = ["evidence", "attendance", "payroll", "greater"];
                policy.due_source = one_of(key, value, &words)?;
            }
            "payroll_tolerance" => policy.payroll_tolerance = decimal(key, value)?,
            "unexplained_deduction" => {
                policy.unexplained_deduction = one_of(key, value, &["due", "deducted"])?;
            }
            "foreign_payee" => policy.foreign_payee = one_of(key, value, &["count", "set_aside"])?,
            "default_pay_day" => policy.default_pay_day = whole(key, value, 1, 31)?,
            "default_pay_month_offset" => {
                policy.default_pay_month_offset = whole(key, value, 0, 12)?;
            }
            "pay_on_termination_days" => {
                policy.pay_on_termination_days = whole(key, value, 0, 366)?;
            }
            "damage_deduction_cap" => policy.damage_deduction_cap = decimal(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn above_zero(key: &str, value: &Value) -> Result<Fraction, String> {
    let number = decimal(key, value)?;
    if number.over > 0 { Ok(number) } else { Err(wrong(key, "a decimal above zero")) }
}

fn attendance(policy: &mut Policy, section: &Table) -> Result<(), String> {
    for (key, value) in section {
        match key.as_str() {
            "punch_debounce_seconds" => {
                policy.punch_debounce_seconds = whole(key, value, 0, 86_400)?;
            }
            "punch_max_shift_minutes" => {
                policy.punch_max_shift_minutes = whole(key, value, 1, 1440)?;
            }
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn money_section(section: &Table) -> Result<(), String> {
    for (key, value) in section {
        match key.as_str() {
            "accept_float_money" => yes(key, value)?,
            _ => return Err(unknown(key)),
        };
    }
    Ok(())
}

fn ageing(policy: &mut Policy, section: &Table) -> Result<(), String> {
    for (key, value) in section {
        let days = value.as_array().filter(|_| key == "brackets_days");
        let days = days.ok_or_else(|| unknown(key))?;
        let days: Result<Vec<i128>, String> =
            days.iter().map(|value| whole(key, value, 1, 100_000)).collect();
        policy.brackets_days = days?;
        let rising = policy.brackets_days.windows(2).all(|pair| pair[0] < pair[1]);
        if !rising || policy.brackets_days.is_empty() {
            return Err(wrong(key, "rising days"));
        }
    }
    Ok(())
}

/// Steps of work are the engine's own; here a limit below the number of lines is too little.
fn batch_payouts(policy: &mut Policy, section: &Table) -> Result<(), String> {
    for (key, value) in section {
        match key.as_str() {
            "window_days" => policy.window_days = whole(key, value, 0, 366)?,
            "steps" => policy.payout_steps = whole(key, value, 1, 1_000_000_000)?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn figures(policy: &mut Policy, section: &Table) -> Result<(), String> {
    for (key, value) in section {
        match key.as_str() {
            "area_digits" => {
                policy.area_digits = match whole(key, value, 2, 6)? {
                    2 => 2,
                    4 => 4,
                    6 => 6,
                    _ => return Err(wrong(key, "2, 4 or 6")),
                };
            }
            "update_window_days" => policy.update_window_days = whole(key, value, 1, 366)?,
            "deposit_expiring_days" => {
                policy.deposit_expiring_days = whole(key, value, 0, 366)?;
            }
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn credit(policy: &mut Policy, section: &Table) -> Result<(), String> {
    for (key, value) in section {
        match key.as_str() {
            "grade_window_months" => policy.grade_window_months = whole(key, value, 1, 120)?,
            "grade_c_punishments" => policy.grade_c_punishments = whole(key, value, 1, 100)?,
            "blacklist_months" => policy.blacklist_months = whole(key, value, 1, 120)?,
            "crime_months" => policy.crime_months = whole(key, value, 1, 24)?,
            "crime_workers" => policy.crime_workers = whole(key, value, 1, 1000)?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn add_crime(policy: &mut Policy, row: &Table) -> Result<(), String> {
    let value = row.get("region").ok_or_else(|| wrong("crime.region", "a region"))?;
    let region = region("crime.region", value)?;
    let (mut one, mut ten) = policy.crime_fen("");
    for (key, value) in row {
        match key.as_str() {
            "region" => {}
            "one_worker" => one = fen(key, value)?,
            "ten_workers" => ten = fen(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    policy.crimes.retain(|(other, ..)| *other != region);
    policy.crimes.push((region, one, ten));
    Ok(())
}

fn add_warning(policy: &mut Policy, row: &Table) -> Result<(), String> {
    let code = row.get("code").ok_or_else(|| wrong("warning.code", "text"))?;
    let code = string("warning.code", code)?.to_string();
    if row.get("enabled").and_then(Value::as_bool) == Some(false) {
        policy.warnings.remove(&code);
        return Ok(());
    }
    let mut rule = policy.warnings.remove(&code).unwrap_or_default();
    for (key, value) in row {
        match key.as_str() {
            "code" | "enabled" => {}
            "level" => rule.level = one_of(key, value, &["general", "key"])?,
            "subject" => rule.subject = string(key, value)?.to_string(),
            "figure" => rule.figure = string(key, value)?.to_string(),
            "mend_days" => rule.mend_days = whole(key, value, 0, 3650)?,
            "basis" => rule.basis = string(key, value)?.to_string(),
            "above" | "at_least" | "below" | "at_most" | "is" => {
                rule.comparison = key.clone();
                rule.threshold = match value {
                    Value::Boolean(is) => is.to_string(),
                    Value::Integer(number) => number.to_string(),
                    other => string(key, other)?.to_string(),
                };
            }
            _ => return Err(unknown(key)),
        }
    }
    policy.warnings.insert(code, rule);
    Ok(())
}

fn region(key: &str, value: &Value) -> Result<String, String> {
    match cells::read("region", string(key, value)?) {
        Ok(cells::Cell::Text(region)) => Ok(cells::prefix(&region).to_string()),
        Ok(_) => Ok(String::new()),
        Err(_) => Err(wrong(key, "a region of 2, 4 or 6 digits")),
    }
}

fn add_minimum_wage(policy: &mut Policy, row: &Table) -> Result<(), String> {
    let mut wage = MinimumWage { region: String::new(), valid_from: 0, monthly_fen: None };
    for (key, value) in row {
        match key.as_str() {
            "region" => wage.region = region(key, value)?,
            "valid_from" => wage.valid_from = day(key, value)?,
            "monthly" => wage.monthly_fen = Some(fen(key, value)?),
            "hourly" => {
                fen(key, value)?;
            }
            _ => return Err(unknown(key)),
        }
    }
    if !row.contains_key("valid_from") {
        return Err(wrong("minimum_wage.valid_from", "a date"));
    }
    let same =
        |other: &MinimumWage| (&other.region, other.valid_from) == (&wage.region, wage.valid_from);
    policy.minimum_wages.retain(|other| !same(other));
    policy.minimum_wages.push(wage);
    Ok(())
}

fn add_deposit(policy: &mut Policy, row: &Table) -> Result<(), String> {
    let mut deposit = DepositRow { provisional: false, ..policy::national() };
    for (key, value) in row {
        deposit_key(&mut deposit, key, value)?;
    }
    if !row.contains_key("valid_from") {
        return Err(wrong("deposit.valid_from", "a date"));
    }
    deposit.categories.sort();
    let same = |other: &DepositRow| {
        (&other.region, other.valid_from, &other.categories)
            == (&deposit.region, deposit.valid_from, &deposit.categories)
    };
    match policy.deposits.iter().position(same) {
        Some(place) => policy.deposits[place] = deposit,
        None => policy.deposits.push(deposit),
    }
    Ok(())
}

fn deposit_key(deposit: &mut DepositRow, key: &str, value: &Value) -> Result<(), String> {
    match key {
        "region" => deposit.region = region(key, value)?,
        "valid_from" => deposit.valid_from = day(key, value)?,
        "categories" => deposit.categories = strings(key, value)?,
        "tiers" => deposit.tiers = tiers(key, value)?,
        "scope_line" => deposit.scope_line_fen = fen(key, value)?,
        "annual" => deposit.annual = yes(key, value)?,
        "cap" => deposit.cap_fen = Some(fen(key, value)?),
        "minimum" => deposit.minimum_fen = fen(key, value)?,
        "several_projects" => deposit.several_projects = Some(clause(key, value)?),
        "several_projects_rate" => {
            let rate = Some(decimal(key, value)?);
            deposit.several_projects = Some(Clause { rate, ..Clause::default() });
        }
        "waiver_below" => deposit.waiver_below_fen = fen(key, value)?,
        "waiver_months" => deposit.waiver_months = whole(key, value, 0, 120)?,
        "clean_24_months" => deposit.clean_24_months = Some(clause(key, value)?),
        "clean_36_months" => deposit.clean_36_months = Some(clause(key, value)?),
        "arrears_24_months" => deposit.arrears_24_months = Some(clause(key, value)?),
        "blacklisted" => deposit.blacklisted = Some(clause(key, value)?),
        "floor_rate" => deposit.floor_rate = decimal(key, value)?,
        "accepts" => deposit.accepts = Some(strings(key, value)?),
        "provisional" => deposit.provisional = yes(key, value)?,
        "amount" => deposit.amount_fen = Some(fen(key, value)?),
        _ => return Err(unknown(key)),
    }
    Ok(())
}

fn clause(key: &str, value: &Value) -> Result<Clause, String> {
    let mut clause = Clause::default();
    for (key, value) in table(key, value)? {
        if key != "below" {
            clause_key(&mut clause, key, value)?;
        }
    }
    Ok(clause)
}

fn clause_key(clause: &mut Clause, key: &str, value: &Value) -> Result<(), String> {
    match key {
        "rate" => clause.rate = Some(decimal(key, value)?),
        "cut" => {
            let cut = decimal(key, value)?;
            if cut.over > cut.under {
                return Err(wrong(key, "at most 1"));
            }
            clause.cut = Some(cut);
        }
        "raise" => clause.raise = Some(decimal(key, value)?),
        "cap" => clause.cap_fen = Some(fen(key, value)?),
        "uncapped" => clause.uncapped = yes(key, value)?,
        "exempt" => clause.exempt = yes(key, value)?,
        "provisional" => clause.provisional = yes(key, value)?,
        _ => return Err(unknown(key)),
    }
    Ok(())
}

fn tiers(key: &str, value: &Value) -> Result<Vec<Tier>, String> {
    let mut tiers = Vec::new();
    for (row, value) in rows(key, value)?.into_iter().zip(value.as_array().into_iter().flatten()) {
        let below_fen = match row.get("below") {
            Some(below) if below.as_str() != Some("inf") => Some(fen(key, below)?),
            _ => None,
        };
        let clause = clause(key, value)?;
        if clause.rate.is_none() && !clause.exempt {
            return Err(wrong(key, "a rate"));
        }
        tiers.push(Tier { below_fen, clause });
    }
    let bounds: Vec<i128> = tiers.iter().map(|tier| tier.below_fen.unwrap_or(i128::MAX)).collect();
    let rising = bounds.windows(2).all(|pair| pair[0] < pair[1]);
    if rising && bounds.last() == Some(&i128::MAX) {
        Ok(tiers)
    } else {
        Err(wrong(key, "rising bounds, the last one inf"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_only_what_differs() {
        let text = r#"
            [wages]
            overtime_rest_day = 250
            [[minimum_wage]]
            region = "15"
            valid_from = 2024-01-01
            monthly = "2000"
            [[deposit]]
            region = "52"
            valid_from = 2025-03-01
            tiers = [{ below = "100", rate = "0.01", cap = "5" }, { below = "inf", rate = "0.02" }]
        "#;
        let policy = read(Some(text)).unwrap();
        assert_eq!((policy.overtime_workday, policy.overtime_rest_day), (150, 250));
        assert_eq!(
            policy.minimum_wage_fen("1501", policy.minimum_wages[0].valid_from),
            Some(200_000)
        );
        assert_eq!(policy.deposits.len(), Policy::built_in().deposits.len());
        let row = policy.deposits.iter().find(|row| row.region == "52").unwrap();
        assert_eq!((row.tiers.len(), row.cap_fen, row.provisional), (2, None, false));
        assert_eq!(row.tiers[0].clause.cap_fen, Some(500));
    }

    #[test]
    fn errors_name_the_key() {
        for (text, word) in [
            ("wage = 1", "wage"),
            ("[wages]\ndue_source = \"best\"", "due_source"),
            ("[ageing]\nbrackets_days = [30, 30]", "brackets_days"),
            (
                "[[deposit]]\nvalid_from = 2025-01-01\ntiers = [{ below = \"5\", rate = \"0.01\" }]",
                "tiers",
            ),
            ("[[deposit]]\nregion = \"52\"", "valid_from"),
        ] {
            let error = read(Some(text)).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }
}
