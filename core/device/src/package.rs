//! A package: what a maker hands over of a dossier, as its signed manifest says it; and the facts that both sides keep.

use crate::{Dated, Id, Sha256};
use terms::choice;
use terms::{Place, Text, When};

choice! {
    /// A task that passes from the maker to the facility (AAMI TIR97; IMDRF N60 5.1: what the customer must do).
    DutyKind {
        Control = "control": "puts a control in force, such as a firewall rule" | "対策の適用（ファイアウォール規則など）",
        Account = "account": "manages accounts and passwords" | "アカウント・パスワードの管理",
        Patch = "patch": "installs updates" | "更新の適用",
        Backup = "backup": "backs up and restores" | "バックアップと復元",
        Other = "other": "something else" | "その他",
    }
}

choice! {
    /// What a line of packages.jsonl records.
    PackageFactKind {
        Built = "built": "a package was made" | "パッケージを作成した",
        KeyTrusted = "key-trusted": "a person named a key whose packages count" | "信頼する鍵を人が指定した",
        Received = "received": "a package was taken in" | "パッケージを受領した",
        DutyAccepted = "duty-accepted": "the facility takes a duty over" | "医療機関が責務を引き受けた",
        DutyRefused = "duty-refused": "the facility does not take a duty over" | "医療機関が責務を引き受けない",
        CannotPatch = "cannot-patch": "units cannot be brought to a release, for a reason" | "更新できない（理由あり）",
        Mitigated = "mitigated": "a vulnerability is held off by a rule" | "規則により脆弱性を緩和した",
        StatusSent = "status-sent": "a signed status was written for the maker" | "署名付きの状況報告を作成した",
    }
}

/// The manifest of a package. Its bytes are signed; its SHA-256 names the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Where it stands.
    pub place: Place,
    /// `tutela.package/v1`.
    pub schema: String,
    /// The program that made it.
    pub program: String,
    /// The device it is about.
    pub device: Id,
    /// The device's name.
    pub name: Text,
    /// Counts up with every package of the device.
    pub sequence: u32,
    /// SHA-256 of the manifest before; `None` for the first.
    pub supersedes: Option<Sha256>,
    /// When it was made.
    pub made_at: Dated,
    /// When the next one is due; afterwards this one is stale.
    pub next_due: When,
    /// The releases in it.
    pub releases: Vec<PackagedRelease>,
    /// What the facility is asked to take over.
    pub duties: Vec<Duty>,
    /// Its files, by name.
    pub files: Vec<PackagedFile>,
    /// What the maker keeps back.
    pub withheld: Vec<Withheld>,
}

impl Package {
    /// The schema of this version.
    pub const SCHEMA: &'static str = "tutela.package/v1";
}

/// A release in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagedRelease {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// The version as labelled.
    pub label: String,
    /// When it was released.
    pub date: Option<When>,
}

/// A duty that moves to the facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Where it stands.
    pub place: Place,
    /// Its id, the same in every package.
    pub id: Id,
    /// What kind.
    pub kind: DutyKind,
    /// The task.
    pub task: Text,
    /// The maker's part.
    pub manufacturer: Option<Text>,
    /// The facility's part.
    pub facility: Text,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagedFile {
    /// Where it stands.
    pub place: Place,
    /// Its name in the dossier, with `/` between folders.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: Sha256,
    /// Its size in bytes.
    pub bytes: u32,
}

/// Something of the dossier that the maker keeps back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Where it stands.
    pub place: Place,
    /// The file or folder; `None`: files that are no part of a dossier.
    pub path: Option<String>,
    /// How many files.
    pub count: u32,
    /// Why.
    pub why: Text,
}

/// A line of packages.jsonl: what was made, named, taken in or answered, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFact {
    /// Where it stands.
    pub place: Place,
    /// What kind of fact.
    pub kind: PackageFactKind,
    /// When it was recorded.
    pub at: Dated,
    /// The device concerned.
    pub device: Id,
    /// The package's number.
    pub sequence: Option<u32>,
    /// SHA-256 of the package's manifest.
    pub sha256: Option<Sha256>,
    /// Id of the key that signed, or that is trusted: SHA-256 of its 32 bytes.
    pub key: Option<Sha256>,
    /// The key itself, base64.
    pub public: Option<String>,
    /// Its folder in received/.
    pub folder: Option<String>,
    /// The duty answered.
    pub duty: Option<Id>,
    /// The release concerned.
    pub release: Option<Id>,
    /// The single unit concerned; `None`: every unit of the device.
    pub unit: Option<Id>,
    /// The vulnerability concerned.
    pub vulnerability: Option<String>,
    /// The rule that holds it off.
    pub rule: Option<String>,
    /// Why.
    pub reason: Option<Text>,
    /// Who said so (people.yaml).
    pub by: Option<Id>,
}
