//! JSON of real-name platforms: one document or one a line, records within records.
//!
//! A record takes over the fields of the records it stands in (`projectCode` of a list of workers),
//! and the fields become the headers of a sheet.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value as Json;

use super::grid::{CELLS, Grid, Row, Text, Value};

/// Most bytes of one document; lines of JSON may be many.
const DOCUMENT_BYTES: usize = 64 << 20;
/// Most fields of a record.
const FIELDS: usize = 400;
/// Most records and lists of one document.
const PARTS: usize = 1_000_000;

/// What a field of a platform is in the national interface.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    fields: Vec<String>,
    r#as: String,
    #[serde(default)]
    codes: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Fields {
    field: Vec<Field>,
}

/// A sheet for each set of records that bear the same list's name.
///
/// # Errors
///
/// In words: no JSON, too large.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::platform::grids;
///
/// let text = r#"{"projectCode":"P1","dataList":[{"idCardNumber":"A1","date":"2025-03-01 08:00:00"}]}"#;
/// let found = grids(text).unwrap();
/// assert_eq!(found[0].name, "dataList");
/// assert_eq!(found[0].rows[1].joined(), "P1 2025-03-01 08:00:00 A1");
/// assert!(grids("{\"a\":").is_err());
/// ```
pub fn grids(text: &str) -> Result<Vec<Grid>, String> {
    static FIELDS_KNOWN: OnceLock<Vec<Field>> = OnceLock::new();
    // The text is part of the program and read by its tests.
    let fields = FIELDS_KNOWN.get_or_init(|| {
        let fields = toml::from_str::<Fields>(include_str!("platform.toml"));
        fields.map(|fields| fields.field).unwrap_or_default()
    });
    let mut lists = Lists { records: BTreeMap::new(), left: CELLS };
    let text = text.trim_start_matches('\u{feff}');
    match document(text) {
        Ok(document) => lists.walk("", &document, &Record::default(), 0)?,
        Err(whole) => {
            let lines = (1_u32..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
            for (count, (number, line)) in lines.enumerate() {
                let document = document(line).map_err(|error| {
                    if count == 0 { whole.to_string() } else { format!("line {number}: {error}") }
                })?;
                let outer = Record { line: number, ..Record::default() };
                lists.walk("", &document, &outer, 0)?;
            }
        }
    }
    Ok(lists.records.into_iter().map(|(name, records)| grid(name, &records, fields)).collect())
}

/// One document, unless it would take far more room than its text.
fn document(text: &str) -> Result<Json, serde_json::Error> {
    if text.len() > DOCUMENT_BYTES {
        let most = DOCUMENT_BYTES >> 20;
        return Err(serde::de::Error::custom(format!("one document of more than {most} MiB")));
    }
    if text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count() > PARTS {
        let what = format!("more than {PARTS} records and lists in one document");
        return Err(serde::de::Error::custom(what));
    }
    serde_json::from_str(text)
}

/// Records by the name of their list, and how many values may still come.
struct Lists {
    records: BTreeMap<String, Vec<Record>>,
    left: usize,
}

/// A record: its fields with those of the records around it.
#[derive(Clone, Debug, Default)]
struct Record {
    line: u32,
    fields: Vec<(String, Value)>,
}

impl Record {
    fn put(&mut self, name: &str, value: Value) {
        match self.fields.iter().position(|field| field.0 == name) {
            Some(place) => self.fields[place].1 = value,
            None if self.fields.len() < FIELDS => self.fields.push((name.to_owned(), value)),
            None => {}
        }
    }
}

fn scalar(value: &Json) -> Option<Value> {
    match value {
        Json::String(text) if !text.trim().is_empty() => Some(Value::Text(text.trim().into())),
        Json::Bool(truth) => Some(Value::Bool(*truth)),
        // Whole numbers keep all their digits; others came through binary fractions.
        Json::Number(number) if number.is_f64() => Some(Value::Number(Text::shown(number))),
        Json::Number(number) => Some(Value::Text(Text::shown(number))),
        _ => None,
    }
}

impl Lists {
    /// Puts down the innermost records, each with what stands around it.
    fn walk(
        &mut self,
        name: &str,
        value: &Json,
        outer: &Record,
        depth: usize,
    ) -> Result<(), String> {
        match value {
            Json::Array(items) => {
                for (at, item) in (1_u32..).zip(items).filter(|(_, item)| !scalar_only(item)) {
                    let line = if outer.line > 0 && depth > 0 { outer.line } else { at };
                    let outer = Record { line, ..outer.clone() };
                    self.walk(name, item, &outer, depth + 1)?;
                }
            }
            Json::Object(fields) => {
                let mut record = outer.clone();
                for (key, value) in fields {
                    if let Some(value) = scalar(value) {
                        record.put(key, value);
                    }
                }
                let mut inner = fields.iter().filter(|(_, value)| has_records(value)).peekable();
                if inner.peek().is_none() {
                    let name = if name.is_empty() { "records" } else { name };
                    let own = record.fields.len().max(1);
                    let left = self.left.checked_sub(own);
                    self.left = left.ok_or_else(|| format!("more than {CELLS} values"))?;
                    self.records.entry(name.to_owned()).or_default().push(record);
                    return Ok(());
                }
                for (key, value) in inner {
                    // Wrappers such as `data` and `rows` name nothing.
                    let is_wrapper = ["data", "rows", "result", "body"].contains(&key.as_str());
                    self.walk(if is_wrapper { name } else { key }, value, &record, depth)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether a value holds no record.
fn scalar_only(value: &Json) -> bool {
    !matches!(value, Json::Array(_) | Json::Object(_))
}

fn has_records(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(Json::is_object),
        Json::Object(fields) => !fields.is_empty(),
        _ => false,
    }
}

/// Records as a sheet: all their fields as its header.
fn grid(name: String, records: &[Record], fields: &[Field]) -> Grid {
    let mut columns: BTreeMap<String, u32> = BTreeMap::new();
    let mut header = Row { number: 0, ..Row::default() };
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let mut cells = Vec::with_capacity(record.fields.len());
        for (key, value) in &record.fields {
            let (key, value) = national(key, value, record, fields);
            let next = u32::try_from(columns.len()).unwrap_or(u32::MAX);
            let column = *columns.entry(key.clone()).or_insert_with(|| {
                header.cells.push((next, Value::Text(key.into())));
                next
            });
            cells.push((column, value));
        }
        cells.sort_by_key(|cell| cell.0);
        cells.dedup_by_key(|cell| cell.0);
        rows.push(Row { number: record.line, cells, width: 0 });
    }
    rows.insert(0, header);
    Grid { name, rows, merges: Vec::new() }
}

/// A field under its name in the national interface, its code as our word.
fn national(key: &str, value: &Value, record: &Record, fields: &[Field]) -> (String, Value) {
    let has = |name: &str| record.fields.iter().any(|field| field.0.eq_ignore_ascii_case(name));
    let known = fields.iter().find(|field| {
        field.name.eq_ignore_ascii_case(key) && field.fields.iter().all(|name| has(name))
    });
    let Some(known) = known else { return (key.to_owned(), value.clone()) };
    let word = known.codes.get(value.text().as_ref());
    let value = word.map_or_else(|| value.clone(), |word| Value::Text(word.as_str().into()));
    (known.r#as.clone(), value)
}

#[cfg(test)]
mod tests {
    use crate::intake::foreign::take;
    use crate::intake::tables::{TableName, payroll, punches, workers};

    #[test]
    fn a_payroll_message_is_the_sheet_and_its_lines() {
        let text = r#"{"projectCode":"P1","corpCode":"C","teamSysNo":7,"payMonth":"2025-03",
            "payRollCode":"GZD1","detailList":[
            {"idCardType":"01","idCardNumber":"150102199001010012","days":22,"workHours":176.5,
             "totalPayAmount":"5000.00","actualAmount":4999.5,"isBackPay":0,"balanceDate":"2025-04-15",
             "payRollBankCardNumber":"6222","thirdPayRollCode":"X1"},
            {"idCardNumber":"150102199001010020","totalPayAmount":1,"actualAmount":1}]}"#;
        let taken = take("payroll.json", text.as_bytes(), None).unwrap();
        let rows = &taken.tables[0];
        assert_eq!((rows.table, rows.len()), (TableName::Payroll, 2), "{:?}", taken.why);
        assert_eq!(rows.get(0, payroll::NET), Some("4999.5"));
        assert_eq!(rows.get(1, payroll::PERIOD), Some("2025-03"));
        assert_eq!(rows.get(1, payroll::WORKER_ID), Some("150102199001010020"));
        assert_eq!(rows.get(0, payroll::PAYROLL_ID), Some("GZD1"));
    }

    #[test]
    fn punches_a_line_keep_the_words_of_their_platform() {
        let text = "{\"ProjectCode\":\"P1\",\"IDCardNumber\":\"A1\",\"CheckTime\":\"2025-03-01 08:00:00\",\"CheckType\":1}\n\
                    {\"ProjectCode\":\"P1\",\"IDCardNumber\":\"A1\",\"CheckTime\":\"2025-03-01 18:00:00\",\"CheckType\":2}\n";
        let taken = take("x.json", text.as_bytes(), None).unwrap();
        let rows = &taken.tables[0];
        assert_eq!((rows.table, rows.len()), (TableName::Punches, 2), "{:?}", taken.why);
        assert_eq!(rows.get(1, punches::DIRECTION), Some("out"));
        assert_eq!(rows.lines[1].number, 2);
    }

    #[test]
    fn workers_of_a_team_are_people() {
        let text = r#"{"code":0,"data":{"rows":[{"projectCode":"P1","workerList":[
            {"workerName":"甲","idCardNumber":"A1","payRollBankCardNumber":"6222"}]}]}}"#;
        let taken = take("w.json", text.as_bytes(), None).unwrap();
        assert_eq!(taken.tables[0].table, TableName::Workers, "{:?}", taken.why);
        assert_eq!(taken.tables[0].get(0, workers::WORKER_ID), Some("A1"));
    }

    #[test]
    fn entries_and_exits_of_a_site_are_no_punches_and_deep_nests_no_panic() {
        let text = r#"{"projectCode":"P1","workerList":[{"idCardNumber":"A1","date":"2025-03-01 08:00:00","type":1,"voucherUrl":"x"}]}"#;
        let taken = take("e.json", text.as_bytes(), None).unwrap();
        assert!(taken.tables.is_empty(), "{:?}", taken.why);
        assert!(take("d.json", "[".repeat(100_000).as_bytes(), None).is_err());
    }
}
