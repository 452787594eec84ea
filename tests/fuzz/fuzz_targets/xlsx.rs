//! Feeds bytes to the reader `xlsx`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _rows = anxin_fuzz::reader("xlsx").feed(bytes);
});
