//! The JSON of `tutela package`, version 1 (`tutela.package/v1`, `tutela.package-build/v1`, …).

use device::{Choice, Package};
use serde::Serialize;

/// A package as answers show it.
#[derive(Serialize)]
pub struct PackageV1 {
    /// Id of the device.
    pub device: String,
    /// Its number.
    pub sequence: u32,
    /// SHA-256 of its manifest.
    pub sha256: String,
    /// SHA-256 of the manifest before; `null` for the first.
    pub supersedes: Option<String>,
    /// When it was made.
    pub made_at: String,
    /// When the next one is due.
    pub next_due: String,
    /// Releases: id and label.
    pub releases: Vec<(String, String)>,
    /// Duties that move to the facility.
    pub duties: Vec<DutyV1>,
    /// Files.
    pub files: Vec<FileV1>,
    /// What the maker keeps back.
    pub withheld: Vec<WithheldV1>,
}

/// A duty.
#[derive(Serialize)]
pub struct DutyV1 {
    /// Its id.
    pub id: String,
    /// `control`, `account`, `patch`, `backup` or `other`.
    pub kind: &'static str,
    /// The task, English.
    pub task_en: Option<String>,
    /// The task, Japanese.
    pub task_ja: Option<String>,
    /// `open`, `accepted` or `refused`; `null` where nobody was asked yet.
    pub answer: Option<&'static str>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// A file.
#[derive(Serialize)]
pub struct FileV1 {
    /// Its name in the dossier.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size.
    pub bytes: u32,
}

/// Something kept back.
#[derive(Serialize)]
pub struct WithheldV1 {
    /// File or folder; `null`: files that are no part of a dossier.
    pub path: Option<String>,
    /// How many files.
    pub count: u32,
    /// Why, English.
    pub why_en: Option<String>,
    /// Why, Japanese.
    pub why_ja: Option<String>,
}

impl PackageV1 {
    /// What a manifest says.
    pub fn of(manifest: &Package, sha256: &str) -> PackageV1 {
        PackageV1 {
            device: manifest.device.to_string(),
            sequence: manifest.sequence,
            sha256: sha256.to_owned(),
            supersedes: manifest.supersedes.as_ref().map(ToString::to_string),
            made_at: manifest.made_at.to_string(),
            next_due: manifest.next_due.to_string(),
            releases: manifest.releases.iter().map(|release| (release.id.to_string(), release.label.clone())).collect(),
            duties: manifest.duties.iter().map(|duty| DutyV1::of(duty, None, None)).collect(),
            files: manifest.files.iter().map(FileV1::of).collect(),
            withheld: manifest.withheld.iter().map(WithheldV1::of).collect(),
        }
    }
}

impl DutyV1 {
    /// A duty and its answer.
    pub fn of(duty: &device::Duty, answer: Option<&'static str>, reason: Option<String>) -> DutyV1 {
        DutyV1 {
            id: duty.id.to_string(),
            kind: duty.kind.name(),
            task_en: duty.task.en.clone(),
            task_ja: duty.task.ja.clone(),
            answer,
            reason,
        }
    }
}

impl FileV1 {
    fn of(file: &device::PackagedFile) -> FileV1 {
        FileV1 { path: file.path.clone(), sha256: file.sha256.to_string(), bytes: file.bytes }
    }
}

impl WithheldV1 {
    fn of(withheld: &device::Withheld) -> WithheldV1 {
        WithheldV1 {
            path: withheld.path.clone(),
            count: withheld.count,
            why_en: withheld.why.en.clone(),
            why_ja: withheld.why.ja.clone(),
        }
    }
}

/// The answer of `package build`.
#[derive(Serialize)]
pub struct BuildV1 {
    /// `tutela.package-build/v1`.
    pub schema: &'static str,
    /// Whether the package was written.
    pub written: bool,
    /// The file.
    pub out: Option<String>,
    /// Id of the key that signed.
    pub signer: Option<String>,
    /// Duties that have no id of their own in plan.yaml.
    pub duties_without_id: Vec<String>,
    /// The package.
    pub package: PackageV1,
}

/// The answer of `package verify`.
#[derive(Serialize)]
pub struct VerifyV1 {
    /// `tutela.package/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// The file as the user named it.
    pub file: String,
    /// Id of the trusted key whose signature fits; `null`: the signer is not known.
    pub signer: Option<String>,
    /// Ids of the keys that claim to have signed.
    pub claims: Vec<String>,
    /// Whether the next package is overdue.
    pub past_due: bool,
    /// The package.
    pub package: PackageV1,
}

/// The answer of `package receive`.
#[derive(Serialize)]
pub struct ReceiveV1 {
    /// `tutela.package-receive/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// Whether it was taken in.
    pub written: bool,
    /// Its folder in received/.
    pub folder: String,
    /// Id of the trusted key that signed it.
    pub signer: Option<String>,
    /// A key that is trusted from now on, because a person named it.
    pub new_key: Option<String>,
    /// The number of the package taken in last.
    pub before: Option<u32>,
    /// It is the very package taken in last.
    pub again: bool,
    /// Packages between that were not seen.
    pub skipped: u64,
    /// Files that come.
    pub files_added: Vec<String>,
    /// Files with other bytes.
    pub files_changed: Vec<String>,
    /// Files that go.
    pub files_gone: Vec<String>,
    /// Units of which nothing is known, before.
    pub blind_before: usize,
    /// The same with the package.
    pub blind_after: usize,
    /// Each release of the device that units run.
    pub releases: Vec<ReleaseChangeV1>,
    /// The package.
    pub package: PackageV1,
}

/// A release before and after.
#[derive(Serialize)]
pub struct ReleaseChangeV1 {
    /// Its id.
    pub release: String,
    /// Units that run it, before.
    pub units_before: usize,
    /// Units that run it, after.
    pub units_after: usize,
    /// Of them keep a patient alive.
    pub life_supporting: usize,
    /// What is known of it before; `null`: no unit was joined with it.
    pub before: Option<StateV1>,
    /// The same after.
    pub after: Option<StateV1>,
    /// Components that come.
    pub components_added: Vec<String>,
    /// Components that go.
    pub components_gone: Vec<String>,
}

/// What is known of a release.
#[derive(Serialize)]
pub struct StateV1 {
    /// Components.
    pub components: usize,
    /// Findings that wait for a decision or block.
    pub open_findings: usize,
}
