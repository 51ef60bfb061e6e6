//! Any bytes are survived by the OSV reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::osv::read(bytes, &mut |_| {});
});
