//! Any bytes are survived by the removal of secrets in every language.
#![no_main]

use formats::firewall::secrets::{reads_the_same, strip};
use formats::firewall::{Language, RuleFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = RuleFile::new("rules", bytes.to_vec());
    for language in Language::ALL {
        let stripped = strip(&file, language);
        let (before, after) = (std::slice::from_ref(&file), std::slice::from_ref(&stripped.file));
        let _ = reads_the_same(before, after, Some(language));
    }
});
