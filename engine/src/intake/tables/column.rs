//! How a column is written down in the list: `money().named("amount", &[…]).required()`.

use super::{CodeWord, Column, Kind, Space};

const fn of(kind: Kind) -> Column {
    Column { name: "", kind, required: false, aliases: &[], least: None, words: &[] }
}

pub(super) const BOOL: Column = of(Kind::Bool);
pub(super) const DATE: Column = of(Kind::Date);
pub(super) const PERIOD: Column = of(Kind::Period);
pub(super) const REGION: Column = of(Kind::Region);
pub(super) const TIME: Column = of(Kind::Time);

pub(super) const fn id(space: Space) -> Column {
    of(Kind::Id(space))
}

pub(super) const fn account() -> Column {
    of(Kind::Account)
}

pub(super) const fn text(space: Space) -> Column {
    of(Kind::Text(space))
}

/// Money that is zero or more.
pub(super) const fn money() -> Column {
    of(Kind::Money).least(0)
}

/// Money that may be negative.
pub(super) const fn signed_money() -> Column {
    of(Kind::Money)
}

pub(super) const fn number(decimals: u32) -> Column {
    of(Kind::Number { decimals })
}

pub(super) const fn int(least: i32, most: i32) -> Column {
    of(Kind::Int { least, most })
}

pub(super) const fn code(words: &'static [CodeWord]) -> Column {
    of(Kind::Code(words))
}

impl Column {
    pub(super) const fn named(self, name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, ..self }
    }

    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) const fn least(self, least: i64) -> Self {
        Self { least: Some(least), ..self }
    }

    pub(super) const fn words(self, words: &'static [(i32, &'static [&'static str])]) -> Self {
        Self { words, ..self }
    }
}
