//! Feeds bytes to the reader `mt940`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _rows = anxin_fuzz::reader("mt940").feed(bytes);
});
