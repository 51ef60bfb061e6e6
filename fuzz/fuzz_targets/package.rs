//! Any bytes are survived by the readers of packages, manifests and statuses.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    formats::package::read(bytes);
    formats::package::manifest(bytes);
    formats::package::status(bytes);
});
