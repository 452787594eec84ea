//! A sheet as it is written: looks of cells, heads, lines, totals, and how it is printed.

use rust_xlsxwriter::{
    Color, ConditionalFormatText, ConditionalFormatTextRule, Format, FormatAlign, FormatBorder,
    Formula, Worksheet, XlsxError,
};

use super::cell::{Cell, letters, looks_like_formula, number};
use super::words::say;
use crate::basics::error::{Error, Result};
use crate::report::explain::{Lang, places};

/// Characters that a cell takes.
const CELL_CHARACTERS: usize = 32_767;

/// The row (counted from 1) of the headers of a list; its lines begin below.
pub(super) const HEAD_ROW: u32 = 3;
/// The row of the first line of a list.
pub(super) const FIRST_ROW: u32 = HEAD_ROW + 1;

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Text.
    Text,
    /// Text of several lines.
    Wrapped,
    /// Yuan.
    Money,
    /// A whole number.
    Count,
    /// A number with all its decimals.
    Number,
    /// A day.
    Day,
    /// A month.
    Month,
    /// What a comparison came to.
    Check,
}

impl Look {
    const ALL: [Self; 8] = [
        Self::Text,
        Self::Wrapped,
        Self::Money,
        Self::Count,
        Self::Number,
        Self::Day,
        Self::Month,
        Self::Check,
    ];

    /// The format of a line of a list.
    fn format(self) -> Format {
        let format = Format::new()
            .set_font_name(FONT)
            .set_font_size(FONT_SIZE)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(LINE));
        match self {
            Self::Text => format.set_num_format("@"),
            Self::Wrapped => format.set_num_format("@").set_text_wrap(),
            Self::Money => format.set_num_format("#,##0.00"),
            Self::Count => format.set_num_format("#,##0"),
            Self::Number => format,
            Self::Day => format.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            Self::Month => format.set_num_format("yyyy-mm").set_align(FormatAlign::Center),
            Self::Check => format.set_align(FormatAlign::Center),
        }
    }
}

/// A font that every Chinese system has; others take one of their own for it.
const FONT: &str = "宋体";
const FONT_SIZE: u8 = 10;
/// Height of a line of text.
const LINE_HEIGHT: u16 = 14;
/// Grey of lines.
const LINE: u32 = 0x00BF_BFBF;
/// Grey behind headers and totals.
const SHADE: u32 = 0x00E7_EDF3;
/// Behind what differs.
const ALARM: u32 = 0x00FF_C7CE;
const ALARM_TEXT: u32 = 0x009C_0006;

/// The formats of a workbook, each made once.
#[derive(Debug)]
pub(super) struct Styles {
    lines: Vec<Format>,
    totals: Vec<Format>,
    quoted: Format,
    title: Format,
    note: Format,
    section: Format,
    head: Format,
    label: Format,
    alarm: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let plain = || Format::new().set_font_name(FONT).set_font_size(FONT_SIZE);
        let shaded = |format: Format| format.set_bold().set_background_color(Color::RGB(SHADE));
        Self {
            lines: Look::ALL.iter().map(|look| look.format()).collect(),
            totals: Look::ALL.iter().map(|look| shaded(look.format())).collect(),
            quoted: Look::Text.format().set_quote_prefix(),
            title: plain().set_font_size(16).set_bold().set_align(FormatAlign::VerticalCenter),
            note: plain().set_font_color(Color::RGB(0x0059_5959)),
            section: plain().set_font_size(12).set_bold(),
            head: shaded(Look::Text.format()).set_text_wrap().set_align(FormatAlign::Center),
            label: shaded(Look::Text.format()).unset_bold(),
            alarm: Format::new()
                .set_background_color(Color::RGB(ALARM))
                .set_font_color(Color::RGB(ALARM_TEXT))
                .set_bold(),
        }
    }

    fn line(&self, look: Look, is_total: bool) -> &Format {
        let formats = if is_total { &self.totals } else { &self.lines };
        &formats[look as usize]
    }
}

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The key of its header among the words.
    pub(super) word: &'static str,
    /// Its width in digits.
    pub(super) width: u8,
    /// How its cells look.
    pub(super) look: Look,
    /// Whether it is added up at the end.
    pub(super) has_total: bool,
}

impl Column {
    pub(super) const fn new(word: &'static str, width: u8, look: Look) -> Self {
        Self { word, width, look, has_total: false }
    }

    pub(super) const fn total(word: &'static str, width: u8, look: Look) -> Self {
        Self { word, width, look, has_total: true }
    }
}

/// A sheet being written from top to bottom; rows are counted from 1, columns from 0.
pub(super) struct Sheet<'a> {
    pub(super) worksheet: Worksheet,
    styles: &'a Styles,
    pub(super) lang: Lang,
    /// The row that is written next.
    pub(super) row: u32,
}

impl<'a> Sheet<'a> {
    /// An empty sheet, printed on A4 across, as wide as the page.
    pub(super) fn new(name: &str, lang: Lang, styles: &'a Styles) -> Result<Self> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(name).map_err(refused)?;
        worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        worksheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
        worksheet.set_footer("&L&A&R&P / &N");
        Ok(Self { worksheet, styles, lang, row: 1 })
    }

    /// A word in the language of the sheet.
    pub(super) fn say(&self, key: &str) -> &'static str {
        say(key, self.lang)
    }

    /// Ends the sheet.
    pub(super) fn done(self) -> Worksheet {
        self.worksheet
    }

    /// The title, in the first row.
    pub(super) fn title(&mut self, text: &str) -> Result<()> {
        let row = self.row;
        self.worksheet.set_row_height(row - 1, 26).map_err(refused)?;
        self.worksheet
            .write_string_with_format(row - 1, 0, text, &self.styles.title)
            .map_err(refused)?;
        self.row += 1;
        Ok(())
    }

    /// A line of text without frame.
    pub(super) fn note(&mut self, text: &str) -> Result<()> {
        let (row, format) = (self.row, &self.styles.note);
        self.worksheet.write_string_with_format(row - 1, 0, text, format).map_err(refused)?;
        self.row += 1;
        Ok(())
    }

    /// The head of a section, a row below what stands above.
    pub(super) fn section(&mut self, text: &str) -> Result<()> {
        self.row += 1;
        let (row, format) = (self.row, &self.styles.section);
        self.worksheet.write_string_with_format(row - 1, 0, text, format).map_err(refused)?;
        self.row += 1;
        Ok(())
    }

    /// Headers in the next row.
    pub(super) fn heads(&mut self, words: &[&str]) -> Result<()> {
        for (column, word) in (0_u16..).zip(words) {
            let (row, text) = (self.row, self.say(word));
            let format = &self.styles.head;
            self.worksheet
                .write_string_with_format(row - 1, column, text, format)
                .map_err(refused)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A label in the next row, and cells beside it; the row of them.
    pub(super) fn labelled(&mut self, label: &str, cells: &[(Cell, Look)]) -> Result<u32> {
        let (row, format) = (self.row, &self.styles.label);
        self.worksheet.write_string_with_format(row - 1, 0, label, format).map_err(refused)?;
        for (column, (cell, look)) in (1_u16..).zip(cells) {
            self.put(row, column, cell, *look, false)?;
        }
        self.row += 1;
        Ok(row)
    }

    /// A line of a list.
    pub(super) fn line(&mut self, columns: &[Column], cells: &[Cell]) -> Result<()> {
        let row = self.row;
        let mut lines = 1;
        for ((column, shape), cell) in (0_u16..).zip(columns).zip(cells) {
            self.put(row, column, cell, shape.look, false)?;
            if shape.look == Look::Wrapped {
                lines = lines.max(places(&cell.plain()).div_ceil(usize::from(shape.width)));
            }
        }
        if lines > 1 {
            let height = u16::try_from(lines.min(30)).unwrap_or(30) * LINE_HEIGHT;
            self.worksheet.set_row_height(row - 1, height).map_err(refused)?;
        }
        self.row += 1;
        Ok(())
    }

    /// The totals below a list whose lines begin at `first`, with the engine's sum of each column
    /// that has one.
    pub(super) fn totals(&mut self, columns: &[Column], first: u32, sums: &[Cell]) -> Result<()> {
        let (row, last) = (self.row, self.row - 1);
        let mut sums = sums.iter();
        for (column, shape) in (0_u16..).zip(columns) {
            let cell = if shape.has_total {
                let letter = letters(column);
                let sum = sums.next().cloned().unwrap_or(Cell::Empty);
                Cell::formula(format!("ROUND(SUM({letter}{first}:{letter}{last}),2)"), sum)
            } else if column == 0 {
                Cell::text(self.say("total"))
            } else {
                Cell::Empty
            };
            let look = if column == 0 { Look::Text } else { shape.look };
            self.put(row, column, &cell, look, true)?;
        }
        self.row += 1;
        Ok(())
    }

    /// A cell.
    pub(super) fn put(
        &mut self,
        row: u32,
        column: u16,
        cell: &Cell,
        look: Look,
        is_total: bool,
    ) -> Result<()> {
        let format = self.styles.line(look, is_total);
        let (at, sheet) = (row - 1, &mut self.worksheet);
        let written = match cell {
            Cell::Empty => sheet.write_blank(at, column, format),
            Cell::Formula(formula, value) => {
                let formula = Formula::new(formula.replace("{r}", &row.to_string()));
                let result = value.decimal().unwrap_or_else(|| value.plain());
                sheet.write_formula_with_format(at, column, formula.set_result(result), format)
            }
            cell => match cell.decimal().and_then(|decimal| number(&decimal)) {
                Some(number) => sheet.write_number_with_format(at, column, number, format),
                None => {
                    let text = fitting(cell.plain());
                    let is_quoted = looks_like_formula(&text);
                    let format = if is_quoted { &self.styles.quoted } else { format };
                    sheet.write_string_with_format(at, column, text, format)
                }
            },
        };
        written.map(drop).map_err(refused)
    }

    /// A label over several columns.
    pub(super) fn label_over(&mut self, row: u32, columns: [u16; 2], text: &str) -> Result<()> {
        let [first, last] = columns;
        let (at, format) = (row - 1, &self.styles.label);
        let written = self.worksheet.merge_range(at, first, at, last, text, format);
        written.map(drop).map_err(refused)
    }

    /// Widths of columns.
    pub(super) fn widths(&mut self, widths: impl IntoIterator<Item = u8>) -> Result<()> {
        for (column, width) in (0_u16..).zip(widths) {
            self.worksheet.set_column_width(column, width).map_err(refused)?;
        }
        Ok(())
    }

    /// Marks every cell of a column, from row to row, that says by how much two figures differ.
    pub(super) fn mark(&mut self, column: u16, first: u32, last: u32) -> Result<()> {
        let rule = ConditionalFormatTextRule::BeginsWith(self.say("differ").to_owned());
        let mark = ConditionalFormatText::new().set_rule(rule).set_format(&self.styles.alarm);
        self.worksheet
            .add_conditional_format(first - 1, column, last.max(first) - 1, column, &mark)
            .map(drop)
            .map_err(refused)
    }

    /// A list: title, note, headers, and what is repeated, frozen and filtered. Lines follow; the
    /// last one stands in row `last`. Of a page the columns up to `printed` are printed.
    pub(super) fn list(
        &mut self,
        title: &str,
        note: &str,
        columns: &[Column],
        frozen: u16,
        last: u32,
    ) -> Result<()> {
        self.title(title)?;
        self.note(note)?;
        let words: Vec<&str> = columns.iter().map(|column| column.word).collect();
        self.heads(&words)?;
        self.widths(columns.iter().map(|column| column.width))?;
        self.head_of_lines(HEAD_ROW, columns.len(), frozen, last)
    }

    /// Prints the first columns alone: what checks them stands beside the page.
    pub(super) fn printed(&mut self, columns: u16) -> Result<()> {
        let (last, sheet) = (self.row.max(2) - 2, &mut self.worksheet);
        sheet.set_print_area(0, 0, last, columns.max(1) - 1).map(drop).map_err(refused)
    }

    /// Freezes, repeats and filters the headers of lines that do not begin at the top.
    pub(super) fn head_of_lines(
        &mut self,
        head: u32,
        columns: usize,
        frozen: u16,
        last: u32,
    ) -> Result<()> {
        let end = u16::try_from(columns).unwrap_or(u16::MAX).saturating_sub(1);
        let sheet = &mut self.worksheet;
        sheet.set_row_height(head - 1, 42).map_err(refused)?;
        sheet.set_repeat_rows(head - 1, head - 1).map_err(refused)?;
        sheet.set_freeze_panes(head, frozen).map_err(refused)?;
        sheet.autofilter(head - 1, 0, last.max(head + 1) - 1, end).map(drop).map_err(refused)
    }
}

/// Cells of a column of a sheet, for a formula on another one.
pub(super) fn range(sheet: &str, column: u16, first: u32, last: u32) -> String {
    let letter = letters(column);
    let last = last.max(first);
    format!("'{}'!${letter}${first}:${letter}${last}", sheet.replace('\'', "''"))
}

/// A formula that says whether two amounts agree, and by how much they differ.
pub(super) fn check(first: &str, second: &str, lang: Lang) -> Cell {
    let (equal, differ) = (say("equal", lang), say("differ", lang));
    let formula = format!(
        "IF(ROUND({first}-({second}),2)=0,\"{equal}\",\"{differ} \"&TEXT({first}-({second}),\"0.00\"))"
    );
    Cell::formula(formula, Cell::text(equal))
}

/// Text that a cell takes; what is beyond is told.
fn fitting(text: String) -> String {
    if text.encode_utf16().count() <= CELL_CHARACTERS {
        return text;
    }
    // Half of the characters may take two places.
    let shown: String = text.chars().take(CELL_CHARACTERS / 2 - 40).collect();
    format!("{shown} … ({} characters)", text.chars().count())
}

/// What the writer of workbooks says.
pub(super) fn refused(error: XlsxError) -> Error {
    Error::Output {
        place: "the workbook".to_owned(),
        reason: error.to_string(),
        advice: "this is a fault of the program: please report it",
    }
}
