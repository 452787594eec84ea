//! Days, months and regions as the text they are shown by, wherever they are stored.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::day::{Day, Month};
use super::region::Region;

/// Reads a text and parses it.
fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(source: D) -> Result<T, D::Error> {
    String::deserialize(source)?.parse().map_err(D::Error::custom)
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self::EVERYWHERE);
        }
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no region code")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_regions_come_back_from_their_text() {
        let day = Day::from_ymd(2024, 2, 29);
        let region = Region::parse("5201");
        let all = (day, day.map(Day::month), region, Region::EVERYWHERE);
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(text, r#"["2024-02-29","2024-02","5201",""]"#);
        let back: (Option<Day>, Option<Month>, Option<Region>, Region) =
            serde_json::from_str(&text).unwrap();
        assert_eq!(back, all);
        assert!(serde_json::from_str::<Region>("\"5\"").is_err());
        assert!(serde_json::from_str::<Day>("\"2025-02-29\"").is_err());
    }
}
