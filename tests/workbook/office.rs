//! `LibreOffice` without a window, and what stands in the workbooks it takes and gives.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;
use std::process::Command;

use anxin_tests::folder::Folder;
use calamine::{Data, Reader as _, Xlsx};

/// Sheet, row and column, both counted from 0.
pub type Place = (String, u32, u32);

/// What a cell holds: a number with two decimals, or text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, rounded to two decimals.
    Number(String),
    /// Text.
    Text(String),
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it shows.
    pub value: Value,
    /// Its formula.
    pub formula: String,
    /// Whether it has one.
    pub is_formula: bool,
}

/// All cells of a workbook.
pub fn values(bytes: &[u8]) -> BTreeMap<Place, Cell> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let mut cells = BTreeMap::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let value = match data {
                Data::String(text) => Value::Text(text.clone()),
                Data::Empty => continue,
                Data::DateTime(time) => Value::Number(format!("{:.2}", time.as_f64())),
                data => Value::Number(number(data)),
            };
            let place = (sheet.clone(), top + at(row), left + at(column));
            cells.insert(place, Cell { value, formula: String::new(), is_formula: false });
        }
        let formulas = book.worksheet_formula(&sheet).unwrap();
        let (top, left) = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells().filter(|cell| !cell.2.is_empty()) {
            let place = (sheet.clone(), top + at(row), left + at(column));
            let cell = cells.get_mut(&place).unwrap_or_else(|| panic!("{place:?}: {formula}"));
            cell.formula.clone_from(formula);
            cell.is_formula = true;
        }
    }
    cells
}

fn at(place: usize) -> u32 {
    u32::try_from(place).unwrap()
}

/// A number with two decimals; zero has no sign.
fn number(data: &Data) -> String {
    let text = match data {
        Data::Float(number) => format!("{number:.2}"),
        Data::Int(number) => format!("{number}.00"),
        other => format!("{other:?}"),
    };
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// The number of a day, `2025-09-01`.
pub fn serial(day: &str) -> Value {
    let day: anxin::Day = day.parse().unwrap();
    Value::Number(format!("{}.00", day.0 + 25_569))
}

/// The files of a workbook, each changed.
fn rewritten(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        writer.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(change(&name, text).as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The workbook with false results beside all formulas.
pub fn spoiled(bytes: &[u8]) -> Vec<u8> {
    rewritten(bytes, |name, text| {
        if !name.starts_with("xl/worksheets/") {
            return text;
        }
        let mut cells = text.split("<c ");
        let mut made = cells.next().unwrap_or_default().to_owned();
        for cell in cells {
            made.push_str("<c ");
            let Some((formula, rest)) = cell.split_once("</f><v>") else {
                made.push_str(cell);
                continue;
            };
            let is_text = formula.split('>').next().unwrap_or_default().contains("t=\"str\"");
            let (_, after) = rest.split_once("</v>").unwrap();
            let wrong = if is_text { "spoiled" } else { "77777.77" };
            made.push_str(&format!("{formula}</f><v>{wrong}</v>{after}"));
        }
        made
    })
}

/// The workbook with another number in one cell of one of its files.
pub fn edited(bytes: &[u8], file: &str, cell: &str, number: &str) -> Vec<u8> {
    rewritten(bytes, |name, text| {
        if name != file {
            return text;
        }
        let (before, rest) = text.split_once(&format!("<c r=\"{cell}\"")).expect("the cell");
        let (head, rest) = rest.split_once("<v>").unwrap();
        let (_, after) = rest.split_once("</v>").unwrap();
        format!("{before}<c r=\"{cell}\"{head}<v>{number}</v>{after}")
    })
}

/// Formulas are computed anew whatever wrote the file.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// The workbooks as `LibreOffice` writes them after computing them.
pub fn computed(books: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let folder = Folder::new("office").unwrap();
    let user = folder.join("profile/user");
    fs::create_dir_all(&user).unwrap();
    fs::write(user.join("registrymodifications.xcu"), SETTINGS).unwrap();
    fs::create_dir(folder.join("in")).unwrap();
    let files: Vec<PathBuf> = books
        .iter()
        .map(|(name, bytes)| {
            let path = folder.join("in").join(format!("{name}.xlsx"));
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    let mut office = Command::new("soffice");
    office.arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()));
    office.args(["--headless", "--norestore", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]);
    office.arg("--outdir").arg(folder.join("out")).args(&files);
    let ran = office.output().expect("LibreOffice is installed (`cargo ci` does it)");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let read = |name: &String| {
        let path = folder.join("out").join(format!("{name}.xlsx"));
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (name.clone(), bytes)
    };
    books.keys().map(read).collect()
}
