//! What a workbook unpacks to, measured before its reader keeps any of it.

use std::io::{Cursor, Read};

use ::zip::ZipArchive;

/// Most bytes that a workbook may unpack to.
const UNPACKED_BYTES: u64 = 256 << 20;
/// Most files in it.
const FILES: usize = 4_000;

/// Refuses an archive that is damaged or unpacks to more than is bearable.
///
/// Sizes that an archive tells of itself may be lies, so it is unpacked once into nothing.
///
/// # Errors
///
/// In words: why it is refused.
pub fn look_over(bytes: &[u8]) -> Result<(), String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    if archive.len() > FILES {
        return Err(format!(
            "{} files in the archive; at most {FILES} are looked at",
            archive.len()
        ));
    }
    let mut left = UNPACKED_BYTES;
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).map_err(|e| e.to_string())?;
        let name = file.name().unwrap_or_default().to_string();
        let unpacked = std::io::copy(&mut (&mut file).take(left), &mut std::io::sink());
        left -= unpacked.map_err(|e| format!("{name}: {e}"))?;
        if left == 0 {
            let most = UNPACKED_BYTES >> 20;
            return Err(format!("it unpacks to more than {most} MiB: no table is so large"));
        }
    }
    Ok(())
}
