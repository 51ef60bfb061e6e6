//! Any software bill of materials: says what a file is, and has it read by the reader of its format.
//!
//! Give [`open`] the bytes of the file first and [`read`] each document that it returns: offsets count in those.

mod almost;
mod decode;
mod detect;
mod detected;
mod identify;
mod met;
mod open;
#[cfg(test)]
mod tests;

pub(crate) use almost::almost;
pub use decode::decode;
pub use detect::detect;
pub use detected::Detected;
pub(crate) use identify::{push_cpe, push_licence, push_purl, push_swhid, shortened};
pub(crate) use met::{Met, pass_over};
pub use open::{
    ArchiveMemberRefused, ArchiveRest, CellWithoutValue, Document, Limits, NumberAsVersion, Opened, open, open_within,
};
pub(crate) use open::{CARDS as OPEN_CARDS, sheets_of};

use crate::defect::{Defects, Wrong};
use crate::{buildroot, cyclonedx, parts_list, spdx};
use sbom::Item;

/// What receives the items of a document, in reading order; texts without escapes are borrowed from the bytes.
pub type Each<'e, 'a> = &'e mut dyn FnMut(Item<'a, '_>);

/// Reads a bill of materials of any format that is understood. The document itself comes last; of any other format the
/// only defect is [`Wrong::OtherFormat`], which says what the file looks like.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    match detect(bytes) {
        Detected::CycloneDxJson => cyclonedx::read(bytes, each),
        Detected::CycloneDxXml => cyclonedx::xml::read(bytes, each),
        Detected::SpdxJson => spdx::json::read(bytes, each),
        Detected::SpdxXml => spdx::xml::read(bytes, each),
        Detected::SpdxRdf => spdx::rdf::read(bytes, each),
        Detected::SpdxYaml => spdx::yaml::read(bytes, each),
        Detected::Buildroot => buildroot::read(bytes, each),
        Detected::Spdx3Json => spdx::third::read(bytes, each),
        Detected::SpdxTagValue => spdx::tag_value::read(bytes, each),
        Detected::PartsList => parts_list::read(bytes, each),
        other => {
            let mut defects = Defects::default();
            defects.note(0, "", Wrong::OtherFormat { detected: other });
            defects
        }
    }
}
