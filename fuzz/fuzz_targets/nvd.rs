//! Any bytes are survived by the NVD reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::nvd::read(bytes, &mut |_| {});
});
