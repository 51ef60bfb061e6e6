//! What the `sbom` commands answer, version 1.

use super::v1::FindingV1;
use serde::Serialize;

/// The answer of `sbom show`.
#[derive(Serialize)]
pub struct ShowV1<'a> {
    /// `tutela.sbom-show/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// The documents.
    pub documents: Vec<ShownV1<'a>>,
    /// What is wrong with them.
    pub findings: Vec<FindingV1<'a>>,
}

/// A document, shown.
#[derive(Serialize)]
pub struct ShownV1<'a> {
    /// As the user named it, or `archive!member`.
    pub file: &'a str,
    /// Format and version.
    pub format: String,
    /// Serial number or namespace.
    pub serial: Option<&'a str>,
    /// When it was made, as written.
    pub created: Option<&'a str>,
    /// Who made it.
    pub authors: Vec<&'a str>,
    /// With which tools.
    pub tools: Vec<&'a str>,
    /// At which points of the life cycle.
    pub contexts: Vec<&'a str>,
    /// Relations between components.
    pub relations: u64,
    /// Embedded statements about vulnerabilities: counted.
    pub embedded_statements: u64,
    /// Things of the build: counted.
    pub build_elements: u64,
    /// The components; what the document describes first.
    pub components: Vec<ShownComponentV1<'a>>,
}

/// A component, shown.
#[derive(Serialize)]
pub struct ShownComponentV1<'a> {
    /// Whether it is what the document describes.
    pub subject: bool,
    /// The document's own name for it.
    pub reference: Option<&'a str>,
    /// Name with its group.
    pub name: String,
    /// Version as written.
    pub version: Option<&'a str>,
    /// What kind of thing it is.
    pub kind: String,
    /// How deep it is nested.
    pub depth: u32,
    /// Package URLs.
    pub purls: Vec<&'a str>,
    /// CPE names.
    pub cpes: Vec<&'a str>,
    /// Software Heritage identifiers.
    pub swhids: Vec<&'a str>,
    /// Supplier.
    pub supplier: Option<&'a str>,
    /// Licences.
    pub licences: Vec<&'a str>,
    /// Hashes as `algorithm:value`.
    pub hashes: Vec<String>,
    /// Level of support as written.
    pub level_of_support: Option<&'a str>,
    /// End of support as written.
    pub end_of_support: Option<&'a str>,
    /// Whether its pedigree states patches or another origin.
    pub patched: bool,
    /// `file:line`.
    pub place: String,
}

/// The answer of `sbom add`.
#[derive(Serialize)]
pub struct AddedV1<'a> {
    /// `tutela.sbom-add/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// Its name inside the dossier.
    pub file: &'a str,
    /// Documents in it.
    pub documents: u64,
    /// Components in them.
    pub components: u64,
    /// Whether release.yaml lists it already.
    pub listed: bool,
    /// The file that lists SBOMs.
    pub release_file: &'a str,
    /// The line for its `sboms:`.
    pub line: &'a str,
}

/// The answer of `sbom diff`.
#[derive(Serialize)]
pub struct DiffV1<'a> {
    /// `tutela.sbom-diff/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// The first file.
    pub from: String,
    /// The second file.
    pub to: String,
    /// Only in the second.
    pub added: Vec<SideV1<'a>>,
    /// Only in the first.
    pub removed: Vec<SideV1<'a>>,
    /// In both, different.
    pub changed: Vec<ChangeV1<'a>>,
    /// In both, the same.
    pub same: u64,
    /// What is wrong with the documents.
    pub findings: Vec<FindingV1<'a>>,
}

/// A component of one side.
#[derive(Serialize)]
pub struct SideV1<'a> {
    /// Name with its group.
    pub name: &'a str,
    /// Version.
    pub version: Option<&'a str>,
    /// First package URL or CPE name.
    pub identifier: Option<&'a str>,
    /// Licences, joined.
    pub licence: Option<&'a str>,
    /// Supplier.
    pub supplier: Option<&'a str>,
    /// `file:line`.
    pub place: &'a str,
}

/// A component that differs.
#[derive(Serialize)]
pub struct ChangeV1<'a> {
    /// `up`, `down`, `other` (no order is known) or `none`.
    pub version: &'static str,
    /// The licence differs.
    pub licence: bool,
    /// The supplier differs.
    pub supplier: bool,
    /// The identifier differs.
    pub identifier: bool,
    /// The version is the same and a hash of the same kind is not.
    pub content: bool,
    /// Before.
    pub from: SideV1<'a>,
    /// After.
    pub to: SideV1<'a>,
}

/// The answer of `sbom quality`.
#[derive(Serialize)]
pub struct QualityV1<'a> {
    /// `tutela.sbom-quality/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// Documents read.
    pub documents: u64,
    /// Components asked.
    pub components: u64,
    /// Files and data without an identifier: not asked.
    pub not_asked: u64,
    /// Documents that could not be read, or not to their end.
    pub unread: u64,
    /// Files of the folder that hold no SBOM.
    pub passed_over: u64,
    /// The lists.
    pub lists: Vec<ListV1>,
    /// Each element once.
    pub elements: Vec<ElementV1<'a>>,
    /// Ends of support that a held list proposes where nothing is stated; they count as missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposed: Vec<ProposedV1>,
    /// What is wrong with the documents.
    pub findings: Vec<FindingV1<'a>>,
}

/// The support of a component as a list proposes it.
#[derive(Serialize)]
pub struct ProposedV1 {
    /// Name and version of the component.
    pub component: String,
    /// Product and release cycle as the list names them.
    pub of: String,
    /// `actively-maintained`, `limited` or `no-longer-maintained`.
    pub level_of_support: &'static str,
    /// The last day of support; left out when none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_of_support: Option<String>,
    /// The list's own date.
    pub dated: String,
}

/// A list of elements that somebody asks for.
#[derive(Serialize)]
pub struct ListV1 {
    /// Stable name.
    pub id: &'static str,
    /// Title and edition.
    pub title: &'static str,
    /// Whether it is a draft.
    pub draft: bool,
    /// How sure its contents are: `O` official extract, `S` secondary source, `M` not confirmed, `?` known doubt.
    pub confidence: &'static str,
    /// Whether every element is stated everywhere. It says nothing about truth.
    pub stated: bool,
    /// Its elements.
    pub elements: Vec<&'static str>,
    /// What it asks for beyond what a document shows.
    pub not_judged: Vec<&'static str>,
}

/// An element.
#[derive(Serialize)]
pub struct ElementV1<'a> {
    /// Stable name.
    pub element: &'static str,
    /// `document` or `component`.
    pub of: &'static str,
    /// How many should state it.
    pub total: u64,
    /// How many do.
    pub present: u64,
    /// How many do not.
    pub missing: u64,
    /// Where it is missing.
    pub places: Vec<MissingV1<'a>>,
}

/// Where an element is missing.
#[derive(Serialize)]
pub struct MissingV1<'a> {
    /// `file:line`, or the file for the document as a whole.
    pub place: String,
    /// Name and version of the component.
    pub component: Option<&'a str>,
}

/// What an SBOM would change, or has changed, in a release.
#[derive(Serialize)]
pub struct OfferV1<'a> {
    /// `tutela.sbom-offer/v1`.
    pub schema: &'static str,
    /// Exit status of the program.
    pub exit_status: u8,
    /// Whether it is kept now.
    pub written: bool,
    /// The revision of the dossier that it was held against.
    pub revision: i64,
    /// The release.
    pub release: &'a str,
    /// Its name inside the dossier.
    pub file: &'a str,
    /// The part of the product that it describes.
    pub role: &'static str,
    /// A file of that name is there, and goes.
    pub replaces: bool,
    /// The very same bytes are there already: nothing changes.
    pub same: bool,
    /// release.yaml lists it; otherwise it is not read until it does.
    pub listed: bool,
    /// The file to add the line to.
    pub release_file: &'a str,
    /// The line for `sboms:`.
    pub line: &'a str,
    /// Documents in it.
    pub documents: u64,
    /// Components in them.
    pub components: u64,
    /// What differs from the file that goes; findings are about the new one.
    pub diff: DiffV1<'a>,
    /// What the check of the release says before and after; `null` where it was not asked.
    pub effect: Option<EffectV1>,
}

/// What a change does to the check of a release.
#[derive(Serialize)]
pub struct EffectV1 {
    /// The verdict before.
    pub verdict_before: String,
    /// The verdict after.
    pub verdict_after: String,
    /// Components that are watched, and those that should be, after.
    pub watched: i64,
    /// See `watched`.
    pub countable: i64,
    /// Findings that were not there before.
    pub new: Vec<NewFindingV1>,
    /// How many there are; `new` holds the worst of them.
    pub new_count: usize,
    /// Findings that are gone.
    pub gone_count: usize,
}

/// A finding that a change brings.
#[derive(Serialize)]
pub struct NewFindingV1 {
    /// Its priority.
    pub priority: String,
    /// The vulnerability, else its code.
    pub about: String,
    /// What it is about.
    pub subject: String,
}
