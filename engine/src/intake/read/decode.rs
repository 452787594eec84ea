//! Text of a file as UTF-8, a block at a time: from UTF-8, UTF-16 with a mark, or GB18030.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::decode_error;
use crate::basics::error::{Error, Result};
use crate::intake::source::{Blob, BlobReader, Format};

/// Bytes read at a time.
const BLOCK_BYTES: usize = 1 << 16;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a file writes its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Characters {
    Utf8,
    /// Turned into UTF-8; what has no meaning there becomes U+FFFD.
    Legacy(&'static Encoding),
}

/// Reads the file once: UTF-16 where its mark says so, UTF-8 where all of it is valid, else
/// GB18030.
pub(super) fn characters(name: &str, blob: &Blob) -> Result<Characters> {
    let mut reader = blob.open()?;
    let mut block = vec![0; BLOCK_BYTES];
    // A character cut by the end of a block is looked at with the next.
    let mut held = 0;
    let mut is_first = true;
    loop {
        let read = fill(&mut reader, &mut block[held..]).map_err(|e| wrong(name, &e))?;
        let bytes = &block[..held + read];
        if is_first {
            match bytes {
                [0xff, 0xfe, ..] => return Ok(Characters::Legacy(UTF_16LE)),
                [0xfe, 0xff, ..] => return Ok(Characters::Legacy(UTF_16BE)),
                _ => is_first = false,
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) if read == 0 => return Ok(Characters::Utf8),
            Ok(_) => held = 0,
            Err(error) if error.error_len().is_some() || read == 0 => {
                return Ok(Characters::Legacy(GB18030));
            }
            Err(error) => {
                let (from, to) = (error.valid_up_to(), bytes.len());
                block.copy_within(from..to, 0);
                held = to - from;
            }
        }
    }
}

/// Reads until `block` is full or the file ends.
fn fill(reader: &mut BlobReader, block: &mut [u8]) -> io::Result<usize> {
    let mut len = 0;
    while len < block.len() {
        match reader.read(&mut block[len..]) {
            Ok(0) => break,
            Ok(read) => len += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(len)
}

fn wrong(name: &str, reason: &io::Error) -> Error {
    decode_error(name, Format::Csv, reason)
}

/// The text of a file, block by block.
pub(super) struct Text {
    reader: BlobReader,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// Bytes of `raw` not decoded yet.
    raw_start: usize,
    raw_end: usize,
    is_first: bool,
    is_done: bool,
    decoded: Vec<u8>,
}

impl Text {
    pub(super) fn new(blob: &Blob, characters: Characters) -> Result<Self> {
        let decoder = match characters {
            Characters::Utf8 => None,
            Characters::Legacy(encoding) => Some(encoding.new_decoder_with_bom_removal()),
        };
        Ok(Self {
            reader: blob.open()?,
            decoder,
            raw: vec![0; BLOCK_BYTES],
            raw_start: 0,
            raw_end: 0,
            is_first: true,
            is_done: false,
            decoded: vec![0; BLOCK_BYTES],
        })
    }

    /// The next block of UTF-8; characters may be cut between blocks. `None` at the end.
    pub(super) fn next(&mut self, name: &str) -> Result<Option<&[u8]>> {
        let Some(decoder) = &mut self.decoder else {
            let read = fill(&mut self.reader, &mut self.raw).map_err(|e| wrong(name, &e))?;
            let is_first = std::mem::replace(&mut self.is_first, false);
            let bytes = &self.raw[..read];
            let bytes =
                if is_first { bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes) } else { bytes };
            return Ok((read > 0).then_some(bytes));
        };
        while !self.is_done {
            if self.raw_start == self.raw_end {
                self.raw_start = 0;
                self.raw_end =
                    fill(&mut self.reader, &mut self.raw).map_err(|e| wrong(name, &e))?;
            }
            let is_last = self.raw_end == 0;
            let raw = &self.raw[self.raw_start..self.raw_end];
            let (result, read, written, _) =
                decoder.decode_to_utf8(raw, &mut self.decoded, is_last);
            self.raw_start += read;
            self.is_done = is_last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(Some(&self.decoded[..written]));
            }
        }
        Ok(None)
    }
}
