//! Any bytes are survived by telling SBOM formats apart.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::sbom::read(&formats::sbom::decode(bytes), &mut |_| {});
});
