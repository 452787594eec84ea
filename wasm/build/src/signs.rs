//! Signs of encodings that none of our files is in: their tables are emptied.
//!
//! The decoder of old workbooks knows every encoding there is, and whatever refers to one of them
//! refers to all. Files of ours are in UTF-8, UTF-16 or GB18030. A text in Big5, in Korean or in
//! Japanese reads as `U+FFFD` then, which is no sign, and not as another one.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding};
use walrus::{Data, Module};

/// Empties them; tells which of them are not there as they are known.
pub fn empty(module: &mut Module) -> Vec<String> {
    let second = |from: u8| (from..=0xfe).collect::<Vec<u8>>();
    let of_big5: Vec<u8> = (0x40..=0x7e).chain(0xa1..=0xfe).collect();
    let tables = [
        ("Big5", table(BIG5, 0x87..=0xfe, &of_big5)),
        ("Korean syllables", table(EUC_KR, 0xb0..=0xc8, &second(0xa1))),
        ("Korean signs", table(EUC_KR, 0xca..=0xfd, &second(0xa1))),
        ("the first Japanese signs", first(table(EUC_JP, 0xb0..=0xcf, &second(0xa1)), 2_965)),
        ("the second Japanese signs", first(table(EUC_JP, 0xd0..=0xf4, &second(0xa1)), 3_390)),
    ];
    let left = tables.into_iter().filter(|(_, table)| !replaced(module, table));
    left.map(|(name, _)| format!("no table of {name} is as it is known")).collect()
}

/// So many signs of a table.
fn first(mut table: Vec<u8>, signs: usize) -> Vec<u8> {
    table.truncate(2 * signs);
    table
}

/// The lower 16 bits of the signs of two bytes, in order; zero where there is none.
fn table(encoding: &'static Encoding, lead: impl Iterator<Item = u8>, second: &[u8]) -> Vec<u8> {
    let sign = |bytes: [u8; 2]| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
        // Two signs in one are no matter of the table.
        let one = text.filter(|text| text.chars().count() == 1);
        let sign = one.and_then(|text| text.chars().next()).map_or(0, u32::from);
        let [low, high, ..] = sign.to_le_bytes();
        [low, high]
    };
    lead.flat_map(|lead| second.iter().flat_map(move |&second| sign([lead, second]))).collect()
}

/// Puts `U+FFFD` in the place of every sign of a table; whether there is one.
fn replaced(module: &mut Module, table: &[u8]) -> bool {
    let of = |data: &Data| data.value.windows(table.len()).position(|window| window == table);
    let found = module.data.iter().find_map(|data| Some((data.id(), of(data)?)));
    if let Some((id, place)) = found {
        let bytes = &mut module.data.get_mut(id).value[place..place + table.len()];
        bytes.chunks_exact_mut(2).for_each(|sign| sign.copy_from_slice(&[0xfd, 0xff]));
    }
    found.is_some()
}
