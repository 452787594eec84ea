//! A cell of a sheet as the text that the checks of step 1 read.

use std::borrow::Cow;

use super::decimal::{shifted, without_dust};
use super::grid::{Value, squeezed};
use super::header::Unit;
use super::rows::Cell;
use crate::intake::tables::Kind;

/// Digits of a number that a spreadsheet keeps.
const SHEET_DIGITS: usize = 15;

/// What a column wants of a cell.
///
/// Example: [`cell()`].
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Its kind.
    pub kind: Kind,
    /// The unit of money in which the sheet writes.
    pub unit: Unit,
    /// Whether a row needs it.
    pub is_required: bool,
}

/// The cell as text, null, or bad.
///
/// Numbers keep fifteen digits, an id or account of more is bad (**Choice:** 102); a dash in an
/// amount means that there is none.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::convert::{Wanted, cell};
/// use anxin::intake::foreign::grid::Value;
/// use anxin::intake::foreign::header::Unit;
/// use anxin::intake::foreign::rows::Cell;
/// use anxin::intake::tables::Kind;
///
/// let account = Wanted { kind: Kind::Account, unit: Unit::Plain, is_required: false };
/// let lost = Value::Number("6222021234567890000".into());
/// assert_eq!(cell(&lost, &account), Cell::Bad("6222021234567890000".into()));
/// let money = Wanted { kind: Kind::Money, unit: Unit::TenThousand, is_required: true };
/// assert_eq!(cell(&Value::Text("1.2".into()), &money), Cell::Text("12000".into()));
/// ```
#[must_use]
pub fn cell<'a>(value: &'a Value, wanted: &Wanted) -> Cell<'a> {
    if let Value::Error(text) = value {
        return Cell::Bad((&**text).into());
    }
    match wanted.kind {
        Kind::Id(_) | Kind::Account | Kind::Region => id(value),
        Kind::Money => money(value, wanted),
        Kind::Number { .. } | Kind::Int { .. } => number(value),
        Kind::Date | Kind::Period => {
            let of_time = |text: &'a str| {
                let day = text.split(' ').next().unwrap_or_default();
                let is_month = wanted.kind == Kind::Period;
                if is_month { day.get(..7).unwrap_or(day) } else { day }
            };
            match value {
                Value::Time(text) => Cell::text(of_time(text)),
                Value::Number(number) => serial(number),
                Value::Text(text) => Cell::text(text.trim_end_matches('份')),
                _ => Cell::text(value.text()),
            }
        }
        Kind::Text(_) | Kind::Time | Kind::Bool | Kind::Code(_) => Cell::text(value.text()),
    }
}

fn id(value: &Value) -> Cell<'_> {
    let text = value.text();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_lost = match value {
        Value::Number(_) => digits > SHEET_DIGITS || text.contains(['.', 'e', 'E', '-']),
        // 1.50102E+17: the number was shown and saved so.
        Value::Text(text) => is_scientific(text),
        _ => false,
    };
    if is_lost { Cell::Bad(text) } else { Cell::text(text) }
}

/// Whether a text is a number with an exponent, as a spreadsheet shows long ones.
fn is_scientific(text: &str) -> bool {
    let Some((front, exponent)) = text.split_once(['e', 'E']) else { return false };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = front.split_once('.').unwrap_or((front, "0"));
    exponent.starts_with('+')
        && is_digits(&exponent[1..])
        && is_digits(whole)
        && is_digits(fraction)
}

fn money<'a>(value: &'a Value, wanted: &Wanted) -> Cell<'a> {
    let text = match value {
        Value::Number(number) => without_dust(number),
        _ => Cow::Owned(squeezed(&value.text())),
    };
    if is_dash(&text) {
        return Cell::Null;
    }
    let (number, unit) = match text.strip_suffix("万元") {
        Some(number) => (number, Unit::TenThousand),
        None => (text.as_ref(), wanted.unit),
    };
    if unit == Unit::Plain {
        return Cell::text(text);
    }
    match shifted(number.trim_start_matches(['¥', '￥']), unit.places()) {
        Some(yuan) => Cell::text(yuan),
        None => Cell::Bad(Cow::Owned(number.to_owned())),
    }
}

fn number(value: &Value) -> Cell<'_> {
    match value {
        Value::Number(number) => Cell::text(without_dust(number)),
        _ => {
            let plain = squeezed(&value.text());
            if is_dash(&plain) {
                return Cell::Null;
            }
            let plain = plain.trim_end_matches(['天', '时', '个', '工', '小', '日']);
            Cell::text(plain.to_owned())
        }
    }
}

/// Strokes that stand where there is nothing.
fn is_dash(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '—' | '–' | '/' | '\\' | '－'))
}

/// A number in a column of dates: eight or six digits as they are, a serial number cut to its day.
fn serial(number: &str) -> Cell<'_> {
    let whole = number.split('.').next().unwrap_or_default();
    if whole.len() == 5 { Cell::text(whole) } else { Cell::text(number) }
}

/// A cell of the column that workers sign: a tick or a word is yes, anything else not known.
///
/// **Choice:** 105. A name typed into the column is no proof that he signed; a line that would be
/// lost for it would help nobody.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::convert::is_signed;
/// use anxin::intake::foreign::grid::Value;
/// use anxin::intake::foreign::rows::Cell;
///
/// assert_eq!(is_signed(&Value::Text("√".into())), Cell::text("是"));
/// assert_eq!(is_signed(&Value::Text("王".into())), Cell::Null);
/// ```
#[must_use]
pub fn is_signed(value: &Value) -> Cell<'static> {
    let text = squeezed(&value.text());
    match text.as_str() {
        "√" | "✓" | "✔" | "☑" | "已签" | "已签字" | "已确认" | "是" | "已领" | "签字" | "1"
        | "true" | "Y" => Cell::text("是"),
        "×" | "✗" | "✘" | "未签" | "未签字" | "未确认" | "否" | "0" | "false" | "N" => {
            Cell::text("否")
        }
        _ => Cell::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::tables::Space;

    fn of(kind: Kind, value: &Value) -> Cell<'_> {
        cell(value, &Wanted { kind, unit: Unit::Plain, is_required: false })
    }

    #[test]
    fn ids_that_lost_digits_are_bad() {
        let id = Kind::Id(Space::Worker);
        assert_eq!(
            of(id, &Value::Text("150102199001010012".into())),
            Cell::text("150102199001010012")
        );
        assert_eq!(of(id, &Value::Number("150102199001010".into())), Cell::text("150102199001010"));
        for value in [
            Value::Number("150102199001010020".into()),
            Value::Number("1.5".into()),
            Value::Text("1.50102E+17".into()),
            Value::Error("#N/A".into()),
        ] {
            assert!(matches!(of(id, &value), Cell::Bad(_)), "{value:?}");
        }
    }

    #[test]
    fn dates_and_months_of_cells() {
        assert_eq!(
            of(Kind::Date, &Value::Time("2025-03-01 07:58:00".into())),
            Cell::text("2025-03-01")
        );
        assert_eq!(of(Kind::Date, &Value::Number("45717.33".into())), Cell::text("45717"));
        assert_eq!(of(Kind::Date, &Value::Number("20250301".into())), Cell::text("20250301"));
        assert_eq!(of(Kind::Period, &Value::Time("2025-03-01".into())), Cell::text("2025-03"));
        assert_eq!(of(Kind::Period, &Value::Text("2025年3月份".into())), Cell::text("2025年3月"));
    }

    #[test]
    fn dashes_mean_nothing_and_dust_is_cut() {
        assert_eq!(of(Kind::Money, &Value::Text("—".into())), Cell::Null);
        assert_eq!(
            of(Kind::Money, &Value::Number("0.30000000000000004".into())),
            Cell::text("0.3")
        );
        assert_eq!(of(Kind::Money, &Value::Text("1.5万元".into())), Cell::text("15000"));
        assert_eq!(of(Kind::Money, &Value::Number("12.345".into())), Cell::text("12.345"));
    }
}
