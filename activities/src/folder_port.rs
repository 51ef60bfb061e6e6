//! The port through which files in memory are read as a dossier or a site.

use crate::dossier_port::Dossiers;
use crate::site_port::Sites;

/// Reads files by name as a folder would be read. The room of folders fills it, so that a store reads what people wrote
/// exactly as the folder does.
pub trait FolderReader: Send + Sync {
    /// The files as a device dossier.
    fn dossier(&self, files: &[(&str, &[u8])]) -> Box<dyn Dossiers>;
    /// The files as a site.
    fn site(&self, files: &[(&str, &[u8])]) -> Box<dyn Sites>;
}
