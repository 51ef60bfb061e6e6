//! The rooms about documents that come and go: an SBOM to be read, a package to be verified, decisions as VEX for others and VEX of
//! others as decisions.

use crate::rooms::{Answer, Asking, Refusal};
use activities::dossier_port::Dossiers;

/// Statements of others that are offered to a dossier.
#[derive(Clone, Copy, Debug)]
pub struct StatementsOffered<'s> {
    /// How the document is called in the record.
    pub name: &'s str,
    /// OpenVEX, CycloneDX or CSAF.
    pub bytes: &'s [u8],
    /// The release; the newest in support when none is named.
    pub release: Option<&'s str>,
    /// Append what is taken; otherwise it is only said what would be taken.
    pub write: bool,
}

/// How decisions are written for others.
#[derive(Clone, Copy, Debug)]
pub struct ExportForm<'f> {
    /// As `triage export --to` names it.
    pub name: &'f str,
    /// Write "not affected" and "fixed" also where nobody who may has approved them.
    pub claimed: bool,
}

/// Every activity about such documents.
pub trait PaperRooms: Send + Sync {
    /// `tutela.sbom-show/v1` of a release.
    fn sbom_show(&self, asking: Asking, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Answer, Refusal>;
    /// `tutela.package/v1`: who signed a package, as far as these keys tell, and whether every byte is the signed one.
    fn verify_package(&self, asking: Asking, package: &[u8], trust: &str) -> Result<Answer, Refusal>;
    /// `tutela.triage-export/v1` with the document: the decisions in force in a form for others.
    fn export_decisions(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        release: Option<&str>,
        form: ExportForm<'_>,
    ) -> Result<Answer, Refusal>;
    /// `tutela.triage-import/v1`: statements of others as decisions, appended where that is asked for.
    fn import_decisions(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        offered: StatementsOffered<'_>,
    ) -> Result<Answer, Refusal>;
}
