//! Which field of a file is which column of the contract.

use arrow_array::ArrayRef;
use arrow_schema::{DataType, Schema};

use super::ReadOptions;
use crate::basics::error::{Error, Result};
use crate::intake::check::accepted;
use crate::intake::tables::{Column, TableName, attendance, workers};

/// A column of the contract in a file.
pub(super) struct PlanColumn {
    /// Number of the field in the file.
    pub(super) field: usize,
    pub(super) is_number: bool,
    pub(super) is_text: bool,
}

/// The columns of a file by position in the contract.
pub(super) struct Plan {
    table: TableName,
    columns: Vec<Option<PlanColumn>>,
    pub(super) unknown: Vec<String>,
    /// Positions in the contract, each with the header that means it.
    pub(super) headers: Vec<(usize, String)>,
}

/// The fields to decode, and where each goes.
pub(super) struct Projection {
    /// Numbers of the fields, rising.
    pub(super) fields: Vec<usize>,
    /// By position in the contract, the place in `fields`.
    places: Vec<Option<usize>>,
}

impl Plan {
    pub(super) fn new(
        table: TableName,
        place: &str,
        schema: &Schema,
        options: &ReadOptions,
    ) -> Result<Self> {
        let contract = table.table();
        let mut fields: Vec<Option<usize>> = vec![None; contract.columns.len()];
        let mut unknown = Vec::new();
        for (number, field) in schema.fields().iter().enumerate() {
            let Some(position) = contract.position(field.name()) else {
                if !field.name().trim().is_empty() {
                    unknown.push(field.name().clone());
                }
                continue;
            };
            if let Some(first) = fields[position] {
                return Err(Error::ColumnTwice {
                    table: table.word(),
                    place: place.to_owned(),
                    column: contract.columns[position].name,
                    first: schema.field(first).name().clone(),
                    second: field.name().clone(),
                });
            }
            fields[position] = Some(number);
        }
        if table == TableName::Workers {
            // Platforms know a worker by the id number alone.
            let id_number = fields[workers::ID_NUMBER];
            let worker_id = &mut fields[workers::WORKER_ID];
            *worker_id = worker_id.or(id_number);
        }
        require(table, place, schema, &fields)?;
        let mut columns = Vec::with_capacity(fields.len());
        for (column, field) in contract.columns.iter().zip(&fields) {
            let planned = field.map(|field| {
                let met = schema.field(field).data_type();
                check_type(table, place, column, met, options)?;
                Ok::<_, Error>(PlanColumn {
                    field,
                    is_number: is_number(met),
                    is_text: is_text(met),
                })
            });
            columns.push(planned.transpose()?);
        }
        let headers = fields.iter().enumerate().filter_map(|(position, field)| {
            field.map(|field| (position, schema.field(field).name().clone()))
        });
        let headers = headers.collect();
        Ok(Self { table, columns, unknown, headers })
    }

    pub(super) fn column(&self, position: usize) -> Option<&PlanColumn> {
        self.columns.get(position).and_then(Option::as_ref)
    }

    /// Numbers of all fields that are columns of the contract, rising, each once.
    #[cfg(feature = "parquet")]
    pub(super) fn fields(&self) -> Vec<usize> {
        self.projection(None).fields
    }

    /// For each of `count` fields the (first) position in the contract.
    #[cfg(feature = "csv")]
    pub(super) fn positions(&self, count: usize) -> Vec<Option<u8>> {
        let mut positions = vec![None; count];
        for (position, column) in (0_u8..).zip(&self.columns) {
            if let Some(column) = column {
                positions[column.field].get_or_insert(position);
            }
        }
        positions
    }

    /// What to decode for the columns at these positions (`None`: for all).
    pub(super) fn projection(&self, wanted: Option<&[usize]>) -> Projection {
        let is_asked = |position: usize| {
            wanted.is_none_or(|wanted| wanted.contains(&position) || self.feeds(position, wanted))
        };
        let asked: Vec<Option<usize>> = (self.columns.iter().enumerate())
            .map(|(position, column)| {
                column.as_ref().filter(|_| is_asked(position)).map(|column| column.field)
            })
            .collect();
        let mut fields: Vec<usize> = asked.iter().flatten().copied().collect();
        fields.sort_unstable();
        fields.dedup();
        let place = |field: usize| fields.binary_search(&field).ok();
        let places = asked.into_iter().map(|field| field.and_then(place)).collect();
        Projection { fields, places }
    }

    /// Hours are needed for minutes.
    fn feeds(&self, position: usize, asked: &[usize]) -> bool {
        use attendance::{HOURS, MINUTES};
        self.table == TableName::Attendance && position == HOURS && asked.contains(&MINUTES)
    }
}

impl Projection {
    /// The arrays of `fields` at their positions in the contract.
    pub(super) fn by_position(&self, arrays: &[ArrayRef]) -> Vec<Option<ArrayRef>> {
        let at = |place: &Option<usize>| place.and_then(|place| arrays.get(place).cloned());
        self.places.iter().map(at).collect()
    }
}

fn require(table: TableName, place: &str, schema: &Schema, fields: &[Option<usize>]) -> Result<()> {
    let contract = table.table();
    for (position, column) in contract.columns.iter().enumerate() {
        let is_hours = table == TableName::Attendance
            && position == attendance::MINUTES
            && fields[attendance::HOURS].is_some();
        if !column.required || fields[position].is_some() || is_hours {
            continue;
        }
        let found: Vec<_> =
            schema.fields().iter().map(|field| format!("`{}`", field.name())).collect();
        let mut headers = column.headers();
        if table == TableName::Attendance && position == attendance::MINUTES {
            headers.extend(contract.columns[attendance::HOURS].headers());
        }
        if table == TableName::Workers && position == workers::WORKER_ID {
            headers.extend(contract.columns[workers::ID_NUMBER].headers());
        }
        return Err(Error::MissingColumn {
            table: table.word(),
            place: place.to_owned(),
            column: column.name,
            found: if found.is_empty() { "no header".to_owned() } else { found.join(", ") },
            aliases: headers.join(", "),
        });
    }
    Ok(())
}

fn check_type(
    table: TableName,
    place: &str,
    column: &Column,
    met: &DataType,
    options: &ReadOptions,
) -> Result<()> {
    accepted(column.kind, met, options.accept_float_money).map_err(|(expected, advice)| {
        Error::ColumnType {
            table: table.word(),
            place: place.to_owned(),
            column: column.name,
            met: met.to_string(),
            expected,
            advice,
        }
    })
}

fn is_number(met: &DataType) -> bool {
    match met {
        DataType::Dictionary(_, values) => is_number(values),
        met => met.is_numeric(),
    }
}

fn is_text(met: &DataType) -> bool {
    match met {
        DataType::Dictionary(_, values) => is_text(values),
        met => matches!(met, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
    }
}
