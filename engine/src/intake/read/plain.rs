//! A table of another contract than those of inputs: named columns as text.

use arrow_array::{Array as _, ArrayRef};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, Schema};

use super::open_part;
use crate::basics::error::{Error, Result};
use crate::intake::source::Source;

/// The cells of `columns`, row by row, as canonical CSV writes them; empty where null.
///
/// # Errors
///
/// [`Error::MissingColumn`] where a part lacks a column; [`Error::Io`], [`Error::Decode`] and
/// [`Error::Feature`] for files.
pub(crate) fn texts<const N: usize>(
    table: &'static str,
    source: &Source,
    columns: &[&'static str; N],
) -> Result<Vec<[String; N]>> {
    let mut rows: Vec<[String; N]> = Vec::new();
    for part in source.parts()? {
        let name = part.name;
        let (schema, content, pieces) = open_part(&name, part.data)?;
        let mut fields = Vec::with_capacity(N);
        for (column, &wanted) in columns.iter().enumerate() {
            let field = schema.fields().iter().position(|field| field.name() == wanted);
            let missing = || missing(table, &name, wanted, &schema);
            fields.push((field.ok_or_else(missing)?, column));
        }
        fields.sort_unstable();
        let numbers: Vec<usize> = fields.iter().map(|field| field.0).collect();
        for piece in pieces {
            content.read(&name, &piece.pieces, &numbers, &mut |arrays, len, _| {
                let first = rows.len();
                rows.resize_with(first + len, || std::array::from_fn(|_| String::new()));
                for (array, &(_, column)) in arrays.iter().zip(&fields) {
                    put(&name, array, column, &mut rows[first..])?;
                }
                Ok(())
            })?;
        }
    }
    Ok(rows)
}

/// Puts the cells of an array into a column of `rows`.
fn put<const N: usize>(
    place: &str,
    array: &ArrayRef,
    column: usize,
    rows: &mut [[String; N]],
) -> Result<()> {
    let wrong = |error: ArrowError| Error::Decode {
        place: place.to_owned(),
        format: "text",
        reason: error.to_string(),
    };
    let options = FormatOptions::default();
    let texts = ArrayFormatter::try_new(array, &options).map_err(wrong)?;
    for (row, cells) in rows.iter_mut().enumerate() {
        if array.is_valid(row) {
            cells[column] = texts.value(row).try_to_string().map_err(wrong)?;
        }
    }
    Ok(())
}

fn missing(table: &'static str, place: &str, column: &'static str, schema: &Schema) -> Error {
    let found: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    Error::MissingColumn {
        table,
        place: place.to_owned(),
        column,
        found: found.join(", "),
        aliases: column.to_owned(),
    }
}
