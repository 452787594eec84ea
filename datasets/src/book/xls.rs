//! Workbooks of Excel 97 to 2003: BIFF8 in a compound file.

use super::{Content, Sheet, serial, shared};

/// Bytes of a sector.
const SECTOR: usize = 512;
/// Streams below this length would stand among the small ones; the workbook is made longer.
const LEAST_BYTES: usize = 4_096;
/// Most bytes of a record.
const RECORD_BYTES: usize = 8_000;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const NONE: u32 = u32::MAX;

/// A workbook of these sheets, its texts shared, merged cells marked.
///
/// ```
/// use anxin_datasets::book::{Sheet, xls};
///
/// let mut sheet = Sheet::new("工资表");
/// sheet.line(0, &["姓名", "#1.50"]);
/// assert!(xls(&[sheet]).starts_with(&[0xd0, 0xcf, 0x11, 0xe0]));
/// ```
#[must_use]
pub fn xls(sheets: &[Sheet]) -> Vec<u8> {
    compound(&stream(sheets))
}

fn record(bytes: &mut Vec<u8>, kind: u16, data: &[u8]) {
    bytes.extend(kind.to_le_bytes());
    bytes.extend(short(data.len()).to_le_bytes());
    bytes.extend(data);
}

fn short(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn word(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn begin(bytes: &mut Vec<u8>, kind: u16) {
    let head: Vec<u8> = [0x0600, kind, 0x0dbb, 0x07cc, 0, 0, 6, 0]
        .iter()
        .flat_map(|n: &u16| n.to_le_bytes())
        .collect();
    record(bytes, 0x0809, &head);
}

/// The records of a workbook.
fn stream(sheets: &[Sheet]) -> Vec<u8> {
    let texts = shared(sheets);
    let mut bytes = Vec::new();
    begin(&mut bytes, 0x0005);
    record(&mut bytes, 0x0042, &1_200_u16.to_le_bytes());
    let mut starts = Vec::new();
    for sheet in sheets {
        starts.push(bytes.len() + 4);
        let units: Vec<u8> = sheet.name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut data = vec![0; 6];
        data.push(u8::try_from(units.len() / 2).unwrap_or(u8::MAX));
        data.push(1);
        data.extend(units);
        record(&mut bytes, 0x0085, &data);
    }
    strings(&mut bytes, &texts);
    record(&mut bytes, 0x000a, &[]);
    for (sheet, at) in sheets.iter().zip(starts) {
        let start = word(bytes.len()).to_le_bytes();
        bytes[at..at + 4].copy_from_slice(&start);
        of_sheet(&mut bytes, sheet, &texts);
    }
    bytes.resize(bytes.len().max(LEAST_BYTES), 0);
    bytes
}

/// The shared texts: a record, and its continuations, each beginning with a whole text.
fn strings(bytes: &mut Vec<u8>, texts: &[&str]) {
    let mut data = Vec::new();
    let count = word(texts.len()).to_le_bytes();
    data.extend([count, count].concat());
    let mut kind = 0x00fc;
    for text in texts {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if data.len() + units.len() + 3 > RECORD_BYTES {
            record(bytes, kind, &data);
            kind = 0x003c;
            data.clear();
        }
        data.extend(short(units.len() / 2).to_le_bytes());
        data.push(1);
        data.extend(units);
    }
    record(bytes, kind, &data);
}

fn of_sheet(bytes: &mut Vec<u8>, sheet: &Sheet, texts: &[&str]) {
    begin(bytes, 0x0010);
    let cells = sheet.sorted();
    let rows = cells.iter().map(|cell| cell.0 + 1).max().unwrap_or(0);
    let columns = cells.iter().map(|cell| cell.1 + 1).max().unwrap_or(0);
    let mut size = [0_u32.to_le_bytes(), rows.to_le_bytes()].concat();
    size.extend([0_u16, short(columns as usize), 0].iter().flat_map(|n| n.to_le_bytes()));
    record(bytes, 0x0200, &size);
    for (row, column, content) in cells {
        let place = [short(*row as usize), short(*column as usize), 0];
        let mut data: Vec<u8> = place.iter().flat_map(|n| n.to_le_bytes()).collect();
        let kind = match content {
            Content::Text(own) => {
                let number = texts.iter().position(|text| text == own).unwrap_or(0);
                data.extend(word(number).to_le_bytes());
                0x00fd
            }
            Content::Number(text) => {
                data.extend(text.parse::<f64>().unwrap_or_default().to_le_bytes());
                0x0203
            }
            Content::Day(day) => {
                let text = serial(*day).to_string();
                data.extend(text.parse::<f64>().unwrap_or_default().to_le_bytes());
                0x0203
            }
        };
        record(bytes, kind, &data);
    }
    if !sheet.merges.is_empty() {
        let mut data = short(sheet.merges.len()).to_le_bytes().to_vec();
        for &(top, left, bottom, right) in &sheet.merges {
            let ends = [top, bottom, left, right];
            data.extend(ends.iter().flat_map(|&n| short(n as usize).to_le_bytes()));
        }
        record(bytes, 0x00e5, &data);
    }
    record(bytes, 0x000a, &[]);
}

/// A compound file with one stream `Workbook`: tables of sectors, the folder, the stream.
fn compound(stream: &[u8]) -> Vec<u8> {
    let own = stream.len().div_ceil(SECTOR);
    let mut tables = 1;
    while tables * (SECTOR / 4) < tables + 1 + own {
        tables += 1;
    }
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(24, 0);
    bytes.extend([0x003e_u16, 3, 0xfffe, 9, 6, 0, 0, 0].iter().flat_map(|n| n.to_le_bytes()));
    bytes.resize(44, 0);
    let folder = word(tables);
    let least = word(LEAST_BYTES);
    for number in [word(tables), folder, 0, least, END_OF_CHAIN, 0, END_OF_CHAIN, 0] {
        bytes.extend(number.to_le_bytes());
    }
    for at in 0..109 {
        let number = if at < tables { word(at) } else { NONE };
        bytes.extend(number.to_le_bytes());
    }
    let mut next: Vec<u32> = vec![0xffff_fffd; tables];
    next.push(END_OF_CHAIN);
    let first = tables + 1;
    next.extend((1..own).map(|at| word(first + at)));
    next.push(END_OF_CHAIN);
    next.resize(tables * (SECTOR / 4), NONE);
    bytes.extend(next.iter().flat_map(|n| n.to_le_bytes()));
    bytes.extend(entry("Root Entry", 5, 1, END_OF_CHAIN, 0));
    bytes.extend(entry("Workbook", 2, NONE, word(first), word(stream.len())));
    bytes.extend(entry("", 0, NONE, 0, 0));
    bytes.extend(entry("", 0, NONE, 0, 0));
    bytes.extend(stream);
    bytes.resize(bytes.len().next_multiple_of(SECTOR), 0);
    bytes
}

/// An entry of the folder of a compound file.
fn entry(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = if name.is_empty() { 0 } else { short(bytes.len() + 2) };
    bytes.resize(64, 0);
    bytes.extend(length.to_le_bytes());
    bytes.extend([kind, 1]);
    [NONE, NONE, child].iter().for_each(|n| bytes.extend(n.to_le_bytes()));
    bytes.resize(116, 0);
    bytes.extend(start.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes.resize(128, 0);
    bytes
}
