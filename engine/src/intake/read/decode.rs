//! Text of a file as UTF-8, a block at a time: from UTF-8, UTF-16 with a mark, or GB18030.

use std::io::{self, Read, Seek as _, SeekFrom};

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::csv_pieces::{Cutter, Stretch, UTF8_MARK};
use super::decode_error;
use crate::basics::error::{Error, Result};
use crate::intake::source::{Blob, BlobReader, Format};

/// Bytes read at a time.
const BLOCK_BYTES: usize = 1 << 16;

/// How a file writes its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Characters {
    Utf8,
    /// Turned into UTF-8; what has no meaning there becomes U+FFFD.
    Legacy(&'static Encoding),
}

/// Reads the file once: UTF-16 where its mark says so, UTF-8 where all of it is valid, else
/// GB18030. Gives the stretches of whole rows that can be read by themselves; none where the file
/// has to be read from its beginning.
pub(super) fn characters(name: &str, blob: &Blob) -> Result<(Characters, Vec<Stretch>)> {
    let mut reader = blob.open()?;
    let mut cutter = Cutter::new();
    let mut block = vec![0; BLOCK_BYTES];
    // A character cut by the end of a block is looked at with the next.
    let mut held = 0;
    let mut is_first = true;
    loop {
        let read = fill(&mut reader, &mut block[held..]).map_err(|e| wrong(name, &e))?;
        cutter.push(&block[held..held + read]);
        let bytes = &block[..held + read];
        if is_first {
            match bytes {
                [0xff, 0xfe, ..] => return Ok((Characters::Legacy(UTF_16LE), Vec::new())),
                [0xfe, 0xff, ..] => return Ok((Characters::Legacy(UTF_16BE), Vec::new())),
                _ => is_first = false,
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) if read == 0 => return Ok((Characters::Utf8, cutter.stretches())),
            Ok(_) => held = 0,
            Err(error) if error.error_len().is_some() || read == 0 => {
                return Ok((Characters::Legacy(GB18030), Vec::new()));
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
    /// Bytes of the file still to be read.
    left: u64,
}

impl Text {
    /// The text of a stretch of a file; of all of it where there is none.
    pub(super) fn new(
        name: &str,
        blob: &Blob,
        characters: Characters,
        stretch: Option<&Stretch>,
    ) -> Result<Self> {
        let mut reader = blob.open()?;
        let (start, end) = stretch.map_or((0, u64::MAX), |own| (own.start, own.end));
        if start > 0 {
            reader.seek(SeekFrom::Start(start)).map_err(|error| wrong(name, &error))?;
        }
        let decoder = match characters {
            Characters::Utf8 => None,
            Characters::Legacy(encoding) => Some(encoding.new_decoder_with_bom_removal()),
        };
        Ok(Self {
            reader,
            decoder,
            raw: vec![0; BLOCK_BYTES],
            raw_start: 0,
            raw_end: 0,
            is_first: start == 0,
            is_done: false,
            decoded: vec![0; BLOCK_BYTES],
            left: end - start,
        })
    }

    /// The next block of UTF-8; characters may be cut between blocks. `None` at the end.
    pub(super) fn next(&mut self, name: &str) -> Result<Option<&[u8]>> {
        let Some(decoder) = &mut self.decoder else {
            let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(BLOCK_BYTES);
            let read =
                fill(&mut self.reader, &mut self.raw[..most]).map_err(|e| wrong(name, &e))?;
            self.left -= read as u64;
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
