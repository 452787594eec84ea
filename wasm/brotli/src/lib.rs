//! Brotli as `parquet` calls it: the decoder, and a writer that stores.
//!
//! The crate of this name packs as well, with tables of more than half a megabyte. Nothing here
//! packs with Brotli, but `parquet` names reader and writer together, and so no linker leaves the
//! writer out. This one writes blocks that are not packed: every decoder reads them.

use std::io::{self, Write};

pub use brotli_decompressor::Decompressor;

/// The bytes of a block: its length fits into 16 bits.
const BLOCK: usize = 1 << 16;

/// Writes a stream of Brotli whose blocks are not packed; the last ends when it is dropped.
///
/// # Example
///
/// ```
/// use std::io::{Read, Write};
///
/// let mut packed = Vec::new();
/// brotli::CompressorWriter::new(&mut packed, 4096, 1, 22).write_all("工资".as_bytes())?;
/// let mut text = String::new();
/// brotli::Decompressor::new(packed.as_slice(), 4096).read_to_string(&mut text)?;
/// assert_eq!(text, "工资");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct CompressorWriter<W: Write> {
    out: W,
    /// Whether the first bit of the stream, which tells the window, has been written.
    is_begun: bool,
}

impl<W: Write> CompressorWriter<W> {
    /// A writer into `out`. Size of a buffer, quality and window are taken and not needed.
    pub const fn new(out: W, _buffer_bytes: usize, _quality: u32, _window_bits: u32) -> Self {
        Self { out, is_begun: false }
    }

    /// The bit of the window, where the stream has none yet: 0 for 64 KiB.
    fn window(&mut self) -> u32 {
        let bits = u32::from(!self.is_begun);
        self.is_begun = true;
        bits
    }
}

impl<W: Write> Write for CompressorWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let block = &bytes[..bytes.len().min(BLOCK)];
        let Some(length_less_one) = block.len().checked_sub(1) else {
            return Ok(0);
        };
        let length_less_one = u32::try_from(length_less_one).map_err(io::Error::other)?;
        // Not the last (1 bit), four nibbles of length (2 bits, 16 bits), stored (1 bit).
        let header = ((length_less_one << 3) | (1 << 19)) << self.window();
        self.out.write_all(&header.to_le_bytes()[..3])?;
        self.out.write_all(block)?;
        Ok(block.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<W: Write> Drop for CompressorWriter<W> {
    fn drop(&mut self) {
        // The last block, and an empty one.
        let end = 0b11_u32 << self.window();
        // Whoever drops a writer hears no errors; the stream then has no end.
        let _unheard = self.out.write_all(&[end.to_le_bytes()[0]]);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::{CompressorWriter, Decompressor};

    fn read(packed: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        Decompressor::new(packed, 4096).read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_is_stored_comes_back() {
        for length in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            let bytes: Vec<u8> = (0_u32..length).map(|at| at.to_le_bytes()[1]).collect();
            let mut packed = Vec::new();
            CompressorWriter::new(&mut packed, 4096, 11, 22).write_all(&bytes).unwrap();
            assert_eq!(read(&packed), bytes, "{length} bytes");
        }
    }

    #[test]
    fn what_others_packed_is_read() {
        // "wages, " a hundred times, from Node's `brotliCompressSync`: a word and a long copy.
        let packed = [
            0x1b, 0xbb, 0x02, 0xf8, 0x1d, 0xa9, 0x53, 0x9f, 0xbb, 0x70, 0x09, 0x12, 0x76, 0x57,
            0x67, 0x73, 0xc5, 0x52, 0x16, 0xb5, 0x45, 0x02, 0xdf, 0x9c, 0x01,
        ];
        assert_eq!(read(&packed), b"wages, ".repeat(100));
    }
}
