//! Feeds bytes to the reader `mt940`.

#![no_main]

libfuzzer_sys::fuzz_target!(init: anxin_fuzz::silent_inside_the_fence(), |bytes: &[u8]| {
    let _rows = anxin_fuzz::reader("mt940").feed(bytes);
});
