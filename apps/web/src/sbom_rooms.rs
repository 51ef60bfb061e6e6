//! The room about one SBOM that is offered to a release. The edge fills this port with the functions behind `tutela sbom add` and
//! `tutela sbom diff`.

use crate::deciding::Who;
use crate::rooms::{Answer, Asking, Refusal};
use activities::library_port::Files;

/// An SBOM that is offered to a dossier.
#[derive(Clone, Copy, Debug)]
pub struct SbomOffered<'s> {
    /// The files of the dossier.
    pub files: &'s Files,
    /// Its revision.
    pub revision: i64,
    /// The release; `None`: the newest in support.
    pub release: Option<&'s str>,
    /// The part of the product that it describes.
    pub role: &'s str,
    /// The name under which it is kept.
    pub file: &'s str,
    /// As it was sent.
    pub bytes: &'s [u8],
    /// It may take the place of a file of that name.
    pub replace: bool,
    /// Why.
    pub reason: &'s str,
    /// It is to be kept; otherwise it is only said what would change.
    pub write: bool,
    /// Who offers it.
    pub who: Who<'s>,
}

/// An SBOM that may be kept.
#[derive(Clone, Debug)]
pub struct SbomJudged {
    /// `tutela.sbom-offer/v1`.
    pub answer: Answer,
    /// Its name inside the dossier.
    pub name: String,
    /// The line for register.jsonl.
    pub fact: String,
    /// The very bytes lie there already.
    pub same: bool,
}

/// SBOMs, one at a time.
pub trait SbomRooms: Send + Sync {
    /// Judges an SBOM against a dossier; nothing is written.
    fn judge_sbom(&self, asking: Asking, offered: SbomOffered<'_>) -> Result<SbomJudged, Refusal>;
}
