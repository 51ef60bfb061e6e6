//! Any bytes are survived by the readers of advisories, trackers and lists of support.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    formats::csaf::read_advisories(bytes, &mut |_| {});
    formats::debian_tracker::read(bytes, &mut |_| {});
    formats::alpine_secdb::read(bytes, &mut |_| {});
    formats::jvn::read(bytes, &mut |_| {});
    formats::support_life::read(bytes, &mut |_| {});
});
