//! Any bytes are survived by the CycloneDX XML reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::cyclonedx::xml::read(bytes, &mut |_| {});
});
