//! Any bytes are survived by the readers of observations.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::observed::read(bytes);
});
