//! Decisions and electronic signatures.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A decision about a finding.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewDecision {
    /// The id of the finding in the answer of the check.
    pub(crate) finding: String,
    /// The release; the one that a check looks at when left out.
    #[serde(default)]
    pub(crate) release: Option<String>,
    /// `affected`, `not_affected`, `fixed` or `under_investigation`.
    pub(crate) status: String,
    /// A justification of VEX; needed for `not_affected`.
    #[serde(default)]
    pub(crate) justification: String,
    /// Why, in words.
    pub(crate) reason: String,
    /// The day by which it is looked at again, such as 2027-03-31.
    #[serde(default)]
    pub(crate) until: String,
}

/// A decision about a vulnerability in a release that units of a site run.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewSiteDecision {
    /// The folder in received/ of the device.
    pub(crate) received: String,
    /// The release.
    pub(crate) release: String,
    /// An id of the vulnerability.
    pub(crate) vulnerability: String,
    /// The component, as the answer of the site names it.
    pub(crate) component: String,
    /// `affected`, `not_affected`, `fixed` or `under_investigation`.
    pub(crate) status: String,
    /// A justification of VEX; needed for `not_affected`.
    #[serde(default)]
    pub(crate) justification: String,
    /// Why, in words.
    pub(crate) reason: String,
    /// The day by which it is looked at again, such as 2027-03-31.
    #[serde(default)]
    pub(crate) until: String,
}

/// What a decision did.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Decided {
    /// SHA-256 of its record; what an approval signs.
    pub(crate) decision: String,
    /// It waits for a second person.
    pub(crate) waits: bool,
    /// The revision of the dossier that holds it.
    pub(crate) revision: i64,
}

/// Decisions.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Decisions {
    /// In the order written.
    pub(crate) items: Vec<DecisionRow>,
    /// There are more dossiers and sites that may hold decisions that wait than were looked into.
    pub(crate) more: bool,
    /// Dossiers and sites that could not be read: nobody knows whether decisions wait in them.
    pub(crate) unreadable: Vec<Unread>,
}

/// A dossier or a site that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Unread {
    /// Which, such as `dossier/aster-s2-pump`.
    pub(crate) id: String,
    /// Why.
    pub(crate) why: String,
}

/// A decision with how it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DecisionRow {
    /// The dossier; of a site's decision the device.
    pub(crate) device: String,
    /// The site that holds it; empty for a decision of a dossier.
    pub(crate) site: String,
    /// The release; empty: each that is in use at the site.
    pub(crate) release: String,
    /// SHA-256 of its record.
    pub(crate) decision: String,
    /// Every id of the vulnerability.
    pub(crate) vulnerabilities: Vec<String>,
    /// The component.
    pub(crate) component: String,
    /// The status of VEX.
    pub(crate) status: &'static str,
    /// The justification of VEX; empty when none.
    pub(crate) justification: &'static str,
    /// Why, in words.
    pub(crate) reason: String,
    /// Who wrote it; empty when nobody is named.
    pub(crate) author: String,
    /// When it was decided.
    pub(crate) decided_at: String,
    /// By when it is looked at again; empty when nobody says.
    pub(crate) until: String,
    /// Who approved it with a signature that was checked; empty when nobody.
    pub(crate) approved_by: String,
    /// `waits`, `approved`, `rejected` or `none-needed`.
    pub(crate) state: &'static str,
    /// Signatures given at this server, in the order given.
    pub(crate) signatures: Vec<SignatureRow>,
}

/// A new signature.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewSignature {
    /// SHA-256 of the decision's record.
    pub(crate) decision: String,
    /// `approved`, `reviewed` or `rejected`.
    pub(crate) meaning: String,
    /// What else the person says; needed to reject.
    #[serde(default)]
    pub(crate) comment: String,
    /// The password.
    #[serde(default)]
    pub(crate) password: String,
    /// The one-time code, where the account asks for one.
    #[serde(default)]
    pub(crate) one_time_code: Option<String>,
    /// What the browser answered for a passkey, in place of both.
    #[serde(default)]
    pub(crate) passkey: Option<Map<String, Value>>,
}

/// An electronic signature as it is shown beside what was signed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct SignatureRow {
    /// Its id.
    pub(crate) id: String,
    /// The printed name of who signed.
    pub(crate) name: String,
    /// In which role.
    pub(crate) role: String,
    /// With which authority: the person in people.yaml and what they may approve; empty when it names nobody.
    pub(crate) authority: String,
    /// When, RFC 3339.
    pub(crate) at: String,
    /// `approved`, `reviewed` or `rejected`.
    pub(crate) meaning: String,
    /// What else the person said.
    pub(crate) comment: String,
    /// The decision that was signed (SHA-256).
    pub(crate) decision: String,
    /// The revision of the dossier that was signed (SHA-256).
    pub(crate) revision: String,
    /// Whether a check of the dossier counts it: the approval stands in decisions.yaml, signed with a key of people.yaml.
    pub(crate) counts: bool,
    /// SHA-256 of the record; the log is bound to it.
    #[serde(default)]
    pub(crate) sha256: String,
}

/// The key that signs one's approvals.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SigningKeyRow {
    /// The public half, base64; empty when there is none.
    pub(crate) public: String,
    /// Since which day.
    pub(crate) from: String,
    /// The entry for `keys:` of one's person in people.yaml; empty when there is none.
    pub(crate) entry: String,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("NewDecision", schema_of::<NewDecision>);
    take("NewSiteDecision", schema_of::<NewSiteDecision>);
    take("Unread", schema_of::<Unread>);
    take("Decided", schema_of::<Decided>);
    take("Decisions", schema_of::<Decisions>);
    take("NewSignature", schema_of::<NewSignature>);
    take("SignatureRow", schema_of::<SignatureRow>);
    take("SigningKeyRow", schema_of::<SigningKeyRow>);
}
