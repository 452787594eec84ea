//! How far the cells of an Excel 97 workbook reach, before its reader makes room for them.
//!
//! A sheet of that form is kept as one block from its first to its last cell, and its own words
//! about its size are believed: a few bytes could ask for more memory than there is.

use super::bytes::{u16_at, u32_at};

/// Most places of a sheet between its first and its last cell.
const PLACES: u64 = 4_000_000;
/// Columns that the form has.
const COLUMNS: u32 = 256;
/// Sectors beyond these numbers mean "none".
const NO_SECTOR: u32 = 0xffff_fffa;

/// Refuses a workbook that is damaged, protected, or whose cells reach too far.
///
/// # Errors
///
/// In words: why it is refused.
pub fn look_over(bytes: &[u8]) -> Result<(), String> {
    let stream =
        workbook_stream(bytes).ok_or("the compound file is damaged or holds no workbook")?;
    let mut sheets = Vec::new();
    for record in Records::new(&stream, 0) {
        let (kind, data) = record?;
        match kind {
            0x002f => return Err("it is protected by a password".into()),
            0x0085 => sheets.push(u32_at(data, 0).ok_or("a sheet is cut")? as usize),
            0x000a => break,
            _ => {}
        }
    }
    for start in sheets {
        if start > stream.len() {
            return Err("a sheet stands behind the end of the file".into());
        }
        look_over_sheet(&stream, start)?;
    }
    Ok(())
}

fn look_over_sheet(stream: &[u8], start: usize) -> Result<(), String> {
    let mut reach = Reach::default();
    let mut depth = 0_usize;
    for record in Records::new(stream, start) {
        let (kind, data) = record?;
        match kind {
            0x0809 => depth += 1,
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            0x0200 => {
                // Rows and columns behind the last ones.
                let wide = data.len() >= 14;
                let row = |at: usize| {
                    if wide { u32_at(data, at * 2) } else { u16_at(data, at).map(u32::from) }
                };
                let columns = if wide { 8 } else { 4 };
                let column = |at: usize| u16_at(data, columns + at).map(u32::from);
                let ends = (row(0), row(2), column(0), column(2));
                let (Some(first), Some(last), Some(left), Some(right)) = ends else {
                    return Err("the size of a sheet is cut".into());
                };
                if first > last {
                    return Err("a sheet ends before it begins".into());
                }
                reach.add(first, left.min(right))?;
                reach.add(last.max(1) - 1, right.max(1) - 1)?;
            }
            0x0006 | 0x0203..=0x0205 | 0x00d6 | 0x00bd | 0x00fd | 0x027e => {
                let place = (u16_at(data, 0), u16_at(data, 2));
                let (Some(row), Some(column)) = place else { return Err("a cell is cut".into()) };
                reach.add(row.into(), column.into())?;
                if kind == 0x00bd {
                    let last = data.len().checked_sub(2).and_then(|at| u16_at(data, at));
                    reach.add(row.into(), last.unwrap_or(0).into())?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The smallest block that holds all cells seen.
#[derive(Default)]
struct Reach {
    ends: Option<(u32, u32, u32, u32)>,
}

impl Reach {
    fn add(&mut self, row: u32, column: u32) -> Result<(), String> {
        let (top, bottom, left, right) = self.ends.unwrap_or((row, row, column, column));
        let ends = (top.min(row), bottom.max(row), left.min(column), right.max(column));
        self.ends = Some(ends);
        let places = u64::from(ends.1 - ends.0 + 1) * u64::from(ends.3 - ends.2 + 1);
        if column >= COLUMNS || places > PLACES {
            return Err(format!(
                "a sheet reaches from row {} to {} and over {} columns: more than is read",
                ends.0 + 1,
                u64::from(ends.1) + 1,
                u64::from(ends.3 - ends.2) + 1
            ));
        }
        Ok(())
    }
}

/// The records of a stream.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    const fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<(u16, &'a [u8]), String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at + 4 > self.stream.len() {
            return None;
        }
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        let Some(data) = self.stream.get(start..start + length) else {
            self.at = self.stream.len();
            return Some(Err("the workbook is cut".to_owned()));
        };
        self.at = start + length;
        Some(Ok((kind, data)))
    }
}

/// The stream `Workbook` (or `Book`) of a compound file.
fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = Compound::open(bytes)?;
    let folder = file.chain(u32_at(bytes, 48)?, u64::MAX)?;
    let entries = folder.chunks_exact(128);
    let named = |wanted: &str| {
        entries.clone().find(|entry| {
            let length = usize::from(u16_at(entry, 64).unwrap_or(0)).saturating_sub(2).min(62);
            let units: Vec<u16> = (0..length / 2).filter_map(|at| u16_at(entry, at * 2)).collect();
            String::from_utf16_lossy(&units).eq_ignore_ascii_case(wanted)
        })
    };
    let entry = named("Workbook").or_else(|| named("Book"))?;
    let size = u64::from(u32_at(entry, 120)?);
    let start = u32_at(entry, 116)?;
    if size >= u64::from(u32_at(bytes, 56)?) {
        return file.chain(start, size);
    }
    let root = folder.get(..128)?;
    let small = file.chain(u32_at(root, 116)?, u32_at(root, 120)?.into())?;
    let table = file.chain(u32_at(bytes, 60)?, u64::MAX)?;
    let mut stream = Vec::new();
    let mut sector = start;
    while sector < NO_SECTOR && (stream.len() as u64) < size {
        let at = (sector as usize).checked_mul(64)?;
        stream.extend_from_slice(small.get(at..(at + 64).min(small.len()))?);
        sector = u32_at(&table, (sector as usize).checked_mul(4)?)?;
    }
    stream.truncate(usize::try_from(size).ok()?);
    Some(stream)
}

/// A compound file: sectors of one size, and which follows which.
struct Compound<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    next: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30).filter(|shift| matches!(shift, 9 | 12))?;
        let mut file = Self { bytes, sector_bytes: 1 << shift, next: Vec::new() };
        let most = bytes.len() / file.sector_bytes + 1;
        let mut tables: Vec<u32> = (0..109).filter_map(|at| u32_at(bytes, 76 + at * 4)).collect();
        let mut list = u32_at(bytes, 68)?;
        while list < NO_SECTOR {
            let sector = file.sector(list)?;
            let words = sector.len() / 4 - 1;
            tables.extend((0..words).filter_map(|at| u32_at(sector, at * 4)));
            list = u32_at(sector, words * 4)?;
            if tables.len() > most + 256 {
                return None;
            }
        }
        for table in tables.into_iter().filter(|&table| table < NO_SECTOR).take(most) {
            let sector = file.sector(table)?;
            let words = (0..sector.len() / 4).filter_map(|at| u32_at(sector, at * 4));
            let words: Vec<u32> = words.collect();
            file.next.extend(words);
        }
        Some(file)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector_bytes)?;
        let end = (start + self.sector_bytes).min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| sector.len() >= 4)
    }

    /// The bytes of a chain of sectors, at most `size`; `None` where it runs in a ring.
    fn chain(&self, first: u32, size: u64) -> Option<Vec<u8>> {
        let mut stream = Vec::new();
        let mut sector = first;
        while sector < NO_SECTOR && (stream.len() as u64) < size {
            stream.extend_from_slice(self.sector(sector)?);
            if stream.len() > self.bytes.len() {
                return None;
            }
            sector = *self.next.get(sector as usize)?;
        }
        stream.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Some(stream)
    }
}
