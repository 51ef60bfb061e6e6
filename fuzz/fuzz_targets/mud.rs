//! Any bytes are survived by the reader of Manufacturer Usage Descriptions; what it gives can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::mud::read("a.json", bytes, "pump");
});
