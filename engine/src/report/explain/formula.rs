//! The formula of a wage, in symbols and with numbers put in (steps 3.3 and 3.4).
//!
//! | symbol | what |
//! | --- | --- |
//! | r | rate, yuan |
//! | W | weighted minutes, percent-minutes |
//! | O | overtime, percent-minutes |
//! | s | length of one 工, minutes |
//! | d | paid days a month, 21.75 |
//! | A | absence, minutes |
//! | H | half of the month's agreed minutes |
//! | P | paid minutes: within the agreed day on workdays, and whole holidays |
//! | Q | pieces |
//!
//! Of the weighted minutes: N minutes within the agreed day on workdays, X those beyond it, R those
//! on rest days, F those on holidays, T workdays on which the contract is in force.

use super::statement::Symbol;
use crate::basics::policy::{HoursSystem, MonthlyProration};
use crate::intake::terms::{Contract, PayBasis};
use crate::intake::timesheet::{MonthMinutes, NO_QUANTITY, NO_ROW};
use crate::wages::rules::{MonthDays, Rules};

/// What a formula needs: one contract in one month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    pub(super) contract: &'a Contract,
    pub(super) minutes: &'a MonthMinutes,
    pub(super) quantities: Option<&'a [i64; 31]>,
    pub(super) in_force: u32,
    pub(super) days: &'a MonthDays,
    pub(super) rules: &'a Rules<'a>,
    pub(super) weighted: i64,
    pub(super) overtime: i64,
    pub(super) absence_minutes: Option<i64>,
}

/// A formula, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formula {
    /// In symbols.
    pub(super) symbols: String,
    /// What each symbol is.
    pub(super) values: Vec<Symbol>,
    /// With numbers put in.
    pub(super) numbers: String,
    /// Weighted minutes with numbers put in.
    pub(super) weighted: Option<String>,
    /// Weighted minutes in symbols, a blank between any two tokens.
    pub(super) weighted_symbols: Option<String>,
}

/// All symbols.
const SYMBOLS: [&str; 9] = ["r", "W", "O", "s", "d", "A", "H", "P", "Q"];

/// Part of a monthly wage for overtime.
const OVERTIME: &str = "r × O ÷ ( 100 × s × d )";

/// Minutes by class of day, as the calendar shows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Minutes {
    within: i64,
    beyond: i64,
    rest: i64,
    holiday: i64,
}

/// The formula of the wage of a contract in a month.
pub(super) fn formula(case: &Case<'_>) -> Formula {
    let minutes = case.by_class();
    let is_piece = case.contract.pay_basis == PayBasis::Piece;
    let symbols =
        if minutes == Minutes::default() && !is_piece { "0".to_owned() } else { case.template() };
    let mut values = Vec::new();
    let mut numbers = Vec::new();
    for token in symbols.split(' ') {
        match SYMBOLS.iter().find(|&&symbol| symbol == token) {
            Some(&symbol) => {
                let value = case.value(symbol, &minutes);
                if !values.iter().any(|known: &Symbol| known.symbol == symbol) {
                    values.push(Symbol { symbol, value: value.clone() });
                }
                numbers.push(value);
            }
            None => numbers.push(token.to_owned()),
        }
    }
    let weighted_symbols = (!is_piece).then(|| case.weighted_template());
    let weighted = weighted_symbols.as_ref().map(|symbols| {
        let tokens = symbols.split(' ').map(|token| case.weighted_number(token, &minutes));
        tidy(&tokens.collect::<Vec<_>>().join(" "))
    });
    Formula {
        symbols: tidy(&symbols),
        values,
        numbers: tidy(&numbers.join(" ")),
        weighted,
        weighted_symbols,
    }
}

/// Brackets close to what they hold.
fn tidy(formula: &str) -> String {
    formula.replace("( ", "(").replace(" )", ")").replace(" ,", ",")
}

impl Case<'_> {
    fn hours_system(&self) -> HoursSystem {
        self.contract.hours_system.unwrap_or(self.rules.policy.wages.default_hours_system)
    }

    /// Adds up the minutes of the calendar.
    fn by_class(&self) -> Minutes {
        let agreed_minutes = i64::from(self.contract.daily_minutes);
        let mut sums = Minutes::default();
        for (place, &met) in self.minutes.iter().enumerate() {
            let bit = 1 << place;
            if met == NO_ROW || self.in_force & bit == 0 {
                continue;
            }
            let met = i64::from(met);
            if self.days.workdays & bit != 0 {
                sums.within += met.min(agreed_minutes);
                sums.beyond += (met - agreed_minutes).max(0);
            } else if self.days.rest_days & bit != 0 {
                sums.rest += met;
            } else if self.days.holidays & bit != 0 {
                sums.holiday += met;
            }
        }
        sums
    }

    /// The formula in symbols, a blank between any two tokens.
    fn template(&self) -> String {
        match self.contract.pay_basis {
            PayBasis::Hourly => "r × W ÷ ( 100 × 60 )".into(),
            PayBasis::Daily => "r × W ÷ ( 100 × s )".into(),
            PayBasis::Piece => "r × Q".into(),
            PayBasis::Monthly => match self.rules.policy.wages.monthly_proration {
                MonthlyProration::HoursWorked => "r × W ÷ ( 100 × s × d )".into(),
                MonthlyProration::PaidDays => self.paid_days(),
                MonthlyProration::DeductAbsence => match self.absence_minutes {
                    None => self.paid_days(),
                    Some(absence) if 2 * absence <= self.agreed_of_workdays() => {
                        format!("max( 0 , r − r × A ÷ ( s × d ) ) + {OVERTIME}")
                    }
                    Some(_) => {
                        format!("min( r × P ÷ ( s × d ) , r − r × H ÷ ( s × d ) ) + {OVERTIME}")
                    }
                },
            },
        }
    }

    fn paid_days(&self) -> String {
        format!("min( r , r × P ÷ ( s × d ) ) + {OVERTIME}")
    }

    /// Agreed minutes of all workdays of the month.
    fn agreed_of_workdays(&self) -> i64 {
        i64::from(self.contract.daily_minutes) * i64::from(self.days.workdays.count_ones())
    }

    /// The number of a symbol, or how it is made.
    fn value(&self, symbol: &str, minutes: &Minutes) -> String {
        let agreed = self.contract.daily_minutes;
        match symbol {
            "r" => decimal(self.contract.rate_e4, 4),
            "W" => self.weighted.to_string(),
            "O" => self.overtime.to_string(),
            "s" => agreed.to_string(),
            "d" => self.rules.policy.wages.paid_days_per_month.to_string(),
            "A" => self.absence_minutes.unwrap_or(0).to_string(),
            "H" => format!("( {agreed} × {} ÷ 2 )", self.days.workdays.count_ones()),
            "P" => {
                let past = self.days.between(self.days.first_day, self.rules.as_of);
                let holidays = (self.days.holidays & self.in_force & past).count_ones();
                format!("( {} + {agreed} × {holidays} )", minutes.within)
            }
            _ => {
                let paid = self.in_force & self.days.known();
                let own = |&(place, quantity): &(usize, &i64)| {
                    paid & (1 << place) != 0 && *quantity != NO_QUANTITY
                };
                let quantities = self.quantities.iter().flat_map(|all| all.iter());
                let sum = quantities.enumerate().filter(own).map(|(_, &quantity)| quantity);
                decimal(sum.fold(0, i64::saturating_add), 3)
            }
        }
    }

    /// Weighted minutes in symbols.
    fn weighted_template(&self) -> String {
        let policy = &self.rules.policy.wages;
        let (workday, holidays) =
            (policy.overtime_workday_percent, policy.overtime_holiday_percent);
        match self.hours_system() {
            HoursSystem::Standard => format!(
                "100 × N + {workday} × X + {} × R + {holidays} × F",
                policy.overtime_rest_day_percent
            ),
            HoursSystem::Comprehensive => format!(
                "100 × ( N + X + R ) + {holidays} × F + ( {workday} − 100 ) × \
                 max( 0 , N + X + R − s × T )"
            ),
            HoursSystem::Flexible | HoursSystem::None => "100 × ( N + X + R + F )".to_owned(),
        }
    }

    /// A token of weighted minutes with its number put in.
    fn weighted_number(&self, token: &str, minutes: &Minutes) -> String {
        match token {
            "N" => minutes.within.to_string(),
            "X" => minutes.beyond.to_string(),
            "R" => minutes.rest.to_string(),
            "F" => minutes.holiday.to_string(),
            "s" => self.contract.daily_minutes.to_string(),
            "T" => (self.in_force & self.days.workdays).count_ones().to_string(),
            other => other.to_owned(),
        }
    }
}

/// `value / 10^decimals` as text.
pub(super) fn decimal(value: i64, decimals: u32) -> String {
    rust_decimal::Decimal::new(value, decimals).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::calendar::Calendar;
    use crate::basics::day::Month;
    use crate::basics::money::scaled;
    use crate::basics::policy::{Policy, WageRules};
    use crate::wages::sample::contract;
    use crate::wages::wage::wage;

    /// A reader of formulas as they are printed, in exact fractions.
    struct Reader<'a>(Vec<&'a str>);

    type Fraction = (i128, i128);

    fn reduced((a, b): Fraction) -> Fraction {
        let (mut x, mut y) = (a.abs(), b.abs());
        while x != 0 {
            (x, y) = (y % x, x);
        }
        (a / y * b.signum(), b.abs() / y)
    }

    impl Reader<'_> {
        fn take(&mut self, token: &str) -> bool {
            let is_next = self.0.last() == Some(&token);
            if is_next {
                self.0.pop();
            }
            is_next
        }

        fn sum(&mut self) -> Fraction {
            let mut left = self.product();
            loop {
                let sign = if self.take("+") {
                    1
                } else if self.take("−") {
                    -1
                } else {
                    return left;
                };
                let right = self.product();
                left = reduced((left.0 * right.1 + sign * right.0 * left.1, left.1 * right.1));
            }
        }

        fn product(&mut self) -> Fraction {
            let mut left = self.atom();
            loop {
                if self.take("×") {
                    let right = self.atom();
                    left = reduced((left.0 * right.0, left.1 * right.1));
                } else if self.take("÷") {
                    let right = self.atom();
                    left = reduced((left.0 * right.1, left.1 * right.0));
                } else {
                    return left;
                }
            }
        }

        fn atom(&mut self) -> Fraction {
            let token = self.0.pop().unwrap();
            if !matches!(token, "(" | "min(" | "max(") {
                let value: rust_decimal::Decimal = token.parse().unwrap();
                return reduced((scaled(value, 4).unwrap(), 10_000));
            }
            let first = self.sum();
            let value = if self.take(",") {
                let second = self.sum();
                let is_less = first.0 * second.1 < second.0 * first.1;
                if is_less == (token == "min(") { first } else { second }
            } else {
                first
            };
            assert!(self.take(")"));
            value
        }
    }

    fn evaluated(formula: &str) -> Fraction {
        let spaced = formula.replace('(', "( ").replace(')', " )").replace(',', " ,");
        let mut tokens: Vec<&str> = spaced.split_whitespace().collect();
        tokens.reverse();
        let mut reader = Reader(tokens);
        let value = reader.sum();
        assert!(reader.0.is_empty());
        value
    }

    #[test]
    fn a_printed_formula_evaluates_to_the_exact_wage() {
        let calendar = Calendar::builtin();
        let mut seed = 1_u64;
        let mut number = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(12_345);
            (seed >> 33) % below
        };
        let bases = [PayBasis::Hourly, PayBasis::Daily, PayBasis::Monthly, PayBasis::Piece];
        let systems = [HoursSystem::Standard, HoursSystem::Comprehensive, HoursSystem::Flexible];
        let prorations = [
            MonthlyProration::DeductAbsence,
            MonthlyProration::PaidDays,
            MonthlyProration::HoursWorked,
        ];
        let mut templates = Vec::new();
        for _ in 0..2_000 {
            let month = Month::from_ym(2025, u32::try_from(number(12)).unwrap() + 1);
            let mut policy = Policy::default();
            policy.wages = WageRules {
                monthly_proration: prorations[usize::try_from(number(3)).unwrap()],
                ..policy.wages
            };
            let as_of = month.first_day().plus_days(i32::try_from(number(60)).unwrap());
            let rules = Rules::new(&policy, &calendar, as_of, month, month);
            let days = rules.month(month);
            let attended = number(4);
            let minutes: MonthMinutes = std::array::from_fn(|place| {
                let is_day = days.all & (1 << place) != 0;
                if is_day && number(4) < attended {
                    u16::try_from(number(800)).unwrap()
                } else {
                    NO_ROW
                }
            });
            let quantities = std::array::from_fn(|_| i64::try_from(number(5_000)).unwrap());
            let in_force = if number(2) == 0 { days.all } else { days.all & 0x00FF_FF00 };
            let contract = Contract {
                rate_e4: i64::try_from(number(90_000_000)).unwrap(),
                pay_basis: bases[usize::try_from(number(4)).unwrap()],
                hours_system: Some(systems[usize::try_from(number(3)).unwrap()]),
                ..contract(0)
            };
            let earned =
                wage(&contract, &minutes, Some(&quantities), in_force, &days, &rules).unwrap();
            let formula = formula(&Case {
                contract: &contract,
                minutes: &minutes,
                quantities: Some(&quantities),
                in_force,
                days: &days,
                rules: &rules,
                weighted: earned.weighted,
                overtime: earned.overtime,
                absence_minutes: earned.absence_minutes,
            });
            let exact = reduced((earned.numerator, 100 * earned.denominator));
            assert_eq!(evaluated(&formula.numbers), exact, "{formula:?}");
            if let Some(weighted) = &formula.weighted {
                assert_eq!(evaluated(weighted), (i128::from(earned.weighted), 1), "{formula:?}");
            }
            templates.push(formula.symbols);
        }
        templates.sort();
        templates.dedup();
        // Hourly, daily, piece, three ways of months, one of them twofold, and nothing.
        assert_eq!(templates.len(), 8, "{templates:?}");
    }
}
