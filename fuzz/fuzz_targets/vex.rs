//! Any bytes are survived by the readers of VEX and CSAF.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    formats::vex::read(bytes, &mut |_| {});
    formats::csaf::read(bytes, &mut |_| {});
    formats::openvex::read(bytes, &mut |_| {});
    formats::cyclonedx::read_statements(bytes, &mut |_| {});
});
