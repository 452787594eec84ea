//! What a workbook unpacks to, measured before its reader keeps any of it.

use std::io::{self, Cursor, Read, Write};

use ::zip::ZipArchive;

/// Most bytes that a workbook may unpack to.
const UNPACKED_BYTES: u64 = 256 << 20;
/// Most files in it.
const FILES: usize = 4_000;

/// Bytes behind the cells of a sheet that are looked at for merged cells.
const TAIL_BYTES: usize = 1 << 20;

/// The last bytes that were written, and perhaps some before them.
#[derive(Default)]
struct Tail {
    bytes: Vec<u8>,
    is_cut: bool,
}

impl Write for Tail {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > 2 * TAIL_BYTES {
            let from = self.bytes.len().saturating_sub(TAIL_BYTES);
            self.bytes.drain(..from);
            self.is_cut = true;
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tail {
    /// Whether merged cells follow the cells, or the tail does not reach back to them.
    fn may_have_merges(&self) -> bool {
        let has = |word: &[u8]| self.bytes.windows(word.len()).any(|part| part == word);
        has(b"mergeCell") || self.is_cut && !has(b"/sheetData")
    }
}

/// Refuses an archive that is damaged or unpacks to more than is bearable, and tells whether any of
/// its sheets may have merged cells: asking the reader for them costs as much as all the cells.
///
/// Sizes that an archive tells of itself may be lies, so it is unpacked once into nothing.
///
/// # Errors
///
/// In words: why it is refused.
pub fn look_over(bytes: &[u8]) -> Result<bool, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    if archive.len() > FILES {
        return Err(format!(
            "{} files in the archive; at most {FILES} are looked at",
            archive.len()
        ));
    }
    let mut left = UNPACKED_BYTES;
    let mut may_have_merges = false;
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).map_err(|e| e.to_string())?;
        let name = file.name().unwrap_or_default().to_string();
        let mut tail = Tail::default();
        let unpacked = io::copy(&mut (&mut file).take(left), &mut tail);
        left -= unpacked.map_err(|e| format!("{name}: {e}"))?;
        if left == 0 {
            let most = UNPACKED_BYTES >> 20;
            return Err(format!("it unpacks to more than {most} MiB: no table is so large"));
        }
        let is_texts = name.ends_with("sharedStrings.xml");
        may_have_merges = may_have_merges || !is_texts && tail.may_have_merges();
    }
    Ok(may_have_merges)
}
