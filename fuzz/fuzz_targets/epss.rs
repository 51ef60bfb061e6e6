//! Any bytes are survived by the reader of exploit prediction scores.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::epss::read(bytes, &mut |_| {});
});
