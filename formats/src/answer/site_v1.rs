//! What `check SITE` and `units import` answer, version 1.

use super::v1::{FindingV1, ScopeV1, SourceV1};
use serde::Serialize;

/// The answer of `check` for a site.
#[derive(Serialize)]
pub struct SiteAnswerV1<'a> {
    /// `tutela.site/v1`.
    pub schema: &'static str,
    /// `blocking`, `undecided`, `nothing-blocking` or `no-answer`.
    pub verdict: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// What was looked at and what was not.
    pub scope: ScopeV1,
    /// The moment the answer is for, RFC 3339.
    pub as_of: String,
    /// Hash of the mirror's generation; `null` when nothing is held.
    pub mirror: Option<String>,
    /// Hash of the site's own files.
    pub site_hash: &'a str,
    /// Program and version.
    pub program: String,
    /// The site.
    pub site: SiteV1<'a>,
    /// The wards that this answer is about, all of its numbers too; left out where it is about the whole site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wards: Option<WardsV1<'a>>,
    /// How many units are in which state.
    pub units: UnitCountsV1,
    /// Each unit.
    pub unit_list: Vec<UnitV1<'a>>,
    /// Each release that units run, with the answer about it.
    pub releases: Vec<SiteReleaseV1<'a>>,
    /// Each vulnerability that waits for a decision or blocks, worst first.
    pub vulnerabilities: Vec<SiteVulnerabilityV1<'a>>,
    /// What makers say of vulnerabilities of their releases; it never takes a finding away.
    pub maker_statements: Vec<MakerStatementV1<'a>>,
    /// What the site itself decided about findings; a decision never takes one off the list.
    pub site_decisions: Vec<SiteDecisionV1<'a>>,
    /// What was seen on the networks, file by file.
    pub observations: Vec<SiteObservationV1<'a>>,
    /// Each folder of received/ and its signature.
    pub packages: Vec<HeldPackageV1<'a>>,
    /// Findings about the site itself and about what is blind.
    pub findings: Vec<FindingV1<'a>>,
    /// Firewalls, VPN appliances and remote lines, matched like components; `null` when none is listed.
    pub network_devices: Option<NetworkDevicesV1>,
    /// Every source held or promised.
    pub sources: Vec<SourceV1>,
}

/// A site.
#[derive(Serialize)]
pub struct SiteV1<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name in English.
    pub name_en: Option<&'a str>,
    /// Its name in Japanese.
    pub name_ja: Option<&'a str>,
}

/// Some wards of a site.
#[derive(Serialize)]
pub struct WardsV1<'a> {
    /// Their names.
    pub names: &'a [String],
    /// Releases in use that units of these wards alone run: a decision about one of them is about no other unit.
    pub alone: Vec<WardReleaseV1<'a>>,
}

/// A release that units of some wards alone run.
#[derive(Serialize)]
pub struct WardReleaseV1<'a> {
    /// The received dossier.
    pub received: &'a str,
    /// The release.
    pub release: &'a str,
}

/// A file of observations/.
#[derive(Serialize)]
pub struct SiteObservationV1<'a> {
    /// The file.
    pub file: &'a str,
    /// `neighbours`, `leases`, `scan` or `flows`.
    pub kind: &'static str,
    /// The last day it tells of.
    pub observed_at: Option<String>,
    /// Addresses that it saw.
    pub addresses: usize,
    /// Lines that were not understood.
    pub not_read: u64,
    /// Whether it came to its end, as far as it tells.
    pub whole: bool,
}

/// A finding that the site decided.
#[derive(Serialize)]
pub struct SiteDecisionV1<'a> {
    /// The vulnerability.
    pub vulnerability: &'a str,
    /// The received dossier.
    pub received: &'a str,
    /// The release.
    pub release: &'a str,
    /// The component.
    pub component: String,
    /// The status decided, as VEX names it.
    pub status: &'static str,
    /// In words, with the reason, the approval, and why it was reopened.
    pub words: &'a str,
    /// Whether it takes the finding out of the verdict.
    pub closes: bool,
    /// Whether it must be taken again.
    pub reopened: bool,
    /// Units that run the release.
    pub units: usize,
}

/// How many units are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UnitCountsV1 {
    /// Installed.
    pub installed: usize,
    /// Joined with the release they run.
    pub joined: usize,
    /// Their dossier does not know the version they run.
    pub release_unknown: usize,
    /// Several dossiers claim them.
    pub several_dossiers: usize,
    /// No dossier is about them: blind.
    pub no_dossier: usize,
    /// Taken out of use.
    pub retired: usize,
}

/// A unit and where it belongs.
#[derive(Serialize)]
pub struct UnitV1<'a> {
    /// Its id.
    pub id: &'a str,
    /// `joined`, `release-unknown`, `several-dossiers`, `no-dossier` or `retired`.
    pub state: &'static str,
    /// The received dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<&'a str>,
    /// The release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<&'a str>,
    /// Zone by its address or as stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<&'a str>,
    /// Clinical criticality.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criticality: Option<&'static str>,
}

/// A release that units run.
#[derive(Serialize)]
pub struct SiteReleaseV1<'a> {
    /// The received dossier.
    pub received: &'a str,
    /// Name of the device.
    pub device: String,
    /// The release.
    pub release: &'a str,
    /// How many units run it.
    pub units: usize,
    /// The verdict about it.
    pub verdict: &'static str,
    /// The exit status it asks for.
    pub exit_status: u8,
    /// Findings that wait for a decision or block.
    pub open_findings: usize,
    /// Of them known exploited.
    pub known_exploited: usize,
    /// Components that should be watched.
    pub countable: u64,
    /// Components that are watched.
    pub watched: u64,
    /// When support of the device ends, as stated.
    pub end_of_support: Option<String>,
}

/// A vulnerability and what it touches at the site.
#[derive(Serialize)]
pub struct SiteVulnerabilityV1<'a> {
    /// CVE id, else the first source id.
    pub id: &'a str,
    /// One line of what it is.
    pub title: &'a str,
    /// Priority of its worst finding.
    pub priority: &'static str,
    /// Listed as known exploited (CISA KEV).
    pub known_exploited: bool,
    /// Highest published CVSS base score.
    pub cvss: Option<f64>,
    /// Units that run a release it touches.
    pub units: usize,
    /// Of them keep a patient alive.
    pub life_supporting: usize,
    /// The releases, each with a component.
    pub releases: Vec<TouchedReleaseV1<'a>>,
}

/// A maker's word about a vulnerability of a release in use.
#[derive(Serialize)]
pub struct MakerStatementV1<'a> {
    /// The vulnerability.
    pub vulnerability: &'a str,
    /// The received dossier.
    pub received: &'a str,
    /// The release.
    pub release: &'a str,
    /// The component.
    pub component: String,
    /// `affected`, `not_affected`, `fixed` or `under_investigation`.
    pub status: &'static str,
    /// In words.
    pub words: &'a str,
    /// Id of the trusted key that signed the package; `null`: nobody vouches for it.
    pub signer: Option<&'a str>,
    /// When the package was made.
    pub signed_at: Option<String>,
    /// By the site's own policy it takes the finding out of the verdict.
    pub counted: bool,
    /// Units that run the release.
    pub units: usize,
}

/// A folder of received/.
#[derive(Serialize)]
pub struct HeldPackageV1<'a> {
    /// Its name.
    pub received: &'a str,
    /// The package's number; `null`: no package.
    pub sequence: Option<u32>,
    /// SHA-256 of its manifest.
    pub sha256: Option<&'a str>,
    /// Id of the trusted key that signed it.
    pub signer: Option<&'a str>,
    /// When it was made.
    pub made_at: Option<String>,
    /// When the next one is due.
    pub next_due: Option<String>,
    /// The answer cannot lean on it: past due, altered, not the last one, or not signed by a trusted key.
    pub in_doubt: bool,
}

/// A release that a vulnerability touches.
#[derive(Serialize)]
pub struct TouchedReleaseV1<'a> {
    /// The received dossier.
    pub received: &'a str,
    /// The release.
    pub release: &'a str,
    /// A component that has it.
    pub component: String,
}

/// Firewalls, VPN appliances and remote lines.
#[derive(Serialize)]
pub struct NetworkDevicesV1 {
    /// How many.
    pub total: u64,
    /// How many are watched.
    pub watched: u64,
    /// Findings that wait for a decision or block.
    pub open_findings: usize,
    /// The verdict about them.
    pub verdict: &'static str,
}

/// The answer of `units import`.
#[derive(Serialize)]
pub struct UnitsImportV1<'a> {
    /// `tutela.units-import/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// Whether units.csv was written.
    pub written: bool,
    /// Each heading with the column it was taken for; `null`: not used.
    pub columns: Vec<(&'a str, Option<&'static str>)>,
    /// Each row with what happens to it.
    pub rows: Vec<UnitRowV1<'a>>,
    /// Known units that the list does not name; they stay.
    pub not_named: Vec<&'a str>,
    /// What is wrong with the list.
    pub findings: Vec<FindingV1<'a>>,
}

/// A row of an imported list.
#[derive(Serialize)]
pub struct UnitRowV1<'a> {
    /// `file:line`.
    pub place: String,
    /// `new`, `same`, `changed` or `conflict`.
    pub outcome: &'static str,
    /// The known units it points at, or the id a new unit gets.
    pub units: Vec<&'a str>,
    /// What changes: column, before, after.
    pub changes: Vec<(&'a str, &'a str, &'a str)>,
}
