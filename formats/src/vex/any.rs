use super::Each;
use crate::defect::Defects;
use crate::sbom::{Detected, detect};
use crate::{csaf, cyclonedx, openvex};
use vulnerability::StatementDocument;

/// A document of statements that was read.
#[derive(Debug)]
pub struct VexRead<'a> {
    /// What it says about itself; `None` when it is none of the formats.
    pub document: Option<StatementDocument<'a>>,
    /// What is wrong with it.
    pub defects: Defects,
    /// What it looks like, where it is none of them.
    pub detected: Detected,
}

/// Reads OpenVEX 0.0.1 to 0.2.0, CycloneDX with `vulnerabilities` (embedded or alone), CSAF 2.0 and 2.1.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> VexRead<'a> {
    let detected = detect(bytes);
    let (document, defects) = match detected {
        Detected::CycloneDxJson => cyclonedx::read_statements(bytes, each),
        Detected::Advisory if csaf::looks_like(bytes) => csaf::read(bytes, each),
        Detected::Advisory => openvex::read(bytes, each),
        _ => return VexRead { document: None, defects: Defects::default(), detected },
    };
    VexRead { document: Some(document), defects, detected }
}
