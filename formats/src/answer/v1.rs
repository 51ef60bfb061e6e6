//! The JSON of commands, version 1 (`tutela.scan/v1`, `tutela.check/v1`, …). Fields are added, never renamed.
//!
//! Findings and components are written one by one as they are made, so that an answer about half a million components
//! needs no second copy of them in memory.

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Something written one by one when the answer is written.
pub struct Each<F>(pub F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// The answer of `scan` and `check` for one input.
#[derive(Serialize)]
pub struct AnswerV1<F: Serialize, C: Serialize> {
    /// `tutela.scan/v1` or `tutela.check/v1`.
    pub schema: &'static str,
    /// `blocking`, `undecided`, `nothing-blocking` or `no-answer`.
    pub verdict: &'static str,
    /// The exit status that this input asks for.
    pub exit_status: u8,
    /// What was looked at and what was not.
    pub scope: ScopeV1,
    /// The moment the answer is for, RFC 3339.
    pub as_of: String,
    /// Hash of the mirror's generation; `null` when nothing is held.
    pub mirror: Option<String>,
    /// Hash of the dossier, for `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier: Option<String>,
    /// Program and version.
    pub program: String,
    /// Age limit that overrides the promised ones, in days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
    /// `counted`, or `allowed` when unwatched components were left out of the verdict by request.
    pub unwatched: &'static str,
    /// Device and release, for `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceV1>,
    /// The documents read.
    pub documents: Vec<DocumentV1>,
    /// Every finding, worst first.
    pub findings: F,
    /// What can be said about each component.
    pub coverage: CoverageV1<C>,
    /// What facilities answered about the maker's packages, for `check` where answers lie in status/.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<super::package::FieldV1>,
    /// Every source held or promised.
    pub sources: Vec<SourceV1>,
}

/// Device and release that a check is about.
#[derive(Serialize)]
pub struct DeviceV1 {
    /// Id of the device.
    pub id: String,
    /// Name in English.
    pub name_en: Option<String>,
    /// Name in Japanese.
    pub name_ja: Option<String>,
    /// The release looked at; `null` when there is none.
    pub release: Option<String>,
}

/// What was looked at and what was not.
#[derive(Serialize)]
pub struct ScopeV1 {
    /// Areas looked at, in words.
    pub looked_at: Vec<String>,
    /// Their permanent ids, in the same order.
    pub looked_at_ids: Vec<String>,
    /// Areas not looked at, with the reason.
    pub not_looked_at: Vec<NotLookedAtV1>,
}

/// An area that was not looked at.
#[derive(Serialize)]
pub struct NotLookedAtV1 {
    /// Its permanent id.
    pub id: String,
    /// The area in words.
    pub area: String,
    /// Why.
    pub because: String,
}

/// A document that was read.
#[derive(Serialize)]
pub struct DocumentV1 {
    /// As the user named it.
    pub file: String,
    /// Format and version.
    pub format: String,
    /// The thing it describes.
    pub subject: String,
    /// When it was made, as written.
    pub created: String,
    /// Components in it.
    pub components: u64,
    /// Relations in it.
    pub relations: u64,
    /// Embedded statements about vulnerabilities (VEX): counted, not used.
    pub embedded_statements: u64,
    /// What of it could not be read, in the language asked for; `null`: it was read whole.
    pub unread: Option<String>,
    /// The worst it says about its own completeness: `incomplete`, `unknown` or `complete`; `not-stated`: nothing.
    pub completeness: &'static str,
    /// Things that it names and that nothing that was read holds.
    pub named_elsewhere: u64,
    /// Things of the build that do not stand in the product: counted, not looked up.
    pub build_elements: u64,
}

/// A finding.
#[derive(Serialize)]
pub struct FindingV1<'a> {
    /// Stable between runs: hash of code, subject and key.
    pub id: String,
    /// Permanent code; `tutela explain CODE` explains it.
    pub code: &'static str,
    /// `note`, `attention`, `undecided` or `blocking`.
    pub priority: &'static str,
    /// The vulnerability, where the finding is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vulnerability: Option<VulnerabilityV1<'a>>,
    /// The component, where the finding is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<ComponentRefV1<'a>>,
    /// `file:line:column` where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What is wrong and why this program says so.
    pub explanation: String,
    /// Why it matters.
    pub why: String,
    /// What to do next.
    pub next: String,
    /// What a person decided about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<&'a str>,
}

/// A vulnerability as a finding shows it.
#[derive(Serialize)]
pub struct VulnerabilityV1<'a> {
    /// CVE id, else the first source id.
    pub id: &'a str,
    /// Other ids of the same vulnerability.
    pub aliases: &'a [String],
    /// Related records, never merged.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub related: &'a [String],
    /// One line of what it is.
    pub title: &'a str,
    /// Listed as known exploited (CISA KEV); `null` when it is not listed and no fresh catalogue is held.
    pub known_exploited: Option<bool>,
    /// The day it was listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_exploited_since: Option<String>,
    /// CISA SSVC exploitation; `unknown` when nobody stated it.
    pub exploitation: &'a str,
    /// The highest CVSS; `null` when none is published.
    pub cvss: Option<CvssV1<'a>>,
    /// EPSS probability; `null` is unknown, never 0. Help for triage only: no probability of harm and no exploitability.
    pub epss: Option<f64>,
    /// Harm to a patient; `not-assessed` until a risk file says more.
    pub patient_harm: &'static str,
    /// The statements that matched.
    pub statements: Vec<StatementV1<'a>>,
    /// What other sources say of the same component: `not-affected` where they disagree, or `not-comparable`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_statements: Vec<StatementV1<'a>>,
}

/// A published CVSS rating.
#[derive(Serialize)]
pub struct CvssV1<'a> {
    /// `2.0`, `3.0`, `3.1` or `4.0`.
    pub version: &'static str,
    /// Base score; `null` when only a vector was published and it cannot be read.
    pub score: Option<f64>,
    /// Vector as published.
    pub vector: &'a str,
    /// Who scored.
    pub scorer: &'a str,
    /// The score is computed by this program from the scorer's vector, because only the vector was published.
    pub computed: bool,
    /// Published scores, of this scorer or another, that their own vectors do not give.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<ScoreContradictionV1<'a>>,
}

/// A published score that disagrees with its own vector.
#[derive(Serialize)]
pub struct ScoreContradictionV1<'a> {
    /// Who scored.
    pub scorer: &'a str,
    /// The vector.
    pub vector: &'a str,
    /// The published score.
    pub published: f64,
    /// The base score of the vector.
    pub computed: f64,
}

/// A statement of a source that matched.
#[derive(Serialize)]
pub struct StatementV1<'a> {
    /// Source part.
    pub source: &'a str,
    /// The record's id there.
    pub id: &'a str,
    /// The range that hit, or why it cannot be compared.
    pub range: &'a str,
    /// The identifier it was found by, as written in the SBOM.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub identifier: &'a str,
    /// `certain`, `possible`, `not-affected`, `not-comparable`, `withdrawn`, `rejected` or `disputed`.
    pub certainty: &'static str,
}

/// A component as a finding names it.
#[derive(Serialize)]
pub struct ComponentRefV1<'a> {
    /// Package URL as written; `null` when it has none.
    pub purl: Option<&'a str>,
    /// Name.
    pub name: &'a str,
    /// Version as written; `null` when none is stated.
    pub version: Option<&'a str>,
    /// `file:line` in its SBOM.
    pub place: PlaceV1<'a>,
}

/// What can be said about each component.
#[derive(Serialize)]
pub struct CoverageV1<C: Serialize> {
    /// Watched components as a share of those that should be watched, 0 to 1, rounded down; `null` when there is none.
    pub share: Option<f64>,
    /// All components.
    pub total: u64,
    /// Those that should be watched: all but own and not-software.
    pub countable: u64,
    /// Those that are watched.
    pub watched: u64,
    /// Those that nobody watches.
    pub unwatched: u64,
    /// Those that no source watches but a person does, in a named way.
    pub watched_elsewhere: u64,
    /// How many are in which state.
    pub states: BTreeMap<&'static str, u64>,
    /// Each component.
    pub components: C,
}

/// The coverage of one component.
#[derive(Serialize)]
pub struct ComponentV1<'a, N: Serialize> {
    /// Package URL as written; `null` when it has none.
    pub purl: Option<&'a str>,
    /// Name.
    pub name: &'a str,
    /// Version as written; `null` when none is stated.
    pub version: Option<&'a str>,
    /// Coverage state.
    pub state: &'static str,
    /// `file:line`.
    pub place: PlaceV1<'a>,
    /// The source parts that cover it.
    pub sources: N,
    /// Whether any of them has ever named it.
    pub name_seen: bool,
    /// Patched, modified or made from something else: that no range hits its version says nothing about what was changed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// Watched in another way that support.yaml names.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub watched_elsewhere: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A source part.
#[derive(Serialize)]
pub struct SourceV1 {
    /// `OSV/PyPI`, `NVD`, …
    pub name: String,
    /// The ecosystem, for sources in parts; `null` else.
    pub part: Option<String>,
    /// Holds everything the source has; `false`: covers only the names its records give.
    pub complete: bool,
    /// Records held.
    pub records: u64,
    /// Records refused.
    pub rejected: u64,
    /// The first refused records.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedV1>,
    /// Affected products that records name by the words of a vendor and a product alone: no identifier finds them.
    #[serde(skip_serializing_if = "is_none")]
    pub named_in_words: u64,
    /// The reader of this source has never met a real file of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub untried: bool,
    /// The source's own date, RFC 3339; `null` is unknown and therefore stale.
    pub published_at: Option<String>,
    /// `source`, `person`, `newest-record` or `nobody`.
    pub dated_by: &'static str,
    /// When it was imported; never used for age.
    pub taken_on: Option<String>,
    /// Age in days; `null` when nobody dates it.
    pub age_days: Option<u32>,
    /// Its limit in days.
    pub limit_days: u32,
    /// `fresh`, `stale`, `undated`, `future` (dated after the moment of the answer: no age) or `missing`.
    pub state: &'static str,
    /// SHA-256 of the segment.
    pub hash: Option<String>,
    /// `none`, `not-checked`, `valid` or `bad`: the worst of the files it came from.
    pub signature: &'static str,
    /// `import`, `sync` or `bundle`; `none` when it is not held.
    pub origin: &'static str,
    /// After this moment the part counts as stale, whatever its age; bundles alone say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<String>,
    /// Promised in plan.yaml.
    pub promised: bool,
    /// Result of `--verify`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
}

/// A refused record.
#[derive(Serialize)]
pub struct RefusedV1 {
    /// Where.
    pub place: String,
    /// Why.
    pub why: String,
}

/// The place of an input that could not be answered.
#[derive(Serialize)]
pub struct RefusedInputV1 {
    /// The schema that an answer would have.
    pub schema: &'static str,
    /// Always `no-answer`.
    pub verdict: &'static str,
    /// The exit status that this input asks for.
    pub exit_status: u8,
    /// The input as the user named it.
    pub file: String,
    /// What is wrong.
    pub error: String,
    /// What to do next.
    pub next: String,
}

/// The answer of `feeds status`.
#[derive(Serialize)]
pub struct FeedsV1 {
    /// `tutela.feeds/v1`.
    pub schema: &'static str,
    /// The moment the ages are for.
    pub as_of: String,
    /// Hash of the generation; `null` when nothing is held.
    pub mirror: Option<String>,
    /// Every part held.
    pub sources: Vec<SourceV1>,
    /// Every feed configured for `feeds sync`.
    pub feeds: Vec<FeedV1>,
}

/// A feed configured for `feeds sync`.
#[derive(Serialize)]
pub struct FeedV1 {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The last attempt, RFC 3339.
    pub last_attempt: Option<String>,
    /// The last attempt that brought the source's state, or learnt that it has not changed.
    pub last_success: Option<String>,
    /// What came of the last attempt: `taken`, `unchanged`, or why it failed.
    pub outcome: Option<String>,
}

/// The answer of `feeds import`.
#[derive(Serialize)]
pub struct ImportV1 {
    /// `tutela.import/v1`.
    pub schema: &'static str,
    /// Hash of the new generation.
    pub mirror: String,
    /// The parts that changed.
    pub sources: Vec<SourceV1>,
    /// Records held before, by part.
    pub before: BTreeMap<String, u64>,
    /// What was refused.
    pub refused: Vec<RefusedV1>,
    /// Parts that were named complete and are not.
    pub not_completed: Vec<NotCompletedV1>,
}

/// A part that was named complete and is not.
#[derive(Serialize)]
pub struct NotCompletedV1 {
    /// The part.
    pub part: String,
    /// Its files that break off or could not be read whole; `null`: no record of it came in.
    pub broken: Option<Vec<String>>,
}

/// A text that is `null` when empty.
pub fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A complete JSON document with a line end: one finding, one component, one source a line.
pub use super::lines::write;

/// A place written as `file:line`, without a copy of the file's name a component.
#[derive(Clone, Copy, Debug)]
pub struct PlaceV1<'a> {
    /// The file as the user named it.
    pub file: &'a str,
    /// Line, from 1; 0 is the whole file.
    pub line: u32,
}

impl Serialize for PlaceV1<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.line {
            0 => serializer.serialize_str(self.file),
            line => {
                let mut text = String::with_capacity(self.file.len() + 11);
                text.push_str(self.file);
                text.push(':');
                text.push_str(&line.to_string());
                serializer.serialize_str(&text)
            }
        }
    }
}
