//! Any bytes are survived by the reader of port scans.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(scan) = formats::nmap::read(bytes) {
        let _ = format!("{scan:?}");
    }
    let _ = formats::nmap::is_nmap(&String::from_utf8_lossy(bytes));
});
