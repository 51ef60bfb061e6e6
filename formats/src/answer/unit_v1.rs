//! What a server answers about one installed unit, version 1.

use super::site_v1::SiteAnswerV1;
use super::v1::FindingV1;
use serde::Serialize;

/// The answer about one unit.
#[derive(Serialize)]
pub struct UnitAnswerV1<'a> {
    /// `tutela.unit/v1`.
    pub schema: &'static str,
    /// Exit status that a check of the unit would have.
    pub exit_status: u8,
    /// The moment the answer is for, RFC 3339.
    pub as_of: String,
    /// Names what is recorded of the unit now; a change names it.
    pub held: &'a str,
    /// As the register has it.
    pub unit: RegisterRowV1<'a>,
    /// `joined`, `release-unknown`, `several-dossiers`, `no-dossier` or `retired`.
    pub state: &'static str,
    /// The device, where one dossier is about it.
    pub device: Option<UnitDeviceV1<'a>>,
    /// The release it runs.
    pub release: Option<&'a str>,
    /// Releases of its dossier, newest first.
    pub releases: Vec<UnitReleaseV1<'a>>,
    /// The newest that was given to users.
    pub newest: Option<&'a str>,
    /// `no`, `yes` or `unknown`: whether something newer was released than it runs.
    pub behind: &'static str,
    /// Releases that it cannot be brought to, as people said.
    pub cannot: Vec<CannotV1<'a>>,
    /// What stands against its row: identity and addresses.
    pub row_findings: Vec<FindingV1<'a>>,
    /// `tutela.site/v1` of this unit alone: verdict, coverage, sources, vulnerabilities.
    pub check: SiteAnswerV1<'a>,
}

/// A row of units.csv.
#[derive(Serialize)]
pub struct RegisterRowV1<'a> {
    /// Its id.
    pub id: &'a str,
    /// Serial number; empty when it is not told.
    pub serial: &'a str,
    /// The model, as written.
    pub model: &'a str,
    /// Who makes it.
    pub maker: &'a str,
    /// Its unique device identifier.
    pub udi: Option<UdiV1<'a>>,
    /// Addresses.
    pub addresses: Vec<String>,
    /// The version, as labelled; empty when it is not known.
    pub version: &'a str,
    /// How the version is known.
    pub version_evidence: Option<&'static str>,
    /// When it was last seen.
    pub version_seen: Option<String>,
    /// The ward.
    pub ward: &'a str,
    /// Zone by its address or as stated.
    pub zone: Option<&'a str>,
    /// Owner or lessor.
    pub owner: &'a str,
    /// Who answers for it in biomedical engineering.
    pub biomedical_owner: &'a str,
    /// Who answers for it in IT.
    pub it_owner: &'a str,
    /// Clinical criticality.
    pub criticality: Option<&'static str>,
    /// When it was installed.
    pub installed_on: Option<String>,
    /// What it is doing now.
    pub use_state: &'static str,
}

/// A unique device identifier.
#[derive(Serialize)]
pub struct UdiV1<'a> {
    /// As written.
    pub written: &'a str,
    /// `GS1`, `HIBCC` or `ICCBBA`.
    pub agency: &'static str,
    /// The device identifier.
    pub device: &'a str,
    /// Serial number in it.
    pub serial: Option<&'a str>,
    /// Lot in it.
    pub lot: Option<&'a str>,
    /// Whether its check character fits; `null`: it carries none.
    pub check: Option<bool>,
}

/// The device of a unit.
#[derive(Serialize)]
pub struct UnitDeviceV1<'a> {
    /// The folder in received/.
    pub received: &'a str,
    /// Its id.
    pub id: Option<&'a str>,
    /// Its name.
    pub name: String,
    /// When its support ends, as stated.
    pub end_of_support: Option<String>,
    /// Whether that day is past; `null`: nobody can tell.
    pub support_is_past: Option<bool>,
    /// What its network profile declares; `null`: it came with none.
    pub profile: Option<UnitProfileV1<'a>>,
}

/// A network profile as far as a unit needs it.
#[derive(Serialize)]
pub struct UnitProfileV1<'a> {
    /// Its version.
    pub version: &'a str,
    /// The maker stands by it, as far as it says.
    pub confirmed: bool,
    /// What it declares.
    pub flows: Vec<UnitFlowV1<'a>>,
}

/// A declared flow.
#[derive(Serialize)]
pub struct UnitFlowV1<'a> {
    /// Its id.
    pub id: &'a str,
    /// `in` or `out`, from the unit.
    pub direction: &'static str,
    /// Role of the other side.
    pub peer: &'a str,
    /// Protocol and ports, such as `tcp 443`.
    pub ports: String,
    /// `needed` or `optional`.
    pub need: &'static str,
    /// What it is for.
    pub purpose: &'a str,
}

/// A release of a dossier.
#[derive(Serialize)]
pub struct UnitReleaseV1<'a> {
    /// Its id.
    pub id: &'a str,
    /// The version as labelled.
    pub label: &'a str,
    /// When it was released.
    pub date: Option<String>,
    /// `released`, `withdrawn` and others; `null` where it is not stated.
    pub state: Option<&'static str>,
}

/// A release that a unit cannot be brought to.
#[derive(Serialize)]
pub struct CannotV1<'a> {
    /// The release.
    pub release: &'a str,
    /// Why.
    pub reason: &'a str,
    /// When it was said.
    pub at: String,
    /// Id of the person in people.yaml.
    pub by: Option<&'a str>,
    /// It was said of every unit of the device.
    pub of_all: bool,
}
