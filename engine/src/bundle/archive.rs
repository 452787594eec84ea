//! The archive: a ZIP file of one form, in which no byte is free.
//!
//! Files stand one after the other, stored as they are, under ASCII names, dated 1980-01-01, with
//! no extra fields and no comments. The same files give the same bytes, whatever wrote them; any
//! program for ZIP files opens it. A reader makes every header anew from what follows it and
//! compares: a byte that differs anywhere is found. Nothing is packed, so nothing can unpack to
//! more than what was handed over.

use bytes::Bytes;

use super::Fault;
use crate::basics::error::{Error, Result};

/// Most files of an archive.
const FILES: usize = 64;
/// Most bytes of a name.
const NAME_BYTES: usize = 64;
/// Bytes of the header before a name in front of a file.
const LOCAL_BYTES: usize = 30;
/// The day 1980-01-01, the first that the form can tell.
const DATE: u16 = 0x21;

/// A file of an archive.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name, with slashes.
    pub(super) name: String,
    /// What it holds.
    pub(super) bytes: Bytes,
}

/// The archive of some files, in their order.
pub(super) fn written(entries: &[Entry]) -> Result<Vec<u8>> {
    let too_many = |_| Error::TooMany { what: "bytes of a bundle", limit: u64::from(u32::MAX) };
    let mut archive = Vec::new();
    let mut places = Vec::with_capacity(entries.len());
    for entry in entries {
        places.push(u32::try_from(archive.len()).map_err(too_many)?);
        archive.extend(local_header(&entry.name, &entry.bytes).map_err(too_many)?);
        archive.extend_from_slice(&entry.bytes);
    }
    let end = directory(entries, &places, archive.len()).map_err(too_many)?;
    archive.extend(end);
    Ok(archive)
}

/// The files of an archive.
///
/// # Errors
///
/// [`Error::Decode`] where any byte is not as [`written`] would write it; it names the file.
pub(super) fn read(archive: &Bytes, place: &str) -> std::result::Result<Vec<Entry>, Fault> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut places = Vec::new();
    let mut at = 0_usize;
    while let Some((name, length)) = announced(&archive[at..]) {
        let start = at + LOCAL_BYTES + name.len();
        let of_name = |what: &str| Fault::of_file(place, &name, what);
        if entries.len() == FILES {
            return Err(Fault::of_all(place, "more than 64 files"));
        }
        let end = start.checked_add(length).filter(|&end| end <= archive.len());
        let end = end.ok_or_else(|| of_name("it is cut off, or its length is altered"))?;
        let bytes = archive.slice(start..end);
        let header = local_header(&name, &bytes).unwrap_or_default();
        if archive.get(at..start) != Some(&header[..]) {
            return Err(of_name("its bytes do not have its checksum, or its header is altered"));
        }
        places.push(u32::try_from(at).map_err(|_| of_name("it begins beyond 4 GiB"))?);
        entries.push(Entry { name, bytes });
        at = end;
    }
    let directory = directory(&entries, &places, at).unwrap_or_default();
    if archive[at..] != directory[..] {
        let last = entries.last().map_or("", |entry| entry.name.as_str());
        let what = format!("what follows the file `{last}` is no file and not the list of files");
        return Err(Fault::of_all(place, &what));
    }
    Ok(entries)
}

/// Name and length of the file whose header begins here.
fn announced(rest: &[u8]) -> Option<(String, usize)> {
    let header = rest.get(..LOCAL_BYTES)?;
    let is_header = header.starts_with(b"PK\x03\x04");
    let length = u32::from_le_bytes(header.get(22..26)?.try_into().ok()?);
    let of_name = usize::from(u16::from_le_bytes(header.get(26..28)?.try_into().ok()?));
    let name = rest.get(LOCAL_BYTES..LOCAL_BYTES.checked_add(of_name)?)?;
    let name = std::str::from_utf8(name).ok().filter(|name| is_safe(name) && is_header)?;
    Some((name.to_owned(), usize::try_from(length).ok()?))
}

/// Whether a name is one that a bundle may hold: it stays where it is unpacked.
pub(super) fn is_safe(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || matches!(c, '0'..='9' | '_' | '.');
    let is_part = |part: &str| {
        part.chars().all(is_plain) && part.chars().any(|c| c != '.') && !part.starts_with('.')
    };
    name.len() <= NAME_BYTES && name.split('/').all(is_part)
}

type Fits<T> = std::result::Result<T, std::num::TryFromIntError>;

/// What headers of both kinds say of a file, from the version on.
fn facts(name: &str, bytes: &[u8]) -> Fits<Vec<u8>> {
    let mut facts = Vec::with_capacity(64);
    // Version 1.0, no flags, stored, midnight.
    for number in [10, 0, 0, 0, DATE] {
        facts.extend(number.to_le_bytes());
    }
    let length = u32::try_from(bytes.len())?;
    for number in [crc32(bytes), length, length] {
        facts.extend(number.to_le_bytes());
    }
    facts.extend(u16::try_from(name.len())?.to_le_bytes());
    // No extra fields.
    facts.extend(0_u16.to_le_bytes());
    Ok(facts)
}

/// The header in front of a file.
fn local_header(name: &str, bytes: &[u8]) -> Fits<Vec<u8>> {
    let mut header = b"PK\x03\x04".to_vec();
    header.extend(facts(name, bytes)?);
    header.extend_from_slice(name.as_bytes());
    Ok(header)
}

/// The list of files at the end; `start` is where it begins.
fn directory(entries: &[Entry], places: &[u32], start: usize) -> Fits<Vec<u8>> {
    let mut directory = Vec::new();
    for (entry, place) in entries.iter().zip(places) {
        directory.extend(b"PK\x01\x02");
        // Made by version 2.0 of no system in particular.
        directory.extend(20_u16.to_le_bytes());
        directory.extend(facts(&entry.name, &entry.bytes)?);
        // No comment, the first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(place.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
    }
    let length = u32::try_from(directory.len())?;
    let count = u16::try_from(entries.len())?.to_le_bytes();
    directory.extend(b"PK\x05\x06\0\0\0\0");
    directory.extend(count);
    directory.extend(count);
    directory.extend(length.to_le_bytes());
    directory.extend(u32::try_from(start)?.to_le_bytes());
    directory.extend([0; 2]);
    Ok(directory)
}

/// Remainders of one byte, for [`crc32`].
const REMAINDERS: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    let mut start = 0_u32;
    while byte < 256 {
        let mut rest = start;
        let mut bit = 0;
        while bit < 8 {
            rest = if rest & 1 == 1 { (rest >> 1) ^ 0xedb8_8320 } else { rest >> 1 };
            bit += 1;
        }
        table[byte] = rest;
        byte += 1;
        start += 1;
    }
    table
};

/// The checksum that ZIP files hold.
fn crc32(bytes: &[u8]) -> u32 {
    let rest = bytes.iter().fold(u32::MAX, |rest, &byte| {
        let [low, ..] = rest.to_le_bytes();
        (rest >> 8) ^ REMAINDERS[usize::from(low ^ byte)]
    });
    !rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Vec<Entry> {
        let entry = |name: &str, text: &'static str| Entry {
            name: name.to_owned(),
            bytes: Bytes::from(text),
        };
        vec![entry("a.txt", "first"), entry("tables/b.csv", "worker_id\nW1\n")]
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[cfg(feature = "xlsx")]
    #[test]
    fn another_reader_of_zip_files_reads_it() {
        use std::io::{Cursor, Read as _};
        let archive = written(&two()).unwrap();
        let mut read = ::zip::ZipArchive::new(Cursor::new(archive)).unwrap();
        for (place, entry) in two().iter().enumerate() {
            let mut file = read.by_index(place).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!((&*file.name().unwrap(), &bytes[..]), (&*entry.name, &entry.bytes[..]));
        }
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn no_byte_can_be_altered_added_or_left_out() {
        let archive = written(&two()).unwrap();
        let read = |bytes: Vec<u8>| read(&Bytes::from(bytes), "b.zip");
        let names: Vec<_> = read(archive.clone()).unwrap().into_iter().map(|e| e.name).collect();
        assert_eq!(names, ["a.txt", "tables/b.csv"]);
        for at in 0..archive.len() {
            for flip in [1_u8, 0x20, 0x80] {
                let mut other = archive.clone();
                other[at] ^= flip;
                assert!(read(other).is_err(), "byte {at}");
            }
            assert!(read(archive[..at].to_vec()).is_err(), "cut at {at}");
        }
        assert!(read([&archive[..], &[0]].concat()).is_err());
        assert!(read([&archive[..], &archive[..]].concat()).is_err());
    }

    #[test]
    fn names_that_lead_elsewhere_and_too_many_files_are_refused() {
        for name in ["../a", "/a", "a//b", "a/../b", "A", "a b", "a\\b", "", ".", ".a"] {
            assert!(!is_safe(name), "{name}");
            let entry = Entry { name: name.to_owned(), bytes: Bytes::new() };
            let archive = written(&[entry]).unwrap();
            assert!(read(&archive.into(), "b.zip").is_err(), "{name}");
        }
        let entry = |number: usize| Entry { name: format!("f{number}"), bytes: Bytes::new() };
        let many = |count: usize| written(&(0..count).map(entry).collect::<Vec<_>>()).unwrap();
        assert_eq!(read(&many(64).into(), "b.zip").unwrap().len(), 64);
        assert!(read(&many(65).into(), "b.zip").is_err());
    }
}
