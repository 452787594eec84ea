//! Whether the schema of an Arrow IPC file can be turned into ours: the converter trusts it.

use std::sync::Arc;

use arrow_ipc::{
    DateUnit, Endianness, Field, Int, IntervalUnit, Precision, Schema, TimeUnit, Type,
};
use arrow_schema::{DataType, FieldRef, SchemaRef};

/// A schema, and for each of its dictionaries the type of the words.
pub(super) struct Converted {
    pub(super) schema: SchemaRef,
    pub(super) dictionaries: Vec<(i64, DataType)>,
}

/// The schema, or why there is none.
pub(super) fn convert(found: Schema<'_>) -> Result<Converted, String> {
    if !found.endianness().equals_to_target_endianness() || found.endianness() == Endianness::Big {
        return Err("was written in the byte order of another machine".to_owned());
    }
    let Some(fields) = found.fields() else { return Err("has no columns".to_owned()) };
    for field in fields {
        if !is_known(field) {
            let name = field.name().unwrap_or_default();
            return Err(format!("has the column `{name}` of a type that is not known here"));
        }
    }
    let schema = Arc::new(arrow_ipc::convert::fb_to_schema(found));
    let pairs = fields.iter().zip(schema.fields());
    let of_words =
        |(found, field): (Field<'_>, &FieldRef)| match (found.dictionary(), field.data_type()) {
            (Some(dictionary), DataType::Dictionary(_, words)) => {
                Some((dictionary.id(), words.as_ref().clone()))
            }
            _ => None,
        };
    let dictionaries = pairs.filter_map(of_words).collect();
    Ok(Converted { schema, dictionaries })
}

fn is_known(field: Field<'_>) -> bool {
    let has_children = |count| field.children().is_some_and(|children| children.len() == count);
    let has_known_key = field
        .dictionary()
        .is_none_or(|dictionary| dictionary.indexType().is_some_and(|index| is_known_int(index)));
    let is_known_type = match field.type_type() {
        Type::Null
        | Type::Bool
        | Type::Binary
        | Type::BinaryView
        | Type::LargeBinary
        | Type::Utf8
        | Type::Utf8View
        | Type::LargeUtf8
        | Type::Struct_ => true,
        Type::Int => field.type_as_int().is_some_and(is_known_int),
        Type::FixedSizeBinary => {
            field.type_as_fixed_size_binary().is_some_and(|binary| binary.byteWidth() > 0)
        }
        Type::FloatingPoint => field.type_as_floating_point().is_some_and(|float| {
            matches!(float.precision(), Precision::HALF | Precision::SINGLE | Precision::DOUBLE)
        }),
        Type::Date => field
            .type_as_date()
            .is_some_and(|date| matches!(date.unit(), DateUnit::DAY | DateUnit::MILLISECOND)),
        Type::Time => field.type_as_time().is_some_and(|time| {
            matches!(
                (time.bitWidth(), time.unit()),
                (32, TimeUnit::SECOND | TimeUnit::MILLISECOND)
                    | (64, TimeUnit::MICROSECOND | TimeUnit::NANOSECOND)
            )
        }),
        Type::Timestamp => field.type_as_timestamp().is_some_and(|time| is_known_unit(time.unit())),
        Type::Duration => field.type_as_duration().is_some_and(|time| is_known_unit(time.unit())),
        Type::Interval => field.type_as_interval().is_some_and(|interval| {
            matches!(
                interval.unit(),
                IntervalUnit::YEAR_MONTH | IntervalUnit::DAY_TIME | IntervalUnit::MONTH_DAY_NANO
            )
        }),
        Type::List | Type::LargeList => has_children(1),
        Type::FixedSizeList => {
            has_children(1)
                && field.type_as_fixed_size_list().is_some_and(|list| list.listSize() >= 0)
        }
        Type::Map => has_children(1) && field.type_as_map().is_some(),
        Type::Decimal => field.type_as_decimal().is_some_and(|decimal| {
            let most = match decimal.bitWidth() {
                32 => 9,
                64 => 18,
                128 => 38,
                256 => 76,
                _ => 0,
            };
            (1..=most).contains(&decimal.precision()) && (-most..=most).contains(&decimal.scale())
        }),
        // Unions, run ends and list views stand in no table of wages.
        _ => false,
    };
    has_known_key && is_known_type && field.children().into_iter().flatten().all(is_known)
}

fn is_known_int(int: Int<'_>) -> bool {
    matches!(int.bitWidth(), 8 | 16 | 32 | 64)
}

const fn is_known_unit(unit: TimeUnit) -> bool {
    matches!(
        unit,
        TimeUnit::SECOND | TimeUnit::MILLISECOND | TimeUnit::MICROSECOND | TimeUnit::NANOSECOND
    )
}
