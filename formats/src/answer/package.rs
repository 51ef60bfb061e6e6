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

/// The answer of `package status`.
#[derive(Serialize)]
pub struct StatusAnswerV1 {
    /// `tutela.package-status/v1`.
    pub schema: &'static str,
    /// Id of the key that signed; `null`: nothing was signed.
    pub signer: Option<String>,
    /// The file that was written.
    pub out: Option<String>,
    /// What the maker is told.
    pub status: StatusV1,
}

/// What a maker is told.
#[derive(Serialize)]
pub struct StatusV1 {
    /// Id of the device.
    pub device: String,
    /// Number of the package that was taken in.
    pub sequence: u32,
    /// SHA-256 of its manifest.
    pub package: String,
    /// When it was taken in.
    pub received_at: Option<String>,
    /// When the status was made.
    pub made_at: String,
    /// Installed units of the device.
    pub units: u32,
    /// Of them those whose release is not known.
    pub release_unknown: u32,
    /// Units by release.
    pub releases: Vec<(String, u32)>,
    /// The newest release of the package.
    pub newest: Option<String>,
    /// Units that run it.
    pub patched: u32,
    /// Units that cannot be brought to a release: release, units, reason.
    pub cannot: Vec<(String, u32, String)>,
    /// Vulnerabilities.
    pub vulnerabilities: Vec<TouchedV1>,
    /// Hash of the mirror; `null`: nothing was looked up.
    pub mirror: Option<String>,
    /// Controls that the maker offers: id and state.
    pub controls: Vec<(String, &'static str)>,
    /// Duties: id, answer, reason.
    pub duties: Vec<(String, &'static str, Option<String>)>,
    /// Serial numbers, only by recorded consent.
    pub serials: Vec<String>,
}

/// A vulnerability of units.
#[derive(Serialize)]
pub struct TouchedV1 {
    /// Its id.
    pub id: String,
    /// `affected` or `mitigated`.
    pub state: &'static str,
    /// Units.
    pub units: u32,
    /// The rule that holds it off.
    pub rule: Option<String>,
}

impl StatusAnswerV1 {
    /// Of a status, signed and written or not.
    pub fn of(status: crate::dossier::v1::Status, signer: Option<String>, out: Option<String>) -> StatusAnswerV1 {
        StatusAnswerV1 { schema: "tutela.package-status/v1", signer, out, status: StatusV1::of(status) }
    }
}

impl StatusV1 {
    fn of(status: crate::dossier::v1::Status) -> StatusV1 {
        let words = |text: &terms::Text| text.get(text.controlling).to_owned();
        StatusV1 {
            device: status.device.to_string(),
            sequence: status.sequence,
            package: status.package.to_string(),
            received_at: status.received_at.map(|at| at.to_string()),
            made_at: status.made_at.to_string(),
            units: status.units,
            release_unknown: status.release_unknown,
            releases: status.releases.iter().map(|row| (row.release.to_string(), row.units)).collect(),
            newest: status.newest.as_ref().map(ToString::to_string),
            patched: status.patched,
            cannot: status.cannot.iter().map(|row| (row.release.to_string(), row.units, words(&row.reason))).collect(),
            vulnerabilities: status.vulnerabilities.into_iter().map(TouchedV1::of).collect(),
            mirror: status.mirror,
            controls: status.controls.into_iter().map(|control| (control.id, control.state.name())).collect(),
            duties: status
                .duties
                .iter()
                .map(|duty| (duty.id.to_string(), duty.answer.name(), duty.reason.as_ref().map(words)))
                .collect(),
            serials: status.serials,
        }
    }
}

impl TouchedV1 {
    fn of(touched: crate::dossier::v1::Touched) -> TouchedV1 {
        let crate::dossier::v1::Touched { place: _, id, state, units, rule } = touched;
        TouchedV1 { id, state: state.name(), units, rule }
    }
}

/// What facilities answered about a maker's packages, as `check` of a dossier counts it.
#[derive(Serialize)]
pub struct FieldV1 {
    /// Facilities that answered, by their key.
    pub facilities: usize,
    /// Of them those that answered about the newest package.
    pub up_to_date: usize,
    /// Files in status/ that were not counted; the findings say why.
    pub not_counted: usize,
    /// Units that they told of.
    pub units: u64,
    /// Units whose release they do not know.
    pub release_unknown: u64,
    /// Units on the newest release of their package.
    pub patched: u64,
    /// Units by release.
    pub releases: Vec<(String, u64)>,
    /// Units that cannot be brought to a release: release, units, reason.
    pub cannot: Vec<(String, u64, String)>,
    /// Facilities that looked no vulnerability up: their silence means nothing.
    pub not_looked_up: usize,
    /// Vulnerabilities: id, units affected, units where a rule holds it off.
    pub vulnerabilities: Vec<(String, u64, u64)>,
    /// Controls: id, and how many facilities say in force, in force at a firewall, not in force, unknown.
    pub controls: Vec<(String, [u64; 4])>,
    /// Duties: id, and how many facilities accepted, refused, left open.
    pub duties: Vec<(String, [u64; 3])>,
}
