//! What a workbook unpacks to, bounded, before its reader sees any of it.

use std::io::{self, Cursor, Read};

use ::zip::result::ZipResult;
use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Most bytes that a workbook may unpack to.
const UNPACKED_BYTES: u64 = 256 << 20;
/// Most files in it.
const FILES: usize = 4_000;

/// A workbook whose files stand in it as they are.
pub struct Unpacked {
    /// The archive, nothing in it packed.
    pub archive: Vec<u8>,
    /// Whether any of its sheets may have merged cells: asking the reader for them costs as much as
    /// all the cells.
    pub may_have_merges: bool,
}

/// Unpacks an archive once, and refuses one that is damaged or unpacks to more than is bearable.
///
/// Sizes that an archive tells of itself may be lies, so bytes are counted as they come.
///
/// # Errors
///
/// In words: why it is refused.
pub fn unpacked(bytes: &[u8]) -> Result<Unpacked, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    if archive.len() > FILES {
        return Err(format!(
            "{} files in the archive; at most {FILES} are looked at",
            archive.len()
        ));
    }
    // What an archive tells of its size saves copies, and is believed no further.
    let told = archive.decompressed_size().unwrap_or(0).min(u128::from(UNPACKED_BYTES));
    let room = usize::try_from(told).unwrap_or(0) + 64 * archive.len();
    let mut into = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
    let as_it_is = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut left = UNPACKED_BYTES;
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).map_err(|e| e.to_string())?;
        let name = file.name().unwrap_or_default().to_string();
        let wrong = |what: &str| format!("{name}: {what}");
        // Pictures and the like are measured and left behind.
        let is_kept = name.ends_with(".xml") || name.ends_with(".rels");
        let mut content = (&mut file).take(left);
        let size = if is_kept {
            into.start_file(&name, as_it_is).map_err(|e| wrong(&e.to_string()))?;
            io::copy(&mut content, &mut into)
        } else {
            io::copy(&mut content, &mut io::sink())
        };
        left -= size.map_err(|e| wrong(&e.to_string()))?;
        if left == 0 {
            let most = UNPACKED_BYTES >> 20;
            return Err(format!("it unpacks to more than {most} MiB: no table is so large"));
        }
    }
    let archive = into.finish().map_err(|e| e.to_string())?.into_inner();
    let may_have_merges = may_have_merges(&archive).map_err(|e| e.to_string())?;
    Ok(Unpacked { archive, may_have_merges })
}

/// Whether merged cells are told behind the cells of any sheet.
fn may_have_merges(archive: &[u8]) -> ZipResult<bool> {
    let mut files = ZipArchive::new(Cursor::new(archive))?;
    for number in 0..files.len() {
        let file = files.by_index(number)?;
        if file.name()?.ends_with("sharedStrings.xml") {
            continue;
        }
        let start = usize::try_from(file.data_start().unwrap_or(0)).unwrap_or(usize::MAX);
        let size = usize::try_from(file.size()).unwrap_or(usize::MAX);
        let content = archive.get(start..start.saturating_add(size)).unwrap_or_default();
        let end_of_cells = content.windows(9).rev().position(|part| part == b"sheetData");
        let behind = end_of_cells.map_or(0, |behind| behind + 9);
        if content[content.len() - behind..].windows(9).any(|part| part == b"mergeCell") {
            return Ok(true);
        }
    }
    Ok(false)
}
