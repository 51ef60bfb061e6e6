//! Packages of makers for sites that are kept here. The edge fills this port with the activity behind `tutela package receive`,
//! so that a page, a program and a terminal take in the same packages and refuse the same ones.

use crate::deciding::Who;
use crate::rooms::{Answer, Asking, Refusal};
use activities::site_port::Sites;
use formats::dossier::v1;

/// A package that is offered to a site.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    /// The file as it was sent.
    pub bytes: &'a [u8],
    /// The .pub file of a key that is trusted for the device from now on; empty when none is named.
    pub trust: &'a str,
    /// The folder in received/; `None`: the one before, else the device's id.
    pub folder: Option<&'a str>,
    /// Duties that the facility takes over: ids, or `all`.
    pub accept: &'a [String],
    /// Duties that it does not take over, `ID=REASON` each.
    pub refuse: &'a [String],
    /// Files of the folder that were changed by hand may go.
    pub replace: bool,
    /// It is to be taken in; otherwise it is only said what would change.
    pub write: bool,
    /// Several facilities are kept here: what opens the packages of one must not open them for another.
    pub several: bool,
    /// Who takes it in.
    pub who: Who<'a>,
}

/// A package that may be taken in.
#[derive(Debug)]
pub struct Judged {
    /// `tutela.package-receive/v1`.
    pub answer: Answer,
    /// The folder in received/.
    pub folder: String,
    /// Lines for packages.jsonl.
    pub facts: Vec<v1::PackageFact>,
    /// What lies in the folder from then on.
    pub files: Vec<(String, Vec<u8>)>,
    /// Id of the device and number of the package.
    pub about: String,
    /// The name of the package: SHA-256 of its manifest.
    pub sha256: String,
}

/// Packages of makers, and what is told them.
pub trait Packages: Send + Sync {
    /// Judges a package against a site; nothing is written.
    fn judge(&self, asking: Asking, site: &dyn Sites, offered: Offered<'_>) -> Result<Judged, Refusal>;
    /// `tutela.package-status/v1`: what the maker of a received package would be told; not signed.
    fn status(&self, asking: Asking, site: &dyn Sites, received: &str) -> Result<Answer, Refusal>;
}
