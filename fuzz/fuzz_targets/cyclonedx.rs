//! Any bytes are survived by the CycloneDX reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::cyclonedx::read(bytes, &mut |_| {});
});
