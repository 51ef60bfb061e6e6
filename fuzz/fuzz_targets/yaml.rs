//! Any bytes are survived by the YAML reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::yaml::read("fuzz.yaml", bytes);
});
