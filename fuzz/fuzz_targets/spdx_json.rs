//! Any bytes are survived by the SPDX JSON reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::spdx::json::read(bytes, &mut |_| {});
});
