//! A file as a tree of values that know their place, so that every refusal names its key.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::super::day::Day;
use super::super::error::{Error, Result};
use super::super::money::Fen;
use super::super::region::Region;
use super::words::Words;

/// What TOML and JSON have in common.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Whole(i64),
    /// A floating point number or another number that is refused, as it is shown.
    Float(String),
    Text(String),
    Date(String),
    List(Vec<Self>),
    Table(BTreeMap<String, Self>),
}

impl Value {
    /// Reads a TOML file.
    pub(super) fn from_toml(text: &str, place: &str) -> Result<Self> {
        text.parse::<toml::Table>().map(|table| Self::of_toml(toml::Value::Table(table))).map_err(
            |error| {
                let start = error.span().map_or(0, |span| span.start);
                let line = text.bytes().take(start).filter(|&byte| byte == b'\n').count() + 1;
                Error::Policy {
                    place: place.to_owned(),
                    key: format!("line {line}"),
                    met: format!("text that is not TOML ({})", error.message().trim()),
                    expected: "TOML: `key = value` lines under `[section]` headers".to_owned(),
                }
            },
        )
    }

    fn of_toml(value: toml::Value) -> Self {
        match value {
            toml::Value::Boolean(is) => Self::Bool(is),
            toml::Value::Integer(number) => Self::Whole(number),
            toml::Value::Float(number) => Self::Float(number.to_string()),
            toml::Value::String(text) => Self::Text(text),
            toml::Value::Datetime(time) => Self::Date(time.to_string()),
            toml::Value::Array(list) => Self::List(list.into_iter().map(Self::of_toml).collect()),
            toml::Value::Table(table) => Self::Table(
                table.into_iter().map(|(key, value)| (key, Self::of_toml(value))).collect(),
            ),
        }
    }

    /// Reads a JSON file.
    pub(super) fn from_json(text: &str, place: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|error| Error::Policy {
            place: place.to_owned(),
            key: format!("line {}", error.line()),
            met: format!("text that is not usable JSON ({error})"),
            expected: "one JSON object with the sections of a policy, each key once".to_owned(),
        })
    }

    /// How a message shows what was met.
    fn shown(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(is) => is.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Float(text) => format!("the floating point number {text}"),
            Self::Text(text) => format!("the text {text:?}"),
            Self::Date(text) => format!("the date {text}"),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

/// Builds a [`Value`]; a key that stands twice in one table is refused.
struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Value, E> {
        Ok(Value::Bool(is))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Float(number.to_string()), Value::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut table = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            if table.contains_key(&key) {
                return Err(A::Error::custom(format!("key `{key}` stands twice")));
            }
            table.insert(key, value);
        }
        Ok(Value::Table(table))
    }
}

/// A value and the dotted path to it.
#[derive(Clone, Debug)]
pub(super) struct Cell<'a> {
    place: &'a str,
    path: String,
    value: Value,
}

impl<'a> Cell<'a> {
    /// The whole file.
    pub(super) const fn root(place: &'a str, value: Value) -> Self {
        Self { place, path: String::new(), value }
    }

    /// The error that this value is not what is expected.
    pub(super) fn refuse(&self, expected: impl Into<String>) -> Error {
        self.refuse_as(self.value.shown(), expected)
    }

    /// The error that `met` stands here.
    pub(super) fn refuse_as(&self, met: impl Into<String>, expected: impl Into<String>) -> Error {
        refusal(self.place, self.path.clone(), met, expected)
    }

    /// Whether the value is the text `word`.
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.value, Value::Text(text) if text == word)
    }

    pub(super) fn bool(self) -> Result<bool> {
        match self.value {
            Value::Bool(is) => Ok(is),
            _ => Err(self.refuse("true or false")),
        }
    }

    pub(super) fn whole(self, range: RangeInclusive<u32>) -> Result<u32> {
        match self.value {
            Value::Whole(number) => {
                u32::try_from(number).ok().filter(|number| range.contains(number))
            }
            _ => None,
        }
        .ok_or_else(|| {
            self.refuse(format!("a whole number from {} to {}", range.start(), range.end()))
        })
    }

    /// A decimal number written as text or whole number.
    fn decimal(&self, expected: &str) -> Result<Decimal> {
        match &self.value {
            Value::Whole(number) => Ok(Decimal::from(*number)),
            Value::Text(text) => plain_decimal(text).ok_or_else(|| self.refuse(expected)),
            Value::Float(text) => Err(self.refuse(format!(
                "{expected}, as text: floating point numbers are not exact, write \"{text}\" in \
                 quotes"
            ))),
            _ => Err(self.refuse(expected)),
        }
    }

    /// A number between two others with at most `decimals` decimals.
    pub(super) fn between(self, low: Decimal, high: Decimal, decimals: u32) -> Result<Decimal> {
        let expected =
            format!("a number from {low} to {high} with up to {decimals} decimals, like \"{low}\"");
        let number = self.decimal(&expected)?.normalize();
        if number < low || number > high || number.scale() > decimals {
            return Err(self.refuse(expected));
        }
        Ok(number)
    }

    /// Yuan, not negative, in whole fen.
    pub(super) fn money(self) -> Result<Decimal> {
        let expected = "yuan, 0 or more, with up to two decimals, like \"3000000\"";
        let yuan = self.decimal(expected)?.normalize();
        if yuan.is_sign_negative() && !yuan.is_zero() || Fen::from_yuan(yuan).is_none() {
            return Err(self.refuse(expected));
        }
        Ok(yuan)
    }

    /// Yuan above zero, in whole fen.
    pub(super) fn money_above_zero(self) -> Result<Decimal> {
        let yuan = self.clone().money()?;
        if yuan.is_zero() { Err(self.refuse("yuan above 0, like \"3000000\"")) } else { Ok(yuan) }
    }

    /// Any decimal number.
    pub(super) fn number(self) -> Result<Decimal> {
        self.decimal("a number as text, like \"0.5\"").map(|number| number.normalize())
    }

    pub(super) fn text(self) -> Result<String> {
        match self.value {
            Value::Text(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(self.refuse("text that is not empty")),
        }
    }

    /// A code of lower-case letters, digits and underscores.
    pub(super) fn code(self) -> Result<String> {
        let is_code = |text: &str| {
            text.starts_with(|first: char| first.is_ascii_lowercase())
                && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        };
        match self.value {
            Value::Text(text) if is_code(&text) => Ok(text),
            _ => Err(self.refuse("lower-case letters, digits and underscores")),
        }
    }

    /// A word, a whole number or true or false, as text.
    pub(super) fn label(self) -> Result<String> {
        match self.value {
            Value::Bool(is) => Ok(is.to_string()),
            Value::Whole(number) => Ok(number.to_string()),
            Value::Text(text) if !text.is_empty() => Ok(text),
            _ => Err(self.refuse("a word, a whole number, true or false")),
        }
    }

    pub(super) fn word<T: Copy>(self, words: &Words<T>) -> Result<T> {
        let known = match &self.value {
            Value::Text(text) => words.iter().find(|(word, _)| word == text),
            _ => None,
        };
        known.map(|&(_, meaning)| meaning).ok_or_else(|| {
            let list: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.refuse(format!("one of {}", list.join(", ")))
        })
    }

    pub(super) fn date(self) -> Result<Day> {
        match &self.value {
            Value::Date(text) | Value::Text(text) => text.parse().ok(),
            _ => None,
        }
        .ok_or_else(|| self.refuse("a date like 2025-03-01, from 1900 to 2199"))
    }

    pub(super) fn region(self) -> Result<Region> {
        match &self.value {
            Value::Text(text) if text.is_empty() => Some(Region::EVERYWHERE),
            Value::Text(text) => Region::parse(text),
            _ => None,
        }
        .ok_or_else(|| {
            self.refuse("a region code of 2, 4 or 6 digits in quotes, \"\" for the whole country")
        })
    }

    pub(super) fn list(self) -> Result<Vec<Self>> {
        let Self { place, path, value } = self;
        match value {
            Value::List(items) => Ok(items
                .into_iter()
                .enumerate()
                .map(|(at, value)| Self { place, path: format!("{path}[{at}]"), value })
                .collect()),
            value => Err(Self { place, path, value }.refuse("a list")),
        }
    }

    pub(super) fn section(self) -> Result<Section<'a>> {
        let Self { place, path, value } = self;
        match value {
            Value::Table(entries) => Ok(Section { place, path, entries, asked: Vec::new() }),
            value => Err(Self { place, path, value }.refuse("a table")),
        }
    }
}

/// A table from which keys are taken one by one; what is left over at the end is unknown.
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    place: &'a str,
    path: String,
    entries: BTreeMap<String, Value>,
    asked: Vec<&'static str>,
}

impl<'a> Section<'a> {
    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value of `key`, where the file has one.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Cell<'a>> {
        self.asked.push(key);
        let value = self.entries.remove(key)?;
        Some(Cell { place: self.place, path: self.path_of(key), value })
    }

    /// The value of `key` as `read` understands it, else `fallback`, else an error.
    pub(super) fn or<T>(
        &mut self,
        key: &'static str,
        fallback: Option<T>,
        read: impl FnOnce(Cell<'a>) -> Result<T>,
    ) -> Result<T> {
        match self.take(key) {
            Some(cell) => read(cell),
            None => fallback.ok_or_else(|| self.refuse(key, "nothing", "a value: it is required")),
        }
    }

    /// The whole number at `key`, else `fallback`, else an error.
    pub(super) fn whole_or(
        &mut self,
        key: &'static str,
        fallback: Option<u32>,
        range: RangeInclusive<u32>,
    ) -> Result<u32> {
        self.or(key, fallback, |cell| cell.whole(range))
    }

    /// The meaning of the word at `key`, else `fallback`, else an error.
    pub(super) fn word_or<T: Copy>(
        &mut self,
        key: &'static str,
        fallback: Option<T>,
        words: &Words<T>,
    ) -> Result<T> {
        self.or(key, fallback, |cell| cell.word(words))
    }

    /// The section `key`, empty where the file has none.
    pub(super) fn section(&mut self, key: &'static str) -> Result<Self> {
        let (place, path) = (self.place, self.path_of(key));
        self.take(key).map_or_else(
            || Ok(Section { place, path, entries: BTreeMap::new(), asked: Vec::new() }),
            Cell::section,
        )
    }

    /// The rows of `[[key]]`, none where the file has none.
    pub(super) fn rows(&mut self, key: &'static str) -> Result<Vec<Self>> {
        let items = self.take(key).map_or_else(|| Ok(Vec::new()), Cell::list)?;
        items.into_iter().map(Cell::section).collect()
    }

    /// The error that `met` stands at `key` of this section.
    pub(super) fn refuse(
        &self,
        key: &str,
        met: impl Into<String>,
        expected: impl Into<String>,
    ) -> Error {
        refusal(self.place, self.path_of(key), met, expected)
    }

    /// The error that `met` stands here.
    pub(super) fn refuse_row(&self, met: impl Into<String>, expected: impl Into<String>) -> Error {
        refusal(self.place, self.path.clone(), met, expected)
    }

    /// Refuses keys that nobody asked for.
    pub(super) fn finish(self) -> Result<()> {
        match self.entries.keys().next() {
            None => Ok(()),
            Some(key) => {
                let asked = self.asked.join(", ");
                Err(self.refuse(key, "an unknown key", format!("one of the keys {asked}")))
            }
        }
    }
}

fn refusal(place: &str, key: String, met: impl Into<String>, expected: impl Into<String>) -> Error {
    let key = if key.is_empty() { "the file".to_owned() } else { key };
    Error::Policy { place: place.to_owned(), key, met: met.into(), expected: expected.into() }
}

/// Reads `-12.34`: no exponent, no separators, nothing rounded.
fn plain_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(whole) && is_number(part) { Decimal::from_str_exact(text).ok() } else { None }
}
