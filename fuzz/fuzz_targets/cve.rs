//! Any bytes are survived by the CVE record reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::cve::read(bytes, &mut |_| {});
});
