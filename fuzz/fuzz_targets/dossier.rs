//! Any bytes are survived by reading a dossier's documents.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::dossier::read_documents::<formats::dossier::v1::Decision>("decisions.yaml", bytes);
});
