//! The folder of a ledger as one archive: TAR, which every system unpacks.
//!
//! Files stand one after the other, as they are, without a date: the same files, the same bytes.

use std::collections::BTreeMap;

use bytes::Bytes;

/// The files of a folder by name.
pub(crate) type Files = BTreeMap<String, Bytes>;

/// Bytes of a header; files are filled up to as many.
const BLOCK: usize = 512;
/// Most bytes of a name.
const NAME_BYTES: usize = 100;
/// Where the length of a file stands, in octal digits.
const LENGTH: std::ops::Range<usize> = 124..136;
/// Where the sum of a header stands.
const SUM: std::ops::Range<usize> = 148..156;

/// The archive of some files.
pub(crate) fn written(files: &Files) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in files {
        archive.extend(header(name, bytes.len()));
        archive.extend_from_slice(bytes);
        archive.resize(archive.len().next_multiple_of(BLOCK), 0);
    }
    archive.resize(archive.len() + 2 * BLOCK, 0);
    archive
}

/// The header in front of a file.
fn header(name: &str, length: usize) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| header[at..at + text.len()].copy_from_slice(text);
    put(0, &name.as_bytes()[..name.len().min(NAME_BYTES)]);
    put(100, b"0000644\x000000000\x000000000\0");
    put(LENGTH.start, format!("{length:011o}").as_bytes());
    put(136, b"00000000000\0");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum = sum(&header);
    header[SUM].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

/// The sum of a header, its own place taken as spaces.
fn sum(header: &[u8]) -> u32 {
    let byte = |(at, &byte): (usize, &u8)| u32::from(if SUM.contains(&at) { b' ' } else { byte });
    header.iter().enumerate().map(byte).sum()
}

/// The files of an archive; one that was made of the folder with another program is read too.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn read(archive: &Bytes) -> Result<Files, String> {
    let mut files = Files::new();
    let mut at = 0;
    while let Some(header) = archive.get(at..at + BLOCK) {
        if header.iter().all(|&byte| byte == 0) {
            return Ok(files);
        }
        let wrong = |what: &str| format!("at byte {at}: {what}");
        if octal(&header[SUM]) != Some(u64::from(sum(header))) {
            return Err(wrong("no header of a file, or one that was altered"));
        }
        let name = until_zero(&header[..NAME_BYTES]);
        let name = std::str::from_utf8(name).map_err(|_| wrong("a name that is no text"))?;
        let start = at + BLOCK;
        let length = octal(&header[LENGTH]).and_then(|length| usize::try_from(length).ok());
        let end = length.and_then(|length| start.checked_add(length));
        let end = end.filter(|&end| end <= archive.len());
        let end = end.ok_or_else(|| wrong("the file is cut off"))?;
        match header[156] {
            b'0' | 0 => {
                let name = name.strip_prefix("./").unwrap_or(name);
                files.insert(name.to_owned(), archive.slice(start..end));
            }
            // A folder.
            b'5' => {}
            _ => return Err(wrong("neither a file nor a folder")),
        }
        at = end.next_multiple_of(BLOCK);
    }
    Err("it is cut off".to_owned())
}

/// What stands in front of the first zero.
fn until_zero(field: &[u8]) -> &[u8] {
    let end = field.iter().position(|&byte| byte == 0);
    &field[..end.unwrap_or(field.len())]
}

/// A number in octal digits.
fn octal(field: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(until_zero(field)).ok()?.trim();
    u64::from_str_radix(digits, 8).ok()
}
