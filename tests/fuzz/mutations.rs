//! Files that are nearly right: mutations that know numbers, lines, tokens and archives.

use anxin_datasets::Random;
use anxin_datasets::book::{Member, archive};

/// Most bytes of a mutated file.
const MOST_BYTES: usize = 256 << 10;

/// What stands between and around the words of the formats.
const TOKENS: [&str; 26] = [
    ",",
    "\t",
    "\"",
    "\n",
    ":61:",
    ":86:",
    ":20:",
    ":62F:",
    "-}",
    "<Ntry>",
    "</Ntry>",
    "<!--",
    "]]>",
    "&#x10FFFF;",
    "&amp;",
    "[",
    "{",
    "}",
    "null",
    "1e999",
    "合计",
    "2025-02-30",
    "\u{feff}",
    "=1+1",
    "9999999999",
    "\0",
];

/// Numbers at the edges of what a number may be.
const NUMBERS: [&str; 8] = [
    "0",
    "-1",
    "4294967295",
    "9223372036854775807",
    "18446744073709551616",
    "99999999999999999999999999999999999999999",
    "1.7976931348623157e308",
    "00000000000000000000000000000001",
];

/// A file made of one of these by a few mutations; one seed gives one file.
pub fn mutated(files: &[Vec<u8>], seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut bytes = files[random.below(files.len())].clone();
    let count = 1 + random.below(4);
    if bytes.starts_with(b"PK\x03\x04") && random.below(8) > 0 {
        return inside(&bytes, &mut random, count);
    }
    for _ in 0..count {
        let other = &files[random.below(files.len())];
        mutate(&mut bytes, other, &mut random);
    }
    bytes.truncate(MOST_BYTES);
    bytes
}

/// An archive one of whose members is mutated, with sums that agree again: so that the reader sees
/// what is inside.
fn inside(bytes: &[u8], random: &mut Random, count: usize) -> Vec<u8> {
    let mut members = members(bytes);
    if members.is_empty() {
        return bytes.to_vec();
    }
    for _ in 0..count {
        let at = random.below(members.len());
        let other = members[random.below(members.len())].bytes.clone();
        let mut content = members[at].bytes.clone();
        mutate(&mut content, &other, random);
        content.truncate(MOST_BYTES);
        members[at] = Member::plain(&members[at].name, content);
    }
    archive(&members)
}

/// The members of an archive in which nothing is packed.
pub fn members(bytes: &[u8]) -> Vec<Member> {
    let number = |at: usize, size: usize| {
        let part = bytes.get(at..at + size)?;
        Some(part.iter().rev().fold(0_usize, |sum, byte| sum * 256 + usize::from(*byte)))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while bytes[at..].starts_with(b"PK\x03\x04") {
        let sizes = (number(at + 18, 4), number(at + 26, 2), number(at + 28, 2));
        let (Some(length), Some(name), Some(extra)) = sizes else { break };
        let start = at + 30 + name + extra;
        let (Some(name), Some(content)) =
            (bytes.get(at + 30..at + 30 + name), bytes.get(start..start + length))
        else {
            break;
        };
        found.push(Member::plain(&String::from_utf8_lossy(name), content.to_vec()));
        at = start + length;
    }
    found
}

fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    if bytes.is_empty() {
        bytes.push(b'0');
    }
    let at = random.below(bytes.len());
    let end = (at + 1 + random.below(64)).min(bytes.len());
    match random.below(10) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes[at] = random.pick(&[0, 0xff, 0x80, b'"', b'<', b'0', b'\n', 0x7f]),
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..end)),
        4 => {
            // The same again, and again: what is repeated often enough is a bomb.
            let part = bytes[at..end].to_vec();
            let times = 1 << random.below(11);
            let more: Vec<u8> = part.iter().copied().cycle().take(part.len() * times).collect();
            bytes.splice(at..at, more);
        }
        5 if !other.is_empty() => {
            let from = random.below(other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        6 => digits(bytes, at, random),
        7 => lines(bytes, random),
        8 => {
            let token = random.pick(&TOKENS);
            bytes.splice(at..at, token.bytes());
        }
        _ => {
            let value = random.pick(&[0_u32, 1, 0x7fff_ffff, u32::MAX, 0xfffe, 0x0100_0000]);
            for (place, byte) in (at..bytes.len()).zip(value.to_le_bytes()) {
                bytes[place] = byte;
            }
        }
    }
}

/// Another number in the place of the next one.
fn digits(bytes: &mut Vec<u8>, from: usize, random: &mut Random) {
    let Some(start) = (from..bytes.len()).find(|&at| bytes[at].is_ascii_digit()) else { return };
    let count = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.splice(start..start + count, random.pick(&NUMBERS).bytes());
}

/// Two lines change places, or one stands a thousand times.
fn lines(bytes: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> =
        bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, two) = (random.below(lines.len()), random.below(lines.len()));
    if random.below(2) == 0 {
        lines.swap(one, two);
    } else {
        let line = lines[one].clone();
        let times = 1 + random.below((MOST_BYTES / line.len().max(1)).min(1_000));
        lines.splice(two..two, std::iter::repeat_n(line, times));
    }
    *bytes = lines.concat();
}
