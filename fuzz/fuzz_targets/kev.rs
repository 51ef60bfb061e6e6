//! Any bytes are survived by the reader of known exploited vulnerabilities.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::kev::read(bytes, &mut |_| {});
});
