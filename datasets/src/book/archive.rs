//! ZIP archives of unpacked members.

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its path in the archive.
    pub name: String,
    /// How its bytes are packed: 0 not at all, 8 deflate.
    pub method: u16,
    /// Its bytes as they stand in the archive.
    pub bytes: Vec<u8>,
    /// The checksum of what it unpacks to.
    pub crc: u32,
    /// How many bytes it says it unpacks to.
    pub told_bytes: u32,
}

impl Member {
    /// A file as it is.
    #[must_use]
    pub fn plain(name: &str, bytes: Vec<u8>) -> Self {
        let (crc, told_bytes) = (crc32(&bytes), length(&bytes));
        Self { name: name.to_owned(), method: 0, bytes, crc, told_bytes }
    }
}

/// An archive of some files, all dated 1980-01-01.
///
/// # Example
///
/// ```
/// use anxin_datasets::book::{Member, archive};
///
/// let bytes = archive(&[Member::plain("a.txt", b"abc".to_vec())]);
/// assert!(bytes.starts_with(b"PK\x03\x04"));
/// ```
#[must_use]
pub fn archive(members: &[Member]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut list = Vec::new();
    for member in members {
        let start = length(&bytes);
        let mut entry = Vec::new();
        words(&mut entry, &[20, 0x0800, member.method, 0, 0x0021]);
        for number in [member.crc, length(&member.bytes), member.told_bytes] {
            entry.extend(number.to_le_bytes());
        }
        let name = u16::try_from(member.name.len()).unwrap_or(u16::MAX);
        words(&mut entry, &[name, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&entry);
        bytes.extend(member.name.as_bytes());
        bytes.extend(&member.bytes);
        list.extend(b"PK\x01\x02");
        words(&mut list, &[20]);
        list.extend(&entry);
        words(&mut list, &[0, 0, 0, 0, 0]);
        list.extend(start.to_le_bytes());
        list.extend(member.name.as_bytes());
    }
    let (start, count) = (length(&bytes), u16::try_from(members.len()).unwrap_or(u16::MAX));
    bytes.extend(&list);
    bytes.extend(b"PK\x05\x06");
    words(&mut bytes, &[0, 0, count, count]);
    bytes.extend(length(&list).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    words(&mut bytes, &[0]);
    bytes
}

/// The checksum of ZIP archives (CRC-32 of IEEE 802.3).
///
/// ```
/// assert_eq!(anxin_datasets::book::crc32(b"123456789"), 0xcbf4_3926);
/// ```
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn words(bytes: &mut Vec<u8>, words: &[u16]) {
    words.iter().for_each(|word| bytes.extend(word.to_le_bytes()));
}
