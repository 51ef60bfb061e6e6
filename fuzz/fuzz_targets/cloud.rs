//! Any bytes are survived by the readers of cloud exports.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for export in formats::cloud::aws::Export::ALL {
        let _ = formats::cloud::aws::read(export, bytes);
    }
});
