//! The page of a statement: what stands where, how close, and how much of it.

use super::Markup;
use super::parts;
use crate::basics::day::Day;
use crate::report::explain::phrases::{Lang, finding_meaning};
use crate::report::explain::statement::Statement;
use crate::report::explain::text::places;

/// How close the lines of a page stand; lengths in hundredths of the size of its letters, as
/// `page.css` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Density {
    /// The class of the page.
    open: &'static str,
    /// What a page takes.
    page: usize,
    /// A line of text.
    line: usize,
    /// What a row of a table takes beside its lines.
    row: usize,
    /// A week of the calendar.
    week: usize,
    /// Between two sections.
    gap: usize,
    /// Narrow characters in a line over the whole width.
    places: usize,
}

/// From wide to tight.
const DENSITIES: [Density; 3] = [
    Density { open: "<main>\n", page: 9_150, line: 132, row: 38, week: 310, gap: 88, places: 108 },
    Density {
        open: "<main class=\"dense\">\n",
        page: 10_150,
        line: 125,
        row: 38,
        week: 300,
        gap: 71,
        places: 120,
    },
    Density {
        open: "<main class=\"tight\">\n",
        page: 11_500,
        line: 118,
        row: 22,
        week: 190,
        gap: 55,
        places: 136,
    },
];

/// The head of a section.
const HEAD: usize = 200;

/// How many lines of each list a page shows.
///
/// Choice: `docs/choices.md` 90: a page is one page. Where lists would not fit on it they are cut,
/// the longest first, and end with the number of lines left out; a transfer that pays this period
/// stands before those that do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// Contracts in force.
    pub(super) contracts: usize,
    /// Wages of contracts.
    pub(super) wages: usize,
    /// Adjustments.
    pub(super) adjustments: usize,
    /// Payroll lines.
    pub(super) payroll: usize,
    /// Lines of transfers and of their parts.
    pub(super) transfers: usize,
    /// Lines of cover.
    pub(super) cover: usize,
    /// Findings.
    pub(super) findings: usize,
}

impl Room {
    /// Room for every line.
    fn for_all(statement: &Statement) -> Self {
        Self {
            contracts: statement.contracts.len(),
            wages: statement.wage_lines.len(),
            adjustments: statement.adjustments.len(),
            payroll: statement.payroll.len(),
            transfers: parts::transfer_lines(statement),
            cover: statement.cover.len(),
            findings: statement.findings.len(),
        }
    }

    /// The lists with the lines that each keeps at least.
    const fn lists(&mut self) -> [(&mut usize, usize); 7] {
        [
            (&mut self.findings, 3),
            (&mut self.transfers, 5),
            (&mut self.adjustments, 3),
            (&mut self.payroll, 2),
            (&mut self.cover, 2),
            (&mut self.contracts, 2),
            (&mut self.wages, 2),
        ]
    }

    /// One line less of the list that has the most to give; whether there was one.
    fn cut(&mut self) -> bool {
        let lists = self.lists().into_iter();
        let most = lists.filter(|(lines, least)| **lines > *least).max_by_key(|(lines, _)| **lines);
        most.map(|(lines, _)| *lines -= 1).is_some()
    }
}

impl Density {
    /// Lines that a text takes in `hundredths` of the width.
    fn lines(&self, text: &str, hundredths: usize) -> usize {
        places(text).div_ceil((self.places * hundredths / 100).max(1)).max(1)
    }

    /// A row of so many lines.
    const fn row(&self, lines: usize) -> usize {
        self.line * lines + self.row
    }

    /// A list: head, heads of columns, rows, and the line that says how much is left out.
    const fn list(&self, all: usize, shown: usize, rows: usize) -> usize {
        let more = if all > shown { self.line } else { 0 };
        HEAD + self.row(1) + rows + more
    }
}

/// What a page takes with the lists cut to `room`, in hundredths of the size of its letters.
fn height(statement: &Statement, room: &Room, density: &Density, lang: Lang) -> usize {
    let row = density.row(1);
    let header = density.line * 6 + 90;
    let first = statement.calendar.first().and_then(|day| day.date.parse::<Day>().ok());
    let before = first.map_or(0, |day| (day.0 + 3).rem_euclid(7).unsigned_abs() as usize);
    let weeks = (before + statement.calendar.len()).div_ceil(7);
    let provisional = if statement.provisional { density.line } else { 0 };
    let calendar = HEAD + row + density.week * weeks + 2 * density.line + provisional;
    let contracts = statement.contracts.iter().take(room.contracts);
    let terms = contracts.map(|own| density.row(3.max(density.lines(&own.contract_id, 12)))).sum();
    let contracts = density.list(statement.contracts.len(), room.contracts, terms);
    let wages = statement.wage_lines.iter().take(room.wages).map(|line| {
        let weighted = line.weighted_formula.as_deref();
        let weighted = weighted.map_or(0, |text| density.row(density.lines(text, 52).max(2)));
        let formula = density.lines(&line.formula, 52) + density.lines(&line.numbers, 52);
        weighted + density.row(formula)
    });
    let wages = density.list(statement.wage_lines.len(), room.wages, wages.sum()) + density.line;
    let limits = if statement.deductions.is_some() { 3 * density.line + 40 } else { 0 };
    let adjustments =
        density.list(statement.adjustments.len(), room.adjustments, row * room.adjustments);
    let payroll = density.row(2) * room.payroll;
    let payroll = density.list(statement.payroll.len(), room.payroll, payroll);
    let date = &statement.due_date;
    let steps = [&date.termination_date, &date.last_attended_date];
    let steps = 4 + steps.into_iter().flatten().count();
    let due = HEAD + steps * row;
    let shown = transfers_shown(statement, room);
    let transfers = density.list(statement.transfers.len(), shown, row * room.transfers);
    let cover = density.list(statement.cover.len(), room.cover, density.row(2) * room.cover);
    let arrears = HEAD + 5 * row;
    let findings = statement.findings.iter().take(room.findings).map(|line| {
        let meaning = finding_meaning(line.code, line.meaning, lang);
        let lines = density.lines(meaning, 43).max(density.lines(&line.detail, 18));
        density.row(lines)
    });
    let findings = density.list(statement.findings.len(), room.findings, findings.sum());
    let laws = HEAD + density.line * (statement.laws.len() + 1).div_ceil(4);
    let footer = density.line + 40;
    header
        + calendar.max(contracts)
        + wages
        + (adjustments + limits).max(payroll)
        + due
        + (transfers + density.line + 30)
        + arrears.max(cover)
        + findings
        + laws
        + footer
        + 9 * density.gap
}

/// Transfers that stand in the lines they have.
fn transfers_shown(statement: &Statement, room: &Room) -> usize {
    parts::transfers_in(statement, room.transfers).len()
}

/// The widest page that takes all lines, else the tightest with as many as it takes.
fn fitted(statement: &Statement, lang: Lang) -> (&'static Density, Room) {
    let mut room = Room::for_all(statement);
    let takes = |density: &&Density| height(statement, &room, density, lang) <= density.page;
    if let Some(density) = DENSITIES.iter().find(takes) {
        return (density, room);
    }
    let tightest = &DENSITIES[2];
    while height(statement, &room, tightest, lang) > tightest.page && room.cut() {}
    (tightest, room)
}

/// One page.
pub(super) fn page(markup: &mut Markup, statement: &Statement) {
    let (density, room) = fitted(statement, markup.lang);
    markup.raw(density.open);
    parts::header(markup, statement);
    markup.raw("<div class=\"pair month\">\n<section>\n");
    parts::calendar(markup, statement);
    markup.raw("</section>\n<section>\n");
    parts::contracts(markup, statement, room.contracts);
    markup.raw("</section>\n</div>\n<section>\n");
    parts::wages(markup, statement, room.wages);
    markup.raw("</section>\n<div class=\"pair\">\n<section>\n");
    parts::adjustments(markup, statement, room.adjustments);
    markup.raw("</section>\n<section>\n");
    parts::payroll(markup, statement, room.payroll);
    markup.raw("</section>\n</div>\n<div class=\"pair\">\n<section>\n");
    parts::due(markup, statement);
    markup.raw("</section>\n<section>\n");
    parts::due_date(markup, &statement.due_date);
    markup.raw("</section>\n</div>\n<section>\n");
    parts::transfers(markup, statement, room.transfers);
    markup.raw("</section>\n<div class=\"pair\">\n<section>\n");
    parts::arrears(markup, statement);
    markup.raw("</section>\n<section>\n");
    parts::cover(markup, &statement.cover, room.cover);
    markup.raw("</section>\n</div>\n<section>\n");
    parts::findings(markup, &statement.findings, room.findings);
    markup.raw("</section>\n<section class=\"laws\">\n");
    parts::laws(markup, statement);
    markup.raw("</section>\n");
    parts::footer(markup, statement);
    markup.raw("</main>\n");
}

/// Whether a statement fits on its page.
#[cfg(test)]
pub(in crate::report::explain) fn is_on_one_page(statement: &Statement, lang: Lang) -> bool {
    let (density, room) = fitted(statement, lang);
    height(statement, &room, density, lang) <= density.page
}

/// Lines of transfers that a page shows.
#[cfg(test)]
pub(in crate::report::explain) fn shown_lines(statement: &Statement) -> usize {
    fitted(statement, Lang::En).1.transfers
}
