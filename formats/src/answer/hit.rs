//! The JSON of `tutela hit`, version 1 (`tutela.hit/v1`). Fields are added, never renamed.

use super::v1::{CvssV1, SourceV1};
use serde::Serialize;

/// The answer of `hit`.
#[derive(Serialize)]
pub struct HitV1<'a> {
    /// `tutela.hit/v1`.
    pub schema: &'static str,
    /// `blocking`, `undecided`, `nothing-blocking` or `no-answer`.
    pub verdict: &'static str,
    /// The exit status.
    pub exit_status: u8,
    /// The moment the answer is for, RFC 3339.
    pub as_of: String,
    /// Hash of the mirror's generation; `null` when nothing is held.
    pub mirror: Option<String>,
    /// Program and version.
    pub program: &'static str,
    /// The id as it was asked for.
    pub asked: &'a str,
    /// What the sources say of the vulnerability; `null` when none knows it.
    pub vulnerability: Option<HitVulnerabilityV1<'a>>,
    /// Dossiers found below the folders.
    pub dossiers_found: usize,
    /// Those of them that are counted below and not listed: a server lists, of many, those that it touches or may touch first.
    pub left_out: usize,
    /// What was looked at in those; `null` when there are none.
    pub left_out_coverage: Option<LeftOutV1>,
    /// Decisions in force about an id that no held source knows.
    pub decided: Vec<HitDecidedV1<'a>>,
    /// Releases touched, or possibly touched.
    pub touched: usize,
    /// Releases of which nobody can tell.
    pub unknown: usize,
    /// Releases in which it was not found, with everything watched.
    pub not_found: usize,
    /// One entry for each dossier, in the order found.
    pub results: Vec<HitDeviceV1<'a>>,
    /// One entry for each site folder, in the order found.
    pub sites: Vec<HitSiteV1<'a>>,
    /// Folders that could not be read: there may be dossiers in them.
    pub not_read: Vec<String>,
    /// Every source held.
    pub sources: Vec<SourceV1>,
}

/// What was looked at in dossiers that are counted and not listed.
#[derive(Serialize)]
pub struct LeftOutV1 {
    /// Components that should be watched.
    pub countable: u64,
    /// Those of them that are.
    pub watched: u64,
    /// When the oldest of their checks was; `null`: none of them was ever checked. One that was never checked counts among the
    /// unknown.
    pub oldest_check: Option<String>,
}

/// A decision about an id that no held source knows.
#[derive(Serialize)]
pub struct HitDecidedV1<'a> {
    /// The dossier's folder.
    pub dir: &'a str,
    /// The release.
    pub release: String,
    /// The component as the decision names it.
    pub component: &'a str,
    /// `affected`, `not_affected`, `fixed` or `under_investigation`.
    pub status: &'static str,
}

/// The vulnerability, once for all dossiers.
#[derive(Serialize)]
pub struct HitVulnerabilityV1<'a> {
    /// CVE id, else the id of a source.
    pub id: &'a str,
    /// Other ids of the same vulnerability.
    pub aliases: &'a [String],
    /// One line of what it is.
    pub title: &'a str,
    /// Listed as known exploited (CISA KEV); `null` when it is not listed and no fresh catalogue is held.
    pub known_exploited: Option<bool>,
    /// The day it was listed.
    pub known_exploited_since: Option<String>,
    /// CISA SSVC exploitation; `unknown` when nobody stated it.
    pub exploitation: &'a str,
    /// The highest CVSS; `null` when none is published.
    pub cvss: Option<CvssV1<'a>>,
    /// EPSS probability; `null` is unknown. Help for triage only.
    pub epss: Option<f64>,
    /// Every held record of it.
    pub known_by: Vec<KnownByV1<'a>>,
    /// Whether a held record is known to name products; where it is `false`, silence proves nothing.
    pub names_products: bool,
    /// Products that records name by words alone: found by no identifier.
    pub named_in_words: u64,
}

/// A record of the vulnerability.
#[derive(Serialize)]
pub struct KnownByV1<'a> {
    /// The source part.
    pub source: &'a str,
    /// The record's id there.
    pub id: &'a str,
    /// `published`, `withdrawn`, `rejected` or `disputed`.
    pub state: &'static str,
    /// When the source last changed it.
    pub modified: Option<String>,
}

/// What it means for one dossier.
#[derive(Serialize)]
pub struct HitDeviceV1<'a> {
    /// The dossier's folder, as found.
    pub dir: &'a str,
    /// The exit status that this dossier asks for.
    pub exit_status: u8,
    /// Why it gives no answer, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<[&'a str; 2]>,
    /// Id of the device.
    pub id: &'a str,
    /// Name in English.
    pub name_en: Option<&'a str>,
    /// Name in Japanese.
    pub name_ja: Option<&'a str>,
    /// Hash of the dossier.
    pub dossier: Option<&'a str>,
    /// Parts of the dossier that could not be read.
    pub complaints: usize,
    /// Its releases.
    pub releases: Vec<HitReleaseV1<'a>>,
}

/// What it means for one release.
#[derive(Serialize)]
pub struct HitReleaseV1<'a> {
    /// Id of the release.
    pub release: String,
    /// Its version as labelled.
    pub label: &'a str,
    /// Its state; `null` when release.yaml could not be read.
    pub state: Option<&'static str>,
    /// `touched`, `possible`, `unknown`, `set-aside` or `not-found`.
    pub outcome: &'static str,
    /// What it touches.
    pub found: Vec<HitFoundV1<'a>>,
    /// What was looked at.
    pub coverage: HitCoverageV1<'a>,
    /// Installed units that run it, where the dossier stands in a site folder; `null`: no list of units was looked at. It is
    /// never 0 for that reason.
    pub units: Option<u64>,
    /// Harm to a patient; `not-assessed` until a risk file says more.
    pub patient_harm: &'static str,
}

/// What it means for one site.
#[derive(Serialize)]
pub struct HitSiteV1<'a> {
    /// The site's folder, as found.
    pub dir: &'a str,
    /// Why it gives no answer, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<[&'a str; 2]>,
    /// Name in English.
    pub name_en: Option<&'a str>,
    /// Name in Japanese.
    pub name_ja: Option<&'a str>,
    /// Installed units; `null`: there is no list of units.
    pub units_installed: Option<usize>,
    /// Those of them of which no received dossier says what they are, or several do.
    pub units_without_dossier: usize,
    /// Those of them whose release is not known.
    pub units_release_unknown: usize,
    /// Firewalls, VPN appliances and remote lines that it touches.
    pub network_devices: Vec<HitNetworkDeviceV1<'a>>,
    /// Such devices of which nobody can tell.
    pub network_devices_unwatched: &'a [String],
    /// Places of the site's own files that could not be read.
    pub complaints: usize,
}

/// A network device that the vulnerability touches.
#[derive(Serialize)]
pub struct HitNetworkDeviceV1<'a> {
    /// Product and version.
    pub device: &'a str,
    /// `certain`, `possible`, `not-comparable` or `set-aside`.
    pub how: &'static str,
    /// The source that says so.
    pub source: &'a str,
    /// The record's id there.
    pub record: &'a str,
    /// The range that hit; empty when none did.
    pub range: &'a str,
    /// `note`, `attention`, `undecided` or `blocking`.
    pub priority: &'static str,
}

/// What was looked at in a release.
#[derive(Serialize)]
pub struct HitCoverageV1<'a> {
    /// Components that should be watched.
    pub countable: u64,
    /// Those of them that are.
    pub watched: u64,
    /// Those that are not.
    pub unwatched: u64,
    /// The first of them.
    pub unwatched_components: &'a [String],
    /// What else the answer leans on and cannot, in words; empty when nothing.
    pub leans_on: Vec<String>,
    /// Whether advisories that name devices without identifiers were asked.
    pub names_asked: bool,
}

/// A component that the vulnerability touches.
#[derive(Serialize)]
pub struct HitFoundV1<'a> {
    /// Name and version.
    pub component: &'a str,
    /// Package URL as written.
    pub purl: Option<&'a str>,
    /// `file:line:column` where it stands.
    pub place: Option<String>,
    /// `certain`, `possible`, `not-comparable`, `by-name` or `set-aside`.
    pub how: &'static str,
    /// The source that says so.
    pub source: &'a str,
    /// The record's id there.
    pub record: &'a str,
    /// The range that hit; empty when none did.
    pub range: &'a str,
    /// Why, in words.
    pub why: &'a str,
    /// `note`, `attention`, `undecided` or `blocking`, with the decision taken in.
    pub priority: &'static str,
    /// What was decided; `null`: nothing.
    pub decision: Option<&'a str>,
    /// What support.yaml says; `null`: nothing.
    pub support: Option<HitSupportV1>,
}

/// What support.yaml says about a component.
#[derive(Serialize)]
pub struct HitSupportV1 {
    /// Level of support.
    pub level: Option<&'static str>,
    /// End of support.
    pub end_of_support: Option<String>,
    /// Whether that day has passed.
    pub past: bool,
}
