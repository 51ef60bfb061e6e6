//! Any bytes are survived by the reader of CSV parts lists.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::parts_list::read(bytes, &mut |_| {});
});
