//! What cases and published rates say against themselves.

use crate::book::{Book, Finding};
use crate::fraction::Fraction;
use crate::step1::Tables;

/// Findings about cases closed before they came in, and rates that their counts do not give.
pub fn findings(tables: &Tables, book: &mut Book) -> Result<(), String> {
    for case in tables.of("cases") {
        let is_reversed =
            case.number("closed_date").is_some_and(|day| day < case.value("received_date"));
        if is_reversed {
            let finding = case.finding("case_dates_reversed", "cases");
            book.findings.push(Finding { amount: case.number("amount_claimed"), ..finding });
        }
    }
    for rate in tables.of("published_rates") {
        let (counted, of) = (rate.value("numerator"), rate.value("denominator"));
        if of == 0 {
            continue;
        }
        // The published rate in ten-thousandths of a percent, and how many of its four decimals
        // were written.
        let published = rate.value("published_percent");
        let unwritten = match rate.number("decimals") {
            Some(decimals) => 4 - decimals,
            None => {
                (0..4).take_while(|more| published % 10_i128.pow(more + 1) == 0).count() as i128
            }
        };
        let unit = 10_i128.pow(u32::try_from(unwritten).unwrap_or(0));
        let exact = Fraction::new(counted * 1_000_000, of * unit).half_up()?;
        if exact != Fraction::new(published, unit).half_up()? {
            book.findings.push(rate.finding("published_rate_differs", "published_rates"));
        }
    }
    Ok(())
}
