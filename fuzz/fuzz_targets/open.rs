//! Any bytes are survived by opening archives and workbooks.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::sbom::open("fuzz", bytes);
});
