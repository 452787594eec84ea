//! The page of a statement: what stands where, how close, and how much of it.

use super::Markup;
use super::parts;
use crate::report::explain::statement::Statement;
use crate::report::explain::text::places;

/// How close the lines of a page stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Density {
    /// The class of the page.
    open: &'static str,
    /// Tenths of a line that a page takes.
    tenths: usize,
    /// Narrow characters in a line over the whole width.
    places: usize,
}

/// From wide to tight; measured in print with the widest of the fonts named by the style.
const DENSITIES: [Density; 3] = [
    Density { open: "<main>\n", tenths: 500, places: 105 },
    Density { open: "<main class=\"dense\">\n", tenths: 590, places: 116 },
    Density { open: "<main class=\"tight\">\n", tenths: 720, places: 131 },
];

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

/// Lines that a text takes in `hundredths` of the width.
fn wrapped(text: &str, density: &Density, hundredths: usize) -> usize {
    places(text).div_ceil((density.places * hundredths / 100).max(1)).max(1)
}

/// Tenths of a line that a page takes with the lists cut to `room`.
fn height(statement: &Statement, room: &Room, density: &Density) -> usize {
    let lines = |text: &str, hundredths| 10 * wrapped(text, density, hundredths);
    let weeks = (statement.calendar.len() + 6).div_ceil(7) + 1;
    let calendar = 50 + 20 * weeks;
    let contracts = statement.contracts.iter().take(room.contracts);
    let terms: usize = contracts.map(|own| 20 + lines(&own.contract_id, 12)).sum();
    let side = 100 + terms;
    let wages = statement.wage_lines.iter().take(room.wages);
    let wages: usize = wages
        .map(|line| {
            let weighted = line.weighted_formula.as_deref().map_or(0, |text| lines(text, 54));
            weighted + lines(&line.formula, 54) + lines(&line.numbers, 54) + 5
        })
        .sum();
    let limits = if statement.deductions.is_some() { 40 } else { 0 };
    let adjustments = 25 + 10 * room.adjustments + limits;
    let payroll = 25 + 20 * room.payroll;
    let transfers = 45 + 11 * room.transfers + 3 * statement.transfers.len().min(room.transfers);
    let cover = 25 + 11 * room.cover;
    let findings = statement.findings.iter().take(room.findings);
    let findings: usize =
        findings.map(|line| lines(line.meaning, 38).max(lines(&line.detail, 24)) + 2).sum();
    let fixed = 70 + 35 + 60 + 15 + 10 * statement.laws.len().div_ceil(3);
    fixed
        + calendar.max(side)
        + (45 + wages)
        + adjustments.max(payroll)
        + transfers
        + cover.max(75)
        + (25 + findings)
}

/// The widest page that takes all lines, else the tightest with as many as it takes.
fn fitted(statement: &Statement) -> (&'static Density, Room) {
    let mut room = Room::for_all(statement);
    let takes = |density: &&Density| height(statement, &room, density) <= density.tenths;
    if let Some(density) = DENSITIES.iter().find(takes) {
        return (density, room);
    }
    let tightest = &DENSITIES[2];
    while height(statement, &room, tightest) > tightest.tenths && room.cut() {}
    (tightest, room)
}

/// One page.
pub(super) fn page(markup: &mut Markup, statement: &Statement) {
    let (density, room) = fitted(statement);
    markup.raw(density.open);
    parts::header(markup, statement);
    markup.raw("<div class=\"pair month\">\n<section>\n");
    parts::calendar(markup, statement);
    markup.raw("</section>\n<div class=\"side\">\n<section>\n");
    parts::contracts(markup, statement, room.contracts);
    markup.raw("</section>\n<section>\n");
    parts::due_date(markup, &statement.due_date);
    markup.raw("</section>\n</div>\n</div>\n<section>\n");
    parts::wages(markup, statement, room.wages);
    markup.raw("</section>\n<div class=\"pair\">\n<section>\n");
    parts::adjustments(markup, statement, room.adjustments);
    markup.raw("</section>\n<section>\n");
    parts::payroll(markup, statement, room.payroll);
    markup.raw("</section>\n</div>\n<section>\n");
    parts::due(markup, statement);
    markup.raw("</section>\n<section>\n");
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
pub(in crate::report::explain) fn is_on_one_page(statement: &Statement) -> bool {
    let (density, room) = fitted(statement);
    height(statement, &room, density) <= density.tenths
}

/// Lines of transfers that a page shows.
#[cfg(test)]
pub(in crate::report::explain) fn shown_lines(statement: &Statement) -> usize {
    fitted(statement).1.transfers
}
