//! The wages of a statement: from the days of the calendar to the wage of each contract, symbol by
//! symbol, the formulas those of the printed statement.

use super::cell::Cell;
use super::sheet::Look;
use super::statement::{AGAIN, ENGINE, Page, amount, class_word};
use super::words::say;
use crate::basics::error::Result;
use crate::report::explain::{ContractTerms, WageLine, phrase};

/// Where the days stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Calendar {
    fn column(self, letter: char) -> String {
        format!("${letter}${}:${letter}${}", self.first, self.last)
    }

    fn days(self) -> String {
        self.column('A')
    }

    fn classes(self) -> String {
        self.column('B')
    }

    pub(super) fn minutes(self) -> String {
        self.column('C')
    }

    fn quantities(self) -> String {
        self.column('D')
    }

    fn terms(self) -> String {
        self.column('E')
    }
}

/// A symbol and the cell that holds it.
type Placed = (&'static str, String);

/// Writes a block for each wage line; gives the cells of the wages.
pub(super) fn wages(page: &mut Page<'_, '_>, calendar: &Calendar) -> Result<Vec<String>> {
    let lines = page.statement.wage_lines.iter();
    let mut cells = Vec::new();
    for line in lines {
        cells.push(Block { page, calendar: *calendar, line, placed: Vec::new() }.written()?);
    }
    if cells.is_empty() {
        let title = page.say("wages");
        page.section(title, &[])?;
        page.sheet.note(page.say("no_wage_line"))?;
    }
    Ok(cells)
}

/// The wage of one contract being written.
struct Block<'b, 'a, 's> {
    page: &'b mut Page<'a, 's>,
    calendar: Calendar,
    line: &'a WageLine,
    placed: Vec<Placed>,
}

impl Block<'_, '_, '_> {
    fn written(mut self) -> Result<String> {
        let lang = self.page.lang;
        let terms = self.line.terms + 1;
        let title = format!(
            "{}　{} {terms}（{}）",
            self.page.say("wages"),
            say("terms", lang),
            self.line.contract_id
        );
        self.page.figure_heads(&title)?;
        self.given()?;
        self.of_days()?;
        self.weighted()?;
        self.rest()?;
        let exact = self.translated(&self.line.formula.clone());
        let label = say("wage", lang);
        let wage = amount(&self.line.wage);
        let cell = self.page.figure(label, wage, format!("ROUND({exact},2)"), Look::Money)?;
        let row = self.page.sheet.row - 1;
        let formula = Cell::text(&self.line.formula);
        self.page.sheet.put(row, AGAIN + 2, &formula, Look::Text, false)?;
        Ok(cell)
    }

    /// A number that is given.
    fn number(&mut self, symbol: &'static str, value: &str) -> Result<()> {
        let label = format!("{symbol}　{}", phrase(symbol, self.page.lang));
        let cells = [(Cell::Decimal(value.to_owned()), Look::Number)];
        let row = self.page.sheet.labelled(&label, &cells)?;
        self.placed.push((symbol, format!("$B${row}")));
        debug_assert_eq!(ENGINE, 1);
        Ok(())
    }

    /// A number that a formula gives; the engine's is known where there is one.
    fn derived(&mut self, symbol: &'static str, formula: String, value: Cell) -> Result<()> {
        let lang = self.page.lang;
        let meaning = match symbol {
            "N" | "X" | "R" | "F" | "T" => say(symbol, lang),
            symbol => phrase(symbol, lang),
        };
        let label = format!("{symbol}　{meaning}");
        let look = if matches!(value, Cell::Count(_)) { Look::Count } else { Look::Number };
        let cell = self.page.figure(&label, value, formula, look)?;
        self.placed.push((symbol, cell));
        Ok(())
    }

    /// What the contract and the policy give: rate, length of a day, paid days.
    fn given(&mut self) -> Result<()> {
        let line = self.line;
        let terms = self.page.statement.contracts.iter();
        let of_line = |terms: &&ContractTerms| terms.terms == line.terms;
        let (rate, minutes) = terms.clone().find(of_line).map_or_else(
            || ("0".to_owned(), "480".to_owned()),
            |terms| (terms.rate.clone(), terms.daily_minutes.to_string()),
        );
        self.number("r", &rate)?;
        self.number("s", &minutes)?;
        let days = line.symbols.iter().find(|symbol| symbol.symbol == "d");
        if let Some(days) = days {
            self.number("d", &days.value)?;
        }
        Ok(())
    }

    /// Minutes by class of day, from the calendar.
    fn of_days(&mut self) -> Result<()> {
        if self.line.weighted_symbols.is_none() {
            return Ok(());
        }
        let own = self.own_days();
        let (minutes, length) = (self.calendar.minutes(), self.cell("s"));
        let on = |class: &str| self.on(class);
        let (workday, rest, holiday) = (on("workday"), on("rest_day"), on("holiday"));
        let within = format!("(({minutes}<={length})*{minutes}+({minutes}>{length})*{length})");
        let beyond = format!("({minutes}>{length})*({minutes}-{length})");
        let formulas = [
            ("N", format!("SUMPRODUCT({own}*{workday}*{within})")),
            ("X", format!("SUMPRODUCT({own}*{workday}*{beyond})")),
            ("R", format!("SUMPRODUCT({own}*{rest}*{minutes})")),
            ("F", format!("SUMPRODUCT({own}*{holiday}*{minutes})")),
            ("T", format!("SUMPRODUCT({own}*{workday})")),
        ];
        let counts = self.counted();
        for ((symbol, formula), count) in formulas.into_iter().zip(counts) {
            self.derived(symbol, formula, Cell::Count(count))?;
        }
        Ok(())
    }

    /// Weighted minutes and overtime.
    fn weighted(&mut self) -> Result<()> {
        let Some(symbols) = self.line.weighted_symbols.clone() else { return Ok(()) };
        let formula = self.translated(&symbols);
        self.derived("W", formula, Cell::Count(self.line.weighted_minutes))?;
        let has_overtime = self.line.formula.split(' ').any(|token| token == "O");
        if has_overtime {
            let is_flexible = symbols.starts_with("100 × ( N + X + R + F )");
            let formula = if is_flexible {
                "0".to_owned()
            } else {
                format!("{}-100*{}", self.cell("W"), self.cell("N"))
            };
            self.derived("O", formula, Cell::Count(self.line.overtime_minutes))?;
        }
        Ok(())
    }

    /// Paid minutes, absence, half a month, pieces.
    fn rest(&mut self) -> Result<()> {
        let own = self.own_days();
        let (classes, length) = (self.calendar.classes(), self.cell("s"));
        let as_of = self.page.as_of.clone();
        for symbol in self.line.symbols.clone() {
            let value = evaluated(&symbol.value);
            match symbol.symbol {
                "A" => self.number("A", &symbol.value)?,
                "P" => {
                    let (holiday, days) = (self.on("holiday"), self.calendar.days());
                    let holidays = format!("SUMPRODUCT({own}*{holiday}*({days}<={as_of}))");
                    let within = self.cell("N");
                    self.derived("P", format!("{within}+{length}*{holidays}"), value)?;
                }
                "H" => {
                    let word = class_word("workday", self.page.lang);
                    let formula = format!("{length}*COUNTIF({classes},\"{word}\")/2");
                    self.derived("H", formula, value)?;
                }
                "Q" => {
                    let unknown = class_word("", self.page.lang);
                    let quantities = self.calendar.quantities();
                    let formula =
                        format!("SUMPRODUCT({own}*({classes}<>\"{unknown}\")*{quantities})");
                    self.derived("Q", formula, Cell::Decimal(symbol.value.clone()))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Days on which the contract is in force.
    fn own_days(&self) -> String {
        format!("({}={})", self.calendar.terms(), self.line.terms + 1)
    }

    /// Days of a class.
    fn on(&self, class: &str) -> String {
        format!("({}=\"{}\")", self.calendar.classes(), class_word(class, self.page.lang))
    }

    /// The engine's counts: what the days of the statement add up to.
    fn counted(&self) -> [i64; 5] {
        let length = self.length_minutes();
        let mut counts = [0; 5];
        for day in &self.page.statement.calendar {
            if day.terms != Some(self.line.terms) {
                continue;
            }
            let minutes = i64::from(day.minutes.unwrap_or(0));
            match day.day_class {
                Some("workday") => {
                    counts[0] += minutes.min(length);
                    counts[1] += (minutes - length).max(0);
                    counts[4] += 1;
                }
                Some("rest_day") => counts[2] += minutes,
                Some("holiday") => counts[3] += minutes,
                _ => {}
            }
        }
        counts
    }

    /// The agreed length of a day.
    fn length_minutes(&self) -> i64 {
        let terms = self.page.statement.contracts.iter();
        let own = terms.clone().find(|terms| terms.terms == self.line.terms);
        own.map_or(480, |terms| i64::from(terms.daily_minutes))
    }

    /// The cell of a symbol.
    fn cell(&self, symbol: &str) -> String {
        let found = self.placed.iter().find(|(known, _)| *known == symbol);
        found.map_or_else(|| "0".to_owned(), |(_, cell)| cell.clone())
    }

    /// A formula as it is printed, for a spreadsheet: cells for symbols, its own signs.
    fn translated(&self, printed: &str) -> String {
        let spaced = printed.replace('(', "( ").replace(')', " )").replace(',', " ,");
        let tokens = spaced.split_whitespace().map(|token| match token {
            "×" => "*".to_owned(),
            "÷" => "/".to_owned(),
            "−" => "-".to_owned(),
            "min(" => "MIN(".to_owned(),
            "max(" => "MAX(".to_owned(),
            token if self.placed.iter().any(|(symbol, _)| *symbol == token) => self.cell(token),
            token => token.to_owned(),
        });
        tokens.collect()
    }
}

/// The value of `( a × b ÷ 2 )` or `( a + b × c )`, which is how P and H are told.
fn evaluated(told: &str) -> Cell {
    let numbers: Vec<i64> =
        told.split_whitespace().filter_map(|token| token.parse().ok()).collect();
    match numbers.as_slice() {
        [a, b, 2] if told.contains('÷') => match a * b % 2 {
            0 => Cell::Count(a * b / 2),
            _ => Cell::Decimal(format!("{}.5", a * b / 2)),
        },
        [a, b, c] => Cell::Count(a + b * c),
        _ => Cell::Empty,
    }
}
