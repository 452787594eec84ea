//! The page of a statement: what stands where, and how close.

use super::Markup;
use super::parts;
use crate::report::explain::statement::Statement;

/// How many lines of each list a page shows, and how close they stand.
///
/// Choice: `docs/choices.md` 90: a page is one page. Lists that would not fit end with the number
/// of what is left out; what pays or bears on this month stands first and is never left out before
/// the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// The class of the page.
    open: &'static str,
    /// Lines of contracts.
    pub(super) contracts: usize,
    /// Lines of wages.
    pub(super) wages: usize,
    /// Lines of adjustments, and of payroll.
    pub(super) lines: usize,
    /// Lines of transfers and of their parts.
    pub(super) transfers: usize,
    /// Lines of cover.
    pub(super) cover: usize,
    /// Lines of findings.
    pub(super) findings: usize,
}

const WIDE: Room = Room {
    open: "<main>\n",
    contracts: 3,
    wages: 2,
    lines: 4,
    transfers: 6,
    cover: 3,
    findings: 4,
};

const DENSE: Room = Room {
    open: "<main class=\"dense\">\n",
    contracts: 4,
    wages: 3,
    lines: 6,
    transfers: 10,
    cover: 4,
    findings: 8,
};

const TIGHT: Room = Room {
    open: "<main class=\"tight\">\n",
    contracts: 5,
    wages: 4,
    lines: 8,
    transfers: 14,
    cover: 6,
    findings: 10,
};

impl Room {
    /// The widest that takes all lines, else the tightest.
    fn of(statement: &Statement) -> Self {
        let transfer_lines = parts::transfer_lines(statement);
        let takes = |room: &&Self| {
            statement.contracts.len() <= room.contracts
                && statement.wage_lines.len() <= room.wages
                && statement.adjustments.len().max(statement.payroll.len()) <= room.lines
                && transfer_lines <= room.transfers
                && statement.cover.len() <= room.cover
                && statement.findings.len() <= room.findings
        };
        [WIDE, DENSE].iter().find(takes).copied().unwrap_or(TIGHT)
    }
}

/// One page.
pub(super) fn page(markup: &mut Markup, statement: &Statement) {
    let room = Room::of(statement);
    markup.raw(room.open);
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
    parts::adjustments(markup, statement, room.lines);
    markup.raw("</section>\n<section>\n");
    parts::payroll(markup, statement, room.lines);
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
