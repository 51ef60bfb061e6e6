//! Any bytes are survived by the readers of firewall rules, in every language.
#![no_main]

use formats::firewall::{Language, RuleFile, read, read_as};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let files = [RuleFile::new("rules", bytes.to_vec())];
    let _ = read(&files);
    for language in Language::ALL {
        let _ = read_as(&files, Some(language), &Default::default());
    }
});
