//! The JSON of `tutela triage`, version 1 (`tutela.triage-import/v1`, `tutela.triage-export/v1`,
//! `tutela.triage-sign/v1`, `tutela.names/v1`).

use serde::Serialize;

/// The answer of `triage import`.
#[derive(Debug, Serialize)]
pub struct ImportV1 {
    /// `tutela.triage-import/v1`.
    pub schema: &'static str,
    /// Format and version of the document.
    pub format: String,
    /// Its id.
    pub id: String,
    /// Who says it.
    pub author: String,
    /// The release it was held against.
    pub release: Option<String>,
    /// Whether the decisions were appended to decisions.yaml.
    pub written: bool,
    /// Statements in it; one with several products or parts counts once for each. The sum of `taken` and `listed`.
    pub statements: usize,
    /// Taken, in document order.
    pub taken: Vec<TakenV1>,
    /// Not taken, with why.
    pub listed: Vec<ListedV1>,
    /// What is wrong with the document.
    pub defects: Vec<String>,
}

/// A statement that became a decision.
#[derive(Debug, Serialize)]
pub struct TakenV1 {
    /// Line in the document.
    pub line: u32,
    /// Every id of the vulnerability.
    pub vulnerabilities: Vec<String>,
    /// The component, as decisions.yaml names it.
    pub component: String,
    /// The status.
    pub status: &'static str,
    /// The justification label.
    pub justification: Option<&'static str>,
    /// The document called it "not affected" because of the perimeter; it is taken as a mitigation.
    pub mitigation: bool,
}

/// A statement that was not taken.
#[derive(Debug, Serialize)]
pub struct ListedV1 {
    /// Line in the document.
    pub line: u32,
    /// The vulnerability.
    pub vulnerability: String,
    /// What it is about, as written.
    pub product: String,
    /// The status as written.
    pub status: String,
    /// Stable name of the reason.
    pub reason: &'static str,
    /// The reason in words.
    pub explanation: String,
}

/// The answer of `triage export --out`.
#[derive(Debug, Serialize)]
pub struct ExportV1 {
    /// `tutela.triage-export/v1`.
    pub schema: &'static str,
    /// The file written.
    pub file: String,
    /// How many decisions it holds.
    pub written: usize,
    /// Fields of them that it does not carry, or only in part.
    pub lost: Vec<LostV1>,
    /// Decisions in force that it does not hold.
    pub left_out: Vec<LeftOutV1>,
    /// The document itself, where it was not written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A field that is not carried.
#[derive(Debug, Serialize)]
pub struct LostV1 {
    /// The decision.
    pub decision: String,
    /// The field.
    pub field: &'static str,
}

/// A decision that is not in the document.
#[derive(Debug, Serialize)]
pub struct LeftOutV1 {
    /// The decision.
    pub decision: String,
    /// Why.
    pub because: String,
}

/// The answer of `triage sign`.
#[derive(Debug, Serialize)]
pub struct SignV1 {
    /// `tutela.triage-sign/v1`.
    pub schema: &'static str,
    /// The release; left out where a decision of a site is about each that is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The site, where the decision is one of a site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The decision.
    pub decision: String,
    /// SHA-256 of its canonical record.
    pub sha256: Option<String>,
    /// What is signed.
    pub statement: String,
    /// Whether the approval was signed and appended to decisions.yaml.
    pub written: bool,
}

/// The answer of `triage names --list`.
#[derive(Debug, Serialize)]
pub struct NamesV1<'a> {
    /// `tutela.names/v1`.
    pub schema: &'static str,
    /// The release.
    pub release: String,
    /// Whether advisories were held and young enough to be asked; where not, an empty list means nothing.
    pub asked: bool,
    /// Exit status.
    pub exit_status: u8,
    /// Pairs that wait for an answer, worst first.
    pub pairs: Vec<PairV1<'a>>,
}

/// Something of ours and a product that advisories name.
#[derive(Debug, Serialize)]
pub struct PairV1<'a> {
    /// Our maker; empty when nobody states one.
    pub maker: &'a str,
    /// Our name.
    pub name: &'a str,
    /// Our version; empty when none is stated.
    pub version: &'a str,
    /// The maker as the advisories name it.
    pub their_vendor: &'a str,
    /// The product as the advisories name it.
    pub their_product: &'a str,
    /// The advisories, worst first.
    pub advisories: Vec<NamedV1<'a>>,
}

/// An advisory that names the product.
#[derive(Debug, Serialize)]
pub struct NamedV1<'a> {
    /// Its id.
    pub id: &'a str,
    /// The vulnerabilities it is about.
    pub vulnerabilities: &'a [String],
    /// Whether one of them is listed as known exploited; `null`: not listed, and no fresh list is held.
    pub known_exploited: Option<bool>,
    /// The highest base score, in points; `null`: none is known.
    pub cvss: Option<f64>,
    /// Why they may be the same.
    pub why: &'a str,
}
