//! The port through which a device dossier is read and added to. A folder in git fills it; a store will fill it too.

use crate::os_words;
use device::{
    Approval, Decision, Device, Fact, Family, Id, NameAnswer, PackageFact, People, Plan, Release, SbomFile, Support,
};
use formats::dossier::v1;
use std::collections::BTreeMap;
use terms::{Finding, Lang};

/// A dossier as it was read, with every complaint about it.
#[derive(Clone, Debug, Default)]
pub struct LoadedDossier {
    /// The device; `None` when device.yaml could not be read (its complaints say why).
    pub device: Option<Device>,
    /// The family, when there is a file about it.
    pub family: Option<Family>,
    /// Persons and organisations.
    pub people: Option<People>,
    /// The plan.
    pub plan: Option<Plan>,
    /// The network profile, when there is one.
    pub network: Option<network::Profile>,
    /// How many files lie in cloud/: exports of the maker's own accounts, which `tutela cloud check` reads.
    pub cloud_files: usize,
    /// The releases, in the order of their folders' names.
    pub releases: Vec<LoadedRelease>,
    /// The facts of the register, in the order written.
    pub register: Vec<Fact>,
    /// The facts of packages.jsonl, in the order written.
    pub package_facts: Vec<PackageFact>,
    /// Answers of facilities in status/: name and bytes.
    pub statuses: Vec<(String, Vec<u8>)>,
    /// Keys of facilities in status/keys/: name and bytes.
    pub status_keys: Vec<(String, Vec<u8>)>,
    /// What is wrong with what people wrote, file by file.
    pub complaints: Vec<Finding>,
    /// SHA-256 over the sorted file names and bytes. Records are left out (register.jsonl, packages.jsonl, status/): they
    /// tell what was done with the dossier, and recording that must not change what it was about.
    pub hash: String,
    /// SHA-256 of each of those files by its name, 64 hexadecimal digits.
    pub file_hashes: BTreeMap<String, String>,
    /// The text of every file that was read, by its name, to show the line of a complaint.
    pub texts: BTreeMap<String, String>,
}

impl LoadedDossier {
    /// The release with this id.
    pub fn release(&self, id: &Id) -> Option<&LoadedRelease> {
        self.releases.iter().find(|release| release.id == *id)
    }

    /// A finding with its line and next step, as a person reads it.
    pub fn show(&self, finding: &Finding, lang: Lang) -> String {
        let file = finding.subject.place.as_ref().map(|place| place.file.as_str()).unwrap_or_default();
        let text = self.texts.get(file).map(String::as_str).unwrap_or_default();
        formats::dossier::show(finding, text, lang)
    }
}

/// A release as it was read.
#[derive(Clone, Debug)]
pub struct LoadedRelease {
    /// Its id, from the name of its folder.
    pub id: Id,
    /// What release.yaml says; `None` when it could not be read.
    pub release: Option<Release>,
    /// The SBOMs that are listed and there; their bytes are read by [`Dossiers::sbom`].
    pub sboms: Vec<FoundSbom>,
    /// What support.yaml says.
    pub support: Option<Support>,
    /// The decisions, in the order written.
    pub decisions: Vec<Decision>,
    /// Answers about pairs of names, in the order written.
    pub name_answers: Vec<NameAnswer>,
    /// Appended approvals that fit none of the decisions.
    pub loose_approvals: Vec<Approval>,
}

/// An SBOM that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSbom {
    /// How it is listed.
    pub listed: SbomFile,
    /// Its name inside the dossier, with `/` between folders.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// What a change adds to a dossier. Nothing is ever rewritten.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Facts for the register.
    pub facts: Vec<v1::Fact>,
    /// Decisions, each with the release it belongs to.
    pub decisions: Vec<(Id, v1::Decision)>,
    /// Answers about pairs of names, each with the release it belongs to.
    pub name_answers: Vec<(Id, v1::NameAnswer)>,
    /// Approvals of decisions, each with the release it belongs to.
    pub approvals: Vec<(Id, v1::AppendedApproval)>,
}

/// Why a dossier could not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The folder holds no device.yaml.
    NotADossier,
    /// The folder holds no site.yaml.
    NotASite,
    /// A file or folder cannot be read.
    CannotRead,
    /// A file or folder cannot be written.
    CannotWrite,
    /// Something of that name is there already.
    AlreadyThere,
    /// A link or name leads out of the folder.
    LeavesFolder,
    /// The dossier is not as it was when it was read.
    Changed,
    /// No release of that id, or no SBOM of that name in it.
    NoSuchRelease,
}

/// What could not be done, where, and what to try.
#[derive(Debug)]
pub struct DossierFault {
    /// Why.
    pub kind: FaultKind,
    /// The file or folder, as the user named it.
    pub place: String,
    /// The cause, where another error caused it.
    pub cause: Option<std::io::Error>,
}

impl DossierFault {
    /// A fault without a deeper cause.
    pub fn new(kind: FaultKind, place: impl Into<String>) -> DossierFault {
        DossierFault { kind, place: place.into(), cause: None }
    }

    /// What could not be done, and what to try next.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let DossierFault { kind, place, cause } = self;
        let cause = cause.as_ref().map(|error| format!(" ({})", os_words::cause(error, lang))).unwrap_or_default();
        let (en, ja) = match kind {
            FaultKind::NotADossier => (
                [
                    format!("{place} is not a device dossier: it holds no device.yaml"),
                    format!("tutela init device {place}"),
                ],
                [
                    format!("{place} は機器のドシエではありません（device.yaml がありません）"),
                    format!("tutela init device {place}"),
                ],
            ),
            FaultKind::NotASite => (
                [format!("{place} is not a site folder: it holds no site.yaml"), format!("tutela init site {place}")],
                [
                    format!("{place} は施設フォルダではありません（site.yaml がありません）"),
                    format!("tutela init site {place}"),
                ],
            ),
            FaultKind::CannotRead => (
                [format!("{place} cannot be read{cause}"), "Check the name and who may read it.".to_owned()],
                [format!("{place} を読み取れません{cause}"), "名前と読み取り権限を確認してください。".to_owned()],
            ),
            FaultKind::CannotWrite => (
                [
                    format!("{place} cannot be written{cause}; nothing was changed"),
                    "Check who may write it, whether the disk is read-only, and the space left on it.".to_owned(),
                ],
                [
                    format!("{place} に書き込めません{cause}。何も変更していません"),
                    "書き込み権限、ディスクが読み取り専用でないか、空き容量を確認してください。".to_owned(),
                ],
            ),
            FaultKind::AlreadyThere => (
                [
                    format!("{place} is there already and was not touched"),
                    "Choose another folder, or move it away first.".to_owned(),
                ],
                [
                    format!("{place} は既に存在するため、変更していません"),
                    "別のフォルダを指定するか、先に移動してください。".to_owned(),
                ],
            ),
            FaultKind::LeavesFolder => (
                [
                    format!("{place} leads out of the dossier and was not read"),
                    "Copy the file into the dossier.".to_owned(),
                ],
                [
                    format!("{place} はドシエの外を指すため読み取っていません"),
                    "ファイルをドシエの中にコピーしてください。".to_owned(),
                ],
            ),
            FaultKind::Changed => (
                [
                    format!("{place} has changed since it was read; nothing was written"),
                    "Run the command again.".to_owned(),
                ],
                [
                    format!("{place} は読み取り後に変更されたため、書き込んでいません"),
                    "もう一度実行してください。".to_owned(),
                ],
            ),
            FaultKind::NoSuchRelease => (
                [
                    format!("the dossier holds no {place}"),
                    "See `releases/` and the `sboms:` of release.yaml.".to_owned(),
                ],
                [
                    format!("ドシエに {place} がありません"),
                    "`releases/` と release.yaml の `sboms:` を確認してください。".to_owned(),
                ],
            ),
        };
        lang.pick(en, ja)
    }
}

impl std::fmt::Display for DossierFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [what, _] = self.say(Lang::En);
        out.write_str(&what)
    }
}

impl std::error::Error for DossierFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// A device dossier, wherever it is kept.
pub trait Dossiers: Send + Sync {
    /// Reads all of it but the bytes of SBOMs.
    fn load(&self) -> Result<LoadedDossier, DossierFault>;

    /// The bytes of an SBOM that release.yaml lists.
    fn sbom(&self, release: &Id, file: &str) -> Result<Vec<u8>, DossierFault>;

    /// Adds facts and decisions, all or none. `expected` is the hash the dossier had when it was read; `None` adds to
    /// whatever is there.
    fn commit(&self, expected: Option<&str>, changes: &Changes) -> Result<(), DossierFault>;
}

/// A place where a dossier may begin.
pub trait NewDossier: Send + Sync {
    /// Creates the files (name inside the dossier, text), all or none; refuses to overwrite any.
    fn create(&self, files: &[(String, String)]) -> Result<(), DossierFault>;
}
