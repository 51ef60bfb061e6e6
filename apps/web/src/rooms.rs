//! The rooms behind the server: each activity with its answer in the published shape. The edge fills this port with the
//! very functions that the commands print, so that a page and a terminal never disagree.

use crate::network_rooms::NetworkRooms;
use crate::paper_rooms::PaperRooms;
use crate::sbom_rooms::SbomRooms;
use crate::unit_rooms::UnitRooms;
use activities::checks_port::{KeptCheck, KeptFinding};
use activities::dossier_port::Dossiers;
use activities::folder_port::FolderReader;
use activities::library_port::Files;
use activities::mirror_port::Changed;
use activities::site_port::Sites;
use std::collections::BTreeSet;
use terms::{Instant, Lang};

/// The moment an answer is for, and the language of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The moment.
    pub now: Instant,
    /// The language.
    pub lang: Lang,
}

/// An answer as its command gives it with `--format json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// One JSON object of a published shape.
    pub json: Vec<u8>,
    /// The exit status of the command.
    pub status: u8,
}

/// A check with what the store keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The answer as its command gives it.
    pub answer: Answer,
    /// What lists show; its `revision` is the server's to fill in.
    pub check: KeptCheck,
    /// Each finding.
    pub findings: Vec<KeptFinding>,
    /// Dates that come up, in the form of findings: work for somebody, and part of no answer.
    pub coming: Vec<KeptFinding>,
    /// How far it looked.
    pub looked: Looked,
}

/// Before the name of a source among the counts of a check: how old, in days, the plan of the dossier lets it be, where that is
/// stricter than the server.
pub const LIMIT: &str = "limit ";

/// How far a check looked. What it did not look at it does not clear either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The release; empty for a site or where there is none.
    pub release: String,
    /// Names of the sources that were held.
    pub sources: BTreeSet<String>,
    /// Components that no source watches, as findings name them: name and version.
    pub unwatched: BTreeSet<String>,
    /// All that was written could be read.
    pub whole: bool,
    /// There was an SBOM to look at, and all of it could be read.
    pub bills: bool,
    /// Installed units of a site about which nobody can tell.
    pub blind: u64,
}

/// The answer about some wards of a site, with what of the site belongs to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WardChecked {
    /// `tutela.site/v1` of these wards alone.
    pub answer: Answer,
    /// Its verdict.
    pub verdict: &'static str,
    /// Installed units of these wards.
    pub installed: u64,
    /// Of them those about which nobody can tell.
    pub blind: u64,
    /// Components of what they run that are watched, and those that should be.
    pub components: (i64, i64),
    /// What work may be about that belongs to them: keys of findings, vulnerabilities, decisions.
    pub about: BTreeSet<String>,
    /// What their units run.
    pub releases: Vec<WardRelease>,
}

/// A release that units of some wards run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WardRelease {
    /// The received dossier.
    pub received: String,
    /// The id of its device; empty where it has none.
    pub device: String,
    /// The release.
    pub release: String,
    /// No unit elsewhere runs it.
    pub alone: bool,
}

/// How old a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceAge {
    /// Its name, such as `OSV/PyPI`.
    pub name: String,
    /// `fresh`, `stale`, `undated`, `future` or `missing`.
    pub state: &'static str,
    /// Whole days since its own date; `None` when nobody dated it.
    pub age_days: Option<i64>,
    /// How old it may be.
    pub limit_days: u32,
}

/// Networks of a site as its page shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteNetworks {
    /// Id, name in the language asked for, subnets, and how many units stand in it.
    pub zones: Vec<(String, String, Vec<String>, u64)>,
    /// Firewalls and remote lines.
    pub devices: Vec<SiteDevice>,
    /// Folders of `received/`, each with the number of units joined with it.
    pub received: Vec<(String, u64)>,
}

/// A firewall or a remote line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteDevice {
    /// Its id.
    pub id: String,
    /// A firewall; otherwise a remote line.
    pub firewall: bool,
    /// Product and version, where stated.
    pub product: String,
    /// Zones it stands between.
    pub zones: Vec<String>,
    /// Rules of it are kept.
    pub rules_kept: bool,
}

/// An installed unit as the register shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteUnit {
    /// Its id.
    pub id: String,
    /// `joined`, `release-unknown`, `several-dossiers`, `no-dossier` or `retired`.
    pub state: &'static str,
    /// The received dossier that is about it.
    pub received: Option<String>,
    /// The release it runs.
    pub release: Option<String>,
    /// Its zone, by its address or as stated.
    pub zone: Option<String>,
    /// Clinical criticality.
    pub criticality: Option<&'static str>,
    /// Serial number; empty when it is not told.
    pub serial: String,
    /// The model, as written.
    pub model: String,
    /// The version, as labelled.
    pub version: String,
    /// The ward.
    pub ward: String,
    /// Its addresses.
    pub addresses: Vec<String>,
}

/// A unit list to be taken in.
#[derive(Clone, Copy, Debug)]
pub struct UnitList<'a> {
    /// How it is called in the answer.
    pub name: &'a str,
    /// CSV or a workbook.
    pub bytes: &'a [u8],
    /// What headings mean where a person says so, `HEADING=COLUMN` each.
    pub meanings: &'a [String],
    /// Write what can be taken in; otherwise it is only said.
    pub write: bool,
}

/// Vectors and trees to be scored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToScore {
    /// CVSS vectors.
    pub vectors: Vec<String>,
    /// `TREE:point=value,…` each.
    pub ssvc: Vec<String>,
    /// `exploitability=…,harm=…`.
    pub patient_risk: Option<String>,
}

/// What a vulnerability is looked for in.
#[derive(Default)]
pub struct HitAsked {
    /// Dossiers that are looked at now, by name.
    pub dossiers: Vec<(String, Box<dyn Dossiers>)>,
    /// Sites, by name.
    pub sites: Vec<(String, Box<dyn Sites>)>,
    /// Dossiers that are told as their last check saw them.
    pub standings: Vec<HitStanding>,
    /// Dossiers of which nothing is known: never checked, or not to be checked.
    pub unchecked: Vec<String>,
    /// Dossiers that are counted and not listed.
    pub unlisted: Unlisted,
    /// The [`mirror`](Rooms::mirror) that is meant where something is called current.
    pub mirror: String,
}

/// A dossier as its last check saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HitStanding {
    /// Its name.
    pub name: String,
    /// What the check learned.
    pub details: Vec<u8>,
    /// A check of now would learn the same.
    pub is_current: bool,
}

/// Dossiers that an answer counts and does not list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlisted {
    /// How many.
    pub dossiers: usize,
    /// Their releases in which it was not found, with everything watched.
    pub known: usize,
    /// Their releases of which nobody can tell.
    pub unknown: usize,
    /// Components of their releases that should be watched, and those that are.
    pub countable: u64,
    /// See `countable`.
    pub watched: u64,
    /// The oldest of their checks.
    pub oldest: Option<Instant>,
}

/// Why a room gives no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub next: String,
}

/// How far the fetching of a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedProgress<'f> {
    /// Its name.
    pub name: &'f str,
    /// Bytes that came.
    pub done: u64,
    /// Of so many, when its server says.
    pub total: Option<u64>,
    /// Whether it was taken in; `None` while it is worked on.
    pub ended: Option<bool>,
}

/// What came of fetching one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedSynced {
    /// Its name.
    pub name: String,
    /// Why it was not fetched or not taken, English and Japanese; `None` when it was, or has not changed.
    pub fault: Option<[String; 2]>,
    /// When it last brought the source's state, or said that it has not changed.
    pub last_success: Option<Instant>,
}

/// Every activity that the server offers.
pub trait Rooms: NetworkRooms + PaperRooms + SbomRooms + UnitRooms + Send + Sync {
    /// Reads files in memory as the folder would be read.
    fn reader(&self) -> &dyn FolderReader;
    /// `tutela.check/v1` of a dossier.
    fn check_device(&self, asking: Asking, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Checked, Refusal>;
    /// `tutela.site/v1` of a site.
    fn check_site(&self, asking: Asking, site: &dyn Sites) -> Result<Checked, Refusal>;
    /// `tutela.site/v1` of some wards of a site, by their names.
    fn check_wards(&self, asking: Asking, site: &dyn Sites, wards: &[String]) -> Result<WardChecked, Refusal>;
    /// `tutela.hit/v1`: which of these one vulnerability touches.
    fn hit(&self, asking: Asking, id: &str, asked: &HitAsked) -> Result<Answer, Refusal>;
    /// Every id that the vulnerability of this id goes by; this id alone when no held source knows it.
    fn ids_of(&self, asking: Asking, id: &str) -> Result<Vec<String>, Refusal>;
    /// `tutela.feeds/v1`.
    fn feeds(&self, asking: Asking) -> Result<Answer, Refusal>;
    /// Fetches every configured feed, as `tutela feeds sync` does.
    fn sync_feeds(&self, asking: Asking, each: &dyn Fn(&FeedProgress<'_>)) -> Result<Vec<FeedSynced>, Refusal>;
    /// What a finding of this code means, why it matters, and what to do; `None` for a code that nothing has.
    fn explain(&self, lang: Lang, code: &str) -> Option<[String; 3]>;
    /// Every source held or promised.
    fn sources(&self, asking: Asking) -> Result<Vec<SourceAge>, Refusal>;
    /// Zones, firewalls and lines of a site.
    fn networks(&self, asking: Asking, site: &Files) -> Result<SiteNetworks, Refusal>;
    /// What an answer depends on beside files and day: the hash of the mirror's generation in force, empty when nothing is held,
    /// then a point and what stands for program and settings. An answer stays the same while it does.
    fn mirror(&self) -> String;
    /// What differs between the mirrors of two answers, each as [`mirror`](Rooms::mirror) told it; `None` when one of them is no longer kept.
    fn changed(&self, before: &str, now: &str) -> Result<Option<Changed>, Refusal>;

    /// The register of a site in the order of its ids.
    fn units(&self, asking: Asking, site: &dyn Sites) -> Result<Vec<SiteUnit>, Refusal>;
    /// `tutela.units-import/v1`: what a list would change, and changes where that is asked for.
    fn import_units(&self, asking: Asking, site: &dyn Sites, list: UnitList<'_>) -> Result<Answer, Refusal>;
    /// `tutela.network-verify/v1`: the kept rules of a firewall against the profile of a received dossier.
    fn verify_network(
        &self,
        asking: Asking,
        site: &dyn Sites,
        received: &str,
        firewall: &str,
    ) -> Result<Answer, Refusal>;
    /// `tutela.sbom-diff/v1` of two releases.
    fn sbom_diff(&self, asking: Asking, dossier: &dyn Dossiers, from: &str, to: &str) -> Result<Answer, Refusal>;
    /// `tutela.sbom-quality/v1` of a release.
    fn sbom_quality(&self, asking: Asking, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Answer, Refusal>;
    /// `tutela.scan/v1` of one loose file.
    fn scan(&self, asking: Asking, name: &str, bytes: &[u8]) -> Result<Answer, Refusal>;
    /// `tutela.score/v1`.
    fn score(&self, asking: Asking, asked: &ToScore) -> Result<Answer, Refusal>;
    /// `tutela.import/v1` of a signed bundle; only what a key that is trusted already has signed is taken.
    fn import_feeds(&self, asking: Asking, bundle: &[u8]) -> Result<Answer, Refusal>;
}
