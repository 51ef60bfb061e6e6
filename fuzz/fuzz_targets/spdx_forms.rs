//! Any bytes are survived by the SPDX readers of XML, RDF/XML, YAML and JSON-LD.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = formats::spdx::xml::read(bytes, &mut |_| {});
    let _ = formats::spdx::rdf::read(bytes, &mut |_| {});
    let _ = formats::spdx::yaml::read(bytes, &mut |_| {});
    let _ = formats::spdx::third::read(bytes, &mut |_| {});
});
