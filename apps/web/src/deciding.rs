//! Deciding about findings and approving decisions. The edge fills this port with the activities behind `tutela triage` and
//! `tutela triage sign`, so that what a page writes into a dossier is what the command would have appended.

use crate::rooms::{Asking, Refusal};
use activities::dossier_port::Dossiers;
use activities::site_port::Sites;
use formats::dossier::v1;

/// Who decides or approves, as far as a dossier can know them.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// The login of the account.
    pub login: &'a str,
    /// The public half of the key that signs for it, base64; empty when there is none.
    pub public: &'a str,
    /// The account is signed in to elsewhere, where others chose its login.
    pub elsewhere: bool,
}

/// What somebody wants with a finding.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The release; `None`: the one that a check looks at.
    pub release: Option<&'a str>,
    /// The id of the finding in the answer of the check.
    pub finding: &'a str,
    /// A status of VEX.
    pub status: &'a str,
    /// A justification of VEX; empty when none.
    pub justification: &'a str,
    /// The reason.
    pub reason: &'a str,
    /// The day by which it is looked at again; empty when none.
    pub until: &'a str,
}

/// What a decision of a site is about, in the words of the site's answer.
#[derive(Clone, Copy, Debug)]
pub struct AtSite<'a> {
    /// The folder in received/.
    pub received: &'a str,
    /// An id of the vulnerability.
    pub vulnerability: &'a str,
    /// The component.
    pub component: &'a str,
}

/// A decision that a site's decisions.yaml is to hold.
#[derive(Clone, Debug)]
pub struct SiteDecided {
    /// SHA-256 of the site's own files as they were read.
    pub held: String,
    /// SHA-256 of its canonical record.
    pub sha256: String,
    /// The record.
    pub record: v1::SiteDecision,
}

/// A decision of a dossier or a site with how it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionState {
    /// The device that a site's decision is about; empty in a dossier.
    pub device: String,
    /// The release; empty: each that is in use at the site.
    pub release: String,
    /// SHA-256 of its canonical record: what an approval signs.
    pub sha256: String,
    /// Every id of the vulnerability.
    pub vulnerabilities: Vec<String>,
    /// The component.
    pub component: String,
    /// The status, a label of VEX.
    pub status: &'static str,
    /// The justification, a label of VEX; empty when none.
    pub justification: &'static str,
    /// The reason.
    pub reason: String,
    /// Who wrote it: printed name, else id; empty when nobody is named.
    pub author: String,
    /// When it was decided; empty when nobody says.
    pub decided_at: String,
    /// By when it is looked at again; empty when nobody says.
    pub until: String,
    /// Who approved it, where a checked signature completes it; else empty.
    pub approved_by: String,
    /// It claims something, and nobody's checked signature completes it.
    pub waits: bool,
}

/// What was signed, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// The release.
    pub release: String,
    /// Id of the person in people.yaml.
    pub person: String,
    /// Their authority there.
    pub authority: String,
    /// Id of their key there.
    pub key: String,
    /// The signature, base64.
    pub signature: String,
    /// It stood in the dossier before: an earlier attempt got that far, or it was put there with the folder.
    pub before: bool,
}

/// Decisions of dossiers and sites.
pub trait Deciding: Send + Sync {
    /// Appends a decision; SHA-256 of its canonical record.
    fn decide(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        who: Who<'_>,
        wanted: Wanted<'_>,
    ) -> Result<String, Refusal>;
    /// Every decision that no later one replaces.
    fn decisions(&self, asking: Asking, dossier: &dyn Dossiers) -> Result<Vec<DecisionState>, Refusal>;
    /// Signs a decision in somebody's name with the secret half of their key, and appends the approval; one by this very key
    /// that stands there already is given back.
    fn approve(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        signer: (Who<'_>, &[u8]),
        decision: &str,
    ) -> Result<Signed, Refusal>;
    /// What a decision about a vulnerability at a site would add; nothing is written. The finding of `wanted` is not looked at.
    fn decide_at_site(
        &self,
        asking: Asking,
        site: &dyn Sites,
        who: Who<'_>,
        wanted: (Wanted<'_>, AtSite<'_>),
    ) -> Result<SiteDecided, Refusal>;
    /// Every decision of a site that no later one replaces.
    fn site_decisions(&self, asking: Asking, site: &dyn Sites) -> Result<Vec<DecisionState>, Refusal>;
    /// As [`approve`](Deciding::approve), a decision of a site.
    fn approve_at_site(
        &self,
        asking: Asking,
        site: &dyn Sites,
        signer: (Who<'_>, &[u8]),
        decision: &str,
    ) -> Result<Signed, Refusal>;
    /// A new key: the public half (base64), and the secret half as bytes to be sealed.
    fn new_key(&self) -> Result<(String, Vec<u8>), Refusal>;
}
