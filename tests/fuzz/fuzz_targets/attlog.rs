//! Feeds bytes to the reader `attlog`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _rows = anxin_fuzz::reader("attlog").feed(bytes);
});
