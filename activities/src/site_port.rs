//! The port through which a site folder is read and added to.

use crate::dossier_port::{DossierFault, Dossiers};
use crate::stored_rules::RuleShelf;
use device::{Approval, PackageFact, People};
use formats::dossier::v1;
use site::{Networks, Site, SiteDecision, StoredRules, Unit};
use std::collections::BTreeMap;
use terms::{Finding, Lang};

/// A site as it was read, with every complaint about it.
#[derive(Clone, Debug, Default)]
pub struct LoadedSite {
    /// The site; `None` when site.yaml could not be read (its complaints say why).
    pub site: Option<Site>,
    /// Persons and organisations.
    pub people: Option<People>,
    /// Its networks, when there is a file about them.
    pub networks: Option<Networks>,
    /// Its units, in the order of units.csv; `None` when there is no such file.
    pub units: Option<Vec<Unit>>,
    /// What the site decided about vulnerabilities, in the order written.
    pub decisions: Vec<SiteDecision>,
    /// Approvals that fit no decision.
    pub loose_approvals: Vec<Approval>,
    /// The records of the rule sets that it keeps.
    pub rules: Vec<StoredRules>,
    /// SHA-256 of each of its own files by name.
    pub file_hashes: BTreeMap<String, String>,
    /// The facts of packages.jsonl, in the order written.
    pub package_facts: Vec<PackageFact>,
    /// Names of the dossiers in `received/`.
    pub received: Vec<String>,
    /// What is wrong with what people wrote, file by file.
    pub complaints: Vec<Finding>,
    /// SHA-256 over the sorted file names and bytes of the site's own files.
    pub hash: String,
    /// The text of every file that was read, by its name, to show the line of a complaint.
    pub texts: BTreeMap<String, String>,
}

impl LoadedSite {
    /// A finding with its line and next step, as a person reads it.
    pub fn show(&self, finding: &Finding, lang: Lang) -> String {
        let file = finding.subject.place.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
        let text = self.texts.get(file).map(String::as_str).unwrap_or_default();
        formats::dossier::show(finding, text, lang)
    }
}

/// What lies in a folder of `received/` beside its dossier.
#[derive(Clone, Debug, Default)]
pub struct ReceivedFiles {
    /// The signed envelope, as received.
    pub envelope: Vec<u8>,
    /// Name and SHA-256 of every other file.
    pub files: BTreeMap<String, String>,
}

/// Reads a site folder and adds to it.
pub trait Sites: RuleShelf {
    /// The site as it is now.
    fn load(&self) -> Result<LoadedSite, DossierFault>;
    /// A dossier of `received/`.
    fn received(&self, name: &str) -> Box<dyn Dossiers>;
    /// A file of the site itself; `None` where there is none, or where it is too large to be read.
    fn own_file(&self, file: &str) -> Result<Option<Vec<u8>>, DossierFault>;
    /// A file of a dossier of `received/`; `None` where there is no such file.
    fn received_file(&self, name: &str, file: &str) -> Result<Option<Vec<u8>>, DossierFault>;
    /// The signed envelope of a dossier of `received/` and the hashes of its files; `None` where it came without a package.
    fn received_package(&self, name: &str) -> Result<Option<ReceivedFiles>, DossierFault>;
    /// Puts the files of a package into `received/NAME`, in place of what an earlier one put there; all or none.
    fn put_package(&self, name: &str, files: &[(&str, &[u8])]) -> Result<(), DossierFault>;
    /// A dossier that is only in memory: its files by name.
    fn in_memory(&self, files: &[(&str, &[u8])]) -> Box<dyn Dossiers>;
    /// Appends an approval to decisions.yaml, unless the site is no longer as it was when it was read.
    fn append_approval(&self, expected: &str, approval: &v1::AppendedApproval) -> Result<(), DossierFault>;
    /// Replaces units.csv by what an import made of it, unless the site is no longer as it was when it was read. The file
    /// as it was is kept beside it.
    fn put_units(&self, expected: &str, text: &str) -> Result<(), DossierFault>;
}
