//! Any bytes are survived by the SPDX tag-value reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::spdx::tag_value::read(bytes, &mut |_| {});
});
